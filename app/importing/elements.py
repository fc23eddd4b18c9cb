"""Reads large JSON arrays element by element, so that memory stays flat and a broken element costs only itself."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

SPACE = re.compile(r"[ \t\r\n]*")
MARKS = re.compile(r'"(?:[^"\\]|\\.?)*+"?|[\[\]{}]', re.DOTALL)
BARE_END = re.compile(r"[,\]]|\Z")
MOST_BROKEN = 100  # A file with more of them is not worth the time; each costs a look through the text before it.
PIECE = 1024 * 1024  # Bytes read at a time.
HELD = 256 * 1024 * 1024  # Characters of one element; what is longer counts as broken.
HEADING = 4096  # Characters that are kept of what stands before an array.
NEAR = 16  # Characters from the end within which a fault may only mean that the rest is not read yet.
DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Broken:
    """An element that could not be read, and why in one clause."""

    reason: str


class Window:
    """A JSON text that is read from a stream as it is needed and let go of behind `at`; `done` counts bytes read."""

    def __init__(self, stream: IO[bytes] | None = None, text: str = "") -> None:
        self.text = text
        self.at = 0
        self.done = 0
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")

    def more(self) -> bool:
        """Read on, at least as much again as is held; False at the end, or where too much is held already."""
        held = len(self.text) - self.at
        if self._stream is None or held > HELD:
            return False
        data = self._stream.read(max(PIECE, held))
        self.done += len(data)
        if not data:
            self._stream = None
        elif self.at >= PIECE:
            self.text, self.at = self.text[self.at :], 0
        self.text += self._decoder.decode(data, final=not data)
        return bool(data)

    def next(self) -> str:
        """Step over white space; returns the character there, "" at the end."""
        while True:
            match = SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return self.text[self.at : self.at + 1]


def elements(source: str | Window) -> Iterator[Any]:
    """Yield each element of the JSON array that `source` is, or the one value if it is no array.

    What cannot be read comes as Broken; where its end can be found, the elements after it follow.
    """
    window = Window(text=source) if isinstance(source, str) else source
    if window.next() != "[":
        if window.next():
            yield _value(window)
        return
    window.at += 1
    yield from _members(window)


def listed(window: Window, opening: re.Pattern[str]) -> Iterator[tuple[str, Any]]:
    """Yield the elements of every array that `opening` leads into, each with the text before its array.

    `opening` ends behind the array's bracket and is at most 64 characters long. Of the text before, the last
    HEADING characters are given.
    """
    heading = ""
    while True:
        if match := opening.search(window.text, window.at):
            heading = (heading + window.text[window.at : match.start()])[-HEADING:]
            window.at = match.end()
            for element in _members(window):
                yield heading, element
            heading = ""
            continue
        passed = max(window.at, len(window.text) - 64)
        heading = (heading + window.text[window.at : passed])[-HEADING:]
        window.at = passed
        if not window.more():
            return


def _members(window: Window) -> Iterator[Any]:
    """The elements from behind an array's opening bracket on, up to its end."""
    broken = 0
    while window.next() not in ("", "]"):
        value = _value(window)
        yield value
        broken += isinstance(value, Broken)
        if broken > MOST_BROKEN:
            yield Broken("too much before it is broken; the rest of the file was left out")
            return
        mark = window.next()
        if mark == ",":
            window.at += 1
        elif mark != "]":
            yield Broken("what follows is no valid JSON" if mark else "the file ends too early")
            return


def _value(window: Window) -> Any:
    """The value at the window's place, which moves behind it."""
    while True:
        try:
            value, end = DECODER.raw_decode(window.text, window.at)
        except RecursionError:
            return _broken(window, "it is nested too deeply")
        except json.JSONDecodeError as error:
            unread = error.pos > len(window.text) - NEAR or error.msg.startswith("Unterminated")
            if not (unread and window.more()):
                return _broken(window, "it is no valid JSON")
        except ValueError:
            return _broken(window, "it is no valid JSON")
        else:
            if end < len(window.text) or not window.more():
                window.at = end
                return value


def _broken(window: Window, reason: str) -> Broken:
    while (end := _end(window.text, window.at)) >= len(window.text) and window.more():
        pass
    window.at = end
    return Broken(reason)


def _end(text: str, at: int) -> int:
    """Where the broken value that starts at `at` ends, by counting brackets outside strings; else the text's end."""
    if text[at] not in '[{"':
        match = BARE_END.search(text, at)
        return match.start() if match else len(text)
    depth = 0
    for match in MARKS.finditer(text, at):
        mark = match[0]
        depth += (mark in "[{") - (mark in "]}")
        if depth <= 0:
            return match.end()
    return len(text)
