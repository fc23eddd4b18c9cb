"""Proposals: what is only likely, for a person to decide; what was declined is never proposed again."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SUPERSEDE = "supersede"
"""The newer memory `b` says that what the older one `a` says is over."""
DUPLICATE = "duplicate"
"""Both say the same; `a` is the older one."""
DELETED = "deleted"
"""The file of the memory, which is `a` and `b`, was deleted from a vault."""
EDITED = "edited"
"""The memory `a` and its file in a vault were both changed; `b` holds what the file says."""
ALONE = "alone"
"""The person leaves the memory, which is `a` and `b`, linked with nothing; always declined, and only for a time."""

ASKED = (SUPERSEDE, DUPLICATE, DELETED, EDITED)
"""What a person is asked about and answers by number; the other kinds are made where they are decided."""

UNUSABLE = '{"verdict": ""}'
"""The note of a proposal about which a model said nothing that could be used."""
_OPEN = """JOIN memories a ON a.seq = p.a JOIN memories b ON b.seq = p.b WHERE p.state = 'open'
    AND a.status = 'active' AND b.status = 'active'"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal about two memories, by number; `at` and `decided_at` in microseconds.

    `note` is what a language model thinks of it (JSON: verdict, older, newer, reason, by); None while none was asked.
    """

    id: int
    kind: str
    a: int
    b: int
    why: str
    score: float
    at: int
    state: str
    decided_at: int | None
    note: str | None = None


def propose(
    connection: sqlite3.Connection, kind: str, a: int, b: int, why: str, score: float, at: int, run: int | None
) -> bool:
    """Propose something unless it was before; returns whether it is new."""
    made = connection.execute(
        "INSERT OR IGNORE INTO proposals (kind, a, b, why, score, at, run_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (kind, a, b, why, score, at, run),
    )
    return made.rowcount > 0


def withdraw(connection: sqlite3.Connection, kind: str, pairs: Sequence[tuple[int, int]]) -> None:
    """Take open proposals back that no longer stand."""
    connection.executemany(
        "DELETE FROM proposals WHERE kind = ? AND a = ? AND b = ? AND state = 'open'", [(kind, a, b) for a, b in pairs]
    )


def open_ones(connection: sqlite3.Connection, limit: int, kinds: Sequence[str] = ()) -> list[Proposal]:
    """What is to be decided, newest first; nothing about memories that are forgotten, or superseded meanwhile.

    Of these kinds only, if any are named.
    """
    return _read(connection, f"{_OPEN}{_of(kinds)} ORDER BY b.occurred_at DESC, p.id DESC LIMIT ?", (*kinds, limit))


def open_count(connection: sqlite3.Connection, kinds: Sequence[str]) -> int:
    """How many of these kinds are to be decided."""
    row = connection.execute(f"SELECT count(*) FROM proposals p {_OPEN}{_of(kinds)}", kinds).fetchone()
    return int(row[0])


def _of(kinds: Sequence[str]) -> str:
    return f" AND p.kind IN ({', '.join('?' * len(kinds))})" if kinds else ""


def of_run(connection: sqlite3.Connection, run: int) -> int:
    """How many proposals of a run are still open."""
    row = connection.execute("SELECT count(*) FROM proposals WHERE run_id = ? AND state = 'open'", (run,)).fetchone()
    return int(row[0])


def numbered(connection: sqlite3.Connection, id: int) -> Proposal | None:
    """The proposal with this number."""
    return next(iter(_read(connection, "WHERE p.id = ?", (id,))), None)


def decide(connection: sqlite3.Connection, id: int, state: str, at: int) -> None:
    """Set a proposal to "accepted", "declined" or "open"."""
    connection.execute("UPDATE proposals SET state = ?, decided_at = ? WHERE id = ?", (state, at, id))


def annotate(connection: sqlite3.Connection, id: int, note: str, run: int) -> bool:
    """Note what a language model thinks of an open proposal; it decides nothing. Returns whether it still is open."""
    done = connection.execute(
        "UPDATE proposals SET note = ?, note_run = ? WHERE id = ? AND state = 'open'", (note, run, id)
    )
    return done.rowcount > 0


def withdraw_notes(connection: sqlite3.Connection, run: int) -> int:
    """Take back what a run noted; no model is asked about it again. Returns how many notes had a verdict."""
    done = connection.execute(
        f"UPDATE proposals SET note = '{UNUSABLE}' WHERE note_run = ? AND note <> '{UNUSABLE}'", (run,)
    )
    return done.rowcount


def deletions(connection: sqlite3.Connection) -> dict[str, str]:
    """The memories whose files were deleted from a vault, by id: open, accepted or declined."""
    rows = connection.execute(
        f"SELECT m.id, p.state FROM proposals p JOIN memories m ON m.seq = p.a WHERE p.kind = '{DELETED}'"
    )
    return dict(rows.fetchall())


def declined_deletions(connection: sqlite3.Connection) -> list[str]:
    """The memories that stay though their files were deleted from a vault, by id."""
    rows = connection.execute(
        f"""SELECT m.id FROM proposals p JOIN memories m ON m.seq = p.a
            WHERE p.kind = '{DELETED}' AND p.state = 'declined' AND m.status <> 'forgotten'"""
    )
    return [id for (id,) in rows]


def found_again(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """The files of these memories are there again: nothing is to be decided, and a later deletion is asked anew."""
    connection.executemany(
        f"DELETE FROM proposals WHERE kind = '{DELETED}' AND a = (SELECT seq FROM memories WHERE id = ?)",
        [(id,) for id in ids],
    )


def about(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[tuple[int, int], str]:
    """Whether newer memories supersede some of these, as proposed: (older, newer) to open, accepted or declined."""
    marks = ", ".join("?" * len(seqs))
    rows = connection.execute(f"SELECT a, b, state FROM proposals WHERE kind = '{SUPERSEDE}' AND a IN ({marks})", seqs)
    return {(a, b): state for a, b, state in rows}


def _read(connection: sqlite3.Connection, rest: str, values: Sequence[object]) -> list[Proposal]:
    rows = connection.execute(
        f"SELECT p.id, p.kind, p.a, p.b, p.why, p.score, p.at, p.state, p.decided_at, p.note FROM proposals p {rest}",
        values,
    )
    return [Proposal(*row) for row in rows]
