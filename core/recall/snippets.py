"""The part of a memory that shows why it was found, verbatim, with the matching words marked."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from core.text.words import content, stem, word_spans, words

WIDTH = 240
MARK = "**"
REACH = 40
"""How far a border moves so as not to cut a word."""
READ = 100_000
"""Characters of a memory in which words are looked for: a quarter of a novel takes a fortieth of a second."""

Span = tuple[int, int]


@lru_cache(maxsize=64)
def stems_of(query: str) -> frozenset[str]:
    """The stems of a query's words; stop words only if there is nothing else."""
    return frozenset(stem(word) for word in (content(query) or words(query)))


def spans(text: str, query: str) -> list[Span]:
    """Where the words of a query, in any inflection, stand in a text; stop words only if there is nothing else."""
    return _spans(text, stems_of(query))


def region(text: str, stems: Collection[str]) -> Span:
    """The part of a text to look for stems in: all of it, or READ characters around the first place of the longest."""
    if len(text) <= READ:
        return 0, len(text)
    for beginning in sorted(stems, key=lambda one: (-len(one), one)):
        if found := re.search(rf"\b{re.escape(beginning.removesuffix('i'))}", text, re.IGNORECASE):
            start = max(0, min(found.start() - READ // 4, len(text) - READ))
            return start, start + READ
    return 0, READ


def snippet(text: str, query: str, width: int = WIDTH) -> str:
    """About `width` characters of the text around the densest group of matches, each between `**`; one line.

    A `**` of the text's own is left out, so that every `**` is a mark.
    """
    stems = stems_of(query)
    offset, stop = region(text, stems)
    found = [(first + offset, last + offset) for first, last in _spans(text[offset:stop], stems)]
    start, end = _window(text, found, width)
    pieces: list[str] = []
    at = start
    for first, last in found:
        if start <= first and last <= end:
            pieces += [_unmarked(text[at:first]), MARK, text[first:last], MARK]
            at = last
    pieces.append(_unmarked(text[at:end]))
    line = " ".join("".join(pieces).split())
    return ("…" if text[:start].strip() else "") + line + ("…" if text[end:].strip() else "")


def _spans(text: str, stems: Collection[str]) -> list[Span]:
    initials = {one[0] for one in stems}  # a word and its stem begin alike, and stemming costs more than looking
    return [
        (start + first, start + last)
        for start, end in _stretches(text, frozenset(stems))
        for (first, last), word in word_spans(text[start:end])
        if word[0] in initials and stem(word) in stems
    ]


def _stretches(text: str, stems: frozenset[str]) -> list[Span]:
    """The stretches between blanks that may hold such words: finding beginnings costs a tenth of cutting into words."""
    lower = text.lower().replace("’", "'")
    if len(lower) != len(text):
        return [(0, len(text))]
    found: dict[int, int] = {}
    for beginning in _beginnings(stems):
        at = lower.find(beginning)
        while at >= 0:
            if at and lower[at - 1].isalnum():
                at = lower.find(beginning, at + 1)
                continue
            end = lower.find(" ", at)
            end = len(text) if end < 0 else end
            found[lower.rfind(" ", 0, at) + 1] = end
            at = lower.find(beginning, end)
    return sorted(found.items())


@lru_cache(maxsize=64)
def _beginnings(stems: frozenset[str]) -> frozenset[str]:
    """What words of these stems begin with: stemming changes the last two letters of what it leaves at most."""
    return frozenset(one[: max(len(one) - 2, min(2, len(one) - 1), 1)] for one in stems)


def _unmarked(text: str) -> str:
    return re.sub(r"\*{2,}", "", text) if MARK in text else text


def _window(text: str, found: Sequence[Span], width: int) -> Span:
    """About `width` characters from a little before the densest group, without cut words where there are spaces."""
    if len(text) <= width:
        return 0, len(text)
    start = max(0, _densest(found, width) - width // 4)
    start = next((at for at in range(start, max(-1, start - REACH), -1) if not at or text[at - 1].isspace()), start)
    end = min(start + width, len(text))
    return start, next((at for at in range(end, min(end + REACH, len(text))) if text[at].isspace()), end)


def _densest(found: Sequence[Span], width: int) -> int:
    """Where the most matches begin within so many characters, the first such place; 0 if there are none."""
    best, most, after = 0, 0, 0
    for at, (first, _) in enumerate(found):
        while after < len(found) and found[after][0] < first + width:
            after += 1
        if after - at > most:
            best, most = first, after - at
    return best
