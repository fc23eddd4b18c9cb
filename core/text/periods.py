"""Spans of local calendar time: days, weeks from Monday to Sunday, months, seasons and years in one zone.

Seasons are the meteorological ones of the northern half of the world; a winter is named after the year it begins in.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each season begins."""

DAY_PARTS = {"morning": (5, 12), "afternoon": (12, 18), "evening": (18, 24), "night": (18, 30)}
"""Hours from and to, counted from midnight; a night ends at six the next morning."""

SECONDS = {"second": 1, "minute": 60, "hour": 3600}
DAYS = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}
MONTHS = {"month": 1, "year": 12, "decade": 120}


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open interval of aware local times, and the one moment meant by it where one is wanted."""

    start: datetime
    end: datetime
    at: datetime

    @property
    def first(self) -> date:
        """The local date on which it begins."""
        return self.start.date()

    @property
    def after(self) -> date:
        """The local date on which it is over."""
        return self.end.date()


def moment(day: date, zone: tzinfo, hours: int = 0, minutes: int = 0) -> datetime:
    """The local time `hours` and `minutes` after midnight by the clock; a time that the clock skips moves forward."""
    naive = datetime(day.year, day.month, day.day) + timedelta(hours=hours, minutes=minutes)
    return naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def later(time: datetime, seconds: float) -> datetime:
    """The time so many seconds later (earlier, if negative), in the same zone, whatever the clock did in between."""
    return (time.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(time.tzinfo)


def days(first: date, after: date, zone: tzinfo) -> Period:
    """From the beginning of one date to the beginning of another."""
    start = moment(first, zone)
    return Period(start, moment(after, zone), start)


def day(date_: date, zone: tzinfo) -> Period:
    """The whole local day."""
    return days(date_, date_ + timedelta(1), zone)


def week(date_: date, zone: tzinfo) -> Period:
    """The week, Monday to Sunday, that holds the date."""
    monday = date_ - timedelta(date_.weekday())
    return days(monday, monday + timedelta(7), zone)


def weekend(date_: date, zone: tzinfo) -> Period:
    """Saturday and Sunday of the week that holds the date."""
    saturday = date_ + timedelta(5 - date_.weekday())
    return days(saturday, saturday + timedelta(2), zone)


def month(year_: int, number: int, zone: tzinfo, count: int = 1) -> Period:
    """`count` months from the first of one."""
    first = date(year_, number, 1)
    return days(first, months_on(first, count), zone)


def season(year_: int, name: str, zone: tzinfo) -> Period:
    """The three months of a season that begins in the year."""
    return month(year_, SEASONS[name], zone, 3)


def year(number: int, zone: tzinfo) -> Period:
    """The whole local year."""
    return month(number, 1, zone, 12)


def day_part(date_: date, part: str, zone: tzinfo) -> Period:
    """The morning, afternoon, evening or night of a day."""
    first, last = DAY_PARTS[part]
    start = moment(date_, zone, first)
    return Period(start, moment(date_, zone, last), start)


def minute(date_: date, hours: int, minutes: int, zone: tzinfo) -> Period:
    """One minute by the clock."""
    start = moment(date_, zone, hours, minutes)
    return Period(start, later(start, 60), start)


def months_on(date_: date, count: int) -> date:
    """The same day `count` months later, or the month's last where it has no such day."""
    index = date_.year * 12 + date_.month - 1 + count
    year_, number = index // 12, index % 12 + 1
    return date(year_, number, min(date_.day, monthrange(year_, number)[1]))


def units_on(date_: date, count: int, unit: str) -> date:
    """The date `count` units of a day or more later."""
    return months_on(date_, count * MONTHS[unit]) if unit in MONTHS else date_ + timedelta(count * DAYS[unit])


def holding(date_: date, unit: str, zone: tzinfo) -> Period:
    """The calendar unit that holds the date; a decade is narrowed to the year."""
    if unit == "month":
        return month(date_.year, date_.month, zone)
    if unit in MONTHS:
        return year(date_.year, zone)
    if unit == "day":
        return day(date_, zone)
    return weekend(date_, zone) if unit == "weekend" else week(date_, zone)


def around(now: datetime, count: int, unit: str) -> Period:
    """`count` units from now (negative: ago): that moment's calendar unit, or for hours and less half a unit each way.

    Its `at` is the moment itself, or the beginning of its day for units of a day or more.
    """
    zone = now.tzinfo or UTC
    if unit in SECONDS:
        at = later(now, count * SECONDS[unit])
        half = SECONDS[unit] / 2
        return Period(later(at, -half), later(at, half), at)
    date_ = units_on(now.date(), count, unit)
    whole = holding(date_, unit, zone)
    return Period(whole.start, whole.end, whole.start if unit == "weekend" else moment(date_, zone))


def hull(first: Period, last: Period) -> Period:
    """From the beginning of one period to the end of another."""
    return Period(first.start, last.end, first.start)
