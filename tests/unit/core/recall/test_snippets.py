"""A snippet shows the part of a text that matches, verbatim, with the matches marked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.recall.snippets import MARK, REACH, READ, WIDTH, snippet, spans
from core.text.words import stem, word_spans, words


def plain(text: str) -> str:
    return text.replace(MARK, "").removeprefix("…").removesuffix("…")


def marked(text: str) -> list[str]:
    return re.findall(r"\*\*(.*?)\*\*", text)


def test_matches_are_marked_in_any_inflection() -> None:
    assert snippet("She moored the boats; mooring a boat is easy.", "boat moored?") == (
        "She **moored** the **boats**; **mooring** a **boat** is easy."
    )


def test_stop_words_are_marked_only_if_there_is_nothing_else() -> None:
    assert snippet("The boat is the best.", "the boat") == "The **boat** is the best."
    assert snippet("The boat is the best.", "the") == "**The** boat is **the** best."


def test_without_a_match_it_is_the_beginning() -> None:
    assert snippet("All about something else.", "boat") == "All about something else."
    long = "All about something else. " * 50
    assert snippet(long, "boat").startswith("All about")
    assert snippet(long, "boat").endswith("…")


def test_it_is_one_line() -> None:
    assert snippet("A boat\n\n\tin\r\nOslo  harbour\n", "boat") == "A **boat** in Oslo harbour"


def test_the_densest_group_is_shown() -> None:
    text = "one boat here. " + "nothing to see. " * 60 + "a boat, an oar and a sail. " + "nothing to see. " * 60
    assert marked(snippet(text, "boat oar sail")) == ["boat", "oar", "sail"]


def test_words_are_not_cut_where_there_are_spaces() -> None:
    text = "abcdefgh " * 100 + "needle " + "ijklmnop " * 100
    words = plain(snippet(text, "needle")).split()
    assert set(words) == {"abcdefgh", "needle", "ijklmnop"}
    assert snippet(text, "needle").startswith("…")


@pytest.mark.parametrize("filler", ["x", "猫が好き。", "א", "🎉", "/"])
def test_a_match_in_a_text_without_spaces_is_shown(filler: str) -> None:
    found = snippet(filler * 5000 + " needle " + filler * 5000, "needle")
    assert marked(found) == ["needle"]
    assert len(found) <= WIDTH + 2 * REACH + 10


def test_right_to_left_text_stays_in_its_order() -> None:
    assert snippet("שלום עולם, הסירה שלי", "הסירה") == "שלום עולם, **הסירה** שלי"


def test_stars_of_the_texts_own_are_left_out_so_that_each_pair_is_a_mark() -> None:
    assert snippet("this **bold boat** and ***that***, 5 * 6", "boat") == "this bold **boat** and that, 5 * 6"
    assert marked(snippet("**boat** and **oar**", "boat")) == ["boat"]


def test_a_text_with_a_match_at_every_word_is_no_trouble() -> None:
    assert len(marked(snippet("boat " * 50_000, "boat"))) >= WIDTH // 5 - 1


def test_a_match_deep_in_a_huge_text_is_shown() -> None:
    text = "some words or other " * 20_000 + "the needle is here " + "some words or other " * 20_000
    assert len(text) > 4 * READ
    assert marked(snippet(text, "needles")) == ["needle"]
    assert marked(snippet(text, "absent")) == []


@given(st.text(max_size=600), st.text(max_size=20))
def test_a_snippet_is_a_part_of_its_text(text: str, query: str) -> None:
    found = snippet(text, query)
    bare = " ".join(re.sub(r"\*{2,}", "", text).split())
    if "**" not in text and not set("…*") & set(text):
        assert plain(found) in bare
    assert len(found.replace(MARK, "")) <= WIDTH + 2 * REACH + 2
    assert all(one for one in marked(found))


@given(st.text(max_size=300))
def test_every_word_of_a_text_is_found_where_it_stands(text: str) -> None:
    assert all(text[start:end].strip() for start, end in spans(text, text))


WORDS = st.sampled_from(
    "boat boats eyed eye sky skies dying dies relational relate happily happy o'brien Ångström art".split()
)
GAPS = st.sampled_from([" ", "\n", "_", "-", "’s ", "'s ", ", ", "x", "İ "])


@given(st.lists(st.tuples(WORDS, GAPS), max_size=12), WORDS)
def test_spans_are_those_that_looking_at_every_word_gives(parts: list[tuple[str, str]], query: str) -> None:
    text = "".join(word + gap for word, gap in parts)
    expected = [span for span, word in word_spans(text) if stem(word) in {stem(one) for one in words(query)}]
    assert spans(text, query) == expected
