"""all-MiniLM-L6-v2 over the packaged weights, with numpy alone; torch is never imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.embedding.encoding import Encoding
from models.embedding.forward import Encoder
from models.embedding.packaged import NAME, PROJECTION, TOKENIZER_SHA256, WEIGHTS_SHA256, packaged_folder
from models.embedding.weights import Weights, verified_text
from models.embedding.wordpiece import Pieces, WordPiece

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Float32 = NDArray[np.float32]

WINDOW = 512
"""Texts tokenised and sorted by length at a time."""
FEW = 16
"""With more texts than this, memory that the next batch does not need is given back."""
BATCH = 512
"""Tokens run through the layers at a time; twice as many are 2 % faster and need twice the memory."""


class MiniLM:
    """The default embedder: 384 dimensions for a text, 128 for each of its content tokens.

    `cache` is a folder for the stamp that spares hashing the weights at every start; None hashes them every time.
    `folder` holds the model's files, None means the installed package's. One instance is used by one thread at a
    time. Raises EmbedderMissing, WeightsRejected.
    """

    name = NAME
    dimensions = 384
    token_dimensions = 128
    max_tokens = 256

    def __init__(self, cache: Path | None = None, folder: Path | None = None) -> None:
        folder = folder or packaged_folder()
        self._wordpiece = WordPiece(verified_text(folder / "tokenizer.json", TOKENIZER_SHA256), self.max_tokens)
        self._weights = Weights(folder / "model.safetensors", WEIGHTS_SHA256, cache)
        self._encoder = Encoder(self._weights, self.max_tokens)

    def encode(self, texts: Sequence[str], batch: int = BATCH) -> list[Encoding]:
        """Embed texts, in order, about `batch` tokens at a time; a text is cut at `max_tokens` tokens."""
        return self._encode(texts, batch, self._projection)

    def states(self, texts: Sequence[str], batch: int = BATCH) -> list[Float32]:
        """Return the unprojected states of each text's content tokens, (n, 384) float32, unit length."""
        return [found.tokens for found in self._encode(texts, batch, None)]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has uncut, to compare with `max_tokens`."""
        return self._wordpiece.count(texts)

    def vocabulary(self) -> list[str]:
        """Return all pieces that the tokenizer knows, by id."""
        return self._wordpiece.vocabulary()

    @cached_property
    def _projection(self) -> Float32:
        projection: NDArray[np.float16] = np.load(PROJECTION, allow_pickle=False)
        return projection.astype(np.float32)

    def _encode(self, texts: Sequence[str], batch: int, projection: Float32 | None) -> list[Encoding]:
        found: list[Encoding] = []
        for start in range(0, len(texts), WINDOW):
            found += self._window(texts[start : start + WINDOW], batch, projection)
        return found

    def _window(self, texts: Sequence[str], batch: int, projection: Float32 | None) -> list[Encoding]:
        pieces = self._wordpiece.pieces(texts)
        order = sorted(range(len(pieces)), key=lambda at: len(pieces[at].ids))
        found: dict[int, Encoding] = {}
        for chosen in batches(order, pieces, batch):
            found.update(zip(chosen, self._run([pieces[at] for at in chosen], projection), strict=True))
            if len(texts) > FEW:
                self._encoder.release()
        return [found[at] for at in range(len(pieces))]

    def _run(self, batch: list[Pieces], projection: Float32 | None) -> list[Encoding]:
        hidden = self._encoder.last_hidden([piece.ids for piece in batch])
        ends = np.cumsum([len(piece.ids) for piece in batch])
        starts = np.concatenate(([0], ends[:-1]))
        vectors = unit(np.add.reduceat(hidden[:, : ends[-1]], starts, axis=1).T)
        columns = [start + at for start, piece in zip(starts, batch, strict=True) for at in piece.content]
        states = hidden.T[np.asarray(columns, np.intp)]
        tokens = unit(states if projection is None else states @ projection)
        parts = np.split(tokens, np.cumsum([len(piece.content) for piece in batch])[:-1])
        return [
            Encoding(vector.copy(), rows.copy(), piece.words)
            for vector, rows, piece in zip(vectors, parts, batch, strict=True)
        ]


def batches(order: list[int], pieces: list[Pieces], tokens: int) -> Iterator[list[int]]:
    """Yield runs of texts with at most so many tokens together, at least one text in each."""
    chosen: list[int] = []
    size = 0
    for at in order:
        if chosen and size + len(pieces[at].ids) > tokens:
            yield chosen
            chosen, size = [], 0
        chosen.append(at)
        size += len(pieces[at].ids)
    if chosen:
        yield chosen


def unit(rows: Float32) -> Float32:
    """Return the rows as a contiguous array, each of length 1."""
    norms = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return np.ascontiguousarray(rows / np.maximum(norms, 1e-12))
