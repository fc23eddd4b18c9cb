"""Days with how much was remembered on each, as bars."""

from collections.abc import Sequence
from datetime import date

from rich.style import Style
from textual.strip import Strip

from ui.tui.widgets.drawing import spread
from ui.tui.widgets.rowlist import RowList

_BAR = 8
"""Cells of the longest bar."""
_ROOMY = 26
"""Cells from which a list has room for bars."""


class DayList(RowList):
    """One line a day: the day, a bar in proportion to the busiest day, the count."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.days: tuple[tuple[date, int], ...] = ()
        self.today = date.min
        self._most = 1

    @property
    def row_count(self) -> int:
        """How many days are listed."""
        return len(self.days)

    @property
    def selected(self) -> date | None:
        """The day under the cursor, if there is any."""
        return self.days[self.cursor][0] if self.days else None

    def show_days(self, days: Sequence[tuple[date, int]], today: date) -> None:
        """List these days, newest first; the cursor stays on its day if that is still there."""
        current = self.selected
        self.days, self.today = tuple(days), today
        self._most = max((count for _, count in self.days), default=1)
        self.rows_changed(next((index for index, (day, _) in enumerate(self.days) if day == current), 0))

    def nearest(self, wanted: date) -> int:
        """The index of the listed day nearest to `wanted`, the earlier of two; -1 when no day is listed."""
        order = range(len(self.days))
        return min(order, key=lambda i: (abs((self.days[i][0] - wanted).days), self.days[i][0]), default=-1)

    def row_line(self, index: int, line: int, width: int, chosen: bool) -> Strip:
        """The day on the left, its bar and count on the right."""
        day, count = self.days[index]
        bar = ("▌" if chosen else " ", self.part("bar") if chosen else Style())
        left = [bar, (day_words(day, self.today), self.part("head"))]
        figure = (f"{count:>5} ", self.part("quiet"))
        right = [(bar_of(count, self._most), self.part("mark")), figure] if width >= _ROOMY else [figure]
        return spread(left, right, width, self.row_style(chosen))


def day_words(day: date, today: date) -> str:
    """A day in a list: `Today`, `Yesterday`, `Tue 12 May`, `12 May 2023`."""
    if (today - day).days in {0, 1}:
        return "Yesterday" if day != today else "Today"
    return f"{day:%a} {day.day:>2} {day:%b}" if day.year == today.year else f"{day.day:>2} {day:%b %Y}"


def bar_of(count: int, most: int) -> str:
    """A bar of half cells, right-filled with spaces; anything at all shows at least one half."""
    full, half = divmod(max(round(count / most * _BAR * 2), 1), 2)
    return ("━" * full + "╸" * half).ljust(_BAR)
