"""What a model says is gathered without thinking and control characters, and loops are noticed."""

from collections.abc import Iterable

import pytest

from core.answer.speech import Speech


def _heard(pieces: Iterable[str]) -> tuple[Speech, str]:
    speech = Speech()
    return speech, "".join([speech.hear(piece) for piece in pieces])


def test_pieces_are_passed_on_as_they_come() -> None:
    speech = Speech()
    assert [speech.hear(piece) for piece in ("You ", "live in", " Oslo.")] == ["You ", "live in", " Oslo."]
    assert speech.text == "You live in Oslo."


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_block_of_thinking_is_left_out(size: int) -> None:
    said = "<think>\nOslo? Bergen?\n</think>\n\nYou live in <b>Oslo</b>."
    speech, shown = _heard(said[at : at + size] for at in range(0, len(said), size))
    assert speech.text == shown == "You live in <b>Oslo</b>."


def test_thinking_that_never_ends_says_nothing() -> None:
    speech, shown = _heard(["<think>", "and on and on"])
    assert speech.text == shown == ""


def test_no_control_character_is_passed_on_even_if_it_comes_in_two_pieces() -> None:
    speech, shown = _heard(["a\x1b", "]52;c;aGk=\x07b", "\x1b[2Jc\u202e"])
    assert not {"\x1b", "\x07", "\u202e"} & set(shown + speech.text)


@pytest.mark.parametrize("stretch", ["x", "GU", "and then ", "You live in Oslo and work there [1]. "])
def test_an_answer_that_goes_round_in_circles_is_stuck_and_said_once(stretch: str) -> None:
    speech = Speech()
    speech.hear("You live in Oslo. ")
    times = next(times for times in range(1, 200) if [speech.hear(stretch)] and speech.stuck())
    assert 3 <= times <= 130
    assert speech.text.startswith("You live in Oslo.")
    assert speech.text.count(stretch.strip()) <= 2


def test_a_sentence_said_again_and_again_among_others_is_stuck() -> None:
    speech, _ = _heard(
        ["Ana lives in Oslo [1]. It rains. ", "Ana lives in Oslo [2]. She sings. ", "Ana lives in Oslo [1]."]
    )
    assert speech.stuck()
    assert speech.text == "Ana lives in Oslo [1]. It rains. She sings."


@pytest.mark.parametrize(
    "answer", ["Yes. Yes. Yes. No.", "1. Milk\n2. Eggs\n3. Bread\n4. Milk", "-" * 80, "ha ha ha ha"]
)
def test_ordinary_repetition_is_not_stuck(answer: str) -> None:
    speech, _ = _heard([answer])
    assert not speech.stuck()
    assert speech.text == answer
