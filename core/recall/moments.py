"""How well a memory's time fits the times a query speaks of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.clock import DAY
from core.text.periods import SEASONS
from core.text.time_words import HOLIDAYS, MONTH_NUMBERS
from core.text.times import TimeRange

TAIL_DAYS = 10.0
"""People tell of things for some days after they happened: a memory so much later still fits a little."""

_OF_THE_YEAR = re.compile(
    rf"\b(?:{'|'.join((*MONTH_NUMBERS, *SEASONS, *dict.fromkeys(name[0] for name in HOLIDAYS)))})\b", re.IGNORECASE
)
_DIRECTED = re.compile(
    r"\d{4}|\b(?:last|this|next|ago|past|previous|current|coming|week|since|after|before|until|till|by)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """An interval that a query names; `yearly` if it is a part of no certain year ("in June"): any may be meant."""

    start: datetime
    end: datetime
    yearly: bool


def moments(times: Sequence[TimeRange]) -> list[Moment]:
    """The intervals of a query's times."""
    return [Moment(time.start, time.end, _is_yearly(time.words)) for time in times]


def _is_yearly(words: str) -> bool:
    return _OF_THE_YEAR.search(words) is not None and _DIRECTED.search(words) is None


def fit(occurred: datetime, asked: Sequence[Moment]) -> float:
    """1 inside one of the intervals, falling to 0 over the days after it, 0 elsewhere."""
    return max(
        (_fit(occurred, start, end) for moment in asked for start, end in _intervals(occurred, moment)), default=0.0
    )


def _intervals(occurred: datetime, moment: Moment) -> list[tuple[datetime, datetime]]:
    """The interval, or for a yearly one those of the memory's own year and the year before."""
    if not moment.yearly:
        return [(moment.start, moment.end)]
    years = occurred.astimezone(moment.start.tzinfo).year - moment.start.year
    return [
        (_shifted(moment.start, shift, leap_day=(2, 28)), _shifted(moment.end, shift, leap_day=(3, 1)))
        for shift in (years, years - 1)
    ]


def _shifted(time: datetime, years: int, leap_day: tuple[int, int]) -> datetime:
    """The same time so many years on; 29 February is `leap_day` (month, day) in a common year."""
    year = min(max(time.year + years, 1), 9999)
    try:
        return time.replace(year=year)
    except ValueError:
        return time.replace(year=year, month=leap_day[0], day=leap_day[1])


def _fit(occurred: datetime, start: datetime, end: datetime) -> float:
    if start <= occurred < end:
        return 1.0
    late = (occurred - end) / DAY
    return max(0.0, 1 - late / TAIL_DAYS) if late >= 0 else 0.0
