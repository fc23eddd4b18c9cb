"""A memory made ready to be read; runs in a thread. Every string here is safe for a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.decay.grades import Event
from core.decay.history import ForgettingCurve
from core.errors import MemoryNotFound
from core.graph.kinds import look_of
from core.memory import Kind, Link, Memory
from core.text.sanitise import shown_line
from ui.tui.markdown import Document, read
from ui.tui.memory_page import body_of
from ui.tui.rows import Row, below_title, row_of_memory
from ui.tui.widgets.page import LIMIT

if TYPE_CHECKING:
    from PIL.Image import Image

    from app import Ebb

_PLACES: Final = {
    "thread before": ("↑", "before it in the conversation"),
    "thread after": ("↓", "after it in the conversation"),
    "before": ("↑", "just before it"),
    "after": ("↓", "just after it"),
}
"""How the memories beside one are marked and named."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A memory with what it is linked with as rows, out first, its text, and what the names in it mean.

    `document` is None for a text that is no Markdown, such as what was read off the screen.
    """

    memory: Memory
    body: str
    document: Document | None
    names: dict[str, str]
    """The ids of the memories that the text calls by name, by the name in small letters."""
    links: tuple[Row, ...]
    beside: tuple[Row, ...]
    earlier: str = ""
    later: str = ""
    """The ids of the memories before and after it, in its conversation or else in time; empty for none."""

    @property
    def missing(self) -> frozenset[str]:
        """The names in the text that no memory bears."""
        named = {target.name for target in self.document.links if target.name} if self.document else set()
        return frozenset(name for name in named if name.casefold() not in self.names)


def opened(ebb: "Ebb", id: str, now: datetime, before: Opened | None = None) -> Opened:
    """The memory with this id, made ready to read; its text is not read anew where it is as it was `before`.

    Raises MemoryNotFound.
    """
    memory = ebb.get(id)
    links = sorted(memory.links, key=lambda link: (link.direction != "out", -link.weight))
    rows: dict[str, Row] = {}
    for link in links:
        if link.id in rows:
            rows[link.id] = replace(rows[link.id], below=f"{rows[link.id].below} · {_reason(link)}")
        elif row := _link_row(ebb, link, memory, now):
            rows[link.id] = row
    body = body_of(memory, LIMIT)
    beside = ebb.network.neighbours(memory.id)
    earlier, later = (beside.get(f"thread {way}") or beside.get(way) for way in ("before", "after"))
    return Opened(
        memory,
        body,
        before.document if before and _same_text(before, memory, body) else _document(memory, body),
        {name.casefold(): other for name, other in ebb.network.meant(memory.id).items()},
        tuple(rows.values()),
        tuple(_beside(beside, set(rows), memory, now)),
        earlier.id if earlier else "",
        later.id if later else "",
    )


def _same_text(before: Opened, memory: Memory, body: str) -> bool:
    return (before.memory.id, before.memory.title, before.body) == (memory.id, memory.title, body)


def _document(memory: Memory, body: str) -> Document | None:
    return None if memory.kind == Kind.SCREEN else read(below_title(memory.title, body))


def faded(id: str, event: Event | None, ebb: "Ebb") -> tuple[Memory, ForgettingCurve]:
    """The memory and its curve after it was recalled by `event`, where there is one and it can be recorded."""
    if event is not None:
        ebb.decay.note([id], event)
    return ebb.get(id), ebb.decay.curve(id)


def picture_of(ebb: "Ebb", id: str, room: tuple[int, int]) -> "Image | None":
    """The first picture that was kept of what a memory saw on the screen, in at most `room` pixels; None for none."""
    from ui.tui.seeing import drawn

    for frame in ebb.screens.why(id):
        image = ebb.screens.picture(frame.id)
        if image is not None:
            return drawn(image, [], None, room)
    return None


def _beside(beside: dict[str, Memory], linked: set[str], here: Memory, now: datetime) -> Iterator[Row]:
    seen = set(linked)
    for place, (mark, words) in _PLACES.items():
        memory = beside.get(place)
        if memory is not None and memory.id not in seen:
            seen.add(memory.id)
            yield _row(memory, mark, words, here, now)


def _link_row(ebb: "Ebb", link: Link, here: Memory, now: datetime) -> Row | None:
    try:
        other = ebb.get(link.id)
    except MemoryNotFound:
        return None
    return _row(other, "→" if link.direction == "out" else "←", _reason(link), here, now)


def _reason(link: Link) -> str:
    """Why two memories are linked: in the link's own words, which a kind that Ebb does not make stands before."""
    about, why = look_of(link.kind).about, shown_line(link.why)
    if link.kind == "manual" or not about:
        about = about or shown_line(link.kind)
        return f"{about}: {why}" if why else about
    return why or about


def _row(memory: Memory, mark: str, reason: str, here: Memory, now: datetime) -> Row:
    """A memory's row; one that is called as what is read, such as a turn of the same talk, is told by its words."""
    row = row_of_memory(replace(memory, title="") if memory.title == here.title else memory, now)
    return Row(row.id, row.kind, mark, row.headline, (), reason, (), row.when, "", row.pinned, row.faint)
