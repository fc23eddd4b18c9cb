"""The nearest memories without looking at all: cells of the vector space, sign bits within them, then the vectors.

An inverted file as in Jegou et al. 2011 that grows with the memory: a cell that fills up is split in two, so a search
looks at PROBES cells of bounded size, and the cost for each new memory does not grow with the square of all.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.recall.dense import sign_bits
from core.store import cells
from core.store.connection import Connection

Float32 = NDArray[np.float32]
Uint64 = NDArray[np.uint64]

PROBES = 20
"""Cells that a search looks into."""
SMALLEST = 192
"""Memories in a cell before it is split; grows with the root of all, so that the number of cells does too."""
BY_BITS = 160
"""Candidates that are compared by their vectors, taken by Hamming distance of their sign bits."""
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Space:
    """The cells of one model: `ids` (k,), `centres` (k, dimensions) of unit length."""

    ids: tuple[int, ...]
    centres: Float32

    def nearest(self, vectors: Float32, count: int) -> list[list[int]]:
        """For each vector (n, dimensions) the places of the nearest `count` cells, nearest first."""
        if not self.ids:
            return [[] for _ in vectors]
        order = np.argsort(-(vectors @ self.centres.T), axis=1, kind="stable")
        return [[int(place) for place in row[:count]] for row in order]


def read(connection: Connection, model_id: int) -> Space:
    """The cells as they stand."""
    rows = cells.centres(connection, model_id)
    if not rows:
        return Space((), np.zeros((0, 0), dtype=np.float32))
    centres = np.frombuffer(b"".join(centre for _, centre in rows), dtype=np.float16).astype(np.float32)
    return Space(tuple(id for id, _ in rows), centres.reshape(len(rows), -1))


def read_vectors(connection: Connection, seqs: Iterable[int], model_id: int) -> dict[int, Float32]:
    """One vector for each memory, the mean of its first passages', unit length; those that have none are left out."""
    found = cells.vectors_of(connection, seqs, model_id)
    if not found:
        return {}
    parts = np.frombuffer(b"".join(part for passages in found.values() for part in passages), dtype=np.float16)
    starts = np.cumsum([0, *map(len, found.values())])[:-1]
    passages = parts.reshape(sum(map(len, found.values())), -1).astype(np.float32)
    sums = np.add.reduceat(passages, starts, axis=0) if len(passages) > len(found) else passages
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return dict(zip(found, sums / lengths, strict=True))


def candidates(
    space: Space,
    vectors: Mapping[int, Float32],
    members: Callable[[int], list[tuple[int, bytes]]],
) -> dict[int, list[int]]:
    """For each memory up to BY_BITS others that may be nearest, by sign bits; `members` reads a cell by its number."""
    if not vectors:
        return {}
    wanted = np.stack(list(vectors.values()))
    known: dict[int, tuple[NDArray[np.int64], Uint64]] = {}
    found: dict[int, list[int]] = {}
    for (seq, vector), places in zip(vectors.items(), space.nearest(wanted, PROBES), strict=True):
        for place in places:
            if place not in known:
                known[place] = _columns(members(space.ids[place]))
        found[seq] = _closest(seq, vector, [known[place] for place in places])
    return found


def _columns(rows: Sequence[tuple[int, bytes]]) -> tuple[NDArray[np.int64], Uint64]:
    numbers = np.array([seq for seq, _ in rows], dtype=np.int64)
    bits = np.frombuffer(b"".join(part for _, part in rows), dtype=np.uint64)
    return numbers, bits.reshape(len(rows), -1) if rows else np.zeros((0, 0), dtype=np.uint64)


def _closest(seq: int, vector: Float32, parts: Sequence[tuple[NDArray[np.int64], Uint64]]) -> list[int]:
    full = [(numbers, bits) for numbers, bits in parts if len(numbers)]
    if not full:
        return []
    numbers = np.concatenate([numbers for numbers, _ in full])
    bits = np.concatenate([bits for _, bits in full])
    query = np.frombuffer(sign_bits(vector), dtype=np.uint64)
    distance = np.bitwise_count(bits ^ query).sum(axis=1, dtype=np.int32)
    order = np.argpartition(distance, min(BY_BITS, len(distance) - 1))[: BY_BITS + 1]
    return [int(number) for number in numbers[order] if number != seq][:BY_BITS]


def place(connection: Connection, model_id: int, vectors: Mapping[int, Float32], total: int) -> None:
    """Put memories into the cells nearest to them, and split what has filled up; `total` is the number of all."""
    if not vectors:
        return
    space = read(connection, model_id)
    stacked = np.stack(list(vectors.values()))
    if not space.ids:
        centre = _unit(stacked.mean(axis=0))
        space = Space((cells.make(connection, model_id, _packed(centre)),), centre[None])
    chosen = [space.ids[places[0]] for places in space.nearest(stacked, 1)]
    rows = [(cell, seq, sign_bits(vector)) for cell, (seq, vector) in zip(chosen, vectors.items(), strict=True)]
    cells.place(connection, rows)
    most = max(SMALLEST, round(0.6 * math.sqrt(total)))
    for cell in sorted(set(chosen)):
        if cells.size(connection, cell) > most:
            _split(connection, model_id, cell, most, stacked.shape[1])


def _split(connection: Connection, model_id: int, cell: int, most: int, dimensions: int) -> None:
    """Make two cells of one, and go on while one is too full; members that have no vector go by their sign bits."""
    rows = cells.members(connection, cell)
    vectors = read_vectors(connection, (seq for seq, _ in rows), model_id)
    whole = np.stack([vectors[seq] if seq in vectors else _from_bits(bits, dimensions) for seq, bits in rows])
    sides = halves(whole)
    for side in (False, True):
        centre = _unit(whole[sides == side].mean(axis=0))
        made = cells.make(connection, model_id, _packed(centre))
        part = [row for row, other in zip(rows, sides, strict=True) if other == side]
        cells.place(connection, [(made, seq, bits) for seq, bits in part])
        if len(part) > most:
            _split(connection, model_id, made, most, dimensions)
    cells.remove_empty(connection, cell)


def halves(vectors: Float32) -> NDArray[np.bool_]:
    """Which of two halves each vector falls into, by 2-means from the two ends of the widest direction.

    Neither is smaller than a fifth of all, so that splitting comes to an end whatever lies in the cell.
    """
    shifted = vectors - vectors.mean(axis=0)
    direction = shifted[int(np.argmax((shifted**2).sum(axis=1)))]
    for _ in range(ROUNDS):  # power iteration towards the first principal component
        direction = _unit(shifted.T @ (shifted @ direction))
    sides: NDArray[np.bool_] = shifted @ direction > 0
    for _ in range(ROUNDS):
        if sides.all() or not sides.any():
            break
        centres = np.stack([_unit(vectors[~sides].mean(axis=0)), _unit(vectors[sides].mean(axis=0))])
        scores = vectors @ centres.T
        sides = scores[:, 1] > scores[:, 0]
    least = len(vectors) // 5
    if min(int(sides.sum()), len(sides) - int(sides.sum())) < max(1, least):
        order = np.argsort(shifted @ direction, kind="stable")
        sides = np.zeros(len(vectors), dtype=bool)
        sides[order[len(order) // 2 :]] = True
    return sides


def _from_bits(bits: bytes, dimensions: int) -> Float32:
    signs = np.unpackbits(np.frombuffer(bits, dtype=np.uint8), bitorder="little")[:dimensions]
    return _unit(signs.astype(np.float32) * 2 - 1)


def _unit(vector: Float32) -> Float32:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


def _packed(vector: Float32) -> bytes:
    return vector.astype(np.float16).tobytes()
