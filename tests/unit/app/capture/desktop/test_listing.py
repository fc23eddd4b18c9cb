"""Cutting rectangles out of rectangles, and choosing monitors."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.capture.desktop.buffers import Buffers
from app.capture.desktop.listing import minus
from app.capture.desktop.monitors import Monitor, chosen
from core.screen.frame import Rect

rects = st.builds(Rect, st.integers(0, 30), st.integers(0, 30), st.integers(1, 20), st.integers(1, 20))


@given(rects, st.lists(rects, max_size=5))
def test_what_is_left_covers_each_pixel_outside_the_holes_once_and_none_inside(rect: Rect, holes: list[Rect]) -> None:
    left = np.zeros((60, 60), np.int64)
    for x, y, width, height in minus(rect, holes):
        left[y : y + height, x : x + width] += 1
    expected = np.zeros((60, 60), np.int64)
    expected[rect.y : rect.bottom, rect.x : rect.right] = 1
    for hole in holes:
        expected[hole.y : hole.bottom, hole.x : hole.right] = 0
    assert (left == expected).all()


def test_monitors_are_chosen_by_name_or_number_and_mirrors_count_once() -> None:
    first, second = Monitor("DP-1", Rect(0, 0, 100, 100)), Monitor("HDMI-2", Rect(100, 0, 100, 100))
    mirror, off = Monitor("VGA-3", Rect(0, 0, 100, 100)), Monitor("off", Rect(0, 0, 0, 0))
    assert chosen([first, second, mirror, off], ()) == [first, second]
    assert chosen([first, second, mirror], (" hdmi-2",)) == [second]
    assert chosen([first, second, mirror], ("3",)) == [mirror]
    assert chosen([first, second], ("attic",)) == []


def test_room_for_pixels_is_lent_again_once_nobody_holds_a_part_of_it() -> None:
    buffers = Buffers()
    first = buffers.free(20, 30)
    corner = first[:5, :5, :3]
    address = first.ctypes.data
    del first
    second = buffers.free(20, 30)
    assert second.ctypes.data != address
    del corner
    assert buffers.free(20, 30).ctypes.data == address
    assert buffers.free(30, 20).shape == (30, 20, 4)
