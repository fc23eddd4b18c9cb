"""What a graph shows of memories and links: plain values, names already safe for a terminal."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import present
from core.clock import from_micros
from core.decay.curve import Curve
from core.graph.topics import topics
from core.memory import Kind, Memory, State
from core.store import edges, rows
from core.store.store import Store
from core.text.sanitise import shown_line

_NAME = 120
_LEAD = re.compile(r"^(#{1,6}|[-*+>])\s+")
"""The sign that Markdown sets a heading or an item off with."""
_PART = 200
"""Memories that are read at a time, whose texts may be long."""


@dataclass(frozen=True, slots=True)
class Node:
    """One memory in a graph; `degree` is with how many memories it is linked, shown or not.

    `name` is its title, or else how its text begins. What was said in a conversation is named by its own words;
    `label` is then the conversation's title, which a picture shows once.
    """

    id: str
    kind: str
    name: str
    label: str
    occurred_at: datetime
    retention: float
    state: str
    pinned: bool
    degree: int

    def to_json(self) -> dict[str, Any]:
        """Plain values; the time as ISO 8601."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.name,
            "occurred_at": self.occurred_at.isoformat(),
            "retention": self.retention,
            "state": self.state,
            "degree": self.degree,
        }


@dataclass(frozen=True, slots=True)
class Tie:
    """One link between two memories, by their ids."""

    source: str
    target: str
    kind: str
    weight: float
    why: str

    def other(self, id: str) -> str:
        """The end that is not `id`."""
        return self.target if id == self.source else self.source

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "source": self.source,
            "target": self.target,
            "kind": self.kind,
            "weight": round(self.weight, 4),
            "why": self.why,
        }


class Naming:
    """Reads what is to be shown of memories that a graph knows by number, as they stand at `now`."""

    def __init__(self, store: Store, now: datetime, curve: Curve) -> None:
        self._store = store
        self._now = now
        self._curve = curve

    def nodes(self, seqs: Sequence[int]) -> list[Node]:
        """The nodes of these memories in their order; one that was erased meanwhile has no id."""
        found: dict[int, Node] = {}
        for start in range(0, len(seqs), _PART):
            part = seqs[start : start + _PART]
            stored = self._store.read(lambda connection, part=part: rows.by_seq(connection, part))  # type: ignore[misc]
            degrees = self._store.read(lambda connection, part=part: edges.degrees(connection, part))  # type: ignore[misc]
            for seq, row in stored.items():
                found[seq] = node_of(present.memory(row, self._now, self._curve), degrees.get(seq, 0))
        return [found.get(seq, _GONE) for seq in seqs]

    def topics(self, groups: Sequence[Sequence[int]]) -> list[tuple[str, ...]]:
        """What each group of memories is about, in up to three words."""
        return self._store.read(lambda connection: topics(connection, groups))


def node_of(memory: Memory, degree: int) -> Node:
    """The node of a memory."""
    said = _LEAD.sub("", shown_line(memory.text, _NAME))
    title = shown_line(memory.title, _NAME) or said or "(empty)"
    return Node(
        id=memory.id,
        kind=memory.kind,
        name=(memory.kind == Kind.CHAT and said) or title,
        label=title,
        occurred_at=memory.occurred_at,
        retention=memory.retention,
        state=memory.state,
        pinned=memory.pinned,
        degree=degree,
    )


_GONE = Node("", "", "(gone)", "(gone)", from_micros(0), 0.0, State.FORGOTTEN, False, 0)
