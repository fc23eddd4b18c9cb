"""Where the names in a picture go: beside their dots, over as little else as can be."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core.text.sanitise import cells, shown_line

SIZE = 11.0
"""Height of the letters in units of the field."""
LINE = 1.25
"""Height of a line of letters, in their own height."""
_CELLS = 28
_CELL, _BOLD = 6.1, 7.1
_PAD = 3.0
_SIDES = ("right", "left", "below", "above")

Float64 = NDArray[np.float64]


def written(name: str) -> str:
    """A name as it is written beside its dot."""
    return shown_line(name, _CELLS)


def beside(
    names: Sequence[str], places: Float64, radii: Float64, order: Iterable[int], field: Float64, most: int
) -> dict[int, str]:
    """The side of its dot on which each name in `order` goes; left out are those without room, and the same ones again.

    `places` (n, 2) and `radii` (n,) are of all the dots, `field` (2,) is what names must stay in, `most` is how many
    there may be.
    """
    chosen: dict[int, str] = {}
    taken, said = np.empty((0, 4)), set[str]()
    for number in order:
        if len(chosen) == most:
            break
        if names[number] in said:
            continue
        width = cells(written(names[number])) * _CELL
        boxes = [(_box(side, places[number], radii[number], width), side) for side in _SIDES]
        free = [(box, side) for box, side in boxes if _inside(box, field) and not _meets(taken, box).any()]
        if free:
            box, side = min(free, key=lambda pair: int(_meets(_squares(places, radii), pair[0]).sum()))
            chosen[number] = side
            taken = np.vstack([taken, box])
            said.add(names[number])
    return chosen


def outside(
    labels: Sequence[Sequence[str]], places: Float64, radii: Float64, field: Float64
) -> dict[int, tuple[float, float]]:
    """Where the lines of each bubble's label are centred, and where the first one has its middle; below or above it.

    Earlier bubbles come first. Left out are labels without room between the other labels and bubbles.
    """
    chosen: dict[int, tuple[float, float]] = {}
    taken = np.empty((0, 4))
    for number, lines in enumerate(labels):
        size = np.array([max(map(cells, lines), default=0) * _BOLD, len(lines) * SIZE * LINE])
        others = np.delete(_squares(places, radii * 0.75), number, axis=0)
        for box in _around(places[number], radii[number], size):
            if _inside(box, field) and not _meets(taken, box).any() and not _meets(others, box).any():
                chosen[number] = float(box[0] + box[2]) / 2, float(box[1]) + SIZE * LINE / 2
                taken = np.vstack([taken, box])
                break
    return chosen


def _around(place: Float64, radius: float, size: Float64) -> Iterator[Float64]:
    """Boxes below and above a bubble, the centred ones first."""
    for shift in (0.0, -0.3, 0.3):
        for top in (place[1] + radius + _PAD, place[1] - radius - _PAD - size[1]):
            left = place[0] + (shift - 0.5) * size[0]
            yield np.array([left, top, left + size[0], top + size[1]])


def _box(side: str, place: Float64, radius: float, width: float) -> Float64:
    """Left, top, right and bottom of a name."""
    x, y = place
    left = {"right": x + radius + _PAD, "left": x - radius - _PAD - width}.get(side, x - width / 2)
    middle = {"below": y + radius + _PAD + SIZE / 2, "above": y - radius - _PAD - SIZE / 2}.get(side, y)
    return np.array([left, middle - SIZE / 2 - 1, left + width, middle + SIZE / 2 + 1])


def _squares(places: Float64, radii: Float64) -> Float64:
    return np.column_stack([places - radii[:, None], places + radii[:, None]])


def _inside(box: Float64, field: Float64) -> bool:
    return bool(box[0] >= 0 and box[1] >= 0 and box[2] <= field[0] and box[3] <= field[1])


def _meets(boxes: Float64, box: Float64) -> NDArray[np.bool_]:
    meets: NDArray[np.bool_] = (
        (boxes[:, 0] < box[2]) & (box[0] < boxes[:, 2]) & (boxes[:, 1] < box[3]) & (box[1] < boxes[:, 3])
    )
    return meets
