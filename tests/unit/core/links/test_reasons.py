"""Reasons name what two memories share, and never say nothing."""

import pytest

from core.links import reasons
from core.links.reasons import Vocabulary
from core.store.surroundings import Standing


def standing(seq: int, text: str, keywords: tuple[str, ...] = (), author: str = "", title: str = "") -> Standing:
    return Standing(seq, 1, "note", title, text, "", keywords, seq, None, "", author, 1)


def vocabulary(common: tuple[str, ...] = (), total: int = 500) -> Vocabulary:
    return Vocabulary(lambda word, most: most if word in common else 2, total)


def test_shared_keywords_come_first_and_plurals_count() -> None:
    a = standing(1, "Cloves of garlic under mulch, covered well", ("garlic", "mulch"))
    b = standing(2, "More mulches for the garlic, covered early")
    assert reasons.alike(a, b, vocabulary()) == "both about garlic and mulch"


def test_common_words_and_the_speakers_names_tell_nothing() -> None:
    a = standing(1, "Caroline, the garden is lovely", author="Melanie")
    b = standing(2, "Thanks Caroline, lovely garden, Melanie", author="Caroline")
    assert reasons.alike(a, b, vocabulary(("lovely",))) == "both about garden"
    assert reasons.alike(a, b, vocabulary(("lovely", "garden"))) == ""


def test_names_that_both_bear_are_said_as_names() -> None:
    a, b = standing(1, "Grace Adeyemi and soup"), standing(2, "soup by Grace Adeyemi")
    assert reasons.alike(a, b, vocabulary(), ["Grace Adeyemi"]) == "both mention Grace Adeyemi, about soup"


def test_without_a_shared_word_it_says_what_each_is_about() -> None:
    a, b = standing(1, "A hound", ("hound",)), standing(2, "My puppy sleeps all day long", title="Puppy")
    assert reasons.alike(a, b, vocabulary()) == ""
    assert reasons.apart(a, b) == "alike in meaning: hound, and Puppy"


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Hi! Where is it?", "answers “Where is it?”"),
        ("Which one? The red or the blue one?  ", "answers “The red or the blue one?”"),
        ("why " * 60 + "?", "answers “" + ("why " * 19).strip() + "…”"),
    ],
)
def test_an_answer_names_its_question(question: str, why: str) -> None:
    assert reasons.answered(question) == why
