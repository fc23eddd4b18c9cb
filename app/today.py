"""What a person wants to see when they come back to their memory: what is new, what waits, what came of the night."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from core.memory import Kind, Memory

if TYPE_CHECKING:
    from app.chatting import Past
    from app.decaying import Due
    from app.ebb import Ebb
    from app.network import Run
    from app.truths import Conflict

FADING = 50
"""Fading memories that are counted; more are "50 or more"."""
TAKEN = 50
LOOKED_AT = 500
"""Memories of a day that are looked at, so that a long conversation, which is one entry, does not hide the rest."""
YEARS = 10
"""How many years back "on this day" looks."""
SLEPT = timedelta(days=2)
"""A sleep that is longer ago is no news."""


@dataclass(frozen=True, slots=True)
class Slept:
    """The last sleep, and the digest of the newest day that it wrote one for."""

    run: "Run"
    digest: Memory | None


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation of which something came in: its name, its turns, the newest memory of it that came in.

    `own` is the id of one that was held with Ebb, which can be gone on with; empty for one that was imported.
    """

    name: str
    turns: int
    last: Memory
    own: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    """One look at a memory: `taken` is what came in today, newest first, or what came last if that is nothing.

    `entries` are the same with each conversation as one, at the place of its newest turn.

    `fading` are the worthiest of what fades, at most FADING; `quarantined` is how many texts other programs want to
    add; `then` is a memory of this day in an earlier year.
    """

    day: date
    count: int
    todays: int
    taken: tuple[Memory, ...]
    entries: tuple[Memory | Talk, ...]
    is_todays: bool
    fading: "tuple[Due, ...]"
    conflicts: "tuple[Conflict, ...]"
    quarantined: int
    slept: Slept | None
    then: Memory | None


def gathered(ebb: "Ebb", now: datetime) -> Today:
    """Look at everything that Today shows; a few bounded queries, for a thread."""
    day = now.astimezone().date()
    todays = _of_day(ebb, day, LOOKED_AT)
    found = todays or ebb.recent(LOOKED_AT)
    return Today(
        day=day,
        count=ebb.count(),
        todays=dict(ebb.days(1)).get(day, 0),
        taken=tuple(found[:TAKEN]),
        entries=tuple(_entries(ebb, found))[:TAKEN],
        is_todays=bool(todays),
        fading=tuple(ebb.decay.review(FADING, now)),
        conflicts=tuple(ebb.truth.conflicts(FADING)),
        quarantined=ebb.agents.count_waiting(),
        slept=_slept(ebb, now),
        then=_then(ebb, day),
    )


def _entries(ebb: "Ebb", found: Sequence[Memory]) -> Iterator[Memory | Talk]:
    """The memories in their order, those of one conversation as one; a turn that came in alone stays one."""
    threads: dict[str, list[Memory]] = {}
    for memory in found:
        if memory.kind == Kind.CHAT and memory.source.thread:
            threads.setdefault(memory.source.thread, []).append(memory)
    own = {f"ebb-chat:{past.id}": past for past in ebb.chats.newest(TAKEN)} if threads else {}
    for memory in found:
        turns = threads.get(memory.source.thread or "", [])
        past = own.get(memory.source.thread or "")
        if memory.kind != Kind.CHAT or (past is None and len(turns) < 2):
            yield memory
        elif memory is turns[0]:
            yield _talk(turns, past)


def _talk(turns: Sequence[Memory], past: "Past | None") -> Talk:
    first, last = turns[-1], turns[0]
    if past is not None:
        return Talk(past.title or first.text, past.turns, last, past.id)
    return Talk(last.source.title or first.title or first.text, len(turns), last)


def _of_day(ebb: "Ebb", day: date, limit: int = TAKEN) -> list[Memory]:
    """The newest memories of a local day, newest first."""
    begins = datetime.combine(day, time()).astimezone()
    ends = datetime.combine(day + timedelta(days=1), time()).astimezone()
    return ebb.select(since=begins, until=ends, limit=limit)


def _slept(ebb: "Ebb", now: datetime) -> Slept | None:
    runs = [run for run in ebb.network.runs() if run.kind == "sleep" and run.state == "done" and run.ended_at]
    if not runs or not any(runs[0].counts.values()) or now - runs[0].at > SLEPT:
        return None
    digests = ebb.levels.digests(runs[0].at.astimezone().date() - timedelta(days=7), now.astimezone().date())
    return Slept(runs[0], digests[max(digests)] if digests else None)


def _then(ebb: "Ebb", day: date) -> Memory | None:
    """The most telling memory of this day in the nearest earlier year: what was written, before what was seen."""
    for back in range(1, YEARS + 1):
        try:
            found = _of_day(ebb, day.replace(year=day.year - back))
        except ValueError:  # the 29th of February
            continue
        if found:
            return max(found, key=lambda memory: (memory.pinned, memory.kind == Kind.NOTE, len(memory.text)))
    return None
