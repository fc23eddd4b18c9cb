"""The lines that were read off a picture, with a cursor."""

from collections.abc import Sequence

from rich.style import Style
from textual.strip import Strip

from ui.tui.seeing import SeenLine
from ui.tui.widgets.drawing import spread, with_spans
from ui.tui.widgets.rowlist import RowList


class SeenText(RowList):
    """One row a line of text; what was looked for stands out."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: tuple[SeenLine, ...] = ()

    @property
    def row_count(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    def show_lines(self, lines: Sequence[SeenLine]) -> None:
        """Show these lines, the cursor on the first that was looked for."""
        if tuple(lines) == self.lines:
            return
        self.lines = tuple(lines)
        self.rows_changed(next((index for index, line in enumerate(self.lines) if line.spans), 0))

    def row_line(self, index: int, line: int, width: int, chosen: bool) -> Strip:
        """The text, cut at the width."""
        one = self.lines[index]
        bar = ("▌" if chosen and self.has_focus else " ", self.part("bar"))
        words = with_spans(one.text, one.spans, Style(), self.part("match"))
        return spread([bar, *words], [], width, self.row_style(chosen and self.has_focus))
