"""A memory's text, letter for letter, with headings, emphasis and code set off by style alone."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.strip import Strip

from ui.tui.widgets.drawing import Pieces, spread
from ui.tui.widgets.lines import Lines
from ui.tui.wrapping import wrapped

StyleOf = Callable[[str], Style]
"""Gives the style of a part by its name: title, quiet, tag, link, strong."""

Head = Callable[[StyleOf], Sequence[Text | tuple[Text, ...]]]
"""Writes the lines above the text, with the styles that it is given; a tuple stands on one line where it fits there."""

MEASURE: Final = 88
"""Cells of the longest line; longer ones are tiring to read."""

LIMIT: Final = 200_000
"""Characters that are shown at once; the rest is named, not laid out."""

_AROUND: Final = 200
"""Characters before and after a line in which emphasis or a link that reaches into it is looked for."""

_HEADING = re.compile(r"#{1,6} ")
_FENCE = re.compile(r"\s*(```|~~~)")
_INLINE = re.compile(
    r"(?P<code>`[^`\n]+`)|(?P<strong>\*\*[^*\n]+\*\*|__[^_\n]+__)|(?P<link>\[\[[^\]\n]+\]\]|https?://[^\s<>)\]]+)"
    r"|(?P<tag>(?<![\w#/])#\w[\w/-]*)|(?P<emphasis>(?<![\w*])\*[^*\s][^*\n]*\*(?![\w*]))"
)
_LEAD = re.compile(r"\s*([-*+]|\d{1,3}[.)]|>)\s")


class Page(Lines, can_focus=True):
    """A title and facts above, then the text, wrapped to a readable width and drawn line by line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", show=False),
        Binding("down,j", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "page--heading",
        "page--strong",
        "page--emphasis",
        "page--code",
        "page--link",
        "page--tag",
        "page--lead",
        "page--title",
        "page--quiet",
        "page--match",
    }

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._head: Head = _no_head
        self._text = ""
        self._marks: tuple[tuple[int, int], ...] = ()
        self._lines: list[tuple[int, int]] = []
        self._head_lines: list[Text] = []
        self._fences: list[int] = []
        self._width = 0
        self._theme = ""

    def show(self, head: "Head", text: str, marks: Sequence[tuple[int, int]] = ()) -> None:
        """Show `text`, which was made safe before, below what `head` writes; `marks` are the spans that matched."""
        self._head = head
        self._text = text
        self._marks = tuple(marks)
        self._fences = _fences(text)
        self._width = 0
        self._lay_out()
        self.scroll_to(0, 0, animate=False)

    def write_anew(self, head: "Head") -> None:
        """Write other lines above what is shown."""
        self._head = head
        if self._width:
            self._write_head()
            self._resize_content()

    def on_resize(self, event: Resize) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = min(self.scrollable_content_region.width - 1, MEASURE)  # a cell from the scrollbar
        if width > 0 and width != self._width:
            self._width = width
            self._break_up(width)
            self._write_head()
        self._resize_content()

    def _break_up(self, width: int) -> None:
        """Break the body into lines of `width` cells."""
        self._lines = wrapped(self._text, width)

    def _body_height(self) -> int:
        return len(self._lines)

    def _resize_content(self) -> None:
        self.have_lines(len(self._head_lines) + self._body_height())
        self.refresh()

    def _write_head(self) -> None:
        self._theme = self.app.theme
        texts = [text for line in self._head(self._part) for text in _together(line, self._width)]
        self._head_lines = [line for text in texts for line in text.wrap(self.app.console, self._width)]

    def render_line(self, y: int) -> Strip:
        """One visible line of the head or of the text; the head is written anew when the look has changed."""
        if self._width and self._theme != self.app.theme:
            self._write_head()
        width = self.scrollable_content_region.width
        number = y + round(self.scroll_y)
        if number < len(self._head_lines):
            return self._head_line(self._head_lines[number], width)
        number -= len(self._head_lines)
        if number >= self._body_height():
            return Strip.blank(width, self.rich_style)
        return spread(self._body_line(number), [], width, self.rich_style)

    def _body_line(self, number: int) -> Pieces:
        """The pieces of one line of the body."""
        return self._styled(*self._lines[number])

    def _head_line(self, line: Text, width: int) -> Strip:
        base = line.style if isinstance(line.style, Style) else Style()
        segments = line.render(self.app.console, end="")
        pieces = [(segment.text, base + (segment.style or Style())) for segment in segments]
        return spread(pieces, [], width, self.rich_style)

    def _styled(self, start: int, end: int) -> list[tuple[str, Style]]:
        """The pieces of one line; each cell takes the style of the innermost span that covers it."""
        base, spans = self._spans(start, end)
        cuts = sorted({start, end, *(min(max(edge, start), end) for a, b, _ in spans for edge in (a, b))})
        pieces = []
        for left, right in zip(cuts, cuts[1:], strict=False):
            style = base
            for a, b, laid in spans:
                if a <= left and right <= b:
                    style += laid
            pieces.append((self._text[left:right], style))
        return pieces

    def _spans(self, start: int, end: int) -> tuple[Style, list[tuple[int, int, Style]]]:
        """The style of a line's paragraph, and the spans in and around the line; far-off text is not looked at."""
        marks = [(a, b, self._part("match")) for a, b in self._marks if a < end and b > start]
        paragraph = self._text.rfind("\n", 0, start) + 1
        opening = self._text[paragraph : paragraph + _AROUND].partition("\n")[0]
        if self._in_code(paragraph) or _FENCE.match(opening):
            return self._part("code"), marks
        if _HEADING.match(opening):
            return self._part("heading"), marks
        first = max(paragraph, start - _AROUND)
        around = self._text[first:start] + self._text[start : end + _AROUND].partition("\n")[0]
        spans = [
            (first + found.start(), first + found.end(), self._part(str(found.lastgroup)))
            for found in _INLINE.finditer(around)
        ]
        if lead := _LEAD.match(opening):
            spans.append((paragraph, paragraph + lead.end(), self._part("lead")))
        return Style(), [*spans, *marks]

    def _in_code(self, position: int) -> bool:
        return bisect_right(self._fences, position) % 2 == 1

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"page--{name}", partial=True)


def _together(line: Text | tuple[Text, ...], width: int) -> Sequence[Text]:
    if isinstance(line, Text):
        return (line,)
    whole = Text("  ").join(line)
    return (whole,) if whole.cell_len <= width else [piece for part in line for piece in _parted(part, width)]


def _parted(text: Text, width: int) -> Sequence[Text]:
    """A line that is too long in two, where the last dot between its parts is within the width."""
    cut = text.plain.rfind(" · ", 0, width + 1) if text.cell_len > width else -1
    return (text,) if cut < 0 else (text[:cut], text[cut + len(" · ") :])


def _no_head(style_of: StyleOf) -> Sequence[Text | tuple[Text, ...]]:
    return ()


def _fences(text: str) -> list[int]:
    """Where the lines with ``` or ~~~ begin, in order; text after an odd number of them is code."""
    places, at = [], 0
    for line in text.split("\n"):
        if _FENCE.match(line):
            places.append(at)
        at += len(line) + 1
    return places


def cut_off(text: str, limit: int = LIMIT) -> tuple[str, int]:
    """The first `limit` characters and how many more there are."""
    return text[:limit], max(len(text) - limit, 0)
