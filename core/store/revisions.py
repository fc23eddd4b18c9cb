"""Revisions: every change of a memory with before and after, who made it, why, from which memory; append-only."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.store import memories
from core.store.memories import COLUMNS

TAGS = {"tags": "actor = 'person'", "auto_tags": "actor <> 'person'"}
"""The two kinds of tags a memory has: the person's own, and those that Ebb found."""

_TAGS_OF = {
    name: f"""SELECT t.name FROM memory_tags mt JOIN tags t ON t.id = mt.tag_id
        WHERE mt.seq = ? AND mt.{condition} ORDER BY 1"""
    for name, condition in TAGS.items()
}


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes something: "person", or "ebb" in a run, with the memory that it came from."""

    actor: str = "person"
    run: int | None = None
    cause: int | None = None


PERSON = Author()


@dataclass(frozen=True, slots=True)
class Stored:
    """One revision as it is kept; `at` in microseconds, `before` and `after` as COLUMNS and TAGS name them."""

    id: int
    seq: int
    at: int
    actor: str
    why: str
    before: dict[str, object]
    after: dict[str, object]
    cause: str | None
    run: str | None


def current(connection: sqlite3.Connection, seq: int) -> dict[str, object] | None:
    """What a revision may change, as it stands: COLUMNS, and TAGS as sorted lists; None if there is no such memory."""
    row = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM memories WHERE seq = ?", (seq,)).fetchone()
    if row is None:
        return None
    tags = {name: [tag for (tag,) in connection.execute(query, (seq,))] for name, query in _TAGS_OF.items()}
    return {**dict(zip(COLUMNS, row, strict=True)), **tags}


def revise(
    connection: sqlite3.Connection,
    seq: int,
    changes: Mapping[str, object],
    *,
    at: int,
    why: str,
    author: Author = PERSON,
) -> bool:
    """Change what differs and record it; `changes` maps COLUMNS to values and TAGS to lists of names.

    Returns whether anything differed; a memory that is gone is left alone.
    """
    before = current(connection, seq)
    if before is None:
        return False
    wanted = {name: sorted(set(value)) if name in TAGS else value for name, value in changes.items()}  # type: ignore[call-overload]
    after = {name: value for name, value in wanted.items() if before[name] != value}
    if not after:
        return False
    values = {name: value for name, value in after.items() if name not in TAGS}
    memories.change(connection, seq, values, after.get("tags"), after.get("auto_tags"))  # type: ignore[arg-type]
    _record(connection, seq, {name: before[name] for name in after}, after, at=at, why=why, author=author)
    return True


def of_memory(connection: sqlite3.Connection, seq: int) -> list[Stored]:
    """A memory's revisions, oldest first."""
    return _read(connection, "r.seq = ?", (seq,))


def of_run(connection: sqlite3.Connection, run: int) -> list[Stored]:
    """What a run revised, oldest first."""
    return _read(connection, "r.run_id = ?", (run,))


def evolved_in(connection: sqlite3.Connection, seq: int, run: int) -> bool:
    """Whether a memory was changed in this run because of another one."""
    row = connection.execute(
        "SELECT 1 FROM revisions WHERE seq = ? AND run_id = ? AND cause IS NOT NULL LIMIT 1", (seq, run)
    ).fetchone()
    return row is not None


def _record(
    connection: sqlite3.Connection,
    seq: int,
    before: Mapping[str, object],
    after: Mapping[str, object],
    *,
    at: int,
    why: str,
    author: Author,
) -> None:
    connection.execute(
        "INSERT INTO revisions (seq, at, actor, why, before, after, run_id, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (seq, at, author.actor, why, json.dumps(before), json.dumps(after), author.run, author.cause),
    )


def _read(connection: sqlite3.Connection, condition: str, values: Sequence[object]) -> list[Stored]:
    rows = connection.execute(
        f"""SELECT r.id, r.seq, r.at, r.actor, r.why, r.before, r.after, m.id, runs.name FROM revisions r
            LEFT JOIN memories m ON m.seq = r.cause LEFT JOIN runs ON runs.id = r.run_id
            WHERE {condition} ORDER BY r.id""",
        values,
    )
    return [
        Stored(id, seq, at, actor, why, json.loads(before), json.loads(after), cause, run)
        for id, seq, at, actor, why, before, after, cause, run in rows
    ]
