"""Memories out of the file: one SELECT, and the rows it gives made into values before they leave the store."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.clock import from_micros
from core.memory import Source
from core.store.filters import Filters

SEPARATOR = "\x1f"
_SELECT = """SELECT m.seq, m.id, m.kind, m.title, m.text, m.context, m.keywords, m.created_at, m.occurred_at,
    m.stability, m.last_recalled_at, m.pinned, m.status, m.trust, m.uri, s.app, s.title, s.file, s.author, t.name,
    m.thread_id, m.version,
    (SELECT group_concat(tags.name, char(31)) FROM memory_tags mt JOIN tags ON tags.id = mt.tag_id
     WHERE mt.seq = m.seq),
    EXISTS (SELECT 1 FROM links WHERE source = m.seq AND actor = 'person')
    OR EXISTS (SELECT 1 FROM links WHERE target = m.seq AND actor = 'person'),
    m.difficulty, m.importance, m.recall_count, m.role, m.valid_from, m.valid_until, m.known_until
    FROM memories m JOIN sources s ON s.id = m.source_id LEFT JOIN threads t ON t.id = m.thread_id"""


@dataclass(frozen=True, slots=True)
class Row:
    """One stored memory, without what depends on the present (retention, state) and without its links."""

    seq: int
    id: str
    kind: str
    title: str
    text: str
    context: str
    keywords: str
    created_at: datetime
    occurred_at: datetime
    stability_days: float
    last_recalled_at: datetime
    pinned: bool
    status: str
    trust: str
    source: Source
    thread_id: int | None
    version: int
    tags: tuple[str, ...]
    linked: bool
    """Whether the person linked it; what Ebb links on its own does not keep a memory from ebbing."""
    difficulty: float
    importance: float
    recall_count: int
    role: str
    valid_from: datetime | None
    valid_until: datetime | None
    known_until: datetime | None


def _row(values: Sequence[Any]) -> Row:
    (seq, id, kind, title, text, context, keywords, created, occurred, stability, recalled, pinned, status, trust,
     uri, app, source_title, file, author, thread, thread_id, version, tags, linked, difficulty, importance,
     recall_count, role, *validity) = values  # fmt: skip
    source = Source(*(part or None for part in (app, source_title, uri, file, thread, author)))
    names = tuple(sorted(str(tags).split(SEPARATOR))) if tags else ()
    return Row(
        seq, id, kind, title, text, context, keywords, from_micros(created), from_micros(occurred), stability,
        from_micros(recalled), bool(pinned), status, trust, source, thread_id, version, names, bool(linked),
        difficulty, importance, recall_count, role, *(None if at is None else from_micros(at) for at in validity),
    )  # fmt: skip


def by_seq(connection: sqlite3.Connection, seqs: Iterable[int]) -> dict[int, Row]:
    """The memories with these numbers; missing ones are left out."""
    found: dict[int, Row] = {}
    wanted = list(seqs)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ", ".join("?" * len(part))
        for values in connection.execute(f"{_SELECT} WHERE m.seq IN ({marks})", part):
            found[values[0]] = _row(values)
    return found


def by_id(connection: sqlite3.Connection, id: str) -> list[Row]:
    """The memory with this id, or up to three whose ids begin with it; [] if there is none."""
    key = id.upper()
    rows = connection.execute(f"{_SELECT} WHERE m.id >= ? AND m.id < ? ORDER BY m.id LIMIT 3", (key, key + "~"))
    return [_row(values) for values in rows]


def select(
    connection: sqlite3.Connection,
    filters: Filters,
    *,
    status: str | None = None,
    newest_first: bool = True,
    limit: int | None = None,
) -> list[Row]:
    """The memories that pass, in order of occurrence; `status` None means all but forgotten ones."""
    many = limit is not None and bool(filters.kinds) and _are_many(connection, filters.kinds)
    clauses, values = filters.clauses("+m.kind" if many else "m.kind")
    clauses.append("m.status = ?" if status else "m.status <> 'forgotten'")
    values += [status] if status else []
    where, way = " AND ".join(clauses), "DESC" if newest_first else "ASC"
    order = f"ORDER BY m.occurred_at {way}, m.seq {way}"
    if limit is not None:  # chosen by number first: sorting whole rows takes fifteen times as long at 5,000 that pass
        where = f"m.seq IN (SELECT m.seq FROM memories m WHERE {where} {order} LIMIT ?)"
        values.append(limit)
    return [_row(row) for row in connection.execute(f"{_SELECT} WHERE {where} {order}", values)]


MANY = 5_000
"""Memories of a kind from which on the first of them are found faster by walking through time than by sorting all."""


def _are_many(connection: sqlite3.Connection, kinds: Sequence[str]) -> bool:
    """Whether MANY memories are of these kinds."""
    marks = ", ".join("?" * len(kinds))
    (count,) = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM memories WHERE kind IN ({marks}) LIMIT ?)", (*kinds, MANY)
    ).fetchone()
    return int(count) == MANY


def recorded_since(connection: sqlite3.Connection, micros: int) -> list[int]:
    """Numbers of the memories taken in at or after an instant, oldest first."""
    rows = connection.execute(
        "SELECT seq FROM memories WHERE created_at >= ? AND status <> 'forgotten' ORDER BY seq", (micros,)
    )
    return [row[0] for row in rows]
