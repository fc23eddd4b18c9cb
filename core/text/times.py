"""Times in plain words: what a WHEN means, which times a question or a note speaks of, and how to say a time back.

Words are read by rules that refuse rather than guess. All results are aware and in the zone of the `now` that is given;
give one with a `zoneinfo` zone where the clock is put forward and back.
"""

import re
from datetime import date, datetime, timedelta

from core.errors import BadTime
from core.text.dates import clock
from core.text.periods import DAYS, MONTHS, SECONDS, Period, around, later, minute
from core.text.sanitise import shown_line
from core.text.time_phrases import phrase
from core.text.time_reading import Reading, Tense, TimeRange
from core.text.time_steps import count_at
from core.text.time_words import COMPACT_UNITS, COUNTS, MONTH_NAMES, UNITS, WEEKDAY_NAMES, tokens

__all__ = ["TimeRange", "ago", "dates_in", "day_name", "duration", "ranges", "span", "when"]

_EXAMPLES = 'Try 2023-05-08, "yesterday", "last Tuesday at 5pm", "3 weeks ago" or "May 2023".'
_LONGEST = 200
_LENGTH = re.compile(r"(?:(\d{1,6}(?:\.\d+)?)\s*|([a-z]+)\s+)([a-z]+)\s*(?:,|and\b)?\s*")
_LEADS = frozenset(("on", "in", "at", "around", "about", "from", "since", "during", "over"))
_DAY_AND_MONTH = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{1,4})?")


def when(words: str, now: datetime) -> datetime:
    """The moment that `words` name, ISO 8601 or plain English; a day, week, month or year is its beginning.

    A weekday, date or month without a year is the latest that has begun; a bare length ("10m", "7 days") ends now.
    Raises BadTime for what cannot be read in one way only.
    """
    return _period(words, now).at


def span(words: str, now: datetime) -> tuple[datetime, datetime]:
    """The half-open interval that `words` cover: a day, a week from Monday to Sunday, a month…; "3 days" end now.

    Raises BadTime for what cannot be read in one way only.
    """
    period = _period(words, now)
    return period.start, period.end


def ranges(question: str, now: datetime) -> list[TimeRange]:
    """The times that a question asks about, in order; without a year or a verb to tell, they lie in the past."""
    from core.text.time_finder import find

    return list(find(question, now, Tense.PAST))


def dates_in(text: str, written: datetime) -> list[TimeRange]:
    """The times that a text speaks of, in order, seen from when it was written.

    "last Friday" in a note of 3 May 2023 is 28 April 2023. What may lie before or after is left out.
    """
    from core.text.time_finder import find

    return list(find(text, written, Tense.NEAREST))


def duration(words: str) -> timedelta:
    """The length that `words` name: "10m", "2h", "3d", "1w", "90s", "2 weeks", "1h 30m".

    A month is 30 days, a year 365. Raises BadTime.
    """
    parts = _lengths(words)
    try:
        length = timedelta(seconds=sum(count * _seconds(unit) for count, unit in parts))
    except OverflowError:
        length = timedelta()
    if not length:
        raise BadTime(f'"{shown_line(words, 60)}" is no length of time.', 'Try "10m", "2h", "3 days" or "1 week".')
    return length


def ago(then: datetime, now: datetime) -> str:
    """How long before (or after) now a time is, in words: "5 minutes ago", "yesterday", "3 weeks ago", "in 2 days"."""
    days = (now.date() - then.astimezone(now.tzinfo).date()).days
    seconds = abs(now.timestamp() - then.timestamp())
    if days == 0 or seconds < 6 * 3600:
        if seconds < 45:
            return "just now"
        count, unit = (round(seconds / 60), "minute") if seconds < 3570 else (round(seconds / 3600), "hour")
        return _counted(count, unit, then > now)
    if abs(days) == 1:
        return "yesterday" if days > 0 else "tomorrow"
    for unit, length, least in (("year", 365.25, 365), ("month", 30.44, 61), ("week", 7, 14), ("day", 1, 0)):
        if abs(days) >= least:
            return _counted(int(abs(days) / length + 0.01), unit, days < 0)
    raise AssertionError("every number of days is at least 0")


def day_name(day: date, today: date) -> str:
    """A day as a heading: "Today", "Yesterday", "Tuesday" within the week before, "Tue 8 May", "Mon 8 May 2021"."""
    past = (today - day).days
    if past in {0, 1, -1}:
        return {0: "Today", 1: "Yesterday", -1: "Tomorrow"}[past]
    weekday = WEEKDAY_NAMES[day.weekday()].capitalize()
    if 0 < past < 7:
        return weekday
    name = f"{weekday[:3]} {day.day} {MONTH_NAMES[day.month - 1].capitalize()}"
    return name if day.year == today.year else f"{name} {day.year}"


def _period(words: str, now: datetime) -> Period:
    try:
        period = _read(words, now)
    except (OverflowError, ValueError):
        period = None
    if period:
        return period
    text = shown_line(words, 60)
    if _DAY_AND_MONTH.fullmatch(words.strip()):
        raise BadTime(f'"{text}" can be read in more than one way.', "Write the year first, as in 2023-05-08.")
    raise BadTime(f'"{text}" is no time that Ebb can read.', _EXAMPLES)


def _read(words: str, now: datetime) -> Period | None:
    if len(words) > _LONGEST:
        return None
    parts = tokens(words.strip().rstrip(".?!"))
    if [part.text for part in parts] == ["now"]:
        return Period(now, later(now, 1), now)
    lengths = _lengths(words)
    if lengths:
        at = _before(now, lengths)
        return Period(at, now, at) if at < now else None
    ahead = bool(parts) and parts[0].text == "in"
    while parts and parts[0].text in _LEADS:
        del parts[0]
    reading = Reading(tuple(parts), now)
    if ahead and (counted := count_at(reading, 0)) and counted[1] == len(parts) - 1 and parts[-1].text in UNITS:
        return around(now, counted[0][1], UNITS[parts[-1].text])
    return _timed(reading) or _whole(reading, 0)


def _whole(reading: Reading, at: int) -> Period | None:
    found = phrase(reading, at)
    return found.period if found and found.after == len(reading.tokens) else None


def _timed(reading: Reading) -> Period | None:
    """A time of day that stands first: "5pm", "noon yesterday"."""
    time = clock(reading, 0)
    if not time:
        return None
    at = 1 + (reading.text(1) in {"on", ","})
    if at >= len(reading.tokens):
        return minute(reading.today, *time, reading.zone)
    day = _whole(reading, at)
    return minute(day.first, *time, reading.zone) if day and day.after - day.first == timedelta(1) else None


def _before(now: datetime, lengths: list[tuple[float, str]]) -> datetime:
    count, unit = lengths[0]
    if len(lengths) == 1 and count == int(count):
        return around(now, -int(count), unit).at
    return later(now, -sum(count * _seconds(unit) for count, unit in lengths))


def _lengths(words: str) -> list[tuple[float, str]]:
    """Counts and units of "1h 30m" or "an hour and ten minutes"; empty if the words are anything else."""
    rest, found = words.strip().lower(), []
    while rest:
        match = _LENGTH.match(rest)
        if not match:
            return []
        count = float(match[1]) if match[1] else COUNTS.get(match[2])
        unit = UNITS.get(match[3]) or (COMPACT_UNITS.get(match[3]) if match[1] else None)
        if count is None or unit is None:
            return []
        found.append((float(count), unit))
        rest = rest[match.end() :]
    return found


def _seconds(unit: str) -> int:
    if unit in SECONDS:
        return SECONDS[unit]
    return 86400 * (DAYS[unit] if unit in DAYS else {1: 30, 12: 365, 120: 3652}[MONTHS[unit]])


def _counted(count: int, unit: str, ahead: bool) -> str:
    words = f"{count} {unit}{'s' if count != 1 else ''}"
    return f"in {words}" if ahead else f"{words} ago"
