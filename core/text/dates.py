"""Calendar dates in words and figures: "8 May 2023", "May 2023", "2023-05", "summer 2022", "5pm"."""

import re
from datetime import date, datetime, tzinfo

from core.text import periods
from core.text.periods import Period
from core.text.time_reading import Found, Reading, Tense
from core.text.time_words import HOLIDAYS, MONTH_NUMBERS, SHORT_MONTHS

FIRST_YEAR, LAST_YEAR = 1000, 2999
_DASHES = frozenset("-–—")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s?(?:([ap])\.?m\.?)?")


def absolute(reading: Reading, at: int) -> Found | None:
    """The calendar date, month, season, year or holiday that begins at a token."""
    kind = reading.kind(at)
    if kind in {"iso", "isomonth", "slashed"}:
        return _figures(reading, at, kind)
    if kind in {"number", "nth"}:
        return _day_first(reading, at) or _plain_year(reading, at)
    if kind == "word":
        return _month_first(reading, at) or _season(reading, at) or _holiday(reading, at)
    return None


def clock(reading: Reading, at: int) -> tuple[int, int] | None:
    """Hours and minutes of the time of day that stands at a token."""
    if reading.text(at) in {"noon", "midday", "midnight"}:
        return (0 if reading.text(at) == "midnight" else 12), 0
    match = _CLOCK.fullmatch(reading.text(at)) if reading.kind(at) == "clock" else None
    if not match:
        return None
    hours, minutes = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if match[3] == "p" else 0)
    return (hours, minutes) if hours < 24 and minutes < 60 else None


def year_at(reading: Reading, at: int) -> tuple[int, int] | None:
    """The year that stands at a token, or after a comma, and the index after it."""
    at += reading.text(at) in {",", "of", "in"}
    text = reading.text(at)
    if reading.kind(at) == "number" and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text), at + 1
    return None


def month_at(reading: Reading, at: int) -> tuple[int, int] | None:
    """The month that stands at a token and the index after it, past the full stop of an abbreviation."""
    number = MONTH_NUMBERS.get(reading.text(at))
    if number is None:
        return None
    dotted = reading.text(at) in SHORT_MONTHS and reading.text(at + 1) == "." and at + 2 < len(reading.tokens)
    return number, at + 1 + dotted


def yearless(reading: Reading, number: int, day: int | None = None) -> Period | None:
    """The month, or the day in it, of the year that the reading's tense or assumption asks for."""
    this = reading.today.year
    years = [reading.year] if reading.year else range(this - 8, this + 9)
    found = [period for year in years if (period := _dated(reading.zone, year, number, day))]
    now = reading.now
    if not found or reading.year:
        return found[0] if found else None
    if reading.tense is Tense.PAST:
        return max((period for period in found if period.start <= now), key=lambda period: period.start)
    if reading.tense is Tense.FUTURE:
        return min((period for period in found if period.end > now), key=lambda period: period.start)
    return min(found, key=lambda period: abs(period.start - now))


def _dated(zone: tzinfo, year: int, number: int, day: int | None) -> Period | None:
    if day is None:
        return periods.month(year, number, zone)
    try:
        return periods.day(date(year, number, day), zone)
    except ValueError:
        return None


def _figures(reading: Reading, at: int, kind: str) -> Found | None:
    text = reading.text(at).upper()
    try:
        if kind == "isomonth":
            return Found(periods.month(int(text[:4]), int(text[5:]), reading.zone), at + 1)
        period = _iso(text, reading.zone) if kind == "iso" else _slashed(text, reading.zone)
    except (ValueError, OverflowError):
        return None
    return Found(period, at + 1) if period else None


def _iso(text: str, zone: tzinfo) -> Period:
    if len(text) == len("2023-05-08"):
        return periods.day(date.fromisoformat(text), zone)
    time = datetime.fromisoformat(text)
    start = periods.later(time if time.tzinfo else time.replace(tzinfo=zone), 0)
    start = start.astimezone(zone)
    return Period(start, periods.later(start, 60 if start.second == start.microsecond == 0 else 1), start)


def _slashed(text: str, zone: tzinfo) -> Period | None:
    """The day that figures between slashes or dots name, unless day and month could be changed round."""
    first, second, third = (int(part) for part in re.split("[/.]", text))
    if first > 999:
        return periods.day(date(first, second, third), zone)
    if third < FIRST_YEAR:
        return None
    if "." in text or first > 12 or first == second:
        return periods.day(date(third, second, first), zone)
    return periods.day(date(third, first, second), zone) if second > 12 else None


def _number(reading: Reading, at: int) -> int | None:
    """The day of a month that stands at a token, as "8" or "8th"."""
    if reading.kind(at) not in {"number", "nth"}:
        return None
    value = int(reading.text(at).rstrip("stndrh"))
    return value if 1 <= value <= 31 else None


def _span_end(reading: Reading, at: int) -> tuple[int, int] | None:
    """The second day of "8-10 May" and the index after it."""
    if reading.text(at) in _DASHES | {"to", "until", "till"} and (last := _number(reading, at + 1)):
        return last, at + 2
    return None


def _day_first(reading: Reading, at: int) -> Found | None:
    first = _number(reading, at)
    if not first:
        return None
    last, after = _span_end(reading, at + 1) or (first, at + 1)
    after += reading.text(after) == "of"
    named = month_at(reading, after)
    return _days(reading, named[0], first, last, named[1]) if named else None


def _month_first(reading: Reading, at: int) -> Found | None:
    named = month_at(reading, at)
    if not named:
        return None
    number, after = named
    if first := _number(reading, after + (reading.text(after) == "the")):
        after += 1 + (reading.text(after) == "the")
        last, after = _span_end(reading, after) or (first, after)
        return _days(reading, number, first, last, after)
    if stated := year_at(reading, after):
        return Found(periods.month(stated[0], number, reading.zone), stated[1])
    period = yearless(reading, number)
    return Found(period, at + 1, weak=True) if period else None


def _days(reading: Reading, number: int, first: int, last: int, after: int) -> Found | None:
    stated = year_at(reading, after)
    if stated:
        reading, after = reading.assuming(stated[0]), stated[1]
    begin = yearless(reading, number, first)
    end = begin if last == first or begin is None else yearless(reading.assuming(begin.first.year), number, last)
    if begin is None or end is None or end.start < begin.start:
        return None
    return Found(periods.hull(begin, end), after)


def _plain_year(reading: Reading, at: int) -> Found | None:
    stated = year_at(reading, at) if reading.kind(at) == "number" else None
    return Found(periods.year(stated[0], reading.zone), stated[1], weak=True) if stated else None


def _season(reading: Reading, at: int) -> Found | None:
    name = reading.text(at)
    if name not in periods.SEASONS:
        return None
    if stated := year_at(reading, at + 1):
        return Found(periods.season(stated[0], name, reading.zone), stated[1])
    month = yearless(reading, periods.SEASONS[name])
    return Found(periods.season(month.first.year, name, reading.zone), at + 1, weak=True) if month else None


def _holiday(reading: Reading, at: int) -> Found | None:
    for name, (month, day) in HOLIDAYS.items():
        if reading.texts(at, len(name)) == name:
            after = at + len(name)
            found = _days(reading, month, day, day, after)
            return Found(found.period, found.after, weak=found.after == after) if found else None
    return None
