"""How much each day holds, in five shades: nothing, and four steps that a quarter of the days each fall on."""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

SHADES: Final = "·░▒▓█"
"""The signs of the five shades; they differ without colours too, and the Linux console has them."""
HERE: Final = "◆"
"""The sign of the chosen day."""
INKS: Final = ("none", "one", "two", "three", "four")
"""What the shades are called in style sheets, after `heat--`."""
WEEK: Final = 7


@dataclass(frozen=True)
class Heat:
    """Days with the number of their memories; a day that is not listed holds nothing."""

    counts: Mapping[date, int] = field(default_factory=dict)

    @cached_property
    def _steps(self) -> tuple[int, ...]:
        """The counts up to which a day has the first, second and third shade."""
        ordered = sorted(self.counts.values())
        return tuple(ordered[(len(ordered) - 1) * part // 4] for part in (1, 2, 3)) if ordered else (1, 1, 1)

    def shade(self, day: date) -> int:
        """The shade of a day, 0 for one that holds nothing to 4; days that hold the same have the same."""
        count = self.counts.get(day, 0)
        return 1 + bisect_left(self._steps, count) if count else 0

    def of_year(self, year: int) -> tuple[int, int]:
        """How many memories a year holds, and on how many days."""
        found = [count for day, count in self.counts.items() if day.year == year]
        return sum(found), len(found)


def heat_of(days: Iterable[tuple[date, int]]) -> Heat:
    """The shades of these days, reckoned at once, so that asking for them costs nothing later."""
    heat = Heat(dict(days))
    heat.shade(date.min)
    return heat


def later(day: date, days: int) -> date:
    """The day that many days later, or earlier; the first or last day there is where it would lie beyond."""
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return later(day, -day.weekday())


def month_on(day: date, months: int) -> date:
    """The day that many months later, or earlier; the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = min(max(index // 12, date.min.year), date.max.year), index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
