"""Drafts of agents that wait until the person keeps or drops them; none of them is a memory yet."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

_COLUMNS = "id, client, at, title, text, tags, occurred_at"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One draft: who sent it and when, in microseconds, and what is to be remembered."""

    id: str
    client: str
    at: int
    title: str
    text: str
    tags: tuple[str, ...]
    occurred_at: int | None


def put(connection: sqlite3.Connection, draft: Waiting, key: bytes) -> str:
    """Let a draft wait; one with the same key that waits already stays as it is. Returns the id it waits under."""
    connection.execute(
        f'INSERT OR IGNORE INTO quarantine ({_COLUMNS}, "key") VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        (draft.id, draft.client, draft.at, draft.title, draft.text, json.dumps(draft.tags), draft.occurred_at, key),
    )
    (id,) = connection.execute('SELECT id FROM quarantine WHERE "key" = ?', (key,)).fetchone()
    return str(id)


def count(connection: sqlite3.Connection, client: str | None = None) -> int:
    """How many drafts wait, of one client or of all."""
    row = connection.execute("SELECT count(*) FROM quarantine WHERE ? IN (client, '')", (client or "",)).fetchone()
    return int(row[0])


def waiting(connection: sqlite3.Connection, limit: int) -> list[Waiting]:
    """The drafts that wait, oldest first."""
    return _read(connection, "ORDER BY at, id LIMIT ?", (limit,))


def beginning(connection: sqlite3.Connection, prefix: str) -> list[Waiting]:
    """The drafts whose id begins so, in upper case; two at most."""
    return _read(connection, "WHERE substr(id, 1, ?) = ? LIMIT 2", (len(prefix), prefix.upper()))


def take(connection: sqlite3.Connection, id: str) -> bool:
    """Take a draft out, for good; returns whether it was still there."""
    return connection.execute("DELETE FROM quarantine WHERE id = ?", (id,)).rowcount > 0


def _read(connection: sqlite3.Connection, rest: str, values: Sequence[object]) -> list[Waiting]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM quarantine {rest}", values)
    return [
        Waiting(id, client, at, title, text, tuple(json.loads(tags)), occurred_at)
        for id, client, at, title, text, tags, occurred_at in rows
    ]
