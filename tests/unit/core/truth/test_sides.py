"""Which of two values was and which is, by the words about each; neither where that is not certain."""

import pytest

from core.truth.looks import amounts, clocks, names, phones, wheres
from core.truth.sides import sides


@pytest.mark.parametrize(
    ("text", "was", "now"),
    [
        ("The rent went from 850 to 905.", ["850"], "905"),
        ("It is 905 now instead of 850.", ["850"], "905"),
        ("It used to be 850, now it's 905.", ["850"], "905"),
        ("It's 905, not 850.", ["850"], "905"),
        ("It is no longer 850 but 905.", ["850"], "905"),
        ("Some say 850 or 905.", [], None),
    ],
)
def test_words_about_a_value_tell_its_side(text: str, was: list[str], now: str | None) -> None:
    old, new = sides(text, list(amounts(text)))
    assert ([one.value for one in old], new and new.value) == (was, now)


def test_years_dates_and_durations_are_no_amounts() -> None:
    assert [one.value for one in amounts("Since 2019, for 3 years, until 12 May: 905 euros at 9:30.")] == ["905 euros"]


def test_a_date_is_no_telephone_number() -> None:
    assert [one.key for one in phones("On 12.03.2025 my number became 555-1234.")] == ["5551234"]


def test_clock_times_with_and_without_minutes_are_alike() -> None:
    assert {one.key for one in clocks("at 10 or 10:00 or 10am")} == {"10:00"}


def test_a_place_ends_where_the_next_begins() -> None:
    text = "no longer under the flower pot but in the shed"
    assert [one.value for one in wheres(text)] == ["under the flower pot", "in the shed"]


def test_a_word_that_only_begins_a_sentence_is_no_name() -> None:
    assert [one.value for one in names("Found a new one, Copper Kettle.")] == ["Copper Kettle"]
    assert [one.value for one in names("dr okafor is kind")] == ["Dr Okafor"]
