"""What is remembered of one window between two looks: what it showed, what of that is kept, and what is news.

Pictures are held as brightness, one byte a pixel, and can be packed while the window rests.
"""

import zlib
from collections import OrderedDict

import numpy as np

from core.screen.frame import Rect, View
from core.screen.restlessness import Restlessness, cells_of, small_and_large
from core.screen.tiles import (
    BLOCK,
    TILE,
    Bits,
    Bytes,
    Prints,
    brightness,
    by_tile,
    columns_of,
    row_prints,
    rows_of,
    tile_prints,
    tiles_across,
)

LINES = 4000
"""Lines that are remembered of a window wherever they stand in it, the last seen ones."""


def geometry(view: View) -> tuple[int, int, int, int]:
    """What must stay the same for two looks to be compared: the size, and the place within the window."""
    window = view.window.rect
    return (view.rect.width, view.rect.height, view.rect.x - window.x, view.rect.y - window.y)


class Watched:
    """One window on one monitor: `news` says where it differs from what is kept, tile by tile.

    `rhythm` knows all changes, `ticking` those of small places, as clocks are.
    `unexpected` says whether the last change was one that no rhythm explains.
    `drift` says where what is kept differs from the last whole picture, so that a new one is due when that is much.
    """

    def __init__(self, view: View, now: float) -> None:
        height, width = view.pixels.shape[:2]
        across = tiles_across(width)
        self.geometry = geometry(view)
        self.shape = (height, width)
        self.news: Bits = np.zeros((height, across), dtype=np.bool_)
        self.drift: Bits = np.zeros((height, across), dtype=np.bool_)
        self.unexpected = True
        self.last_change = now
        self._rows: Prints = row_prints(view.pixels)
        self._tiles: Prints = np.zeros((height, across), dtype=np.uint32)
        self._kept: Bytes = np.zeros((height, across * TILE), dtype=np.uint8)
        self._packed: tuple[bytes, bytes] | None = None
        self._covered: tuple[Rect, ...] = ()
        self._open: Bits | None = None
        self.rhythm, self.ticking = Restlessness(height, across, now), Restlessness(height, across, now)
        self._take(view, 0, height, None)

    @property
    def bytes(self) -> int:
        """The memory that its arrays take."""
        arrays = (self.news, self.drift, self._rows, self._tiles, self._kept)
        return sum(one.nbytes for one in arrays) + 2 * self.rhythm.bytes + sum(map(len, self._packed or ()))

    @property
    def packed(self) -> bool:
        """Whether the large arrays are compressed."""
        return self._packed is not None

    def pack(self) -> None:
        """Compress what is only needed when the window changes again."""
        if self._packed is None:
            self._packed = (zlib.compress(self._kept.tobytes(), 1), zlib.compress(self._tiles.tobytes(), 1))
            self._kept, self._tiles = self._kept[:0], self._tiles[:0]

    def _unpack(self) -> None:
        if self._packed is not None:
            kept, tiles = (bytearray(zlib.decompress(part)) for part in self._packed)
            across = self.news.shape[1]
            self._kept = np.frombuffer(kept, dtype=np.uint8).reshape(-1, across * TILE)
            self._tiles = np.frombuffer(tiles, dtype=np.uint32).reshape(-1, across)
            self._packed = None

    def compare(self, view: View, now: float) -> bool:
        """Take in how the window looks now; whether anything has changed since the last look."""
        rows = row_prints(view.pixels)
        changed = np.flatnonzero(rows != self._rows)
        if not len(changed):
            return False
        self._rows = rows
        return self._take(view, int(changed[0]), int(changed[-1]) + 1, now)

    def _take(self, view: View, top: int, bottom: int, now: float | None) -> bool:
        """Compare the tiles of some rows with those of the last look, and where they differ with what is kept.

        At the first look, without a time, nothing is taken for a part of a rhythm.
        """
        self._unpack()
        prints = tile_prints(view.pixels[top:bottom])
        changed = prints != self._tiles[top:bottom]
        shown = self._shown(view)
        if shown is not None:
            changed &= shown[top:bottom]
        if not changed.any():
            return False
        np.copyto(self._tiles[top:bottom], prints, where=changed)
        self._judge(view, changed, top)
        if now is not None:
            everywhere = np.zeros_like(self.news)
            everywhere[top:bottom] = changed
            self._note(cells_of(everywhere), now)
        return True

    def _note(self, cells: Bits, now: float) -> None:
        self.last_change = now
        self.unexpected = bool((cells & ~self.rhythm.restless(now)).any())
        self.rhythm.note(cells, now)
        small, large = small_and_large(cells)
        self.ticking.note(small, now)
        self.ticking.reset(large)

    def _judge(self, view: View, changed: Bits, top: int) -> None:
        """Mark the changed tiles as news where they differ from what is kept, and unmark the others."""
        across, every = np.flatnonzero(columns_of(changed)), np.flatnonzero(rows_of(changed))
        left, right = int(across[0]), int(across[-1]) + 1
        for start in range(0, len(every), BLOCK):
            down = every[start : start + BLOCK]
            rows = down + top
            light = brightness(view.pixels[rows, left * TILE : right * TILE])
            unlike = by_tile(light != self._kept[rows, left * TILE : right * TILE])
            self.news[rows, left:right] = np.where(changed[down, left:right], unlike, self.news[rows, left:right])

    def _shown(self, view: View) -> Bits | None:
        """The tiles that no other window covers; None where all are shown."""
        if view.covered != self._covered:
            self._covered = view.covered
            shown = np.ones_like(self.news)
            for rect in view.covered:
                shown[max(rect.y, 0) : rect.bottom, max(rect.x // TILE, 0) : tiles_across(rect.right)] = False
            self._open = shown if view.covered else None
        return self._open

    def kept(self, rect: Rect) -> Bytes:
        """The brightness of what was kept of a part."""
        self._unpack()
        return self._kept[rect.y : rect.bottom, rect.x : rect.right]

    def keep(self, light: Bytes, top: int, left: int, where: Bits) -> None:
        """Take the tiles that are set as kept.

        `where` is (rows, tiles) from row `top` and tile `left` on; `light` is the brightness there, pixel by pixel.
        """
        self._unpack()
        bottom, right = top + where.shape[0], left + where.shape[1]
        for start in range(0, len(where), BLOCK):
            some = slice(start, start + BLOCK)
            kept = self._kept[top:bottom, left * TILE : right * TILE]
            np.copyto(kept[some], light[some], where=np.repeat(where[some], TILE, axis=1))
        self.news[top:bottom, left:right] &= ~where
        self.drift[top:bottom, left:right] |= where

    def shown_news(self) -> Bits:
        """(height, tiles): what is news and not covered."""
        return self.news if self._open is None else self.news & self._open


class Lines:
    """Fingerprints of the lines of a window that were kept, wherever they stood; the oldest are forgotten."""

    def __init__(self) -> None:
        self._prints: OrderedDict[int, None] = OrderedDict()

    def __contains__(self, mark: int) -> bool:
        if mark not in self._prints:
            return False
        self._prints.move_to_end(mark)
        return True

    def __len__(self) -> int:
        return len(self._prints)

    def add(self, mark: int) -> None:
        """Remember a line."""
        self._prints[mark] = None
        self._prints.move_to_end(mark)
        if len(self._prints) > LINES:
            self._prints.popitem(last=False)

    def clear(self) -> None:
        """Forget all of them."""
        self._prints.clear()
