"""Finds the times that a text speaks of, and lets pass what only looks like one ("I may", "they march", "3 dogs")."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from core.text.dates import FIRST_YEAR, LAST_YEAR
from core.text.periods import SEASONS, Period, moment
from core.text.sentences import spans
from core.text.time_phrases import STARTERS, between, phrase
from core.text.time_reading import Found, Reading, Tense, TimeRange
from core.text.time_words import HOLIDAYS, MONTH_NUMBERS, SHORT_WEEKDAYS, UNITS, WEEKDAY_NUMBERS, Token, tokens

_VERBS_TOO = frozenset(("may", "march"))
_BEFORE_MONTH_OR_VERB = frozenset(
    ("in", "during", "since", "of", "until", "before", "after", "from", "early", "mid", "late", "last", "next")
)
_OPEN = frozenset(("since", "after", "before", "until", "till", "by"))
_STARTERS = STARTERS | _OPEN
_INTO = frozenset(("in", "during", "since", "of", "before", "after", "until", "till", "by", "from", "throughout"))
_ABOUT = _INTO | {"for", "over", "at", "on", "around", "about"}
_NOT_BEFORE_WEEKDAY = frozenset(("every", "each", "black", "good", "easter", "most", "some", "any", "all", "no"))
_COUNTED_NOUNS = frozenset(
    (
        "words",
        "people",
        "dollars",
        "euros",
        "pounds",
        "steps",
        "calories",
        "pages",
        "lines",
        "metres",
        "meters",
        "km",
        "miles",
    )
)
_HINT = re.compile(
    r"\d|\b(?:ago|today|tonight|yesterday|tomorrow|weekend|last|past|previous|this|current|next|coming|upcoming"
    rf"|{'|'.join(UNITS)}|{'|'.join(MONTH_NUMBERS)}|{'|'.join(WEEKDAY_NUMBERS)}|{'|'.join(SEASONS)}"
    rf"|{'|'.join({name[0] for name in HOLIDAYS})})\b",
    re.IGNORECASE,
)
_PAST = (
    r"was|were|wasn't|weren't|went|did|didn't|had|hadn't|saw|met|got|came|took|made|said|gave|bought|left|[a-z]{3,}ed"
)
_TO_COME = (
    r"will|won't|shall|\w+'ll|gonna|upcoming|plans? to|hopes? to|wants? to|needs? to|due|deadline|see you"
    r"|(?:is|are|am|i'm|'re) (?:\w+ )?(?:planning|going|hoping|coming|looking forward)"
)
_CUE = re.compile(rf"\b(?:(?P<past>{_PAST})|(?P<future>{_TO_COME}))\b", re.IGNORECASE)


def find(text: str, now: datetime, unmarked: Tense) -> Iterator[TimeRange]:
    """The times in a text, in order, seen from `now`.

    A time without year or direction lies where its sentence's verbs point; without such verbs, where `unmarked` says.
    With Tense.NEAREST only dates with a day and a month are then taken, in the closest year.
    """
    for start, end in spans(text):
        sentence = text[start:end]
        if _HINT.search(sentence):
            for found in _in_sentence(sentence, now, unmarked):
                yield replace(found, text_start=start + found.text_start, text_end=start + found.text_end)


def _in_sentence(sentence: str, now: datetime, unmarked: Tense) -> Iterator[TimeRange]:
    parts = tuple(tokens(sentence))
    cues = [(match.start(), Tense.PAST if match["past"] else Tense.FUTURE) for match in _CUE.finditer(sentence)]
    at = 0
    while at < len(parts):
        found = None
        if parts[at].kind not in {"word", "other"} or parts[at].text in _STARTERS:
            found = _found(Reading(parts, now, _tense(cues, parts[at].start, unmarked)), at)
        if not found:
            at += 1
            continue
        start, end = parts[at].start, parts[found.after - 1].end
        yield TimeRange(found.period.start, found.period.end, sentence[start:end], start, end)
        at = found.after


def _found(reading: Reading, at: int) -> Found | None:
    if found := between(reading, at):
        return found
    if reading.text(at) in _OPEN:
        found = phrase(reading, at + 1)
        first = at + 1 + (reading.text(at + 1) == "the")
        return _opened(reading, reading.text(at), found) if found and _is_time(reading, first, found) else None
    found = phrase(reading, at)
    return found if found and _is_time(reading, at, found) else None


def _opened(reading: Reading, word: str, found: Found) -> Found:
    """Everything since, after, before or until a period."""
    period, tomorrow = found.period, moment(reading.today + timedelta(1), reading.zone)
    if word in {"since", "after"}:
        start = period.start if word == "since" else period.end
        end = tomorrow if start < tomorrow else moment(date(LAST_YEAR, 12, 31), reading.zone)
    else:
        ahead = reading.tense is Tense.FUTURE and period.start > reading.now
        start = moment(reading.today if ahead else date(FIRST_YEAR, 1, 1), reading.zone)
        end = period.start if word == "before" else period.end
    return Found(Period(start, end, start), found.after) if start < end else found


def _is_time(reading: Reading, at: int, found: Found) -> bool:
    """Whether the words before and around bear out that these are a time."""
    first, before = reading.tokens[at], reading.text(at - 1)
    if before == "the":
        before = reading.text(at - 2)
    stated = any(
        token.kind in {"iso", "isomonth", "slashed"} or _is_year(token) for token in reading.tokens[at : found.after]
    )
    if _is_verb(first) and not stated and before not in _BEFORE_MONTH_OR_VERB:
        return False
    if first.text == "this" and (_is_verb(reading.tokens[at + 1]) or reading.text(at + 1) in SHORT_WEEKDAYS):
        return False
    if not found.weak:
        return True
    if reading.tense is Tense.NEAREST and not stated:
        return False
    return _weak_is_time(reading, first, before, reading.text(found.after))


def _weak_is_time(reading: Reading, first: Token, before: str, following: str) -> bool:
    if first.text in WEEKDAY_NUMBERS and first.text not in SHORT_WEEKDAYS:
        return before not in _NOT_BEFORE_WEEKDAY
    if first.text in SHORT_WEEKDAYS:
        return before in {"on", "by", "since", "until", "till", "before", "after"} and first.capital
    if first.kind == "number":
        return before in _INTO and following not in _COUNTED_NOUNS
    return before in (_INTO if first.text in MONTH_NUMBERS else _ABOUT - {"by"})  # "inspired by autumn"


def _is_verb(token: Token) -> bool:
    return token.text in _VERBS_TOO and not token.capital


def _is_year(token: Token) -> bool:
    return token.kind == "number" and len(token.text) == 4


def _tense(cues: list[tuple[int, Tense]], at: int, unmarked: Tense) -> Tense:
    """What the last cue before a place says, else the first one after it."""
    before = [tense for start, tense in cues if start < at]
    return before[-1] if before else cues[0][1] if cues else unmarked
