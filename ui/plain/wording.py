"""Memories and answers as plain sentences: no colour, no drawing, no columns; what was written stays as it was."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.text.sanitise import shown, shown_line

if TYPE_CHECKING:
    from app.today import Today
    from core.memory import Answer, Memory

_NAME = 80


def name(memory: "Memory") -> str:
    """The title, or else the beginning of the text."""
    return shown_line(memory.title, _NAME) or shown_line(memory.text, _NAME) or "without words"


def date_of(at: datetime) -> str:
    """The local date, as in 12 May 2023."""
    local = at.astimezone()
    return f"{local.day} {local:%B %Y}"


def line(number: int, memory: "Memory") -> str:
    """One memory of a list."""
    return f"{number}. {name(memory)}. {memory.kind.capitalize()} of {date_of(memory.occurred_at)}."


def page(memory: "Memory") -> Iterator[str]:
    """One memory whole."""
    yield f"{name(memory)}."
    yield f"{memory.kind.capitalize()} of {date_of(memory.occurred_at)}{', pinned' if memory.pinned else ''}."
    if memory.tags:
        yield f"Tags: {', '.join(shown_line(tag) for tag in memory.tags)}."
    yield from (text for text in shown(memory.text).splitlines() if text.strip())


def answer(found: "Answer") -> Iterator[str]:
    """What was answered, with every sentence that nothing supports said to be so, and how many sources there are."""
    text = shown(found.text)
    for sentence in found.unsupported:
        known = shown(sentence).strip()
        text = text.replace(known, f"{known} (no memory supports this)", 1)
    yield from (part for part in text.splitlines() if part.strip())
    if found.citations:
        yield f"{counted(len(found.citations), 'source')}:"


def today(found: "Today") -> Iterator[str]:
    """What waits and what came in, before the list itself."""
    if found.quarantined:
        yield f"Other programs want to add {counted(found.quarantined, 'text')}. `ebb quarantine` lists them."
    if found.conflicts:
        verb = "may contradict or repeat each other"
        yield f"{counted(len(found.conflicts), 'pair')} of memories {verb}. `ebb conflicts` lists them."
    if found.fading:
        verb = "is" if len(found.fading) == 1 else "are"
        yield f"{counted(len(found.fading), 'memory')} {verb} fading. Type review to go through them."
    if found.taken:
        when = "today" if found.is_todays else "last; nothing came in today"
        yield f"{counted(len(found.taken), 'memory')} came in {when}:"
    else:
        yield "Nothing is remembered yet. Type add to begin."


def counted(count: int, noun: str) -> str:
    """A number with its noun, as in 1 memory, 12 memories."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("y") else f"{count:,} {noun}s"


def choices(words: Sequence[str]) -> str:
    """What can be answered, as in: keep, pin or stop."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
