"""Working memory stays within its share, keeps what is newest, and never changes a word of it."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from core.chat.turn import Turn
from core.chat.working import MOST_TURNS, SHARE, estimated, working

AT = datetime(2024, 5, 1, tzinfo=UTC)


def talk(*texts: str) -> list[Turn]:
    """Turns said one after the other."""
    return [Turn(n, n - 1 or None, "you" if n % 2 else "ebb", text, AT) for n, text in enumerate(texts, start=1)]


def words(text: str) -> int:
    """One token for each word."""
    return len(text.split())


def test_the_newest_turns_are_kept_in_order() -> None:
    found = working(talk(*(f"turn number {n}" for n in range(30))), (), 3000)
    assert [turn.text for turn in found.turns] == [f"turn number {n}" for n in range(30 - MOST_TURNS, 30)]


def test_a_long_turn_is_cut_at_a_sentence_and_says_so() -> None:
    long = "One two three. " * 40
    (turn,) = working(talk(long), (), 200, words).turns
    assert turn.text.endswith(". …")
    assert long.startswith(turn.text[:-2])
    assert words(turn.text) <= 200 * SHARE


def test_what_does_not_fit_ends_the_conversation_that_goes_along() -> None:
    found = working(talk("old", "word " * 500, "new"), (), 200, words)
    assert [turn.text for turn in found.turns] == ["new"]


def test_the_profile_takes_a_small_share_of_its_own_best_first() -> None:
    found = working(talk("hello there"), [f"likes thing number {n}" for n in range(40)], 400, words)
    assert found.profile[0] == "likes thing number 0"
    assert 0 < sum(map(words, found.profile)) <= 400 * SHARE / 4
    assert [turn.text for turn in found.turns] == ["hello there"]


def test_turns_without_words_are_left_out() -> None:
    assert working(talk("", "  ", "said"), (), 3000).turns == tuple(talk("", "", "said")[2:])


@given(st.lists(st.text(max_size=400), max_size=20), st.lists(st.text(max_size=100), max_size=6), st.integers(0, 2000))
def test_turns_and_profile_never_take_more_than_their_share(texts: list[str], profile: list[str], budget: int) -> None:
    found = working(talk(*texts), profile, budget)
    taken = sum(estimated(turn.text) for turn in found.turns) + sum(map(estimated, found.profile))
    assert taken == found.tokens
    assert taken <= budget * SHARE
