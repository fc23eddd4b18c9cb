"""Links between memories: directed, typed, weighted, with a reason a person can read."""

import sqlite3

from core.memory import Link

MANUAL = "manual"
MENTIONS = "mentions"


def add(
    connection: sqlite3.Connection, source: int, target: int, *, kind: str, weight: float, why: str, at: int
) -> None:
    """Link two memories, or renew the reason of the link there is."""
    connection.execute(
        """INSERT INTO links (source, target, kind, weight, why, created_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (source, target, kind) DO UPDATE SET weight = excluded.weight, why = excluded.why""",
        (source, target, kind, weight, why, at),
    )


def remove(connection: sqlite3.Connection, a: int, b: int) -> int:
    """Take away every link between two memories, either way; returns how many."""
    return connection.execute(
        "DELETE FROM links WHERE (source = ? AND target = ?) OR (source = ? AND target = ?)", (a, b, b, a)
    ).rowcount


def of(connection: sqlite3.Connection, seq: int) -> tuple[Link, ...]:
    """A memory's links and backlinks to memories that are not forgotten, strongest first."""
    rows = connection.execute(
        """SELECT m.id, l.kind, l.weight, l.why, 'out' FROM links l JOIN memories m ON m.seq = l.target
            WHERE l.source = ? AND m.status <> 'forgotten'
            UNION ALL
            SELECT m.id, l.kind, l.weight, l.why, 'in' FROM links l JOIN memories m ON m.seq = l.source
            WHERE l.target = ? AND m.status <> 'forgotten' ORDER BY 3 DESC, 1""",
        (seq, seq),
    )
    return tuple(Link(*row) for row in rows)


def titled(connection: sqlite3.Connection, title: str) -> int | None:
    """The newest memory that bears this title, ignoring case; None if there is none."""
    row = connection.execute(
        """SELECT seq FROM memories WHERE title = ? COLLATE NOCASE AND title <> '' AND status <> 'forgotten'
            ORDER BY seq DESC LIMIT 1""",
        (title,),
    ).fetchone()
    return int(row[0]) if row else None
