"""Bands of near copies: which memories share a piece of their text's MinHash."""

import sqlite3
from collections.abc import Sequence

from core.store.statements import Text, texts

MOST = 8
"""Candidates that are compared with a memory; of a text that comes a thousand times, the newest."""


def put_bands(connection: sqlite3.Connection, seq: int, bands: Sequence[int]) -> None:
    """Store a memory's bands in place of those it had."""
    connection.execute("DELETE FROM bands WHERE seq = ?", (seq,))
    connection.executemany("INSERT OR IGNORE INTO bands (band, seq) VALUES (?, ?)", [(band, seq) for band in bands])


def candidates(connection: sqlite3.Connection, seq: int, bands: Sequence[int]) -> list[Text]:
    """The newest memories that share a band with this one."""
    found: dict[int, None] = {}
    for band in bands:
        rows = connection.execute(
            "SELECT seq FROM bands WHERE band = ? AND seq <> ? ORDER BY seq DESC LIMIT ?", (band, seq, MOST)
        )
        found |= dict.fromkeys(row[0] for row in rows)
    return texts(connection, list(found)) if found else []


def similar(connection: sqlite3.Connection, seq: int, least: float) -> list[tuple[Text, float]]:
    """The memories that this one is linked to as similar with at least this weight, which is their cosine."""
    rows = connection.execute(
        """SELECT target, weight FROM links WHERE source = ? AND kind = 'similar' AND weight >= ?
            UNION SELECT source, weight FROM links WHERE target = ? AND kind = 'similar' AND weight >= ?""",
        (seq, least, seq, least),
    )
    weights = dict(rows.fetchall())
    return [(text, weights[text.seq]) for text in texts(connection, list(weights))] if weights else []
