"""A waiting frame becomes text and picture: lines at their places, secrets masked and painted over, pages judged."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.capture.spool import Spool
from app.screens import pictures
from app.screens.engines import find_reader
from app.screens.reader import MOST_STARTS
from app.screens.reading import work
from app.screens.remnant import Remnant
from core.errors import CannotOpen, Locked, ModelMissing
from core.screen.frame import Line, Pixels, Rect
from core.store.lock import FileLock
from tests.unit.app.screens.scene import after
from tests.unit.app.screens.seeing import Seat, band, drawn, needs_tesseract

CARD = "Card 4111 1111 1111 1111 valid 12/29"
PASSWORD = "password: correct-horse-battery-7"
BANK = "https://www.mybank.example/accounts"


@pytest.fixture
def seat(home: Path) -> Iterator[Seat]:
    """A home with a spool."""
    made = Seat(home)
    yield made
    made.close()


def seat_with(home: Path, **capture: object) -> Seat:
    """A home with settings; the caller closes it."""
    return Seat(home, **capture)


class Broken:
    """An engine that stumbles over whatever is dark."""

    name = "broken"

    def read(self, image: NDArray[np.uint8], regions: Sequence[Rect]) -> list[Line]:
        """Say that a light picture is light. Raises: ValueError for a dark one."""
        if image.mean() < 128:
            raise ValueError("too dark")
        return [Line("light", regions[0])]


def pictures_of(seat: Seat) -> list[Pixels]:
    """All pictures on the disk, in the order of their names."""
    from PIL import Image

    files = sorted(seat.home.screens.rglob("*.webp"), key=lambda path: int(path.name.split("-")[0]))
    return [np.asarray(Image.open(file).convert("RGB")) for file in files]


# Text


@needs_tesseract
def test_what_stood_in_a_window_can_be_searched(seat: Seat) -> None:
    from app import Ebb

    seat.see(["The ferry to Fjellstrand leaves at noon", "Tickets are sold on board"])
    seat.read_all()
    assert seat.memory_text() == "The ferry to Fjellstrand leaves at noon\nTickets are sold on board"
    assert (seat.states(), seat.spool.ids()) == (["read"], [])
    with Ebb.open(seat.home.root, background=False) as ebb:
        assert [hit.memory.kind for hit in ebb.search("ferry")] == ["screen"]


@needs_tesseract
@pytest.mark.parametrize("dark", [False, True])
def test_a_changed_band_adds_its_line_where_it_stands(seat: Seat, dark: bool) -> None:
    first = ["The first line stays", "", "The third line stays"]
    seat.see(drawn(first, dark=dark))
    seat.see(drawn([first[0], "Another line came between", first[2]], dark=dark), band(1), at=after(seconds=2))
    seat.read_all()
    assert seat.memory_text() == "The first line stays\nAnother line came between\nThe third line stays"


@needs_tesseract
def test_lines_lie_where_they_stood_in_the_window(seat: Seat) -> None:
    seat.see(drawn(["above", "here it is"]), band(0), band(1))
    seat.read_all()
    found = "SELECT text, y FROM screen_lines ORDER BY y"
    lines = seat.store.read(lambda c: c.execute(found).fetchall())
    assert [text for text, _ in lines] == ["above", "here it is"]
    assert [band(row).y <= y < band(row).bottom for row, (_, y) in enumerate(lines)] == [True, True]


@needs_tesseract
def test_several_frames_are_read_oldest_first(seat: Seat) -> None:
    for number in range(3):
        seat.see([f"Window number {number}"], at=after(seconds=number), id=f"0x{number}", title=f"Window {number}")
    seat.read_all()
    assert seat.memory_text() == "Window number 0\nWindow number 1\nWindow number 2"


def test_lines_of_doubtful_signs_alone_are_no_text(seat: Seat) -> None:
    class Icons:
        name = "icons"

        def read(self, image: NDArray[np.uint8], regions: Sequence[Rect]) -> list[Line]:
            """What engines make of icons."""
            texts = (
                ("©", 0.9),
                ("=", 0.9),
                ("q", 0.5),
                ("rnu il", 0.1),
                ("7", 0.95),
                ("ok", 0.8),
                ("harbour.example", 0.1),
            )
            return [Line(text, regions[0], confidence=sure) for text, sure in texts]

    seat.see(["x"])
    assert seat.reader(Icons()).read(seat.waiting()[0])
    assert seat.memory_text().split("\n") == ["7", "ok", "harbour.example"]


# Secrets


@needs_tesseract
def test_secrets_are_masked_in_text_and_picture_and_nowhere_on_the_disk(seat: Seat) -> None:
    seat.see(["Nothing to hide here", CARD, PASSWORD])
    seat.read_all()
    assert "[card]" in seat.memory_text()
    assert "[password]" in seat.memory_text()
    everything = seat.everything_on_disk()
    for secret in (b"4111", b"1111 1111", b"correct-horse", b"battery"):
        assert secret not in everything
    (picture,) = pictures_of(seat)
    original = drawn(["Nothing to hide here", CARD, PASSWORD])[..., 2::-1]
    line = slice(band(0).y, band(0).bottom)
    assert (picture[line] == original[line]).all()
    engine = find_reader(seat.config.capture)
    again = "\n".join(one.text for one in engine.read(picture, [band(0), band(1), band(2)]))
    assert "Nothing to hide here" in again
    assert not {"4111", "1111", "correct", "horse", "battery"} & set(again.replace("-", " ").split())


@needs_tesseract
def test_a_secret_is_known_by_a_line_that_was_read_before(seat: Seat) -> None:
    seat.see(["Login for the harbour", "password:"])
    seat.see(drawn(["Login for the harbour", "password:", "hunter2-and-7-horses"]), band(2), at=after(seconds=2))
    seat.read_all()
    assert "hunter2" not in seat.memory_text()
    assert b"hunter2" not in seat.everything_on_disk()
    small = pictures_of(seat)[1]
    engine = find_reader(seat.config.capture)
    assert not any("hunter" in one.text for one in engine.read(small, [Rect(0, 0, small.shape[1], small.shape[0])]))


@needs_tesseract
def test_secrets_are_left_alone_where_the_settings_say_so(home: Path) -> None:
    seat = seat_with(home, secrets=False)
    seat.see([CARD])
    seat.read_all()
    assert "4111 1111 1111 1111" in seat.memory_text()
    seat.close()


@needs_tesseract
def test_without_pictures_the_text_alone_is_kept(home: Path) -> None:
    seat = seat_with(home, pictures=False)
    seat.see(["Only words"])
    seat.read_all()
    assert (seat.memory_text(), pictures_of(seat)) == ("Only words", [])
    seat.close()


# Pages


@needs_tesseract
def test_a_page_against_the_rules_leaves_nothing_and_what_follows_neither(home: Path) -> None:
    seat = seat_with(home, exclude_urls=("*.mybank.example/*",))
    page = [BANK, "", "Balance of the savings account"]
    seat.see(page, app="firefox", title="Accounts - Mozilla Firefox")
    seat.read_all()  # what follows meets a reader that was not there when the address was read
    later = drawn([*page, "Transfer to the landlord"])
    seat.see(later, band(3), at=after(seconds=2), app="firefox", title="Accounts - Mozilla Firefox")
    seat.read_all()
    assert (seat.memory_text(), seat.kept(), pictures_of(seat), seat.spool.ids()) == ("", 0, [], [])
    for words in (b"Balance", b"landlord", b"mybank"):
        assert words not in (seat.home.db).read_bytes()
    seat.see(
        ["https://www.harbour.example/", "", "Ferries"], at=after(seconds=9), app="firefox", title="F - Mozilla Firefox"
    )
    seat.read_all()
    assert "Ferries" in seat.memory_text()
    seat.close()


@needs_tesseract
def test_a_page_that_turned_into_a_forbidden_one_is_dropped_from_there_on(home: Path) -> None:
    seat = seat_with(home, exclude_urls=("*.mybank.example/*",))
    about: dict[str, Any] = {"app": "firefox", "title": "Firefox"}
    seat.see(["https://www.harbour.example/", "Ferries"], **about)
    bank = drawn([BANK, "Balance of the savings account"])
    seat.see(bank, band(0), band(1), at=after(seconds=2), **about)
    seat.read_all()
    seat.see(drawn([BANK, "Balance of the savings account", "More of it"]), band(2), at=after(seconds=4), **about)
    seat.read_all()
    assert "Ferries" in seat.memory_text()
    assert not any(words in seat.memory_text() for words in ("Balance", "More", "mybank"))
    assert seat.states() == ["read"]
    seat.close()


@needs_tesseract
def test_the_address_that_was_read_is_kept_as_the_memorys_source(seat: Seat) -> None:
    seat.see(["https://www.harbour.example/ferries", "", "Ferries"], app="firefox", title="Ferries - Mozilla Firefox")
    seat.read_all()
    found = "SELECT url FROM screen_episodes"
    assert "harbour.example" in seat.store.read(lambda c: c.execute(found).fetchone()[0])


# What goes wrong


def test_a_frame_that_cannot_be_read_is_tried_again_and_given_up_and_blocks_nobody(seat: Seat) -> None:
    seat.see(drawn(["dark"], dark=True), id="0x1")
    seat.see(drawn(["light"]), id="0x2", title="Another window", at=after(seconds=1))
    reader = seat.reader(Broken())
    outcomes = []
    while waiting := seat.waiting():
        outcomes.append((waiting[0].window, reader.read(waiting[0])))
    assert outcomes == [("0x1", False), ("0x2", True), ("0x1", False)]
    assert (seat.states(), seat.memory_text(), seat.spool.ids()) == (["failed", "read"], "light", [])


def test_a_frame_whose_pixels_are_lost_is_dropped(seat: Seat) -> None:
    seat.see(["gone"])
    seat.spool.drop(seat.spool.ids()[0])
    assert not seat.reader(Broken()).read(seat.waiting()[0])
    assert (seat.kept(), seat.waiting()) == (0, [])


def test_a_frame_that_ends_each_process_lets_others_pass_and_is_given_up_in_the_end(seat: Seat) -> None:
    ends, other = seat.see(["light"]), seat.see(["lighter"], id="0x2", title="Another", at=after(seconds=1))
    for outcome in ([other, ends], [other]):
        for _ in range(MOST_STARTS):
            Remnant(seat.spool.folder).begin(ends)
        assert not seat.reader(Broken()).read(next(one for one in seat.waiting() if one.id == ends))
        assert [one.id for one in seat.waiting()] == outcome
    assert (seat.states(), len(seat.spool.ids())) == (["failed", "waiting"], 1)


def test_a_frame_that_could_not_be_kept_was_not_begun_in_vain(seat: Seat) -> None:
    frame = seat.see(["light"])
    waiting = seat.waiting()
    seat.store.close()
    with pytest.raises(CannotOpen):
        seat.reader(Broken()).read(waiting[0])
    assert Remnant(seat.spool.folder).begin(frame) == 1
    assert len(seat.spool.ids()) == 1


def test_a_frame_that_was_begun_before_a_kill_is_read(seat: Seat) -> None:
    frame = seat.see(["light"])
    Remnant(seat.spool.folder).begin(frame)
    assert seat.reader(Broken()).read(seat.waiting()[0])
    assert seat.states() == ["read"]


def test_a_frame_that_was_forgotten_while_it_waited_leaves_nothing(seat: Seat) -> None:
    frame = seat.see(["light"])
    waiting = seat.waiting()
    seat.keeping.drop(frame)
    assert seat.reader(Broken()).read(waiting[0])
    assert (seat.kept(), seat.spool.ids(), pictures_of(seat)) == (0, [], [])


def test_bands_without_their_whole_picture_keep_their_text_alone(seat: Seat) -> None:
    whole = seat.see(["light"])
    seat.see(["lighter"], band(0), at=after(seconds=1))
    seat.keeping.drop(whole)
    assert seat.reader(Broken()).read(seat.waiting()[0])
    assert (seat.kept(), seat.memory_text(), pictures_of(seat)) == (1, "light", [])


def test_only_one_reader_works_on_a_home(seat: Seat) -> None:
    with FileLock(seat.home.root / "reader.lock", 0).held(), pytest.raises(Locked):
        work(seat.home, threading.Event(), idle=0)


def test_a_reader_that_is_not_installed_is_a_missing_model(home: Path) -> None:
    seat = seat_with(home, reader="tesseract", languages=("qaz",))
    with pytest.raises(ModelMissing) as told:
        find_reader(seat.config.capture)
    assert told.value.hint
    seat.close()


def test_the_pictures_of_key_frames_are_whole_and_of_others_their_bands(seat: Seat) -> None:
    seat.see(drawn(["light"]))
    seat.see(drawn(["light", "new"]), band(1), at=after(seconds=1))
    reader = seat.reader(Broken())
    for frame in seat.waiting():
        reader.read(frame)
    assert [picture.shape[0] for picture in pictures_of(seat)] == [drawn([]).shape[0], band(1).height]
    assert pictures.path_of(1, 0).endswith(".webp")


def test_the_remnant_survives_damage_and_forgets_old_refusals(tmp_path: Path) -> None:
    (tmp_path / "reader.json").write_text('{"frame": "x"')
    remnant = Remnant(tmp_path)
    assert (remnant.begin(3), remnant.begin(3), remnant.begin(4)) == (1, 2, 1)
    for number in range(300):
        remnant.refuse(str(number))
    remnant.accept("299")
    again = Remnant(tmp_path)
    assert (len(list(again.refused)), "299" in again.refused, "298" in again.refused) == (255, False, True)
    assert again.begin(4) == 2


def test_a_spool_is_not_disturbed_by_what_a_reader_leaves_there(seat: Seat) -> None:
    Remnant(seat.spool.folder).begin(1)
    assert Spool(seat.home).ids() == []
