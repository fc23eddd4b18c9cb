"""Both engines read what stands on drawn pages, offline, and say where each word is."""

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from models.ocr import Engine, ReadWord, find_reader, readers
from models.ocr.lines import Box
from models.ocr.spaces import mended
from tests.pages import Page, font_file, page

pytestmark = pytest.mark.skipif(font_file() is None, reason="no font is installed")
AT_HAND = readers(("eng",))
MISSING = {"tesseract": not AT_HAND.tesseract, "rapidocr": not AT_HAND.rapidocr}


@pytest.fixture(scope="module", params=["tesseract", "rapidocr"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each engine that is installed."""
    if MISSING[request.param]:
        pytest.skip(f"{request.param} is not installed")
    made = find_reader(request.param, ("eng",))
    yield made
    made.close()


def read(engine: Engine, drawn: Page, regions: list[Box]) -> list[str]:
    """The text of regions, a line each."""
    lines = engine.read(np.ascontiguousarray(drawn.pixels[..., 2::-1]), regions)
    return [" ".join(word.text for word in line.words) for line in lines]


def boxes(drawn: Page) -> list[Box]:
    """Where the lines of a page are."""
    return [(rect.x, rect.y, rect.width, rect.height) for _, rect in drawn.lines]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_are_read_as_they_were_written(engine: Engine, theme: str) -> None:
    drawn = page(1, size=(900, 300), points=16, theme=theme, columns=1, font="DejaVuSansMono.ttf")
    assert read(engine, drawn, boxes(drawn)) == [text for text, _ in drawn.lines]


def test_lines_come_in_the_order_of_their_regions(engine: Engine) -> None:
    drawn = page(2, size=(900, 300), points=16, columns=1, font="DejaVuSansMono.ttf")
    assert read(engine, drawn, boxes(drawn)[::-1]) == [text for text, _ in drawn.lines[::-1]]


def test_each_word_is_inside_its_box(engine: Engine) -> None:
    drawn = page(3, size=(900, 200), points=16, columns=1, most=3)
    image = np.ascontiguousarray(drawn.pixels[..., 2::-1])
    for line, (x, y, width, height) in zip(engine.read(image, boxes(drawn)), boxes(drawn), strict=True):
        covered = np.zeros(image.shape[:2], bool)
        for word in line.words:
            left, top, wide, high = word.box
            assert x <= left < left + wide <= x + width
            assert y <= top < top + high <= y + height
            assert 0 < word.confidence <= 1
            covered[top : top + high, left : left + wide] = True
        dark = image[y : y + height, x : x + width].max(axis=2) < 128
        assert covered[y : y + height, x : x + width][dark].mean() > 0.99


def test_a_high_region_may_hold_several_lines(engine: Engine) -> None:
    drawn = page(4, size=(700, 160), points=18, columns=1)
    assert read(engine, drawn, [(0, 0, 700, 160)]) == [text for text, _ in drawn.lines]


def test_where_nothing_stands_nothing_is_read(engine: Engine) -> None:
    blank = np.full((200, 300, 3), 255, np.uint8)
    assert engine.read(blank, [(0, 0, 300, 30), (0, 0, 300, 200), (400, 0, 10, 10)]) == []
    assert engine.read(blank, []) == []


@pytest.mark.skipif(MISSING["tesseract"], reason="Tesseract's data is not installed")
def test_selected_words_within_a_line_are_read() -> None:
    letters = ImageFont.truetype(str(font_file()), 14)
    image = Image.new("RGB", (500, 30), "white")
    pen, x = ImageDraw.Draw(image), 10.0
    for text, selected in (("The boat is", False), ("moored behind", True), ("the pier", False)):
        wide = pen.textlength(text + " ", font=letters)
        if selected:
            pen.rectangle((x - 2, 2, x + wide - 4, 27), fill=(0, 80, 200))
        pen.text((x, 7), text, font=letters, fill="white" if selected else "black")
        x += wide
    made = find_reader("tesseract", ("eng",))
    (line,) = made.read(np.asarray(image), [(8, 7, round(x), 17)])
    assert " ".join(word.text for word in line.words) == "The boat is moored behind the pier"


@pytest.mark.skipif(MISSING["tesseract"], reason="Tesseract's data is not installed")
@pytest.mark.parametrize("text", ["AWS key AKIAIOSFODNN7EXAMPLE", "see https://www.harbour.example/ferries for times"])
@pytest.mark.parametrize("points", [12, 13, 14])
def test_keys_and_addresses_are_read_without_spaces_that_are_not_there(text: str, points: int) -> None:
    image = Image.new("RGB", (700, 40), "white")
    ImageDraw.Draw(image).text((10, 8), text, font=ImageFont.truetype(str(font_file()), points), fill="black")
    box = image.point(lambda value: 255 - value).getbbox()
    assert box is not None
    made = find_reader("tesseract", ("eng",))
    (line,) = made.read(np.asarray(image), [(box[0], box[1], box[2] - box[0], box[3] - box[1])])
    assert len(line.words) == len(text.split())


def test_plain_words_are_never_joined_however_near() -> None:
    picture = np.full((20, 200), 255, np.uint8)
    picture[5:15, 10:60] = picture[5:15, 61:120] = picture[5:15, 121:180] = 0
    words = [ReadWord(text, (x, 5, 50, 10), 0.9) for text, x in (("the", 10), ("boat", 61), ("7", 121))]
    assert [word.text for word in mended(words, picture, 10)] == ["the", "boat7"]
