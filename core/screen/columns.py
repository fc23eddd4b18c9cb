"""Which lines stand below each other: a text goes on in the next line of its column, not in the next column."""

from collections.abc import Sequence

from core.screen.frame import Line, Rect
from core.screen.secret_rules import is_fragment

_GAP = 2.2
"""Heights of a line's letters that may lie between two lines of a column."""
_OVERLAP = 0.3
"""The share of the narrower line that lies below or above the other."""
_LETTERS_FROM_EDGE = 4
_LEAST = 6
"""Characters of a word that may go on in the next line."""


def columns(lines: Sequence[Line]) -> list[list[int]]:
    """The indices of the lines, column by column from top to bottom; each line is in exactly one.

    Lines without a place, all of an empty rectangle, are one column in their order.
    """
    if all(line.rect.area == 0 for line in lines):
        return [list(range(len(lines)))] if lines else []
    order = sorted(range(len(lines)), key=lambda index: (lines[index].rect.y, lines[index].rect.x))
    found: list[list[int]] = []
    for index in order:
        fitting = [column for column in found if _is_below(lines[index].rect, lines[column[-1]].rect)]
        if fitting:
            nearest = min(fitting, key=lambda column: _distance(lines[index].rect, lines[column[-1]].rect))
            nearest.append(index)
        else:
            found.append([index])
    return found


def continues(above: Line, below: Line) -> bool:
    """Whether the last word of a line may go on at the beginning of the line below, as long keys do.

    The words at the break are long or the only ones, and the lower line begins where the upper one does.
    """
    last, first = above.text.split()[-1:], below.text.split()[:1]
    if not last or not first:
        return False
    if not is_fragment(last[0]) and len(last[0]) < _LEAST:
        return False
    if not (is_fragment(last[0]) or is_fragment(first[0])):
        return False
    letter = max(above.rect.width / max(len(above.text), 1), 1.0)
    near_edge = above.rect.right >= below.rect.right - _LETTERS_FROM_EDGE * letter
    parts_of_one = is_fragment(last[0]) and is_fragment(first[0])
    begins_before = below.rect.x <= above.rect.x + above.rect.width * 0.5 + _LETTERS_FROM_EDGE * letter
    return (near_edge or parts_of_one) and begins_before


def _is_below(lower: Rect, upper: Rect) -> bool:
    overlap = min(lower.right, upper.right) - max(lower.x, upper.x)
    height = max(upper.height, lower.height, 1)
    reach = upper.bottom + _GAP * height
    return upper.y < lower.y <= reach and overlap >= _OVERLAP * max(min(lower.width, upper.width), 1)


def _distance(lower: Rect, upper: Rect) -> tuple[int, int]:
    return abs(lower.y - upper.bottom), abs(lower.x - upper.x)
