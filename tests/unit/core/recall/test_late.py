"""Late interaction gives what its definition gives, word by word."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.recall.late import SCALE, best_matches, packed_tokens, with_context

WIDTH = 8
Float32 = NDArray[np.float32]


def unit(rows: int, seed: int) -> Float32:
    drawn = np.random.default_rng(seed).standard_normal((rows, WIDTH))
    made: Float32 = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return made


def naive(passage: Float32, query: Float32) -> list[float]:
    """For each query token the best cosine among the passage's tokens, never below 0."""
    return [max([0.0, *(float(token @ asked) for token in passage)]) for asked in query]


@given(st.lists(st.integers(0, 6), max_size=8), st.integers(1, 5), st.integers(0, 1000))
def test_best_matches_are_those_of_a_comparison_one_by_one(sizes: list[int], asked: int, seed: int) -> None:
    passages = [unit(size, seed + at) for at, size in enumerate(sizes)]
    query = unit(asked, seed + 100)
    best = best_matches([packed_tokens(passage) for passage in passages], query)
    expected = np.array([naive(passage, query) for passage in passages], dtype=np.float32).reshape(len(sizes), asked)
    assert best.shape == expected.shape
    assert np.abs(best - expected).max(initial=0) < WIDTH / SCALE


def test_a_passage_without_tokens_matches_nothing() -> None:
    token = unit(1, 0)
    assert best_matches([b"", packed_tokens(token), b""], token).round(1).tolist() == [[0.0], [1.0], [0.0]]
    assert best_matches([b"", b""], token).tolist() == [[0.0], [0.0]]
    assert best_matches([], token).shape == (0, 1)


def test_a_match_near_by_counts_at_a_discount_where_it_is_better() -> None:
    best = np.array([[0.9, 0.1], [0.2, 1.0], [0.0, 0.0]], dtype=np.float32)
    widened = with_context(best, [(0, 1, 0.8), (1, 0, 0.9), (2, 1, 0.5), (2, 0, 0.5)])
    assert np.allclose(widened, [[0.9, 0.8], [0.81, 1.0], [0.45, 0.5]])


def test_context_reaches_no_farther_than_it_is_said_to() -> None:
    best = np.eye(3, dtype=np.float32)
    widened = with_context(best, [(0, 1, 0.5), (1, 2, 0.5)])
    assert widened[0].tolist() == [1.0, 0.5, 0.0]
    assert with_context(best, []).tolist() == best.tolist()
