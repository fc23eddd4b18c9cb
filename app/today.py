"""What a person wants to see when they come back to their memory: what is new, what waits, what came of the night."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from core.memory import Kind, Memory

if TYPE_CHECKING:
    from app.decaying import Due
    from app.ebb import Ebb
    from app.network import Run
    from app.truths import Conflict

FADING = 50
"""Fading memories that are counted; more are "50 or more"."""
TAKEN = 50
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
class Today:
    """One look at a memory: `taken` is what came in today, newest first, or what came last if that is nothing.

    `fading` are the worthiest of what fades, at most FADING; `quarantined` is how many texts other programs want to
    add; `then` is a memory of this day in an earlier year.
    """

    day: date
    count: int
    todays: int
    taken: tuple[Memory, ...]
    is_todays: bool
    fading: "tuple[Due, ...]"
    conflicts: "tuple[Conflict, ...]"
    quarantined: int
    slept: Slept | None
    then: Memory | None


def gathered(ebb: "Ebb", now: datetime) -> Today:
    """Look at everything that Today shows; a few bounded queries, for a thread."""
    day = now.astimezone().date()
    todays = _of_day(ebb, day)
    taken = todays or ebb.recent(TAKEN)
    return Today(
        day=day,
        count=ebb.count(),
        todays=dict(ebb.days(1)).get(day, 0),
        taken=tuple(taken),
        is_todays=bool(todays),
        fading=tuple(ebb.decay.review(FADING, now)),
        conflicts=tuple(ebb.truth.conflicts(FADING)),
        quarantined=ebb.agents.count_waiting(),
        slept=_slept(ebb, now),
        then=_then(ebb, day),
    )


def _of_day(ebb: "Ebb", day: date) -> list[Memory]:
    """The newest memories of a local day, newest first."""
    begins = datetime.combine(day, time()).astimezone()
    ends = datetime.combine(day + timedelta(days=1), time()).astimezone()
    return ebb.select(since=begins, until=ends, limit=TAKEN)


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
