"""Memories read in bulk for a vault: page by page in the order of their ids, each page in a short transaction.

What tells whether a note has to be written anew comes without the texts; these are read for such notes only.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.memory import Source
from core.store.filters import Filters

PAGE = 500
"""Memories that are read in one transaction."""
_OPENING = 200  # characters of a text that may name a note without a title
_NAME = 60  # characters of a text that stand for its title
_READY = """m.status <> 'forgotten' AND NOT (m.kind = 'screen'
    AND EXISTS (SELECT 1 FROM screen_episodes e WHERE e.seq = m.seq AND e.open = 1))"""
"""What stands in a vault: all but what was forgotten, and what is still being seen."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a memory's file is named after; `occurred_at` in microseconds."""

    id: str
    kind: str
    title: str
    opening: str
    occurred_at: int
    app: str
    uri: str
    author: str


@dataclass(frozen=True, slots=True)
class Bond:
    """A link to a memory that is not forgotten, by its id; `name` is its title or beginning, `at` in microseconds."""

    target: str
    kind: str
    why: str
    weight: float
    actor: str
    at: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture of a frame: its file in the folder of screens."""

    frame: int
    file: str


@dataclass(frozen=True, slots=True)
class Outline:
    """All of a memory that its note shows except its text, for which `facts` hold the version."""

    seq: int
    id: str
    facts: tuple[object, ...]
    bonds: tuple[Bond, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """What a note says of a memory, besides its links; times in microseconds."""

    id: str
    kind: str
    role: str
    title: str
    text: str
    created_at: int
    occurred_at: int
    pinned: bool
    source: Source
    tags: tuple[str, ...]
    found_tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A memory on the line of time, in microseconds; `thread` numbers its conversation, if it is of one."""

    seq: int
    id: str
    at: int
    thread: int | None


def living(connection: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    """Those of at most some hundred ids whose memories are not forgotten."""
    found = connection.execute(f"SELECT id FROM memories WHERE id IN ({_marks(ids)}) AND status <> 'forgotten'", ids)
    return {id for (id,) in found}


def callers(connection: sqlite3.Connection, ids: Sequence[str]) -> list[str]:
    """The ids of the memories that link to one of at most some hundred others, in their order."""
    found = connection.execute(
        f"""SELECT DISTINCT s.id FROM memories t JOIN links l ON l.target = t.seq JOIN memories s ON s.seq = l.source
            WHERE t.id IN ({_marks(ids)}) ORDER BY s.id""",
        ids,
    )
    return [id for (id,) in found]


def heads(connection: sqlite3.Connection, after: str, filters: Filters, only: Sequence[str] | None) -> list[Head]:
    """The next PAGE memories after an id; of `only` these, unless None."""
    columns = f"m.id, m.kind, m.title, substr(m.text, 1, {_OPENING}), m.occurred_at, s.app, m.uri, s.author"
    return [Head(*row) for row in _page(connection, columns, after, filters, only)]


def outlines(connection: sqlite3.Connection, after: str, filters: Filters, only: Sequence[str] | None) -> list[Outline]:
    """The same memories with what tells whether their notes still hold."""
    columns = """m.seq, m.id, m.version, m.kind, m.role, m.title, m.created_at, m.occurred_at, m.pinned, m.uri,
        s.app, s.title, s.file, s.author, m.thread_id, (SELECT max(r.id) FROM revisions r WHERE r.seq = m.seq),
        (SELECT group_concat(mt.tag_id || mt.actor, ' ') FROM memory_tags mt WHERE mt.seq = m.seq)"""
    rows = list(_page(connection, columns, after, filters, only))
    bonds, pictures = _bonds(connection, [row[0] for row in rows]), _pictures(connection, [row[0] for row in rows])
    return [
        Outline(row[0], row[1], tuple(row[2:]), tuple(bonds.get(row[0], ())), tuple(pictures.get(row[0], ())))
        for row in rows
    ]


def wholes(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, Whole]:
    """These memories with their texts; missing ones are left out."""
    tags = _tags(connection, seqs)
    rows = connection.execute(
        f"""SELECT m.seq, m.id, m.kind, m.role, m.title, m.text, m.created_at, m.occurred_at, m.pinned,
            s.app, s.title, m.uri, s.file, t.name, s.author
            FROM memories m JOIN sources s ON s.id = m.source_id LEFT JOIN threads t ON t.id = m.thread_id
            WHERE m.seq IN ({_marks(seqs)})""",
        seqs,
    )
    return {row[0]: _whole(row, *tags.get(row[0], ((), ()))) for row in rows}


def _whole(row: Sequence[Any], tags: tuple[str, ...], found_tags: tuple[str, ...]) -> Whole:
    _, id, kind, role, title, text, created, occurred, pinned, *parts = row
    source = Source(*(part or None for part in parts))
    return Whole(id, kind, role, title, text, created, occurred, bool(pinned), source, tags, found_tags)


def kept(connection: sqlite3.Connection, outlines: Sequence[Outline]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What no note shows and an identical memory needs, by id: the columns of these names, and the links' `bonds`.

    What is as in every new memory is left out. Times are in microseconds; a bond is target, kind, weight, actor, time.
    """
    seqs = [one.seq for one in outlines]
    bonds = {one.id: one.bonds for one in outlines}
    rows = connection.execute(
        f"""SELECT m.id, {", ".join(f"m.{name}" for name in _COLUMNS)}, hex(m.fingerprint), d.key, hex(d.basis)
            FROM memories m LEFT JOIN derivations d ON d.seq = m.seq WHERE m.seq IN ({_marks(seqs)}) ORDER BY m.id""",
        seqs,
    )
    for id, *values in rows:
        found = dict(zip((*_COLUMNS, "fingerprint", "key", "basis"), values, strict=True))
        found["keywords"] = json.loads(found["keywords"])
        found["bonds"] = [[bond.target, bond.kind, bond.weight, bond.actor, bond.at] for bond in bonds[id]]
        yield id, {name: value for name, value in found.items() if value not in (None, "", [], _USUAL.get(name))}


_COLUMNS = (
    *("context", "keywords", "stability", "difficulty", "importance", "last_recalled_at", "recall_count", "let_go"),
    *("trust", "status", "valid_from", "valid_until", "known_until", "linked", "reconciled", "levelled"),
)
_USUAL = {"recall_count": 0, "let_go": 0, "trust": "self", "status": "active", "reconciled": 0,
          "levelled": 0}  # fmt: skip


def moments(connection: sqlite3.Connection, after: tuple[int, int]) -> list[Moment]:
    """The next 2,000 memories after a time and number, in order of occurrence; derived ones are left out."""
    rows = connection.execute(
        f"""SELECT m.seq, m.id, m.occurred_at, m.thread_id FROM memories m
            WHERE (m.occurred_at, m.seq) > (?, ?) AND m.role = '' AND {_READY}
            ORDER BY m.occurred_at, m.seq LIMIT 2000""",
        after,
    )
    return [Moment(*row) for row in rows]


def dated(connection: sqlite3.Connection, seqs: Sequence[int]) -> list[tuple[str, int]]:
    """(id, time of occurrence in microseconds) of these memories, in the order given; missing ones are left out."""
    rows = connection.execute(f"SELECT seq, id, occurred_at FROM memories WHERE seq IN ({_marks(seqs)})", seqs)
    found = {seq: (id, at) for seq, id, at in rows}
    return [found[seq] for seq in seqs if seq in found]


def moved_on(connection: sqlite3.Connection) -> int:
    """A number that differs once another connection has written; asking costs next to nothing."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _page(
    connection: sqlite3.Connection, columns: str, after: str, filters: Filters, only: Sequence[str] | None
) -> Iterable[Sequence[Any]]:
    clauses, values = filters.clauses()
    if only is not None:
        clauses.append(f"m.id IN ({_marks(only)})")
        values += only
    return connection.execute(
        f"""SELECT {columns} FROM memories m JOIN sources s ON s.id = m.source_id
            WHERE {" AND ".join(["m.id > ?", _READY, *clauses])} ORDER BY m.id LIMIT {PAGE}""",
        (after, *values),
    )


def _bonds(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, list[Bond]]:
    rows = connection.execute(
        f"""SELECT l.source, t.id, l.kind, l.why, l.weight, l.actor, l.created_at,
            coalesce(nullif(t.title, ''), substr(t.text, 1, {_NAME})) FROM links l
            JOIN memories t ON t.seq = l.target AND t.status <> 'forgotten'
            WHERE l.source IN ({_marks(seqs)}) ORDER BY l.source, t.id, l.kind""",
        seqs,
    )
    found: dict[int, list[Bond]] = {}
    for source, *bond in rows:
        found.setdefault(source, []).append(Bond(*bond))
    return found


def _pictures(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, list[Picture]]:
    rows = connection.execute(
        f"""SELECT e.seq, f.id, f.file FROM screen_episodes e JOIN frames f ON f.episode = e.id
            WHERE e.seq IN ({_marks(seqs)}) AND f."key" AND f.file IS NOT NULL ORDER BY e.seq, f.at, f.id""",
        seqs,
    )
    found: dict[int, list[Picture]] = {}
    for seq, frame, file in rows:
        found.setdefault(seq, []).append(Picture(frame, file))
    return found


def _tags(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """(the person's tags, those that Ebb found), each in the order of the alphabet, by number."""
    rows = connection.execute(
        f"""SELECT mt.seq, t.name, mt.actor = 'person' FROM memory_tags mt JOIN tags t ON t.id = mt.tag_id
            WHERE mt.seq IN ({_marks(seqs)}) ORDER BY mt.seq, t.name""",
        seqs,
    ).fetchall()
    found: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for seq, name, own in rows:
        tags, others = found.get(seq, ((), ()))
        found[seq] = ((*tags, name), others) if own else (tags, (*others, name))
    return found


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
