"""Times as people say them: "3 weeks ago", "last Tuesday at 5pm", "the first week of June", "between May and July"."""

from dataclasses import replace
from datetime import timedelta

from core.text import periods
from core.text.dates import absolute, clock, year_at
from core.text.periods import DAY_PARTS, SEASONS, SECONDS, Period
from core.text.time_reading import Found, Reading, Tense
from core.text.time_steps import DAYS_FROM_NOW, FEW, STEPS, count_at, named_day, stepped, weekday, weekday_from
from core.text.time_words import COUNTS, HOLIDAYS, MONTH_NUMBERS, ORDINALS, UNITS, WEEKDAY_NUMBERS

_PORTIONS = {
    ("beginning", "of"): (0, 1 / 3),
    ("start", "of"): (0, 1 / 3),
    ("early", "in"): (0, 1 / 3),
    ("early",): (0, 1 / 3),
    ("middle", "of"): (1 / 3, 2 / 3),
    ("mid", "-"): (1 / 3, 2 / 3),
    ("mid",): (1 / 3, 2 / 3),
    ("late", "in"): (2 / 3, 1),
    ("late",): (2 / 3, 1),
    ("end", "of"): (2 / 3, 1),
    ("first", "half", "of"): (0, 1 / 2),
    ("second", "half", "of"): (1 / 2, 1),
}
"""The part of a period that such words mean, as fractions of its days."""

_DEEPEST = 2
"""How often a period may be told from another that is told from another."""

STARTERS = frozenset(("a", "an", "between", "from", *COUNTS, *ORDINALS, *UNITS, *WEEKDAY_NUMBERS, *MONTH_NUMBERS))
STARTERS |= frozenset((*SEASONS, *DAYS_FROM_NOW, *STEPS, *FEW))
STARTERS |= {words[0] for words in _PORTIONS} | {words[0] for words in HOLIDAYS}
"""Every word with which a time can begin; figures can, too."""


def phrase(reading: Reading, at: int) -> Found | None:
    """The longest time that begins at a token, with its time of day."""
    if reading.depth > _DEEPEST:
        return None
    at += reading.text(at) == "the"
    for rule in (_portion, _nth, _relation, _counted, stepped, weekday, named_day, absolute):
        try:
            found = rule(reading, at)
        except (OverflowError, ValueError):  # beyond the calendar
            continue
        if found:
            return _with_time(reading, found)
    return None


def between(reading: Reading, at: int) -> Found | None:
    """ "between A and B", "from A to B": from the beginning of A to the end of B."""
    joints = {"between": {"and"}, "from": {"to", "until", "till", "through"}}.get(reading.text(at))
    if not joints:
        return None
    first = phrase(reading, at + 1)
    if not first or reading.text(first.after) not in joints:
        return None
    last = phrase(reading, first.after + 1)
    if not last:
        return None
    if stated := year_at(reading, last.after - 1):
        first = phrase(reading.assuming(stated[0]), at + 1) or first
    if first.period.start >= last.period.end:
        first = phrase(replace(reading, now=last.period.start, tense=Tense.PAST), at + 1)
    if not first or first.period.start >= last.period.end:
        return None
    return Found(periods.hull(first.period, last.period), last.after)


def _with_time(reading: Reading, found: Found) -> Found:
    """The same on its hour or part of the day, if one follows and the period is one day."""
    period, after = found.period, found.after
    if period.after - period.first != timedelta(1):
        return found
    at = after + (reading.text(after) == ",")
    at += reading.text(at) in {"at", "around", "about"}
    if time := clock(reading, at):
        day = period.first + timedelta(period.start.hour >= 18 and time[0] < 12)  # "last night at 2am"
        return Found(periods.minute(day, *time, reading.zone), at + 1)
    at = after + (2 if reading.texts(after, 2) == ("in", "the") else 0)
    if reading.text(at) in DAY_PARTS:
        return Found(periods.day_part(period.first, reading.text(at), reading.zone), at + 1)
    return found


def _counted(reading: Reading, at: int) -> Found | None:
    """ "3 weeks ago", "two days from now", "a week before 8 May"."""
    counted = count_at(reading, at)
    if not counted:
        return None
    (least, usual, most), after = counted
    unit, word = UNITS.get(reading.text(after)), reading.text(after + 1)
    if not unit:
        return None
    if word == "ago":
        first, middle, last = (periods.around(reading.now, -many, unit) for many in (most, usual, least))
        return Found(Period(first.start, last.end, middle.at), after + 2)
    if reading.texts(after + 1, 2) == ("from", "now"):
        return Found(periods.around(reading.now, usual, unit), after + 3)
    if word in {"before", "after"} and unit not in SECONDS and (other := phrase(reading.deeper(), after + 2)):
        count = -usual if word == "before" else usual
        base = periods.moment(other.period.first, reading.zone)
        return Found(periods.around(base, count, unit), other.after)
    return None


def _relation(reading: Reading, at: int) -> Found | None:
    """ "the week before 8 May", "the first Sunday after Christmas 2022", "the day before yesterday"."""
    at += (reading.text(at), reading.text(at + 2)) in {("last", "before"), ("next", "after"), ("first", "after")}
    name, word = reading.text(at), reading.text(at + 1)
    if word not in {"before", "after"} or not (name in UNITS or name in WEEKDAY_NUMBERS) or UNITS.get(name) in SECONDS:
        return None
    other = phrase(reading.deeper(), at + 2)
    if not other:
        return None
    step = -1 if word == "before" else 1
    border = other.period.first if step < 0 else other.period.after - timedelta(1)
    if name in WEEKDAY_NUMBERS:
        period = periods.day(weekday_from(border, WEEKDAY_NUMBERS[name], step), reading.zone)
    elif name == "weekend":
        saturday = weekday_from(border, 5, step)
        if step < 0 and border.weekday() == 6:
            saturday -= timedelta(7)
        period = periods.weekend(saturday, reading.zone)
    elif step < 0:
        period = periods.days(periods.units_on(border, -1, UNITS[name]), border, reading.zone)
    else:
        period = periods.days(
            border + timedelta(1), periods.units_on(border + timedelta(1), 1, UNITS[name]), reading.zone
        )
    return Found(period, other.after)


def _portion(reading: Reading, at: int) -> Found | None:
    """ "early May", "the beginning of 2022", "the first half of September"."""
    words = next((words for words in _PORTIONS if reading.texts(at, len(words)) == words), None)
    if not words:
        return None
    after = at + len(words)
    after += reading.text(after) == "the"
    whole = stepped(reading, after) or absolute(reading, after)
    if not whole:
        return None
    length = (whole.period.after - whole.period.first).days
    if length < 7:
        return None
    first, last = (whole.period.first + timedelta(round(length * fraction)) for fraction in _PORTIONS[words])
    return Found(periods.days(first, last, reading.zone), whole.after)


def _nth(reading: Reading, at: int) -> Found | None:
    """ "the first week of June 2022", "the last Friday in May", "the second weekend of August"."""
    number = ORDINALS.get(reading.text(at)) or (int(reading.text(at)[:-2]) if reading.kind(at) == "nth" else None)
    name, word = reading.text(at + 1), reading.text(at + 2)
    if not number or word not in {"of", "in"} or not (name in {"day", "week", "weekend"} or name in WEEKDAY_NUMBERS):
        return None
    whole = stepped(reading, at + 3) or absolute(reading, at + 3)
    if not whole or whole.period.after - whole.period.first < timedelta(14):
        return None
    period = _nth_of(reading, number, name, whole.period)
    return Found(period, whole.after) if period else None


def _nth_of(reading: Reading, number: int, name: str, whole: Period) -> Period | None:
    """The n-th (from the end, if negative) day, seven days, weekend or weekday within a period."""
    step = 7 if name != "day" else 1
    weekday = WEEKDAY_NUMBERS.get(name, 5 if name == "weekend" else None)
    if number > 0:
        lead = 0 if weekday is None else (weekday - whole.first.weekday()) % 7
        first = whole.first + timedelta(lead + step * (number - 1))
    else:
        lead = step if weekday is None else (whole.after.weekday() - weekday - 1) % 7 + 1
        first = whole.after - timedelta(lead)
    length = {"week": 7, "weekend": 2}.get(name, 1)
    return periods.days(first, first + timedelta(length), reading.zone) if first < whole.after else None
