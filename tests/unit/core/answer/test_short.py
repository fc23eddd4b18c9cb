"""The short answer that a quotation holds, as people say it."""

from datetime import UTC, datetime

import pytest

from core.answer.short import amount_of, person_of, thing_of, time_of
from core.memory import Kind, Memory, Source, State

AT = datetime(2023, 7, 17, 18, tzinfo=UTC)


def time(text: str, asked: str = "When was it?") -> str:
    memory = Memory("1", str(Kind.CHAT), "", text, "", (), (), AT, AT, 1, 1, False, State.VIVID, Source(author="Ana"))
    return time_of(text, memory, UTC, asked)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("I was there last week.", "the week before 17 July 2023"),
        ("I was there last weekend.", "the weekend before 17 July 2023"),
        ("We go there next week.", "the week after 17 July 2023"),
        ("I was there a few weeks ago.", "a few weeks before 17 July 2023"),
        ("I was there last summer.", "summer 2022"),
        ("I was there last Friday.", "14 July 2023"),
        ("We go there next month.", "August 2023"),
        ("I was there last year.", "2022"),
        ("I was there.", ""),
    ],
)
def test_a_time_is_told_as_exactly_as_it_was_said(text: str, answer: str) -> None:
    assert time(text) == answer


def test_a_year_or_month_that_is_asked_for_is_told_alone() -> None:
    assert time("I was there last Friday.", "What year was it?") == "2023"
    assert time("I was there last Friday.", "Which month was it?") == "July 2023"


@pytest.mark.parametrize(
    ("asked", "text", "answer"),
    [
        ("How long have they been married?", "5 years already!", "5 years"),
        ("How long has Ana been painting?", "Seven years now, and two cats later.", "Seven years"),
        ("How long does she hold it?", "I hold it for 30-60 seconds.", "30-60 seconds"),
        ("How often does Ana go there?", "We go once or twice a year, in May.", "once or twice a year"),
        ("How often does Ana swim?", "I swim every Tuesday.", "every Tuesday"),
        ("How often does Ana swim?", "I love it.", ""),
        ("How many turtles does Nate have?", "My three turtles ate 20 leaves.", "three"),
        ("How many turtles does Nate have?", "I have 3 small turtles and 4 cats.", "3"),
        ("How many cats are there?", "Some.", ""),
        ("How much was it?", "It cost €40.", "€40"),
    ],
)
def test_an_amount_is_quoted_with_its_unit(asked: str, text: str, answer: str) -> None:
    assert amount_of(text, asked) == answer


def test_a_name_a_place_or_a_thing_is_named_by_itself_where_only_one_can_be_meant() -> None:
    assert person_of("My colleague Rob came along.", "Who came along?") == "Rob"
    assert person_of("I met Rob, Ana and Tom.", "Who did I meet?") == ""
    assert thing_of("I grew up in Lisbon.", "Where did Ana grow up?") == "Lisbon"
    assert (
        thing_of("My grandmother gave me a silver necklace.", "What did grandmother give her?") == "a silver necklace"
    )
    assert thing_of("It was fine.", "What did grandmother give her?") == ""
    assert thing_of("I was tired.", "Why did Ana leave?") == ""
