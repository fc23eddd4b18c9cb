"""One memory as a file of a vault holds it; writing and reading meet here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Edge:
    """One outgoing link of a note: to which memory, under which file name (its stem), of which kind, and why.

    `weight` (0 to 1) and `actor` ("person" or "ebb") are kept beside the notes, not in them; None where that is lost.
    """

    id: str
    name: str
    kind: str
    why: str
    weight: float | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a vault's note says of its memory; `text` is the memory's text to the last character.

    `tags` are the person's and `found_tags` those that Ebb found; times are aware UTC. `kept` holds what people do not
    read and other machines need for an identical memory (stability, difficulty, importance, recalls, trust, status,
    validity, keywords, context), empty where it is lost.
    """

    id: str
    kind: str
    title: str
    text: str
    created_at: datetime
    occurred_at: datetime
    tags: tuple[str, ...] = ()
    found_tags: tuple[str, ...] = ()
    pinned: bool = False
    role: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    kept: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Style:
    """How notes are written: links as "wiki" or "markdown", for the flavour "obsidian" or "logseq"."""

    links: str = "wiki"
    flavour: str = "obsidian"


PLAIN = Style()
