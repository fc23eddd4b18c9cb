"""Counting from a whole memory: what is said as a fact, and what as doubtful."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import Ebb

NOW = datetime(2025, 6, 20, 12, tzinfo=UTC)
QUESTION = "How many times did I run in May?"


def answered(home: Path, *texts: str, question: str = QUESTION) -> str:
    with Ebb.open(home, background=False) as ebb:
        for day, text in enumerate(texts, start=3):
            ebb.add(text, occurred_at=datetime(2025, 5, day, 18, tzinfo=UTC))
        ebb.settle()
        return ebb.ask(question, now=NOW, extractive=True).text


@pytest.mark.parametrize("other", ["9 km on foot before sunrise.", "11 km with the running group."])
def test_a_number_is_the_least_there_is_where_something_else_may_tell_of_it(home: Path, other: str) -> None:
    assert answered(home, "Ran 5 km.", "Ran 7 km along the river.", other).startswith("At least twice:")


@pytest.mark.parametrize("other", ["The kitchen tap drips.", "I didn't run today.", "Ana ran 9 km.", "Cycled 9 km."])
def test_a_count_goes_as_far_as_what_was_found_where_nothing_else_does(home: Path, other: str) -> None:
    assert answered(home, "Ran 5 km.", "Ran 7 km along the river.", other).startswith("As far as I can find, twice:")


def test_what_cannot_be_counted_is_quoted_without_a_number(home: Path) -> None:
    said = answered(home, "The books cost me €46.", question="How many books did I read in May?")
    assert "€46" not in said.split("“")[0]


def test_what_was_paid_for_a_thing_is_said_plainly(home: Path) -> None:
    texts = ("Spent €12 on tools.", "Paid €30 for tools.", "Dinner with Ana.")
    assert answered(home, *texts, question="How much did I spend on tools in May?").startswith("€42:")


def test_the_last_day_is_said_plainly_where_nothing_lies_beyond_it(home: Path) -> None:
    assert answered(home, "Dinner with Ana.", question="When did I last meet Ana?").startswith("3 May 2025:")
