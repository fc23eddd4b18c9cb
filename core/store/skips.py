"""What was not captured: by day, rule and program, never its title or content; times in microseconds."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skipped:
    """Looks at a program that a rule kept from being captured, on one local day ("2026-03-01")."""

    day: str
    rule: str
    app: str
    first_at: int
    last_at: int
    looks: int


def add(connection: sqlite3.Connection, skipped: Iterable[Skipped]) -> None:
    """Add to what was not captured."""
    connection.executemany(
        """INSERT INTO skips (day, "rule", app, first_at, last_at, looks) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (day, "rule", app) DO UPDATE SET first_at = min(first_at, excluded.first_at),
            last_at = max(last_at, excluded.last_at), looks = looks + excluded.looks""",
        [(one.day, one.rule, one.app, one.first_at, one.last_at, one.looks) for one in skipped],
    )


def of_day(connection: sqlite3.Connection, day: str) -> list[Skipped]:
    """What was not captured on a local day, most looks first."""
    rows = connection.execute(
        """SELECT day, "rule", app, first_at, last_at, looks FROM skips WHERE day = ?
            ORDER BY looks DESC, "rule", app""",
        (day,),
    )
    return [Skipped(*row) for row in rows]


def forget(connection: sqlite3.Connection, start: int, end: int, app: str | None = None) -> int:
    """Delete what touches [start, end), of one program if named; returns how many entries that was."""
    return connection.execute(
        "DELETE FROM skips WHERE first_at < ? AND last_at >= ? AND (? IS NULL OR app = ? COLLATE NOCASE)",
        (end, start, app, app),
    ).rowcount
