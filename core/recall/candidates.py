"""Candidates for one query: the best by words and the nearest by meaning, each with its raw score in every channel."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import from_micros
from core.ports import Encoding
from core.recall import fusion
from core.recall.dense import BitIndex
from core.recall.late import DISCOUNTS, best_matches, with_context
from core.recall.moments import fit
from core.recall.question import Question
from core.store import index, vectors
from core.store.connection import Connection
from core.store.filters import Filters

LEXICAL = 130
"""Candidates by bm25."""
SCANNED = 240
"""Passages by sign bits that are rescored by cosine."""
DENSE = 100
"""Candidates by cosine."""
MOST = 2000
"""Hits that one search can be asked for; beyond, it is the whole memory that is wanted, and `select` lists that."""
PASSAGES = 4
"""Passages of one memory that late interaction reads: those nearest by cosine."""
COMMON = 20_000
"""A word's memories are counted up to this; beyond, it tells no more apart."""

NEAR, NEAR_BY_SENTENCE = 0.3, 0.25
"""How close in meaning a memory must be that holds no word of the query. Evidence that LoCoMo's questions find without
a word in common stands at .31 and more.
"""
NEAR_ALONE = 0.72
"""How close, with the sentence's cosine added, where no memory holds a word of the query: it may be none at all then.
The nearest memories to random letters stand at .2 to .71, those to a paraphrase at .73 to 1.3.
"""

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Memories by number with their channels' scores, in the same order; each word's inverse document frequency."""

    seqs: list[int]
    channels: fusion.Channels
    words: dict[str, float]

    def closeness(self, place: int) -> float | None:
        """How near a candidate's meaning is to the query's: three parts its words' best matches, one part the sentence.

        About 0 to 1; the sentence's cosine alone where the embedder gives no token vectors, None if it is not embedded.
        """
        cosine, near = self._score(fusion.MEANING, place), self._score(fusion.CONTEXT, place)
        return cosine if near is None or cosine is None else 0.75 * near + 0.25 * cosine

    def relevant(self) -> list[bool]:
        """Whether each candidate holds a word of the query, or is near enough in meaning to be worth showing."""
        by_words = self.channels.scores[fusion.WORDS] > 0
        return [bool(by_words[place]) or self._is_near(place, not by_words.any()) for place in range(len(self.seqs))]

    def _is_near(self, place: int, alone: bool) -> bool:
        cosine, near = self._score(fusion.MEANING, place), self._score(fusion.CONTEXT, place)
        if cosine is None:
            return True
        if near is None:
            return cosine >= NEAR_BY_SENTENCE
        return near + cosine >= NEAR_ALONE if alone else near >= NEAR

    def _score(self, channel: str, place: int) -> float | None:
        if channel not in self.channels.scores:
            return None
        value = float(self.channels.scores[channel][place])
        return None if math.isnan(value) else value


@dataclass(frozen=True, slots=True)
class _Passages:
    """Passages of the candidates: number and memory of each, in order of memory and place; cosine to the query."""

    numbers: list[int]
    seqs: list[int]
    cosine: Float32


def gather(
    connection: Connection,
    question: Question,
    filters: Filters,
    encoding: Encoding | None,
    bits: tuple[int, BitIndex] | None,
    limit: int,
) -> Candidates:
    """Collect candidates and score them; without an embedding only words, author and date count."""
    limit = min(limit, MOST)
    lexical = {
        match.seq: match.score
        for match in index.matches(connection, question.words, filters, max(LEXICAL, limit * 2), prefix=question.prefix)
    }
    tokens = encoding.words if encoding is not None else ()
    words = _idf(connection, {*question.words, *tokens})
    if encoding is None or bits is None or question.only_names:
        said = index.by_author(connection, question.authors, filters, limit) if question.only_names else []
        seqs = list(dict.fromkeys([*lexical, *said]))
        channels = _by_words(seqs, lexical)
    else:
        near = _nearest(connection, encoding, bits, filters, max(DENSE, limit * 2))
        seqs = list(dict.fromkeys([*lexical, *near]))
        channels = _by_words(seqs, lexical)
        if seqs:
            _score_vectors(connection, seqs, encoding, bits[0], words, channels)
    _score_circumstances(connection, question, seqs, channels)
    return Candidates(seqs, channels, {word: words[word] for word in question.words})


def _by_words(seqs: Sequence[int], lexical: Mapping[int, float]) -> fusion.Channels:
    channels = fusion.Channels(len(seqs))
    channels.put(fusion.WORDS, np.array([lexical.get(seq, 0.0) for seq in seqs], dtype=np.float32))
    return channels


def _score_vectors(
    connection: Connection,
    seqs: list[int],
    encoding: Encoding,
    model: int,
    words: Mapping[str, float],
    channels: fusion.Channels,
) -> None:
    found = vectors.of_memories(connection, seqs, model)
    passages = _Passages(
        [row[0] for row in found], [row[1] for row in found], _cosines([row[4] for row in found], encoding)
    )
    place = {seq: at for at, seq in enumerate(seqs)}
    channels.put(fusion.MEANING, _best_per_memory(passages.seqs, passages.cosine, place))
    if len(encoding.tokens):
        weights = np.array([words[word] for word in encoding.words], dtype=np.float32)
        _score_tokens(connection, place, encoding, model, passages, weights / weights.sum(), channels)


def _nearest(
    connection: Connection, encoding: Encoding, bits: tuple[int, BitIndex], filters: Filters, limit: int
) -> list[int]:
    allowed, barred = vectors.passing(connection, filters)
    numbers = bits[1].nearest(encoding.vector, max(SCANNED, limit), allowed, barred)
    found = vectors.by_number(connection, numbers)
    cosine = _cosines([data for _, _, data in found], encoding)
    order = np.argsort(-cosine, kind="stable")
    return list(dict.fromkeys(found[place][1] for place in order))[:limit]


def _cosines(blobs: Sequence[bytes], encoding: Encoding) -> Float32:
    if not blobs:
        return np.zeros(0, dtype=np.float32)
    matrix = np.frombuffer(b"".join(blobs), dtype=np.float16).reshape(len(blobs), -1)
    return matrix.astype(np.float32) @ encoding.vector


def _best_per_memory(owners: Sequence[int], values: Float32, place: Mapping[int, int]) -> Float32:
    """The best value of each candidate's passages; NaN for one that has none. Other memories' passages do not count."""
    best = np.full(len(place) + 1, np.nan, dtype=np.float32)
    at = np.array([place.get(seq, len(place)) for seq in owners], dtype=np.intp)
    np.fmax.at(best, at, values)
    return best[:-1]


def _score_tokens(
    connection: Connection,
    place: Mapping[int, int],
    encoding: Encoding,
    model: int,
    passages: _Passages,
    weights: Float32,
    channels: fusion.Channels,
) -> None:
    """MaxSim of the candidates' nearest passages, alone and with what stands beside them."""
    nearby = vectors.neighbours(connection, list(place))
    own = _nearest_passages(passages)
    numbers = [passages.numbers[at] for at in own]
    owners = [passages.seqs[at] for at in own]
    packed = vectors.token_data(connection, numbers)
    data = [packed.get(number, b"") for number in numbers]
    for seq, beside in vectors.tokens_of(connection, list({row[2] for row in nearby} - place.keys()), model):
        owners.append(seq)
        data.append(beside)
    best = best_matches(data, encoding.tokens)
    widened = with_context(best, [*_adjacent(numbers, owners), *_beside(owners, nearby)])
    channels.put(fusion.TOKENS, _best_per_memory(owners, best @ weights, place))
    channels.put(fusion.CONTEXT, _best_per_memory(owners, widened @ weights, place))


def _nearest_passages(passages: _Passages) -> list[int]:
    """For each memory its PASSAGES passages nearest to the query, in order of place."""
    if len(set(passages.seqs)) == len(passages.seqs):
        return list(range(len(passages.seqs)))
    taken: dict[int, int] = {}
    kept: list[int] = []
    for at in np.argsort(-passages.cosine, kind="stable"):
        seq = passages.seqs[at]
        taken[seq] = taken.get(seq, 0) + 1
        if taken[seq] <= PASSAGES:
            kept.append(int(at))
    return sorted(kept)


def _adjacent(numbers: list[int], owners: list[int]) -> list[tuple[int, int, float]]:
    """Pairs of passages of one memory that stand next to each other; they are numbered in order of place."""
    at = {number: row for row, number in enumerate(numbers)}
    return [
        (row, at[number + offset], discount)
        for offset, discount in DISCOUNTS.items()
        for number, row in at.items()
        if number + offset in at and owners[at[number + offset]] == owners[row]
    ]


def _beside(owners: list[int], nearby: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, float]]:
    """Pairs of a candidate's passages and those of the memories beside it in its thread."""
    rows: dict[int, list[int]] = {}
    for row, seq in enumerate(owners):
        rows.setdefault(seq, []).append(row)
    return [
        (row, other_row, DISCOUNTS[offset])
        for seq, offset, other in nearby
        for row in rows.get(seq, ())
        for other_row in rows.get(other, ())
    ]


def _idf(connection: Connection, words: Collection[str]) -> dict[str, float]:
    """bm25's inverse document frequency of each word, at least 0.1."""
    total = index.size(connection)
    counts = {word: min(index.document_count(connection, word, COMMON), total) for word in words}
    return {word: max(math.log(1 + (total - n + 0.5) / (n + 0.5)), 0.1) for word, n in counts.items()}


def _score_circumstances(
    connection: Connection, question: Question, seqs: list[int], channels: fusion.Channels
) -> None:
    """Who said it, when it was, and whether it only asks: channels that prefer but do not find."""
    facts = index.circumstances(connection, seqs, question.authors)
    channels.threads = [facts[seq].thread_id for seq in seqs]
    if question.authors:
        channels.put(fusion.AUTHOR, np.array([facts[seq].by_author for seq in seqs], dtype=np.float32))
    if question.moments:
        fits = [fit(from_micros(facts[seq].occurred_at), question.moments) for seq in seqs]
        channels.put(fusion.DATE, np.array(fits, dtype=np.float32))
    channels.put(fusion.ASKING, np.array([facts[seq].asks for seq in seqs], dtype=np.float32))
