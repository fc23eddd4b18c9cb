"""What of a memory has ceased to hold, and how an answer says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from core.text.time_words import MONTH_NAMES


@dataclass(frozen=True, slots=True)
class Over:
    """A statement at [start, end) of a memory's text that held until a time."""

    start: int
    end: int
    until: datetime


Overs = Mapping[str, Sequence[Over]]
"""What is over, by memory id."""


def day(time: datetime, zone: tzinfo | None) -> str:
    """A date in words that do not depend on the machine's language: "3 May 2025"."""
    local = time.astimezone(zone)
    return f"{local.day} {MONTH_NAMES[local.month - 1].capitalize()} {local.year}"


def over_in(overs: Overs, id: str, start: int, end: int) -> list[Over]:
    """What of a memory is over within [start, end) of its text."""
    return [one for one in overs.get(id, ()) if one.start < end and start < one.end]


def is_all_over(found: Sequence[Over], start: int, end: int) -> bool:
    """Whether what is over takes up most of [start, end)."""
    return sum(min(one.end, end) - max(one.start, start) for one in found) * 2 > end - start


def until(found: Sequence[Over], zone: tzinfo | None) -> str:
    """How long the last of it held: "until 3 May 2025"; "" for nothing."""
    return f"until {day(max(one.until for one in found), zone)}" if found else ""


def outdated(text: str, found: Sequence[Over], zone: tzinfo | None) -> str:
    """What of a text is over, in its own words with the last day of each: "I live in Porto (until 3 May 2025)"."""
    spans = {(one.start, one.end): one for one in found}
    return "; ".join(f"{text[start:end].strip(' .')} ({until([one], zone)})" for (start, end), one in spans.items())
