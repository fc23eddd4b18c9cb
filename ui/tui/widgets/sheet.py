"""A field to write in, which offers titles after `[[` and takes no control characters from what is pasted."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.widgets import TextArea

from core.text.sanitise import shown
from ui.tui.widgets.fields import act_in_turn
from ui.tui.widgets.titles import Caller


class Sheet(TextArea, Caller):
    """A field of many lines; enter takes the title that is offered, and is a new line where none is."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take_title", show=False)]

    async def _on_paste(self, event: Paste) -> None:
        event.text = shown(event.text)

    async def _on_key(self, event: Key) -> None:
        """Take the sheet's own keys in turn with the letters."""
        await act_in_turn(self, event)

    def on_text_area_changed(self) -> None:
        """See whether a link is being typed."""
        self.see_whether_called()

    def on_text_area_selection_changed(self) -> None:
        """Stop offering once the cursor has left the link."""
        self.see_whether_called(moved=True)

    def around(self) -> tuple[str, str]:
        """The line before the cursor, and after it."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        return line[:column], line[column:]

    def call(self, title: str, back: int, on: int) -> None:
        """Put a title and what closes its link in the place of what stands around the cursor."""
        row, column = self.cursor_location
        self.replace(title, (row, column - back), (row, column + on), maintain_selection_offset=False)
        self.move_cursor((row, column - back + len(title)))

    def action_cursor_down(self, select: bool = False) -> None:
        """Go to the next title where some are offered, else to the next line."""
        if self.titles:
            self.action_next_title(1)
        else:
            super().action_cursor_down(select)

    def action_cursor_up(self, select: bool = False) -> None:
        """Go to the title before where some are offered, else to the line before."""
        if self.titles:
            self.action_next_title(-1)
        else:
            super().action_cursor_up(select)
