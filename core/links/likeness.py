"""Which memories are alike: the nearest by their vectors, above an adaptive cut, each near the other too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.links.mixture import cuts

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

NEAREST = 30
MOST = 10
"""Memories that one is found alike with when it is new."""
MUTUAL = 10
"""A neighbour must have fewer than so many others, of all that are near here, that are nearer to it."""
HUB = 24
"""Links from which a memory is taken into no more; a hub leads everywhere and so nowhere."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two memories that are alike: `other` and the cosine of their vectors."""

    other: int
    cosine: float


def alike(
    vectors: Mapping[int, Float32],
    candidates: Mapping[int, Sequence[int]],
    others: Mapping[int, Float32],
    sample: Sequence[int],
    total: int,
) -> dict[int, list[Alike]]:
    """For each new memory of `vectors` those it is alike with, nearest first, at most NEAREST.

    `candidates` are others for each, with their vectors in `others`, as are those of `sample`; the new ones are
    candidates for each other. `total` is the number of all memories.
    """
    if not vectors:
        return {}
    every = {**others, **vectors}
    numbers = np.array(list(every), dtype=np.int64)
    places = {seq: place for place, seq in enumerate(every)}
    matrix = np.stack(list(every.values()))
    scores = np.stack(list(vectors.values())) @ matrix.T  # (new, all)
    own = np.array([places[seq] for seq in vectors])
    allowed = np.zeros(scores.shape, dtype=bool)
    allowed[:, own] = True
    for row, seq in enumerate(vectors):
        allowed[row, [places[one] for one in candidates.get(seq, ()) if one in places]] = True
        allowed[row, places[seq]] = False
    near = _nearest(np.where(allowed, scores, -2.0))
    least = cuts(_values(scores, near), _background(scores, sample, places, own), total)
    found: dict[int, list[Alike]] = {}
    for row, seq in enumerate(vectors):
        mutual = _mutual(matrix, scores[row], near[row])
        found[seq] = [
            Alike(int(numbers[place]), min(float(scores[row, place]), 1.0))
            for place, both in zip(near[row], mutual, strict=True)
            if place >= 0 and both and scores[row, place] >= least[row]
        ]
    return found


def capped(found: Mapping[int, Sequence[Alike]], degrees: Mapping[int, int]) -> dict[int, list[Alike]]:
    """The same, at most MOST for each, without hubs; `degrees` says how many such links a memory has already."""
    load = dict(degrees)
    kept: dict[int, list[Alike]] = {}
    for seq, ones in found.items():
        kept[seq] = [one for one in ones if load.get(one.other, 0) < HUB][:MOST]
        for one in kept[seq]:
            load[one.other] = load.get(one.other, 0) + 1
    return kept


def _nearest(scores: Float32) -> NDArray[np.int64]:
    """The places of the NEAREST highest in each row, highest first; -1 where there are fewer."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :NEAREST]
    return np.where(np.take_along_axis(scores, order, axis=1) > -2.0, order, -1)


def _values(scores: Float32, places: NDArray[np.int64]) -> Float64:
    values = np.take_along_axis(scores, np.maximum(places, 0), axis=1).astype(np.float64)
    return np.where(places >= 0, values, np.nan)


def _background(scores: Float32, sample: Sequence[int], places: Mapping[int, int], own: NDArray[np.int64]) -> Float64:
    """Similarities with a sample of all, itself left out."""
    columns = np.array([places[seq] for seq in sample if seq in places] or own, dtype=np.int64)
    values = scores[:, columns].astype(np.float64)
    values[own[:, None] == columns[None, :]] = np.nan
    return values


def _mutual(matrix: Float32, scores: Float32, near: NDArray[np.int64]) -> list[bool]:
    """Whether each near one has this memory among its own nearest, judged among all that are near."""
    known = near[near >= 0]
    between = matrix[known] @ matrix[known].T
    np.fill_diagonal(between, -2.0)
    nearer = (between > scores[known][:, None]).sum(axis=1)
    return [*(bool(count < MUTUAL) for count in nearer), *([False] * (len(near) - len(known)))]
