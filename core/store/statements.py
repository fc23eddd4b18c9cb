"""What memories state, span by span: subjects, slots, values, and the intervals in which they hold."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.truth.statement import Found

_COLUMNS = """s.id, s.seq, s."start", s."end", s.subject, s.slot, s.value, s."key", s.form, s.cue, s.said_at,
    s.valid_from, s.ends_at, s.valid_until, s.known_until, s.superseded_by"""
_SELECT = f"SELECT {_COLUMNS} FROM statements s"
_REMEMBERED = "JOIN memories m ON m.seq = s.seq AND m.status <> 'forgotten'"
NEAREST = 64
"""Statements of a slot that are looked at on either side of a new one, so that a much-used slot costs no more."""
FEW = 8
"""Values of a slot that are recalled to tell what a later sentence speaks of."""
MOST = 1000
"""Statements of a slot that its history is told from."""
LATEST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it is stored; times in microseconds. `valid_until` is None while nothing has closed it."""

    id: int
    seq: int
    start: int
    end: int
    subject: str
    slot: str
    value: str
    key: str
    form: str
    cue: str
    said_at: int
    valid_from: int | None
    ends_at: int | None
    valid_until: int | None
    known_until: int | None
    superseded_by: int | None


@dataclass(frozen=True, slots=True)
class Text:
    """A memory as it is read for statements."""

    seq: int
    text: str
    author: str | None
    kind: str
    role: str
    occurred_at: int
    version: int


def texts(connection: sqlite3.Connection, seqs: Sequence[int]) -> list[Text]:
    """Memories that are not forgotten, by number, in the order given."""
    marks = ", ".join("?" * len(seqs))
    rows = connection.execute(
        f"""SELECT m.seq, m.text, s.author, m.kind, m.role, m.occurred_at, m.version FROM memories m
            JOIN sources s ON s.id = m.source_id WHERE m.status <> 'forgotten' AND m.seq IN ({marks})""",
        seqs,
    )
    found = {row[0]: Text(*row) for row in rows}
    return [found[seq] for seq in seqs if seq in found]


def replace(connection: sqlite3.Connection, seq: int, said_at: int, found: Sequence["Found"]) -> set[tuple[str, str]]:
    """Store what a memory states in place of what it stated; returns the (subject, slot) pairs that this touches.

    Nothing is written where it states the same as before.
    """
    before = of(connection, seq)
    if [_told(one) for one in before] == [_told_new(one, said_at) for one in found]:
        return {(one.subject, one.slot) for one in before}
    connection.execute("DELETE FROM statements WHERE seq = ?", (seq,))
    connection.executemany(
        """INSERT INTO statements (seq, "start", "end", subject, slot, value, "key", form, cue, said_at, valid_from,
            ends_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (seq, one.start, one.end, one.subject, one.slot, one.value, one.key, one.form.value, one.cue, said_at,
             one.valid_from, one.ends_at)
            for one in found
        ],
    )  # fmt: skip
    return {(one.subject, one.slot) for one in before} | {(one.subject, one.slot) for one in found}


def of(connection: sqlite3.Connection, seq: int) -> list[Statement]:
    """What a memory states, in order of its text; closed ones have `valid_until`."""
    return _read(connection, 'WHERE s.seq = ? ORDER BY s."start", s.id', (seq,))


def of_many(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, list[Statement]]:
    """What each of these memories states."""
    marks = ", ".join("?" * len(seqs))
    found: dict[int, list[Statement]] = {seq: [] for seq in seqs}
    for one in _read(connection, f'WHERE s.seq IN ({marks}) ORDER BY s.seq, s."start", s.id', seqs):
        found[one.seq].append(one)
    return found


def numbered(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Statement]:
    """Statements by number."""
    wanted = list(ids)
    marks = ", ".join("?" * len(wanted))
    return {one.id: one for one in _read(connection, f"WHERE s.id IN ({marks})", wanted)}


def remembered(connection: sqlite3.Connection, ids: Iterable[int]) -> set[int]:
    """Those of these statements, by number, that are there and of memories that are not forgotten."""
    wanted = list(ids)
    marks = ", ".join("?" * len(wanted))
    return {one.id for one in _read(connection, f"{_REMEMBERED} WHERE s.id IN ({marks})", wanted)}


def around(connection: sqlite3.Connection, subject: str, slot: str, times: Sequence[int]) -> list[Statement]:
    """The statements of a slot said nearest to each of these times, NEAREST on either side; forgotten ones left out."""
    query = f"{_REMEMBERED} WHERE s.subject = ? AND s.slot = ? AND s.said_at"
    found: dict[int, Statement] = {}
    seen = None
    for time in sorted(set(times)):
        if seen is not None and time <= seen:
            continue
        values = (subject, slot, time, NEAREST)
        before = _read(connection, f"{query} <= ? ORDER BY s.said_at DESC LIMIT ?", values)
        after = _read(connection, f"{query} > ? ORDER BY s.said_at LIMIT ?", values)
        found |= {one.id: one for one in (*before, *after)}
        # Up to here every time has half of NEAREST behind it; beyond the last statement there is nothing more to see.
        seen = after[NEAREST // 2].said_at if len(after) == NEAREST else LATEST
    return list(found.values())


def of_slot(connection: sqlite3.Connection, subject: str, slot: str, until: int | None = None) -> list[Statement]:
    """What was said of a slot up to a time by memories that are not forgotten, in order; at most the last MOST."""
    found = _read(
        connection,
        f"""{_REMEMBERED} WHERE s.subject = ? AND s.slot = ? AND s.said_at <= ?
            ORDER BY s.said_at DESC, s.seq DESC, s.id DESC LIMIT ?""",
        (subject, slot, LATEST if until is None else until, MOST),
    )
    return found[::-1]


def latest(
    connection: sqlite3.Connection, subject: str, slots: Iterable[str], before: int
) -> list[tuple[str, str, str]]:
    """The last few values of each of these slots that were said before a time: (slot, value, key)."""
    query = f"""SELECT s.slot, s.value, s."key" FROM statements s {_REMEMBERED} WHERE s.subject = ? AND s.slot = ?
        AND s.said_at < ? AND s.form IN ('holds', 'joins') ORDER BY s.said_at DESC LIMIT {FEW}"""
    return [row for slot in slots for row in connection.execute(query, (subject, slot, before))]


def puzzled(connection: sqlite3.Connection, found: Iterable["Found"], slot: str, said_at: int) -> set[int]:
    """The memories of later times that have one of these values in the slot of untold ones, and nothing in its own.

    What is found tells now which slot they speak of.
    """
    query = """SELECT DISTINCT s.seq FROM statements s WHERE s.subject = ? AND s.slot = ? AND s.said_at > ?
        AND s."key" = ? AND NOT EXISTS (
            SELECT 1 FROM statements t WHERE t.seq = s.seq AND t.subject = s.subject AND t.slot = ?)"""
    return {
        seq
        for one in found
        if one.form in {"holds", "joins"}
        for (seq,) in connection.execute(query, (one.subject, slot, said_at, one.key, one.slot))
    }


def subjects(connection: sqlite3.Connection, limit: int = 1000) -> list[tuple[str, str, int]]:
    """Every (subject, slot) with its number of statements, the most stated first."""
    rows = connection.execute(
        """SELECT subject, slot, count(*) FROM statements WHERE slot <> '?'
            GROUP BY subject, slot ORDER BY 3 DESC, 1, 2 LIMIT ?""",
        (limit,),
    )
    return rows.fetchall()


def close(
    connection: sqlite3.Connection,
    id: int,
    by: int | None,
    valid_until: int | None,
    known_until: int | None,
    run: int | None,
) -> None:
    """Close a statement, or open it again with None."""
    connection.execute(
        "UPDATE statements SET superseded_by = ?, valid_until = ?, known_until = ?, run_id = ? WHERE id = ?",
        (by, valid_until, known_until, run, id),
    )


def unsettled(connection: sqlite3.Connection, seqs: Sequence[int]) -> list[int]:
    """Those of these memories that are superseded or have closed statements: their status is to be looked at."""
    marks = ", ".join("?" * len(seqs))
    rows = connection.execute(
        f"""SELECT seq FROM memories m WHERE seq IN ({marks}) AND (status = 'superseded' OR EXISTS (
            SELECT 1 FROM statements s WHERE s.seq = m.seq AND s.superseded_by IS NOT NULL))""",
        seqs,
    )
    return [row[0] for row in rows]


def anything_superseded(connection: sqlite3.Connection) -> bool:
    """Whether any memory is superseded."""
    row = connection.execute(
        "SELECT 1 FROM memories INDEXED BY memories_superseded WHERE status = 'superseded' LIMIT 1"
    ).fetchone()
    return row is not None


def unlink(connection: sqlite3.Connection, old: int) -> None:
    """Take away the links that Ebb made to a memory as superseded."""
    connection.execute("DELETE FROM links WHERE target = ? AND kind = 'supersedes' AND actor <> 'person'", (old,))


def let_go(connection: sqlite3.Connection, seqs: Sequence[int]) -> None:
    """Memories are about to be forgotten or erased: what they closed is due to be looked at again."""
    connection.executemany(
        """UPDATE memories SET reconciled = 0 WHERE seq IN (SELECT old.seq FROM statements new JOIN statements old
            ON old.superseded_by = new.id WHERE new.seq = ?)""",
        [(seq,) for seq in seqs],
    )


def taken_back(connection: sqlite3.Connection, seqs: Sequence[int]) -> None:
    """Memories that were forgotten are back: what they state counts again once it is looked at."""
    connection.executemany("UPDATE memories SET reconciled = 0 WHERE seq = ?", [(seq,) for seq in seqs])


def superseders(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, set[str]]:
    """For each superseded one of these memories, by id: those among them that supersede it or state how it is now."""
    marks = ", ".join("?" * len(ids))
    found: dict[str, set[str]] = {}
    for old, new in connection.execute(
        f"""WITH hits AS (SELECT seq, id, status FROM memories WHERE id IN ({marks}))
            SELECT a.id, b.id FROM hits a JOIN links l ON l.target = a.seq AND l.kind = 'supersedes'
            JOIN hits b ON b.seq = l.source WHERE a.status = 'superseded'
            UNION SELECT a.id, b.id FROM hits a JOIN statements s ON s.seq = a.seq AND s.superseded_by IS NOT NULL
            JOIN hits b JOIN statements t ON t.seq = b.seq AND t.subject = s.subject AND t.slot = s.slot
                AND t.form = 'holds' AND t.superseded_by IS NULL
            WHERE a.status = 'superseded' AND s.form = 'holds'""",
        ids,
    ):
        found.setdefault(old, set()).add(new)
    return found


def over(connection: sqlite3.Connection, ids: Sequence[str], at: int) -> list[tuple[str, int, int, int]]:
    """What of these memories, by id, was over and known to be at a time: (id, start, end, until)."""
    marks = ", ".join("?" * len(ids))
    return connection.execute(
        f"""SELECT m.id, s."start", s."end", s.valid_until FROM statements s JOIN memories m ON m.seq = s.seq
            WHERE m.id IN ({marks}) AND s.superseded_by IS NOT NULL AND max(s.valid_until, s.known_until) <= ?
            ORDER BY s.seq, s."start" """,
        (*ids, at),
    ).fetchall()


def withdraw_run(connection: sqlite3.Connection, run: int, at: int) -> int:
    """Open again what a run closed, and never let it be closed by the same memories; returns how many statements.

    The memories' own state is for the revisions of the run to restore.
    """
    pairs = connection.execute(
        """SELECT DISTINCT old.seq, new.seq FROM statements old JOIN statements new ON new.id = old.superseded_by
            WHERE old.run_id = ?""",
        (run,),
    ).fetchall()
    connection.executemany(
        """INSERT INTO proposals (kind, a, b, why, score, at, state, decided_at, run_id)
            VALUES ('supersede', ?, ?, 'undone', 1.0, ?, 'declined', ?, ?)
            ON CONFLICT (kind, a, b) DO UPDATE SET state = 'declined', decided_at = excluded.decided_at""",
        [(old, new, at, at, run) for old, new in pairs],
    )
    connection.execute(
        "UPDATE proposals SET state = 'declined', decided_at = ? WHERE run_id = ? AND state = 'open'", (at, run)
    )
    return connection.execute(
        """UPDATE statements SET superseded_by = NULL, valid_until = NULL, known_until = NULL, run_id = NULL
            WHERE run_id = ?""",
        (run,),
    ).rowcount


def _read(connection: sqlite3.Connection, rest: str, values: Sequence[object]) -> list[Statement]:
    return [Statement(*row) for row in connection.execute(f"{_SELECT} {rest}", values)]


def _told(one: Statement) -> tuple[object, ...]:
    return (one.start, one.end, one.subject, one.slot, one.value, one.key, one.form, one.cue, one.valid_from,
            one.ends_at, one.said_at)  # fmt: skip


def _told_new(one: "Found", said_at: int) -> tuple[object, ...]:
    return (one.start, one.end, one.subject, one.slot, one.value, one.key, one.form.value, one.cue, one.valid_from,
            one.ends_at, said_at)  # fmt: skip
