"""Which places of a window change again and again: clocks, spinners, carets and films, told by their rhythm.

A cell is `ROWS` rows high and one tile wide. A cell is restless while its next change is still to be expected from
the gaps between its last ones. What is restless is not lost: it is news again once its rhythm has stopped.
"""

import numpy as np
from numpy.typing import NDArray

from core.screen.bands import LINE, boxes
from core.screen.tiles import Bits

ROWS = 8
"""Rows of a cell: about half a line, so that a clock is told from the line above it."""
SMALL = 6
"""Tiles up to which a change is as narrow as a clock or a spinner: about twelve letters."""
APART = (2, 3)
"""Cells across and down that lie between two patches."""
CHANGES = 3
"""Changes from which on there is a rhythm."""
PATIENCE = 2.5
"""Gaps that a cell must have been quiet for until its rhythm counts as stopped."""
QUICK, EVEN = 3.0, 1.6
"""Seconds between changes from which on they make a rhythm only if each gap is about as long as those before it."""
LONGEST = 90.0
"""Seconds between two changes that are no rhythm any more: clocks that show minutes are the slowest there are."""


def cells_of(tiles: Bits) -> Bits:
    """(ceil(height / ROWS), tiles): whether any row of a cell is set."""
    rest = -len(tiles) % ROWS
    if rest:
        tiles = np.concatenate((tiles, np.zeros((rest, tiles.shape[1]), dtype=np.bool_)))
    cells: Bits = np.logical_or.reduce(tiles.reshape(-1, ROWS, tiles.shape[1]), axis=1)
    return cells


def small_and_large(changed: Bits) -> tuple[Bits, Bits]:
    """The changed cells that lie in small patches, as a clock's or a caret's do, and the others."""
    small = np.zeros_like(changed)
    for box in boxes(changed, *APART):
        if box.width <= SMALL and box.height * ROWS <= LINE:
            area = np.s_[box.y : box.bottom, box.x : box.right]
            small[area] = changed[area]
    return small, changed & ~small


class Restlessness:
    """When each cell of one window, first seen at `now`, changed last, how often, and after what gaps."""

    def __init__(self, height: int, across: int, now: float) -> None:
        shape = (-(-height // ROWS), across)
        self._last: NDArray[np.float32] = np.full(shape, now, dtype=np.float32)
        self._gap: NDArray[np.float32] = np.zeros(shape, dtype=np.float32)
        self._times: NDArray[np.uint8] = np.zeros(shape, dtype=np.uint8)

    @property
    def bytes(self) -> int:
        """The memory that it takes."""
        return self._last.nbytes + self._gap.nbytes + self._times.nbytes

    def note(self, changed: Bits, now: float) -> None:
        """Take in which cells have changed at a moment, in seconds."""
        gaps = now - self._last[changed]
        times, before = self._times[changed], self._gap[changed]
        goes_on = (gaps <= LONGEST) & (times > 0)
        goes_on &= (times < 2) | (gaps <= QUICK) | ((gaps <= EVEN * before) & (gaps * EVEN >= before))
        self._gap[changed] = np.where(goes_on, np.where(times > 1, 0.6 * before + 0.4 * gaps, gaps), 0)
        self._times[changed] = np.where(goes_on, np.minimum(times, 250) + 1, 1)
        self._last[changed] = now

    def reset(self, changed: Bits) -> None:
        """Forget the rhythm of some cells."""
        self._times[changed] = 0

    def restless(self, now: float) -> Bits:
        """The cells of which another change is expected."""
        waited = now - self._last
        return (self._times >= CHANGES) & (waited < PATIENCE * self._gap + 0.05)

    def changed_within(self, seconds: float, now: float) -> Bits:
        """The cells that have changed in the last seconds, this moment included."""
        return self._last > now - seconds
