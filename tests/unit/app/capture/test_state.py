"""The heartbeat files: what is written comes back, in one step, for the owner alone; anything else is no heartbeat."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.capture import state
from app.capture.state import DaemonState, ReaderState
from app.home import Home, prepare

AT = datetime(2026, 5, 4, 9, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def place(home: Path) -> Home:
    """A prepared home."""
    return prepare(Home(home))


def test_what_the_daemon_writes_comes_back(place: Home) -> None:
    given = DaemonState(7, AT, AT, "looking", AT, 12, 3, AT + timedelta(hours=1), ("idle",), 1.25, 8)
    state.write_daemon(place, given)
    assert state.read_daemon(place) == given
    state.write_daemon(place, DaemonState(7, AT, AT))
    assert state.read_daemon(place) == DaemonState(7, AT, AT)


def test_what_the_reader_writes_comes_back(place: Home) -> None:
    given = ReaderState(9, AT, 4, 10, 1, 3.5, "tesseract")
    state.write_reader(place, given)
    assert state.read_reader(place) == given


def test_only_the_owner_may_read_them_and_nothing_else_is_left(place: Home) -> None:
    before = set(place.root.iterdir())
    state.write_daemon(place, DaemonState(7, AT, AT))
    state.write_reader(place, ReaderState(9, AT))
    made = set(place.root.iterdir()) - before
    assert made == {state.daemon_file(place), state.reader_file(place)}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"pid": 3}', '{"pid": 3, "started_at": "x", "at": "y"}'])
def test_a_damaged_file_is_no_heartbeat(place: Home, text: str) -> None:
    state.daemon_file(place).write_text(text)
    assert state.read_daemon(place) is None


def test_a_missing_file_is_no_heartbeat(place: Home) -> None:
    assert state.read_daemon(place) is None and state.read_reader(place) is None


def test_a_heartbeat_of_a_newer_ebb_is_still_read(place: Home) -> None:
    state.write_reader(place, ReaderState(9, AT, 4))
    found = json.loads(state.reader_file(place).read_text())
    state.reader_file(place).write_text(json.dumps(found | {"mood": "good"}))
    assert state.read_reader(place) == ReaderState(9, AT, 4)
