"""What may be stored stays verbatim; what may not is replaced and counted, or refused with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.text.clean import MAX_CHARACTERS, Cleaned, checked, cleaned, decoded, looks_binary, tag, title

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_cleaned_text_can_be_stored_and_is_stable(text: str) -> None:
    result = cleaned(text)
    assert "\0" not in result.text
    result.text.encode("utf-8")
    assert cleaned(result.text) == Cleaned(result.text)


@given(st.text())
def test_text_without_nul_is_kept_verbatim(text: str) -> None:
    text = text.replace("\0", "")
    assert cleaned(text) == Cleaned(text)


@pytest.mark.parametrize(
    ("text", "expected", "replaced"),
    [
        ("one\r\ntwo\rthree\t", "one\r\ntwo\rthree\t", 0),
        ("\x1b[31mred\u202e", "\x1b[31mred\u202e", 0),
        ("a\0b\0", "a\ufffdb\ufffd", 2),
        ("a\udcffb", "a\ufffdb", 1),
        ("\ud83d\ude00", "😀", 0),
        ("\ude00\ud83d", "\ufffd\ufffd", 2),
        ("already \ufffd", "already \ufffd", 0),
    ],
)
def test_what_is_stored(text: str, expected: str, replaced: int) -> None:
    assert cleaned(text) == Cleaned(expected, replaced)


@pytest.mark.parametrize(
    ("data", "expected", "replaced"),
    [
        (b"plain", "plain", 0),
        ("größe\r\n".encode(), "größe\r\n", 0),
        ("größe".encode("utf-8-sig"), "größe", 0),
        ("größe 😀".encode("utf-16"), "größe 😀", 0),
        (b"\xfe\xff" + "größe".encode("utf-16-be"), "größe", 0),
        ("größe".encode("utf-32"), "größe", 0),
        ("größe".encode("latin-1"), "gr\ufffd\ufffde", 2),
        ("genuine \ufffd and ".encode() + b"\xff", "genuine \ufffd and \ufffd", 1),
        (b"a\0b", "a\ufffdb", 1),
        (b"", "", 0),
    ],
)
def test_how_bytes_are_read(data: bytes, expected: str, replaced: int) -> None:
    assert decoded(data) == Cleaned(expected, replaced)


@given(st.binary(max_size=200))
def test_any_bytes_become_text_that_can_be_stored(data: bytes) -> None:
    result = decoded(data)
    assert cleaned(result.text) == Cleaned(result.text)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n....",
        b"%PDF-1.7 ...",
        b"PK\x03\x04rest",
        b"\x7fELF\x02\x01\x01\0",
        bytes(range(128, 256)),
        b"\x01\x02",
    ],
)
def test_binary_data_is_recognised(data: bytes) -> None:
    assert looks_binary(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        "größe 北京 😀".encode(),
        "größe".encode("utf-16"),
        b"\x1b[31mcoloured\x1b[0m log",
        "déjà vu".encode("latin-1"),
    ],
)
def test_text_is_not_taken_for_binary(data: bytes) -> None:
    assert not looks_binary(data)


@pytest.mark.parametrize(
    "text",
    ["", " \t\r\n", "\u200b\ufeff\u2060", "\0\0", "\u3164\u2800", "\x1b[31m\x1b[0m", "\u202e\u202c\u00ad", "\udcff"],
)
def test_a_text_in_which_nothing_can_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="There is nothing to remember: the text is empty") as caught:
        checked(text)
    assert caught.value.hint


def test_a_text_that_is_too_long_is_refused_with_both_sizes() -> None:
    with pytest.raises(BadInput, match="16,000,001 characters; a memory holds at most 16,000,000"):
        checked("x" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize("text", ["x", "北", "😀", "…", " \u200b" * 6000 + "end", "שלום"])
def test_a_text_in_which_something_can_be_read_is_accepted_verbatim(text: str) -> None:
    assert checked(text) == Cleaned(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#Garden", "garden"),
        ("  ##Deep Work ", "deep-work"),
        ("STRASSE/Größe", "strasse/grösse"),
        ("a\nb\x1b[31m", "a-b"),
        ("C#", "c#"),
        ("\x1a#-# late", "late"),
        ("\u200bquiet\u202e", "quiet"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("x" * 80, "x" * 64),
        ("🌱", "🌱"),
    ],
)
def test_how_a_tag_is_stored(text: str, expected: str) -> None:
    assert tag(text) == expected


@given(ANY_TEXT)
def test_a_tag_is_stable_and_short(text: str) -> None:
    try:
        name = tag(text)
    except BadInput:
        return
    assert len(name) <= 64
    assert not any(char.isspace() for char in name)
    assert tag(name) == name


@pytest.mark.parametrize("text", ["", "#", " ## ", "---", "\u200b", "\x1b[31m"])
def test_a_tag_without_anything_to_read_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="tag"):
        tag(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\n two", "One two"),
        ("", ""),
        ("\x1b]0;owned\x07Title", "Title"),
        ("y" * 301, "y" * 299 + "…"),
        ("z" * 300, "z" * 300),
    ],
)
def test_how_a_title_is_stored(text: str, expected: str) -> None:
    assert title(text) == expected
