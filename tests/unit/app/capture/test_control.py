"""What is wanted of the capture: off until somebody says otherwise, and a pause ends when it was said to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.capture import control
from app.capture.control import Control
from app.home import Home, prepare
from core.errors import ReadOnlyHome

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def place(home: Path) -> Home:
    """A prepared home."""
    return prepare(Home(home))


def test_nothing_is_wanted_until_somebody_says_so(place: Home) -> None:
    assert control.control(place) == Control(wanted=False, paused=False, until=None)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"wanted": true, "paused": true, "until": "soon"}'])
def test_a_file_that_cannot_be_read_turns_nothing_on(place: Home, text: str) -> None:
    control.want(place, True)
    control.control_file(place).write_text(text)
    assert not control.control(place).wanted


def test_a_pause_ends_by_itself(place: Home) -> None:
    control.want(place, True)
    control.pause(place, NOW + timedelta(minutes=10))
    found = control.control(place)
    assert found.wanted and found.holds(NOW) and found.holds(NOW + timedelta(minutes=9))
    assert not found.holds(NOW + timedelta(minutes=10))


def test_a_pause_without_an_end_holds_until_it_is_ended(place: Home) -> None:
    control.pause(place, None)
    assert control.control(place).holds(NOW + timedelta(days=9999))
    control.resume(place)
    assert not control.control(place).holds(NOW)


def test_turning_it_off_and_on_again_does_not_end_a_pause(place: Home) -> None:
    control.pause(place, None)
    control.want(place, False)
    control.want(place, True)
    assert control.control(place).holds(NOW)


def test_only_the_owner_may_read_it(place: Home) -> None:
    control.want(place, True)
    assert control.control_file(place).stat().st_mode & 0o777 == 0o600


def test_a_home_that_cannot_be_written_says_so(place: Home) -> None:
    control.control_file(place).mkdir()
    with pytest.raises(ReadOnlyHome):
        control.want(place, True)
