"""JSON records of which persons or secrets were taken out: of each memory no more than its redacted note says."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from app.vault.note import Edge, Note
from core.store.records import Record

_KEPT = ("trust", "stability_days", "difficulty", "importance", "last_recalled_at", "recall_count", "let_go", "status",
         "valid_from", "valid_until", "known_until", "role")  # fmt: skip
_EMPTY = {"context": "", "keywords": [], "described": 0, "linked": 1, "levelled": 0, "key": None, "basis": None}
"""What could hold words of the memory, and is found anew where it is taken in."""


def redacted(every: Iterable[tuple[str, Record]], redact: Callable[[Note], Note]) -> Iterator[tuple[str, Record]]:
    """The memories and links among these records, redacted; all other records could hold what is taken out."""
    for name, record in every:
        if name == "memory":
            yield name, _memory(record, redact)
        elif name == "link":
            yield name, _link(record, redact)


def _memory(record: Record, redact: Callable[[Note], Note]) -> Record:
    tags = record["tags"]
    note = redact(
        Note(
            id=record["id"],
            kind=record["kind"],
            title=record["title"],
            text=record["text"],
            created_at=datetime.fromisoformat(record["created_at"]),
            occurred_at=datetime.fromisoformat(record["occurred_at"]),
            tags=tuple(tag for tag, actor in tags if actor == "person"),
            found_tags=tuple(tag for tag, actor in tags if actor != "person"),
            pinned=bool(record["pinned"]),
            role=record["role"],
            source=record["source"],
        )
    )
    return {
        "id": note.id,
        "kind": note.kind,
        "title": note.title,
        "text": note.text,
        "tags": [[tag, "person"] for tag in note.tags] + [[tag, "ebb"] for tag in note.found_tags],
        "created_at": record["created_at"],
        "occurred_at": record["occurred_at"],
        "source": dict(note.source),
        "pinned": record["pinned"],
        "fingerprint": "",
        **{name: record[name] for name in _KEPT},
        **_EMPTY,
    }


def _link(record: Record, redact: Callable[[Note], Note]) -> Record:
    at = datetime.fromisoformat(record["created_at"])
    edge = Edge(record["target"], "", record["kind"], record["why"], record["weight"], record["actor"])
    note = redact(Note(record["source"], "note", "", "", at, at, edges=(edge,)))
    return {**record, "why": note.edges[0].why if note.edges else "", "run": None}
