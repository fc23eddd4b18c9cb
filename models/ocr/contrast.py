"""Makes what shall be read dark on white: each column against its own background, so that selected words are read."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.ocr.lines import Image

Grey = NDArray[np.uint8]

STEADY = 24
"""Difference of background along a line, of 255, up to which it is one background."""
FAINT = 40
"""The least contrast that is stretched to the whole of black and white; below it there is noise."""


def grey_of(part: Image) -> Grey:
    """The brightness of a picture."""
    from PIL import Image as pictures

    return np.asarray(pictures.fromarray(np.ascontiguousarray(part)).convert("L"))


def dark_on_white(grey: Grey, rim: Grey | None = None) -> Grey:
    """Turn light on dark round and stretch the contrast.

    `rim` is what stands above and below a line, (rows, width): where it changes, so does the background of the line.
    """
    middle = np.float32(np.median(grey))
    level: Any = grey.astype(np.float32)
    background = _along(np.median(rim, axis=0), grey.shape[0], np.median) if rim is not None and len(rim) else middle
    if np.ptp(background) <= STEADY:
        dark, light = middle - level.min(), level.max() - middle
        return _stretched(np.maximum(middle - level if dark > light else level - middle, 0), max(dark, light))
    ink = np.abs(level - background)
    return _stretched(ink, _along(ink.max(axis=0), 2 * grey.shape[0], np.max))


def _stretched(ink: Any, contrast: Any) -> Grey:
    dark: Grey = (255 - np.minimum(ink * (255 / np.maximum(contrast, FAINT)), 255)).astype(np.uint8)
    return dark


def _along(values: Any, reach: int, figure: Any) -> Any:
    """A figure of the values around each place, `reach` wide, or as wide as there are values."""
    reach = min(reach, len(values)) | 1
    padded = np.pad(values, reach // 2, mode="edge")
    return figure(np.lib.stride_tricks.sliding_window_view(padded, reach), axis=-1)[: len(values)]
