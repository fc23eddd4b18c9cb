"""What to read closely: the best by words, the nearest by meaning, those of the time asked for, what links lead to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.ports import Encoding
from core.recall.dense import BitIndex
from core.recall.question import Question
from core.recall.walk import Walk, seeded, walk
from core.store import index, vectors
from core.store.connection import Connection
from core.store.filters import Filters

LEXICAL, LEXICAL_ALONE = 100, 130
"""Candidates by bm25, beside those by meaning and where there is no meaning to go by."""
SCANNED = 160
"""Passages by sign bits that are rescored by cosine."""
DENSE = 80
"""Candidates by cosine."""
TIMED = 40
"""Candidates by words, and by meaning, of the time that a question names."""
WINDOW = 2000
"""A time with more memories than this tells too little apart to be searched on its own."""
IN_TIME = 0.5
"""What it is worth to be of that time, where the best by words and by meaning have 1 each."""
READ = 100
"""Candidates that are read closely, with what stands beside them, by words and meaning together: half as many again
find .001 more (recall@10 on LoCoMo) and take a quarter longer.
"""
SURE = 0.35
"""The cosine at which links are followed from a memory that holds no word of the query."""
LINKED = 10
"""Memories that links alone lead to."""

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages in order of memory and place: number and memory of each, (n, d) vectors, and their cosine to a query."""

    numbers: list[int]
    seqs: list[int]
    vectors: Float32
    cosine: Float32

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, bytes]], encoding: Encoding) -> "Passages":
        """From (number, memory, float16 vector) rows; the same number counts once."""
        known = {number: (seq, data) for number, seq, data in rows}
        order = sorted((seq, number) for number, (seq, _) in known.items())
        data = np.frombuffer(b"".join([known[number][1] for _, number in order]), dtype=np.float16)
        matrix = data.reshape(len(order), -1 if order else len(encoding.vector)).astype(np.float32)
        return cls([number for _, number in order], [seq for seq, _ in order], matrix, matrix @ encoding.vector)

    def joined(self, other: "Passages") -> "Passages":
        """These and the other's after them."""
        if not other.numbers:
            return self
        return Passages(
            self.numbers + other.numbers,
            self.seqs + other.seqs,
            np.concatenate((self.vectors, other.vectors)),
            np.concatenate((self.cosine, other.cosine)),
        )

    def best(self, seqs: Collection[int], most: int) -> "Passages":
        """Of each of these memories its `most` passages nearest to the query, still in order."""
        if len(set(self.seqs)) == len(self.seqs):
            wanted = set(seqs)
            return self._only([at for at, seq in enumerate(self.seqs) if seq in wanted])
        taken: dict[int, int] = dict.fromkeys(seqs, 0)
        kept: list[int] = []
        for at in np.argsort(-self.cosine, kind="stable").tolist():
            seq = self.seqs[at]
            if taken.get(seq, most) < most:
                taken[seq] += 1
                kept.append(at)
        return self._only(sorted(kept))

    def _only(self, kept: list[int]) -> "Passages":
        numbers, owners = [self.numbers[at] for at in kept], [self.seqs[at] for at in kept]
        return Passages(numbers, owners, self.vectors[kept], self.cosine[kept])

    def nearest(self) -> dict[int, float]:
        """The cosine of each memory's nearest passage, the nearest memory first."""
        found: dict[int, float] = {}
        cosine = self.cosine.tolist()
        for at in np.argsort(-self.cosine, kind="stable").tolist():
            found.setdefault(self.seqs[at], cosine[at])
        return found


@dataclass(frozen=True, slots=True)
class Leads:
    """Candidates by number, with their bm25 scores; where there is an embedder, also passages of theirs.

    The last ones, `linked`, were found by links alone.
    """

    seqs: list[int]
    lexical: Mapping[int, float]
    linked: frozenset[int] = frozenset()
    passages: Passages | None = None
    walk: Walk | None = None


@dataclass(slots=True)
class _Found:
    """What the searches gave: bm25 scores, numbers of passages, and the memories of the time asked for."""

    lexical: dict[int, float]
    numbers: list[int]
    timed: set[int] = field(default_factory=set)


def by_words(connection: Connection, question: Question, filters: Filters, limit: int) -> Leads:
    """Candidates by bm25, what names alone ask for, and what links lead to from there."""
    found = _Found(_matches(connection, question, filters, max(LEXICAL_ALONE, limit * 2)), [])
    for window in _windows(connection, question, filters):
        found.lexical |= _matches(connection, question, window, TIMED)
    said = index.by_author(connection, question.authors, filters, limit) if question.only_names else []
    seqs = list(dict.fromkeys([*found.lexical, *said]))
    led = walk(connection, seeded(seqs, [found.lexical.get(seq, 0.0) for seq in seqs]))
    linked = _linked(connection, led, set(seqs), filters)
    return Leads([*seqs, *linked], found.lexical, frozenset(linked), walk=led)


def by_words_and_meaning(
    connection: Connection,
    question: Question,
    filters: Filters,
    encoding: Encoding,
    bits: tuple[int, BitIndex],
    limit: int,
) -> Leads:
    """The best candidates by both together, and what links lead to from the best of these."""
    model, scan = bits
    most = max(DENSE, limit * 2)
    found = _Found(_matches(connection, question, filters, max(LEXICAL, limit * 2)), [])
    found.numbers += _scanned(connection, scan, encoding, filters, max(SCANNED, most))
    timed: list[int] = []
    for window in _windows(connection, question, filters):
        matches = _matches(connection, question, window, TIMED)
        found.lexical |= matches
        found.timed.update(matches)
        timed += _scanned(connection, scan, encoding, window, TIMED)
    numbers = list(dict.fromkeys([*found.numbers, *timed]))
    rows = vectors.by_number(connection, numbers)
    scanned = {seq for _, seq, _ in rows}
    found.timed.update(seq for number, seq, _ in rows if number in set(timed))
    rows += vectors.of_others(connection, list(found.lexical), model, numbers)
    passages = Passages.of(rows, encoding)
    near = passages.nearest()
    dense = [seq for seq in near if seq in scanned][:most]
    seqs, scores = _together(found, dict.fromkeys([*found.lexical, *dense, *found.timed & near.keys()]), near)
    order = sorted(range(len(seqs)), key=lambda at: -scores[at])[: max(READ, limit * 4)]
    sure = [at for at in order if seqs[at] in found.lexical or near.get(seqs[at], 0.0) >= SURE]
    led = walk(connection, seeded([seqs[at] for at in sure], [scores[at] for at in sure]))
    kept = [seqs[at] for at in order]
    linked = _linked(connection, led, set(kept), filters)
    if linked:
        passages = passages.joined(Passages.of(vectors.of_others(connection, linked, model), encoding))
    return Leads([*kept, *linked], found.lexical, frozenset(linked), passages, led)


def _matches(connection: Connection, question: Question, filters: Filters, limit: int) -> dict[int, float]:
    found = index.matches(connection, question.words, filters, limit, prefix=question.prefix)
    return {match.seq: match.score for match in found}


def _scanned(connection: Connection, scan: BitIndex, encoding: Encoding, filters: Filters, limit: int) -> list[int]:
    allowed, barred = vectors.passing(connection, filters)
    return scan.nearest(encoding.vector, limit, allowed, barred)


def _windows(connection: Connection, question: Question, filters: Filters) -> list[Filters]:
    """The filters narrowed to each time that the question names, where that is worth a search of its own.

    A part of no certain year ("in June") is not: it prefers, and does not find.
    """
    narrowed = [
        replace(
            filters,
            since=max(filters.since or moment.start, moment.start),
            until=min(filters.until or moment.end, moment.end),
        )
        for moment in question.moments
        if not moment.yearly
    ]
    return [one for one in narrowed if one.since and one.until and 0 < index.within(connection, one, WINDOW) < WINDOW]


def _together(found: _Found, seqs: Iterable[int], near: Mapping[int, float]) -> tuple[list[int], list[float]]:
    """Each candidate's bm25 and cosine, scaled, together; words stand in for the meaning of what is not embedded."""
    best = max(found.lexical.values(), default=0.0) or 1.0
    nearest = max(max(near.values(), default=0.0), 1e-6)
    scores: list[float] = []
    chosen = list(seqs)
    for seq in chosen:
        words = found.lexical.get(seq, 0.0) / best
        meaning = max(near[seq], 0.0) / nearest if seq in near else words
        scores.append(words + meaning + (IN_TIME if seq in found.timed else 0.0))
    return chosen, scores


def _linked(connection: Connection, led: Walk | None, known: Collection[int], filters: Filters) -> list[int]:
    """The memories that only links lead to, most first."""
    if led is None:
        return []
    order: Sequence[int] = sorted(led.scores.keys() - known, key=lambda seq: -led.scores[seq])[:LINKED]
    passing = index.passing(connection, order, filters)
    return [seq for seq in order if seq in passing]
