"""Two texts are alike when they say the same in the same words, with the same numbers."""

from hypothesis import given
from hypothesis import strategies as st

from core.text.likeness import SAME, likeness

TEXT = "The boat is moored at Larvik, berth 14, and the key hangs behind the oilskins in the shed."


def test_the_same_words_in_another_dress_are_the_same() -> None:
    assert likeness(TEXT, f"  {TEXT.upper()}!\n") == 1
    assert likeness("Buy oat milk", "buy oat milk.") == 1


def test_a_word_more_or_less_in_a_long_text_is_alike() -> None:
    assert SAME <= likeness(TEXT, TEXT + " Always") < 1


def test_another_number_or_another_short_text_is_not() -> None:
    assert likeness(TEXT, TEXT.replace("14", "15")) == 0
    assert likeness("Ana lives here", "Ana lives there") == 0
    assert likeness(TEXT, "Marta wants to leave on the Thursday ferry to Larvik.") < 0.2
    assert likeness("", "") == 0


@given(st.text(), st.text())
def test_it_is_a_share_and_the_same_both_ways(a: str, b: str) -> None:
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, b) == likeness(b, a)
