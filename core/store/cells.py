"""The vector space of one model cut into cells: which memories lie in which, so that near ones are found cheaply."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

_READ_UP_TO = 20_000
"""Characters of a memory whose passages stand for the whole of it."""
_PART = 500


def centres(connection: sqlite3.Connection, model_id: int) -> list[tuple[int, bytes]]:
    """Every cell of a model with its centre, (dimensions,) float16 of unit length, by number."""
    rows = connection.execute("SELECT id, centre FROM cells WHERE model_id = ? ORDER BY id", (model_id,))
    return rows.fetchall()


def members(connection: sqlite3.Connection, cell: int) -> list[tuple[int, bytes]]:
    """The memories in a cell with their sign bits, by number; some may have changed or been forgotten meanwhile."""
    return connection.execute("SELECT seq, bits FROM cell_members WHERE cell = ? ORDER BY seq", (cell,)).fetchall()


def size(connection: sqlite3.Connection, cell: int) -> int:
    """How many memories lie in a cell."""
    return int(connection.execute("SELECT count(*) FROM cell_members WHERE cell = ?", (cell,)).fetchone()[0])


def placed(connection: sqlite3.Connection, seqs: Iterable[int]) -> set[int]:
    """Which of these memories lie in a cell: those that were linked before."""
    found: set[int] = set()
    for part in _parts(seqs):
        rows = connection.execute(f"SELECT seq FROM cell_members WHERE seq IN ({_marks(part)})", part)
        found.update(row[0] for row in rows)
    return found


def sample(connection: sqlite3.Connection, count: int) -> list[int]:
    """Up to `count` memories that lie in cells, evenly over all numbers there are."""
    first, last = connection.execute("SELECT min(seq), max(seq) FROM cell_members").fetchone()
    if first is None:
        return []
    found: dict[int, None] = {}
    for step in range(count):
        at = first + (last - first) * step // max(1, count - 1)
        row = connection.execute("SELECT seq FROM cell_members WHERE seq >= ? ORDER BY seq LIMIT 1", (at,)).fetchone()
        if row:
            found[row[0]] = None
    return list(found)


def vectors_of(connection: sqlite3.Connection, seqs: Iterable[int], model_id: int) -> dict[int, list[bytes]]:
    """The float16 vectors of the passages at the beginning of these memories; those without any are left out.

    Forgotten and derived memories have none here.
    """
    found: dict[int, list[bytes]] = {}
    for part in _parts(seqs):
        rows = connection.execute(
            f"""SELECT v.seq, v.vector FROM vectors v JOIN memories m ON m.seq = v.seq
                WHERE v.seq IN ({_marks(part)}) AND v.model_id = ? AND v."start" < {_READ_UP_TO}
                AND m.status <> 'forgotten' AND m.role = '' ORDER BY v.seq, v.id""",
            (*part, model_id),
        )
        for seq, vector in rows:
            found.setdefault(seq, []).append(vector)
    return found


def make(connection: sqlite3.Connection, model_id: int, centre: bytes) -> int:
    """Make an empty cell; returns its number."""
    number = connection.execute("INSERT INTO cells (model_id, centre) VALUES (?, ?)", (model_id, centre)).lastrowid
    assert number is not None
    return number


def place(connection: sqlite3.Connection, rows: Iterable[tuple[int, int, bytes]]) -> None:
    """Put memories, given as (cell, memory, bits), into their cells and out of those they lay in before."""
    placed = list(rows)
    connection.executemany(
        """INSERT INTO cell_members (cell, seq, bits) VALUES (?, ?, ?)
            ON CONFLICT (seq) DO UPDATE SET cell = excluded.cell, bits = excluded.bits""",
        placed,
    )


def remove_empty(connection: sqlite3.Connection, cell: int) -> None:
    """Remove a cell that nothing lies in."""
    connection.execute(
        "DELETE FROM cells WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM cell_members WHERE cell = ?1)", (cell,)
    )


def _parts(seqs: Iterable[int]) -> Iterator[list[int]]:
    wanted = list(seqs)
    for start in range(0, len(wanted), _PART):
        yield wanted[start : start + _PART]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
