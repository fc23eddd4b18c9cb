"""The second format as it was written into files: a copy that never changes, to migrate from with rows in it.

It must not import `core.store.schema_second`, whose statements may be put in other words one day.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_MEMORY = """INSERT INTO memories (seq, id, kind, title, text, source_id, uri, trust, created_at, occurred_at,
    stability, last_recalled_at, fingerprint, role, described, linked, reconciled, levelled)
    VALUES (?, ?, ?, ?, ?, 1, '', ?, 5, 5, 2.5, 5, ?, ?, 1, 1, 1, 2)"""
MEMORIES = (
    (1, "01ARZ3NDEKTSV4RRFFQ69G5FA1", "note", "Garden", "A hedgehog lives in Rome", "self", b"1", ""),
    (2, "01ARZ3NDEKTSV4RRFFQ69G5FA2", "screen", "A window", "A hedgehog on the screen", "screen", b"2", ""),
    (3, "01ARZ3NDEKTSV4RRFFQ69G5FA3", "summary", "A day", "A hedgehog lives in Rome", "agent", b"3", "day"),
)


def build(path: Path) -> None:
    """Write a file of format 2: a note and a screen, linked, tagged, recalled, with a statement and a day's digest."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(STATEMENTS)
        connection.execute("PRAGMA application_id=1161970209")
        connection.execute("PRAGMA user_version=2")
        connection.execute("INSERT INTO sources (id, app, title, file, author) VALUES (1, 'firefox', '', '', '')")
        connection.executemany(_MEMORY, MEMORIES)
        connection.execute("INSERT INTO tags (id, name) VALUES (1, 'kept')")
        connection.execute("INSERT INTO memory_tags (seq, tag_id) VALUES (1, 1)")
        connection.execute("INSERT INTO links VALUES (1, 2, 'manual', 1.0, 'mine', 5, 'person', NULL)")
        connection.execute("INSERT INTO links VALUES (3, 1, 'summarises', 1.0, 'day', 5, 'ebb', NULL)")
        connection.execute("INSERT INTO recalls VALUES (1, 1, 5, 'opened', 0.9, 2.5, 5.0)")
        connection.execute("INSERT INTO spans VALUES (3, 1, 0, 24)")
        connection.execute("INSERT INTO derivations VALUES (3, 'day/1970-01-01', x'00', NULL)")
        connection.execute(
            """INSERT INTO statements (id, seq, "start", "end", subject, slot, value, said_at)
                VALUES (1, 1, 0, 24, 'hedgehog', 'residence', 'Rome', 5)"""
        )
        connection.execute("INSERT INTO memory_index (memory_index) VALUES ('rebuild')")
    path.chmod(0o600)
