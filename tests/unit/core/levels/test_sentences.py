"""Which sentences a summary may quote, and which of them stand for the others."""

from collections.abc import Iterator

import numpy as np
import pytest

from core.levels import central, sentences
from core.levels.central import Rarity
from core.levels.sentences import Sentence
from tests.unit.core.levels.scene import member


def rarity(**seen: int) -> Rarity:
    """How rare words are in a memory of a thousand; what is not named stands in one."""
    return Rarity(lambda word, cap: seen.get(word, 1), 1000)


def told(*texts: str) -> list[Sentence]:
    """The sentences of memories, one memory for each text."""
    return [sentence for number, text in enumerate(texts) for sentence in sentences.of(member(number, text))]


def _texts(found: list[Sentence]) -> Iterator[str]:
    return (sentence.text for sentence in found)


def test_headings_tables_code_and_properties_are_left_out_and_list_marks_are_no_part_of_a_sentence() -> None:
    text = (
        "# Boiler\nid:: 63-a\n| date | gas |\n|---|---|\n- [ ] Serviced by Colm Reddy in February.\n"
        "1. Bleed the radiator first.\n```\nrm -rf boiler cupboard\n```\nhttps://example.org/boiler"
    )
    assert list(_texts(told(text))) == ["Serviced by Colm Reddy in February.", "Bleed the radiator first."]


def test_a_sentence_is_a_verbatim_span_and_a_long_one_ends_at_a_word() -> None:
    text = "  Short one here.  " + "verylongword " * 60
    short, long = told(text)
    assert text[short.start : short.end] == short.text == "Short one here."
    assert long.cut
    assert long.text.endswith("verylongword…")
    assert text[long.start : long.end] == long.text[:-1]
    assert len(long.text) <= sentences.LONGEST_QUOTE + 1


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("I moved to Porto in June.", "Have you moved to Porto in June?"),
        ("I bought a kayak yesterday.", "Wow, a kayak sounds awesome!"),
        ("We repaired the boiler on Monday.", "It reminds me how precious boilers are."),
        ("Clara visits us next week.", "Bye for now!"),
    ],
)
def test_what_tells_something_stands_better_by_itself_than_what_only_answers(better: str, worse: str) -> None:
    assert told(better)[0].form > told(worse)[0].form


def test_the_same_thing_is_not_quoted_twice_and_order_is_that_of_time() -> None:
    found = told(
        "The plum cake needs 900 g of plums.",
        "We walked round Bohinj in the rain on Tuesday.",
        "The plum cake needs 900 g of plums, she said.",
    )
    chosen = [sentence.member.seq for sentence in central.chosen(found, {}, rarity(), 3)]
    assert chosen in ([0, 1], [1, 2])


def test_what_is_near_the_middle_of_all_is_preferred_to_what_stands_apart() -> None:
    found = told("The garden needs rain badly.", "The orchard needs water badly.", "The printer needs toner badly.")
    vectors = {
        number: np.array(vector, dtype=np.float32) for number, vector in enumerate([(1, 0), (0.96, 0.28), (-0.6, 0.8)])
    }
    (one,) = central.chosen(found, vectors, rarity(), 1)
    assert one.member.seq != 2


def test_rare_words_tell_more_than_those_that_stand_everywhere() -> None:
    found = told("The thing was good today.", "The boiler was leaking today.")
    common = rarity(thing=900, good=900, today=900)
    (one,) = central.chosen(found, {}, common, 1)
    assert one.member.seq == 1
    assert central.topics(found, common, frozenset(), 2) == ["boiler", "leaking"]


def test_a_passage_vector_of_several_is_their_mean_at_unit_length() -> None:
    rows = [(1, np.array([1, 0], np.float16).tobytes()), (1, np.array([0, 1], np.float16).tobytes())]
    vector = central.read_vectors(rows)[1]
    assert np.allclose(vector, [2**-0.5, 2**-0.5], atol=1e-3)


def test_nothing_is_chosen_from_nothing() -> None:
    assert central.chosen([], {}, rarity(), 3) == []
    assert told("???", "", "```\ncode\n```") == []
