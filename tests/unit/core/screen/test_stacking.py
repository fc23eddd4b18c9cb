"""Bands out of a picture, one below the other, and back to where they were."""

import numpy as np

from core.screen.frame import Rect
from core.screen.stacking import laid, places, stacked

BANDS = (Rect(10, 20, 30, 5), Rect(0, 50, 60, 10))


def _picture() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.arange(100 * 60 * 4, dtype=np.uint32).astype(np.uint8).reshape(100, 60, 4)


def test_bands_stand_below_each_other_at_the_left_edge() -> None:
    assert places(BANDS) == (Rect(0, 0, 30, 5), Rect(0, 5, 60, 10))
    stack = stacked(_picture(), BANDS)
    assert stack.shape == (15, 60, 4)
    assert np.array_equal(stack[:5, :30], _picture()[20:25, 10:40])
    assert not stack[:5, 30:].any(), "nothing of what lies beside a band"
    assert stacked(stack, BANDS) is stack


def test_bands_come_back_to_their_places_and_nothing_else_changes() -> None:
    blank = np.zeros((100, 60, 4), np.uint8)
    laid(blank, stacked(_picture(), BANDS), BANDS)
    for band in BANDS:
        part = np.s_[band.y : band.bottom, band.x : band.right]
        assert np.array_equal(blank[part], _picture()[part])
        blank[part] = 0
    assert not blank.any()


def test_bands_outside_the_picture_or_the_stack_are_left_out() -> None:
    blank = np.zeros((100, 60, 4), np.uint8)
    outside = (Rect(50, 0, 20, 5), Rect(0, 98, 10, 5), Rect(-5, 0, 10, 5))
    laid(blank, np.full((15, 20, 4), 9, np.uint8), outside)
    laid(blank, np.full((3, 5, 4), 9, np.uint8), BANDS)
    assert not blank.any()
