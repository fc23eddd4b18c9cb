"""What was found: the list, and beside it the memory under the cursor where there is room."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal

from core.memory import Memory
from ui.tui.finding import Found
from ui.tui.rows import Row
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.preview import Preview
from ui.tui.widgets.whole import WholeList

_AFTER: Final = 0.03
"""Seconds from a list to the preview beside it: by then the terminal has the list."""


class Finds(Horizontal):
    """A list of memories with a preview; the screen's width decides whether the preview is shown."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._found = Found((), ())
        self._previewing = False

    def compose(self) -> ComposeResult:
        """The list and the preview."""
        yield WholeList(id="results")
        yield Preview(id="preview")

    @property
    def list(self) -> MemoryList:
        """The list of results."""
        return self.query_one(MemoryList)

    @property
    def current(self) -> Memory | None:
        """The memory under the cursor."""
        index = self.list.cursor
        return self._found.memories[index] if index < len(self._found.memories) else None

    @property
    def marked(self) -> tuple[Memory, ...]:
        """The marked memories, in the order of the list."""
        marked = self.list.marked
        return tuple(memory for memory in self._found.memories if memory is not None and memory.id in marked)

    def show_found(self, found: Found, hint: tuple[str, ...], *, keep: bool) -> None:
        """Show these; `hint` where there are none; with `keep` the cursor stays on its memory."""
        self._found = found
        self.list.hint = hint
        self.set_class(not found.rows, "-empty")
        self.list.show_rows(found.rows, keep=keep)

    def on_row_list_highlighted(self) -> None:
        """Show the memory once the list is on the terminal: who types or walks fast waits for the list alone."""
        if not self._previewing:
            self._previewing = True
            self.set_timer(_AFTER, self._show_preview)

    def _show_preview(self) -> None:
        self._previewing = False
        row = self.list.selected
        if row is not None and self.current is None:
            self.query_one(Preview).show_words(row.headline, f"{row.below}\n\nenter goes there.")
            return
        reason = row.why if row else ""
        self.query_one(Preview).show_memory(self.current, datetime.now(UTC), reason=reason, words=_matched(row))


def _matched(row: Row | None) -> Sequence[str]:
    """The words that are marked in a row."""
    if row is None:
        return ()
    return [
        text[start:end]
        for text, spans in ((row.headline, row.headline_spans), (row.below, row.below_spans))
        for start, end in spans
    ]
