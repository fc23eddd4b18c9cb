"""How well candidates match the meaning of a query: alone, and with what stands beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.ports import Encoding
from core.recall import fusion
from core.recall.finding import Leads, Passages
from core.recall.late import DISCOUNTS, best_matches, with_context
from core.store import vectors
from core.store.connection import Connection

PASSAGES = 4
"""Passages of one memory that late interaction reads: those nearest by cosine."""
SHARES: Mapping[int, float] = {-1: 0.5, 1: 0.4}
"""How much the passage before and the one after count beside a passage's own vector (measured on LoCoMo)."""

Float32 = NDArray[np.float32]
Nearby = Sequence[tuple[int, int, int]]
Pairs = list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Own:
    """What candidates hold themselves: where each stands, their nearest passages, and these' best matches.

    `best` is (passages, tokens of the query), None where the embedder gives no tokens; `weights` weighs the tokens.
    """

    place: Mapping[int, int]
    passages: Passages
    best: Float32 | None
    weights: Float32

    def best_of(self, values: Float32) -> Float32:
        """The best value of each candidate's passages; NaN for one that has none."""
        best = np.full(len(self.place), np.nan, dtype=np.float32)
        at = np.fromiter((self.place[seq] for seq in self.passages.seqs), np.intp, len(self.passages.seqs))
        np.fmax.at(best, at, values)
        return best


def own(
    connection: Connection, channels: fusion.Channels, leads: Leads, encoding: Encoding, words: Mapping[str, float]
) -> Own:
    """Read the candidates alone and put how near their sentences are; `words` weighs the words of the query."""
    assert leads.passages is not None
    place = {seq: at for at, seq in enumerate(leads.seqs)}
    passages = leads.passages.best(leads.seqs, PASSAGES)
    if not len(encoding.tokens):
        found = Own(place, passages, None, np.zeros(0, dtype=np.float32))
    else:
        weights = np.array([words[word] for word in encoding.words], dtype=np.float32)
        found = Own(place, passages, _matches(connection, passages, encoding), weights / weights.sum())
    channels.put(fusion.MEANING, found.best_of(passages.cosine))
    return found


def score(
    connection: Connection, channels: fusion.Channels, own: Own, encoding: Encoding, model: int, nearby: Nearby
) -> None:
    """Put how well candidates match with what stands beside them: `nearby`, as `vectors.neighbours` has it."""
    others = _others(connection, own.place, encoding, model, nearby)
    read = own.passages.joined(others)
    pairs = [*_adjacent(read), *_beside(read, nearby)]
    count = len(own.passages.seqs)
    channels.put(fusion.AROUND, own.best_of(_around(read, count, pairs, encoding)))
    if own.best is None:
        return
    best = np.concatenate((own.best, _matches(connection, others, encoding)))
    context = with_context(best, [(row, other, DISCOUNTS[offset]) for row, other, offset in pairs])
    channels.put(fusion.CONTEXT, own.best_of(context[:count] @ own.weights))


def _matches(connection: Connection, passages: Passages, encoding: Encoding) -> Float32:
    """For each passage the best match of each token of the query."""
    packed = vectors.token_data(connection, passages.numbers)
    return best_matches([packed.get(number, b"") for number in passages.numbers], encoding.tokens)


def _others(
    connection: Connection, place: Mapping[int, int], encoding: Encoding, model: int, nearby: Nearby
) -> Passages:
    """Passages of the memories beside the candidates that are none themselves, the nearest of each."""
    others = sorted({other for _, _, other in nearby} - place.keys())
    return Passages.of(vectors.of_others(connection, others, model), encoding).best(others, PASSAGES)


def _around(read: Passages, count: int, pairs: Pairs, encoding: Encoding) -> Float32:
    """The cosine of each of the first `count` passages with shares of those before and after it."""
    summed = read.vectors[:count].copy()
    for offset, share in SHARES.items():
        beside = {row: other for row, other, apart in pairs if apart == offset and row < count}
        if beside:
            summed[list(beside)] += np.float32(share) * read.vectors[list(beside.values())]
    length = np.sqrt(np.einsum("ij,ij->i", summed, summed))
    cosine: Float32 = (summed @ encoding.vector / np.maximum(length, 1e-6)).astype(np.float32)
    return cosine


def _adjacent(read: Passages) -> Pairs:
    """(row, other row, offset) of passages of one memory that stand next to each other; they are numbered in order."""
    many = len(set(read.seqs)) < len(read.seqs)
    at = {number: row for row, number in enumerate(read.numbers)} if many else {}
    return [
        (row, at[number + offset], offset)
        for offset in DISCOUNTS
        for number, row in at.items()
        if number + offset in at and read.seqs[at[number + offset]] == read.seqs[row]
    ]


def _beside(read: Passages, nearby: Nearby) -> Pairs:
    """(row, other row, offset) of candidates' passages and those of the memories beside them in their thread."""
    rows: dict[int, list[int]] = {}
    for row, seq in enumerate(read.seqs):
        rows.setdefault(seq, []).append(row)
    return [
        (row, other_row, offset)
        for seq, offset, other in nearby
        for row in rows.get(seq, ())
        for other_row in rows.get(other, ())
    ]
