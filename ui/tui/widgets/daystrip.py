"""A day in lanes: when each program was on the screen, and where in it one stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ui.tui.widgets.drawing import fitted, width_of

_NAME = 14
"""Cells of a lane's name."""
_LEVELS = " ▁▂▃▄▅▆▇█"
_INKS = ("one", "two", "three", "four")
_HOUR = timedelta(hours=1)
_LABEL = 6
"""Cells that an hour's label and the gap behind it take."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One program's times on a day, aware and in order; `name` is safe to show."""

    name: str
    spans: tuple[tuple[datetime, datetime], ...]


class DayStrip(Widget):
    """Draws lanes over a common scale of hours; a click picks a moment.

    Lanes that have no room are counted in the last line's name.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "strip--name",
        "strip--here",
        "strip--hour",
        "strip--cursor",
        *(f"strip--{ink}" for ink in _INKS),
    }

    @dataclass
    class Picked(Message):
        """A moment was clicked; `lane` is the number of its lane, -1 for none."""

        at: datetime
        lane: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lanes: tuple[Lane, ...] = ()
        self._at: datetime | None = None
        self._here = -1

    def show(self, lanes: Sequence[Lane], at: datetime | None, here: int = -1) -> None:
        """Draw these lanes, with a mark at the moment `at` and lane number `here` standing out."""
        self._lanes, self._at, self._here = tuple(lanes), at, here
        self.refresh()

    @property
    def lanes_shown(self) -> int:
        """How many lanes there is room for, less the line of hours."""
        return max(min(len(self._lanes), self.size.height - 1), 0)

    def extent(self) -> tuple[datetime, datetime]:
        """The whole local hours that hold all spans; an hour from now where there are none."""
        first = min((start for lane in self._lanes for start, _ in lane.spans), default=datetime.now(UTC))
        last = max((end for lane in self._lanes for _, end in lane.spans), default=first)
        start = first.astimezone().replace(minute=0, second=0, microsecond=0)
        end = last.astimezone().replace(minute=0, second=0, microsecond=0) + _HOUR
        return start, max(end, start + _HOUR)

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or offset.x < _NAME or not self._lanes:
            return
        start, end = self.extent()
        share = (offset.x - _NAME + 0.5) / max(self.size.width - _NAME, 1)
        lane = offset.y if offset.y < self.lanes_shown else -1
        self.post_message(self.Picked(start + (end - start) * share, lane))

    def render_line(self, y: int) -> Strip:
        """A lane, or below them the hours."""
        width = self.size.width
        if y < self.lanes_shown:
            segments = self._lane(y, width - _NAME)
        elif y == self.lanes_shown and self._lanes:
            segments = self._hours(width - _NAME)
        else:
            return Strip.blank(width, self.rich_style)
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _lane(self, number: int, room: int) -> list[Segment]:
        lane = self._lanes[number]
        base, cursor = self.rich_style, self._column(room)
        ink = base + self._part(_INKS[number % len(_INKS)])
        name = self._part("here" if number == self._here else "name")
        cells = [_LEVELS[min(round(share * 8 + 0.49), 8)] for share in self._shares(lane, room)]
        here = base + self._part("cursor")
        marked = [
            Segment("│" if cell == " " else cell, here) if x == cursor else Segment(cell, ink)
            for x, cell in enumerate(cells)
        ]
        return [*_named(lane.name, base + name, base), *marked]

    def _hours(self, room: int) -> list[Segment]:
        start, end = self.extent()
        hours = round((end - start) / _HOUR)
        step = next((step for step in (1, 2, 3, 4, 6, 12) if room / max(hours / step, 1) >= _LABEL), 24)
        line = [" "] * room
        for hour in range(0, hours, step):
            label = f"{(start + hour * _HOUR).astimezone():%H:%M}"
            x = hour * room // hours
            if x + len(label) <= room:
                line[x : x + len(label)] = label
        cursor = self._column(room)
        style = self.rich_style + self._part("hour")
        more = len(self._lanes) - self.lanes_shown
        marks = self._part("here")
        here = _around(line, cursor)
        if here and line[here[0]] == " ":
            line[here[0]] = "▲"
        cells = [Segment(sign, style + marks if x in here else style) for x, sign in enumerate(line)]
        return [*_named(f"+{more} more" if more else "", style, self.rich_style), *cells]

    def _column(self, room: int) -> int:
        """The column of the moment that is marked, -1 for none."""
        if self._at is None or room < 1:
            return -1
        start, end = self.extent()
        column = int((self._at - start) / (end - start) * room)
        return column if 0 <= column < room else -1

    def _shares(self, lane: Lane, room: int) -> list[float]:
        """How much of each cell's time the lane fills; a moment fills an eighth."""
        start, end = self.extent()
        cell = (end - start) / max(room, 1)
        shares = [0.0] * max(room, 0)
        for begin, finish in lane.spans:
            first = max(int((begin - start) / cell), 0)
            last = min(int((finish - start) / cell), room - 1)
            for x in range(first, last + 1):
                inside = min(finish, start + cell * (x + 1)) - max(begin, start + cell * x)
                shares[x] = min(shares[x] + max(inside / cell, 0.125), 1.0)
        return shares

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"strip--{name}", partial=True)


def _around(line: Sequence[str], cursor: int) -> range:
    """The cells of the hour that is written where the cursor is, or the cursor's own; none where there is none."""
    if cursor < 0:
        return range(0)
    start = end = cursor
    while line[cursor] != " " and start > 0 and line[start - 1] != " ":
        start -= 1
    while line[cursor] != " " and end < len(line) - 1 and line[end + 1] != " ":
        end += 1
    return range(start, end + 1)


def _named(name: str, style: Style, base: Style) -> list[Segment]:
    """A name in exactly `_NAME` cells."""
    words = fitted([(name, style)], _NAME - 2)
    gap = _NAME - width_of(words) - 1
    return [Segment(" ", base), *(Segment(text, style) for text, style in words), Segment(" " * gap, base)]
