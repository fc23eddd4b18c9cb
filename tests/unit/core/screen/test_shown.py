"""What a window showed at one moment, and where words stand on it."""

from core.screen.frame import Line, Rect, Word
from core.screen.shown import marks, shown

WHOLE = Rect(0, 0, 400, 200)


def _line(text: str, row: int) -> Line:
    words = tuple(Word(word, Rect(50 * at, 20 * row, 40, 18)) for at, word in enumerate(text.split()))
    return Line(text, Rect(0, 20 * row, 400, 18), words)


def test_later_bands_take_the_place_of_what_was_there() -> None:
    frames = [
        (True, [WHOLE], [_line("one", 0), _line("two", 1), _line("three", 2)]),
        (False, [Rect(0, 20, 400, 20)], [_line("changed", 1)]),
        (False, [Rect(0, 0, 400, 20)], []),
    ]
    assert [line.text for line in shown(frames)] == ["changed", "three"]


def test_a_whole_picture_begins_anew() -> None:
    assert [one.text for one in shown([(True, [WHOLE], [_line("old", 0)]), (True, [], [_line("new", 3)])])] == ["new"]


def test_words_are_marked_in_any_inflection_and_repeated_ones_each() -> None:
    line = _line("garden, gardens and a guardian's garden", 1)
    assert [mark.x for mark in marks(line, "garden")] == [0, 50, 250]
    assert marks(line, "tree") == []


def test_a_line_without_boxes_is_marked_as_a_whole() -> None:
    assert marks(Line("the garden", Rect(1, 2, 3, 4)), "gardens") == [Rect(1, 2, 3, 4)]
