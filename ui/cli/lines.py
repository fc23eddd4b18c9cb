"""Memories as lines of text for people: sanitised, aligned and cut to the terminal's width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from core.memory import Hit, Memory
from core.text.sanitise import cells, shown, shown_line
from core.text.times import ago
from ui.cli.moments import date_of
from ui.cli.output import paint, terminal, width

if TYPE_CHECKING:
    from app.screens.browsing import Episode

_MATCH = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_SNIPPET_LINES = 3
_PREVIEW = 50
_APP = 30


def name(memory: Memory, room: int) -> str:
    """Give the title, or else the beginning of the text, in at most `room` cells."""
    return shown_line(memory.title, room) or shown_line(memory.text, room)


def row(memory: Memory, now: datetime) -> str:
    """Give one memory on one line: id, when, name."""
    when = ago(memory.occurred_at, now)
    room = width() - len(memory.id) - 18
    return f"{memory.id}  {when:>14}  {name(memory, room)}"


def preview(memories: list[Memory], now: datetime) -> Iterator[str]:
    """Give the first memories as rows, and how many more there are."""
    yield from (row(memory, now) for memory in memories[:_PREVIEW])
    if len(memories) > _PREVIEW:
        yield f"… and {len(memories) - _PREVIEW:,} more"


def found(number: int, hit: Hit, now: datetime, explain: bool, seen: Episode | None = None) -> Iterator[str]:
    """Give one hit: its name and time, the snippet with the matches marked, and what `ebb show` takes.

    `seen` is what it was on the screen.
    """
    memory = hit.memory
    when = ago(memory.occurred_at, now)
    head = f"{number:>2}. "
    title = name(memory, width() - len(head) - len(when) - 3)
    gap = " " * max(2, width() - cells(head + title) - len(when))
    yield f"{head}{paint(title, 'title')}{gap}{paint(when, 'dim')}"
    snippet = shown(hit.snippet)
    if plain(snippet) != title:
        yield from (f"    {line}" for line in marked(wrapped(snippet, width() - 8)[:_SNIPPET_LINES]))
    kind = f"{memory.kind}  {where_seen(seen)}" if seen else memory.kind
    yield f"    {paint(memory.id, 'dim')}  {kind}" + tag_marks(memory, width() - 6 - cells(memory.id + kind))
    if explain:
        yield from (f"    {paint(line, 'dim')}" for line in wrapped(reasons(hit), width() - 4))


def reasons(hit: Hit) -> str:
    """Say why a hit was found: the score, each channel with rank and score, and how present the memory is."""
    channels = [f"{shown_line(why.channel)} #{why.rank} {why.score:.2f}" for why in hit.why]
    present = f"retention {hit.memory.retention:.2f} ({hit.memory.state})"
    return " · ".join([f"score {hit.score:.3f}", *channels, present])


def marked(lines: list[str]) -> list[str]:
    """Colour the text between `**`; where there is no colour the marks stay."""
    text = _MATCH.sub(
        lambda match: match[0] if paint("x", "match") == "x" else paint(match[1], "match"), "\n".join(lines)
    )
    return text.split("\n")


def plain(snippet: str) -> str:
    """Give a snippet without its marks, on one line."""
    return " ".join(_MATCH.sub(r"\1", snippet).split())


def tag_marks(memory: Memory, room: int) -> str:
    """Give the tags that fit, and a mark where the memory is pinned or not simply there, two spaces before each."""
    marks = [("pinned", "warn")] if memory.pinned else []
    if memory.state in ("forgotten", "superseded", "dormant"):
        marks.append((str(memory.state), "warn"))
    line = ""
    for mark, style in [*marks, *((f"#{shown_line(tag)}", "tag") for tag in memory.tags)]:
        room -= cells(mark) + 2
        if room < 0:
            break
        line += f"  {paint(mark, style)}"
    return line


def wrapped(text: str, room: int) -> list[str]:
    """Break shown text at spaces into lines of at most `room` cells; longer words are cut."""
    lines, line = [], ""
    for word in _cut(text.split(), room):
        if line and cells(line) + 1 + cells(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line else lines


def page(text: str) -> str:
    """Break long lines of shown text at spaces where a person reads it on a terminal; elsewhere leave them."""
    if not terminal():
        return text
    return "\n".join(part for line in text.split("\n") for part in _folded(line, width()))


def _folded(line: str, room: int) -> list[str]:
    if cells(line) <= room:
        return [line]
    indent = line[: min(len(line) - len(line.lstrip()), room // 2)]
    return [indent + part for part in wrapped(line, room - len(indent))]


def where_seen(seen: Episode) -> str:
    """Say in which program something was seen on the screen, and from when to when."""
    return f"{shown_line(seen.app, _APP)} {hours(seen)}".lstrip()


def hours(seen: Episode) -> str:
    """Give the times of day between which something was seen; one where they are the same."""
    start, end = (f"{at.astimezone():%H:%M}" for at in (seen.from_at, seen.until_at))
    return start if start == end else f"{start}–{end}"


def entry(memory: Memory, seen: Episode | None = None) -> Iterator[str]:
    """Give one whole memory: name, what is known about it, the text as it was written; `seen` says where and when."""
    yield paint(name(memory, width()), "title")
    known = [("id", memory.id), ("kind", memory.kind), ("when", _when(memory)), *_seen(seen), *_source(memory)]
    if memory.tags or memory.pinned:
        known.append(("tags", tag_marks(memory, 10_000).strip()))
    known.append(
        ("state", f"{memory.state}, retention {memory.retention:.2f}, stability {memory.stability_days:.0f} days")
    )
    if memory.context:
        known.append(("context", shown_line(memory.context)))
    yield from table(known)
    yield ""
    yield page(shown(memory.text).rstrip("\n"))


def table(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Give label and value in two columns."""
    rows = list(pairs)
    room = max((len(label) for label, _ in rows), default=0)
    yield from (f"{paint(label.ljust(room), 'dim')}  {value}" for label, value in rows)


def _when(memory: Memory) -> str:
    written = date_of(memory.created_at)
    happened = memory.occurred_at.astimezone()
    later = "" if date_of(memory.occurred_at) == written else f", remembered {written}"
    return f"{happened:%a} {date_of(happened)} {happened:%H:%M}{later}"


def _seen(seen: Episode | None) -> list[tuple[str, str]]:
    if seen is None:
        return []
    frames = f"{seen.frames:,} {'frame' if seen.frames == 1 else 'frames'}"
    pictures = f"{seen.pictures:,} {'picture' if seen.pictures == 1 else 'pictures'}"
    return [("seen", f"{hours(seen)}, {frames}, {pictures}" + (", still going on" if seen.open else ""))]


def _source(memory: Memory) -> list[tuple[str, str]]:
    source = memory.source
    origin = source.file or source.uri
    parts = [("from", source.app), ("author", source.author), ("source", source.title), ("file", origin)]
    return [(label, shown_line(value)) for label, value in parts if value]


def _cut(words: list[str], room: int) -> Iterator[str]:
    for word in words:
        rest = word
        while cells(rest) > room:
            at = next(at for at in range(1, len(rest) + 1) if cells(rest[: at + 1]) > room)
            yield rest[:at]
            rest = rest[at:]
        yield rest
