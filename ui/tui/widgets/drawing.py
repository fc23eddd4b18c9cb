"""Lines of styled pieces, cut and filled to an exact width in terminal cells."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

_LEAST = 8
"""Cells that the left side needs; with fewer the right side is left out."""

Pieces = Sequence[tuple[str, Style]]


def width_of(pieces: Iterable[tuple[str, Style]]) -> int:
    """The width of these pieces in cells."""
    return sum(cell_len(text) for text, _ in pieces)


def fitted(pieces: Pieces, width: int) -> list[tuple[str, Style]]:
    """The pieces cut to at most `width` cells; what is cut ends in an ellipsis."""
    if width_of(pieces) <= width:
        return list(pieces)
    kept: list[tuple[str, Style]] = []
    left = width - 1
    for text, style in pieces:
        size = cell_len(text)
        if size > left:
            return [*kept, (f"{set_cell_size(text, max(left, 0)).rstrip()}…" if width > 0 else "", style)]
        kept.append((text, style))
        left -= size
    return kept


def spread(left: Pieces, right: Pieces, width: int, style: Style) -> Strip:
    """A line of `width` cells: `left` cut where it must be, `right` whole at the end where there is room for both."""
    room = width - width_of(right)
    if room < _LEAST:
        right, room = (), width
    head = fitted(left, max(room - (1 if right else 0), 0))
    gap = (" " * (room - width_of(head)), style)
    segments = [Segment(text, style + piece) for text, piece in [*head, gap, *right] if text]
    return Strip(segments).adjust_cell_length(width, style)


def around_first(text: str, spans: Sequence[tuple[int, int]], width: int) -> tuple[str, list[tuple[int, int]]]:
    """The text from shortly before the first span on, where that would not be seen within `width` cells; its spans."""
    first = min(spans, default=(0, 0))
    if cell_len(text[: first[1]]) < width:
        return text, list(spans)
    cut = text.rfind(" ", 0, max(first[0] - width // 3, 0)) + 1
    return f"…{text[cut:]}", [(start - cut + 1, end - cut + 1) for start, end in spans if start >= cut]


def with_spans(text: str, spans: Iterable[tuple[int, int]], plain: Style, marked: Style) -> list[tuple[str, Style]]:
    """The text in pieces, those inside `spans` in the style `marked`."""
    pieces: list[tuple[str, Style]] = []
    at = 0
    for start, end in sorted(spans):
        if start > at:
            pieces.append((text[at:start], plain))
        pieces.append((text[max(start, at) : end], marked))
        at = max(at, end)
    if at < len(text):
        pieces.append((text[at:], plain))
    return pieces
