"""Late interaction: every word of the query takes its best match among the tokens of a passage, or of one near by.

MaxSim (Khattab and Zaharia, ColBERT, 2020) over the embedder's own token vectors, int8, as a second stage over a few
hundred candidates. The context form lets a token match in a neighbouring turn too, at a discount by distance.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

SCALE = 127.0
DISCOUNTS: Mapping[int, float] = {-2: 0.8, -1: 0.9, 1: 0.8, 2: 0.7}
"""What a match is worth in the passage two before, one before, one after, two after (measured on LoCoMo)."""


def packed_tokens(tokens: Float32) -> bytes:
    """(n, d) unit vectors as int8, row by row."""
    return np.round(tokens * SCALE).astype(np.int8).tobytes()


def best_matches(packed: Sequence[bytes], query: Float32) -> Float32:
    """For each passage and each query token the best cosine: (passages, query tokens); 0 for a passage without tokens.

    `query` is (query tokens, d), unit length.
    """
    width = query.shape[1]
    counts = np.array([len(data) // width for data in packed], dtype=np.intp)
    best = np.zeros((len(packed), query.shape[0]), dtype=np.float32)
    filled = counts > 0
    if not filled.any():
        return best
    tokens = np.frombuffer(b"".join(packed), dtype=np.int8).reshape(-1, width).astype(np.float32)
    similarity = tokens @ (query.T / SCALE)
    starts = np.concatenate(([0], np.cumsum(counts[filled])[:-1]))
    best[filled] = np.maximum.reduceat(similarity, starts, axis=0)
    return np.maximum(best, 0.0)


def with_context(best: Float32, nearby: Sequence[tuple[int, int, float]]) -> Float32:
    """The best match of each query token in a passage or, discounted, near it.

    `nearby` holds (passage, neighbour, discount), as rows of `best`.
    """
    widened = best.copy()
    if nearby:
        passage, neighbour, discount = (np.array(column) for column in zip(*nearby, strict=True))
        np.maximum.at(widened, passage, best[neighbour] * discount[:, None].astype(np.float32))
    return widened
