"""A memory made ready to be read; runs in a thread. Every string here is safe for a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.decay.grades import Event
from core.decay.history import ForgettingCurve
from core.errors import MemoryNotFound
from core.memory import Kind, Link, Memory
from core.text.sanitise import shown_line
from ui.tui.markdown import Document, read
from ui.tui.memory_page import body_of
from ui.tui.rows import Row, row_of_memory
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
    """A memory with its links as rows, out first, its text, and what the names in it mean.

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
    rows = [row for link in links if (row := _link_row(ebb, link, now)) is not None]
    body = body_of(memory, LIMIT)
    beside = ebb.network.neighbours(memory.id)
    earlier, later = (beside.get(f"thread {way}") or beside.get(way) for way in ("before", "after"))
    return Opened(
        memory,
        body,
        before.document if before and (before.memory.id, before.body) == (memory.id, body) else _document(memory, body),
        {name.casefold(): other for name, other in ebb.network.meant(memory.id).items()},
        tuple(rows),
        tuple(_beside(beside, {row.id for row in rows}, now)),
        earlier.id if earlier else "",
        later.id if later else "",
    )


def _document(memory: Memory, body: str) -> Document | None:
    return None if memory.kind == Kind.SCREEN else read(body)


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


def _beside(beside: dict[str, Memory], linked: set[str], now: datetime) -> Iterator[Row]:
    seen = set(linked)
    for place, (mark, words) in _PLACES.items():
        memory = beside.get(place)
        if memory is not None and memory.id not in seen:
            seen.add(memory.id)
            yield _row(memory, mark, words, now)


def _link_row(ebb: "Ebb", link: Link, now: datetime) -> Row | None:
    try:
        other = ebb.get(link.id)
    except MemoryNotFound:
        return None
    kind, why = shown_line(link.kind), shown_line(link.why)
    reason = why if why.startswith(kind) else f"{kind} · {why}" if why else kind
    return _row(other, "→" if link.direction == "out" else "←", reason, now)


def _row(memory: Memory, mark: str, reason: str, now: datetime) -> Row:
    row = row_of_memory(memory, now)
    return Row(row.id, row.kind, mark, row.headline, (), reason, (), row.when, "", row.pinned, row.faint)
