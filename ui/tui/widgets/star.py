"""A memory in the middle of its links, drawn: lines in braille dots, names at their ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from core.graph.kinds import look_of
from core.graph.nodes import Tie
from core.text.sanitise import shown_line
from ui.tui.walking import Walked

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a braille letter's dots, by line and column (Unicode 3.0, U+2800)."""
_NAME = 24


@dataclass(frozen=True, slots=True)
class Place:
    """Where a memory's name stands: its first cell, its line, its width, and the point that the line leads to."""

    id: str
    x: int
    y: int
    name: str
    tie: Tie | None
    point: tuple[int, int]


class Star(Widget):
    """Draws what the list beside it lists; a click chooses a memory, another one walks there."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"star--middle", "star--name", "star--faint", "star--chosen"}

    @dataclass
    class Picked(Message):
        """A memory in the drawing was clicked."""

        id: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._walk: Walked | None = None
        self._chosen = ""
        self._places: list[Place] = []
        self._strips: list[Strip] = []
        self._inks: dict[tuple[str, bool], Style] = {}

    def show(self, walk: Walked | None, chosen: str) -> None:
        """Draw this memory; the line to the memory `chosen` stands out."""
        if walk is not self._walk or chosen != self._chosen:
            self._walk, self._chosen = walk, chosen
            self._strips = []
            self.refresh()

    def notify_style_update(self) -> None:
        """The look changed: draw anew."""
        super().notify_style_update()
        self._strips = []

    def on_resize(self) -> None:
        self._strips = []

    def on_click(self, event: Click) -> None:
        for place in self._places:
            if event.y == place.y and place.x - 1 <= event.x <= place.x + cell_len(place.name):
                self.post_message(self.Picked(place.id))
                return

    def render_line(self, y: int) -> Strip:
        """One line of the drawing."""
        if not self._strips:
            self._draw()
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _draw(self) -> None:
        size = self.size
        self._inks.clear()
        self._places = list(places(self._walk, size)) if self._walk else []
        canvas = Canvas(size)
        middle = (size.width // 2, size.height // 2)
        for place in sorted(self._places, key=lambda place: place.id == self._chosen):
            if place.tie is not None:
                canvas.line(middle, place.point, place.tie.kind, place.id == self._chosen)
        self._strips = [self._strip(canvas, y) for y in range(size.height)]

    def _strip(self, canvas: "Canvas", y: int) -> Strip:
        width = self.size.width
        segments: list[Segment] = []
        x = 0
        for place in sorted((one for one in self._places if one.y == y), key=lambda one: one.x):
            segments += self._cells(canvas, y, x, place.x)
            segments += self._written(place)
            x = place.x + cell_len(place.name)
        segments += self._cells(canvas, y, x, width)
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _cells(self, canvas: "Canvas", y: int, start: int, end: int) -> Iterator[Segment]:
        blank = Segment(" ", self.rich_style)
        for x in range(start, end):
            letter, kind, chosen = canvas.cell(x, y)
            yield Segment(letter, self._ink(kind, chosen)) if kind else blank

    def _ink(self, kind: str, chosen: bool) -> Style:
        """How the line of a kind is drawn; dimmer where another line is chosen."""
        if (kind, chosen) not in self._inks:
            look = look_of(kind)
            color = look.dark if self.app.current_theme.dark else look.light
            self._inks[kind, chosen] = self.rich_style + Style(color=color, dim=bool(self._chosen) and not chosen)
        return self._inks[kind, chosen]

    def _written(self, place: Place) -> Iterator[Segment]:
        assert self._walk is not None
        node = self._walk.nodes[place.id]
        part = "middle" if place.tie is None else "chosen" if place.id == self._chosen else "name"
        if part == "name" and node.state in {"faint", "dormant", "superseded", "forgotten"}:
            part = "faint"
        yield Segment(place.name, self.rich_style + self.get_component_rich_style(f"star--{part}", partial=True))


def places(walk: Walked, size: Size) -> Iterator[Place]:
    """Where each name stands: the middle, and around it as many of the strongest links as there is room for.

    Links go clockwise from the top in their order; each has a line of its own on its side.
    """
    centre, nodes = walk.found.centre, walk.nodes
    room = max(min(_NAME, size.width // 2 - 14), 6)
    name = f" {shown_line(centre.name, max(min(_NAME, size.width // 4), 6))} "
    middle = (size.width // 2, size.height // 2)
    yield Place(centre.id, middle[0] - cell_len(name) // 2, middle[1], name, None, middle)
    ties: dict[str, Tie] = {}
    for tie in walk.ties:
        ties.setdefault(tie.other(centre.id), tie)
    lines = max(size.height - 2, 1)
    kept = sorted(ties, key=lambda id: -ties[id].weight)[: 2 * lines]
    shown = [id for id in ties if id in kept]
    right = shown[: (len(shown) + 1) // 2]
    for side, ids in ((1, right), (-1, shown[len(right) :][::-1])):
        for number, id in enumerate(ids):
            y = 1 + int((number + 0.5) * lines / len(ids))
            yield _place(id, ties[id], f" {shown_line(nodes[id].name, room)} ", side, y, size)


def _place(id: str, tie: Tie, name: str, side: int, y: int, size: Size) -> Place:
    """On an ellipse around the middle, a strong link's end a little nearer to it."""
    width = cell_len(name)
    bulge = sqrt(max(1 - ((y - size.height // 2) / (size.height / 2)) ** 2, 0.0))
    reach = (size.width / 2 - width) * (0.4 + 0.6 * bulge) * (1.0 - 0.2 * tie.weight)
    if abs(y - size.height // 2) <= 1:
        reach = size.width / 2 - width
    x = size.width // 2 + round(reach) if side > 0 else size.width // 2 - round(reach) - width
    x = max(min(x, size.width - width), 0)
    return Place(id, x, y, name, tie, (x if side > 0 else x + width - 1, y))


class Canvas:
    """Lines drawn in braille dots, two by four in each cell; where lines cross, the later one gives the colour."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._cells: dict[tuple[int, int], tuple[int, str, bool]] = {}

    def line(self, start: tuple[int, int], end: tuple[int, int], kind: str, chosen: bool) -> None:
        """Draw a line between two cells, dashed as links of this kind are."""
        x1, y1, x2, y2 = start[0] * 2 + 1, start[1] * 4 + 2, end[0] * 2 + 1, end[1] * 4 + 2
        length = max(abs(x2 - x1), abs(y2 - y1), 1)
        dashes = [max(round(part), 1) * 2 for part in look_of(kind).dashes] or [length + 1]
        on = [state for number, part in enumerate(dashes) for state in [number % 2 == 0] * part]
        for step in range(length + 1):
            if on[step % len(on)]:
                self._dot(round(x1 + (x2 - x1) * step / length), round(y1 + (y2 - y1) * step / length), kind, chosen)

    def _dot(self, x: int, y: int, kind: str, chosen: bool) -> None:
        cell = (x // 2, y // 4)
        if cell[0] < self._size.width and cell[1] < self._size.height:
            bits = self._cells.get(cell, (0, "", False))[0]
            self._cells[cell] = bits | _DOTS[y % 4][x % 2], kind, chosen

    def cell(self, x: int, y: int) -> tuple[str, str, bool]:
        """The letter of a cell, the kind of the line there and whether that is the chosen one; empty where none is."""
        bits, kind, chosen = self._cells.get((x, y), (0, "", False))
        return chr(0x2800 + bits) if bits else " ", kind, chosen
