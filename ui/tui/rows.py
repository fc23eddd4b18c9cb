"""Memories and hits as rows that a list can draw: every string here is already safe for a terminal."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from core.text.sanitise import shown, shown_line

if TYPE_CHECKING:
    from core.memory import Hit, Memory, Source, Why

Spans = tuple[tuple[int, int], ...]

MARKS: Final = {
    "note": "●",
    "chat": "◆",
    "screen": "▣",
    "document": "■",
    "summary": "◇",
    "fact": "▲",
    "profile": "★",
}
_CHANNELS: Final = {
    "words": "words",
    "meaning": "meaning",
    "tokens": "closest words",
    "context": "context",
    "session": "conversation",
    "author": "author",
    "date": "date",
}
"""What recall's channels are called on the screen; a channel that only counts against a memory is not named."""

_BOXES: Final = {"[ ] ": "☐ ", "[x] ": "☑ "}
"""What stands before a thing to do, and before one that is done."""

_EMPTY: Final = " \t|:-"
"""What a line that says nothing is made of: an empty one, a rule, the line below the heads of a table."""

_OWN: Final = "ebb-chat:"
"""What the address of a turn in Chat begins with, which tells a person nothing."""

_REASONS: Final = 3
"""Reasons that are named, the best ones; all of them are in `ebb search --explain`."""

_SIGNS: Final = re.compile(r"^(#{1,6}|[-*+>])\s+|\*\*|!?\[([^\[\]]*)\]\([^()\s]*\)|\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
"""What Markdown sets a heading, an item, strong words or a link off with; the groups are what a link is called."""

_REST_OF_HEADING: Final = re.compile(r"^[ \t]*#*[ \t]*\n(?:(?:=+|-{2,})[ \t]*(?:\n|$))?")
"""What may end a heading: its closing signs, and the line below that makes it one."""

_LINE: Final = 400
"""Characters of a headline or snippet that are kept; a row is one line, so more is never seen."""


@dataclass(frozen=True, slots=True)
class Row:
    """One memory in a list: a headline with what is below it, when it happened, and why it is here."""

    id: str
    kind: str
    mark: str
    headline: str
    headline_spans: Spans = ()
    below: str = ""
    below_spans: Spans = ()
    when: str = ""
    why: str = ""
    pinned: bool = False
    faint: bool = False


def row_of_hit(hit: "Hit", words: str, now: datetime) -> Row:
    """The row of a search result, with the words that were searched for marked."""
    memory = hit.memory
    snippet, spans = matched(below_title(memory.title, hit.snippet.replace("**", "")), words)
    row = replace(_row(memory), when=day_name(memory.occurred_at, now), why=why(hit.why))
    if memory.title:
        return replace(row, headline=shown_line(memory.title[:_LINE]), below=snippet, below_spans=spans)
    return replace(row, headline=snippet, headline_spans=spans, below=origin(memory))


def row_of_memory(memory: "Memory", now: datetime, *, clock: bool = False) -> Row:
    """The row of a memory by itself; `clock` gives the time of day alone, for a list of one day."""
    first, rest = opening(memory)
    moment = memory.occurred_at.astimezone()
    when = f"{moment:%H:%M}" if clock else day_name(memory.occurred_at, now)
    return replace(_row(memory), headline=first or "(empty)", below=rest or origin(memory), when=when)


def _row(memory: "Memory") -> Row:
    return Row(
        id=memory.id,
        kind=memory.kind,
        mark=MARKS.get(memory.kind, "○"),
        headline="",
        pinned=memory.pinned,
        faint=memory.state in {"faint", "dormant", "superseded", "forgotten"},
    )


def opening(memory: "Memory") -> tuple[str, str]:
    """A memory's title or first line, and the line after it."""
    written = [line for line in shown(memory.text[: 4 * _LINE]).splitlines() if line.strip()] or [""]
    lines = [line for line in written if line.strip(_EMPTY)] or written
    lines = [bare(shown_line(line)[:_LINE]) for line in lines]
    if not memory.title:
        return lines[0], " ".join(lines[1:])
    title = shown_line(memory.title[:_LINE])
    return title, " ".join(lines[1:] if lines[0] == title else lines)


def below_title(title: str | None, text: str) -> str:
    """The text without a heading or first line that says the title once more."""
    if not title or not title.strip():
        return text
    name, text_only = re.escape(title.strip()), text.lstrip()
    said = re.match(rf"#{{1,6}}[ \t]+{name}(?=\s)|{name}[ \t]*(?=\n)", text_only, re.IGNORECASE)
    rest = _REST_OF_HEADING.sub("", text_only[said.end() :]).lstrip() if said else ""
    return rest or text


def bare(line: str) -> str:
    """A line as it reads, without the signs of Markdown."""
    line = _SIGNS.sub(lambda found: found[2] or found[3] or "", line)
    if line.startswith("|") and line.endswith("|"):  # of a table
        return " · ".join(cell.strip() for cell in line.strip("|").split("|"))
    return _BOXES[line[:4].lower()] + line[4:] if line[:4].lower() in _BOXES else line


def matched(snippet: str, words: str) -> tuple[str, Spans]:
    """A snippet on one line as it reads, and where the words stand in it, the last of them maybe unfinished.

    The places are found again in the safe text, for the signs that mark them are taken out with those of Markdown.
    """
    from core.recall.snippets import spans
    from core.text.words import word_spans

    text = bare(shown_line(snippet[: 2 * _LINE]).replace("**", ""))
    last = words.casefold().split()[-1:]
    holds = last and last[0] in text.casefold().replace("’", "'")  # a hundred times as fast as finding the words
    begun = [span for span, word in word_spans(text) if word.casefold().startswith(last[0])] if holds else []
    return text, tuple(sorted({*spans(text, words), *begun}))


def why(reasons: "tuple[Why, ...]") -> str:
    """Why a memory was found, best reason first: `1st by words · 3rd by meaning`."""
    named = [reason for reason in reasons if reason.channel in _CHANNELS and reason.score > 0]
    best = sorted(named, key=lambda reason: (reason.rank, -reason.score))[:_REASONS]
    return " · ".join(f"{ordinal(reason.rank)} by {_CHANNELS[reason.channel]}" for reason in best)


def ordinal(number: int) -> str:
    """An English ordinal: 1st, 2nd, 3rd, 11th."""
    teen = number % 100 in {11, 12, 13}
    return str(number) + ("th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th"))


def name_of(memory: "Memory") -> str:
    """A memory's name in a sentence: its title or the beginning of its text, in quotes."""
    return f"“{shown_line(opening(memory)[0], 40)}”"


def tags_of(memory: "Memory") -> str:
    """A memory's tags as `#one #two`."""
    return " ".join(f"#{shown_line(tag)}" for tag in memory.tags)


def source_of(source: "Source", title: str | None = None) -> str:
    """Where a memory called `title` came from, in a few words; empty when nothing is known."""
    file = source.file and PurePath(source.file).name
    where = file or (source.uri if source.uri and not source.uri.startswith(_OWN) else None)
    parts = [source.author, source.app, source.title if source.title != title else None, where]
    known: list[str] = []
    for part in parts:
        if part and part not in known:
            known.append(part)
    return " · ".join(shown_line(part) for part in known)


def origin(memory: "Memory") -> str:
    """Kind, tags and source of a memory on one line."""
    return "  ".join(part for part in (memory.kind, tags_of(memory), source_of(memory.source, memory.title)) if part)


def day_name(moment: datetime, now: datetime) -> str:
    """A short local date: the time for today, then `yesterday`, `Tue`, `12 May`, `12 May 2023`."""
    local, today = moment.astimezone(), now.astimezone().date()
    days = (today - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return "yesterday"
    if 1 < days < 7:
        return f"{local:%a}"
    return f"{local.day} {local:%b}" if local.year == today.year else f"{local.day} {local:%b %Y}"


def full_date(moment: datetime) -> str:
    """A local date and time in full: `Tue 12 May 2023, 14:05`."""
    local = moment.astimezone()
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


_UNITS: Final = (
    (365.25 * 86400, "year"),
    (30.44 * 86400, "month"),
    (7 * 86400, "week"),
    (86400, "day"),
    (3600, "hour"),
)


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago in words: `just now`, `5 minutes ago`, `3 weeks ago`, or `in 2 days`."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    size = abs(seconds)
    if size < 60:
        return "just now"
    count, unit = int(size // 60), "minute"
    for length, name in _UNITS:
        if size >= length:
            count, unit = int(size // length), name
            break
    words = f"{count} {unit}{'s' if count != 1 else ''}"
    return f"{words} ago" if seconds > 0 else f"in {words}"
