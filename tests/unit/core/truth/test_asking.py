"""Which questions ask for the past, which for a slot, and where superseded memories stand."""

import pytest

from core.truth.asked import slot_of
from core.truth.past import after_superseders, asks_of_the_past


@pytest.mark.parametrize(
    "question",
    [
        "Where did I live before?",
        "Where did I use to live?",
        "What was my old phone number?",
        "Who was my dentist in 2022?",
        "What did the rent cost when I lived in Porto?",
        "Which company did Ana previously work for?",
        "Who was my former boss?",
        "Where did Ana work back then?",
        "What car do I no longer drive?",
    ],
)
def test_words_of_the_past_ask_for_it(question: str) -> None:
    assert asks_of_the_past(question)


@pytest.mark.parametrize(
    "question",
    [
        "Where do I live?",
        "What is the rent?",
        "What must I do before the trip?",
        "When is the dentist?",
        "Call before 2 pm",
    ],
)
def test_other_questions_ask_for_the_present(question: str) -> None:
    assert not asks_of_the_past(question)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Where do I live?", ("self", "lives in")),
        ("where does my sister live now", ("self/sister", "lives in")),
        ("Where does Ana work?", ("ana", "works at")),
        ("Who's my dentist?", ("self", "dentist")),
        ("What is the rent?", ("self/rent", "is")),
        ("Where is the spare key?", ("self/spare key", "is kept")),
        ("When is my dentist appointment?", ("self/dentist", "is on")),
        ("When is the trip to Rome?", ("self/rome trip", "is on")),
        ("What is Ana's favourite tea?", ("ana", "favourite tea")),
        ("What pets do I have?", ("self", "pets")),
    ],
)
def test_a_question_for_a_slot_names_it(question: str, place: tuple[str, str]) -> None:
    assert slot_of(question) == place


@pytest.mark.parametrize(
    "question", ["What did Ana say about the storm?", "lentil soup", "", "Why?", "When did we meet?"]
)
def test_any_other_question_names_none(question: str) -> None:
    assert slot_of(question) is None


def test_what_was_superseded_stands_behind_what_superseded_it() -> None:
    by = {"old": {"new"}, "older": {"old", "new"}}
    order = after_superseders(["older", "x", "old", "new", "y"], by)
    assert order.index("new") < order.index("old") < order.index("older")
    assert sorted(order) == sorted(["older", "x", "old", "new", "y"])


def test_a_ring_of_superseders_loses_nothing() -> None:
    assert sorted(after_superseders(["a", "b"], {"a": {"b"}, "b": {"a"}})) == ["a", "b"]
