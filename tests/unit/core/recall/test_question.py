"""What a query asks for is read from its words by rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.recall.question import LONGEST, Question, read
from tests.unit.core.recall.scene import NOW

AUTHORS = {"Caroline": 1, "Ana de Souza": 2, "O'Brien": 3, "J. R. Will": 4, "Souza": 5}


def asked(query: str, **options: bool) -> Question:
    return read(query, AUTHORS, NOW, **options)


@pytest.mark.parametrize(
    ("query", "words", "meaning", "authors"),
    [
        ("Where is the boat?", ("boat",), "Where is the boat?", ()),
        ("the boat, the BOAT", ("boat",), "the boat, the BOAT", ()),
        ("When did Caroline move?", ("move",), "When did move?", (1,)),
        ("caroline's dog", ("dog",), "dog", (1,)),
        ("Caroline’s dog", ("dog",), "dog", (1,)),
        ("O’Brien's dog", ("dog",), "dog", (3,)),
        ("a dog for Souza", ("dog",), "a dog for", (2, 5)),
        ("Carolines dog", ("carolines", "dog"), "Carolines dog", ()),
        ("what will he do", ("what", "will", "he", "do"), "what will he do", ()),
        ("r studio", ("r", "studio"), "r studio", ()),
        ("who are you", ("who", "are", "you"), "who are you", ()),
        ("can't stop", ("stop",), "can't stop", ()),
        ('"boat" OR NEAR(boat* AND -', ("boat", "near"), '"boat" OR NEAR(boat* AND -', ()),
        ("🎉", (), "🎉", ()),
        ("???", (), "???", ()),
        ("\0", (), "\0", ()),
    ],
)
def test_a_query_is_read(query: str, words: tuple[str, ...], meaning: str, authors: tuple[int, ...]) -> None:
    question = asked(query)
    assert (set(question.words), question.meaning, question.authors) == (set(words), meaning, authors)
    assert not question.only_names


@pytest.mark.parametrize("query", ["Caroline", "ana de souza", "what did Caroline", "Caroline and Ana?"])
def test_a_query_may_name_somebody_and_say_nothing_else(query: str) -> None:
    question = asked(query)
    assert question.only_names
    assert question.authors


@pytest.mark.parametrize("query", ["", " \n\t ", "\u3000"])
def test_an_empty_query_is_refused(query: str) -> None:
    with pytest.raises(BadInput):
        asked(query)


@pytest.mark.parametrize(
    ("query", "prefix", "last"),
    [
        ("gard", True, "gard"),
        ("red reds red", True, "red"),
        ("green gard ", False, None),
        ("green gard?", False, None),
        ("garden the", False, None),
        ("dog of Caroline", False, None),
        ("the", True, "the"),
        ("हिन्दी", True, "हिन्दी"),
        ("🎉", False, None),
    ],
)
def test_while_it_is_typed_the_last_word_may_go_on(query: str, prefix: bool, last: str | None) -> None:
    question = asked(query, typing=True)
    assert question.prefix is prefix
    assert last is None or question.words[-1] == last
    assert not asked(query).prefix


def test_a_query_speaks_of_times() -> None:
    assert [moment.yearly for moment in asked("What happened in June, and what in May 2023?").moments] == [True, False]
    assert asked("boats").moments == ()


def test_a_very_long_query_is_read_in_part() -> None:
    question = asked("word " * 100_000)
    assert question.words == ("word",)
    assert len(question.text) <= LONGEST


@given(st.text(min_size=1, max_size=200), st.booleans())
def test_any_text_can_be_asked(query: str, typing: bool) -> None:
    if query.strip():
        question = asked(query, typing=typing)
        assert question.meaning
        assert len(set(question.words)) == len(question.words)
        assert question.words or not question.prefix
