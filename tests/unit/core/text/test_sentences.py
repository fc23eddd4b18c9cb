"""Spans point at the very characters of a text, and between them lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.sentences import MAX_SENTENCE, passages, spans

PROSE = st.text(st.sampled_from("abcXYZ.?! \n\r\t,1…。\"'’)é北-")) | st.text()


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


def tokens(text: str) -> int:
    return len(text.split())


def assert_covers(text: str, found: list[tuple[int, int]]) -> None:
    rest, previous = list(text), 0
    for start, end in found:
        assert previous <= start < end
        assert text[start:end] == text[start:end].strip()
        rest[start:end] = " " * (end - start)
        previous = end
    assert not "".join(rest).strip()


@given(PROSE)
def test_sentences_are_in_order_disjoint_and_cover_all_that_is_not_white_space(text: str) -> None:
    assert_covers(text, spans(text))


@given(st.text(st.sampled_from("ab \n."), min_size=900, max_size=3000), st.sampled_from(["", " "]))
def test_no_sentence_is_longer_than_the_limit(text: str, gap: str) -> None:
    text = text.replace(".", gap) * 2
    assert_covers(text, spans(text))
    assert all(end - start <= MAX_SENTENCE for start, end in spans(text))


@pytest.mark.parametrize(
    "sentences",
    [
        ["One sentence.", "Another one!", "A third?"],
        ["Dr. Smith met Mr. J. R. Jones at 5 p.m. in Oslo.", "They talked."],
        ["It closed at 5 p.m.", "She left."],
        ["Pi is 3.14, e.g. in maths, i.e. a number.", "See fig. 3 and no. 7."],
        ["No.", "I did not."],
        ["We went to the U.S. embassy.", "It was I.", "He laughed."],
        ["Well... maybe.", "Wait…", "What?!"],
        ['"Really?" she asked.', '"Yes."', "He nodded."],
        ["(It rained.)", "We stayed."],
        ["See www.example.com/a.b?c=d for more.", "Version 2.0.1 is out."],
        ["昨天去了北京。", "很好！", "真的？"],
        ["# Shopping", "- milk", "- eggs", "1. First thing.", "2. Second thing."],
        ["milk", "eggs", "bread"],
        ["ok.", "see you later.", "bye"],
    ],
)
def test_where_sentences_end(sentences: list[str]) -> None:
    assert pieces(" ".join(sentences)) == sentences or pieces("\n".join(sentences)) == sentences


def test_headings_and_list_items_end_with_their_lines() -> None:
    assert pieces("# The garden\n\nWe planted:\n- roses\n- 2 apple trees\n1. dig\n2. water") == [
        "# The garden",
        "We planted:",
        "- roses",
        "- 2 apple trees",
        "1. dig",
        "2. water",
    ]


def test_a_hard_wrapped_line_goes_on_in_the_next() -> None:
    wrapped = (
        "The meeting with the gardener took place on Tuesday and\nwas much shorter than we had expected.\nThen we left."
    )
    assert pieces(wrapped) == [wrapped[: wrapped.index("\nThen")], "Then we left."]


def test_windows_line_ends_separate_like_any_other() -> None:
    assert pieces("one\r\ntwo\r\n\r\nthree") == ["one", "two", "three"]


def test_a_blank_text_has_neither_sentences_nor_passages() -> None:
    assert spans(" \n\t") == []
    assert passages(" \n\t", 10, tokens) == []


def test_a_short_text_is_one_passage_with_everything() -> None:
    assert passages("  Two short sentences. Here.\n", 10, tokens) == [(0, 29)]


@given(
    st.lists(st.lists(st.sampled_from(["word", "Word.", "end.\n", "x\n\n"]), min_size=1), min_size=1),
    st.integers(1, 30),
)
def test_passages_keep_the_limit_and_cover_everything(parts: list[list[str]], limit: int) -> None:
    text = " ".join(" ".join(part) for part in parts)
    found = passages(text, limit, tokens)
    assert all(tokens(text[start:end]) <= limit for start, end in found)
    if found != [(0, len(text))]:
        assert_covers(text, found)


def test_passages_end_with_sentences_and_are_about_equally_long() -> None:
    text = " ".join(f"This is sentence number {number} of them." for number in range(100))
    found = passages(text, 120, tokens)
    sizes = [tokens(text[start:end]) for start, end in found]
    assert all(text[start:end].endswith("them.") for start, end in found)
    assert len(found) == 6
    assert max(sizes) - min(sizes) <= 14


def test_passages_prefer_to_end_with_a_paragraph() -> None:
    paragraph = " ".join(["A few words here."] * 9)
    found = passages("\n\n".join([paragraph] * 3), 45, tokens)
    assert [end - start for start, end in found] == [len(paragraph)] * 3


def test_one_endless_sentence_is_cut_between_words() -> None:
    text = "word " * 500
    found = passages(text, 100, tokens)
    assert all(tokens(text[start:end]) <= 100 for start, end in found)
    assert all(set(text[start:end].split()) == {"word"} for start, end in found)
