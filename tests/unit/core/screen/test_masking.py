"""Boxes cover what they must, and nothing can be told from them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.screen.frame import Pixels, Rect
from core.screen.masking import COLOUR, grown, paint


def paper(width: int = 200, height: int = 60) -> Pixels:
    return np.full((height, width, 4), 255, dtype=np.uint8)


def ink(pixels: Pixels, *rects: Rect) -> Pixels:
    for rect in rects:
        pixels[rect.y : rect.bottom : 2, rect.x : rect.right] = 20
    return pixels


def test_a_word_is_covered_with_a_margin_and_the_rest_stays() -> None:
    pixels = ink(paper(), Rect(60, 20, 40, 12), Rect(120, 20, 40, 12))
    before = pixels.copy()
    paint(pixels, [Rect(60, 20, 40, 12)])
    assert (pixels[17:35, 57:103] == COLOUR).all()
    changed = (pixels != before).any(axis=-1)
    assert not changed[:17].any() and not changed[35:].any()
    assert not changed[:, :57].any() and not changed[:, 103:].any()


def test_letters_that_reading_left_out_beside_a_word_are_covered_too() -> None:
    pixels = ink(paper(), Rect(50, 20, 8, 12), Rect(60, 20, 40, 12), Rect(102, 20, 10, 12), Rect(130, 20, 20, 12))
    paint(pixels, [Rect(60, 20, 40, 12)])
    assert (pixels[20:32, 50:112] == COLOUR).all()
    assert not (pixels[20:32, 120:] == COLOUR).all(axis=-1).any()


def test_nothing_can_be_told_from_what_is_painted() -> None:
    one, other = ink(paper(), Rect(60, 20, 40, 12)), ink(paper(), Rect(60, 20, 40, 12))
    other[22:30, 70:90] = 77
    paint(one, [Rect(60, 20, 40, 12)])
    paint(other, [Rect(60, 20, 40, 12)])
    assert (one == other).all()


@given(st.builds(Rect, st.integers(-300, 300), st.integers(-90, 90), st.integers(0, 400), st.integers(0, 200)))
def test_a_rectangle_anywhere_covers_its_part_of_the_picture_and_no_more(rect: Rect) -> None:
    pixels = paper()
    paint(pixels, [rect])
    part = rect.meet(Rect(0, 0, 200, 60))
    if part is None:
        assert (pixels[..., :3] == 255).sum() >= 3 * 200 * 60 - 3 * 66 * 200
    else:
        assert (pixels[part.y : part.bottom, part.x : part.right] == COLOUR).all()
    box = grown(paper(), rect)
    assert 0 <= box.x <= box.right <= 200 and 0 <= box.y <= box.bottom <= 60


def test_three_channels_can_be_painted_on() -> None:
    pixels = np.full((40, 100, 3), 255, dtype=np.uint8)
    paint(pixels, [Rect(10, 10, 20, 10)])
    assert (pixels[10:20, 10:30] == COLOUR[:3]).all()


def test_pixels_that_may_not_be_written_are_refused() -> None:
    pixels = paper()
    pixels.setflags(write=False)
    with pytest.raises(ValueError, match="read-only"):
        paint(pixels, [Rect(0, 0, 10, 10)])
