"""A question that leans on the conversation is said so that it stands alone; any other stays as it was asked."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answer.followups import LONGEST, Standing, alone, leans

NOW = datetime(2025, 6, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    role: str
    text: str


def stands(*texts: str) -> str:
    """The last text after the others; what begins with ! was said by Ebb."""
    *before, question = texts
    history = [Said("ebb", text[1:]) if text.startswith("!") else Said("you", text) for text in before]
    return alone(question, history, NOW).text


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("How many times did I run in May?", "and in June?", "How many times did I run in June?"),
        ("How many times did I run in May?", "what about July?", "How many times did I run in July?"),
        ("How many times did I run in June?", "and in May?", "How many times did I run in May?"),
        ("How many times did I run in May?", "And last year?", "How many times did I run last year?"),
        ("How many times did I run?", "and in May?", "How many times did I run in May?"),
        ("Who did I meet in Oslo?", "in Bergen?", "Who did I meet in Bergen?"),
        ("How much did I spend on food in May?", "and on books?", "How much did I spend on books in May?"),
    ],
)
def test_a_time_a_place_or_a_phrase_takes_the_place_of_its_like(before: str, question: str, whole: str) -> None:
    assert stands(before, question) == whole


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("When did I last see Ana?", "and Ben?", "When did I last see Ben?"),
        ("When did I last see Ana?", "What about my sister?", "When did I last see my sister?"),
        ("Where does my sister live?", "And my brother?", "Where does my brother live?"),
        ("Where do I live?", "and Caroline?", "Where does Caroline live?"),
        ("Where does Caroline live?", "and me?", "Where do I live?"),
        ("Where is my boat?", "and my car?", "Where is my car?"),
        ("What is Ana's phone number?", "and Ben's?", "What is Ben's phone number?"),
        ("What is Ana's phone number?", "and her address?", "What is Ana's address?"),
    ],
)
def test_a_name_or_a_thing_takes_the_place_of_its_like(before: str, question: str, whole: str) -> None:
    assert stands(before, question) == whole


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("Did I meet Ana in Porto?", "when?", "When did I meet Ana in Porto?"),
        ("When did I meet Ana?", "where was that?", "Where did I meet Ana?"),
        ("When did I meet Ana?", "why?", "Why did I meet Ana?"),
    ],
)
def test_a_bare_question_word_asks_the_last_question_anew(before: str, question: str, whole: str) -> None:
    assert stands(before, question) == whole


def test_pronouns_are_said_by_what_they_mean() -> None:
    assert stands("What did Ana give me?", "What did she say?") == "What did Ana say?"
    assert stands("Where does my sister live?", "!In Oslo.", "When did she call?") == "When did my sister call?"
    assert (
        stands("Where is the boat?", "!“She lies at the pier.” [1]", "Who sold it to me?") == "Who sold the boat to me?"
    )
    assert stands("Tell me about Caroline and Melanie", "When did they meet?") == "When did Caroline and Melanie meet?"
    assert stands("What did I do in March 2024?", "Who was with me then?") == "Who was with me in March 2024?"
    assert (
        stands("Who is my dentist?", "!Ana Lund, since 2020 [1].", "Where does she work?")
        == "Where does Ana Lund work?"
    )


def test_a_chain_of_parts_goes_back_to_the_question_that_began_it() -> None:
    assert (
        stands("How many times did I run in May?", "and in June?", "and in April?")
        == "How many times did I run in April?"
    )


def test_she_is_no_brother() -> None:
    assert stands("Where does my sister live?", "And my brother?", "What did she say?") == "What did my sister say?"


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Peru?",
        "Is there anything about Ana?",
        "Where did Ana say that she lives?",
        "Which books did I read in May?",
        "Who gave my sister her ring?",
        "List all my notes about the boat",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert stands("Where is the boat?", "!At the pier.", question) == question
    assert not leans(question)


def test_without_a_conversation_nothing_is_added() -> None:
    assert alone("and in June?", [], NOW) == Standing("and in June?")


def test_what_no_rule_can_place_is_open() -> None:
    assert alone("and in June?", [Said("you", "thanks")], NOW).open
    assert alone("What did she say?", [Said("you", "Hello")], NOW).open


def test_a_long_question_says_what_it_means_itself() -> None:
    question = "What did she say? " * 40
    assert len(question) > LONGEST
    assert stands("Who is Ana?", question) == question


_TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["and in June?", "When?", "What about her?", "Who is Ana?", "Where is my boat?", "it", "and Ben's?"]
    ),
)


@given(st.lists(_TEXTS, max_size=5), _TEXTS)
def test_no_conversation_breaks_it_and_nothing_is_said_that_was_not_said_before(
    before: list[str], question: str
) -> None:
    found = alone(question, [Said("you", text) for text in before], NOW)
    assert len(found.text) <= 4 * LONGEST
    if not before:
        assert found.text == question
