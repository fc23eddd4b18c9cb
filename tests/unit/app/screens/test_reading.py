"""The reader's process: beats while it reads, goes on after a kill, ends when asked, never leaves half of anything."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.capture.state import read_reader, reader_file
from app.screens.reading import LEFT_OVER_SECONDS, Leftovers
from core.errors import ExitCode
from core.store.lock import FileLock
from tests.unit.app.screens.scene import after
from tests.unit.app.screens.seeing import Seat, band, drawn, needs_tesseract

pytestmark = [needs_tesseract, pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")]
PATIENCE = 30.0


@pytest.fixture
def seat(home: Path) -> Iterator[Seat]:
    """A home with a spool."""
    made = Seat(home)
    yield made
    made.close()


@pytest.fixture
def start(seat: Seat) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Starts readers, which end with the test."""
    children: list[subprocess.Popen[bytes]] = []

    def started() -> "subprocess.Popen[bytes]":
        children.append(seat.start())
        return children[-1]

    yield started
    for child in children:
        child.kill()
        child.wait(PATIENCE)


def until(what: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def test_what_waits_and_what_comes_later_is_read_within_seconds(
    seat: Seat, start: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    seat.see(["The first window"])
    child = start()
    until(lambda: seat.states() == ["read"])
    since = time.monotonic()
    seat.see(drawn(["The first window", "and a line more"]), band(1), at=after(seconds=2))
    until(lambda: seat.states() == ["read", "read"])
    assert time.monotonic() - since < 5
    assert seat.memory_text() == "The first window\nand a line more"
    assert os.getpriority(os.PRIO_PROCESS, child.pid) == 19


def test_the_heartbeat_says_who_reads_with_what_and_how_much(
    seat: Seat, start: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    seat.see(["One window"])
    child = start()
    until(lambda: (state := read_reader(seat.home)) is not None and state.done == 1)
    state = read_reader(seat.home)
    assert state is not None
    assert (state.pid, state.failed, state.frame) == (child.pid, 0, None)
    assert state.engine.startswith("tesseract")
    assert state.cpu_seconds > 0
    assert reader_file(seat.home).stat().st_mode & 0o077 == 0
    until(lambda: (later := read_reader(seat.home)) is not None and later.at > state.at)


def test_it_ends_cleanly_when_asked_and_leaves_the_rest_waiting(
    seat: Seat, start: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    seat.see(["One window"])
    child = start()
    until(lambda: seat.states() == ["read"])
    child.send_signal(signal.SIGTERM)
    assert child.wait(PATIENCE) == ExitCode.DONE
    seat.see(["Another window"], id="0x2", title="Another", at=after(seconds=3))
    assert len(seat.waiting()) == len(seat.spool.ids()) == 1


def test_a_second_reader_leaves_at_once(seat: Seat, start: Callable[[], "subprocess.Popen[bytes]"]) -> None:
    with FileLock(seat.home.root / "reader.lock", 0).held():
        assert start().wait(PATIENCE) == ExitCode.LOCKED


def test_without_an_engine_it_says_that_a_model_is_missing(home: Path) -> None:
    seat = Seat(home, reader="tesseract", languages=["qaz"])
    child = seat.start()
    assert child.wait(PATIENCE) == ExitCode.MODEL
    seat.close()


def test_killed_again_and_again_it_reads_everything_once(
    seat: Seat, start: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    for number in range(3):
        text = [f"Window number {number} of three", *(f"Line {row} of window {number}" for row in range(1, 12))]
        seat.see(text, id=f"0x{number}", title=f"Window {number}", at=after(seconds=number))
    while seat.waiting():
        left = len(seat.waiting())
        child = start()
        until(lambda left=left: len(seat.waiting()) < left)  # type: ignore[misc]
        child.kill()
        child.wait(PATIENCE)
    assert seat.states() == ["read"] * 3
    assert seat.memory_text().count("of three") == 3
    files = {path.relative_to(seat.home.screens).as_posix() for path in seat.home.screens.rglob("*.webp")}
    named = seat.store.read(lambda c: {row[0] for row in c.execute("SELECT file FROM frames")})
    assert files == named
    seat.keeping.sweep(seat.spool)
    assert seat.spool.ids() == []


def test_pixels_that_no_frame_waits_for_go_after_a_while() -> None:
    leftovers = Leftovers()
    assert leftovers.old(["a", "b"], 0) == []
    assert leftovers.old(["b", "c"], LEFT_OVER_SECONDS) == ["b"]
    assert leftovers.old(["a", "c"], LEFT_OVER_SECONDS + 1) == []
