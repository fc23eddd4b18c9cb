"""Values: what of a clause is the value, and what makes two of them the same."""

import re
from datetime import datetime

from core.clock import to_micros
from core.text.words import STOP_WORDS, stem, words

NAME = r"(?-i:[A-ZÀ-ÖØ-Þ][\w'&-]*)"
NAMES = rf"{NAME}(?:\s+(?:(?:de|da|do|dos|del|la|le|van|von|der|of|the|&)\s+)?{NAME})*"
AMOUNT = r"(?:[€£$]\s?)?\d[\d.,:]*\d*(?:\s?(?:%|€|£|\$|[a-z°]{1,12}\b(?:\s(?:a|per|each)\s\w+)?))?"
_NAMED = re.compile(rf"(?:(?:the|a|an|my|our)\s+)?(?P<v>(?:Drs?\.?\s+)?{NAMES})")
_AMOUNT = re.compile(rf"(?:about|around|exactly|only|just|at|to|up to)?\s*(?P<v>{AMOUNT})", re.I)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_STOP = re.compile(
    r"\s*[,;()\n]|[.!?…]+(?:\s|\Z)|\s+(?:and|but|because|since|so|which|who"
    r"|where|when|after|before|while|as|for now|until"
    r"|instead of|rather than|right now|now|these days|nowadays|any ?more|again"
    r"|today|yesterday|tonight|too|already|at last|finally"
    r"|last|this|next|from now on|at the moment|for good|not|either|as well"
    r"|with (?:my|the|our)|in the sale|every)\b|\s*:\s",
    re.I,
)
_LEADING = re.compile(
    r"\A(?:(?:a|an|the|my|our|his|her|their|some|another|one|two|second|third|first|new|used|old"
    r"|called|named|now|also|just|really|currently|finally|actually|brand|second-hand)\s+)+",
    re.I,
)
_DROPPED = frozenset((
    *"a an the my our your his her their some this that new current now again to of for at on in".split(),
    *"lesson class course group club practice doing playing going learning taking play do go learn take".split(),
))  # fmt: skip
_NO_NAMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec today tomorrow
    yesterday""".split()
)


def phrase(text: str) -> str:
    """The words of `text` up to where its phrase ends, without articles; "" if there are none."""
    rest = text.strip()
    end = _STOP.search(rest)
    return _LEADING.sub("", rest[: end.start()] if end else rest).strip(" .!'-")


def name(text: str) -> str:
    """The proper name that `text` begins with, past an article; "" if it begins with none."""
    match = _NAMED.match(text.strip())
    if not match:
        return ""
    parts = match["v"].split()
    end = next((at for at, part in enumerate(parts) if is_calendar(part)), len(parts))
    found = re.sub(r"'s\Z|['&-]+\Z", "", " ".join(parts[:end]))
    return "" if found.lower() in STOP_WORDS else found


def amount(text: str) -> str:
    """The number with its unit that `text` begins with; "" if it begins with none."""
    match = _AMOUNT.match(text.strip())
    return match["v"].rstrip(" .,:") if match else ""


def is_calendar(word: str) -> bool:
    """Whether a word is the name of a weekday or month, which is never a person or place."""
    return word.lower().rstrip(".,") in _NO_NAMES


def key(value: str) -> str:
    """What two values must share to be the same: the stems of the words that count, sorted."""
    kept = [word for word in words(value) if word not in _DROPPED] or words(value)
    return " ".join(sorted({stem(word) for word in kept}))


def amount_key(value: str) -> str:
    """The number of an amount without its unit: "1,050 euros" and "€1050" are the same."""
    match = _DIGITS.search(value)
    if not match:
        return key(value)
    number = match[0].replace(",", "") if re.search(r",\d{3}\b", match[0]) else match[0].replace(",", ".")
    return number.rstrip(".0") if "." in number else number


def digits(value: str) -> str:
    """The digits of a telephone number."""
    return re.sub(r"\D", "", value)


def clock_key(value: str) -> str:
    """A time of day as hours and minutes: "10", "10am" and "10:00" are the same."""
    match = re.match(r"(\d{1,2})(?::(\d\d))?\s?(am|pm)?", value.lower())
    if not match:
        return value.lower()
    hour = int(match[1]) % 12 + 12 * (match[3] == "pm") if match[3] else int(match[1])
    return f"{hour:02}:{match[2] or '00'}"


def time_key(value: str, said: datetime) -> tuple[str, int | None]:
    """A planned time: its day and, where it is told, its minute in ISO form, and when it is over in microseconds.

    Words that name no time are their own key, and do not end.
    """
    from core.text.time_finder import find
    from core.text.time_reading import Tense

    for lead in ("on", "in"):
        for time in find(f"{lead} {value}", said, Tense.FUTURE):
            days = (time.end - time.start).days
            unit = 16 if days == 0 and time.end.timestamp() - time.start.timestamp() < 3600 else 10
            return (time.start.isoformat()[: 7 if days > 27 else unit], to_micros(time.end))
    return key(value), None


def compatible(a: str, b: str) -> bool:
    """Whether two keys can both be true: equal, or one only says more than the other."""
    if a == b or not a or not b:
        return True
    first, second = set(a.split()), set(b.split())
    return first <= second or second <= first or a.startswith(b) or b.startswith(a)
