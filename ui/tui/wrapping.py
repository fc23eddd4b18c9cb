"""Where long text breaks into lines of a width; offsets into the text, so that nothing is copied or changed."""

import re
from collections.abc import Iterator

from rich.cells import cell_len

_WORD = re.compile(r"\S+\s*|\s+")


def wrapped(text: str, width: int) -> list[tuple[int, int]]:
    """Start and end of each line of `text` (made safe before) at `width` cells; newlines and end spaces lie outside."""
    lines: list[tuple[int, int]] = []
    at = 0
    for paragraph in text.split("\n"):
        end = at + len(paragraph)
        if len(paragraph) <= width and (paragraph.isascii() or cell_len(paragraph) <= width):
            lines.append((at, end))
        else:
            lines.extend((at + start, at + stop) for start, stop in _broken(paragraph, max(width, 2)))
        at = end + 1
    return lines


def _broken(paragraph: str, width: int) -> Iterator[tuple[int, int]]:
    start, used = 0, 0
    for word in _WORD.finditer(paragraph):
        bare = word[0].rstrip()
        size = cell_len(bare)
        if used and used + size > width:
            yield start, start + len(paragraph[start : word.start()].rstrip())
            start, used = word.start(), 0
        if size > width:
            for stop in _chopped(bare, width):
                yield start, start + stop
                start += stop
            used = cell_len(paragraph[start : word.end()])
        else:
            used += size + cell_len(word[0]) - cell_len(bare)
    if start < len(paragraph) or not paragraph:
        yield start, len(paragraph.rstrip()) if paragraph.strip() else len(paragraph)


def _chopped(word: str, width: int) -> Iterator[int]:
    """How many characters of a word longer than a line go on each line but its last."""
    count, used = 0, 0
    for character in word:
        size = cell_len(character)
        if used + size > width:
            yield count
            count, used = 0, 0
        count, used = count + 1, used + size
