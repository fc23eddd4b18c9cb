"""Calendars in ICS files: each event, task and journal entry becomes one note; what recurs is one, its rule in words.

Components are cut out by their BEGIN and END lines (RFC 5545, 3.4) and read one by one, so that a broken one costs only
itself and a large calendar never stands in memory as a whole.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.importing.fields import stored
from app.importing.items import Found, Item, Skipped
from app.importing.parts import Part, beginning
from app.importing.recurrence import day_words, words
from app.importing.textfile import decoded
from app.importing.turns import Extent, told
from core.text import clean

if TYPE_CHECKING:
    from icalendar.cal.component import Component

ENDINGS = (".ics", ".ical", ".ifb", ".icalendar")
KINDS = ("VEVENT", "VTODO", "VJOURNAL")
EDGE = re.compile(r"^(BEGIN|END):(VEVENT|VTODO|VJOURNAL|VTIMEZONE)[ \t]*$", re.MULTILINE | re.IGNORECASE)
LARGEST = 256 * 1024  # Characters of one component; invitations with a long history of changes have 20 KB.
MOST_NAMED = 30
NOON = time(12)
FRAME = "BEGIN:VCALENDAR\n{}\nEND:VCALENDAR\n"


def recognises(path: Path) -> bool:
    """Whether `path` is a calendar, or a folder or zip whose first wanted file is one."""
    return b"BEGIN:VCALENDAR" in beginning(path, _wanted)[:1024].upper()


def read(path: Path) -> Iterator[Found]:
    """Yield the entries in the order of their files; what is broken is skipped, the rest goes on."""
    return told(path, _wanted, _entries)


def _wanted(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def _entries(part: Part, extent: Extent) -> Iterator[Found]:
    text = decoded(part.data())[0]
    broken = empty = 0
    for end, kind, block in _blocks(text):
        yield extent.within(part.size * end // len(text))
        component = _component(block)
        if kind == "VTIMEZONE":
            continue
        item = _item(part, component, block) if component is not None else None
        if item:
            yield item
        else:
            broken, empty = broken + (component is None), empty + (component is not None)
    if broken:
        yield Skipped(part.file, f"entries that cannot be read: {broken:,}")
    if empty:
        yield Skipped(part.file, f"entries that say nothing: {empty:,}")


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield where each outermost component ends, its kind and its lines; time zones come before what uses them."""
    begun: re.Match[str] | None = None
    for edge in EDGE.finditer(text):
        opens, kind = edge[1].upper() == "BEGIN", edge[2].upper()
        if opens:
            if begun is not None and kind in KINDS:
                yield edge.start(), begun[2].upper(), text[begun.start() : edge.start()]  # it was never closed
            begun = edge if begun is None or kind in KINDS else begun
        elif begun is not None and begun[2].upper() == kind:
            yield edge.end(), kind, text[begun.start() : edge.end()]
            begun = None
    if begun is not None:
        yield len(text), begun[2].upper(), text[begun.start() :]


def _component(block: str) -> "Component | None":
    """The entry, None if it cannot be read; a time zone is remembered by the library for the entries after it."""
    from icalendar import Calendar

    if len(block) > LARGEST:
        return None
    try:
        calendar = Calendar.from_ical(FRAME.format(block))
        inside = calendar.subcomponents
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    return inside[0] if inside else None


def _item(part: Part, entry: "Component", block: str) -> Item | None:
    start = next(filter(None, (_date(entry, name) for name in ("DTSTART", "DUE", "COMPLETED", "DTSTAMP"))), None)
    title = clean.title(_word(entry, "SUMMARY"))
    said = "\n\n".join(
        filter(None, ("\n".join(filter(None, (title, *_lines(entry)))), _word(entry, "DESCRIPTION").strip()))
    )
    if not any(map(str.isalnum, title + _word(entry, "DESCRIPTION") + _word(entry, "LOCATION"))):
        return None
    uid = " ".join(_word(entry, "UID").split()) or hashlib.sha256(block.encode("utf-8", "replace")).hexdigest()[:20]
    of = _date(entry, "RECURRENCE-ID")
    return Item(
        text=said,
        title=title or None,
        tags=stored(_categories(entry)),
        occurred_at=_instant(start),
        source={
            "app": "calendar",
            "uri": f"{part.name}#{uid}" + (f"/{of.isoformat()}" if of else ""),
            "file": part.file,
        },
    )


def _lines(entry: "Component") -> list[str]:
    """What an entry says of itself, one fact a line."""
    repeats = " and ".join(words(rule) for rule in _list(entry.get("RRULE")) if _part(rule, "items"))
    listed = [one for many in _list(entry.get("EXDATE")) for one in _part(many, "dts") or ()]
    excepted = [day for one in listed if isinstance(day := _part(one, "dt"), date)]
    days = ", ".join(day_words(day) for day in excepted[:MOST_NAMED])
    status = _word(entry, "STATUS").lower()
    facts = {
        "When": _span(entry),
        "Due": _moment_words(_date(entry, "DUE")),
        "Repeats": repeats + (f", except on {days}" if repeats and days else ""),
        "Where": _word(entry, "LOCATION"),
        "Organised by": ", ".join(_people(entry, "ORGANIZER")),
        "With": ", ".join(_people(entry, "ATTENDEE")),
        "Status": status if status not in ("", "confirmed") else "",
        "Link": _word(entry, "URL"),
    }
    return [f"{name}: {' '.join(fact.split())}" for name, fact in facts.items() if fact.strip()]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _part(value: Any, name: str) -> Any:
    """What a property holds, None where it could not be read: the library keeps such a one and raises when asked."""
    try:
        return getattr(value, name, None)
    except ValueError:
        return None


def _word(entry: "Component", name: str) -> str:
    return next((str(value) for value in _list(entry.get(name))), "")


def _date(entry: "Component", name: str) -> date | None:
    value = _part(next(iter(_list(entry.get(name))), None), "dt")
    return value if isinstance(value, date) else None


def _people(entry: "Component", name: str) -> list[str]:
    given = _list(entry.get(name))
    named = [
        str((_part(one, "params") or {}).get("CN") or re.sub(r"(?i)^mailto:", "", str(one)))
        for one in given[:MOST_NAMED]
    ]
    more = [f"and {len(given) - MOST_NAMED} more"] if len(given) > MOST_NAMED else []
    return [*dict.fromkeys(filter(None, named)), *more]


def _categories(entry: "Component") -> list[str]:
    return [str(name) for listed in _list(entry.get("CATEGORIES")) for name in _part(listed, "cats") or ()]


def _instant(when: date | None) -> datetime | None:
    """The moment in UTC; a day alone is noon there, a time without zone is local."""
    if when is None:
        return None
    moment = when if isinstance(when, datetime) else datetime.combine(when, NOON)
    try:
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _span(entry: "Component") -> str:
    start = _date(entry, "DTSTART")
    if start is None:
        return ""
    end = _end(entry, start)
    if not isinstance(start, datetime):
        return day_words(start) if end <= start else f"{day_words(start)} to {day_words(end)}"
    if not isinstance(end, datetime) or end == start:
        return _moment_words(start)
    if end.date() == start.date():
        return f"{day_words(start)}, {start:%H:%M} to {end:%H:%M}{_zone(start)}"
    return f"{_moment_words(start)} to {_moment_words(end)}"


def _end(entry: "Component", start: date) -> date:
    """When an entry ends, for whole days the last one; its start where no end is given that fits."""
    end, length = _date(entry, "DTEND"), _part(entry.get("DURATION"), "dt")
    try:
        if end is None and isinstance(length, timedelta):
            end = start + length
        if end is None or type(end) is not type(start) or end <= start:
            return start
        return end if isinstance(end, datetime) else end - timedelta(days=1)
    except (TypeError, OverflowError):  # one has a zone and the other has none, or it lasts beyond the calendar
        return start


def _moment_words(when: date | None) -> str:
    if isinstance(when, datetime):
        return f"{day_words(when)}, {when:%H:%M}{_zone(when)}"
    return day_words(when) if when else ""


def _zone(moment: datetime) -> str:
    return f" ({moment.tzinfo})" if moment.tzinfo else ""
