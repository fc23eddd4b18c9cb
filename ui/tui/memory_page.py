"""What is said above a memory's text: title, when, how present it is, tags, where it came from."""

from datetime import datetime
from functools import partial

from rich.style import Style
from rich.text import Text

from core.memory import Memory
from core.text.sanitise import shown, shown_line
from ui.tui.rows import MARKS, ago, full_date, source_of, tags_of
from ui.tui.widgets.page import Head, StyleOf, cut_off


def head_of(memory: Memory, now: datetime, *, reason: str = "", titled: bool = True) -> Head:
    """Writes the lines above the text, the title first if `titled`; `reason` says why the memory was found."""
    return partial(_head, memory, now, reason, titled)


def _head(memory: Memory, now: datetime, reason: str, titled: bool, style_of: StyleOf) -> list[Text | tuple[Text, ...]]:
    quiet = style_of("quiet")
    title = shown_line(memory.title, 400) if memory.title and titled else ""
    lines: list[Text | tuple[Text, ...]] = [Text(title, style_of("title"))] if title else []
    when = full_date(memory.occurred_at)
    facts = Text(f"{MARKS.get(memory.kind, '○')} {memory.kind} · {when} · {ago(memory.occurred_at, now)}", quiet)
    lines.append((facts, presence(memory, style_of)))
    about = [Text(tags_of(memory), style_of("tag"))] if memory.tags else []
    about += [Text(f"from {origin}", quiet)] if (origin := source_of(memory.source, memory.title)) else []
    if about:
        lines.append(tuple(about))
    if reason:
        lines.append(Text(f"↳ {reason}", quiet + Style(italic=True)))
    return [*lines, Text("")]


def presence(memory: Memory, style_of: StyleOf) -> Text:
    """How present a memory is: five signs, the state's name, the pin; the curve says it in per cent."""
    full = max(min(round(memory.retention * 5), 5), 0)
    line = Text()
    line.append("━" * full, style_of("link"))
    line.append("━" * (5 - full), style_of("lead"))
    line.append(f" {memory.state}", style_of("quiet"))
    if memory.pinned:
        line.append("  ✦ pinned", style_of("tag"))
    return line


def body_of(memory: Memory, limit: int) -> str:
    """The text made safe, at most `limit` characters, ending in a line that says what was left out."""
    kept, left = cut_off(memory.text, limit)
    text = shown(kept).rstrip("\n")
    return f"{text}\n\n… {left:,} more characters; `ebb show {memory.id}` prints them all." if left else text
