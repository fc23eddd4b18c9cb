"""The memory under the cursor, beside its list."""

from collections.abc import Sequence
from datetime import datetime

from rich.text import Text

from core.memory import Memory
from core.text.sanitise import shown
from ui.tui.memory_page import body_of, head_of
from ui.tui.rows import below_title
from ui.tui.widgets.page import Page, StyleOf

LIMIT = 6_000
"""Characters of the text that a preview shows."""


class Preview(Page):
    """The beginning of a memory with the facts above it; blank when there is none."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.can_focus = False

    def show_memory(self, memory: Memory | None, now: datetime, *, reason: str = "", words: Sequence[str] = ()) -> None:
        """Show this memory; `words` are marked wherever they stand in the text."""
        if memory is None:
            self.show(_nothing, "")
            return
        body = below_title(memory.title, body_of(memory, LIMIT))
        self.show(head_of(memory, now, reason=reason), body, _places(body, words))

    def show_words(self, title: str, words: str) -> None:
        """Show a line that is no memory; `title` and `words` are safe."""
        self.show(lambda style_of: (Text(title, style_of("title")), Text("")), words)


def _nothing(style_of: StyleOf) -> Sequence[Text]:
    return ()


def _places(body: str, words: Sequence[str]) -> list[tuple[int, int]]:
    lowered = body.casefold()
    if len(lowered) != len(body):
        return []
    places = []
    for word in {shown(word).casefold() for word in words if word.strip()}:
        start = lowered.find(word)
        while start >= 0:
            places.append((start, start + len(word)))
            start = lowered.find(word, start + len(word))
    return places
