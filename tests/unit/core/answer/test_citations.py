"""An answer's sentences are quoted from the memories that they cite, or marked as unsupported."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.answer.citations import Checked, checked
from core.answer.evidence import QUOTE
from core.memory import Kind, Memory, Source, State


def remembered(
    text: str, when: str = "2023-05-08T13:56+00:00", author: str | None = None, title: str = "", id: str = "A"
) -> Memory:
    time = datetime.fromisoformat(when)
    return Memory(id, Kind.NOTE, title, text, "", (), (), time, time, 1, 1, False, State.VIVID, Source(author=author))


MOVE = remembered("I moved to Oslo last year. The rent is 1,200 kroner. I did not buy a car.", author="Caroline")
DOG = remembered("Melanie adopted a dog called Scout yesterday!", author="Melanie", id="B")
DENTIST = remembered(
    "Appointment on 14 March 2024 at 3pm with Dr. Hansen.", "2024-03-01T10:00+00:00", None, "Dentist", "C"
)
MEMORIES = (MOVE, DOG, DENTIST)


@pytest.mark.parametrize(
    ("answer", "number", "quote"),
    [
        ("Caroline moved to Oslo [1].", 1, "I moved to Oslo last year."),
        ("You live in Oslo [1].", 1, "I moved to Oslo last year."),
        ("The rent is 1200 kroner [1].", 1, "The rent is 1,200 kroner."),
        ("Caroline did not buy a car [1].", 1, "I did not buy a car."),
        ("The appointment at the dentist is with Dr. Hansen [3].", 3, DENTIST.text),
    ],
)
def test_a_supported_sentence_is_quoted_verbatim(answer: str, number: int, quote: str) -> None:
    result = checked(answer, MEMORIES)
    assert [(citation.n, citation.quote) for citation in result.citations] == [(number, quote)]
    assert (result.text, result.unsupported) == (answer, ())


@pytest.mark.parametrize(
    "answer",
    [
        "Bob moved to Oslo [1].",
        "Caroline moved to Bergen [1].",
        "The rent is 2,000 kroner [1].",
        "Caroline adopted a dog called Scout [2].",
        "Caroline bought a car [1].",
        "Melanie did not adopt a dog called Scout [2].",
        "Caroline works as a teacher in a school [1].",
        "The appointment with Dr. Hansen is on 15 March 2024 [3].",
        "Caroline moved to Oslo in 2021 [1].",
        "Caroline moved to Oslo last week [1].",
        "Melanie has 8 dogs [2].",
        "In June [3].",
    ],
)
def test_a_wrong_name_number_date_or_negation_is_unsupported(answer: str) -> None:
    result = checked(answer, MEMORIES)
    assert result.citations == ()
    assert result.unsupported == (answer.replace(answer[answer.index(" [") : answer.index("]") + 1], ""),)


@pytest.mark.parametrize(
    "answer",
    [
        "Caroline moved to Oslo in 2022 [1].",
        "In 2022 [1].",
        "Melanie adopted Scout on 7 May 2023 [2].",
        "Melanie adopted Scout on Sunday 7 May [2].",
        "Melanie adopted Scout in May 2023 [2].",
        "Melanie wrote on Monday 8 May 2023 that she adopted Scout [2].",
        "The appointment with Dr. Hansen is on Thursday 14 March [3].",
        "The appointment with Dr. Hansen is on 2024-03-14 [3].",
    ],
)
def test_a_date_may_follow_from_the_memory_s_words_and_its_own_date(answer: str) -> None:
    result = checked(answer, MEMORIES, question="When did Caroline move?")
    assert result.unsupported == ()
    assert result.text == answer


def test_a_date_counts_in_the_zone_in_which_it_was_shown() -> None:
    late = remembered("Ana called.", "2023-05-08T23:30+00:00")
    answer = "Ana called on 9 May 2023 [1]."
    assert checked(answer, [late]).unsupported
    assert not checked(answer, [late], zone=timezone(timedelta(hours=2))).unsupported


def test_numbers_that_stand_for_no_memory_are_removed() -> None:
    result = checked("Caroline moved to Oslo [1][9]. Melanie adopted a dog [0] [2, 77].", MEMORIES)
    assert result.text == "Caroline moved to Oslo [1]. Melanie adopted a dog [2]."


def test_a_wrong_number_is_put_right_and_a_missing_one_added() -> None:
    result = checked("Caroline moved to Oslo [2]. Melanie adopted a dog.", MEMORIES)
    assert result.text == "Caroline moved to Oslo [1]. Melanie adopted a dog [2]."
    assert [citation.id for citation in result.citations] == ["A", "B"]


def test_a_sentence_may_rest_on_two_memories_together() -> None:
    result = checked("Caroline moved to Oslo and Melanie adopted Scout [1][2][3].", MEMORIES)
    assert result.text == "Caroline moved to Oslo and Melanie adopted Scout [1][2]."


@pytest.mark.parametrize(
    "answer",
    [
        "Caroline moved to Oslo. [1] Melanie adopted a dog. [2]",
        "Caroline moved to Oslo [memory 1]. Melanie adopted a dog [Memory 2].",
        "Caroline moved to Oslo【1】. Melanie adopted a dog [#2].",
    ],
)
def test_markers_are_understood_however_small_models_write_them(answer: str) -> None:
    assert checked(answer, MEMORIES).text == "Caroline moved to Oslo [1]. Melanie adopted a dog [2]."


def test_a_marker_that_begins_a_line_counts_for_that_line() -> None:
    result = checked("[1] Caroline moved to Oslo.\n- [2]: Melanie adopted a dog.", MEMORIES)
    assert result.text == "Caroline moved to Oslo [1].\n- Melanie adopted a dog [2]."


@pytest.mark.parametrize("answer", ["I don't know.", "", "Here is what I found:", "Yes."])
def test_a_sentence_that_says_nothing_is_neither_cited_nor_unsupported(answer: str) -> None:
    assert checked(answer, MEMORIES) == Checked(answer, (), ())


def test_a_bare_yes_is_quoted_by_what_was_asked() -> None:
    result = checked("Yes [1].", MEMORIES, question="Did Caroline pay rent?")
    assert [citation.quote for citation in result.citations] == ["The rent is 1,200 kroner."]


def test_a_quote_from_a_long_sentence_is_cut_around_its_words() -> None:
    memory = remembered("so " * 150 + "the key of the boat hangs behind the mirror " + "and " * 100)
    (citation,) = checked("The key of the boat hangs behind the mirror [1].", [memory]).citations
    assert "boat hangs behind the mirror" in citation.quote
    assert len(citation.quote) <= QUOTE


def test_a_very_long_memory_is_checked_in_reasonable_time() -> None:
    memory = remembered("The key hangs behind the mirror. " + "word and word. " * 2_000_000)
    assert checked("The key hangs behind the mirror [1].", [memory]).citations[0].start == 0


WORDS = "Caroline moved to Oslo Scout 7 May 2023 not rent 1,200 Bob’s É".split()
SIGNS = ". ! ? [1] [2] [1, 3] [99] [0] [a] 【2】 \n - \u202e [ ]".split(" ")
ANSWERS = st.lists(st.sampled_from(WORDS + SIGNS), max_size=30).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(answer=st.one_of(ANSWERS, st.text(max_size=80)))
def test_whatever_a_model_writes_quotes_are_exact_and_numbers_have_citations(answer: str) -> None:
    result = checked(answer, MEMORIES)
    for citation in result.citations:
        memory = MEMORIES[citation.n - 1]
        assert citation.id == memory.id
        assert citation.quote == memory.text[citation.start : citation.end] != ""
    shown = {int(n) for n in re.findall(r"\[(\d{1,3})\]", result.text)}
    assert {citation.n for citation in result.citations} <= shown
    assert shown <= {citation.n for citation in result.citations}
    assert all(sentence in result.text for sentence in result.unsupported)
    assert checked(answer, MEMORIES) == result
