"""A year at a glance: a column for each week, a line for each weekday, each day in the shade of what it holds."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ui.tui.heat import HERE, INKS, SHADES, WEEK, Heat, later, monday, month_on
from ui.tui.widgets.heatstrip import HEAT_CLASSES

_GUTTER: Final = 4
"""Cells of the weekdays' names."""
_HEAD: Final = 2
"""Lines above the days: the year in figures, and the months."""
_WEEKS: Final = 54
"""Weeks that a year can touch."""
_WIDEST: Final = 3
_WEEKDAYS: Final = ("Mon", "", "Wed", "", "Fri", "", "Sun")


class YearMap(Widget, can_focus=True):
    """The year of the chosen day; keys move by day, week and year, enter or a second click opens the day."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *HEAT_CLASSES, "heat--cursor", "heat--label", "heat--away", "heat--title",
    }  # fmt: skip
    DEFAULT_CSS = f"YearMap {{ height: {_HEAD + WEEK}; }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("left,h", "move(-7)", show=False),
        Binding("right,l", "move(7)", show=False),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
        Binding("home", "edge(1)", show=False),
        Binding("end", "edge(12)", show=False),
        Binding("enter", "choose", show=False),
    ]

    @dataclass
    class Moved(Message):
        """The cursor came to another day."""

        day: date

    @dataclass
    class Chosen(Message):
        """A day was chosen with enter or a second click."""

        day: date

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._heat = Heat()
        self._today = self.day = date.today()

    def show(self, heat: Heat, today: date, day: date) -> None:
        """Draw the year of `day`, with the cursor on it."""
        self._heat, self._today, self.day = heat, today, day
        self.refresh()

    # Moving

    def _move_to(self, day: date) -> None:
        """Go to a day, but not beyond the years that hold anything."""
        years = [self._today.year, *(found.year for found in self._ends())]
        day = min(max(day, date(min(years), 1, 1)), date(max(years), 12, 31))
        if day != self.day:
            self.day = day
            self.refresh()
            self.post_message(self.Moved(day))

    def _ends(self) -> tuple[date, ...]:
        days = self._heat.counts
        return (min(days), max(days)) if days else ()

    def action_move(self, days: int) -> None:
        self._move_to(later(self.day, days))

    def action_turn(self, years: int) -> None:
        self._move_to(month_on(self.day, 12 * years))

    def action_edge(self, month: int) -> None:
        self._move_to(date(self.day.year, month, 31 if month == 12 else 1))

    def action_choose(self) -> None:
        self.post_message(self.Chosen(self.day))

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        day = self.day_at(offset) if offset is not None else None
        if day is not None and day == self.day:
            self.action_choose()
        elif day is not None:
            self._move_to(day)

    # Places

    @property
    def cell(self) -> int:
        """The cells that a week takes across."""
        return max(min((self.size.width - _GUTTER) // _WEEKS, _WIDEST), 1)

    def _start(self) -> date:
        return monday(date(self.day.year, 1, 1))

    def day_at(self, offset: Offset) -> date | None:
        """The day that stands there, None for none."""
        week, line = (offset.x - _GUTTER) // self.cell, offset.y - _HEAD
        if week < 0 or not 0 <= line < WEEK:
            return None
        day = later(self._start(), WEEK * week + line)
        return day if day.year == self.day.year else None

    def place_of(self, day: date) -> Offset:
        """Where a day of the year that is shown stands."""
        weeks, line = divmod((day - self._start()).days, WEEK)
        return Offset(_GUTTER + weeks * self.cell, _HEAD + line)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The year in figures, the months, then the weekdays."""
        if y == 0:
            segments = self._title()
        elif y == 1:
            segments = [Segment(self._months(), self._part("label"))]
        else:
            segments = self._weekday(y - _HEAD) if y < _HEAD + WEEK else []
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _title(self) -> list[Segment]:
        total, days = self._heat.of_year(self.day.year)
        memories = "memory" if total == 1 else "memories"
        told = f"  {total:,} {memories} on {days:,} {'day' if days == 1 else 'days'}" if total else "  nothing yet"
        return [Segment(f"{self.day.year}", self._part("title")), Segment(told, self._part("label"))]

    def _months(self) -> str:
        line = [" "] * (_GUTTER + _WEEKS * self.cell + 3)
        for month in range(1, 13):
            first = date(self.day.year, month, 1)
            x = self.place_of(first).x + (self.cell if first.weekday() else 0)  # above its first whole week
            line[x : x + 3] = f"{first:%b}"
        return "".join(line)

    def _weekday(self, line: int) -> list[Segment]:
        segments = [Segment(_WEEKDAYS[line].ljust(_GUTTER), self._part("label"))]
        for week in range(_WEEKS):
            segments.extend(self._day(later(self._start(), WEEK * week + line)))
        return segments

    def _day(self, day: date) -> list[Segment]:
        """One day, with a gap behind it where weeks are wide."""
        if day.year != self.day.year:
            return [Segment(" " * self.cell, self.rich_style)]
        shade = self._heat.shade(day)
        sign = " " if day > self._today and not shade else SHADES[shade]
        width = self.cell - (self.cell > 1)
        if day == self.day:
            sign, style = HERE, self._part("cursor" if self.has_focus else "away")
        else:
            style = self._part(INKS[shade])
        text = sign * width if shade and day != self.day else sign.ljust(width)
        return [Segment(text, style), Segment(" " * (self.cell - width), self.rich_style)]

    def _part(self, name: str) -> Style:
        return self.rich_style + self.get_component_rich_style(f"heat--{name}", partial=True)
