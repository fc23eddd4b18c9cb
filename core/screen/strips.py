"""Cuts what shall be read into strips of one line each, and remembers what stood on strips read before.

A line that only moved, because a page scrolled or a window came back, gives its words again without being read. The
cut is the recursive one along white gaps (Nagy, Seth: "Hierarchical representation of optically scanned documents",
1984), with columns before rows where a gap runs down several lines.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.screen.frame import Line, Rect

if TYPE_CHECKING:
    from core.ports import TextReader

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]

CONTRAST = 20
"""Difference of two neighbouring pixels, of 255, from which there is ink; grey placeholders have about 40."""
RULE = 56
"""Pixels from which a straight edge is a border or a rule and no stroke of a letter."""
SIDE = 12
"""Pixels from which an upright edge is one, too, if it begins and ends at a horizontal rule, as a button's does."""
CORNERS = (1, 2, 4, 5)
"""Their sum is how many pixels may be between the two where corners are round."""
CRACK = 2
"""Pixels that may be missing from a straight edge where another crosses it."""
COLUMN_GAP = 22
"""Pixels without ink, over several lines, that part columns."""
COLUMN_HEIGHT = 56
"""Pixels that columns are at least high; below, a gap is only wide space within lines."""
WORD_GAP = 3.0
"""Heights of a line without ink after which another line begins beside it, such as a time at the right edge."""
CROWDED = ((24, 7.2), (1000, 8.0))
"""Up to so many pixels of height, edges per square of that height from which strips hold several lines: one line has
3.2 to 7.0 up to 24 pixels and 4.7 to 7.7 above, measured over four fonts of 9 to 40 pixels; two have twice that."""
SAMPLE = 8
"""Heights of a strip, from its left, over which that is measured: lines end at different places."""
VALLEY = 0.4
"""Share of the mean ink of a row that a row between two crowded lines has at most."""
DOT = 0.35
"""Share of a line's height that dots and accents have at most, and their distance from it."""
LEAST = 4
"""Pixels that text is at least wide and high."""
ROWS_AT_ONCE = 128
"""Rows made grey at once: more take memory and are no faster."""
LIMIT = 4000
"""Strips remembered: some fifty pages, 5 MB."""


class Strips:
    """A reader in front of another that reads only strips it has not met lately."""

    def __init__(self, reader: "TextReader", limit: int = LIMIT) -> None:
        self._reader = reader
        self._limit = limit
        self._known: OrderedDict[bytes, tuple[Line, ...]] = OrderedDict()
        self.read_anew = 0
        """Strips that the engine had to read."""
        self.remembered = 0
        """Strips that were known."""

    @property
    def name(self) -> str:
        """The name of the reader behind."""
        return self._reader.name

    def read(self, image: NDArray[np.uint8], regions: Sequence[Rect]) -> list[Line]:
        """Read regions of an image, as `TextReader.read`, whatever their height; what was met lately is not read."""
        grey = grey_of(image)
        strips = [strip for region in regions for strip in cut(grey, region)]
        return [line for strip in strips for line in self._strip(image, strip)]

    def _strip(self, image: NDArray[np.uint8], strip: Rect) -> list[Line]:
        pixels = image[strip.y : strip.bottom, strip.x : strip.right]
        key = blake2b(pixels.tobytes(), digest_size=16, person=b"%d" % strip.width).digest()
        known = self._known.get(key)
        if known is None:
            known = tuple(_moved(line, -strip.x, -strip.y) for line in self._reader.read(image, [strip]))
            self.read_anew += 1
            self._known[key] = known
            if len(self._known) > self._limit:
                self._known.popitem(last=False)
        else:
            self.remembered += 1
            self._known.move_to_end(key)
        return [_moved(line, strip.x, strip.y) for line in known]


def grey_of(image: NDArray[np.uint8]) -> Grey:
    """The brightness of an image in red, green, blue; (height, width) uint8."""
    grey: Grey = np.empty(image.shape[:2], np.uint8)
    for top in range(0, image.shape[0], ROWS_AT_ONCE):
        part = image[top : top + ROWS_AT_ONCE].astype(np.uint16)
        grey[top : top + ROWS_AT_ONCE] = (part[..., 0] * 77 + part[..., 1] * 151 + part[..., 2] * 28) >> 8
    return grey


def cut(grey: Grey, region: Rect) -> list[Rect]:
    """The strips of a region that have ink on them, in reading order, relative to the picture.

    A strip is one line as a rule; a photograph may come as one high strip.
    """
    whole = region.meet(Rect(0, 0, grey.shape[1], grey.shape[0]))
    if not whole:
        return []
    ink = Ink.of(grey[whole.y : whole.bottom, whole.x : whole.right])
    return [strip.moved(whole.x, whole.y) for strip in _parts(ink, Rect(0, 0, whole.width, whole.height))]


@dataclass(frozen=True, slots=True)
class Ink:
    """Where brightness changes from one pixel to the next, but for borders and rules; both (height, width)."""

    across: Mask
    """Changes from left to right: a row without any is blank."""
    down: Mask
    """Changes from top to bottom: a column without any is blank."""

    @classmethod
    def of(cls, grey: Grey) -> "Ink":
        """Find the ink of a picture."""
        across, down = np.zeros(grey.shape, bool), np.zeros(grey.shape, bool)
        across[:, 1:] = _differ(grey[:, 1:], grey[:, :-1])
        down[1:] = _differ(grey[1:], grey[:-1])
        rules = _straight(down, RULE)
        sides = _straight(across.T, SIDE, _spread(rules).T).T
        return cls(across & ~sides, down & ~rules)

    def rows(self, rect: Rect) -> Counts:
        """How many changes each row of a rectangle has."""
        counts: Counts = self.across[rect.y : rect.bottom, rect.x : rect.right].sum(axis=1, dtype=np.int64)
        return counts

    def filled(self, rect: Rect) -> Mask:
        """Which columns of a rectangle have ink."""
        filled: Mask = np.any(self.down[rect.y : rect.bottom, rect.x : rect.right], axis=0)
        sides: Mask = np.any(self.across[rect.y : rect.bottom, rect.x : rect.right], axis=0)
        filled |= sides
        filled[:-1] |= sides[1:]  # a change lies between its own column and the one before
        return filled

    def tight(self, rect: Rect) -> Rect | None:
        """The smallest rectangle round the ink, or None without any."""
        down, across = np.flatnonzero(self.rows(rect)), np.flatnonzero(self.filled(rect))
        if not down.size or not across.size:
            return None
        x, y, right, bottom = int(across[0]), int(down[0]), int(across[-1]) + 1, int(down[-1]) + 1
        return Rect(rect.x + x, rect.y + y, right - x, bottom - y)


def _differ(one: Grey, other: Grey) -> Mask:
    """Where two pictures differ by more than noise; in a byte for each pixel, since screens are large."""
    differ: Mask = np.maximum(one, other) - np.minimum(one, other) > CONTRAST
    return differ


def _parts(ink: Ink, rect: Rect) -> Iterator[Rect]:
    """Cut a rectangle at its columns or else at its rows, and so on with each part."""
    tight = ink.tight(rect)
    if tight is None:
        return
    if tight.height >= COLUMN_HEIGHT and len(columns := _columns(ink, tight, COLUMN_GAP)) > 1:
        for column in columns:
            yield from _parts(ink, column)
        return
    rows = _rows(ink, tight)
    if len(rows) > 1:
        for row in rows:
            yield from _parts(ink, row)
    elif tight.height >= LEAST and tight.width >= LEAST:
        yield from _columns(ink, tight, max(WORD_GAP * tight.height, COLUMN_GAP))


def _columns(ink: Ink, rect: Rect, gap: float) -> list[Rect]:
    """The parts between gaps of at least so many columns without ink."""
    parts = [Rect(rect.x + start, rect.y, end - start, rect.height) for start, end in _runs(ink.filled(rect), gap)]
    return [tight for part in parts if (tight := ink.tight(part))]


def _rows(ink: Ink, rect: Rect) -> list[Rect]:
    """The parts between rows without ink; where lines are crowded, between rows of little ink."""
    amount = ink.rows(rect)
    runs = _runs(amount > 0, 1)
    if len(runs) == 1 and _crowded(ink, rect):
        low = _runs(amount <= VALLEY * amount.mean(), 1)
        valleys = [start + int(amount[start:end].argmin()) for start, end in low]
        runs = _between(valleys, rect.height)
    runs = _with_their_dots(runs)
    return [Rect(rect.x, rect.y + start, rect.width, end - start) for start, end in runs]


def _with_their_dots(runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the dots of i, accents and underscores, low and near, with the line that they belong to."""
    gaps = [after[0] - before[1] for before, after in zip(runs, runs[1:], strict=False)]
    near = set()
    for place, (start, end) in enumerate(runs):
        sides = [side for side in (place - 1, place) if 0 <= side < len(gaps)]
        for side in sorted(sides, key=lambda side: gaps[side])[:1]:
            other = runs[side if side < place else side + 1]
            height = other[1] - other[0]
            if end - start <= DOT * height and gaps[side] <= DOT * height:
                near.add(side)
    joined = [runs[0]]
    for place, run in enumerate(runs[1:]):
        if place in near:
            joined[-1] = (joined[-1][0], run[1])
        else:
            joined.append(run)
    return joined


def _crowded(ink: Ink, rect: Rect) -> bool:
    """Whether a strip without a blank row has more edges than one line of its height can have."""
    sample = Rect(rect.x, rect.y, min(rect.width, SAMPLE * rect.height), rect.height)
    density = ink.rows(sample).mean() * rect.height / sample.width
    return bool(density > next((most for height, most in CROWDED if rect.height <= height), CROWDED[-1][1]))


def _between(valleys: Sequence[int], height: int) -> list[tuple[int, int]]:
    """The parts between valleys, of which those too near to the one before or to an edge do not count."""
    edges = [0]
    for valley in valleys:
        if valley - edges[-1] >= 2 * LEAST and height - valley >= 2 * LEAST:
            edges.append(valley)
    return list(zip(edges, [*edges[1:], height], strict=True))


def _runs(filled: Mask, gap: float) -> list[tuple[int, int]]:
    """Start and end of the stretches of ink that at least `gap` places without any part."""
    places = np.flatnonzero(filled)
    if not places.size:
        return []
    breaks = np.flatnonzero(np.diff(places) > gap)
    starts = places[np.concatenate(([0], breaks + 1))]
    ends = places[np.concatenate((breaks, [places.size - 1]))] + 1
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]


def _straight(edges: Mask, least: int, rules: Mask | None = None) -> Mask:
    """The horizontal runs of edges of at least `least` pixels; if shorter than `RULE`, only those that meet `rules`."""
    height, width = edges.shape
    places = np.flatnonzero(edges)
    straight = np.zeros(height * width + 1, np.int8)
    if not places.size:
        return straight[:-1].reshape(height, width).astype(bool)
    breaks = np.diff(places) > CRACK + 1
    breaks |= np.diff(places // width) > 0
    at = np.flatnonzero(breaks)
    starts, ends = places[np.concatenate(([0], at + 1))], places[np.concatenate((at, [places.size - 1]))]
    length = ends - starts + 1
    long = length >= (least if rules is None else RULE)
    if rules is not None:
        long |= (length >= least) & rules.ravel()[starts] & rules.ravel()[ends]
    straight[starts[long]] = 1
    straight[ends[long] + 1] -= 1
    return (np.cumsum(straight[:-1], dtype=np.int8) > 0).reshape(height, width)


def _spread(rules: Mask) -> Mask:
    """Rules made wider by the size of a round corner in every direction."""
    wide = rules.copy()
    for lines in (wide, wide.T):
        for step in CORNERS:
            before = lines.copy()
            lines[step:] |= before[:-step]
            lines[:-step] |= before[step:]
    return wide


def _moved(line: Line, x: int, y: int) -> Line:
    words = tuple(replace(word, rect=word.rect.moved(x, y)) for word in line.words)
    return replace(line, rect=line.rect.moved(x, y), words=words)
