"""Memories counted by local day, kind and time: what a timeline and the figures are made of."""

import sqlite3
from datetime import date, datetime, time

from core.clock import from_micros, to_micros
from core.store.filters import DERIVED


def counts(connection: sqlite3.Connection, limit: int) -> list[tuple[date, int]]:
    """The newest `limit` local days that have memories, with their number, newest first."""
    found: list[tuple[date, int]] = []
    rows = connection.execute(
        "SELECT occurred_at FROM memories WHERE status <> 'forgotten' AND role = '' ORDER BY occurred_at DESC"
    )
    begins = None  # of the day that is being counted: what follows is told from it without a calendar
    for (micros,) in rows:
        if begins is None or micros < begins:
            if len(found) == limit:
                break
            day = from_micros(micros).astimezone().date()
            begins = to_micros(datetime.combine(day, time()).astimezone())
            found.append((day, 0))
        found[-1] = found[-1][0], found[-1][1] + 1
    return found


def total(connection: sqlite3.Connection) -> int:
    """How many memories were taken in and are not forgotten; what was derived from them does not count."""
    taken_in = "SELECT count(*) FROM memories WHERE status <> 'forgotten'"
    row = connection.execute(f"SELECT ({taken_in}) - (SELECT count(*) FROM ({DERIVED} AND status <> 'forgotten'))")
    return int(row.fetchone()[0])


def by_kind(connection: sqlite3.Connection) -> dict[str, int]:
    """How many memories there are of each kind that occurs."""
    rows = connection.execute(
        "SELECT kind, count(*) FROM memories WHERE status <> 'forgotten' GROUP BY kind ORDER BY kind"
    )
    return dict(rows.fetchall())


def extent(connection: sqlite3.Connection) -> tuple[int | None, int | None]:
    """The first and the last time of occurrence in microseconds; None if there is no memory."""
    row = connection.execute(
        "SELECT min(occurred_at), max(occurred_at) FROM memories WHERE status <> 'forgotten'"
    ).fetchone()
    return row[0], row[1]


def link_count(connection: sqlite3.Connection) -> int:
    """How many links there are."""
    return int(connection.execute("SELECT count(*) FROM links").fetchone()[0])
