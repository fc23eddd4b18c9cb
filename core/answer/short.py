"""The short answer that a quotation holds: the time, the amount, the name or the thing that was asked for, as people
say it; "" where the quotation holds none or several that can be meant.
"""

import re
from collections.abc import Collection
from datetime import datetime, tzinfo

from core.answer.quantities import quantities, said
from core.answer.verbs import base_of
from core.memory import Memory
from core.text.times import TimeRange, dates_in
from core.text.words import STOP_WORDS, content, names, numbers, stem, word_spans, words

_YEAR = re.compile(r"\b(?:what|which) year\b", re.I)
_MONTH = re.compile(r"\b(?:what|which) month\b", re.I)
_WEEK = re.compile(r"(?:the |this |just )*(?P<step>last|past|previous|next) (?P<unit>week(?:end)?)\Z", re.I)
_VAGUE = re.compile(
    r"(?P<span>(?:a |the )?(?:few|couple(?: of)?|several|some) (?:days|weeks|months|years)) ago\Z", re.I
)
_SEASON = re.compile(r"\b(spring|summer|autumn|fall|winter)\b", re.I)
_NUMBERS_LIST = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
"""
_ONE = rf"(?:\d+(?:[.,]\d+)*|{'|'.join(_NUMBERS_LIST.split())})"
_NUMBER = rf"(?<![\w.,])(?:about |around |almost |nearly |over )?{_ONE}(?:\s?(?:-|–|to|or)\s?{_ONE})?"
_UNIT = r"(?:decade|year|month|week|day|hour|minute|second)s?"
_LENGTH = re.compile(rf"{_NUMBER}(?:\s|-)(?:and a half |whole |full |long )?{_UNIT}\b", re.I)
_TIMES = rf"(?:once|twice|thrice|{_ONE} times)"
_OFTEN = re.compile(
    rf"\b{_TIMES}(?:\s(?:or|to)\s{_TIMES})?\s(?:an?|per|every|each)\s(?:other )?\w+"
    r"|\bevery (?:other |single |second )?(?:day|week|month|year|morning|evening|night|weekend|\w+day)s?\b"
    r"|\b(?:daily|weekly|monthly|yearly)\b",
    re.I,
)
_HOW_LONG = re.compile(r"\bhow (?:long|old)\b", re.I)
_HOW_OFTEN = re.compile(r"\bhow (?:often|frequently)\b", re.I)
_HOW_MANY = re.compile(
    r"\bhow many\s+((?:[\w'’-]+\s+){0,3}?[\w'’-]+)\s+(?:did|do|does|have|has|had|is|are|was|were|will)\b", re.I
)
_WHERE = re.compile(r"\A\W*(?:\w+\s)?where\b", re.I)
_WHAT = re.compile(r"\A\W*(?:\w+\s)?(?:what|which)\b", re.I)
_PLACED = r"\b(?:in|at|to|from|near|into|through|around|visited|across)\s+(?:the\s+|my\s+|our\s+)?(?:\w+\s+){0,2}?"
_CUT = re.compile(r"[,;:.!?()–—]|\s-\s|\s(?:and I|and we|which|because|so|but|when|while|since|if|where|who)\b")
_LONGEST = 8
"""Words of a thing that is named by itself."""
_LEADING = STOP_WORDS - {
    "no",
    "not",
    "more",
    "most",
    "my",
    "our",
    "the",
    "a",
    "an",
    "some",
    "by",
    "with",
    "for",
    "to",
    "in",
    "on",
    "at",
}


def time_of(text: str, memory: Memory, zone: tzinfo | None, asked: str) -> str:
    """The first time that a text of a memory tells, in `zone`; "" for none."""
    written = memory.occurred_at.astimezone(zone)
    times = dates_in(text, written)
    return told(times[0], written, asked) if times else ""


def told(time: TimeRange, written: datetime, asked: str = "") -> str:
    """A time in words, as exactly as it was told: what was "last week" is "the week before" it was written."""
    opener = time.words.split()[0].lower()
    if opener in {"since", "after"}:
        return f"since {time.start.day} {time.start:%B %Y}"
    if opener in {"before", "until", "till", "by"}:
        return f"before {time.end.day} {time.end:%B %Y}"
    days = (time.end - time.start).days
    if _YEAR.search(asked) and days <= 366:
        return f"{time.start:%Y}"
    if _MONTH.search(asked) and days <= 31:
        return f"{time.start:%B %Y}"
    at = f"{written.day} {written:%B %Y}"
    if week := _WEEK.search(time.words):
        side = "after" if week["step"].lower() == "next" else "before"
        return f"the {week['unit'].lower()} {side} {at}"
    if vague := _VAGUE.search(time.words):
        return f"{vague['span'].lower()} before {at}"
    season = _SEASON.search(time.words)
    if season and 85 <= days <= 95:
        return f"{season[1].lower()} {time.start:%Y}"
    return interval(time.start, time.end)


def interval(start: datetime, end: datetime) -> str:
    """A half-open interval in words: a day, a month, a year, or from one day to another."""
    days = (end - start).days
    if days <= 1:
        return f"{start.day} {start:%B %Y}"
    if start.day == 1 and 28 <= days <= 31:
        return f"{start:%B %Y}"
    if (start.month, start.day) == (1, 1) and 365 <= days <= 366:
        return f"{start:%Y}"
    last = end.fromtimestamp(end.timestamp() - 1, end.tzinfo)
    if (start.month, start.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{start:%Y} to {last:%Y}"
    return f"{start.day} {start:%B %Y} to {last.day} {last:%B %Y}"


def amount_of(text: str, asked: str) -> str:
    """The amount that was asked for, as the text says it with its unit, where it says one beside the question's own."""
    if _HOW_OFTEN.search(asked):
        often = dict.fromkeys(match[0] for match in _OFTEN.finditer(text))
        return next(iter(often)) if len(often) == 1 else ""
    if _HOW_LONG.search(asked):
        lengths = [match[0] for match in _LENGTH.finditer(text) if match[0].lower() not in asked.lower()]
        return lengths[0] if len(set(lengths)) == 1 else _only_number(text, asked)
    if many := _HOW_MANY.search(asked):
        noun = re.escape(base_of(words(many[1])[-1]))
        pattern = rf"({_NUMBER})\s+(?:(?!{_UNIT}\b)[\w'’-]+\s+){{0,2}}?{noun}"
        counted = [match[1] for match in re.finditer(pattern, text, re.I) if match[1].lower() not in words(asked)]
        if len(set(counted)) == 1:
            return counted[0]
    return _only_number(text, asked)


def _only_number(text: str, asked: str) -> str:
    """The only number of a text that the question does not say itself, with its unit where that is known."""
    counted = [number for number in numbers(text) if number not in numbers(asked)]
    counted += ["2"] if re.search(r"\btwice\b", text, re.I) else []
    if len(set(counted)) != 1:
        return ""
    measured = quantities(text)
    return said(measured[0]) if len(measured) == 1 else counted[0]


def person_of(text: str, asked: str) -> str:
    """The only name of a text that the question does not say itself."""
    known = {word for name in names(asked) for word in words(name)}
    found = [name for name in names(text) if not known & set(words(name))]
    return found[0] if len(found) == 1 else ""


def thing_of(text: str, asked: str) -> str:
    """The place or thing that was asked for: the only place that is named, or what follows on the question's words."""
    if _WHERE.match(asked):
        found = [name for name in names(text) if name.lower() not in asked.lower()]
        placed = [name for name in found if re.search(_PLACED + re.escape(name), text)]
        return placed[0] if len(placed) == 1 else ""
    if not _WHAT.match(asked):
        return ""
    return _following(text, {stem(base_of(word)) for word in content(asked)})


def _following(text: str, known: Collection[str]) -> str:
    """What follows on the last word of a text that is one of the known ones, up to the end of its clause."""
    ends = [end for (_, end), word in word_spans(text) if stem(base_of(word)) in known]
    if not ends:
        return ""
    tail = text[ends[-1] :]
    cut = _CUT.search(tail)
    tail = (tail[: cut.start()] if cut else tail).strip(" \"“”'’")
    said_words = tail.split()
    while said_words and said_words[0].lower().strip("'’") in _LEADING:
        said_words.pop(0)
    fresh = [word for word in content(" ".join(said_words)) if stem(base_of(word)) not in known]
    return " ".join(said_words) if fresh and len(said_words) <= _LONGEST else ""
