"""Where likeness begins: an adaptive cut between what is near a memory and what is only less far than the rest.

A mixture of two normal distributions is fitted to the similarities of a memory with its nearest and with a sample of
all (MemGAS, Xu et al. 2025, accepts the component with the higher mean); expectation maximisation, deterministic.
"""

import math

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

FLOOR = 0.35
"""Cosine below which nothing counts as alike, whatever the distribution."""
CEILING = 0.62
"""Cosine from which chance alone is no reason to refuse."""
BY_CHANCE = 2.0
"""How many of all memories may lie above the cut if similarities were normally distributed."""
FEWEST = 8
"""Neighbours below which two heaps cannot be told from chance."""
ROUNDS = 24
NARROWEST = 0.02
"""The least standard deviation of a component, so that equal values do not swallow one."""


def cuts(near: Float64, sample: Float64, total: int) -> Float64:
    """The least similarity at which a neighbour is accepted, (n,), between FLOOR and 1.

    `near` (n, k) are the similarities with each memory's nearest, `sample` (n, s) those with some of all `total`
    memories; values that are missing are NaN.
    """
    if not near.size:
        return np.full(len(near), FLOOR)
    middle, spread = _background(sample)
    chance = np.minimum(middle + _deviations(total) * spread, CEILING)
    enough = np.isfinite(near).sum(axis=1) >= FEWEST
    mixed = np.where(enough, _between(np.hstack((near, sample)), middle, spread), 0.0)
    return np.clip(np.maximum(chance, mixed), FLOOR, 1.0)


def _background(sample: Float64) -> tuple[Float64, Float64]:
    """Median and deviation (from the median absolute one) of each row; those of unrelated texts where it is short."""
    known = np.isfinite(sample).sum(axis=1) if sample.size else np.zeros(len(sample))
    enough = known >= 8
    middle, spread = np.full(len(sample), 0.1), np.full(len(sample), 0.1)  # all-MiniLM-L6-v2 on talks and notes
    if enough.any():
        rows = sample[enough]
        middle[enough] = np.nanmedian(rows, axis=1)
        spread[enough] = 1.4826 * np.nanmedian(np.abs(rows - middle[enough, None]), axis=1)
    return middle, np.maximum(spread, NARROWEST)


def _deviations(total: int) -> float:
    """How many deviations above the mean BY_CHANCE of `total` normal values lie: the usual tail's inverse."""
    share = max(total / BY_CHANCE, 2.0)
    root = math.sqrt(2 * math.log(share))
    return root - (math.log(math.log(share) + 1e-9) + math.log(4 * math.pi)) / (2 * root) if share > 8 else root


def _between(values: Float64, middle: Float64, spread: Float64) -> Float64:
    """Where each row's upper component becomes the likelier one; 0 where there are not two."""
    known = np.isfinite(values)
    x = np.where(known, values, 0.0)
    top = np.where(known, values, -1.0).max(axis=1)
    low, high = middle.copy(), np.maximum(top, middle + NARROWEST)
    wide, narrow = spread.copy(), np.maximum((high - low) / 4, NARROWEST)
    share = np.full(len(x), 0.2)
    for _ in range(ROUNDS):
        upper = _upper(x, known, low, wide, high, narrow, share)
        weight, rest = upper.sum(axis=1), (known - upper).sum(axis=1)
        share = np.clip(weight / np.maximum(known.sum(axis=1), 1), 0.01, 0.9)
        high, narrow = _moments(x, upper, weight, high)
        low, wide = _moments(x, known - upper, rest, low)
    return _crossing(low, wide, high, narrow, share)


def _upper(
    x: Float64, known: NDArray[np.bool_], low: Float64, wide: Float64, high: Float64, narrow: Float64, share: Float64
) -> Float64:
    """The probability that each value is of the upper component, (n, k); 0 for missing ones."""
    ours = np.log(share) - np.log(narrow) - 0.5 * ((x.T - high) / narrow) ** 2
    theirs = np.log1p(-share) - np.log(wide) - 0.5 * ((x.T - low) / wide) ** 2
    likely = 1 / (1 + np.exp(np.clip(theirs - ours, -60, 60)))
    return np.asarray(np.where(known, likely.T, 0.0))


def _moments(x: Float64, weights: Float64, total: Float64, before: Float64) -> tuple[Float64, Float64]:
    """Weighted mean and deviation of each row; the mean stays where nothing weighs."""
    enough = np.maximum(total, 1e-9)
    mean = np.where(total > 1e-6, (weights * x).sum(axis=1) / enough, before)
    deviation = np.sqrt((weights * (x - mean[:, None]) ** 2).sum(axis=1) / enough)
    return mean, np.maximum(deviation, NARROWEST)


def _crossing(low: Float64, wide: Float64, high: Float64, narrow: Float64, share: Float64) -> Float64:
    """The value between the two means at which both components are equally likely, by halving."""
    below, above = low.copy(), high.copy()
    for _ in range(20):
        at = (below + above) / 2
        ours = np.log(share) - np.log(narrow) - 0.5 * ((at - high) / narrow) ** 2
        theirs = np.log1p(-share) - np.log(wide) - 0.5 * ((at - low) / wide) ** 2
        upper = ours > theirs
        above, below = np.where(upper, at, above), np.where(upper, below, at)
    return np.asarray(np.where(high - low > 2 * NARROWEST, (below + above) / 2, 0.0))
