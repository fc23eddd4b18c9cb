"""Pairs of names that may mean the same, open for a person to decide, and what a language model thinks of them."""

import sqlite3
from dataclasses import dataclass

UNUSABLE = '{"verdict": ""}'
"""The note of a pair about which a model said nothing that could be used."""
_OPEN = """FROM entity_aliases p JOIN entities a ON a.id = p.alias JOIN entities e ON e.id = p.entity
    WHERE p.state = 'open' AND a.same_as IS NULL AND e.same_as IS NULL"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, by number, of which the first may mean the same as the second; `note` is JSON, None if not judged."""

    alias: int
    entity: int
    name: str
    other: str
    why: str
    at: int
    note: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A pair as a person found it, and what is written down of it."""

    alias: int
    entity: int
    why: str
    at: int
    actor: str
    run: int | None
    state: str


def open_ones(connection: sqlite3.Connection, limit: int) -> list[Pair]:
    """What is to be decided, newest first."""
    return _read(connection, "ORDER BY p.at DESC, p.alias, p.entity LIMIT ?", (limit,))


def open_count(connection: sqlite3.Connection) -> int:
    """How many pairs are to be decided."""
    return int(connection.execute(f"SELECT count(*) {_OPEN}").fetchone()[0])


def numbered(connection: sqlite3.Connection, alias: int, entity: int) -> Pair | None:
    """The open pair of these names; None if it is decided, or one of them is gone."""
    return next(iter(_read(connection, "AND p.alias = ? AND p.entity = ?", (alias, entity))), None)


def standing(connection: sqlite3.Connection, alias: int, entity: int) -> Standing | None:
    """A pair as it is written down; None if there is no such pair."""
    row = connection.execute(
        "SELECT alias, entity, why, at, actor, run_id, state FROM entity_aliases WHERE alias = ? AND entity = ?",
        (alias, entity),
    ).fetchone()
    return Standing(*row) if row else None


def put_back(connection: sqlite3.Connection, before: Standing) -> bool:
    """Make a pair what it was before it was decided; returns whether it was still there.

    A name that was made to mean the other stands for itself again.
    """
    connection.execute("UPDATE entities SET same_as = NULL WHERE id = ? AND same_as = ?", (before.alias, before.entity))
    done = connection.execute(
        "UPDATE entity_aliases SET why = ?, at = ?, actor = ?, run_id = ?, state = ? WHERE alias = ? AND entity = ?",
        (before.why, before.at, before.actor, before.run, before.state, before.alias, before.entity),
    )
    return done.rowcount > 0


def unjudged(connection: sqlite3.Connection, limit: int) -> list[tuple[int, int]]:
    """Open pairs that no model has judged, newest first."""
    found = _read(connection, "AND p.note IS NULL ORDER BY p.at DESC, p.alias, p.entity LIMIT ?", (limit,))
    return [(one.alias, one.entity) for one in found]


def waiting(connection: sqlite3.Connection) -> int:
    """How many open pairs no model has judged."""
    return int(connection.execute(f"SELECT count(*) {_OPEN} AND p.note IS NULL").fetchone()[0])


def bearing(connection: sqlite3.Connection, id: int, limit: int) -> list[int]:
    """The newest memories that bear a name itself, none of its aliases; what agents wrote is left out."""
    rows = connection.execute(
        """SELECT m.seq FROM memory_entities b JOIN memories m ON m.seq = b.seq
            WHERE b.entity_id = ? AND m.status = 'active' AND m.role = '' AND m.trust <> 'agent'
            GROUP BY m.seq ORDER BY m.occurred_at DESC, m.seq DESC LIMIT ?""",
        (id, limit),
    )
    return [seq for (seq,) in rows]


def annotate(connection: sqlite3.Connection, alias: int, entity: int, note: str, run: int) -> bool:
    """Note what a language model thinks of an open pair; it decides nothing. Returns whether it still is open."""
    done = connection.execute(
        "UPDATE entity_aliases SET note = ?, note_run = ? WHERE alias = ? AND entity = ? AND state = 'open'",
        (note, run, alias, entity),
    )
    return done.rowcount > 0


def withdraw_notes(connection: sqlite3.Connection, run: int) -> int:
    """Take back what a run noted; no model is asked about it again. Returns how many notes had a verdict."""
    done = connection.execute(
        f"UPDATE entity_aliases SET note = '{UNUSABLE}' WHERE note_run = ? AND note <> '{UNUSABLE}'", (run,)
    )
    return done.rowcount


def _read(connection: sqlite3.Connection, rest: str, values: tuple[int, ...]) -> list[Pair]:
    rows = connection.execute(f"SELECT p.alias, p.entity, a.name, e.name, p.why, p.at, p.note {_OPEN} {rest}", values)
    return [Pair(*row) for row in rows]
