"""How well a memory's time fits the times that a query names."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.recall.moments import Moment, fit, moments
from core.text.times import ranges

NOW = datetime(2025, 11, 21, 12, tzinfo=UTC)  # a Friday


def asked(words: str, now: datetime = NOW) -> list[Moment]:
    return moments(ranges(words, now))


@pytest.mark.parametrize(
    ("words", "occurred", "expected"),
    [
        ("in May 2023", (2023, 5, 1), 1.0),
        ("in May 2023", (2023, 5, 31, 23, 59), 1.0),
        ("in May 2023", (2023, 4, 30, 23, 59), 0.0),
        ("in May 2023", (2023, 6, 6), 0.5),
        ("in May 2023", (2023, 6, 11), 0.0),
        ("in May 2023", (2024, 5, 10), 0.0),
        ("yesterday", (2025, 11, 20, 8), 1.0),
        ("yesterday", (2024, 11, 20, 8), 0.0),
        ("in June", (2025, 6, 10), 1.0),
        ("in June", (2022, 6, 10), 1.0),
        ("in June", (2022, 7, 6), 0.5),
        ("in June", (2022, 5, 31), 0.0),
        ("on 5 May", (2019, 5, 5, 23), 1.0),
        ("at Christmas", (2020, 12, 25, 18), 1.0),
        ("in winter", (2023, 1, 15), 1.0),
        ("in winter", (2022, 12, 15), 1.0),
        ("in winter", (2023, 6, 15), 0.0),
        ("between November and February", (2021, 1, 15), 1.0),
        ("last summer", (2025, 7, 1), 1.0),
        ("last summer", (2024, 7, 1), 0.0),
        ("on Monday", (2025, 11, 17, 9), 1.0),
        ("on Monday", (2024, 11, 17, 9), 0.0),
        ("at the weekend", (2024, 11, 15, 9), 0.0),
        ("tonight", (2024, 11, 21, 20), 0.0),
        ("since June", (2025, 8, 1), 1.0),
        ("since June", (2024, 8, 1), 0.0),
        ("before June", (2019, 8, 1), 1.0),
        ("before June", (2025, 10, 1), 0.0),
        ("until March 2024", (2024, 3, 31), 1.0),
        ("until March 2024", (2025, 3, 1), 0.0),
        ("by Friday", (2025, 11, 21, 10), 1.0),
        ("on 29 February", (2024, 2, 29, 9), 1.0),
        ("on 29 February", (2023, 2, 28, 9), 1.0),
        ("on 29 February", (2023, 3, 12), 0.0),
        ("what is the wifi password", (2025, 11, 21), 0.0),
    ],
)
def test_a_memory_fits_the_times_of_a_query(words: str, occurred: tuple[int, ...], expected: float) -> None:
    time = datetime(*occurred, tzinfo=UTC)  # type: ignore[misc,arg-type]
    assert fit(time, asked(words)) == pytest.approx(expected, abs=0.01)


def test_a_day_before_a_leap_day_is_a_whole_day_in_other_years() -> None:
    leap = asked("on 28 February", datetime(2024, 3, 3, tzinfo=UTC))
    assert leap[0].end == datetime(2024, 2, 29, tzinfo=UTC)
    assert fit(datetime(2023, 2, 28, 9, tzinfo=UTC), leap) == 1.0
    assert fit(datetime(2023, 2, 27, 9, tzinfo=UTC), leap) == 0.0


def test_years_turn_where_the_question_is_asked() -> None:
    zone = timezone(timedelta(hours=13))
    new_year = datetime(2024, 12, 31, 12, tzinfo=UTC)  # one o'clock on 1 January there
    assert fit(new_year, asked("in January", datetime(2025, 6, 1, tzinfo=zone))) == 1.0


def test_the_best_of_several_times_counts() -> None:
    either = asked("in May 2023 or in June 2024")
    assert len(either) == 2
    assert fit(datetime(2024, 6, 3, tzinfo=UTC), either) == 1.0
    assert fit(datetime(2023, 5, 3, tzinfo=UTC), either) == 1.0


@pytest.mark.parametrize("year", [1, 2, 1500, 9998, 9999])
def test_a_memory_of_any_year_can_be_compared(year: int) -> None:
    assert fit(datetime(year, 6, 10, tzinfo=UTC), asked("in June")) == 1.0
    assert fit(datetime(year, 2, 28, 1, tzinfo=UTC), asked("on 29 February")) == 1.0
    assert fit(datetime(year, 9, 1, tzinfo=UTC), asked("in June")) == 0.0
