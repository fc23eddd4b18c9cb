"""Whether a sentence tells of what was asked for: surely, likely, or not at all."""

from datetime import UTC, datetime

import pytest

from core.answer.asked import tally_of
from core.answer.telling import LIKELY, NOT, SURE, called, sureness

NOW = datetime(2025, 6, 20, 12, tzinfo=UTC)


def told(question: str, sentence: str, titles: tuple[str, ...] = (), *, own: bool = True) -> float:
    tally = tally_of(question, NOW)
    assert tally is not None
    return sureness(tally, sentence, (), titles, own=own)


@pytest.mark.parametrize(
    ("sentence", "sure"),
    [
        ("Dinner with Ana.", SURE),
        ("Coffee with Tom and Ana.", SURE),
        ("Bumped into Ana outside the library.", SURE),
        ("Ana came by for tea.", SURE),
        ("Ana and I had lunch.", SURE),
        ("Saw Ana at the concert.", SURE),
        ("It was too cold to swim, so I met Ana for tea.", SURE),
        ("An afternoon at Ana's.", LIKELY),
        ("Went to see Alien with Ana.", NOT),
        ("Tom had dinner with Ana.", NOT),
        ("Ana had no time today.", NOT),
        ("Wrote Ana a long letter.", NOT),
        ("Would like to see Ana.", NOT),
        ("Ana cancelled, so we did not meet.", NOT),
        ("Dinner with Ana tomorrow.", NOT),
        ("Dinner with Anabel.", NOT),
        ("Met Tom.", NOT),
    ],
)
def test_who_was_met_is_told_by_company_not_by_the_name_alone(sentence: str, sure: float) -> None:
    assert told("How often did I meet Ana?", sentence) == sure


@pytest.mark.parametrize(
    ("sentence", "sure"),
    [
        ("Weekend trip to Siena.", SURE),
        ("Been to Siena, nice old streets.", SURE),
        ("Walked around Siena all afternoon.", SURE),
        ("Phoned the hotel in Siena.", LIKELY),
        ("Want to go to Siena.", NOT),
        ("Ana went to Siena.", NOT),
        ("Flight to Siena booked.", NOT),
        ("Siena is in Tuscany.", NOT),
    ],
)
def test_a_place_was_visited_where_one_was_there(sentence: str, sure: float) -> None:
    assert told("When was I in Siena?", sentence) == sure


@pytest.mark.parametrize(
    ("sentence", "sure"),
    [
        ("Got through the book Emma at last.", SURE),
        ("Emma finished, a wonderful book.", SURE),
        ("Done with Dune, could not put it down.", SURE),
        ("Done with Solaris, could not put it down.", LIKELY),
        ("Done with the dishes.", NOT),
        ("The book Emma is still on my shelf.", NOT),
        ("Priya finished the book Emma.", NOT),
        ("I did not finish the book Emma.", NOT),
    ],
)
def test_a_thing_that_is_only_told_by_a_title_is_likely_unless_the_title_is_known(sentence: str, sure: float) -> None:
    assert told("Which books did I read?", sentence, ("Dune",)) == sure


@pytest.mark.parametrize(
    ("sentence", "sure"),
    [
        ("Jogged 5 km with Ana.", SURE),
        ("We did 4 km on the running track.", SURE),
        ("Bought new running socks.", NOT),
        ("Did not feel like running.", NOT),
        ("Ana has run 5 km again.", NOT),
        ("Hoping for a run at the weekend.", NOT),
    ],
)
def test_a_word_of_a_doing_is_no_deed_by_itself(sentence: str, sure: float) -> None:
    assert told("How many runs did I do?", sentence) == sure


def test_what_was_paid_needs_a_price() -> None:
    asked = "How much did I spend on tools?"
    assert told(asked, "Bill for tools: €40.") == SURE
    assert told(asked, "Bought tools.") == told(asked, "Ana paid €40 for tools.") == NOT


def test_titles_are_read_behind_the_kind_of_thing() -> None:
    assert called("I like the novel “Middlemarch” and the book War Horse.", ("book", "novel")) == [
        "Middlemarch",
        "War Horse",
    ]
    assert called("The book is good.", ("book",)) == called("Emma", ()) == []
