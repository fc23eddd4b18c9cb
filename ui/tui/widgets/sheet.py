"""A field to write in, which offers titles after `[[` and takes no control characters from what is pasted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Click, Key, Paste
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import TextArea

from core.text.sanitise import shown, shown_line

_BEGUN: Final = re.compile(r"\[\[([^\[\]|#^]*)$")
_OFFERED: Final = frozenset({"take_title", "close_titles"})


class Sheet(TextArea):
    """A field of many lines; while a `[[link` is being typed, `titles` are offered for it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take_title", show=False),
        Binding("escape", "close_titles", show=False),
    ]

    titles: reactive[tuple[str, ...]] = reactive((), repaint=False)
    """What the link that is being typed may call; safe to show."""
    place: reactive[int] = reactive(0, repaint=False)
    """The offered title that enter takes."""

    @dataclass
    class Calling(Message):
        """The beginning of a name was typed after `[[`; None when none is being typed any more."""

        words: str | None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.calling: str | None = None
        """What was typed after `[[` so far; None where nothing is being called."""

    async def _on_paste(self, event: Paste) -> None:
        event.text = shown(event.text)

    async def _on_key(self, event: Key) -> None:
        """Take the chosen title with enter, which is a new line where none is offered."""
        if event.key == "enter" and self.titles:
            event.stop()
            event.prevent_default()
            self.action_take_title()

    def on_text_area_changed(self) -> None:
        """See whether a link is being typed."""
        row, column = self.cursor_location
        begun = _BEGUN.search(self.document.get_line(row)[:column])
        self._call(begun[1] if begun else None)

    def on_text_area_selection_changed(self) -> None:
        """Stop offering once the cursor has left the link."""
        row, column = self.cursor_location
        begun = _BEGUN.search(self.document.get_line(row)[:column])
        if begun is None:
            self._call(None)

    def _call(self, words: str | None) -> None:
        if words != self.calling:
            self.calling = words
            self.post_message(self.Calling(words))
        if words is None:
            self.titles = ()

    def offer(self, words: str, titles: Sequence[str]) -> None:
        """Offer titles for these words, unless others were typed meanwhile."""
        if words == self.calling:
            self.titles, self.place = tuple(titles), 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys that choose among titles do so only while there are any."""
        return bool(self.titles) if action in _OFFERED else super().check_action(action, parameters)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go to the next title where some are offered, else to the next line."""
        if self.titles:
            self.place = (self.place + 1) % len(self.titles)
        else:
            super().action_cursor_down(select)

    def action_cursor_up(self, select: bool = False) -> None:
        """Go to the title before where some are offered, else to the line before."""
        if self.titles:
            self.place = (self.place - 1) % len(self.titles)
        else:
            super().action_cursor_up(select)

    def action_close_titles(self) -> None:
        self.titles = ()

    def action_take_title(self) -> None:
        self.take(self.place)

    def take(self, place: int) -> None:
        """Write the offered title at `place` into the link, and close it."""
        if self.calling is None or place >= len(self.titles):
            return
        title, (row, column) = self.titles[place], self.cursor_location
        closed = self.document.get_line(row)[column:].startswith("]]")
        begun = (row, column - len(self.calling))
        self.replace(f"{title}]]", begun, (row, column + 2 * closed), maintain_selection_offset=False)
        self.move_cursor((row, begun[1] + len(title) + 2))
        self.titles = ()


class Titles(Widget):
    """The titles that a sheet offers, below it; nothing while there are none."""

    DEFAULT_CSS = "Titles { height: auto; display: none; } Titles.-offered { display: block; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"titles--chosen", "titles--quiet"}

    titles: reactive[tuple[str, ...]] = reactive((), layout=True)
    place: reactive[int] = reactive(0)

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet

    def on_mount(self) -> None:
        self.watch(self._sheet, "titles", self._offered, init=True)
        self.watch(self._sheet, "place", self._chosen, init=True)

    def _offered(self, titles: tuple[str, ...]) -> None:
        self.titles = titles
        self.set_class(bool(titles), "-offered")

    def _chosen(self, place: int) -> None:
        self.place = place

    def render(self) -> Text:
        """A line for each title, and what the keys do."""
        chosen = self.get_component_rich_style("titles--chosen", partial=True)
        quiet = self.get_component_rich_style("titles--quiet", partial=True)
        width = max(self.size.width - 4, 1)
        lines = [
            Text(f" [[{shown_line(title, width)}", chosen if number == self.place else "", no_wrap=True)
            for number, title in enumerate(self.titles)
        ]
        return Text("\n").join([*lines, Text(" ↑↓ choose, enter links, esc leaves it", quiet, no_wrap=True)])

    def on_click(self, event: Click) -> None:
        """Take the title that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self._sheet.take(offset.y)
            self._sheet.focus()
