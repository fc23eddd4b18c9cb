"""A calendar's rule of recurrence (RFC 5545, 3.3.10) in words: "every 2 weeks on Monday, until 3 May 2024"."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

PERIODS = {
    **{"SECONDLY": "second", "MINUTELY": "minute", "HOURLY": "hour"},
    **{"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"},
}
DAYS = {
    **{"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday"},
    **{"FR": "Friday", "SA": "Saturday", "SU": "Sunday"},
}
MONTHS = "January February March April May June July August September October November December".split()
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second to last"}
SAID = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"))
MOST = 31  # Values of one part that are said.


def words(rule: Mapping[str, Any]) -> str:
    """The rule in words; parts that are rare follow as they are written, so that nothing is lost."""
    given = {str(name).upper(): _list(value) for name, value in rule.items()}
    period = PERIODS.get(str(_first(given.get("FREQ"))).upper(), "time")
    every = _number(_first(given.get("INTERVAL")), 1)
    said = [f"every {period}" if every == 1 else f"every {every} {period}s"]
    if days := given.get("BYDAY"):
        said.append(f"on {_joined(_day(str(day)) for day in days[:MOST])}")
    if numbers := given.get("BYMONTHDAY"):
        said.append(f"on {_joined(_month_day(number) for number in numbers[:MOST])}")
    if months := given.get("BYMONTH"):
        said.append(f"in {_joined(_month(number) for number in months[:MOST])}")
    rest = [f"{name}={','.join(map(str, values[:MOST]))}" for name, values in given.items() if name not in SAID]
    whole = " ".join(said) + (f" ({'; '.join(rest)})" if rest else "")
    if count := _first(given.get("COUNT")):
        whole += f", {count} times"
    until = _first(given.get("UNTIL"))
    return f"{whole}, until {day_words(until)}" if isinstance(until, date) else whole


def day_words(day: date) -> str:
    """A day as people write it: "3 May 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _first(values: Sequence[Any] | None) -> Any:
    return values[0] if values else None


def _number(value: Any, default: int) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return default


def _day(code: str) -> str:
    """ "MO" is Monday, "1MO" the first Monday of the period, "-1FR" the last Friday."""
    name = DAYS.get(code[-2:].upper(), code)
    number = _number(code[:-2], 0)
    return f"the {ORDINALS.get(number, f'{number}.')} {name}" if number else name


def _month_day(value: Any) -> str:
    number = _number(value, 0)
    return "the last day" if number == -1 else f"day {number}"


def _month(value: Any) -> str:
    number = _number(value, 0)
    return MONTHS[number - 1] if 1 <= number <= 12 else str(value)


def _joined(names: Iterable[str]) -> str:
    *before, last = list(names)
    return f"{', '.join(before)} and {last}" if before else last
