"""What a window showed at one moment, out of what was read piece by piece; and where words stand on it."""

from collections.abc import Iterable, Sequence

from core.recall.snippets import spans
from core.screen.frame import Line, Rect
from core.screen.union import inside


def shown(frames: Iterable[tuple[bool, Sequence[Rect], Sequence[Line]]]) -> list[Line]:
    """The lines on a window after its frames, oldest first, each (whole picture?, bands, lines); from top to bottom."""
    lines: list[Line] = []
    for key, bands, read in frames:
        lines = [] if key else [one for one in lines if not inside(one.rect, bands)]
        lines += read
    return sorted(lines, key=lambda one: (one.rect.y, one.rect.x))


def marks(line: Line, query: str) -> list[Rect]:
    """The boxes of a line's words that are the query's, in any inflection; the whole line where they are not known."""
    found = spans(line.text, query)
    if not found:
        return []
    if not line.words:
        return [line.rect]
    boxes, at = [], 0
    for word in line.words:
        start = line.text.index(word.text, at)
        at = start + len(word.text)
        if any(first < at and start < last for first, last in found):
            boxes.append(word.rect)
    return boxes
