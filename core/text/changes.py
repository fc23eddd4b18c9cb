"""What one text has that another has not, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\w+(?:(?<=\d)[.,](?=\d)\w+)*[^\S\n]*|[^\w\n][^\S\n]*|\n")
_MOST_WORDS: Final = 2000
"""Words of one passage that are compared one by one; of longer passages the whole is gone and new."""


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text: `kind` is "same", "gone" or "new"."""

    kind: str
    text: str


def changes(before: str, after: str) -> tuple[Change, ...]:
    """The way from one text to another, in order: all but what is new is `before`, all but what is gone is `after`."""
    found: list[Change] = []
    for kind, gone, new in _compared(_LINES.findall(before), _LINES.findall(after), junk=True):
        for change in [Change("same", gone)] if kind == "equal" else _in_words(gone, new):
            if found and found[-1].kind == change.kind:
                found[-1] = Change(change.kind, found[-1].text + change.text)
            else:
                found.append(change)
    return tuple(found)


def _in_words(before: str, after: str) -> Iterator[Change]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    few = len(old) <= _MOST_WORDS and len(new) <= _MOST_WORDS
    for kind, was, now in _compared(old, new, junk=False) if few else [("replace", before, after)]:
        if kind == "equal":
            yield Change("same", was)
            continue
        if was:
            yield Change("gone", was)
        if now:
            yield Change("new", now)


def _compared(before: Sequence[str], after: Sequence[str], *, junk: bool) -> Iterator[tuple[str, str, str]]:
    matcher = SequenceMatcher(None, before, after, autojunk=junk)
    for kind, a, b, c, d in matcher.get_opcodes():
        yield kind, "".join(before[a:b]), "".join(after[c:d])
