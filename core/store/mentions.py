"""Every memory that holds given words itself, for counting: all of them, not the best ones."""

import sqlite3
from collections.abc import Sequence

from core.store.filters import Filters
from core.store.index import quoted


def holding(connection: sqlite3.Connection, groups: Sequence[Sequence[str]], filters: Filters, limit: int) -> list[int]:
    """Numbers of the memories whose text, title or tags hold a word of every group, in order of occurrence."""
    if not groups or not all(groups):
        return []
    condition, values = filters.check("memory_index.rowid")
    wanted = " AND ".join(f"({quoted(group)})" for group in groups)
    rows = connection.execute(
        f"""SELECT m.seq FROM memory_index JOIN memories m ON m.seq = memory_index.rowid
            WHERE memory_index MATCH ?{condition} ORDER BY m.occurred_at, m.seq LIMIT ?""",
        (f"{{text title tags}} : ({wanted})", *values, limit),
    )
    return [row[0] for row in rows]
