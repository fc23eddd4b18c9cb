"""The search field: a line whose filters are set off from its words, and which shows how it may go on."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual.message import Message

from ui.tui.widgets.fields import Line


class QueryField(Line):
    """A line in which filters are coloured; the right arrow at its end takes what is offered."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"query--filter", "query--saved", "query--unknown"}

    @dataclass
    class Taken(Message):
        """What is offered was taken with the right arrow."""

    def __init__(self, *, placeholder: str, id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id, compact=True, highlighter=_Tint(self))
        self.saved: Collection[str] = ()
        """The names of saved searches."""
        self.tinted = False
        """Whether filters are coloured; not before the memory is open, for that needs what opens with it."""

    def offer(self, line: str | None) -> None:
        """Show how the line may go on, or no longer."""
        fits = line is not None and line.startswith(self.value) and self.cursor_at_end
        self._suggestion = line if line is not None and fits else ""

    def put(self, line: str, at: int) -> None:
        """Set the line and the cursor, and go there without choosing the line."""
        self.select_on_focus = self.has_focus
        self.value = line
        self.cursor_position = at
        self.focus()

    def on_blur(self) -> None:
        self.select_on_focus = True

    def action_cursor_right(self, select: bool = False) -> None:
        if self._suggestion and self.cursor_at_end and not select:
            self.post_message(self.Taken())
        else:
            super().action_cursor_right(select)


class _Tint(Highlighter):
    """Colours the filters of a line."""

    def __init__(self, field: QueryField) -> None:
        self._field = field

    def highlight(self, text: Text) -> None:
        """Set each filter off in its own style."""
        if not self._field.tinted:
            return
        from ui.tui.query import parts

        for part in parts(text.plain, self._field.saved):
            text.stylize(
                self._field.get_component_rich_style(f"query--{part.kind}", partial=True), part.start, part.end
            )
