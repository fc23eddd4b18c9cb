"""A text that was read as Markdown: drawn without its signs, with links that can be walked to and followed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region
from textual.message import Message

from ui.tui.laying import Line, laid
from ui.tui.markdown import Document, Piece, Target
from ui.tui.widgets.drawing import Pieces
from ui.tui.widgets.page import Head, Page

_AT_ONCE: Final = 20_000
"""Characters that are broken into lines on the screen's own thread, which takes 15 ms; more go behind it."""


class Reader(Page):
    """A page that shows a document, or a text letter for letter; enter or a click follows a link."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "follow", show=False)]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"page--gone", "page--new", "page--struck", "page--missing", "page--chosen"}

    @dataclass
    class Followed(Message):
        """The person follows a link."""

        target: Target

    @dataclass
    class Laid(Message, bubble=False):
        """A long document was broken into lines of `width` cells."""

        document: Document
        width: int
        lines: list[Line]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._document: Document | None = None
        self._missing: Collection[str] = ()
        self._laid: list[Line] = []
        self.chosen = -1
        """The number of the link that enter follows, -1 for none."""

    def show_document(self, head: Head, document: Document, missing: Collection[str] = ()) -> None:
        """Show a document below what `head` writes; links to the names in `missing` lead nowhere yet."""
        self._missing = missing
        if document is self._document:
            self.write_anew(head)
        else:
            self._document, self._laid, self.chosen = document, [], -1
            super().show(head, "")

    def show_letters(self, head: Head, text: str, marks: Sequence[tuple[int, int]] = ()) -> None:
        """Show a text that was made safe letter for letter; `marks` are the spans that matched."""
        self._document, self._laid, self.chosen = None, [], -1
        super().show(head, text, marks)

    def _break_up(self, width: int) -> None:
        document = self._document
        if document is None:
            super()._break_up(width)
        elif document.size <= _AT_ONCE:
            self._laid = laid(document.blocks, width)
        else:
            work = partial(self._lay_behind, document, width)
            self.run_worker(work, thread=True, exclusive=True, exit_on_error=False, group="laying")

    def _lay_behind(self, document: Document, width: int) -> None:
        self.post_message(self.Laid(document, width, laid(document.blocks, width)))

    def on_reader_laid(self, message: Laid) -> None:
        """Show the lines, if they are still those that are wanted."""
        if message.document is self._document and message.width == self._width:
            self._laid = message.lines
            self._resize_content()

    def _body_height(self) -> int:
        return len(self._lines) if self._document is None else len(self._laid)

    def _body_line(self, number: int) -> Pieces:
        if self._document is None:
            return super()._body_line(number)
        return [(piece.text, self._drawn(piece)) for piece in self._laid[number]]

    def _drawn(self, piece: Piece) -> Style:
        style = Style()
        for name in piece.styles:
            style += self._part(name)
        if piece.link < 0 or self._document is None:
            return style
        if self._document.links[piece.link].name in self._missing:
            style += self._part("missing")
        return style + self._part("chosen") if piece.link == self.chosen and self.has_focus else style

    # Links

    def walk(self, step: int) -> bool:
        """Choose the next link, or the one before; False where there is none, and then none is chosen."""
        count = len(self._document.links) if self._document else 0
        entrance = self._first_seen() if step > 0 else count - 1
        wanted = self.chosen + step if self.chosen >= 0 else entrance
        self.chosen = wanted if 0 <= wanted < count else -1
        self._show_chosen()
        self.refresh()
        return self.chosen >= 0

    def _first_seen(self) -> int:
        """The first link that is on the screen, else the first one below it."""
        top = max(round(self.scroll_y) - len(self._head_lines), 0)
        return next((piece.link for line in self._laid[top:] for piece in line if piece.link >= 0), -1)

    def _show_chosen(self) -> None:
        number = next((n for n, line in enumerate(self._laid) if any(p.link == self.chosen for p in line)), None)
        if self.chosen >= 0 and number is not None:
            region = Region(0, number + len(self._head_lines), 1, 1)
            self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def action_follow(self) -> None:
        if self._document is not None and self.chosen >= 0:
            self.post_message(self.Followed(self._document.links[self.chosen]))

    def on_click(self, event: Click) -> None:
        """Follow the link that was clicked."""
        offset = event.get_content_offset(self)
        link = self._link_at(offset.x, offset.y) if offset is not None else -1
        if link >= 0:
            self.chosen = link
            self.refresh()
            self.action_follow()

    def _link_at(self, x: int, y: int) -> int:
        number = y + round(self.scroll_y) - len(self._head_lines)
        if not 0 <= number < len(self._laid):
            return -1
        at = 0
        for piece in self._laid[number]:
            at += cell_len(piece.text)
            if x < at:
                return piece.link
        return -1

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
