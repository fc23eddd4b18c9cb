"""What sentences state: subject, slot, value, cue and span; and the many that state nothing."""

from datetime import UTC, datetime

import pytest

from core.truth.reading import read
from core.truth.statement import Form, Found

SAID = datetime(2025, 3, 3, 12, tzinfo=UTC)  # a Monday


def told(text: str, author: str | None = None) -> list[tuple[str, str, str, str]]:
    """Subject, slot, value and form of each statement."""
    return [(one.subject, one.slot, one.value, one.form.value) for one in read(text, author, SAID)]


def only(text: str, author: str | None = None) -> Found:
    """The one statement of a text."""
    (found,) = read(text, author, SAID)
    return found


@pytest.mark.parametrize(
    ("text", "subject", "slot", "value"),
    [
        ("I live in Porto.", "self", "lives in", "Porto"),
        ("Ana lives in São Paulo.", "ana", "lives in", "São Paulo"),
        ("My sister lives in Ghent now.", "self/sister", "lives in", "Ghent"),
        ("My sister Ana lives in Ghent now.", "ana", "lives in", "Ghent"),
        ("I’m working at Beacon.", "self", "works at", "Beacon"),
        ("My phone number is +351 555 0199.", "self", "phone", "+351 555 0199"),
        ("Rent: 900 euros.", "self/rent", "is", "900 euros"),
        ("Ana's rent is 900 euros.", "ana/rent", "is", "900 euros"),
        ("My dentist is Dr Okafor.", "self", "dentist", "Dr Okafor"),
        ("The spare key is under the pot.", "self/spare key", "is kept", "under the pot"),
        ("The library opens at 10:00.", "self/library", "opens", "10:00"),
        ("The trip to Rome is in June.", "self/rome trip", "is on", "June"),
        ("My favourite tea is Assam.", "self", "favourite tea", "Assam"),
    ],
)
def test_a_plain_sentence_states_one_value_without_a_cue(text: str, subject: str, slot: str, value: str) -> None:
    found = only(text)
    assert (found.subject, found.slot, found.value, found.form) == (subject, slot, value, Form.HOLDS)


@pytest.mark.parametrize(
    "text",
    [
        "I live in Lisbon now.",
        "I've moved to Lisbon!",
        "Moved to Lisbon yesterday.",
        "I started at Beacon today.",
        "The rent went up to 900 euros.",
        "My dentist is now Dr Okafor.",
        "Correction: the rent is 910 euros.",
        "The dentist appointment was moved to Thursday.",
        "The spare key is in the shed now, not under the pot.",
    ],
)
def test_words_of_change_are_a_cue(text: str) -> None:
    held = [one for one in read(text, None, SAID) if one.form is Form.HOLDS]
    assert [bool(one.cue) for one in held] == [True]


def test_i_is_the_author_and_a_machine_states_nothing() -> None:
    assert only("I live in Porto.", "Caroline").subject == "caroline"
    assert only("I live in Porto.", "You").subject == "self"
    assert read("I live in Porto.", "ChatGPT", SAID) == []


def test_what_somebody_has_many_of_joins() -> None:
    assert told("We adopted a dog called Buddy.") == [("self", "pets", "Buddy", "joins")]
    assert told("We got a second pet: a dog named Scout.") == [("self", "pets", "Scout", "joins")]
    assert told("I'm allergic to walnuts.") == [("self", "is allergic to", "walnuts", "joins")]


def test_what_is_over_ends_its_value() -> None:
    assert ("self", "works at", "Acme", "ends") in told("I quit my job at Acme.")
    assert told("Buddy died last night.") == [("self", "pets", "Buddy", "ends")]
    assert told("The trip to Rome is cancelled.") == [("self/rome trip", "is on", "", "ends")]
    assert told("I don't do pottery any more.") == [("self", "does", "pottery", "ends")]


def test_a_move_from_one_to_another_ends_the_one_and_holds_the_other() -> None:
    assert told("I moved from Porto to Lisbon last weekend.") == [
        ("self", "lives in", "Porto", "ends"),
        ("self", "lives in", "Lisbon", "holds"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Do I live in Porto?",
        "I might move to Berlin.",
        "If I lived in Berlin, I would cycle.",
        "I wish I lived in Berlin.",
        "She asked whether I moved to Berlin.",
        "Ana said that she lives in Berlin now.",
        "According to Tomas, the rent is now 900 euros.",
        "I don't think the rent is 900 euros? Who knows.",
        'In the film the hero says "I live in Berlin now".',
        "“I moved to Berlin” was the best line.",
        "I was living in Berlin.",
        "I'm going to move to Berlin.",
        "We are not moving to Berlin.",
        "The rent could go up to 1200 euros.",
        "A friend of mine works at Corvid.",
        "The wifi password is now Horse42.",
        "I moved to the sofa.",
        "Thanks for lunch, it was lovely to catch up.",
    ],
)
def test_questions_wishes_hearsay_quotes_and_secrets_state_nothing(text: str) -> None:
    assert told(text) == []


def test_a_past_that_is_over_is_held_and_changes_nothing() -> None:
    found = only("In 2019 I lived in Paris.")
    assert found.form is Form.HELD
    assert found.valid_from is not None and found.ends_at is not None


def test_a_stated_time_is_when_it_begins() -> None:
    found = only("I moved to Lisbon on 12 January 2025.")
    assert found.valid_from == int(datetime(2025, 1, 12, tzinfo=SAID.tzinfo).timestamp()) * 1_000_000


def test_an_amount_is_no_year() -> None:
    assert {one.valid_from for one in read("They raised the rent from 1015 to 1960 euros.", None, SAID)} == {None}


def test_a_planned_time_is_resolved_from_the_day_of_writing_and_ends_by_itself() -> None:
    found = only("Dentist appointment on Friday at 15:00.")
    assert found.key == "2025-03-07T15:00"
    assert found.ends_at == int(datetime(2025, 3, 7, 15, 1, tzinfo=UTC).timestamp()) * 1_000_000


def test_each_statement_has_the_span_of_its_clause() -> None:
    text = "Lovely day. I left Acme and joined Beacon."
    spans = {text[one.start : one.end] for one in read(text, None, SAID)}
    assert spans == {"I left Acme", "joined Beacon."}


def test_it_means_the_thing_just_named() -> None:
    found = [one for one in read("I was wrong about the rent: it is 910 euros.", None, SAID) if one.form is Form.HOLDS]
    assert [(one.subject, one.value) for one in found] == [("self/rent", "910 euros")]


def test_a_clause_without_subject_follows_the_one_before_and_not_somebody_unknown() -> None:
    assert ("self", "works at", "Beacon", "holds") in told("I left Acme and joined Beacon.")
    assert told("The character in my book packed up and moved to Berlin.") == []


@pytest.mark.parametrize(
    "text", ["", ".", "\x00\x1b[31m", "I live in " * 3000, "'" * 500, "my " * 2000, "Ana's " * 500]
)
def test_strange_texts_are_read_without_harm(text: str) -> None:
    assert len(read(text, None, SAID)) <= 3000
