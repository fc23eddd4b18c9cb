"""What a local day and a week say: their central sentences, verbatim, each with its speaker and date.

A digest holds nothing that was said later, whenever it is made.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.levels import central, wording
from core.levels.central import Rarity
from core.levels.sentences import Sentence
from core.store.derived import Derived, Role
from core.store.levels import Member

if TYPE_CHECKING:
    from core.levels.central import Vectors

DAY_LINES, WEEK_LINES = 6, 8
LEAST_OF_DAY, LEAST_OF_WEEK = 3, 5
"""Memories below which a day or a week needs no digest."""
MOST_OF_DAY = 1000
"""Memories of a day that are read; of more, that many, evenly picked."""
LEAST_DAYS = 2


def day_key(day: date) -> str:
    """The key of a day's digest."""
    return f"day/{day.isoformat()}"


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_key(monday: date) -> str:
    """The key of a week's digest, numbered as ISO 8601 does."""
    year, week, _ = monday.isocalendar()
    return f"week/{year:04}-W{week:02}"


def day_digest(
    day: date, members: Sequence[Member], count: int, sentences: Sequence[Sentence], vectors: "Vectors", rarity: Rarity
) -> Derived | None:
    """A day in up to six lines; None if it holds too little. `count` is how many memories it has in all."""
    if len(members) < LEAST_OF_DAY:
        return None
    quotes = central.chosen(sentences, vectors, rarity, DAY_LINES - 1, per_member=1)
    if not quotes:
        return None
    who = wording.others(members)
    head = wording.counted(count, "memory") + (f", with {wording.listed(who)}" if who else "")
    return Derived(
        key=day_key(day),
        role=Role.DAY,
        title=wording.day(day),
        text="\n".join([head, *map(wording.quoted, quotes)]),
        occurred_at=members[-1].occurred_at,
        basis=wording.basis(members, count),
        spans=tuple(quote.span for quote in quotes),
        members=tuple(dict.fromkeys(quote.member.seq for quote in quotes)),
        why=f"quoted in the digest of {wording.day(day)}",
    )


def week_digest(
    monday: date,
    days: Mapping[date, tuple[int, int]],
    sentences: Sequence[Sentence],
    vectors: "Vectors",
    rarity: Rarity,
) -> Derived | None:
    """A week in up to eight lines, from the sentences that stand for its days; None if it holds too little.

    `days` maps each day that has memories to (how many, microseconds of the last).
    """
    count = sum(number for number, _ in days.values())
    if count < LEAST_OF_WEEK or len(days) < LEAST_DAYS:
        return None
    quotes = central.chosen(sentences, vectors, rarity, WEEK_LINES - 1, per_member=1)
    if not quotes:
        return None
    year, week, _ = monday.isocalendar()
    who = wording.others(quote.member for quote in quotes)
    sunday = monday + timedelta(days=6)
    span = f"{monday.day} {monday:%B} to {wording.day(sunday)}"
    head = f"{span} · {wording.counted(count, 'memory')} on {wording.counted(len(days), 'day')}"
    return Derived(
        key=week_key(monday),
        role=Role.WEEK,
        title=f"Week {week}, {year}",
        text="\n".join([head + (f", with {wording.listed(who)}" if who else ""), *map(_line, quotes)]),
        occurred_at=max(last for _, last in days.values()),
        basis=wording.basis((quote.member for quote in quotes), sorted(days.items())),
        spans=tuple(quote.span for quote in quotes),
        members=tuple(dict.fromkeys(quote.member.seq for quote in quotes)),
        why=f"quoted in the digest of week {week}, {year}",
    )


def _line(quote: Sentence) -> str:
    return f"{wording.short_day(quote.member.local())} · {wording.quoted(quote)}"
