"""When two lines that were read are the same line: read a little differently, typed on, or counted up."""

import re
from enum import Enum, auto
from functools import lru_cache
from typing import Final

_CONFUSED: Final = str.maketrans({"1": "l", "i": "l", "|": "l", "0": "o", "5": "s", "8": "b", "2": "z", "ı": "l"})
"""Letters and digits that optical reading takes for each other; no two digits become the same."""
_UNTOLD: Final = re.compile(r"[\W_]+")
_DIGITS: Final = re.compile(r"\D+")
_NUMBER: Final = re.compile(r"\d+")
_COUNTERS: Final = re.compile(
    r"""\d{1,2}:\d{2}(?::\d{2})?            # clocks
    | \d{1,3}(?:[.,]\d+)?\s?%              # percentages
    | \b\d+\s?(?:/|of|von|de|di|sur)\s?\d+\b
    | \b(?:ln|line|lines|col|column|row|pos|zeile|spalte|ligne|colonne|words?|characters?|selected)\b[\s:]*\d+
    | \b\d+\s?(?:words?|characters?|lines?|selected|unread|online|items?|matches)\b""",
    re.I | re.X,
)
_SHORTEST_INSERTED: Final = 6
_SHORTEST_NOISY: Final = 12
_LEAST_EQUAL: Final = 16
_LONGEST_COUNTER: Final = 40


class Change(Enum):
    """What a line at the same place is to the one that was there: the same, the same and newer, or another."""

    SAME = auto()
    NEWER = auto()
    OTHER = auto()


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """The line less case, spaces, punctuation and what optical reading confuses; equal for equal lines.

    Empty where there is no letter or digit.
    """
    if not _UNTOLD.sub("", text):
        return ""
    told = _UNTOLD.sub("", text.casefold().replace("|", "l"))
    return told.translate(_CONFUSED).replace("rn", "m").replace("vv", "w")


def change(old: str, new: str, following: str = "") -> Change:
    """What a line says that took another's place; `following` is the line below it, into which words may have moved.

    A line in which a number has changed, be it by a digit more, is another.
    """
    before, after = folded(old), folded(new)
    if before == after:
        return Change.NEWER
    if after.startswith(before) or _inserted(before, after):
        return Change.NEWER if _keeps_numbers(old, new) else Change.OTHER
    if before.startswith(after):
        moved = before[len(after) :]
        return Change.NEWER if following and folded(following).startswith(moved) else Change.SAME
    if _counts(old, new) or near(old, new, _SHORTEST_NOISY):
        return Change.NEWER
    return Change.OTHER


def near(a: str, b: str, shortest: int = _LEAST_EQUAL) -> bool:
    """Whether two lines differ by no more than reading errors do: one letter in twelve, no digit."""
    first, second = folded(a), folded(b)
    if digits(a) != digits(b):
        return False
    length = min(len(first), len(second))
    most = max(length // 12, 1)
    if length < shortest or abs(len(first) - len(second)) > most:
        return False
    return within(first, second, most)


@lru_cache(maxsize=8192)
def digits(text: str) -> str:
    """The digits of a line."""
    return _DIGITS.sub("", text)


def within(a: str, b: str, most: int) -> bool:
    """Whether at most so many letters have to be put in, taken out or exchanged to make one of the other.

    Ukkonen's band of Levenshtein's table, Information and Control 64 (1985).
    """
    if bin(_letters(a) ^ _letters(b)).count("1") > 2 * most:
        return False
    row = list(range(len(b) + 1))
    for at, letter in enumerate(a, start=1):
        low, high = max(1, at - most), min(len(b), at + most)
        before, row = row, [most + 1] * (len(b) + 1)
        row[0] = at
        for to in range(low, high + 1):
            row[to] = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != b[to - 1]))
        if min(row[low - 1 : high + 1]) > most:
            return False
    return row[len(b)] <= most


@lru_cache(maxsize=8192)
def _letters(text: str) -> int:
    found = 0
    for letter in text:
        found |= 1 << (ord(letter) & 63)
    return found


def _inserted(before: str, after: str) -> bool:
    """Whether something was typed into the middle of a line."""
    if len(before) < _SHORTEST_INSERTED or len(after) <= len(before):
        return False
    start = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    return after.endswith(before[start:])


def _keeps_numbers(old: str, new: str) -> bool:
    """Whether every number of a line stands in the other, in the same order."""
    left = iter(_NUMBER.findall(new))
    return all(number in left for number in _NUMBER.findall(old))


def _counts(old: str, new: str) -> bool:
    """Whether both are a short line in which only a clock or a counter has moved."""
    if max(len(old), len(new)) > _LONGEST_COUNTER:
        return False
    one, other = _COUNTERS.sub("#", old), _COUNTERS.sub("#", new)
    return "#" in one and one == other
