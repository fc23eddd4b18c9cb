"""What reaches stdout: JSON without characters that a terminal obeys, and any text in any encoding."""

import io
import json
import sys
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.cli import output


class Stream(io.TextIOWrapper):
    """A stdout of a chosen encoding that is no terminal."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    def written(self) -> bytes:
        """The bytes so far."""
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue()


def printed(value: object, encoding: str = "utf-8") -> bytes:
    """The bytes that `put_json` writes to a stdout of this encoding."""
    stream, before = Stream(encoding), sys.stdout
    sys.stdout = stream
    try:
        output.calm()
        output.put_json(value)
    finally:
        sys.stdout = before
    return stream.written()


@given(st.text(st.characters(exclude_categories=())))
def test_json_gives_back_every_text_and_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    line = printed({"text": text}).decode("utf-8")
    assert json.loads(line) == {"text": text}
    for char in line.rstrip("\n"):
        assert category(char) not in {"Cc", "Cs", "Zl", "Zp"}, hex(ord(char))
        assert char not in "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_json_is_ascii_where_stdout_is_no_utf8(encoding: str) -> None:
    assert json.loads(printed("ü ⛴ \U0001f600", encoding).decode("ascii")) == "ü ⛴ \U0001f600"


def test_text_that_the_encoding_lacks_is_written_as_an_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream("ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    output.calm()
    output.put("Zoë · ✓ … ⛴")
    assert stream.written() == b"Zo\\xeb - + ... \\u26f4\n"


def test_there_is_no_colour_without_a_terminal() -> None:
    assert output.paint("word", "match") == "word"
