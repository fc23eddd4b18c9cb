"""The times at which is captured, as people write them: "Mon-Fri 08:00-18:00", "22:00-06:00", "Sat Sun"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from core.errors import BadInput

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = re.compile(rf"({'|'.join(DAYS)})[a-z]*(?:\s*-\s*({'|'.join(DAYS)})[a-z]*)?")
_TIMES = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})$")
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """One stretch on some days of the week (0 = Monday), in minutes of the day; past midnight it goes on."""

    days: frozenset[int]
    start: int
    end: int

    def hold(self, at: datetime, zone: tzinfo | None = None) -> bool:
        """Whether a moment lies within, by the clock of `zone`; None = of this machine."""
        local = at.astimezone(zone)
        minute, day = local.hour * 60 + local.minute, local.weekday()
        if self.start < self.end:
            return day in self.days and self.start <= minute < self.end
        return (day in self.days and minute >= self.start) or ((day - 1) % 7 in self.days and minute < self.end)


def parsed(text: str) -> Hours:
    """Read one stretch; without days it holds every day, without times all day. Raises: BadInput."""
    plain = text.strip().casefold().replace("–", "-")
    times = _TIMES.search(plain)
    days = _days(plain[: times.start()] if times else plain)
    if days is None or (times is None and not days):
        raise BadInput(f"{text!r} names no hours.", "Write them like Mon-Fri 08:00-18:00.")
    start, end = (0, _MINUTES_A_DAY) if times is None else _minutes(times, text)
    return Hours(days or frozenset(range(7)), start, end)


def within(stretches: Sequence[Hours], at: datetime) -> bool:
    """Whether a moment lies in one of the stretches; without any, always."""
    return not stretches or any(one.hold(at) for one in stretches)


def _days(text: str) -> frozenset[int] | None:
    """The days named, empty for none; None where something else stands there."""
    if _DAY.sub("", text).strip(" ,;&+"):
        return None
    found: set[int] = set()
    for first, last in _DAY.findall(text):
        start = DAYS.index(first)
        count = (DAYS.index(last or first) - start) % 7 + 1
        found.update((start + step) % 7 for step in range(count))
    return frozenset(found)


def _minutes(times: re.Match[str], text: str) -> tuple[int, int]:
    hour, minute, to_hour, to_minute = (int(part) for part in times.groups())
    start, end = hour * 60 + minute, to_hour * 60 + to_minute
    if minute > 59 or to_minute > 59 or start >= _MINUTES_A_DAY or end > _MINUTES_A_DAY or start == end:
        raise BadInput(f"{text!r} names no hours.", "Write them like Mon-Fri 08:00-18:00.")
    return start, end
