"""Bands one below the other, as they are kept of a frame that is no whole picture, and laid back where they were."""

from collections.abc import Sequence

import numpy as np

from core.screen.frame import Pixels, Rect


def places(bands: Sequence[Rect]) -> tuple[Rect, ...]:
    """Where each band lies in the stack: in their order, at the left edge."""
    found, y = [], 0
    for band in bands:
        found.append(Rect(0, y, band.width, band.height))
        y += band.height
    return tuple(found)


def stacked(pixels: Pixels, bands: Sequence[Rect]) -> Pixels:
    """The bands cut out of a picture (height, width, channels) and stacked; what is beside narrower ones is 0.

    What is already as large as the stack is taken for it.
    """
    where = places(bands)
    height = where[-1].bottom if where else 0
    width = max((place.width for place in where), default=0)
    if pixels.shape[:2] == (height, width):
        return pixels
    made = np.zeros((height, width, pixels.shape[2]), np.uint8)
    for place, band in zip(where, bands, strict=True):
        made[place.y : place.bottom, : place.width] = pixels[band.y : band.bottom, band.x : band.right]
    return made


def laid(picture: Pixels, stack: Pixels, bands: Sequence[Rect]) -> None:
    """Lay the bands of a stack over a picture, in place; what would lie outside either is left out."""
    bounds = Rect(0, 0, picture.shape[1], picture.shape[0])
    for place, band in zip(places(bands), bands, strict=True):
        part = band.meet(bounds)
        if part is None or part != band or place.bottom > stack.shape[0] or place.width > stack.shape[1]:
            continue
        picture[band.y : band.bottom, band.x : band.right] = stack[place.y : place.bottom, : place.width]
