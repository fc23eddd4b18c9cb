"""How words are written in memories: where a phrase stands, read through the full-text index."""

import sqlite3

from core.store.index import quoted

_OWN = "{text title}"


def texts_with(connection: sqlite3.Connection, phrase: list[str], limit: int, cut: int) -> list[tuple[int, str]]:
    """Up to `limit` of the newest memories that hold these words in a row, with title and text up to `cut` characters.

    The index knows neither case nor endings: whoever asks looks at the text.
    """
    if not phrase:
        return []
    query = f"{_OWN} : {quoted([' '.join(phrase)])}"
    rows = connection.execute(
        """SELECT m.seq, substr(m.title || char(10) || m.text, 1, ?) FROM memories m WHERE m.seq IN
            (SELECT rowid FROM memory_index WHERE memory_index MATCH ? ORDER BY rowid DESC LIMIT ?)
            AND m.status <> 'forgotten' AND m.role = ''""",
        (cut, query, limit),
    )
    return [(seq, text) for seq, text in rows]
