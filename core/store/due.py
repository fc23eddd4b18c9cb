"""What the steps behind have still to do, read from the memories themselves, so that nothing is lost in a crash."""

import sqlite3
from collections.abc import Iterable

from core.store import vectors

STEPS = ("described", "linked", "reconciled")
"""The steps besides embedding; each has a column that holds 0 while a memory is due."""

_ANY = f"({' OR '.join(f'{step} = 0' for step in STEPS)}) AND {vectors.SETTLED}"


def count(connection: sqlite3.Connection, model_name: str | None) -> int:
    """How many memories have something pending: a step, or embedding by the named model."""
    row = connection.execute(
        f"SELECT count(*) FROM memories INDEXED BY memories_due WHERE status <> 'forgotten' AND {_ANY}"
    ).fetchone()
    return max(int(row[0]), vectors.pending_count(connection, model_name) if model_name else 0)


def numbers(connection: sqlite3.Connection, step: str, limit: int, *, embedded: bool = False) -> list[int]:
    """Up to `limit` memories that a step is due for, newest first; with `embedded` only those that have vectors."""
    assert step in STEPS
    ready = "AND embedded_by IS NOT NULL" if embedded else ""
    rows = connection.execute(
        f"""SELECT seq FROM memories INDEXED BY memories_due WHERE status <> 'forgotten' AND {_ANY} AND {step} = 0
            {ready} ORDER BY seq DESC LIMIT ?""",
        (limit,),
    )
    return [row[0] for row in rows]


def mark(connection: sqlite3.Connection, step: str, seqs: Iterable[int]) -> None:
    """A step of STEPS has seen these memories as they stand."""
    assert step in STEPS
    connection.executemany(f"UPDATE memories SET {step} = 1 WHERE seq = ?", [(seq,) for seq in seqs])
