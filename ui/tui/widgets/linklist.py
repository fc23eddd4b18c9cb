"""A memory with its links around it as a list: grouped by kind, the chosen one opened to its reason and second step."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from core.graph.kinds import look_of
from ui.tui.walking import Line, Walked, lines_of
from ui.tui.widgets.drawing import Pieces, spread
from ui.tui.widgets.rowlist import RowList

METER = 4
"""Cells of the meter that shows a link's strength."""


class LinkList(RowList):
    """One line for each thing; the cursor rests on memories only, wherever it is put."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "deeper", show=False),
        Binding("left,h", "nearer", show=False),
    ]

    roomy: reactive[bool] = reactive(False)

    @dataclass
    class Stepped(Message):
        """The person walks on: to the memory `id` in the middle, with `beyond` chosen there; without an id, back."""

        id: str
        beyond: str = ""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: list[Line] = []
        self._walk: Walked | None = None
        self._opened = -1

    @property
    def row_count(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    @property
    def selected(self) -> Line | None:
        """The line under the cursor, if there is any."""
        return self.lines[self.cursor] if self.lines else None

    def show_walk(self, walk: Walked | None, chosen: str = "") -> None:
        """Show a memory with its links; the cursor goes to the memory `chosen`, or else to the first link."""
        self._walk = walk
        if walk is None:
            self.lines, self._opened = [], -1
            self.rows_changed()
            return
        middle = walk.found.centre.id
        self._opened = _leading_to(walk, chosen)
        self._write()
        places = [number for number, line in enumerate(self.lines) if line.id and line.id != middle]
        wanted = next((number for number in places if self.lines[number].id == chosen), None)
        self.rows_changed(0 if chosen == middle or not places else places[0] if wanted is None else wanted)

    def _write(self) -> None:
        if self._walk is not None:
            self.lines = lines_of(self._walk, self._opened, datetime.now(UTC), roomy=self.roomy)

    def watch_roomy(self) -> None:
        if self._walk is not None and self.selected:
            self.show_walk(self._walk, self.selected.id)

    def validate_cursor(self, index: int) -> int:
        """The nearest line that holds a memory, looked for in the direction of the move."""
        index = super().validate_cursor(index)
        if not self.lines:
            return index
        down = index >= self.cursor
        after = [number for number in range(index, len(self.lines)) if self.lines[number].id]
        before = [number for number in range(index, -1, -1) if self.lines[number].id]
        ways = (after, before) if down else (before, after)
        return next(way[0] for way in ways if way)

    def watch_cursor(self, before: int, index: int) -> None:
        """Open the link that the cursor came to, and close the one that it left."""
        line = self.selected
        if line is not None and line.form == "tie" and line.through != self._opened:
            self._opened = line.through
            self._write()
            here = next(n for n, one in enumerate(self.lines) if one.form == "tie" and one.through == self._opened)
            self.set_reactive(LinkList.cursor, here)
            self._resize_content()
        super().watch_cursor(-1, self.cursor)

    def action_deeper(self) -> None:
        """From the middle to its first link, from a link to what it leads on to, from there on with a new middle."""
        line = self.selected
        if line is None:
            return
        if line.form == "far" and self._walk is not None:
            tie = self._walk.ties[line.through]
            self.post_message(self.Stepped(tie.other(self._walk.found.centre.id), line.id))
            return
        wanted = "tie" if line.form == "middle" else "far"
        following = self.lines[self.cursor + 1 :]
        step = next((n for n, one in enumerate(following, 1) if one.form == wanted), None)
        if step is None or (wanted == "far" and following[step - 1].through != line.through):
            if line.form == "tie":
                self.post_message(self.Stepped(line.id))
        else:
            self.cursor += step

    def action_nearer(self) -> None:
        """From the second step to the link it hangs from, from a link to the middle, from the middle back."""
        line = self.selected
        if line is None:
            return
        if line.form == "middle":
            self.post_message(self.Stepped(""))
        elif line.form == "tie":
            self.cursor = 0
        else:
            found = (n for n, one in enumerate(self.lines) if one.form == "tie" and one.through == line.through)
            self.cursor = next(found)

    def row_line(self, index: int, line: int, width: int, chosen: bool) -> Strip:
        """One line, drawn by its form."""
        one = self.lines[index]
        bar = ("▌" if chosen else " ", self.part("bar") if chosen else Style())
        left, right = self._drawn(one)
        return spread([bar, *left], [(right, self.part("quiet")), (" ", Style())], width, self.row_style(chosen))

    def _drawn(self, one: Line) -> tuple[Pieces, str]:
        quiet = self.part("quiet")
        name = self.part("faint" if one.faint else "head")
        if one.form == "middle":
            return [(f"{one.mark} ", self.part("pin")), (one.text, self.part("match"))], one.when
        if one.form == "head":
            drawn, about = (f"{sample(one.kind)} ", self.color_of(one.kind)), f"  {look_of(one.kind).about}"
            return [drawn, (one.text, self.part("head")), (about, quiet)], one.when
        if one.form in ("tie", "far"):
            lead = "  " if one.form == "tie" else "      "
            text = name if one.form == "tie" else name + Style(bold=False)
            return [(lead, quiet), *self._meter(one), (f" {one.mark} ", self.part("mark")), (one.text, text)], one.when
        leads = {"why": "       ↳ ", "more": "      … ", "note": "  … ", "none": "  "}
        return [(leads.get(one.form, "") + one.text, quiet + Style(italic=one.form == "why"))], ""

    def _meter(self, one: Line) -> Pieces:
        full = max(min(round(one.weight * METER), METER), 1)
        return [("━" * full, self.color_of(one.kind)), ("━" * (METER - full), self.rest)]

    @property
    def rest(self) -> Style:
        """How what is not full is drawn: dim where the look takes the terminal's own colours."""
        theme = self.app.current_theme
        return Style(dim=True) if theme.ansi else Style(color=theme.variables["line"])

    def color_of(self, kind: str) -> Style:
        """The colour of a kind of links on the ground of the present look."""
        look = look_of(kind)
        return Style(color=look.dark if self.app.current_theme.dark else look.light)


def _leading_to(walk: Walked, id: str) -> int:
    """The place of the link that leads to this memory, at once or in a second step; 0 where none does."""
    others = [tie.other(walk.found.centre.id) for tie in walk.ties]
    if id in others:
        return others.index(id)
    ways = (place for place, near in enumerate(others) if any(tie.other(near) == id for tie in walk.found.beyond(near)))
    return next(ways, 0)


def sample(kind: str) -> str:
    """Two cells of the line that links of this kind are drawn with."""
    dashes = look_of(kind).dashes
    if not dashes:
        return "━━"
    return "╍╍" if dashes[0] > 2 else "┅┅"
