"""Nothing that a memory holds may steer, hide on or break the terminal that shows it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.sanitise import cells, shown, shown_line

ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text(
    "\x1b\x9b\x9d\x90\x9c[]P\\;0m\a\r\n\t\u200d\u202ea❤👩"
)


@given(ANY_TEXT)
def test_shown_text_holds_no_control_but_newline(text: str) -> None:
    result = shown(text)
    assert not any(ord(char) < 0x20 and char != "\n" for char in result)
    assert not any(0x7F <= ord(char) < 0xA0 for char in result)
    assert not any("\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069" for char in result)
    result.encode("utf-8")


@given(ANY_TEXT)
def test_showing_twice_is_showing_once(text: str) -> None:
    assert shown(shown(text)) == shown(text)


@given(ANY_TEXT, st.integers(0, 40))
def test_a_line_never_exceeds_its_width_and_is_stable(text: str, width: int) -> None:
    line = shown_line(text, width)
    assert cells(line) <= width
    assert "\n" not in line
    assert shown_line(line, width) == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text", "plain text"),
        ("Ärger, 北京, שלום عليكم", "Ärger, 北京, שלום عليكم"),
        ("a\x1b[31mred\x1b[0m b", "ared b"),
        ("a\x9b31mred\x9bm b", "ared b"),
        ("\x1b]52;c;cm0gLXJm\x07copied", "copied"),
        ("\x1b]52;c;cm0gLXJm\x1b\\copied", "copied"),
        ("\x9d52;c;cm0gLXJm\x9ccopied", "copied"),
        ("\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x1bP+q544e\x1b\\after", "after"),
        ("\x1b_Gf=24;AAAA\x1b\\after", "after"),
        ("\x1b^secret\x1b\\after", "after"),
        ("\x1bXsecret\x1b\\after", "after"),
        ("\x1bPtmux;\x1b\x1b]52;c;QQ==\x07\x1b\\after", "after"),
        ("\x1b]0;unfinished title\nnext line", "\nnext line"),
        ("a\x1b[38;5", "a"),
        ("a\x1b", "a"),
        ("\x1b(B\x1b=\x1bcreset", "reset"),
        ("\x1b[?1049h\x1b[>c\x1b[ q!", "!"),
        ("bell\x07 back\x08space nul\x00 del\x7f", "bell backspace nul del"),
        ("one\r\ntwo\rthree\u2028four\u2029five\x85six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("a\tb\n\tc", "a   b\n    c"),
        ("user\u202etxt.exe\u202c \u2066x\u2069", "usertxt.exe x"),
        ("zero\u200bwidth\ufeff soft\u00adhyphen \u200fmark", "zerowidth softhyphen mark"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("lone \ud800 private \ue000 unassigned \u0378", "lone \ufffd private \ufffd unassigned \ufffd"),
        ("می‌خواهم", "می‌خواهم"),
        ("👩‍💻 ❤️‍🔥", "👩‍💻 ❤️‍🔥"),
        ("pass\u200dword \u200ca", "password a"),
        ("new emoji \U0001fae8", "new emoji \U0001fae8"),
        ("a\u00a0b\u3000c", "a\u00a0b\u3000c"),
        ("[/nope] [bold]markup[/]", "[/nope] [bold]markup[/]"),
    ],
)
def test_what_is_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("one\n two\t three", None, "one two three"),
        ("a short line", 12, "a short line"),
        ("a short line", 8, "a short…"),
        ("a short line", 9, "a short…"),
        ("日本語のテキスト", 7, "日本語…"),
        ("日本語のテキスト", 8, "日本語…"),
        ("cafe\u0301 noir", 5, "cafe\u0301…"),
        ("👩‍💻👩‍💻", 5, "👩‍💻…"),
        ("anything", 1, "…"),
        ("anything", 0, ""),
        ("", 5, ""),
    ],
)
def test_what_is_shown_on_a_line(text: str, width: int | None, expected: str) -> None:
    assert shown_line(text, width) == expected


@pytest.mark.parametrize(
    ("text", "count"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("👍", 2), ("❤\ufe0f", 2), ("한글", 4), ("", 0)]
)
def test_cells_counts_what_a_terminal_uses(text: str, count: int) -> None:
    assert cells(text) == count


@pytest.mark.parametrize(
    "piece", ["plain words and words\n", "\x9d\n", "\x1b]x", "\x1b[1", "\x1bP", "ä\u200d", "é\t"], ids=repr
)
def test_a_long_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        started = time.process_time()
        shown(text)
        return time.process_time() - started

    seconds(1000)
    assert seconds(400_000) < 40 * seconds(40_000) + 0.1


def test_a_line_of_a_huge_text_looks_only_at_its_beginning() -> None:
    assert shown_line("word " * 3_000_000, 20) == "word word word word…"
