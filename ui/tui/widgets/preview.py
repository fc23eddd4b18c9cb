"""The memory under the cursor, beside its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from rich.text import Text
from textual.message import Message

from core.memory import Kind, Memory
from ui.tui.markdown import Document, read
from ui.tui.marking import marked, places
from ui.tui.memory_page import body_of, head_of
from ui.tui.rows import below_title
from ui.tui.widgets.page import Head, StyleOf
from ui.tui.widgets.reader import Reader

LIMIT = 6_000
"""Characters of the text that a preview shows."""


class Preview(Reader):
    """The beginning of a memory as it reads, with the facts above it; blank when there is none."""

    @dataclass
    class Made(Message, bubble=False):
        """The memory that was asked for as number `asked` was read; `document` is None for what is no Markdown."""

        asked: int
        head: Head
        body: str
        document: Document | None
        marks: Sequence[tuple[int, int]]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.can_focus = False
        self._asked = 0
        """Rises with each memory, so that only the last one is shown."""

    def show_memory(self, memory: Memory | None, now: datetime, *, reason: str = "", words: Sequence[str] = ()) -> None:
        """Show this memory; `words` are marked wherever they stand in the text."""
        self._asked += 1
        if memory is None:
            self.show_letters(_nothing, "")
            return
        work = partial(self._make, self._asked, memory, head_of(memory, now, reason=reason), words)
        self.run_worker(work, thread=True, exclusive=True, exit_on_error=False, group="preview")

    def _make(self, asked: int, memory: Memory, head: Head, words: Sequence[str]) -> None:
        """In a thread: read the text; a quote that Markdown's signs run through is shown letter for letter."""
        body = below_title(memory.title, body_of(memory, LIMIT))
        marks = places(body, words)
        document = None
        if memory.kind != Kind.SCREEN:
            plain = read(body)
            found = marked(plain, words)
            document = found if found is not plain or not marks else None
        self.post_message(self.Made(asked, head, body, document, marks))

    def on_preview_made(self, message: Made) -> None:
        """Show what was read, unless another memory is wanted by now."""
        if message.asked != self._asked:
            return
        if message.document is not None:
            self.show_document(message.head, message.document)
        else:
            self.show_letters(message.head, message.body, message.marks)

    def show_words(self, title: str, words: str) -> None:
        """Show a line that is no memory; `title` and `words` are safe."""
        self._asked += 1
        self.show_letters(lambda style_of: (Text(title, style_of("title")), Text("")), words)


def _nothing(style_of: StyleOf) -> Sequence[Text]:
    return ()
