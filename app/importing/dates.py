"""Times as other programs write them: ISO 8601, YAML dates, Unix seconds or milliseconds, journal file names."""

import re
from datetime import UTC, datetime, timedelta, timezone

# Date, then optionally a time, then optionally an offset; covers ISO 8601 and YAML 1.1 timestamps.
ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?[ \t]*(Z|z|[-+]\d{1,2}(?::?\d{2})?)?)?"
)
JOURNAL = re.compile(r"(\d{4})([-_.])(\d{2})\2(\d{2})(?!\d)")
NOON = 12
MILLISECONDS = 100_000_000_000  # A Unix time above this is in milliseconds: in seconds it would be the year 5138.


def moment(value: object) -> datetime | None:
    """The aware UTC time that `value` says, None if it says none.

    A date alone means noon of that day in the local time zone, so that it stays that day in every zone near by;
    a time without an offset is local.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _unix(float(value))
    if not isinstance(value, str):
        return None
    words = value.strip().strip("\"'[]")
    if words.replace(".", "", 1).isascii() and words.replace(".", "", 1).isdigit() and len(words) >= 9:
        return _unix(float(words[:32]))
    match = ISO.fullmatch(words)
    return _read(match) if match else None


def journal_day(name: str) -> datetime | None:
    """Noon of the day with which a journal's file name begins ("2021_03_15", "2021-03-15 Monday"), else None."""
    match = JOURNAL.match(name)
    return moment(f"{match[1]}-{match[3]}-{match[4]}") if match else None


def _read(match: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second = (int(part) if part else None for part in match.groups()[:6])
    try:
        naive = datetime(year or 0, month or 0, day or 0, NOON if hour is None else hour, minute or 0, second or 0)
        zone = _offset(match[7])
        return (naive.replace(tzinfo=zone) if zone else naive).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _offset(words: str | None) -> timezone | None:
    if not words:
        return None
    if words in "Zz":
        return UTC
    digits = words[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if words[0] == "-" else span)


def _unix(seconds: float) -> datetime | None:
    if seconds > MILLISECONDS:
        seconds /= 1000
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
