"""A field of one line that offers titles after `[[`."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets.input import Selection

from ui.tui.widgets.givingline import GivingLine
from ui.tui.widgets.titles import Caller


class CallingLine(GivingLine, Caller):
    """A line in which memories are called by title; enter takes the title that is offered, else the line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "next_title(1)", show=False),
        Binding("up", "next_title(-1)", show=False),
    ]

    def on_input_changed(self) -> None:
        """See whether a link is being typed."""
        self.see_whether_called()

    def watch_selection(self, before: Selection, after: Selection) -> None:
        """Stop offering once the cursor has left the link."""
        self.see_whether_called(moved=True)

    def around(self) -> tuple[str, str]:
        """The line before the cursor, and after it."""
        return self.value[: self.cursor_position], self.value[self.cursor_position :]

    def call(self, title: str, back: int, on: int) -> None:
        """Put a title and what closes its link in the place of what stands around the cursor."""
        begun = self.cursor_position - back
        self.replace(title, begun, self.cursor_position + on)
        self.cursor_position = begun + len(title)

    async def action_submit(self) -> None:
        """Take the chosen title where some are offered, else the line."""
        if self.titles:
            self.action_take_title()
        else:
            await super().action_submit()
