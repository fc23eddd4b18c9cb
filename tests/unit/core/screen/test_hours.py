"""The hours at which is captured, as they are written."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.errors import BadInput
from core.screen.hours import parsed, within

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def test_a_stretch_holds_on_its_days_from_its_start_to_before_its_end() -> None:
    work = parsed("Mon-Fri 08:00-18:00")
    assert work.hold(at(0, 8), UTC) and work.hold(at(4, 17, 59), UTC)
    assert not work.hold(at(0, 7, 59), UTC) and not work.hold(at(0, 18), UTC) and not work.hold(at(5, 12), UTC)


def test_a_stretch_past_midnight_belongs_to_the_day_it_began_on() -> None:
    night = parsed("fri 22:00-06:00")
    assert night.hold(at(4, 23), UTC) and night.hold(at(5, 5, 59), UTC)
    assert not night.hold(at(4, 5), UTC) and not night.hold(at(5, 6), UTC) and not night.hold(at(5, 23), UTC)


def test_days_go_round_the_week_and_may_be_listed() -> None:
    assert parsed("Sat-Mon").days == {5, 6, 0}
    assert parsed("Tuesday, Thu 9:00-24:00").days == {1, 3}
    assert parsed("09:00-10:00").days == set(range(7))
    assert parsed("Sun").hold(at(6, 0), UTC) and parsed("Sun").hold(at(6, 23, 59), UTC)


def test_the_clock_is_the_one_of_the_zone() -> None:
    assert parsed("Tue 00:00-01:00").hold(at(0, 23), timezone(timedelta(hours=1)))
    assert within([], MONDAY)
    assert not within([parsed("12:00-12:01")], datetime(2026, 3, 2, 0, 0).astimezone())


@pytest.mark.parametrize(
    "text", ["", "always", "25:00-26:00", "08:00", "08:00-08:00", "Mon 8-9", "Mon-Fri 10:61-11:00"]
)
def test_what_names_no_hours_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="names no hours"):
        parsed(text)
