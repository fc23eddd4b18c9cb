"""Counting and listing questions, answered from the store: read only, every memory that tells of it, no model asked."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from app.truths import Truths
from core import present
from core.answer.extract import UNKNOWN
from core.answer.tallies import Tally, Wants, tallied, tally_of, told_of, window
from core.decay.curve import Curve
from core.memory import Answer, Memory, State
from core.store import mentions, rows
from core.store.connection import Connection
from core.store.filters import Filters
from core.store.store import Store

READ = 5000
"""Memories that are read for one question."""


def counted(
    question: str, now: datetime, filters: Filters, *, store: Store, truth: Truths, curve: Curve
) -> Answer | None:
    """The answer to a question that counts, lists, adds up or picks out; None for any other, or where nothing tells."""
    tally = tally_of(question, now)
    if tally is None:
        return None
    span = window(tally)
    if span:
        filters = replace(filters, since=span[0], until=span[1])

    def work(connection: Connection) -> list[Memory]:
        seqs = _holding(connection, tally, filters)
        stored = rows.by_seq(connection, seqs)
        found = (present.memory(stored[seq], now, curve, ()) for seq in seqs if seq in stored)
        return [memory for memory in found if memory.state != State.FORGOTTEN]

    memories = store.read(work)
    overs = truth.over([memory.id for memory in memories], now) if memories else {}
    answer = tallied(tally, told_of(tally, memories, now.tzinfo, overs), now.tzinfo)
    if answer is None and tally.wants is Wants.TOTAL and _unheard_of(store, tally):
        return Answer(UNKNOWN, (), abstained=True)
    return answer


def _holding(connection: Connection, tally: Tally, filters: Filters) -> list[int]:
    return mentions.holding(connection, tally.groups, filters, READ)


def _unheard_of(store: Store, tally: Tally) -> bool:
    """Whether a thing that an amount is asked of stands in no memory at all: any other amount would mislead."""
    return any(not store.read(partial(mentions.holding, groups=[t], filters=Filters(), limit=1)) for t in tally.terms)
