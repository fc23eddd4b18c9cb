"""The reader as a child: started for work alone, again after it died but not in a rush, killed when it hangs."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.capture import child, processes, state
from app.capture.child import Reader
from app.capture.state import ReaderState
from app.home import Home, prepare
from tests.desktop.stage import wait_for

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def place(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A prepared home whose reader is a program that ends as the file `end` in the home says, or waits."""
    source = "import pathlib, sys, time\nend = pathlib.Path(sys.argv[1], 'end')\n"
    (tmp_path / "standin.py").write_text(source + "sys.exit(int(end.read_text())) if end.exists() else time.sleep(60)")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(child, "MODULE", "standin")
    return prepare(Home(home))


@pytest.fixture
def reader(place: Home) -> Iterator[Reader]:
    """The one that looks after it."""
    made = Reader(place)
    yield made
    made.stop()


def ended(reader: Reader, place: Home, code: int, now: datetime) -> None:
    """Let a reader start and end with this status, and let that be noticed."""
    (place.root / "end").write_text(str(code))
    reader.tend(now, waiting=True)
    wait_for(lambda: reader.pid is None, "its end")
    reader.tend(now, waiting=False)


def test_nothing_runs_until_something_waits(reader: Reader) -> None:
    reader.tend(NOW, waiting=False)
    assert reader.pid is None
    reader.tend(NOW, waiting=True)
    assert reader.pid and processes.is_alive(reader.pid)


def test_stopping_ends_it(reader: Reader) -> None:
    reader.tend(NOW, waiting=True)
    started = reader.pid
    reader.stop()
    assert started and reader.pid is None and not processes.is_alive(started)


def test_a_reader_that_ended_for_want_of_work_is_started_again_at_once(reader: Reader, place: Home) -> None:
    ended(reader, place, 0, NOW)
    (place.root / "end").unlink()
    reader.tend(NOW, waiting=True)
    assert reader.pid and reader.trouble is None


def test_one_that_dies_again_and_again_is_started_ever_more_slowly_and_that_is_said(
    reader: Reader, place: Home
) -> None:
    ended(reader, place, 70, NOW)
    assert reader.trouble is None
    ended(reader, place, 70, NOW + timedelta(seconds=3))
    assert reader.trouble and "2 times" in reader.trouble
    reader.tend(NOW + timedelta(seconds=6), waiting=True)
    assert reader.pid is None
    (place.root / "end").unlink()
    reader.tend(NOW + timedelta(seconds=8), waiting=True)
    assert reader.pid is not None


def test_a_missing_engine_is_said_with_what_helps(reader: Reader, place: Home) -> None:
    ended(reader, place, 5, NOW)
    assert reader.trouble and "ebb doctor" in reader.trouble


def test_another_reader_at_work_is_no_trouble(reader: Reader, place: Home) -> None:
    ended(reader, place, 6, NOW)
    ended(reader, place, 6, NOW + timedelta(seconds=3))
    assert reader.trouble is None


def test_one_that_is_silent_for_long_is_killed(reader: Reader, place: Home) -> None:
    reader.tend(NOW, waiting=True)
    started = reader.pid
    assert started
    wait_for(lambda: processes.runs(started, "standin"), "its start")
    state.write_reader(place, ReaderState(started, NOW))
    reader.tend(NOW + timedelta(seconds=59), waiting=True)
    assert reader.pid == started
    reader.tend(NOW + timedelta(seconds=61), waiting=True)
    wait_for(lambda: reader.pid is None, "its end")


def test_no_process_is_killed_that_merely_has_the_number_of_an_old_reader(reader: Reader, place: Home) -> None:
    state.write_reader(place, ReaderState(os.getpid(), NOW - timedelta(hours=1)))
    reader.tend(NOW, waiting=False)
    assert processes.is_alive(os.getpid())
