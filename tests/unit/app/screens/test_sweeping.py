"""What a killed process leaves is put right at the next start."""

import os
from collections.abc import Iterator

import pytest

from app.capture.spool import Spool
from app.screens.browsing import Screens
from app.screens.keeping import Swept
from app.screens.pictures import names_of
from core.clock import to_micros
from tests.unit.app.screens.scene import CONFIG, Desk, after, lines, sighting, window


@pytest.fixture
def spool(desk: Desk) -> Iterator[Spool]:
    """The pixels that wait."""
    made = Spool(desk.home)
    yield made
    made.clear()


def test_nothing_is_touched_where_all_is_well(desk: Desk, spool: Spool) -> None:
    desk.see(after(), lines("one"))
    seen = sighting(window(), after(seconds=1))
    desk.keeping.open_frame(seen, "rule", spool.put(seen))
    files = desk.files()
    assert desk.keeping.sweep(spool) == Swept(episodes=1)
    assert (desk.files(), desk.keeping.waiting_count(), len(spool.ids())) == (files, 1, 1)


def test_a_file_without_a_row_goes(desk: Desk) -> None:
    desk.see(after(), lines("one"))
    kept = desk.files()
    for stray in ("2026/03/02/1-090000.webp.part", "2026/01/01/1-000000.webp", "stray.webp"):
        path = desk.home.screens / stray
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    assert desk.keeping.sweep().files == 3
    assert desk.files() == kept
    assert not (desk.home.screens / "2026/01").exists()


@pytest.mark.parametrize("name", [0, 1])
def test_the_file_of_a_frame_that_waits_is_left_to_its_reader(desk: Desk, name: int) -> None:
    number = desk.keeping.open_frame(sighting(window(), after()), "rule", "S")
    path = desk.home.screens / names_of(number, to_micros(after()))[name]
    path.parent.mkdir(parents=True)
    path.write_bytes(b"written, but its row is not")
    assert desk.keeping.sweep().files == 0
    desk.keeping.drop(number)
    assert desk.files() == [], "a frame that is not kept after all takes it along"


def test_what_a_killed_reader_began_to_write_is_forgotten_with_its_frame(desk: Desk) -> None:
    number = desk.keeping.open_frame(sighting(window(), after()), "rule", "S")
    for name in names_of(number, to_micros(after())):
        path = desk.home.screens / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    screens = Screens(desk.store, desk.home, CONFIG)
    screens.erase(screens.wanted(since=after(minutes=-1)))
    assert desk.files() == []


@pytest.mark.parametrize("damage", [os.unlink, lambda path: os.truncate(path, 10)])
def test_a_row_whose_file_is_gone_or_half_loses_it_and_keeps_its_text(desk: Desk, damage: object) -> None:
    desk.see(after(), lines("one"))
    (file,) = desk.files()
    damage(desk.home.screens / file)  # type: ignore[operator]
    assert desk.keeping.sweep().pictures == 1
    assert (desk.texts(), desk.files()) == (["one"], [])


def test_pixels_and_frames_without_each_other_go(desk: Desk, spool: Spool) -> None:
    seen = sighting(window(title="Zanzibar"), after())
    desk.keeping.open_frame(seen, "rule", "01ARZ3NDEKTSV4RRFFQ69G5FAV")
    spool.put(seen)
    assert desk.keeping.sweep(spool) == Swept(frames=1, spooled=1)
    assert (desk.keeping.waiting_count(), spool.ids()) == (0, [])
    assert desk.store.read(lambda c: c.execute("SELECT count(*) FROM screen_episodes").fetchone()[0]) == 0


def test_files_whose_rows_went_are_deleted_at_the_next_start(desk: Desk) -> None:
    desk.see(after(), lines("one"))
    desk.store.write(lambda c: c.execute("DELETE FROM memories"))
    assert len(desk.files()) == 1, "as after a kill between the row and its file"
    assert desk.keeping.sweep().files == 1
    assert desk.files() == []
    assert desk.store.read(lambda c: c.execute("SELECT count(*) FROM doomed_files").fetchone()[0]) == 0
