"""The days before today as one line of shades, with the months below; the chosen day is marked."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ui.tui.heat import HERE, INKS, SHADES, Heat, later

_MONTH: Final = 4
"""Cells that the name of a month and the gap behind it take."""
HEAT_CLASSES: Final = frozenset(f"heat--{ink}" for ink in INKS)


class HeatStrip(Widget):
    """A cell for each day up to today, as many as there is room for; a click picks a day."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {*HEAT_CLASSES, "heat--cursor", "heat--label", "heat--here"}
    DEFAULT_CSS = "HeatStrip { height: 2; }"

    @dataclass
    class Picked(Message):
        """A day was clicked."""

        day: date

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._heat = Heat()
        self._today = date.today()
        self._day: date | None = None

    def show(self, heat: Heat, today: date, day: date | None) -> None:
        """Draw these days up to today, or around `day` where that lies outside; `day` is marked."""
        self._heat, self._today, self._day = heat, today, day
        self.refresh()

    def first(self) -> date:
        """The day of the first cell."""
        room, day = max(self.size.width, 1), self._day or self._today
        last = self._today
        if not later(last, 1 - room) <= day <= last:
            middle = later(day, room // 2)
            last = min(middle, self._today) if day <= self._today else middle
        return later(last, 1 - room)

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            self.post_message(self.Picked(later(self.first(), offset.x)))

    def render_line(self, y: int) -> Strip:
        """The shades, or below them the months."""
        days = [later(self.first(), x) for x in range(self.size.width)]
        segments = [self._cell(day) for day in days] if y == 0 else self._months(days) if y == 1 else []
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _cell(self, day: date) -> Segment:
        if day == self._day:
            return Segment(HERE, self._part("cursor"))
        shade = self._heat.shade(day)
        return Segment(SHADES[shade] if shade or day <= self._today else " ", self._part(INKS[shade]))

    def _months(self, days: list[date]) -> list[Segment]:
        """The month's name below its first day, the year's in January, and a mark below the chosen day."""
        line = [" "] * len(days)
        for x, day in enumerate(days):
            name = f"{day:%Y}" if day.month == 1 else f"{day:%b}"
            if day.day == 1 and x + _MONTH <= len(days):
                line[x : x + len(name)] = name
        at = (self._day - days[0]).days if self._day and days else -1
        label, here = self._part("label"), self._part("here")
        return [Segment("▲", here) if x == at else Segment(sign, label) for x, sign in enumerate(line)]

    def _part(self, name: str) -> Style:
        return self.rich_style + self.get_component_rich_style(f"heat--{name}", partial=True)
