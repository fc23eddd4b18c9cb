"""The words and signs of which English times are made, and how a text falls into them."""

import re
from dataclasses import dataclass

MONTHS_LIST = "january february march april may june july august september october november december"
WEEKDAYS_LIST = "monday tuesday wednesday thursday friday saturday sunday"
MONTH_NAMES = tuple(MONTHS_LIST.split())
WEEKDAY_NAMES = tuple(WEEKDAYS_LIST.split())

SHORT_MONTHS = {name[:3]: number for number, name in enumerate(MONTH_NAMES, start=1)} | {"sept": 9}
MONTH_NUMBERS = {name: number for number, name in enumerate(MONTH_NAMES, start=1)} | SHORT_MONTHS
SHORT_WEEKDAYS = {name[:3]: number for number, name in enumerate(WEEKDAY_NAMES)}
SHORT_WEEKDAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
WEEKDAY_NUMBERS = {name: number for number, name in enumerate(WEEKDAY_NAMES)} | SHORT_WEEKDAYS

UNITS = {
    form: unit
    for unit, forms in {
        "second": ("second", "seconds", "sec", "secs"),
        "minute": ("minute", "minutes", "min", "mins"),
        "hour": ("hour", "hours", "hr", "hrs"),
        "day": ("day", "days"),
        "week": ("week", "weeks", "wk", "wks"),
        "weekend": ("weekend", "weekends"),
        "fortnight": ("fortnight", "fortnights"),
        "month": ("month", "months"),
        "year": ("year", "years", "yr", "yrs"),
        "decade": ("decade", "decades"),
    }.items()
    for form in forms
}
COMPACT_UNITS = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "y": "year"}

_COUNTS_LIST = "one two three four five six seven eight nine ten eleven twelve"
COUNTS = {word: number for number, word in enumerate(_COUNTS_LIST.split(), start=1)}
COUNTS |= {"a": 1, "an": 1, "fifteen": 15, "twenty": 20, "thirty": 30}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}

HOLIDAYS = {
    ("christmas", "eve"): (12, 24),
    ("christmas", "day"): (12, 25),
    ("christmas",): (12, 25),
    ("boxing", "day"): (12, 26),
    ("new", "year", "eve"): (12, 31),
    ("new", "year", "day"): (1, 1),
    ("new", "year"): (1, 1),
    ("valentine", "day"): (2, 14),
    ("halloween",): (10, 31),
}
"""Holidays with a fixed date, longest name first: (month, day)."""

_TOKEN = re.compile(
    r"(?P<iso>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)(?![\w-])"
    r"|(?P<isomonth>\d{4}-\d\d)(?![\w-])"
    r"|(?P<slashed>\d{1,4}[/.]\d{1,2}[/.]\d{1,4})(?![\w/])"
    r"|(?P<clock>\d{1,2}[:.]\d\d\s?[ap]\.?m\b\.?|\d{1,2}:\d\d(?![\w:])|\d{1,2}\s?[ap]\.?m\b\.?)"
    r"|(?P<nth>\d{1,2}(?:st|nd|rd|th))\b"
    r"|(?P<number>\d+)(?![\w%]|[.:]\d|,\d{3}(?!\d))"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<other>(?:\w[\w.,:]*)?\d[\w%]*|[^\w\s])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign: its kind, its text in lower case without a possessive, its place, whether it has a capital."""

    kind: str
    text: str
    start: int
    end: int
    capital: bool


def tokens(text: str) -> list[Token]:
    """The tokens of a text in order; white space separates and is dropped."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match[0].lower().replace("’", "'").removesuffix("'s")
        found.append(Token(match.lastgroup or "other", word, match.start(), match.end(), match[0][0].isupper()))
    return found
