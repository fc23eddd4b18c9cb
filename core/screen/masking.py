"""Secrets painted over: solid boxes where nothing can be read or guessed any more."""

from collections.abc import Sequence

import numpy as np

from core.screen.frame import Pixels, Rect

COLOUR = (24, 24, 24, 255)
"""A dark grey, opaque: seen on light and dark pages to be a box."""
_MARGIN = 3
_SHARE = 0.2
"""Boxes of words are as tight as reading made them, so a fifth of the height is added, three pixels at least."""
_BLANK = 0.3
"""The share of a word's height that a gap between words has at least; between letters there is less."""
_REACH = 4.0
"""Word heights that a box may grow to each side, over letters that reading left out."""
_CONTRAST = 40


def paint(pixels: Pixels, rects: Sequence[Rect]) -> None:
    """Fill each rectangle, a few pixels round it and what adjoins it in the line with one colour; in place.

    What lies outside the picture is left out. Raises: ValueError for pixels that cannot be written.
    """
    boxes = [grown(pixels, rect) for rect in rects]
    for box in boxes:
        pixels[box.y : box.bottom, box.x : box.right] = COLOUR[: pixels.shape[2]]


def grown(pixels: Pixels, rect: Rect) -> Rect:
    """The box that is painted for a rectangle: with a margin, and to both sides up to the next blank; may be empty."""
    height, width = pixels.shape[:2]
    margin = max(_MARGIN, round(min(rect.height, 60) * _SHARE))
    top, bottom = max(rect.y - margin, 0), min(rect.bottom + margin, height)
    left, right = min(max(rect.x, 0), width), max(min(rect.right, width), 0)
    if top >= bottom or left >= right:
        return Rect(0, 0, 0, 0)
    reach = round(min(rect.height, 60) * _REACH)
    blank = max(_MARGIN, round(min(rect.height, 60) * _BLANK))
    rows = slice(max(rect.y, 0), min(rect.bottom, height))
    left -= _adjoining(pixels[rows, max(left - reach, 0) : left][:, ::-1], blank)
    right += _adjoining(pixels[rows, right : right + reach], blank)
    left, right = max(left - margin, 0), min(right + margin, width)
    return Rect(left, top, right - left, bottom - top)


def _adjoining(beside: Pixels, blank: int) -> int:
    """The columns beside a word, outwards, up to the last with ink before so many without."""
    if not beside.size:
        return 0
    light = beside[..., :3].astype(np.int16).sum(axis=-1) // 3
    inked = np.flatnonzero(light.max(axis=0) - light.min(axis=0) > _CONTRAST)
    end = 0
    for column in inked:
        if column - end >= blank:
            break
        end = int(column) + 1
    return end
