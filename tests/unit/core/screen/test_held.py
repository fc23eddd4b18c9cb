"""Pixels that are held back come out as they were, and whole pages of text take little room."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.screen.frame import Pixels
from core.screen.held import BLOCK, Held


def page(height: int, width: int) -> Pixels:
    """A page of text."""
    image = Image.new("RGBA", (width, height), "white")
    for y in range(4, height, 20):
        ImageDraw.Draw(image).text((8, y), f"line {y} of a page of text " * 6, "black", ImageFont.load_default(14))
    return np.array(image)


@pytest.mark.parametrize("height", [1, BLOCK, 2 * BLOCK + 7])
def test_a_whole_picture_comes_out_as_it_was(height: int) -> None:
    pixels = page(height, 300)
    held = Held.all(pixels[:, 3:290])
    assert held.whole
    assert np.array_equal(held.unfolded(), pixels[:, 3:290])


def test_what_is_held_of_a_few_rows_is_their_own_and_the_rest_is_black() -> None:
    pixels = page(100, 300)
    held, before = Held.few(pixels, 40, 60), pixels.copy()
    pixels[:] = 7
    shown = held.unfolded()
    assert not held.whole and shown.shape == pixels.shape
    assert np.array_equal(shown[40:60], before[40:60])
    assert not shown[:40].any() and not shown[60:].any()


def test_a_page_of_text_takes_a_tenth_of_its_room() -> None:
    pixels = page(1080, 1920)
    assert sum(map(len, Held.all(pixels).blocks)) < pixels.nbytes / 10
