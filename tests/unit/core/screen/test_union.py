"""An episode's text out of frames that scroll, grow, are misread and come back."""

from collections.abc import Sequence

import pytest

from core.screen.frame import Line, Rect
from core.screen.likeness import Change, change, folded, near, within
from core.screen.union import Member, Seen, joined, on_screen

HEIGHT, WIDTH, ROWS = 20, 600, 40
WHOLE = Rect(0, 0, WIDTH, ROWS * HEIGHT)


def line(text: str, row: int, confidence: float = 0.95, x: int = 10) -> Line:
    """A line on a row of the window."""
    return Line(text, Rect(x, row * HEIGHT + 2, max(8 * len(text), 8), HEIGHT - 4), (), confidence)


class Reel:
    """Frames of one window, one after the other, and the text that they make up."""

    def __init__(self) -> None:
        self._frames: list[tuple[bool, Sequence[Rect], list[tuple[int, Line]]]] = []
        self._members: dict[int, Member] = {}
        self._same: dict[int, int] = {}
        self._next = 1

    def key(self, *texts: str, first: int = 0, confidence: float = 0.95) -> "Reel":
        """A whole picture with these lines on consecutive rows."""
        return self.take([line(text, row, confidence) for row, text in enumerate(texts, first)], (WHOLE,), key=True)

    def rows(self, first: int, *texts: str, confidence: float = 0.95) -> "Reel":
        """A band of consecutive rows that were read anew."""
        band = Rect(0, first * HEIGHT, WIDTH, len(texts) * HEIGHT)
        return self.take([line(text, row, confidence) for row, text in enumerate(texts, first)], (band,))

    def take(self, lines: Sequence[Line], bands: Sequence[Rect], *, key: bool = False) -> "Reel":
        """One frame."""
        numbered = list(enumerate(lines, self._next))
        self._next += len(numbered)
        found = joined(list(self._members.values()), self._shown(), bands, numbered)
        known = {**dict(numbered), **{id: Line(one.text, WHOLE) for id, one in self._members.items()}}
        for id, place in found.places.items():
            self._members[id] = Member(id, place, known[id].text, known[id].confidence)
        for id, same in found.repeats:
            self._members.pop(id, None)
            self._same = {one: same if to == id else to for one, to in self._same.items()} | {id: same}
        self._frames.append((key, bands, numbered))
        return self

    def _shown(self) -> list[Seen]:
        return on_screen(
            (key, bands, [Seen(one.rect, one.text, self._same.get(id, id)) for id, one in lines])
            for key, bands, lines in self._frames
        )

    @property
    def text(self) -> list[str]:
        """The lines of the text in order."""
        return [one.text for one in sorted(self._members.values(), key=lambda one: one.place)]


def numbered(first: int, last: int, words: str = "entry of the log about gardens") -> list[str]:
    """Lines that differ in a number."""
    return [f"{words} number {number}" for number in range(first, last)]


def test_a_page_is_its_lines_in_order() -> None:
    assert Reel().key("one", "two", "three").text == ["one", "two", "three"]


def test_a_page_that_comes_back_adds_nothing() -> None:
    reel = Reel().key("first page", "of the book").key("second page", "of the thing").key("first page", "of the book")
    assert reel.text == ["first page", "of the book", "second page", "of the thing"]


def test_a_line_that_is_typed_replaces_its_beginning() -> None:
    reel = (
        Reel().key("Dear Ana,", "I", "Yours").rows(1, "I wri").rows(1, "I write from R").rows(1, "I write from Rome|")
    )
    assert reel.text == ["Dear Ana,", "I write from Rome|", "Yours"]


def test_what_is_typed_into_the_middle_of_a_line_stays_one_line() -> None:
    reel = Reel().key("the garden is green").rows(0, "the old garden is green").rows(0, "the old wild garden is green")
    assert reel.text == ["the old wild garden is green"]


def test_what_was_deleted_is_remembered_until_something_else_is_typed() -> None:
    reel = Reel().key("a sentence of several words")
    assert reel.rows(0, "a sentence of").text == ["a sentence of several words"]
    assert reel.rows(0, "a sentence of one word").text == ["a sentence of one word"]


def test_a_word_that_wraps_into_the_next_line_stands_there_once() -> None:
    reel = Reel().key("we went to the old town of Syra").rows(0, "we went to the old town of", "Syracuse by train")
    assert reel.text == ["we went to the old town of", "Syracuse by train"]


def test_a_new_line_goes_between_those_above_and_below_it() -> None:
    reel = Reel().key("above", "", "below").rows(1, "something between")
    assert reel.text == ["above", "something between", "below"]


def test_a_scrolling_log_is_joined_by_what_overlaps() -> None:
    entries = numbered(0, 60)
    reel = Reel().key(*entries[:30])
    for start in range(1, 31):
        reel.rows(0, *entries[start : start + 30])
    assert reel.text == entries


def test_scrolling_by_whole_pages_appends_what_has_no_overlap() -> None:
    entries = numbered(0, 90)
    reel = Reel()
    for start in range(0, 90, 30):
        reel.key("File Edit View Help", *entries[start : start + 30], "12 unread")
    assert reel.text == ["File Edit View Help", *entries, "12 unread"]


def test_scrolling_up_puts_what_appears_before_what_was_there() -> None:
    entries = numbered(0, 40)
    reel = Reel().key(*entries[20:40])
    for start in range(19, -1, -1):
        reel.rows(0, *entries[start : start + 20])
    assert reel.text == entries


def test_a_chat_that_arrives_line_by_line_stays_in_order() -> None:
    talk = ["Are you coming?", "Yes, at eight", "Bring the map", "I have it", "See you there"]
    reel = Reel().key("Messages", talk[0])
    for row, text in enumerate(talk[1:], start=2):
        reel.rows(row, text)
    assert reel.text == ["Messages", *talk]


def test_a_line_that_stands_there_many_times_does_not_mix_up_the_others() -> None:
    posts = [f"what {name} thinks of it" for name in ("Ana", "Ben", "Cleo", "Dan", "Eve", "Finn")]
    reel = Reel()
    for last in range(2, 7):
        reel.key(*(line for post in posts[:last] for line in ("Reply", post)))
    assert [text for text in reel.text if text != "Reply"] == posts
    assert reel.text.count("Reply") == 1


def test_hundreds_of_pages_between_two_bars_keep_their_order() -> None:
    entries = numbered(0, 900)
    reel = Reel()
    for start in range(0, 900, 3):
        reel.key("Toolbar", *entries[start : start + 3], "Status")
    assert reel.text == ["Toolbar", *entries, "Status"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Il1 burn modern", "Ill bum modem"), ("Total: 100 O0", "total 1O0 00"), ("B5 S8 — Zeile", "b5 58 Zeile")],
)
def test_what_optical_reading_confuses_is_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_a_misread_line_elsewhere_is_no_new_line() -> None:
    page = [
        "a line that nobody has misread",
        "the hedgehog sleeps in the garden until spring",
        "and the last one of all",
    ]
    reel = (
        Reel().key(*page).key("something new above", page[0], "the hedgehog slceps in the garden until spring", page[2])
    )
    assert reel.text == ["something new above", *page]


def test_the_surer_reading_of_a_line_is_kept() -> None:
    reel = Reel().key("tbe hedgehog sleeps in the garden", confidence=0.4)
    assert reel.rows(3, "the hedgehog sleeps in the garden").text == ["the hedgehog sleeps in the garden"]


def test_a_number_that_changed_is_another_line() -> None:
    reel = Reel().key("the account holds 1200 euros in all").rows(0, "the account holds 1300 euros in all")
    assert reel.text == ["the account holds 1200 euros in all", "the account holds 1300 euros in all"]


def test_a_clock_and_a_cursor_position_stand_in_the_text_once() -> None:
    reel = Reel().key("some text", "Ln 12, Col 4  UTF-8", "14:05")
    for minute in range(6, 30):
        reel.rows(1, f"Ln {minute}, Col {minute * 3}  UTF-8", f"14:{minute:02}")
    assert reel.text == ["some text", "Ln 29, Col 87 UTF-8".replace("87 ", "87  "), "14:29"]


def test_noise_without_a_letter_or_digit_is_no_line() -> None:
    assert Reel().key("— | —", "a word", "...").text == ["a word"]


def test_every_distinct_line_of_many_changes_is_in_the_text() -> None:
    reel = Reel().key(*[""] * 3)
    said = [f"{word} {number} is what row {number % 7} says now" for number in range(70) for word in ("red", "blue")]
    for number, text in enumerate(said):
        reel.rows(number % 30, text)
    assert set(reel.text) == set(said)


def test_a_band_leaves_what_lies_beside_it() -> None:
    left, right = line("left column", 5), line("right column", 5, x=400)
    reel = Reel().take([left, right], (WHOLE,), key=True)
    reel.take([line("changed altogether", 5, x=400)], (Rect(380, 100, 220, HEIGHT),))
    assert reel.text == ["left column", "right column", "changed altogether"]


def test_letters_within_a_distance_are_counted_exactly() -> None:
    assert within("kitten", "sitting", 3)
    assert not within("kitten", "sitting", 2)
    assert within("", "ab", 2)
    assert not near("short", "shart"), "short words differ for a reason"
    assert change("I can now go to the garden", "I can not go to the garden") is Change.NEWER
