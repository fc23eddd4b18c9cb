"""Filters among typed words: what is one, what stays a word, and what is being typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.tokens import begun, read


def test_filters_are_taken_out_of_the_words() -> None:
    line = read('roof kind:screen APP:Firefox since:"last week" #boat by:Ana offers')
    assert line.words == "roof offers"
    assert [(token.name, token.value) for token in line.tokens] == [
        ("kind", "screen"),
        ("app", "Firefox"),
        ("since", "last week"),
        ("tag", "boat"),
        ("author", "Ana"),
    ]


@pytest.mark.parametrize(
    "words", ["https://example.org/a", "at 12:30 sharp", "note: buy milk", "C:\\notes", "issue #12", "a:b:c", "x#y"]
)
def test_what_only_looks_like_a_filter_stays_a_word(words: str) -> None:
    assert read(words).words == words
    assert read(words).tokens == ()


def test_an_unfinished_filter_is_neither_filter_nor_word() -> None:
    assert read("roof kind:").words == "roof"
    assert read("roof kind:").tokens == ()
    assert read('roof since:"last we').tokens[0].value == "last we"


def test_a_misspelt_filter_is_doubted_and_stays_a_word() -> None:
    line = read("knid:note roof")
    assert line.words == "knid:note roof"
    assert line.doubtful == ("kind",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("roof ki", None),
        ("roof kind:", ("kind", "", 10)),
        ("roof kind:sc", ("kind", "sc", 10)),
        ("kind:note by:an", ("author", "an", 13)),
        ('by:"Ana Lind" app:s', ("app", "s", 18)),
        ('since:"last w', ("since", "last w", 6)),
        ("#bo", ("tag", "bo", 1)),
        ("kind:note ", None),
        ("", None),
    ],
)
def test_the_filter_that_is_being_typed_is_known(text: str, expected: tuple[str, str, int] | None) -> None:
    assert begun(text, len(text)) == expected


@given(st.text(max_size=200))
def test_any_line_can_be_read_and_every_token_stands_in_it(text: str) -> None:
    line = read(text)
    for token in line.tokens:
        assert token.value in text[token.start : token.end]
    begun(text, len(text))
