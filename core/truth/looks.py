"""Values by their looks, wherever in a text they stand: amounts, telephone numbers, times, names, places of things."""

import re
from collections.abc import Iterator
from datetime import datetime

from core.truth.belongings import is_car
from core.truth.plans import TIME
from core.truth.sides import Value
from core.truth.subjects import is_name
from core.truth.values import NAMES, amount_key, clock_key, digits, is_calendar, key, name, phrase, time_key

_PHONE = re.compile(r"(?<![\w.,€$£])(?!(?:19|20)\d\d\s?[-/.]\s?(?:19|20)?\d\d\b)\+?\(?\d[\d ()/.-]{4,}\d(?![\w])")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z|\d{1,2}[./]\d{1,2}[./]\d{2,4}\Z")
_AMOUNT = re.compile(
    r"(?<![\w.:-])(?:[€£$]\s?)?\d+(?:[.,]\d+)*(?![\w:-])(?:\s?(?:%|€|£|\$|°C?|euros?|eur|quid|pounds|dollars|bucks|degrees?"
    r"|percent|kg|kilos?|cm))?(?:\s(?:a|per|each)\s(?:month|week|year|hour|day))?",
    re.I,
)
_NO_AMOUNT = re.compile(
    r"\A\s*(?:years?|months?|weeks?|days?|hours?|minutes?|times?|rooms?|people|kids)\b|\A(?:st|nd|rd|th)\b|\A\s*(?:"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\A:\d",
    re.I,
)
_YEAR = re.compile(r"\b(?:in|since|until|till|by|from|of)\s+\Z", re.I)
_CLOCK = re.compile(r"(?<![\w:.])(?:\d{1,2}(?::\d\d)\s?(?:am|pm)?|\d{1,2}\s?(?:am|pm|o'clock)|noon|midnight"
                    r"|(?<=at )\d{1,2}(?![\w:.,]\d))\b", re.I)  # fmt: skip
_WHERE = re.compile(
    r"\b(?:in|under|underneath|beneath|on|behind|inside|next to|on top of|above|beside|below|between|at|by|near"
    r"|with)\s+"
    r"(?:the|my|our|a|an|that|those)\s+[\w-]+(?:\s+(?!(?:but|and|not|in|on|at|under|behind|any|now|instead|from|so)\b)[\w-]+){0,3}",
    re.I,
)
_NEXT = re.compile(
    r"next (?!(?:week|month|year|weekend|spring|summer|autumn|fall|winter|mon|tue|wed|thu|fri|sat|sun|jan|feb"
    r"|mar|apr|may"
    r"|jun|jul|aug|sep|oct|nov|dec))",
    re.I,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_NAME = re.compile(rf"(?:Drs?\.?\s+)?{NAMES}|\b[Dd]rs?\.?\s[a-z]+")
_BEGINS = re.compile(
    r"(?:\A|[.!]\s+|\b(?:hey|hi|hello|thanks|thank you|dear|congrats|wow|oh|yes|no|ok|okay|yo)\W+)\W*\Z", re.I
)
_HEADS = re.compile(r"\A\s*(?:,?\s*(?:is|was|has|had|will|took|takes|replaced|replaces|beats|looks|does|became"
    r"|now|it is"
                    r"|hired|employs|no contest|instead)\b)", re.I)  # fmt: skip


def phones(text: str) -> Iterator[Value]:
    """Telephone numbers."""
    for match in _PHONE.finditer(text):
        if not _DATE.match(match[0]):
            yield Value(match.start(), match.end(), match[0].strip(), digits(match[0]))


def amounts(text: str) -> Iterator[Value]:
    """Numbers with their units; no years, dates and durations."""
    for match in _AMOUNT.finditer(text):
        plain = match[0].strip().isdigit()
        year = plain and len(match[0].strip()) == 4 and _YEAR.search(text[: match.start()])
        if not year and not _NO_AMOUNT.match(text[match.end() :]):
            yield Value(match.start(), match.end(), match[0].strip(), amount_key(match[0]))


def clocks(text: str) -> Iterator[Value]:
    """Times of day."""
    for match in _CLOCK.finditer(text):
        yield Value(match.start(), match.end(), match[0], clock_key(match[0]))


def wheres(text: str) -> Iterator[Value]:
    """Places where a thing may be: "under the pot"."""
    for match in _WHERE.finditer(text):
        lead = re.match(r"(?:next to|on top of|\w+)\s+", match[0])
        rest = phrase(match[0][lead.end() :]) if lead else ""
        if lead and rest and not re.match(r"(?:moment|end|time|way|phone|spare|key)\b", rest, re.I):
            value = f"{lead[0].lower()}the {rest}"
            end = match.start() + match[0].find(rest, lead.end()) + len(rest)
            yield Value(match.start(), end, value, key(value))


def names(text: str) -> Iterator[Value]:
    """Proper names; one word that begins a sentence only where a verb follows it."""
    for match in _NAME.finditer(text):
        said = match[0]
        if said[:3].lower() in {"dr ", "dr."}:
            value = "Dr " + said.split(maxsplit=1)[1].title() if said[0] == "d" else said
            yield Value(match.start(), match.end(), value, key(value))
            continue
        found = _trimmed(text, match)
        if found:
            yield found


def cars(text: str) -> Iterator[Value]:
    """Makes and models of cars, those of one car together."""
    found = [match for match in re.finditer(r"[^\W\d_][\w-]*", text) if is_car(match[0])]
    start = 0
    for place, match in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        if following is None or following.start() != match.end() + 1:
            value = text[found[start].start() : match.end()]
            yield Value(found[start].start(), match.end(), value, key(value))
            start = place + 1


def _trimmed(text: str, match: re.Match[str]) -> Value | None:
    begins = _BEGINS.search(text[: match.start()]) is not None
    parts = match[0].split()
    start = match.start()
    while parts and (not is_name(parts[0]) or is_calendar(parts[0])):
        start += len(parts[0]) + 1
        parts = parts[1:]
    value = name(" ".join(parts)) if parts else ""
    if not value or (begins and len(parts) == 1 and not _HEADS.match(text[match.end() :])):
        return None
    return Value(start, start + len(value), value, key(value))


def mails(text: str) -> Iterator[Value]:
    """E-mail addresses."""
    for match in _MAIL.finditer(text):
        yield Value(match.start(), match.end(), match[0], match[0].casefold())


def times(text: str, said: datetime) -> Iterator[Value]:
    """Days and months of plans, resolved from when they were written."""
    for match in TIME.finditer(text):
        if _NEXT.match(match["v"]):
            continue
        if match["v"].lower() not in {"may", "mar", "sat", "sun", "dec"} or match["v"][0].isupper():
            yield Value(match.start("v"), match.end("v"), match["v"], *time_key(match["v"], said))
