"""Candidates for one query, each with its raw score in every channel."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.clock import from_micros
from core.ports import Encoding
from core.recall import answers, fusion, matching
from core.recall.dense import BitIndex
from core.recall.finding import Leads, by_words, by_words_and_meaning
from core.recall.moments import fit
from core.recall.question import Question
from core.recall.walk import Walk
from core.store import index, vectors
from core.store.connection import Connection
from core.store.filters import Filters

MOST = 2000
"""Hits that one search can be asked for; beyond, it is the whole memory that is wanted, and `select` lists that."""
COMMON = 20_000
"""A word's memories are counted up to this; beyond, it tells no more apart."""

WORDY, FEWEST = 600, 3
"""Memories that a query's words may stand in, all in all, before its commonest words are no longer looked for; and how
many words are looked for in any case. bm25 costs 5 microseconds for each.
"""
NEAR, NEAR_BY_SENTENCE = 0.3, 0.25
"""How close in meaning a memory must be that holds no word of the query. Evidence that LoCoMo's questions find without
a word in common stands at .31 and more.
"""
NEAR_IN_TIME = 0.12
"""How close, where the query names a time and the memory is of that time."""
NEAR_ALONE = 0.72
"""How close, with the sentence's cosine added, where no memory holds a word of the query: it may be none at all then.
The nearest memories to random letters stand at .2 to .71, those to a paraphrase at .73 to 1.3.
"""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Memories by number with their channels' scores, in the same order; each word's inverse document frequency."""

    seqs: list[int]
    channels: fusion.Channels
    words: dict[str, float]
    linked: frozenset[int] = frozenset()
    walk: Walk | None = None

    def closeness(self, place: int) -> float | None:
        """How near a candidate's meaning is to the query's: three parts its words' best matches, one part the sentence.

        About 0 to 1; the sentence's cosine alone where the embedder gives no token vectors, None if it is not embedded.
        """
        cosine, near = self._score(fusion.MEANING, place), self._score(fusion.CONTEXT, place)
        return cosine if near is None or cosine is None else 0.75 * near + 0.25 * cosine

    def relevant(self) -> list[bool]:
        """Whether each candidate holds a word of the query or is near in meaning, or links lead there from such."""
        by_words = self.channels.scores[fusion.WORDS] > 0
        own: list[bool] = (by_words | self._near(not by_words.any())).tolist()
        if self.walk is None:
            return own
        sure = {seq for seq, relevant in zip(self.seqs, own, strict=True) if relevant}
        return [bool({seq, *self.walk.path(seq)[:1]} & sure) for seq in self.seqs]

    def _near(self, alone: bool) -> NDArray[np.bool_]:
        """Whether each is near in meaning; what is not embedded yet counts as near, unless only links led there."""
        scores = self.channels.scores
        found = np.array([seq not in self.linked for seq in self.seqs], dtype=bool)
        if fusion.MEANING not in scores:
            return found
        cosine, near = scores[fusion.MEANING], scores.get(fusion.CONTEXT)
        in_time = scores.get(fusion.DATE, np.zeros(len(self.seqs))) == 1
        by_sentence = cosine >= np.where(in_time, NEAR_IN_TIME, NEAR_BY_SENTENCE)
        if near is None:
            return np.where(np.isnan(cosine), found, by_sentence)
        by_tokens = near + cosine >= NEAR_ALONE if alone else near >= NEAR
        by_tokens |= in_time & (near >= NEAR_IN_TIME)
        return np.where(np.isnan(cosine), found, np.where(np.isnan(near), by_sentence, by_tokens))

    def _score(self, channel: str, place: int) -> float | None:
        if channel not in self.channels.scores:
            return None
        value = float(self.channels.scores[channel][place])
        return None if math.isnan(value) else value


def gather(
    connection: Connection,
    question: Question,
    filters: Filters,
    encoding: Encoding | None,
    bits: tuple[int, BitIndex] | None,
    limit: int,
) -> Candidates:
    """Collect candidates and score them; without an embedding meaning does not count."""
    limit = min(limit, MOST)
    if encoding is None or bits is None or question.only_names:
        encoding = bits = None
    counts = _counts(connection, {*question.words, *(encoding.words if encoding else ())})
    asked = replace(question, words=_telling(question, counts))
    if encoding and bits:
        leads = by_words_and_meaning(connection, asked, filters, encoding, bits, limit)
    else:
        leads = by_words(connection, asked, filters, limit)
    words = _idf(counts, index.size(connection))
    channels = fusion.Channels(len(leads.seqs), several=answers.several(question.meaning))
    channels.put(fusion.WORDS, _column([leads.lexical.get(seq, 0.0) for seq in leads.seqs]))
    own = matching.own(connection, channels, leads, encoding, words) if encoding and leads.seqs else None
    openings = _score_circumstances(connection, question, leads, channels)
    nearby = vectors.neighbours(connection, leads.seqs)
    before = {other: seq for seq, offset, other in nearby if offset == -1}
    asking = index.asking(connection, list(before))
    if encoding and bits and own:
        matching.score(connection, channels, own, encoding, bits[0], nearby)
    _score_texts(question, leads.seqs, openings, {before[other] for other in asking}, channels)
    return Candidates(leads.seqs, channels, {word: words[word] for word in question.words}, leads.linked, leads.walk)


def _counts(connection: Connection, words: Collection[str]) -> dict[str, int]:
    return {word: index.document_count(connection, word, COMMON) for word in words}


def _telling(question: Question, counts: Mapping[str, int]) -> tuple[str, ...]:
    """The words worth a search: of many, the commonest are left to meaning where there is much to go through."""
    kept = list(question.words)
    total = sum(counts[word] for word in kept)
    for word in sorted(kept[:-1], key=lambda one: -counts[one]):
        if total <= WORDY or len(kept) <= FEWEST:
            break
        kept.remove(word)
        total -= counts[word]
    return tuple(kept)


def _idf(counts: Mapping[str, int], total: int) -> dict[str, float]:
    """bm25's inverse document frequency of each word, at least 0.1."""
    held = {word: min(count, total) for word, count in counts.items()}
    return {word: max(math.log(1 + (total - n + 0.5) / (n + 0.5)), 0.1) for word, n in held.items()}


def _score_circumstances(
    connection: Connection, question: Question, leads: Leads, channels: fusion.Channels
) -> list[str]:
    """Who said it, when it was, whether it only asks, and where links led; returns how each text begins."""
    known = index.circumstances(connection, leads.seqs, question.authors)
    facts = [known[seq] for seq in leads.seqs]
    channels.threads = [fact.thread_id for fact in facts]
    if question.authors:
        channels.put(fusion.AUTHOR, _column([fact.by_author for fact in facts]))
    if question.moments:
        channels.put(fusion.DATE, _column([fit(from_micros(fact.occurred_at), question.moments) for fact in facts]))
    channels.put(fusion.ASKING, _column([fact.asks for fact in facts]))
    if leads.walk:
        channels.put(fusion.LINKS, _column([leads.walk.scores.get(seq, 0.0) for seq in leads.seqs]))
    return [fact.opening for fact in facts]


def _score_texts(
    question: Question, seqs: Sequence[int], texts: Sequence[str], replying: Collection[int], channels: fusion.Channels
) -> None:
    """Whether each candidate's text holds what is asked for, and how much it tells."""
    kinds = answers.sought(question.text)
    if kinds:
        channels.put(fusion.ANSWER, _column([answers.holds(text, kinds) for text in texts]))
    told = [answers.substance(text, replies=seq in replying) for seq, text in zip(seqs, texts, strict=True)]
    channels.put(fusion.SUBSTANCE, _column(told))


def _column(values: Sequence[float]) -> fusion.Float32:
    return np.array(values, dtype=np.float32)
