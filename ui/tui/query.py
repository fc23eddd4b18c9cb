"""A line in the search field: which parts of it are filters, and what the part at the cursor may become."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from core.text.sanitise import shown_line

if TYPE_CHECKING:
    from app import Ebb

STARTS: Final = ("kind:", "#", "app:", "by:", "since:", "until:", "is:", "in:")
"""What a filter may begin with, as the empty field offers it."""
MOST: Final = 8
"""Offers at a time."""

_WORD = re.compile(r"(?<!\S)([A-Za-z]{2,11})$")
_SAVED = re.compile(r"(?<!\S)@([\w-]*)$")
_BEGUN = re.compile(r'(?<!\S)(?:[A-Za-z]{2,12}:(?:"[^"]*|\S*)|#[\w/-]*)$')


@dataclass(frozen=True, slots=True)
class Part:
    """A filter in a line, its place [start, end); `kind` is filter, saved, or unknown for what means nothing."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What the part at the cursor may become: the whole line, where the cursor then stands, and a name for it."""

    line: str
    at: int
    name: str


def parts(text: str, saved: Collection[str]) -> list[Part]:
    """The filters of a line in its order; `saved` are the names of saved searches."""
    from app.saved import used
    from core.text.tokens import read

    found = [
        Part(token.start, token.end, "filter" if _means(text[token.start : token.end], date.today()) else "unknown")
        for token in read(text).tokens
    ]
    found += [Part(start, end, "saved") for name, start, end in used(text) if name.casefold() in saved]
    return sorted(found, key=lambda part: part.start)


@lru_cache(maxsize=256)
def _means(token: str, today: date) -> bool:
    """Whether a filter means something today."""
    from app.querying import understood

    return not understood(token, datetime(today.year, today.month, today.day, 12).astimezone()).problems


def may_go_on(text: str, at: int) -> bool:
    """Whether something may be offered at the cursor; costs nothing."""
    head = text[:at]
    return bool(_BEGUN.search(head) or _SAVED.search(head) or _names(head))


def offers(ebb: "Ebb", text: str, at: int, saved: Mapping[str, str]) -> tuple[Offer, ...]:
    """What the part at the cursor may become, the likeliest first; runs in a thread."""
    from core.text.tokens import begun

    head, tail = text[:at], text[at:]
    if match := _SAVED.search(head):
        names = [name for name in saved if name.startswith(match[1].casefold()) and name != match[1]]
        return tuple(_offer(head[: match.start()] + f"@{name}", tail, f"@{name}") for name in names[:MOST])
    if found := begun(text, at):
        start, lines = found[2], ebb.queries.completions(text, at)
        heads = [line[: len(line) - len(tail)] for line in lines]
        return tuple(_offer(one, tail, one[start:].strip('"')) for one in heads if one == shown_line(one))
    word = _WORD.search(head)
    start = word.start() if word else at
    return tuple(Offer(f"{head[:start]}{name}:{tail}", start + len(name) + 1, f"{name}:") for name in _names(head))


def _offer(head: str, tail: str, name: str) -> Offer:
    """A finished filter, with a space after it so that what is typed next is something else."""
    gap = "" if tail.startswith(" ") else " "
    return Offer(f"{head}{gap}{tail}", len(head) + 1, name)


def _names(head: str) -> list[str]:
    """The names of filters that the word at the end of `head` begins."""
    from core.text.tokens import NAMES

    match = _WORD.search(head)
    return [] if match is None else [name for name in NAMES if name.startswith(match[1].lower()) and name != match[1]]
