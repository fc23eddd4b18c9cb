"""When a number may be said as it is: only where nothing else may tell of the same; else the answer says so."""

from collections.abc import Sequence
from datetime import UTC

import pytest

from core.answer.asked import Wants, tally_of
from core.answer.extract import AS_FAR, NEAREST, extracted
from core.answer.quantities import names_of
from core.answer.tallies import joined, tallied, told_of, usual_unit
from core.answer.telling import LIKELY, NOT, SURE
from core.memory import Memory
from tests.unit.core.answer.test_extract import found
from tests.unit.core.answer.test_tallies import NOW, ask, note
from tests.unit.core.answer.test_telling import told

RUN = note("Ran 5 km along the river.", 5, 3)


def asked(question: str, known: Sequence[Memory], others: Sequence[Memory]) -> str:
    tally = tally_of(question, NOW)
    assert tally is not None
    answer = tallied(tally, joined(tally, told_of(tally, known, UTC, {}), others, UTC), UTC)
    assert answer is not None
    return answer.text


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("How many times did I run in May?", "At least once:"),
        ("How many km did I run in May?", "At least 5 km:"),
        ("What was my longest run in May?", "As far as I can find, 5 km:"),
    ],
)
def test_what_may_tell_of_it_in_other_words_makes_a_number_doubtful(question: str, head: str) -> None:
    answer = asked(question, [RUN], [note("9 km on foot before sunrise.", 5, 9)])
    assert answer.startswith(head)
    assert "9 km on foot" in answer


@pytest.mark.parametrize(
    "other",
    [
        "Cycled 9 km to the dam.",
        "Ana did 9 km on foot.",
        "Tomorrow 9 km on foot.",
        "Would love to run 9 km, but it rained.",
    ],
)
def test_what_is_of_another_doing_or_no_fact_makes_none_doubtful(other: str) -> None:
    assert asked("How many times did I run in May?", [RUN], [note(other, 5, 9)]).startswith("Once:")


def test_what_was_of_another_month_or_is_told_already_makes_none_doubtful() -> None:
    others = [note("9 km on foot.", 4, 9), note("Along the river, ran 5 km.", 5, 3), RUN]
    assert asked("How many times did I run in May?", [RUN], others).startswith("Once:")


def test_only_what_names_them_may_tell_of_meeting_somebody() -> None:
    known, other = note("Dinner with Ana.", 5, 3), "How often did I meet Ana?"
    assert asked(other, [known], [note("Dinner with Tom.", 5, 9)]).startswith("Once:")
    assert asked(other, [known], [note("Had Ana over for cards.", 5, 9)]).startswith("At least once:")
    assert asked(other, [known], [note("Wrote Ana a long letter.", 5, 9)]).startswith("Once:")


@pytest.mark.parametrize(
    ("question", "head"), [("When did I last meet Ana?", "3 May 2025"), ("When did I first meet Ana?", "3 May 2025")]
)
def test_a_day_is_doubtful_only_if_something_lies_beyond_it(question: str, head: str) -> None:
    known = note("Dinner with Ana.", 5, 3)
    before, after = note("Had Ana over for cards.", 5, 1), note("Had Ana over for cards.", 5, 9)
    beyond, within = (after, before) if "last" in question else (before, after)
    assert asked(question, [known], [beyond]).startswith(AS_FAR + head)
    assert asked(question, [known], [within]).startswith(head)


def test_a_total_is_at_least_that_where_one_time_does_not_say_how_much() -> None:
    answer = ask("How many km did I run in May?", RUN, note("Went for a run in the woods.", 5, 9))
    assert answer is not None
    assert answer.text.startswith("At least 5 km:")


def test_the_unit_in_which_most_tell_of_it_is_its_usual_one() -> None:
    tally = tally_of("How many times did I run in May?", NOW)
    assert tally is not None
    runs = [RUN, note("Ran 3 km.", 5, 5), note("Ran in the woods.", 5, 7)]
    assert usual_unit(tally, told_of(tally, runs, UTC, {})) == "km"
    assert usual_unit(tally, told_of(tally, runs[2:], UTC, {})) == ""
    assert {"km", "miles"} <= set(names_of("km"))
    assert names_of("€") == ("eur", "euro", "euros")


@pytest.mark.parametrize(
    "question",
    ["How much money went on books in May?", "What did I spend on books in May?", "What have I paid for books?"],
)
def test_money_is_added_up_however_it_is_asked_for(question: str) -> None:
    tally = tally_of(question, NOW)
    assert tally is not None
    assert tally.wants is Wants.TOTAL
    answer = ask(question, note("Spent €12 on books.", 5, 3), note("Spent €30 on tools.", 5, 4))
    assert answer is not None
    assert answer.text.startswith("€12:")


@pytest.mark.parametrize(
    ("question", "sentence", "sure"),
    [
        ("How often did I run?", "Read an article about trail running.", NOT),
        ("How often did I ride my bike?", "The bike has a flat tyre.", NOT),
        ("How often did I run?", "A run of 5 km.", SURE),
        ("How often did I call Ana?", "Video call with Ana.", SURE),
        ("How often did I call Ana?", "An hour on the phone with Ana.", SURE),
        ("How much did I spend on tools?", "Tools, 45 in cash.", LIKELY),
        ("How much did I spend on tools?", "Cleaned the tools.", NOT),
    ],
)
def test_what_only_names_a_doing_does_not_tell_of_it(question: str, sentence: str, sure: float) -> None:
    assert told(question, sentence) == sure


def test_where_nothing_is_counted_what_comes_near_is_only_quoted() -> None:
    hits = found("How often did I sail in May?", [note("The sails cost €57 in May.")])
    answer = extracted("How often did I sail in May?", hits, UTC, counting=True)
    assert answer.text.startswith(f"{NEAREST}“The sails")
    assert not extracted("How often did I sail in May?", hits, UTC).text.startswith(NEAREST)


def test_a_day_that_rests_on_a_note_that_only_comes_near_is_doubtful() -> None:
    question = "When did I sail to Fjellstrand?"
    hits = found(question, [note("On 3 May we sailed past Fjellstrand.")])
    plain = extracted(question, hits, UTC).text
    assert plain[0].isdigit()
    assert extracted(question, hits, UTC, counting=True).text == AS_FAR + plain
    assert extracted("When did I last sail?", hits, UTC, counting=True).text.startswith(NEAREST)
