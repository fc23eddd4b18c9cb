"""Runs: one row for each pass in which Ebb changed memories on its own, so that all it did can be told and undone."""

import json
import sqlite3
from dataclasses import dataclass

from core.ids import new_id


@dataclass(frozen=True, slots=True)
class Run:
    """One pass; times in microseconds, `state` is running, done, cancelled or undone; `counts` says what it did."""

    id: int
    name: str
    kind: str
    at: int
    ended_at: int | None
    state: str
    counts: dict[str, int]


def begin(connection: sqlite3.Connection, kind: str, at: int) -> int:
    """Start a run ("behind" or "sleep"); returns its number."""
    number = connection.execute("INSERT INTO runs (name, kind, at) VALUES (?, ?, ?)", (new_id(), kind, at)).lastrowid
    assert number is not None
    return number


def is_open(connection: sqlite3.Connection, run: int) -> bool:
    """Whether a run is still under way."""
    return connection.execute("SELECT 1 FROM runs WHERE id = ? AND state = 'running'", (run,)).fetchone() is not None


def count(connection: sqlite3.Connection, run: int, **counts: int) -> None:
    """Add to what a run has done, by name (links, revisions, superseded)."""
    (before,) = connection.execute("SELECT counts FROM runs WHERE id = ?", (run,)).fetchone()
    known = json.loads(before)
    total = {name: known.get(name, 0) + counts.get(name, 0) for name in (*known, *counts)}
    connection.execute("UPDATE runs SET counts = ? WHERE id = ?", (json.dumps(total), run))


def end(connection: sqlite3.Connection, run: int, at: int, state: str = "done") -> None:
    """Close a run."""
    connection.execute("UPDATE runs SET ended_at = ?, state = ? WHERE id = ?", (at, state, run))


def newest(connection: sqlite3.Connection, limit: int) -> list[Run]:
    """The newest runs, newest first."""
    return _read(connection.execute(f"{_SELECT} ORDER BY id DESC LIMIT ?", (limit,)))


def named(connection: sqlite3.Connection, name: str) -> list[Run]:
    """The run with this name, or up to three whose names begin so."""
    key = name.upper()
    return _read(connection.execute(f"{_SELECT} WHERE name >= ? AND name < ? ORDER BY name LIMIT 3", (key, key + "~")))


_SELECT = "SELECT id, name, kind, at, ended_at, state, counts FROM runs"


def _read(rows: sqlite3.Cursor) -> list[Run]:
    return [
        Run(id, name, kind, at, ended, state, json.loads(counts)) for id, name, kind, at, ended, state, counts in rows
    ]
