"""Reads a large JSON array element by element, so that one broken or hostile element costs only itself."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SPACE = re.compile(r"[ \t\r\n]*")
MARKS = re.compile(r'"(?:[^"\\]|\\.?)*+"?|[\[\]{}]', re.DOTALL)
BARE_END = re.compile(r"[,\]]|\Z")
MOST_BROKEN = 100  # A file with more of them is not worth the time; each costs a look through the text before it.


@dataclass(frozen=True, slots=True)
class Broken:
    """An element that could not be read, and why in one clause."""

    reason: str


def elements(text: str) -> Iterator[Any]:
    """Yield each element of the JSON array `text`, or the one value that `text` is if it is no array.

    What cannot be read comes as Broken; where its end can be found, the elements after it follow.
    """
    decoder = json.JSONDecoder()
    at = _after_space(text, 0)
    listed = text.startswith("[", at)
    at = _after_space(text, at + 1) if listed else at
    broken = 0
    while at < len(text) and not (listed and text[at] == "]"):
        try:
            value, end = decoder.raw_decode(text, at)
        except RecursionError:
            value, end = Broken("it is nested too deeply"), _end(text, at)
        except ValueError:
            value, end = Broken("it is no valid JSON"), _end(text, at)
        yield value
        broken += isinstance(value, Broken)
        if broken > MOST_BROKEN:
            yield Broken("too much before it is broken; the rest of the file was left out")
            return
        at = _after_space(text, end)
        if not listed:
            return
        if text.startswith(",", at):
            at = _after_space(text, at + 1)
        elif not text.startswith("]", at):
            yield Broken("the file ends too early" if at >= len(text) else "what follows is no valid JSON")
            return


def _after_space(text: str, at: int) -> int:
    match = SPACE.match(text, at)
    return match.end() if match else at


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
