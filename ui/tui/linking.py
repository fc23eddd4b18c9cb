"""The memories that one can be linked with, as rows, and the link itself; runs in a thread."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from core.text.sanitise import shown_line
from ui.tui.finding import find
from ui.tui.rows import Row, opening, row_of_memory
from ui.tui.walking import Change, suggested

if TYPE_CHECKING:
    from app import Ebb


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link that a person wants to make: with which memory, of which kind, and why."""

    id: str
    kind: str
    why: str


def candidates(ebb: "Ebb", id: str, words: str, now: datetime) -> tuple[Row, ...]:
    """What a memory can be linked with: titles that hold the words, then what is found; without words what is related.

    Raises: MemoryNotFound.
    """
    from app.linking import titled

    linked = {link.id: link.kind for link in ebb.links(id)}
    if words.strip():
        found = (*(row_of_memory(memory, now) for memory in titled(ebb, words)), *find(ebb, words, now).rows)
    else:
        found = suggested(ebb, id, now) or find(ebb, "", now).rows
    rows = {row.id: row for row in reversed(found) if row.id != id}
    return tuple(_marked(row, linked.get(row.id)) for row in reversed(rows.values()))


def _marked(row: Row, kind: str | None) -> Row:
    return row if kind is None else replace(row, below=f"linked already: {shown_line(kind, 20)}", below_spans=())


def linked(ebb: "Ebb", id: str, wanted: Wanted) -> Change:
    """Link a memory with another. Raises: MemoryNotFound, BadInput."""
    change = Change(opening(ebb.get(wanted.id))[0], ebb.graph.bond(id, wanted.id))
    ebb.link(id, wanted.id, wanted.why, wanted.kind)
    return change
