"""The third format as it was written into files: a copy that never changes, to migrate from with rows in it.

It must not import `core.store.schema_third`, whose statements may be put in other words one day.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_MEMORY = """INSERT INTO memories (seq, id, kind, title, text, source_id, thread_id, uri, trust, created_at,
    occurred_at, stability, last_recalled_at, fingerprint, described, linked, reconciled, levelled)
    VALUES (?, ?, ?, ?, ?, 1, ?, '', ?, 5, 5, 2.5, 5, ?, 1, 1, 1, 2)"""
MEMORIES = (
    (1, "01ARZ3NDEKTSV4RRFFQ69G5FB1", "note", "Garden", "A hedgehog lives in Rome", None, "self", b"1"),
    (2, "01ARZ3NDEKTSV4RRFFQ69G5FB2", "screen", "A window", "A hedgehog on the screen", None, "screen", b"2"),
    (3, "01ARZ3NDEKTSV4RRFFQ69G5FB3", "chat", "", "I saw a hedgehog", 1, "chat", b"3"),
)


def build(path: Path) -> None:
    """Write a file of format 3: a note, an episode on the screen with a frame and a line, a turn of a talk."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(STATEMENTS)
        connection.execute("PRAGMA application_id=1161970209")
        connection.execute("PRAGMA user_version=3")
        connection.execute("INSERT INTO sources (id, app, title, file, author) VALUES (1, 'firefox', '', '', '')")
        connection.execute("INSERT INTO threads (id, name) VALUES (1, 'talk')")
        connection.executemany(_MEMORY, MEMORIES)
        connection.execute(
            """INSERT INTO screen_episodes (id, seq, app, title, from_at, until_at, open)
                VALUES (1, 2, 'firefox', 'A window', 5, 6, 0)"""
        )
        connection.execute(
            """INSERT INTO frames (id, episode, at, "window", title, monitor, x, y, width, height, "key", bands, "rule",
                state, spool) VALUES (1, 1, 5, 'w', 'A window', 'm', 0, 0, 9, 9, 1, '[]', 'allowed', 'read', '')"""
        )
        connection.execute(
            """INSERT INTO screen_lines (episode, frame, place, text, x, y, width, height, words, confidence)
                VALUES (1, 1, 1.0, 'A hedgehog on the screen', 0, 0, 9, 9, '[]', 0.9)"""
        )
        connection.execute("INSERT INTO memory_index (memory_index) VALUES ('rebuild')")
