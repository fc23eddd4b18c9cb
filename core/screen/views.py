"""What of a scene may be looked at: each allowed window's part of each monitor, everything of others blackened.

Every pixel of a view belongs to its window alone: what lies above it is painted black whether it is allowed or not, and
so is what a window that can be seen through shows of forbidden windows below it.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from core.screen.frame import Pixels, Rect, Scene, Shot, View, Window

LEAST_PIXELS = 2_000
"""A view that shows fewer pixels is left out: about one short line of text."""


def views(scene: Scene, allowed: Callable[[Window], bool]) -> list[View]:
    """List what may be looked at, topmost window first, monitor by monitor.

    `allowed` is asked once for each window. Pixels that nothing covers are the shot's own, so they must not be painted
    on. A shot whose pixels are not as large as its rectangle says gives nothing, because nobody knows what is where.
    """
    return list(_views(scene, allowed, _blackened))


def consumed(scene: Scene, allowed: Callable[[Window], bool]) -> Iterator[View]:
    """The same one by one and without copies: the scene's own pixels are painted black as it goes.

    A view holds good until the next is asked for. What is painted for one window belongs to those above it, which had
    their turn, or to forbidden ones, and is black in every view below it as well.
    """
    return _views(scene, allowed, _painted)


def _views(
    scene: Scene, allowed: Callable[[Window], bool], paint: Callable[[Pixels, Sequence[Rect]], Pixels]
) -> Iterator[View]:
    may = [bool(allowed(window)) for window in scene.windows]
    for index, window in enumerate(scene.windows):
        if may[index]:
            hidden = _hidden_by_others(scene.windows, may, index)
            yield from (view for shot in _shots(scene) if (view := _view(window, shot, hidden, paint)) is not None)


def _shots(scene: Scene) -> list[Shot]:
    """The shots that can be trusted, without those that show again what an earlier one shows."""
    sound = [shot for shot in scene.shots if shot.pixels.shape[:2] == (shot.rect.height, shot.rect.width)]
    return [shot for index, shot in enumerate(sound) if not any(_holds(one.rect, shot.rect) for one in sound[:index])]


def _hidden_by_others(windows: Sequence[Window], may: Sequence[bool], index: int) -> list[Rect]:
    """The rectangles on the screen at which a window's pixels may be those of others."""
    window = windows[index]
    hidden = [above.rect for above in windows[:index]]
    if window.translucent or window.popup:
        hidden += [
            below.rect for below, may_be in zip(windows[index + 1 :], may[index + 1 :], strict=True) if not may_be
        ]
    return hidden


def _view(
    window: Window, shot: Shot, hidden: Sequence[Rect], paint: Callable[[Pixels, Sequence[Rect]], Pixels]
) -> View | None:
    part = window.rect.meet(shot.rect)
    if part is None:
        return None
    met = [one.moved(-part.x, -part.y) for rect in hidden if (one := rect.meet(part)) is not None]
    covered = _outermost(met)
    if part.area - _area(covered) < LEAST_PIXELS:
        return None
    return View(window, shot.monitor, part, paint(_cut(shot, part), covered), tuple(covered))


def _cut(shot: Shot, part: Rect) -> Pixels:
    x, y = part.x - shot.rect.x, part.y - shot.rect.y
    return shot.pixels[y : y + part.height, x : x + part.width]


def _blackened(pixels: Pixels, covered: Sequence[Rect]) -> Pixels:
    if not covered:
        return pixels
    return _painted(pixels.copy(), covered)


def _painted(pixels: Pixels, covered: Sequence[Rect]) -> Pixels:
    for rect in covered:
        pixels[rect.y : rect.bottom, rect.x : rect.right] = 0
    return pixels


def _outermost(rects: Sequence[Rect]) -> list[Rect]:
    """The rectangles without repetitions and without those that lie within another."""
    distinct = list(dict.fromkeys(rects))
    return [rect for rect in distinct if not any(other != rect and _holds(other, rect) for other in distinct)]


def _holds(outer: Rect, inner: Rect) -> bool:
    return outer.meet(inner) == inner


def _area(rects: Sequence[Rect]) -> int:
    """The pixels that rectangles cover together, each counted once."""
    if len(rects) < 2:
        return sum(rect.area for rect in rects)
    xs = sorted({edge for rect in rects for edge in (rect.x, rect.right)})
    ys = sorted({edge for rect in rects for edge in (rect.y, rect.bottom)})
    cells = np.zeros((len(ys) - 1, len(xs) - 1), dtype=bool)
    for rect in rects:
        cells[ys.index(rect.y) : ys.index(rect.bottom), xs.index(rect.x) : xs.index(rect.right)] = True
    heights = np.array([end - start for start, end in pairwise(ys)])
    widths = np.array([end - start for start, end in pairwise(xs)])
    return int(heights @ cells @ widths)
