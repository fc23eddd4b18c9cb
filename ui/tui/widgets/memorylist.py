"""Memories as a list: a mark, a headline, what is below it, when, and why it is here."""

from collections.abc import Sequence

from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip

from ui.tui.rows import Row
from ui.tui.widgets.drawing import Pieces, spread, with_spans
from ui.tui.widgets.rowlist import RowList


class MemoryList(RowList):
    """Rows of two lines, or of three where there is room or where the reasons are shown."""

    with_why: reactive[bool] = reactive(False)
    roomy: reactive[bool] = reactive(False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: tuple[Row, ...] = ()
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
        found = next((index for index, row in enumerate(self.rows) if row.id == current), place)
        self.rows_changed(found)

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
        ground = self.row_style(chosen)
        bar = ("▌" if chosen else " ", self.part("bar") if chosen else Style())
        if line == 0:
            left, right = self._headline(row)
        elif line == 1:
            left, right = self._below(row), []
        else:
            left, right = self._reasons(row, chosen), []
        return spread([bar, *left], [*right, (" ", Style())] if right else [], width, ground)

    def _headline(self, row: Row) -> tuple[Pieces, Pieces]:
        head = self.part("faint" if row.faint else "head")
        words = with_spans(row.headline, row.headline_spans, head, head + self.part("match"))
        left = [(f"{row.mark} ", self.part("mark")), *words]
        pin = [("✦ ", self.part("pin"))] if row.pinned else []
        return left, [*pin, (row.when, self.part("quiet"))]

    def _below(self, row: Row) -> Pieces:
        quiet = self.part("quiet")
        return [("  ", quiet), *with_spans(row.below, row.below_spans, quiet, self.part("match"))]

    def _reasons(self, row: Row, chosen: bool) -> Pieces:
        shown = row.why and (self.with_why or chosen)
        return [(f"  ↳ {row.why}" if shown else "", self.part("quiet") + Style(italic=True))]
