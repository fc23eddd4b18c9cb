"""New lines are caught once they have settled; clocks, carets, films and highlights are none."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.screen.changes import ALL_BYTES, DELTAS, Changes
from core.screen.frame import Rect, Sighting, View, Window

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PITCH = 24
WORDS = "meeting budget invoice terminal warning deadline answer question garden window morning paper".split()


@cache
def face(size: int = 13) -> Any:
    import matplotlib

    return ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"), size)


def words(number: int, count: int = 6) -> str:
    """A line that no other number gives."""
    return f"{number} " + " ".join(
        WORDS[(number * 7 + place * (number % 5 + 1)) % len(WORDS)] for place in range(count)
    )


class Desk:
    """A window that is drawn on, and a detector that looks at it."""

    def __init__(self, width: int = 800, height: int = 600, dark: bool = False) -> None:
        self.ground, self.ink = ((30, 30, 30), (220, 220, 220)) if dark else ((255, 255, 255), (0, 0, 0))
        self.changes, self.at = Changes(), START
        self.id, self.title, self.place = "1", "page", (0, 0)
        self.covered: tuple[Rect, ...] = ()
        self.clear(width, height)

    def clear(self, width: int, height: int) -> None:
        """An empty window of a size."""
        self.image = Image.new("RGB", (width, height), self.ground)
        self.draw = ImageDraw.Draw(self.image)

    def write(self, row: int, text: str, x: int = 20, ground: Any = None) -> Rect:
        """Put a line in a row, instead of what stands there to the right of `x`; where its ink is."""
        y = 20 + row * PITCH
        self.draw.rectangle((x, y, x + 380, y + PITCH - 1), fill=ground or self.ground)
        self.draw.text((x, y + 4), text, font=face(), fill=self.ink)
        left, top, right, bottom = self.draw.textbbox((x, y + 4), text, font=face())
        return Rect(int(left), int(top), int(right - left), int(bottom - top))

    def fill(self, lines: int = 20, start: int = 0, x: int = 20) -> list[Rect]:
        """Many lines."""
        return [self.write(row, words(start + row), x) for row in range(lines)]

    def view(self) -> View:
        pixels = np.zeros((self.image.height, self.image.width, 4), dtype=np.uint8)
        pixels[..., :3] = np.asarray(self.image)[..., ::-1]
        for rect in self.covered:
            pixels[rect.y : rect.bottom, rect.x : rect.right] = 0
        rect = Rect(*self.place, self.image.width, self.image.height)
        return View(Window(self.id, "app", self.title, rect), "one", rect, pixels, self.covered)

    def look(self, after: float = 1.0) -> Sighting | None:
        self.at += timedelta(seconds=after)
        return self.changes.look(self.view(), self.at)

    def looks(
        self, count: int = 4, after: float = 1.0, each: Callable[[int], object] = lambda number: None
    ) -> list[Sighting]:
        """Several looks, with something done before each."""
        seen = []
        for number in range(count):
            each(number)
            if sighting := self.look(after):
                seen.append(sighting)
        return seen


def holds(sightings: Sequence[Sighting], line: Rect) -> bool:
    """Whether a band holds the whole line."""
    return any(band.meet(line) == line for sighting in sightings for band in sighting.bands)


def shown(dark: bool = False) -> Desk:
    """A page that was looked at until it was kept."""
    desk = Desk(dark=dark)
    desk.fill()
    desk.looks(3)
    return desk


def test_the_first_picture_of_a_window_is_a_key_that_lists_its_lines() -> None:
    desk = Desk()
    lines = desk.fill()
    seen = desk.looks()
    assert [sighting.key for sighting in seen] == [True]
    assert all(holds(seen, line) for line in lines)


@pytest.mark.parametrize("dark", [False, True])
def test_one_changed_line_is_caught_as_a_band_of_that_line_alone(dark: bool) -> None:
    desk = shown(dark)
    line = desk.write(7, words(100))
    seen = desk.looks()
    assert len(seen) == 1
    assert not seen[0].key
    (band,) = seen[0].bands
    assert band.meet(line) == line
    assert band.height < PITCH


@pytest.mark.parametrize("mode", ["L", "1"])
@pytest.mark.parametrize(("old", "new"), [("1", "7"), ("c", "e"), ("0", "8"), ("O", "Q")])
def test_one_changed_letter_brings_its_whole_line(mode: str, old: str, new: str) -> None:
    desk = shown()
    desk.draw.fontmode = mode
    desk.write(7, f"the total is 14{old} euros")
    desk.looks()
    line = desk.write(7, f"the total is 14{new} euros")
    assert holds(desk.looks(), line)


def test_a_line_beside_a_border_is_a_band_of_that_line_alone() -> None:
    desk = shown()
    desk.draw.line((410, 0, 410, 560), fill=desk.ink)
    desk.fill(20, 50, x=418)
    desk.looks()
    line = desk.write(9, words(600, 4), x=418)
    (seen,) = desk.looks()
    assert holds([seen], line)
    assert sum(band.height for band in seen.bands) < PITCH


def test_a_line_in_one_column_leaves_the_other_column_alone() -> None:
    desk = Desk()
    desk.fill(20)
    desk.fill(20, 50, x=420)
    desk.looks()
    line = desk.write(5, words(200, 4), x=420)
    (seen,) = desk.looks()
    assert holds([seen], line)
    assert all(band.x > 400 for band in seen.bands)


def test_a_page_that_stands_still_gives_nothing_more() -> None:
    assert shown().looks(30) == []


def test_a_line_that_comes_back_is_no_news() -> None:
    desk = shown()
    desk.write(3, words(300))
    assert len(desk.looks()) == 1
    desk.write(3, words(3))
    assert desk.looks() == []


def test_a_page_returned_to_gives_only_what_differs() -> None:
    desk = shown()
    desk.title = "other"
    desk.fill(20, 100)
    assert desk.looks()[0].key
    desk.title = "page"
    desk.fill(20)
    line = desk.write(4, words(400))
    seen = desk.looks()
    assert holds(seen, line)
    assert sum(band.height for sighting in seen for band in sighting.bands) < PITCH


def test_a_page_returned_to_after_a_long_time_is_new() -> None:
    desk = shown()
    desk.title = "other"
    desk.fill(20, 100)
    desk.looks()
    desk.looks(2, after=400)
    desk.title = "page"
    lines = desk.fill(20)
    seen = desk.looks()
    assert all(holds(seen, line) for line in lines)


def test_typing_is_kept_when_it_pauses_and_every_few_seconds_while_it_goes_on() -> None:
    desk, text = shown(), words(500, 20)
    seen = desk.looks(12, each=lambda number: desk.write(10, text[: 5 * number + 5]))
    assert 2 <= len(seen) <= 4
    line = desk.write(10, text[:55])
    assert holds(desk.looks(), line)


def test_lines_that_scroll_without_a_pause_are_all_kept() -> None:
    desk, caught, count = Desk(), set[int](), 60
    for first in range(0, count, 3):
        lines = {row: desk.write(row - first, words(row)) for row in range(first, first + 22)}
        sighting = desk.look()
        caught |= {row for row, line in lines.items() if sighting and holds([sighting], line)}
    assert set(range(6, count)) <= caught


def film(desk: Desk, number: int, box: tuple[int, int, int, int] = (420, 60, 780, 400)) -> None:
    """Another picture of a film."""
    noise = np.random.default_rng(number).integers(0, 255, (box[3] - box[1], box[2] - box[0], 3), dtype=np.uint8)
    desk.image.paste(Image.fromarray(noise), box[:2])


def clock(desk: Desk, number: int) -> None:
    """A clock with seconds in the row of other text."""
    desk.draw.rectangle((600, 572, 799, 599), fill=desk.ground)
    desk.draw.text((620, 576), f"12:{number // 60:02}:{number % 60:02}", font=face(), fill=desk.ink)
    desk.draw.text((20, 576), "ready  line 12", font=face(), fill=desk.ink)


def caret(desk: Desk, number: int) -> None:
    desk.draw.rectangle((300, 68, 300, 84), fill=desk.ink if number % 2 else desk.ground)


def spinner(desk: Desk, number: int) -> None:
    desk.draw.rectangle((500, 500, 540, 540), fill=desk.ground)
    desk.draw.arc((502, 502, 536, 536), 77 * number, 77 * number + 270, fill=desk.ink, width=4)


def hover(desk: Desk, number: int) -> None:
    desk.write(number % 20, words(number % 20), ground=(200, 220, 250))
    desk.write((number - 1) % 20, words((number - 1) % 20))


@pytest.mark.parametrize("paint", [film, clock, caret, spinner, hover])
def test_what_only_moves_is_no_news(paint: Callable[[Desk, int], None]) -> None:
    desk = Desk()
    desk.fill(20)
    desk.looks(10, each=lambda number: paint(desk, number))
    assert desk.looks(40, each=lambda number: paint(desk, number + 10)) == []


@pytest.mark.parametrize("paint", [film, clock, caret, spinner])
def test_a_line_is_caught_while_something_else_moves(paint: Callable[[Desk, int], None]) -> None:
    desk = Desk()
    desk.fill(20)
    desk.looks(12, each=lambda number: paint(desk, number))
    line = desk.write(12, words(700))
    assert holds(desk.looks(6, each=lambda number: paint(desk, number + 12)), line)


def test_text_in_the_row_of_a_clock_is_caught() -> None:
    desk = shown()
    desk.looks(12, each=lambda number: clock(desk, number))
    desk.draw.text((300, 576), "saved 12 files to the disk", font=face(), fill=desk.ink)
    line = Rect(300, 578, 150, 8)
    assert holds(desk.looks(6, each=lambda number: clock(desk, number + 12)), line)


def test_a_clock_that_stops_is_read_in_the_end() -> None:
    desk = shown()
    desk.looks(12, each=lambda number: clock(desk, number))
    assert len(desk.looks(8)) == 1


def test_a_page_replaced_beside_a_film_is_a_key() -> None:
    desk = Desk()
    desk.fill(20)
    desk.looks(10, each=lambda number: film(desk, number))
    lines = desk.fill(20, 100)
    seen = desk.looks(5, each=lambda number: film(desk, number + 10))
    assert all(holds(seen, line) for line in lines)
    assert not any(band.meet(Rect(440, 80, 300, 300)) for sighting in seen for band in sighting.bands)


def test_what_another_window_covers_is_no_news_when_it_shows_again() -> None:
    desk = shown()
    desk.covered = (Rect(100, 100, 300, 200),)
    assert desk.looks() == []
    desk.covered = (Rect(130, 150, 300, 200),)
    assert desk.looks() == []
    desk.covered = ()
    assert desk.looks() == []


def test_what_was_written_beneath_another_window_is_news_when_it_shows() -> None:
    desk = shown()
    desk.covered = (Rect(0, 100, 500, 200),)
    desk.looks()
    line = desk.write(7, words(800))
    assert desk.looks() == []
    desk.covered = ()
    assert holds(desk.looks(), line)


def test_moving_a_window_is_no_news() -> None:
    desk = shown()
    desk.place = (300, 40)
    assert desk.looks() == []


def test_after_a_change_of_size_only_new_lines_are_news_and_come_with_a_key() -> None:
    desk = shown()
    desk.clear(900, 700)
    desk.fill(20)
    assert desk.looks() == []
    line = desk.write(21, words(900))
    (seen,) = desk.looks()
    assert seen.key
    assert holds([seen], line)


def test_news_of_a_window_that_leaves_is_kept_in_its_last_pixels() -> None:
    desk = shown()
    line = desk.write(9, words(901))
    assert desk.look() is None
    seen = desk.changes.leave(("1", "one"), desk.at)
    assert seen is not None
    assert holds([seen], line)
    rows = slice(line.y, line.bottom)
    assert np.array_equal(seen.view.pixels[rows], desk.view().pixels[rows])
    assert desk.changes.keys() == set()
    assert desk.changes.leave(("1", "one"), desk.at) is None


def test_a_window_seen_once_is_kept_whole_when_it_leaves() -> None:
    desk = Desk()
    lines = desk.fill()
    assert desk.look() is None
    seen = desk.changes.leave(("1", "one"), desk.at)
    assert seen is not None
    assert seen.key
    assert all(holds([seen], line) for line in lines)


def test_a_window_that_left_and_came_back_gives_only_what_differs() -> None:
    desk = shown()
    desk.changes.leave(("1", "one"), desk.at)
    line = desk.write(2, words(902))
    (seen,) = desk.looks()
    assert holds([seen], line)
    assert sum(band.height for band in seen.bands) < PITCH


def test_a_forgotten_window_is_new() -> None:
    desk = shown()
    desk.changes.forget(("1", "one"))
    assert [sighting.key for sighting in desk.looks()] == [True]


def test_a_whole_picture_is_kept_again_after_many_parts_and_after_some_minutes() -> None:
    desk = shown()
    seen = [sighting for number in range(DELTAS + 1) for sighting in changed(desk, number)]
    assert [number for number, sighting in enumerate(seen) if sighting.key] == [DELTAS]
    desk.looks(2, after=200)
    assert [sighting.key for sighting in changed(desk, 99)] == [True]


def changed(desk: Desk, number: int) -> list[Sighting]:
    """What is seen of one line that is written."""
    desk.write(number % 20, words(1000 + number))
    return desk.looks(2)


def test_something_moves_only_until_it_has_settled() -> None:
    desk = shown()
    assert not desk.changes.moving
    desk.write(9, words(903))
    desk.look()
    assert desk.changes.moving
    desk.looks()
    assert not desk.changes.moving


def test_many_windows_take_little_memory_and_are_still_known() -> None:
    desk = Desk(1600, 900)
    for number in range(10):
        desk.id = str(number)
        desk.fill(20, number * 30)
        desk.looks(3, after=6)
        desk.changes.leave((desk.id, "one"), desk.at)
    assert desk.changes.bytes <= ALL_BYTES
    desk.id = "8"
    desk.fill(20, 8 * 30)
    assert desk.looks() == []
