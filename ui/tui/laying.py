"""Blocks of text as lines of an exact width: paragraphs broken, tables set in columns, marks put before."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from rich.cells import cell_len

from ui.tui.markdown import Block, Piece
from ui.tui.wrapping import wrapped

Line = tuple[Piece, ...]
"""The pieces of one line, or of one cell of a table."""

_LEAST = 8
"""Cells that text keeps beside the marks of the quotes and lists that it stands in."""
_BETWEEN = Piece(" │ ", ("lead",))
_NARROWEST = 3
"""Cells of the narrowest column of a table."""


def laid(blocks: Iterable[Block], width: int) -> list[Line]:
    """The lines of these blocks, none wider than `width` cells."""
    return [line for block in blocks for line in _lines(block, width)]


def _lines(block: Block, width: int) -> Iterator[Line]:
    first, rest = block.first, block.rest
    if sum(cell_len(piece.text) for piece in rest) + _LEAST > width:
        first, rest = first[-1:], ()
        first = () if sum(cell_len(piece.text) for piece in first) + _LEAST > width else first
    room = max(width - max(sum(cell_len(piece.text) for piece in before) for before in (first, rest)), 2)
    for number, line in enumerate(_inner(block, room)):
        yield (*(rest if number else first), *line)


def _inner(block: Block, width: int) -> Iterator[Line]:
    if block.rule:
        yield (Piece("─" * width, ("lead",)),)
    elif block.rows:
        yield from _table(block, width)
    else:
        yield from broken(block.pieces, width)


def broken(pieces: Sequence[Piece], width: int) -> Iterator[Line]:
    """The lines of a paragraph at `width` cells."""
    text = "".join(piece.text for piece in pieces)
    ends = list(accumulate(len(piece.text) for piece in pieces))
    at = 0
    for start, end in wrapped(text, width):
        while at < len(ends) and ends[at] <= start < end:
            at += 1
        yield tuple(_between(pieces, ends, at, start, end))


def _between(pieces: Sequence[Piece], ends: Sequence[int], at: int, start: int, end: int) -> Iterator[Piece]:
    for piece, stop in zip(pieces[at:], ends[at:], strict=True):
        begin = stop - len(piece.text)
        if begin >= end:
            return
        yield replace(piece, text=piece.text[max(start - begin, 0) : end - begin])


def _table(block: Block, width: int) -> Iterator[Line]:
    rows, widths = block.rows, _widths(block.rows, width)
    if not widths:
        for row in rows:  # too many columns to stand beside each other
            for cell in row:
                yield from broken(cell, width)
            yield ()
        return
    for number, row in enumerate(rows):
        yield from _row(row, widths, block.right)
        if number == 0:
            yield (Piece("─┼─".join("─" * size for size in widths), ("lead",)),)


def _row(row: Sequence[Line], widths: Sequence[int], right: Collection[int]) -> Iterator[Line]:
    cells = [list(broken(cell, size)) for cell, size in zip(row, widths, strict=False)]
    for number in range(max(map(len, cells), default=0)):
        line: list[Piece] = []
        for place, (cell, size) in enumerate(zip(cells, widths, strict=False)):
            pieces = cell[number] if number < len(cell) else ()
            space = Piece(" " * (size - sum(cell_len(piece.text) for piece in pieces)))
            line += [_BETWEEN] if place else []
            line += [space, *pieces] if place in right else [*pieces, space]
        yield tuple(line)


def _widths(rows: Sequence[Sequence[Line]], width: int) -> list[int]:
    """The width of each column: what it needs where there is room, else the widest ones give way; [] if none fits."""
    count = len(rows[0]) if rows else 0
    room = width - (count - 1) * len(_BETWEEN.text)
    if not count or room < count * _NARROWEST:
        return []
    widths = [max(_widest(row[place]) for row in rows if place < len(row)) or 1 for place in range(count)]
    while sum(widths) > room:
        top = max(widths)
        wide = [place for place, size in enumerate(widths) if size == top]
        following = max((size for size in widths if size < top), default=_NARROWEST)
        excess = -(-(sum(widths) - room) // len(wide))
        for place in wide:
            widths[place] = max(top - excess, following, _NARROWEST)
        if max(widths) == top:  # every column is as narrow as it gets
            return []
    return widths


def _widest(cell: Line) -> int:
    return cell_len("".join(piece.text for piece in cell))
