"""Counting and listing questions, answered from the store: read only, every memory that tells of it, no model asked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from app.truths import Truths
from core import present
from core.answer.asked import Part, Tally, Wants, tally_of, window
from core.answer.extract import UNKNOWN
from core.answer.quantities import names_of
from core.answer.tallies import Told, doubted, joined, rests_on_wording, tallied, told_of, usual_unit
from core.answer.telling import called
from core.decay.curve import Curve
from core.memory import Answer, Memory, State
from core.store import mentions, rows
from core.store.connection import Connection
from core.store.filters import Filters
from core.store.store import Store

if TYPE_CHECKING:
    from core.recall.engine import Found

READ = 5000
"""Memories that are read for one question."""
UNNAMED = 300
"""Memories that are read where only the doing is told, without the kind of thing: "done with Dune at last"."""
TITLES = 200
NEAR = 0.38
"""How close in meaning a memory may tell of a doing that it has no word of.

Found on diaries in wordings of their own: from .30 to .46 nothing that is said plainly is wrong, at .60 a sixth of the
counts is.
"""


def counted(
    question: str,
    now: datetime,
    filters: Filters,
    near: Callable[[Filters], "Found"] | None = None,
    *,
    store: Store,
    truth: Truths,
    curve: Curve,
) -> Answer | None:
    """The answer to a question that counts, lists, adds up or picks out; None for any other, or where nothing tells.

    What says how much in the unit of what was found, and what `near` finds to be close in meaning, may tell of it too:
    then the answer says that it is doubtful.
    """
    tally = tally_of(question, now, partial(_known, store))
    if tally is None:
        return None
    span = window(tally)
    if span:
        filters = replace(filters, since=span[0], until=span[1])

    def work(connection: Connection) -> list[Memory]:
        found = _read(connection, mentions.holding(connection, tally.groups, filters, READ), now=now, curve=curve)
        if tally.made and tally.verbs:
            titles = {title.split()[0].lower() for memory in found for title in called(memory.text, tally.made)}
            beside = [(tally.verbs, READ, sorted(titles)[:TITLES]), (tally.verbs, UNNAMED, None)]
            for verbs, limit, named in beside:
                if named is None or named:
                    groups = [verbs, *tally.terms, *([named] if named else [])]
                    known = {memory.id for memory in found}
                    more = _read(connection, mentions.holding(connection, groups, filters, limit), now=now, curve=curve)
                    found += [memory for memory in more if memory.id not in known]
        return found

    memories = store.read(work)
    overs = truth.over([memory.id for memory in memories], now) if memories else {}
    found = told_of(tally, memories, now.tzinfo, overs)
    if any(one.sure for one in found):
        others = memories if tally.part is Part.COMPANY else []
        if tally.part is Part.PLAIN:
            others = _others(store, tally, found, filters, near, partial(_read, now=now, curve=curve))
        found = joined(tally, found, others, now.tzinfo)
    answer = tallied(tally, found, now.tzinfo)
    if answer is not None and rests_on_wording(tally):
        return doubted(answer)
    if answer is None and tally.wants is Wants.TOTAL and _unheard_of(store, tally):
        return Answer(UNKNOWN, (), abstained=True)
    return answer


def _others(
    store: Store,
    tally: Tally,
    found: Sequence[Told],
    filters: Filters,
    near: Callable[[Filters], "Found"] | None,
    read: Callable[[Connection, list[int]], list[Memory]],
) -> list[Memory]:
    """What may tell of it without a word of it: with an amount in its usual unit, or close in meaning."""
    unit = tally.unit or usual_unit(tally, found)
    others: list[Memory] = []
    if unit:
        others = store.read(
            lambda connection: read(
                connection, mentions.holding(connection, [names_of(unit)], filters, UNNAMED + len(found))
            )
        )
    if near is not None:
        within = replace(filters, until=min(filters.until, tally.time.end)) if tally.time and filters.until else filters
        close = near(within)
        pairs = zip(close.hits, close.closeness, strict=True)
        others += [hit.memory for hit, closeness in pairs if closeness is not None and closeness >= NEAR]
    return others


def _read(connection: Connection, seqs: list[int], *, now: datetime, curve: Curve) -> list[Memory]:
    stored = rows.by_seq(connection, seqs)
    found = (present.memory(stored[seq], now, curve, ()) for seq in seqs if seq in stored)
    return [memory for memory in found if memory.state != State.FORGOTTEN]


def _known(store: Store, word: str) -> bool:
    """Whether a word stands in any memory."""
    return bool(store.read(partial(mentions.holding, groups=[(word,)], filters=Filters(), limit=1)))


def _unheard_of(store: Store, tally: Tally) -> bool:
    """Whether a thing that an amount is asked of stands in no memory at all: any other amount would mislead."""
    return any(not store.read(partial(mentions.holding, groups=[t], filters=Filters(), limit=1)) for t in tally.terms)
