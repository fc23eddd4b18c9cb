"""The times that memories speak of: where the words stand, and the interval that they mean."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A time expression at text[start:end], meaning [from_at, until_at) in microseconds."""

    start: int
    end: int
    from_at: int
    until_at: int


def replace(connection: sqlite3.Connection, times: Mapping[int, Sequence[Said]]) -> None:
    """Make these the times that each memory speaks of."""
    connection.executemany("DELETE FROM times WHERE seq = ?", [(seq,) for seq in times])
    connection.executemany(
        'INSERT OR IGNORE INTO times (seq, "start", "end", from_at, until_at) VALUES (?, ?, ?, ?, ?)',
        [(seq, one.start, one.end, one.from_at, one.until_at) for seq, said in times.items() for one in said],
    )


def of(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, list[Said]]:
    """The times that memories speak of, in the order of their text; memories without any are left out."""
    found: dict[int, list[Said]] = {}
    for start in range(0, len(seqs), 500):
        part = seqs[start : start + 500]
        rows = connection.execute(
            f"""SELECT seq, "start", "end", from_at, until_at FROM times WHERE seq IN ({", ".join("?" * len(part))})
                ORDER BY seq, "start", "end" """,
            part,
        )
        for seq, *said in rows:
            found.setdefault(seq, []).append(Said(*said))
    return found


def within(connection: sqlite3.Connection, start: int, end: int, limit: int) -> list[int]:
    """Memories that speak of a time overlapping [start, end), the earliest such time first."""
    rows = connection.execute(
        """SELECT t.seq FROM times t JOIN memories m ON m.seq = t.seq AND m.status <> 'forgotten'
            WHERE t.from_at < ? AND t.until_at > ? GROUP BY t.seq ORDER BY min(t.from_at), t.seq LIMIT ?""",
        (end, start, limit),
    )
    return [seq for (seq,) in rows]
