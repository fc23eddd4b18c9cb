"""Memories as a list: a sign, a headline, what is below it, when, and why it is here; several can be marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.style import Style
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from ui.tui.rows import Row
from ui.tui.widgets.drawing import Pieces, around_first, spread, with_spans
from ui.tui.widgets.rowlist import RowList

_SIGN: Final = 3
"""Cells at the left of a row that hold its sign; a click there marks the row."""


class MemoryList(RowList):
    """Rows of two lines, or of three where there is room or where the reasons are shown."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--marked"}

    @dataclass
    class Marked(Message):
        """Other rows are marked now."""

        rows: "MemoryList"

    with_why: reactive[bool] = reactive(False)
    roomy: reactive[bool] = reactive(False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: tuple[Row, ...] = ()
        self.markable = False
        """Whether clicks mark rows."""
        self.marked: frozenset[str] = frozenset()
        """The ids of the marked rows, all of which are listed."""
        self.set_reactive(RowList.row_height, 2)

    @property
    def row_count(self) -> int:
        """How many memories are listed."""
        return len(self.rows)

    @property
    def selected(self) -> Row | None:
        """The row under the cursor, if there is any."""
        return self.rows[self.cursor] if self.rows else None

    def show_rows(self, rows: Sequence[Row], *, keep: bool = False) -> None:
        """List these rows; with `keep` the cursor stays on the memory it is on, if that is still there."""
        current = self.selected.id if keep and self.selected else None
        place = self.cursor if keep else 0
        self.rows = tuple(rows)
        self.mark(self.marked & {row.id for row in self.rows})
        found = next((index for index, row in enumerate(self.rows) if row.id == current), place)
        self.rows_changed(found)

    def mark(self, ids: Iterable[str]) -> None:
        """Mark these rows and no others."""
        before, self.marked = self.marked, frozenset(ids)
        if before != self.marked:
            self.refresh()
            self.post_message(self.Marked(self))

    def toggle_mark(self, index: int) -> None:
        """Mark a row, or unmark it."""
        if index < len(self.rows):
            self.mark(self.marked ^ {self.rows[index].id})

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if not self.markable or offset is None:
            return
        index = (offset.y + round(self.scroll_y)) // self.row_height
        if index >= len(self.rows):
            return
        if event.shift:
            first, last = sorted((self.cursor, index))
            self.mark(self.marked | {row.id for row in self.rows[first : last + 1]})
        elif event.ctrl or event.meta or offset.x < _SIGN:
            self.toggle_mark(index)
        else:
            return
        self.cursor = index
        event.prevent_default()

    def watch_with_why(self) -> None:
        self._set_height()

    def watch_roomy(self) -> None:
        self._set_height()

    def _set_height(self) -> None:
        self.row_height = 3 if self.roomy or self.with_why else 2
        self.refresh()

    def row_line(self, index: int, line: int, width: int, chosen: bool) -> Strip:
        """The headline with its date, then the line below, then the reasons."""
        row = self.rows[index]
        marked = row.id in self.marked
        ground = self.row_style(chosen)
        bar = ("▌" if chosen or marked else " ", self.part("marked" if marked else "bar"))
        if line == 0:
            left, right = self._headline(row)
        elif line == 1:
            left, right = self._below(row, width - _SIGN - 1), []
        else:
            left, right = self._reasons(row, chosen), []
        return spread([bar, *left], right, width - 1, ground).adjust_cell_length(width, ground)

    def _headline(self, row: Row) -> tuple[Pieces, Pieces]:
        head = self.part("faint" if row.faint else "head")
        words = with_spans(row.headline, row.headline_spans, head, head + self.part("match"))
        sign = ("✓ ", self.part("marked")) if row.id in self.marked else (f"{row.mark} ", self.part("mark"))
        left = [sign, *words]
        pin = [("✦ ", self.part("pin"))] if row.pinned else []
        return left, [*pin, (row.when, self.part("quiet"))]

    def _below(self, row: Row, width: int) -> Pieces:
        quiet = self.part("quiet")
        return [("  ", quiet), *with_spans(*around_first(row.below, row.below_spans, width), quiet, self.part("match"))]

    def _reasons(self, row: Row, chosen: bool) -> Pieces:
        shown = row.why and (self.with_why or chosen)
        return [(f"  ↳ {row.why}" if shown else "", self.part("quiet") + Style(italic=True))]
