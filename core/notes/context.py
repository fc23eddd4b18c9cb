"""One sentence that places a memory: who, where, when, about what. Made from what is known of it, never guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.memory import Kind, Source
from core.text.sanitise import shown_line
from core.text.time_words import MONTH_NAMES
from core.text.times import TimeRange
from core.text.words import words

MOST_TOPICS = 3
MOST_NAMES = 3
MOST_DATES = 2
LONGEST_TITLE = 70  # characters of a window's or conversation's title


_POINTED = re.compile(r"\d|\b(?:yesterday|tomorrow|ago|last|next|previous|this|coming)\b", re.IGNORECASE)
"""What a time expression needs to mean one day: "Wednesdays" does not."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a memory; `occurred_at` in the person's zone, `listeners` the others in its conversation."""

    kind: str
    source: Source
    occurred_at: datetime
    title: str = ""
    listeners: Sequence[str] = ()
    people: Sequence[str] = ()
    places: Sequence[str] = ()
    topics: Sequence[str] = ()
    times: Sequence[TimeRange] = ()


def sentence(known: Circumstances) -> str:
    """The sentence, such as "Caroline to Melanie on 8 May 2023, about the support group and adoption." """
    said = [_opening(known)]
    head = set(words(known.title))
    topics = [topic for topic in known.topics if not set(words(topic)) <= head][:MOST_TOPICS]
    if topics:
        said.append(f"about {listed(topics)}")
    spoken = {word.lower() for topic in topics for word in topic.split()}
    people = [name for name in known.people if not _said(name, spoken)][:MOST_NAMES]
    places = [name for name in known.places if not _said(name, spoken)][:MOST_NAMES]
    if people:
        said.append(f"with mention of {listed(people)}" if topics else f"mentioning {listed(people)}")
    if places:
        said.append(f"in connection with {listed(places)}")
    days = _days(known)
    if days:
        said.append(f"speaking of {listed(days)}")
    return ", ".join(said) + "."


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""


def day_in_words(day: date) -> str:
    """ "8 May 2023", whatever the machine's language."""
    return f"{day.day} {MONTH_NAMES[day.month - 1].capitalize()} {day.year}"


def _opening(known: Circumstances) -> str:
    """Who, where and when."""
    source, day = known.source, day_in_words(known.occurred_at.date())
    title = shown_line(known.title or source.title or "", LONGEST_TITLE)
    quoted = f" “{title}”" if title and title not in {day, known.occurred_at.date().isoformat()} else ""
    if known.kind == Kind.CHAT:
        who = source.author or "Somebody"
        heard = f" to {listed(list(known.listeners[:MOST_NAMES]))}" if known.listeners else ""
        return f"{who}{heard}{f' in{quoted}' if quoted else ''} on {day}"
    if known.kind == Kind.SCREEN:
        return f"On the screen{f' in {source.app}' if source.app else ''} on {day}{f',{quoted}' if quoted else ''}"
    thing = "Document" if known.kind == Kind.DOCUMENT else "Note"
    return f"{thing}{quoted}{f' by {source.author}' if source.author else ''} of {day}"


def _said(name: str, spoken: set[str]) -> bool:
    return all(word.lower() in spoken for word in name.split())


def _days(known: Circumstances) -> list[str]:
    """The days and months that the text speaks of, other than its own day, first named first."""
    own = known.occurred_at.date()
    found: dict[str, None] = {}
    for time in known.times:
        if not _POINTED.search(time.words):
            continue
        start, length = time.start.date(), time.end - time.start
        if length <= timedelta(hours=25) and start != own:
            found[day_in_words(start)] = None
        elif timedelta(days=27) < length < timedelta(days=32) and start.day == 1:
            found[f"{MONTH_NAMES[start.month - 1].capitalize()} {start.year}"] = None
    return list(found)[:MOST_DATES]
