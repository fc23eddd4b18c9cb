"""How well candidates match the meaning of a query: alone, with what stands beside them, with what they reply to."""

from collections.abc import Collection, Mapping, Sequence
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
Float32 = NDArray[np.float32]
Nearby = Sequence[tuple[int, int, int]]
Pairs = list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside candidates: as `vectors.neighbours` has it; and those before that ask something."""

    nearby: Nearby
    asking: Collection[int]


@dataclass(frozen=True, slots=True)
class Own:
    """What candidates hold themselves: where each stands, their nearest passages, and these' best matches.

    `best` is (passages, tokens of the query), None where the embedder gives no tokens; `weights` weighs the tokens.
    """

    place: Mapping[int, int]
    passages: Passages
    best: Float32 | None
    weights: Float32

    def matches(self) -> Float32 | None:
        """How well each candidate matches on its own; NaN for one that is not embedded."""
        return None if self.best is None else _best(self.passages.seqs, self.best @ self.weights, self.place)


def own(
    connection: Connection, channels: fusion.Channels, leads: Leads, encoding: Encoding, words: Mapping[str, float]
) -> Own:
    """Read the candidates alone and put how near their sentences are; `words` weighs the words of the query."""
    assert leads.passages is not None
    place = {seq: at for at, seq in enumerate(leads.seqs)}
    channels.put(fusion.MEANING, _best(leads.passages.seqs, leads.passages.cosine, place))
    passages = leads.passages.best(leads.seqs, PASSAGES)
    if not len(encoding.tokens):
        return Own(place, passages, None, np.zeros(0, dtype=np.float32))
    weights = np.array([words[word] for word in encoding.words], dtype=np.float32)
    return Own(place, passages, _matches(connection, passages, encoding), weights / weights.sum())


def score(
    connection: Connection, channels: fusion.Channels, own: Own, encoding: Encoding, model: int, beside: Beside
) -> None:
    """Put how well candidates match with what stands beside them, and with the question before them."""
    if own.best is None:
        return
    others = sorted({other for _, _, other in beside.nearby} - own.place.keys())
    rows = vectors.tokens_of(connection, others, model)
    owners = [*own.passages.seqs, *(seq for seq, _ in rows)]
    best = np.concatenate((own.best, best_matches([data for _, data in rows], encoding.tokens)))
    pairs = [*_adjacent(own.passages), *_beside(owners, beside.nearby)]
    context = with_context(best, [(row, other, DISCOUNTS[offset]) for row, other, offset in pairs])
    replies = [
        (row, other, 1.0)
        for row, other, offset in pairs
        if offset == -1 and owners[other] in beside.asking and owners[row] != owners[other]
    ]
    channels.put(fusion.CONTEXT, _best(owners, context @ own.weights, own.place))
    channels.put(fusion.REPLY, _best(owners, with_context(best, replies) @ own.weights, own.place))


def _matches(connection: Connection, passages: Passages, encoding: Encoding) -> Float32:
    """For each passage the best match of each token of the query."""
    packed = vectors.token_data(connection, passages.numbers)
    return best_matches([packed.get(number, b"") for number in passages.numbers], encoding.tokens)


def _best(owners: Sequence[int], values: Float32, place: Mapping[int, int]) -> Float32:
    """The best value of each candidate's passages; NaN for one that has none. Other memories' passages do not count."""
    best = np.full(len(place) + 1, np.nan, dtype=np.float32)
    at = np.array([place.get(seq, len(place)) for seq in owners], dtype=np.intp)
    np.fmax.at(best, at, values)
    return best[:-1]


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


def _beside(owners: Sequence[int], nearby: Nearby) -> Pairs:
    """(row, other row, offset) of candidates' passages and those of the memories beside them in their thread."""
    rows: dict[int, list[int]] = {}
    for row, seq in enumerate(owners):
        rows.setdefault(seq, []).append(row)
    return [
        (row, other_row, offset)
        for seq, offset, other in nearby
        for row in rows.get(seq, ())
        for other_row in rows.get(other, ())
    ]
