"""What a card or a profile rests on: quotations with their memory, place and date."""

from dataclasses import dataclass
from datetime import datetime

from core.clock import from_micros
from core.levels.sentences import Sentence
from core.memory import Record

SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """A verbatim quotation: characters `start` to `end` of a memory's text; `label` is "superseded" or empty."""

    id: str
    at: datetime
    author: str
    title: str
    quote: str
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Fact(Record):
    """Something stated: its words, from when to when it holds (None where that is open), and where it stands."""

    text: str
    slot: str
    value: str
    since: datetime
    until: datetime | None
    evidence: tuple[Evidence, ...]


def quoting(sentence: Sentence, as_of: int | None = None) -> Evidence:
    """The evidence that a sentence is; superseded if that was known at `as_of` (microseconds), by default by now."""
    member = sentence.member
    over = member.until is not None and (as_of is None or member.until <= as_of)
    return Evidence(
        id=member.id,
        at=from_micros(member.occurred_at),
        author=member.author,
        title=member.title or member.source_title,
        quote=member.text[sentence.start : sentence.end],
        start=sentence.start,
        end=sentence.end,
        label=SUPERSEDED if over else "",
    )
