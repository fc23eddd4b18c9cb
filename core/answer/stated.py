"""Answers from what memories state: the sentence that holds at the time asked about, verbatim, with its date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from core.answer.extract import teller
from core.answer.links import quoted
from core.answer.validity import day
from core.memory import Answer, Citation, Memory
from core.text.sentences import spans
from core.text.time_words import MONTH_NAMES

MOST = 6
"""Statements that one answer quotes; a slot with more values has its newest told."""
LONGEST_QUOTE = 400


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement that answers, at [start, end); when it ended, if it did; the day that it plans (ISO), or ""."""

    memory: Memory
    start: int
    end: int
    until: datetime | None = None
    planned: str = ""


def answered(question: str, found: Sequence[Stated], zone: tzinfo | None) -> Answer | None:
    """Quote the sentences of these statements, in their order; None for none. The time is left to the caller."""
    lines: list[str] = []
    citations: list[Citation] = []
    for one in found:
        start, end = _sentence(one)
        quote = one.memory.text[start:end]
        if any(citation.id == one.memory.id and citation.quote == quote for citation in citations):
            continue
        citations.append(Citation(len(citations) + 1, one.memory.id, quote, start, end))
        lines.append(_line(len(citations), one, quote, zone))
        if len(citations) == MOST:
            break
    return Answer("\n".join(lines), tuple(citations), abstained=False, question=question) if lines else None


def _sentence(one: Stated) -> tuple[int, int]:
    """The sentence that a statement stands in."""
    for start, end in spans(one.memory.text):
        if start <= one.start < end:
            return start, min(max(end, one.end), start + LONGEST_QUOTE)
    return one.start, one.end


def _line(n: int, one: Stated, quote: str, zone: tzinfo | None) -> str:
    said = f"{teller(one.memory)}, {day(one.memory.occurred_at, zone)}"
    held = f"; until {day(one.until, zone)}" if one.until else ""
    return f"{_day(one.planned)}“{quoted(' '.join(quote.split()), one.memory)}” [{n}] ({said}{held})"


def _day(planned: str) -> str:
    """A planned day in front of what tells it: "10 March 2025: "."""
    try:
        found = date.fromisoformat(planned[:10])
    except ValueError:
        return ""
    return f"{found.day} {MONTH_NAMES[found.month - 1].capitalize()} {found.year}: "
