"""The cut follows the similarities: it lies between two heaps, never below the floor, and depends on nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.links.mixture import FLOOR, cuts

VALUES = st.lists(st.floats(-0.2, 1.0), min_size=1, max_size=40)


def cut(near: list[float], sample: list[float], total: int = 1000) -> float:
    return float(cuts(np.array([near]), np.array([sample]), total)[0])


def heap(middle: float, spread: float, count: int, seed: int = 1) -> list[float]:
    return [float(value) for value in np.random.default_rng(seed).normal(middle, spread, count)]


def test_two_heaps_are_parted_between_them() -> None:
    near, rest = heap(0.75, 0.04, 8), heap(0.3, 0.05, 22, 2)
    assert max(rest) < cut(near + rest, heap(0.1, 0.08, 128, 3)) < min(near)


def test_the_number_that_is_accepted_is_not_fixed() -> None:
    sample = heap(0.1, 0.08, 128)
    counts = [
        sum(value >= cut(near, sample) for value in near)
        for near in (heap(0.8, 0.03, many) + heap(0.3, 0.04, 30 - many, 5) for many in (1, 6, 20))
    ]
    assert counts == [1, 6, 20]


def test_nothing_is_near_where_everything_is_equally_far() -> None:
    sample = heap(0.15, 0.07, 128)
    near = sorted(heap(0.15, 0.07, 3000, 9), reverse=True)[:30]  # the nearest of many that have nothing in common
    assert sum(value >= cut(near, sample, 3000) for value in near) <= 6


def test_more_memories_ask_for_more_likeness() -> None:
    near, sample = heap(0.5, 0.1, 30), heap(0.1, 0.1, 128)
    small, large = cut(near, sample, 100), cut(near, sample, 100_000)
    assert FLOOR <= small <= large


@given(VALUES, VALUES, st.integers(1, 10**7))
def test_the_cut_lies_between_the_floor_and_one(near: list[float], sample: list[float], total: int) -> None:
    assert FLOOR <= cut(near, sample, total) <= 1.0


@given(VALUES, st.lists(st.floats(-0.2, 1.0), min_size=8, max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_the_values_means_nothing(near: list[float], sample: list[float], random: object) -> None:
    first = cut(near, sample)
    random.shuffle(near)  # type: ignore[attr-defined]
    random.shuffle(sample)  # type: ignore[attr-defined]
    assert cut(near, sample) == pytest.approx(first, abs=1e-6)


@given(VALUES, VALUES)
def test_each_row_is_judged_on_its_own_and_missing_values_count_nothing(near: list[float], sample: list[float]) -> None:
    alone = cut(near, sample)
    padded = [*near, *([float("nan")] * 3)]
    other = heap(0.4, 0.2, len(padded))
    both = cuts(np.array([padded, other]), np.array([sample, heap(0.2, 0.2, len(sample))]), 1000)
    assert float(both[0]) == pytest.approx(alone, abs=1e-6)


def test_no_values_give_the_floor() -> None:
    assert cuts(np.zeros((2, 0)), np.zeros((2, 0)), 5).tolist() == [FLOOR, FLOOR]
