"""One line that offers something to be done; a click takes it."""

from dataclasses import dataclass

from rich.text import Text
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from core.text.sanitise import shown_line


class Offer(Widget):
    """The line while it has words, nothing otherwise; the keys that take it are the screen's."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Offer { height: 1; display: none; }"

    words: reactive[str] = reactive("")

    @dataclass
    class Taken(Message):
        """The offer was clicked."""

    def watch_words(self, words: str) -> None:
        self.display = bool(words)

    def render(self) -> Text:
        """The words on one line."""
        return Text(shown_line(self.words), no_wrap=True, overflow="ellipsis")

    def on_click(self, event: Click) -> None:
        self.post_message(self.Taken())
