"""What of a window's news is a line that shall be kept, what has still to settle, and what is no text at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np

from core.screen.bands import LINE, boxes, ink, runs, strips
from core.screen.frame import Rect, View
from core.screen.restlessness import ROWS, SMALL
from core.screen.tiles import TILE, Bits, Bytes, brightness, columns_of, rows_of, tiles_across
from core.screen.watched import Lines, Watched

SETTLE = 0.6
"""Seconds without a change after which a line has settled: one look when looks are a second apart."""
SETTLE_SMALL = 1.1
"""The same for what is as small as a clock, which must not settle from one second to the next."""
NEAR = 2
"""Tiles around something restless that belong to it: the other digits of a clock."""
ROUNDING = 6.0
"""Levels of brightness, of 255, that a mixture of two colours may be off by."""
STROKE_WIDTH, STROKE_HEIGHT = 12, 9
"""Pixels below which a change is part of a letter, as the bar that makes an e of a c, and no caret or underline."""
CONTEXT = 40
"""Rows above and below the news that are looked at to find its whole lines."""
SHORT, NEIGHBOUR = 160, 240
"""Pixels up to which a line is told from others by its left neighbour too, and how far that may be away."""


class State(Enum):
    """What becomes of a strip."""

    READY = "settled"
    WAITING = "still changing"
    LASTING = "still changing, though most of it has settled"
    MOVING = "seen at the last look as well, elsewhere"
    KNOWN = "kept before, and moving"
    MUTED = "restless"


@dataclass(frozen=True, slots=True)
class Strip:
    """A line or a picture with news in it; `light` is its tiles' brightness, from tile `left` on."""

    rect: Rect
    mark: int
    state: State
    left: int
    light: Bytes
    calm: bool = False
    """Whether something restless has paused for so long that it is worth a look when the window goes."""


class News:
    """One look at the news of one window, at a moment in seconds; what is settled and no text is taken as kept."""

    def __init__(self, watched: Watched, lines: Lines, view: View, before: Mapping[int, Rect], now: float) -> None:
        self.strips: list[Strip] = []
        self.places: dict[int, Rect] = {}
        """Where each line of the changing part stands now, by its fingerprint."""
        self._watched, self._lines, self._view, self._before = watched, lines, view, before
        self._news = watched.shown_news()
        rhythm = watched.rhythm
        self._restless = rhythm.restless(now)
        self._ticking = watched.ticking.restless(now)
        self._recent = rhythm.changed_within(SETTLE, now)
        self._fresh = rhythm.changed_within(SETTLE_SMALL, now)
        self._paused = ~rhythm.changed_within(3.0, now)
        for top, bottom in self._windows():
            self._search(top, bottom)

    def _windows(self) -> Iterator[tuple[int, int]]:
        """The rows to look at: those with news, and as many around them as it takes to find whole lines."""
        height = len(self._news)
        for top, bottom in runs(rows_of(self._news), 2 * CONTEXT):
            yield max(top - CONTEXT, 0), min(bottom + CONTEXT, height)

    def _search(self, top: int, bottom: int) -> None:
        """Judge every line of some rows that has news, and take the rest of the news there as kept once it is quiet."""
        light = brightness(self._view.pixels[top:bottom])
        edges = ink(light[:, : self._view.pixels.shape[1]])
        for cover in self._view.covered:
            for edge in (cover.x - 1, cover.right - 1):
                edges[max(cover.y - top, 0) : max(cover.bottom - top, 0), max(edge, 0) : edge + 1] = False
        found = strips(edges, 0, top)
        pending = np.zeros((bottom - top, self._news.shape[1]), dtype=np.bool_)
        for rect in found:
            left, right = rect.x // TILE, tiles_across(rect.right)
            news = self._news[rect.y : rect.bottom, left:right]
            if not news.any():
                continue
            part = light[rect.y - top : rect.bottom - top]
            made = (
                self._lines_of(rect, part, news, found, light, top)
                if rect.height <= LINE
                else self._patches(rect, part)
            )
            for strip in made:
                self.strips.append(strip)
                pending[rect.y - top : rect.bottom - top, left:right] = True
        rest = self._news[top:bottom] & ~pending
        rest &= ~np.repeat(self._recent, ROWS, axis=0)[top:bottom]
        if rest.any():
            self._watched.keep(light, top, 0, rest)

    def _lines_of(
        self, rect: Rect, part: Bytes, news: Bits, found: list[Rect], light: Bytes, top: int
    ) -> Iterator[Strip]:
        """The line as a strip, or nothing if it is no news after all."""
        whole = _with_neighbour(rect, found) if rect.width < SHORT else rect
        mark = _mark(light[whole.y - top : whole.bottom - top, whole.x : whole.right])
        self.places[mark] = rect
        left, right = rect.x // TILE, tiles_across(rect.right)
        tiles = part[:, left * TILE : right * TILE]
        recent = self._columns(self._recent, rect)
        if mark in self._lines:
            if recent.any():
                yield Strip(rect, mark, State.KNOWN, left, tiles)
            else:
                self._accept(rect, left, tiles)
        elif _same_ink(tiles, self._watched.kept(Rect(left * TILE, rect.y, tiles.shape[1], rect.height))):
            self._accept(rect, left, tiles)
        else:
            yield Strip(rect, mark, self._state(rect, mark, columns_of(news)), left, tiles, self._calm(rect))

    def _state(self, rect: Rect, mark: int, news: Bits) -> State:
        """Whether an unknown line has settled; `news` says which of its tiles' columns differ from what is kept."""
        recent, restless = self._columns(self._recent, rect), _wider(self._columns(self._ticking, rect))
        small = _extent(news) <= SMALL
        seen = self._before.get(mark)
        if seen is not None and (seen.x, seen.y) != (rect.x, rect.y):
            return State.MOVING
        if small and (news & restless).any():
            return State.MUTED
        lasting = _extent(news & ~recent & ~restless) > SMALL // 2
        if (recent & _wider(news) & ~(restless if lasting else False)).any():
            return State.LASTING if lasting else State.WAITING
        if small and self._columns(self._fresh, rect)[news].any():
            return State.WAITING
        return State.READY

    def _patches(self, rect: Rect, part: Bytes) -> Iterator[Strip]:
        """The parts with news of a picture, or of text that no gaps divide into lines."""
        left, right = rect.x // TILE, tiles_across(rect.right)
        mark = _mark(part[:, rect.x : rect.right])
        quiet = not self._cells(self._recent, rect).any()
        if quiet and mark in self._lines:
            self._accept(rect, left, part[:, left * TILE : right * TILE])
            return
        zones = [self._on_screen(box, rect) for box in boxes(self._cells(self._restless, rect), 4, 6)]
        for box in boxes(self._news[rect.y : rect.bottom, left:right], 3, ROWS):
            patch = Rect((left + box.x) * TILE, rect.y + box.y, box.width * TILE, box.height)
            light = part[box.y : box.bottom, patch.x : patch.right]
            if box.height <= LINE and _same_ink(light, self._watched.kept(patch)):
                self._accept(patch, left + box.x, light)
                continue
            restless = any(zone.meet(patch) for zone in zones)
            yield Strip(patch, mark, self._patch_state(patch, restless), left + box.x, light)

    def _patch_state(self, patch: Rect, restless: bool) -> State:
        around = Rect(
            max(patch.x - NEAR * TILE, 0),
            max(patch.y - ROWS, 0),
            patch.width + 2 * NEAR * TILE,
            patch.height + 2 * ROWS,
        )
        if restless:
            return State.MUTED
        return State.WAITING if self._cells(self._fresh, around).any() else State.READY

    def _accept(self, rect: Rect, left: int, light: Bytes) -> None:
        """Take a strip as kept that needs not be kept."""
        where = self._news[rect.y : rect.bottom, left : left + light.shape[1] // TILE]
        self._watched.keep(light, rect.y, left, where.copy())

    def _cells(self, grid: Bits, rect: Rect) -> Bits:
        """The part of a grid of cells that a rectangle touches."""
        return grid[rect.y // ROWS : -(-rect.bottom // ROWS), rect.x // TILE : tiles_across(rect.right)]

    def _columns(self, grid: Bits, rect: Rect) -> Bits:
        """The columns of tiles, of those that a rectangle touches, in which a cell is set."""
        return columns_of(self._cells(grid, rect))

    def _calm(self, rect: Rect) -> bool:
        return bool(self._cells(self._paused, rect).all())

    def _on_screen(self, box: Rect, rect: Rect) -> Rect:
        """A box of cells within a rectangle as pixels."""
        x, y = (rect.x // TILE + box.x) * TILE, (rect.y // ROWS + box.y) * ROWS
        return Rect(x, y, box.width * TILE, box.height * ROWS)


def _mark(light: Bytes) -> int:
    """A fingerprint of a part's brightness."""
    return hash((light.shape, light.tobytes()))


def _wider(columns: Bits) -> Bits:
    """The columns and `NEAR` more on both sides."""
    wide = columns.copy()
    for step in range(1, NEAR + 1):
        wide[step:] |= columns[:-step]
        wide[:-step] |= columns[step:]
    return wide


def _extent(columns: Bits) -> int:
    """How many columns lie between the first and the last that is set."""
    places = np.flatnonzero(columns)
    return int(places[-1] - places[0]) + 1 if len(places) else 0


def _with_neighbour(rect: Rect, found: list[Rect]) -> Rect:
    """A short line with what stands right before it in the same row: a value alone does not tell what it belongs to."""
    rows = (
        other
        for other in found
        if other.right <= rect.x <= other.right + NEIGHBOUR
        and other.height <= LINE
        and min(other.bottom, rect.bottom) - max(other.y, rect.y) > min(other.height, rect.height) // 2
    )
    before = max(rows, key=lambda other: other.right, default=None)
    return rect if before is None else rect.around(before)


def _same_ink(now: Bytes, kept: Bytes) -> bool:
    """Whether only colours have changed: a highlight, a selection or a caret, not what is written.

    Then, within what has changed, new brightness is a straight line over old brightness, as letters are mixed of the
    colours of ink and ground in equal parts before and after. The line is fitted by least squares.
    """
    changed = now != kept
    across, down = np.flatnonzero(columns_of(changed)), np.flatnonzero(rows_of(changed))
    if not len(across):
        return True
    width, height = int(across[-1] - across[0]) + 1, int(down[-1] - down[0]) + 1
    if width < STROKE_WIDTH and height < STROKE_HEIGHT:
        return False
    box = np.s_[int(down[0]) : int(down[-1]) + 1, int(across[0]) : int(across[-1]) + 1]
    new, old = now[box].astype(np.float32).ravel(), kept[box].astype(np.float32).ravel()
    new -= new.mean()
    old -= old.mean()
    spread = float(old @ old)
    slope = float(old @ new) / spread if spread else 0.0
    return bool(np.abs(new - slope * old).max() <= ROUNDING)
