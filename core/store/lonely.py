"""Memories that nothing is linked with, as a review offers them: those that were left alone lately rest.

What was left alone is kept as a declined proposal of the memory with itself. Times in microseconds.
"""

import sqlite3
from collections.abc import Iterable, Mapping

from core.store.links import UNLINKED
from core.store.proposals import ALONE

_RESTING = f"""SELECT 1 FROM proposals p WHERE p.kind = '{ALONE}' AND p.a = m.seq AND p.b = m.seq
    AND p.decided_at > :since"""
_OFFERED = f"FROM memories m WHERE {UNLINKED} AND NOT EXISTS ({_RESTING})"


def newest(connection: sqlite3.Connection, since: int, limit: int) -> list[int]:
    """The newest orphans, those that were left alone after `since` left out."""
    rows = connection.execute(
        f"SELECT m.seq {_OFFERED} ORDER BY m.occurred_at DESC, m.seq DESC LIMIT :limit",
        {"since": since, "limit": limit},
    )
    return [row[0] for row in rows]


def count(connection: sqlite3.Connection, since: int) -> int:
    """How many orphans there are besides those that were left alone after `since`."""
    return int(connection.execute(f"SELECT count(*) {_OFFERED}", {"since": since}).fetchone()[0])


def left(connection: sqlite3.Connection, since: int) -> dict[str, int]:
    """The orphans that were left alone after `since`, by id, each with when."""
    rows = connection.execute(
        f"""SELECT m.id, p.decided_at FROM proposals p JOIN memories m ON m.seq = p.a
            WHERE p.kind = '{ALONE}' AND p.decided_at > ? AND {UNLINKED}""",
        (since,),
    )
    return dict(rows.fetchall())


def leave(connection: sqlite3.Connection, seqs: Mapping[int, int]) -> None:
    """Leave memories alone, each since a time."""
    connection.executemany(
        f"""INSERT INTO proposals (kind, a, b, why, score, at, state, decided_at)
            VALUES ('{ALONE}', ?1, ?1, '', 0, ?2, 'declined', ?2)
            ON CONFLICT (kind, a, b) DO UPDATE SET decided_at = excluded.decided_at""",
        list(seqs.items()),
    )


def offer(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """Leave these no longer alone."""
    connection.executemany(
        f"DELETE FROM proposals WHERE kind = '{ALONE}' AND a = ?1 AND b = ?1", [(seq,) for seq in seqs]
    )
