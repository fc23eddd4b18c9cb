"""Which memories meet conditions: asked of some of them once more, listed in order, counted by day.

What the conditions are is met by many memories, so each statement says by which index it goes.
"""

import sqlite3
from collections.abc import Iterable
from datetime import date

from core.clock import from_micros
from core.store.filters import Filters

_PART = 400


def passing(connection: sqlite3.Connection, ids: Iterable[str], filters: Filters) -> dict[str, int]:
    """Those of these memories, by whole id, that meet every condition and are not forgotten, with their numbers."""
    rest, values = _conditions(filters)
    wanted = list(dict.fromkeys(ids))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _PART):
        part = wanted[start : start + _PART]
        rows = connection.execute(
            f"""WITH wanted (id) AS (VALUES {", ".join(["(?)"] * len(part))})
                SELECT m.id, m.seq FROM wanted CROSS JOIN memories m ON m.id = wanted.id AND {rest}""",
            [*part, *values],
        )
        found.update(rows.fetchall())
    return found


def in_order(connection: sqlite3.Connection, filters: Filters, limit: int) -> list[str]:
    """The ids of the first memories that meet every condition, by time of occurrence."""
    rest, values = _conditions(filters)
    rows = connection.execute(
        f"""SELECT m.id FROM memories m INDEXED BY memories_by_time WHERE {rest}
            ORDER BY m.occurred_at, m.seq LIMIT ?""",
        [*values, limit],
    )
    return [id for (id,) in rows]


def by_day(connection: sqlite3.Connection, filters: Filters, limit: int) -> dict[date, int]:
    """The newest `limit` local days that have memories which meet every condition, with their number, newest first."""
    rest, values = _conditions(filters)
    found: dict[date, int] = {}
    for (micros,) in connection.execute(
        f"""SELECT m.occurred_at FROM memories m INDEXED BY memories_by_time WHERE {rest}
            ORDER BY m.occurred_at DESC""",
        values,
    ):
        day = from_micros(micros).astimezone().date()
        if day not in found and len(found) == limit:
            break
        found[day] = found.get(day, 0) + 1
    return found


def _conditions(filters: Filters) -> tuple[str, list[object]]:
    clauses, values = filters.clauses()
    return " AND ".join([*clauses, "m.status <> 'forgotten'"]), values
