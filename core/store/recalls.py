"""Recalls of memories: each event with what it changed, in one transaction with the memory's own row."""

import sqlite3
from dataclasses import astuple, dataclass

from core.clock import from_micros
from core.decay.curve import Curve, retention
from core.decay.grades import Event, Grade, grade_of
from core.decay.strength import Recall, Strength, after

BURST = 30 * 60 * 1_000_000
"""Microseconds within which events are one recall: who opens a memory five times in ten minutes recalled it once."""

DAY_MICROS = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Standing:
    """What recalls and a review may change of a memory; `last_recalled_at` in microseconds."""

    stability: float
    difficulty: float
    last_recalled_at: int
    recall_count: int
    pinned: bool
    let_go: bool


def standing(connection: sqlite3.Connection, seq: int) -> Standing | None:
    """How a memory stands; None if there is none, or it is forgotten."""
    row = connection.execute(
        """SELECT stability, difficulty, last_recalled_at, recall_count, pinned, let_go FROM memories
            WHERE seq = ? AND status <> 'forgotten'""",
        (seq,),
    ).fetchone()
    if row is None:
        return None
    stability, difficulty, recalled_at, count, pinned, let_gone = row
    return Standing(stability, difficulty, recalled_at, count, bool(pinned), bool(let_gone))


def restore(connection: sqlite3.Connection, seq: int, known: Standing) -> None:
    """Set a memory's standing."""
    connection.execute(
        """UPDATE memories SET stability = ?, difficulty = ?, last_recalled_at = ?, recall_count = ?, pinned = ?,
            let_go = ? WHERE seq = ?""",
        (*astuple(known), seq),
    )


def record(connection: sqlite3.Connection, seq: int, event: Event, at: int, curve: Curve) -> int | None:
    """Note that something happened to a memory at a time in microseconds; returns the event's number.

    None, and nothing is changed, in a burst of events that say no more than the last one did, and for a memory that is
    gone or forgotten. A clock that stepped back counts as no time.
    """
    before = standing(connection, seq)
    if before is None or _repeats(connection, seq, event, at):
        return None
    return _put(connection, seq, event, at, before, curve)


def let_go(connection: sqlite3.Connection, seq: int, wanted: bool) -> None:
    """Let a memory fade without offering it for review, or offer it again."""
    connection.execute("UPDATE memories SET let_go = ? WHERE seq = ?", (int(wanted), seq))


def retract(connection: sqlite3.Connection, seq: int, number: int, before: Standing, curve: Curve) -> None:
    """Take an event back: the memory stands as it did `before`, and what came after the event happens again."""
    later = connection.execute(
        "SELECT at, event FROM recalls WHERE seq = ? AND id > ? ORDER BY id", (seq, number)
    ).fetchall()
    connection.execute("DELETE FROM recalls WHERE seq = ? AND id >= ?", (seq, number))
    restore(connection, seq, before)
    for at, event in later:
        now = standing(connection, seq)
        if now is not None:
            _put(connection, seq, Event(event), at, now, curve)


def of(connection: sqlite3.Connection, seq: int) -> list[Recall]:
    """A memory's recalls in the order in which they were recorded."""
    rows = connection.execute(
        "SELECT at, event, retention, stability, difficulty FROM recalls WHERE seq = ? ORDER BY id", (seq,)
    )
    return [Recall(from_micros(at), *rest) for at, *rest in rows]


def _put(connection: sqlite3.Connection, seq: int, event: Event, at: int, before: Standing, curve: Curve) -> int:
    """Record the event; marking wrong weakens, but is no recall: the memory goes on fading from where it was."""
    grade = grade_of(event)
    days = (at - before.last_recalled_at) / DAY_MICROS
    now = after(Strength(before.stability, before.difficulty), days, grade, curve)
    recalled = grade is not Grade.AGAIN
    connection.execute(
        """UPDATE memories SET stability = ?, difficulty = ?, last_recalled_at = max(last_recalled_at, ?),
            recall_count = recall_count + ? WHERE seq = ?""",
        (now.stability, now.difficulty, at if recalled else before.last_recalled_at, recalled, seq),
    )
    present = retention(days, before.stability, curve)
    number = connection.execute(
        "INSERT INTO recalls (seq, at, event, retention, stability, difficulty) VALUES (?, ?, ?, ?, ?, ?)",
        (seq, at, event.value, present, now.stability, now.difficulty),
    ).lastrowid
    assert number is not None
    return number


def _repeats(connection: sqlite3.Connection, seq: int, event: Event, at: int) -> bool:
    """Whether an event follows so soon on one that says as much; marking wrong always says something else."""
    last = connection.execute("SELECT at, event FROM recalls WHERE seq = ? ORDER BY id DESC LIMIT 1", (seq,)).fetchone()
    if last is None or abs(at - last[0]) >= BURST:
        return False
    grade, before = grade_of(event), grade_of(Event(last[1]))
    return grade == before or Grade.AGAIN < grade < before
