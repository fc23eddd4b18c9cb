"""What shall be read is cut into lines, and a line that was read lately is not read again."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from core.screen.frame import Line, Rect, Word
from core.screen.strips import Strips, cut, grey_of
from tests.pages import font_file, page

pytestmark = pytest.mark.skipif(font_file() is None, reason="no font is installed")


class Counting:
    """A reader that says of each region how many dark pixels it has, and counts what it is asked."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[Rect] = []

    def read(self, image: NDArray[np.uint8], regions: Sequence[Rect]) -> list[Line]:
        """One line with one word for each region."""
        self.asked += regions
        return [self._line(image, region) for region in regions]

    def _line(self, image: NDArray[np.uint8], region: Rect) -> Line:
        part = image[region.y : region.bottom, region.x : region.right]
        text = str(int((part < 128).sum()))
        return Line(text, region, (Word(text, region),))


def strips_of(image: NDArray[np.uint8], region: Rect | None = None) -> list[Rect]:
    """Cut a picture in red, green, blue, the whole of it by default."""
    return cut(grey_of(image), region or Rect(0, 0, image.shape[1], image.shape[0]))


def rgb(image: Image.Image) -> NDArray[np.uint8]:
    """A picture as an array."""
    return np.asarray(image.convert("RGB"))


def letters(size: int = 14) -> ImageFont.FreeTypeFont:
    """A font."""
    return ImageFont.truetype(str(font_file()), size)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("points", [9, 11, 14, 20, 28])
def test_a_page_is_cut_into_its_lines_in_reading_order(theme: str, points: int) -> None:
    drawn = page(points, size=(2000, 720), points=points, theme=theme)
    found = strips_of(drawn.pixels[..., 2::-1])
    assert len(found) == len(drawn.lines)
    for strip, (_, line) in zip(found, drawn.lines, strict=True):
        assert strip.meet(line)
        assert abs(strip.y - line.y) <= 2
        assert abs(strip.right - line.right) <= 3


@pytest.mark.parametrize("step", [14, 15, 17])
def test_crowded_lines_of_a_terminal_are_told_apart(step: int) -> None:
    file = font_file("DejaVuSansMono.ttf")
    if file is None:
        pytest.skip("the font is not installed")
    image = Image.new("RGB", (600, 20 * step + 10), "black")
    for row in range(20):
        text = f"-rw-r--r-- 1 ida staff {100000 + row * 977} plugging_{row}.py"
        ImageDraw.Draw(image).text((4, 4 + row * step), text, font=ImageFont.truetype(str(file), 13), fill="white")
    assert len(strips_of(rgb(image))) == 20


def test_borders_rules_and_buttons_do_not_keep_their_words_together() -> None:
    image = Image.new("RGB", (400, 200), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((10, 10, 390, 190), outline="grey")
    pen.line((10, 60, 390, 60), fill="grey")
    pen.rectangle((20, 80, 140, 110), outline="grey")
    for x, y, text in ((20, 30, "A title"), (40, 86, "Cancel"), (20, 140, "The last line")):
        pen.text((x, y), text, font=letters(), fill="black")
    found = strips_of(rgb(image))
    assert len(found) == 3
    assert all(strip.height < 20 for strip in found)


@pytest.mark.parametrize("text", ["we, in mine", "snake_case_name", "\u00e4u\u00dferst"])
@pytest.mark.parametrize("size", [12, 16, 28])
def test_dots_accents_and_underscores_stay_with_their_line(text: str, size: int) -> None:
    image = Image.new("RGB", (600, 120), "white")
    for y in (10, 60):
        ImageDraw.Draw(image).text((10, y), text, font=letters(size), fill="black")
    found = strips_of(rgb(image))
    ink = (rgb(image).min(axis=2) < 100).any(axis=1)
    assert len(found) == 2
    assert all(any(strip.y <= row < strip.bottom for strip in found) for row in np.flatnonzero(ink))


def test_a_word_far_to_the_right_is_a_line_of_its_own() -> None:
    image = Image.new("RGB", (600, 30), "white")
    for x, text in ((10, "Ida: see you there"), (540, "10:31")):
        ImageDraw.Draw(image).text((x, 6), text, font=letters(), fill="black")
    assert [strip.x > 500 for strip in strips_of(rgb(image))] == [False, True]


def test_an_empty_page_has_no_strips_and_a_region_outside_has_none() -> None:
    blank = np.full((100, 100, 3), 255, np.uint8)
    assert strips_of(blank) == []
    assert strips_of(blank, Rect(200, 0, 50, 50)) == []
    assert strips_of(np.random.default_rng(1).integers(0, 255, (3, 3, 3), np.uint8)) == []


def test_strips_lie_within_the_region_that_is_asked_for() -> None:
    drawn = page(5, size=(900, 400), columns=1)
    region = Rect(100, 50, 300, 120)
    found = strips_of(drawn.pixels[..., 2::-1], region)
    assert found
    assert all(strip.meet(region) == strip for strip in found)


def test_a_page_that_scrolled_is_read_only_where_it_is_new() -> None:
    reader = Counting()
    strips = Strips(reader)
    drawn = page(6, size=(900, 420), columns=1).pixels[..., 2::-1]
    whole = Rect(0, 0, 900, 420)
    before = strips.read(drawn, [whole])
    assert len(before) == len(reader.asked)
    scrolled = np.roll(drawn, -96, axis=0)
    scrolled[-96:] = drawn[0, -1]
    after = strips.read(scrolled, [whole])
    assert strips.read_anew == len(reader.asked) == len(before)
    kept = before[-len(after) :]
    assert [line.text for line in after] == [line.text for line in kept]
    assert [line.rect for line in after] == [line.rect.moved(0, -96) for line in kept]
    assert [line.words[0].rect for line in after] == [line.rect for line in after]


def test_one_changed_line_is_the_only_one_read_anew() -> None:
    reader = Counting()
    strips = Strips(reader)
    drawn = page(7, size=(900, 420), columns=1)
    image = drawn.pixels[..., 2::-1].copy()
    strips.read(image, [Rect(0, 0, 900, 420)])
    asked = len(reader.asked)
    x, y, _, height = drawn.lines[4][1]
    image[y : y + height, x : x + 40] = 255 - image[y : y + height, x + 40 : x + 80]
    strips.read(image, [Rect(0, 0, 900, 420)])
    assert len(reader.asked) == asked + 1


def test_the_strips_met_longest_ago_are_forgotten() -> None:
    reader = Counting()
    strips = Strips(reader, limit=5)
    drawn = page(8, size=(900, 420), columns=1)
    image = drawn.pixels[..., 2::-1]
    boxes = [line for _, line in drawn.lines][:6]
    for box in (*boxes, boxes[5], boxes[0]):
        strips.read(image, [Rect(0, box.y - 2, 900, box.height + 4)])
    assert (strips.read_anew, strips.remembered) == (7, 1)


def test_the_same_pixels_in_another_shape_are_another_strip() -> None:
    reader = Counting()
    strips = Strips(reader)
    wide, high = np.full((60, 400, 3), 255, np.uint8), np.full((400, 60, 3), 255, np.uint8)
    wide[10:20, 10:50:2] = high[10:50, 10:20:2] = 0
    strips.read(wide, [Rect(0, 0, 400, 60)])
    strips.read(high, [Rect(0, 0, 60, 400)])
    assert strips.remembered == 0
