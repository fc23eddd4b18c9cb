"""Where the lines of text lie in a picture, and how lines that belong together become the bands that are read.

Nothing is recognised here: a line is ink between rows without ink, in a column between gaps without ink.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from core.screen.frame import Rect
from core.screen.tiles import Bits, Bytes, columns_of, rows_of

LINE = 64
"""Pixels above which ink without a gap is a picture rather than a line."""
GUTTER = 24
"""Pixels without ink between two columns of text: more than a wide space, less than a gutter."""
NARROW = 8
"""Pixels without ink that part a picture from the text beside it."""
BORDER = 32
"""Pixels from which on an upright edge is that of a border rather than of a letter."""
DOTS, DOT_GAP = 4, 3
"""Height of dots, accents and underlines, and how far they stand from their letters."""
MARGIN = 4
"""Pixels around the ink that a reader of text needs."""


def ink(light: Bytes) -> Bits:
    """(height, width) where brightness changes from one pixel to the next on the right.

    Long upright edges, as those of frames, borders and panes, are none; the last column has none.
    """
    edges: Bits = np.zeros(light.shape, dtype=np.bool_)
    np.not_equal(light[:, 1:], light[:, :-1], out=edges[:, :-1])
    step = min(BORDER, len(edges))
    whole = len(edges) // step * step
    blocks = edges[:whole].reshape(-1, step, edges.shape[1])
    upright = np.logical_and.reduce(blocks, axis=1, keepdims=True)
    if upright.any():
        blocks &= ~upright
    return edges


def runs(some: Bits, gap: int = 1) -> list[tuple[int, int]]:
    """The runs of True, as (start, end), that at least `gap` False part."""
    places = np.flatnonzero(some)
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > gap)
    starts = [int(places[0]), *places[breaks + 1].tolist()]
    ends = [*(places[breaks] + 1).tolist(), int(places[-1]) + 1]
    return list(zip(starts, ends, strict=True))


def _whole(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs of rows with dots, accents and underlines joined to the letters that they belong to."""
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined:
            above, until = joined[-1]
            if start - until <= DOT_GAP and min(end - start, until - above) <= DOTS and end - above <= LINE // 2:
                joined[-1] = (above, end)
                continue
        joined.append((start, end))
    return joined


def strips(edges: Bits, x: int = 0, y: int = 0) -> list[Rect]:
    """The lines and pictures of an area that lies at (x, y), cut at gutters and rows without ink, in turn.

    After the recursive cut of Nagy and Seth, "Hierarchical representation of optically scanned documents" (1984).
    """
    found = list(_cut(edges, x, y))
    small = [rect for rect in found if rect.height <= DOTS]
    if not small:
        return found
    large = [rect for rect in found if rect.height > DOTS]
    for rect in small:
        place = next((number for number, other in enumerate(large) if _dots(rect, other)), None)
        if place is None:
            large.append(rect)
        else:
            large[place] = large[place].around(rect)
    return large


def _dots(rect: Rect, line: Rect) -> bool:
    """Whether a small piece of ink lies right above, below or within a line."""
    apart = max(line.y - rect.bottom, rect.y - line.bottom)
    return apart <= DOT_GAP and line.x - DOTS <= rect.x and rect.right <= line.right + DOTS and line.height <= LINE


def _cut(edges: Bits, x: int, y: int) -> Iterator[Rect]:
    columns = _columns(edges)
    for left, right in columns:
        column = edges[:, left:right]
        rows = _whole(runs(rows_of(column)))
        for top, bottom in rows:
            part = column[top:bottom]
            if len(columns) == 1 and len(rows) == 1:
                yield from _trimmed(part, x + left, y + top)
            else:
                yield from _cut(part, x + left, y + top)


def _columns(part: Bits) -> list[tuple[int, int]]:
    """The columns of an area; a picture is cut at narrow gaps where it has no wide ones and no rows to cut."""
    some = columns_of(part)
    columns = runs(some, GUTTER)
    if len(columns) == 1 and len(part) > LINE and len(runs(rows_of(part))) == 1:
        return runs(some, NARROW)
    return columns


def _trimmed(part: Bits, x: int, y: int) -> Iterator[Rect]:
    """The rectangle around the ink, one pixel wider, as the last edge is that of the pixel beside it."""
    across, down = np.flatnonzero(columns_of(part)), np.flatnonzero(rows_of(part))
    if len(across):
        left, top = int(across[0]), int(down[0])
        yield Rect(x + left, y + top, int(across[-1]) - left + 2, int(down[-1]) - top + 1)


def boxes(some: Bits, gap: int, rows: int = 1) -> Iterator[Rect]:
    """Rectangles around what is set in a grid, parted at `rows` empty rows and `gap` empty columns."""
    todo = [Rect(0, 0, some.shape[1], some.shape[0])]
    while todo:
        box = todo.pop()
        part = some[box.y : box.bottom, box.x : box.right]
        down, across = runs(rows_of(part), rows), runs(columns_of(part), gap)
        found = [
            Rect(box.x + left, box.y + top, right - left, bottom - top)
            for top, bottom in down
            for left, right in across
        ]
        if len(found) == 1:
            yield found[0]
        else:
            todo.extend(found)


def gathered(lines: Sequence[Rect], within: Rect) -> tuple[Rect, ...]:
    """The lines, with a margin, joined to blocks where they follow one another; from top to bottom."""
    blocks: list[Rect] = []
    for line in sorted(lines, key=lambda rect: (rect.y, rect.x)):
        band = _spread(line, within)
        place = next((number for number, block in enumerate(blocks) if _follows(block, band)), None)
        if place is None:
            blocks.append(band)
        else:
            blocks[place] = blocks[place].around(band)
    return tuple(sorted(_apart(blocks), key=lambda rect: (rect.y, rect.x)))


def _spread(line: Rect, within: Rect) -> Rect:
    """The line with its margin, inside the picture."""
    wide = Rect(line.x - MARGIN, line.y - MARGIN // 2, line.width + 2 * MARGIN, line.height + MARGIN)
    return wide.meet(within) or line


def _follows(block: Rect, band: Rect) -> bool:
    """Whether a band continues a block: right beneath it, over much of its width, without much that is neither."""
    if band.y > block.bottom + 16 or band.y < block.y:
        return False
    both = min(block.right, band.right) - max(block.x, band.x)
    if both <= 0:
        return False
    joined = block.around(band)
    return joined.area <= 1.6 * (block.area + band.area)


def _apart(blocks: Sequence[Rect]) -> list[Rect]:
    """The blocks with those joined that overlap, so that nothing is read twice."""
    apart: list[Rect] = []
    for block in blocks:
        joined, overlapping = block, [other for other in apart if other.meet(block)]
        apart = [other for other in apart if other not in overlapping]
        for other in overlapping:
            joined = joined.around(other)
        apart.append(joined)
    return apart if len(apart) == len(blocks) else _apart(apart)
