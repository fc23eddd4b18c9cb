"""What holds some words at a glance: ranked within bounds, so that it costs about the same in a home of any size."""

import sqlite3
from collections.abc import Sequence

from core.store.filters import Filters
from core.store.index import OWN_COLUMNS, RANK, begins, quoted

NEWEST = 400
"""Memories that are ranked, the newest of those that match: bm25 costs 5 microseconds for each."""
READ = 12
"""Words that are looked for, the last ones: who pastes a page waits for recall."""


def at_a_glance(
    connection: sqlite3.Connection, words: Sequence[str], filters: Filters, limit: int, *, prefix: bool = False
) -> list[int]:
    """Up to `limit` memories with these words in their own text, title or tags, best first by bm25.

    Those with all of the words come first, then those with any of the rarer ones. `prefix` is as in `index.matches`.
    """
    if not words:
        return []
    terms = [quoted([word]) for word in words[-READ:]]
    if prefix and begins(connection, words[-1]):
        terms[-1] += "*"
    found = _ranked(connection, " AND ".join(terms), filters)
    if len(found) < limit and len(terms) > 1:
        rare = [term for term in terms if 0 < _count(connection, term) < NEWEST]
        found = list(dict.fromkeys([*found, *_ranked(connection, " OR ".join(rare or terms), filters)]))
    return found[:limit]


def _count(connection: sqlite3.Connection, term: str) -> int:
    """How many memories hold a word, counted up to as many as are ranked."""
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT rowid FROM memory_index WHERE memory_index MATCH ? LIMIT ?)",
        (f"{OWN_COLUMNS} : {term}", NEWEST),
    ).fetchone()
    return int(count)


def _ranked(connection: sqlite3.Connection, query: str, filters: Filters) -> list[int]:
    """The newest that match, best first: one pass, as collecting what begins so costs more than to rank it."""
    condition, values = filters.check("memory_index.rowid")
    rows = connection.execute(
        f"""SELECT rowid, rank FROM memory_index WHERE memory_index MATCH ? AND rank MATCH '{RANK}'{condition}
            ORDER BY rowid DESC LIMIT ?""",
        (f"{OWN_COLUMNS} : ({query})", *values, NEWEST),
    )
    return [seq for seq, _ in sorted(rows, key=lambda row: float(row[1]))]
