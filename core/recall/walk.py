"""Personalised PageRank over the stored links, from what words and meaning found to what that is linked with.

The walk stays within two steps of its seeds, each memory's strongest links only, so it costs the same in any home.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.store import links
from core.store.connection import Connection

SEEDS = 8
"""Memories that the walk starts from, each with the weight of its score."""
FIRST, SECOND = 8, 4
"""Links followed from a seed, and from what a seed is linked with."""
REACHED = 10
"""Memories one step away that are walked on from, those with most weight first."""
FAINTEST = 0.01
"""What the weakest link counts."""
BACK = 0.5
"""The chance of going back to a seed at each step; half is usual where what is near is wanted."""
STEPS = 6
"""After which less than 2 % of the weight has still to move."""
KINDS = (links.MANUAL, links.MENTIONS, links.REPLY, links.ENTITY, links.SIMILAR, links.TIME)
"""Links that are walked: not those from a derived memory to all it covers, nor from the new to what it replaced."""

Edges = Iterable[tuple[int, int, str, float]]


@dataclass(frozen=True, slots=True)
class Walk:
    """What links led to: each memory's share of the weight, and whence most of it came; by number."""

    scores: Mapping[int, float]
    whence: Mapping[int, int]
    seeds: frozenset[int]

    def path(self, seq: int) -> list[int]:
        """From a seed to a memory, both included; [] where no link leads."""
        if seq not in self.whence:
            return []
        path = [self.whence[seq], seq]
        while path[0] not in self.seeds:
            path.insert(0, self.whence[path[0]])
        return path


def walk(connection: Connection, seeds: Mapping[int, float]) -> Walk | None:
    """Walk from these memories, by weight; None where none of them has a link."""
    first = links.around(connection, seeds, FIRST, KINDS) if seeds else []
    if not first:
        return None
    reached = _reached(first, seeds)
    edges = dict.fromkeys([*first, *links.around(connection, reached[:REACHED], SECOND, KINDS)])
    return _spread(edges, seeds, set(reached))


def _reached(edges: Edges, seeds: Mapping[int, float]) -> list[int]:
    """What the seeds are linked with, the strongest first."""
    weights: dict[int, float] = {}
    for source, target, _, weight in edges:
        for seed, other in ((source, target), (target, source)):
            if seed in seeds and other not in seeds:
                weights[other] = weights.get(other, 0.0) + weight * seeds[seed]
    return sorted(weights, key=lambda seq: -weights[seq])


def _spread(edges: Edges, seeds: Mapping[int, float], reached: set[int]) -> Walk:
    """The walk itself, on the sparse matrix of the links taken both ways; each memory shares out all it has."""
    places: dict[int, int] = {seq: at for at, seq in enumerate(seeds)}
    for source, target, *_ in edges:
        places.setdefault(source, len(places))
        places.setdefault(target, len(places))
    pairs = np.array([(places[source], places[target]) for source, target, *_ in edges], dtype=np.intp)
    start = np.concatenate((pairs[:, 0], pairs[:, 1]))
    end = np.concatenate((pairs[:, 1], pairs[:, 0]))
    weight = np.tile(np.array([max(edge[3], FAINTEST) for edge in edges]), 2)
    shared = np.bincount(start, weight, len(places))
    weight /= np.maximum(shared[start], 1e-9)
    home = np.zeros(len(places))
    home[: len(seeds)] = np.fromiter(seeds.values(), np.float64) / max(sum(seeds.values()), 1e-9)
    held = home
    for _ in range(STEPS):
        held = BACK * home + (1 - BACK) * np.bincount(end, weight * held[start], len(places))
    seqs = list(places)
    steps = np.array([0 if seq in seeds else 1 if seq in reached else 2 for seq in seqs])
    whence = _whence(start, end, weight * held[start], steps)
    came = held - BACK * home
    return Walk(
        {seqs[at]: float(came[at]) for at in whence},
        {seqs[at]: seqs[other] for at, other in whence.items()},
        frozenset(seeds),
    )


def _whence(
    start: NDArray[np.intp], end: NDArray[np.intp], moved: NDArray[np.float64], steps: NDArray[np.intp]
) -> dict[int, int]:
    """For each memory the one that gave it most, among those nearer to the seeds; for a seed among the seeds."""
    nearer = (steps[start] < steps[end]) | ((steps[start] == 0) & (steps[end] == 0) & (start != end))
    order = np.argsort(moved, kind="stable")
    return {int(end[at]): int(start[at]) for at in order if nearer[at] and moved[at] > 0}


def seeded(seqs: Sequence[int], scores: Sequence[float]) -> dict[int, float]:
    """The best SEEDS of some memories with how far each stands above the first that is none."""
    order = sorted(range(len(seqs)), key=lambda at: -scores[at])
    least = scores[order[SEEDS]] if len(order) > SEEDS else 0.0
    return {seqs[at]: scores[at] - least for at in order[:SEEDS] if scores[at] > least}
