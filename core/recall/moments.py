"""How well a memory's time fits the times a query speaks of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.clock import DAY
from core.text.times import TimeRange

TAIL_DAYS = 10.0
"""People tell of things for some days after they happened: a memory so much later still fits a little."""

_DIRECTED = re.compile(
    r"\d{4}|\b(?:last|this|next|ago|past|previous|yesterday|today|tomorrow|week|since)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Moment:
    """An interval that a query names; `yearly` if it names no year ("in June"), so that every year's may be meant."""

    start: datetime
    end: datetime
    yearly: bool


def moments(times: Sequence[TimeRange]) -> list[Moment]:
    """The intervals of a query's times."""
    return [Moment(time.start, time.end, not _DIRECTED.search(time.words)) for time in times]


def fit(occurred: datetime, asked: Sequence[Moment]) -> float:
    """1 inside one of the intervals, falling to 0 over the days after it, 0 elsewhere."""
    return max(
        (_fit(occurred, start, end) for moment in asked for start, end in _intervals(occurred, moment)), default=0.0
    )


def _intervals(occurred: datetime, moment: Moment) -> list[tuple[datetime, datetime]]:
    """The interval, or for a yearly one those of the memory's own year and the year before."""
    if not moment.yearly:
        return [(moment.start, moment.end)]
    shifts = (occurred.year - moment.start.year, occurred.year - 1 - moment.start.year)
    return [(_shifted(moment.start, years), _shifted(moment.end, years)) for years in shifts]


def _shifted(time: datetime, years: int) -> datetime:
    year = min(max(time.year + years, 1), 9999)
    try:
        return time.replace(year=year)
    except ValueError:  # 29 February in a common year
        return time.replace(year=year, day=28)


def _fit(occurred: datetime, start: datetime, end: datetime) -> float:
    if start <= occurred < end:
        return 1.0
    late = (occurred - end) / DAY
    return max(0.0, 1 - late / TAIL_DAYS) if late >= 0 else 0.0
