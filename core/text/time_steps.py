"""Times told by a step from now: "yesterday", "last week", "this May", "next Friday", "the past 3 days", "Tuesday"."""

from datetime import date, timedelta

from core.text import periods
from core.text.dates import absolute, month_at
from core.text.periods import DAY_PARTS, SEASONS, SECONDS, Period
from core.text.time_reading import Found, Reading, Tense
from core.text.time_words import COUNTS, HOLIDAYS, UNITS, WEEKDAY_NUMBERS

DAYS_FROM_NOW = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
STEPS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "upcoming": 1}
FEW = {"few": (2, 3, 5), "several": (3, 4, 7), "couple": (2, 2, 2)}
"""How many "a few" are: at least, usually, at most."""


def named_day(reading: Reading, at: int) -> Found | None:
    """Today, yesterday and their like, and the weekend that is or was last."""
    name = reading.text(at)
    if name == "weekend":
        weeks = reading.tense is Tense.PAST and reading.today.weekday() < 5
        return Found(periods.weekend(reading.today - timedelta(7 * weeks), reading.zone), at + 1, weak=True)
    if name == "tonight":
        return Found(periods.day_part(reading.today, "night", reading.zone), at + 1)
    if name in DAYS_FROM_NOW:
        return Found(periods.day(reading.today + timedelta(DAYS_FROM_NOW[name]), reading.zone), at + 1)
    return None


def weekday(reading: Reading, at: int) -> Found | None:
    """A day of the week, by itself or of a week: "Tuesday", "Friday of last week"."""
    number = WEEKDAY_NUMBERS.get(reading.text(at))
    if number is None:
        return None
    after = at + 1 + (reading.text(at + 1) in {",", "of"})
    after += reading.text(after) == "the"
    if reading.text(after) in STEPS and reading.text(after + 1) == "week":
        monday = periods.week(reading.today + timedelta(7 * STEPS[reading.text(after)]), reading.zone).first
        return Found(periods.day(monday + timedelta(number), reading.zone), after + 2)
    dated = absolute(reading, after)
    if dated and not dated.weak and dated.period.after - dated.period.first == timedelta(1):
        return dated if dated.period.first.weekday() == number else None
    if reading.tense is Tense.FUTURE:
        return Found(periods.day(_next_weekday(reading.today, number), reading.zone), at + 1, weak=True)
    day = reading.today - timedelta((reading.today.weekday() - number) % 7)
    return Found(periods.day(day, reading.zone), at + 1, weak=True)


def stepped(reading: Reading, at: int) -> Found | None:
    """ "last week", "this May", "next Friday", "the past 3 days"."""
    word = reading.text(at)
    if word not in STEPS:
        return None
    step, after = STEPS[word], at + 1
    if word == "this" and reading.text(after) in {"past", "coming"}:
        word, step, after = reading.text(after), STEPS[reading.text(after)], after + 1
    return _rolling(reading, after, step, word) or _stepped_name(reading, after, step)


def _rolling(reading: Reading, at: int, step: int, word: str) -> Found | None:
    """The units next to now: "last 3 weeks", "past month"; "last week" is a calendar week and none of these."""
    count, after = count_at(reading, at) or ((1, 1, 1), at)
    unit = UNITS.get(reading.text(after))
    if not unit or not step or unit == "weekend":
        return None
    uncounted = unit == "hour" or (word in {"past", "coming"} and unit not in SECONDS)
    if after == at and (unit != reading.text(at) or not uncounted):
        return None
    now, many = reading.now, count[2] * step
    if unit in SECONDS:
        other = periods.later(now, many * SECONDS[unit])
        return Found(Period(min(now, other), max(now, other), other), after + 1)
    other_day, today = periods.units_on(reading.today, many, unit), reading.today
    first, last = min(today, other_day), max(today, other_day)
    return Found(periods.days(first, last + timedelta(1), reading.zone), after + 1)


def _stepped_name(reading: Reading, at: int, step: int) -> Found | None:
    name, zone, today = reading.text(at), reading.zone, reading.today
    if name in DAY_PARTS:
        return Found(periods.day_part(today + timedelta(step), name, zone), at + 1)
    if name in UNITS and UNITS[name] == name and name not in SECONDS and name not in {"day", "decade", "fortnight"}:
        return Found(periods.holding(periods.units_on(today, step, name), name, zone), at + 1)
    if name in WEEKDAY_NUMBERS:
        return Found(periods.day(weekday_from(today, WEEKDAY_NUMBERS[name], step), zone), at + 1)
    if name in SEASONS or month_at(reading, at) or any(name == words[0] for words in HOLIDAYS):
        return _stepped_yearly(reading, at, step)
    return None


def weekday_from(today: date, number: int, step: int) -> date:
    """The last such weekday before a date, the next after it, or (step 0) the one in its week."""
    if step < 0:
        return today - timedelta((today.weekday() - number - 1) % 7 + 1)
    return _next_weekday(today, number) if step else today + timedelta(number - today.weekday())


def _next_weekday(today: date, number: int) -> date:
    return today + timedelta((number - today.weekday() - 1) % 7 + 1)


def _stepped_yearly(reading: Reading, at: int, step: int) -> Found | None:
    """The last month, season or holiday that is over, the next that has not begun, or this year's."""
    year = reading.today.year
    found = [each for number in range(year - 2, year + 3) if (each := absolute(reading.assuming(number), at))]
    if step < 0:
        found = [each for each in found if each.period.end <= reading.now][-1:]
    elif step > 0:
        found = [each for each in found if each.period.start > reading.now][:1]
    else:
        found = [each for each in found if each.period.first.year == year]
    return Found(found[0].period, found[0].after) if found else None


def count_at(reading: Reading, at: int) -> tuple[tuple[int, int, int], int] | None:
    """How many, as at least, usually and at most, and the index after it."""
    text = reading.text(at)
    if reading.kind(at) == "number" and len(text) <= 4:
        return (int(text),) * 3, at + 1
    at += text == "a" and reading.text(at + 1) in FEW
    if reading.text(at) in FEW:
        return FEW[reading.text(at)], at + 1 + (reading.text(at + 1) == "of")
    return ((COUNTS[text],) * 3, at + 1) if text in COUNTS else None
