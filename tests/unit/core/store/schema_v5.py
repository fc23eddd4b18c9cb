"""The fifth format as it was written into files: a copy that never changes, to migrate from with rows in it.

It must not import `core.store.schema_fifth`, whose statements may be put in other words one day.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_MEMORY = """INSERT INTO memories (seq, id, kind, title, text, source_id, thread_id, uri, trust, created_at,
    occurred_at, stability, last_recalled_at, fingerprint, role, described, linked, reconciled, levelled)
    VALUES (?, ?, ?, ?, ?, 1, 1, '', ?, 5, 5, 2.5, 5, ?, ?, 1, 1, 1, 2)"""
MEMORIES = (
    (1, "01ARZ3NDEKTSV4RRFFQ69G5FC1", "note", "Garden", "A hedgehog lives in Rome", "self", b"1", ""),
    (2, "01ARZ3NDEKTSV4RRFFQ69G5FC2", "chat", "", "Where does the hedgehog live?", "chat", b"2", "question"),
    (3, "01ARZ3NDEKTSV4RRFFQ69G5FC3", "chat", "", "The hedgehog lives in Rome [1]", "agent", b"3", "answer"),
)


def build(path: Path) -> None:
    """Write a file of format 5: a note, a talk of two turns about it, and a proposal with what a model thinks of it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(STATEMENTS)
        connection.execute("PRAGMA application_id=1161970209")
        connection.execute("PRAGMA user_version=5")
        connection.execute("INSERT INTO sources (id, app, title, file, author) VALUES (1, 'ebb', '', '', '')")
        connection.execute("INSERT INTO threads (id, name) VALUES (1, 'talk')")
        connection.executemany(_MEMORY, MEMORIES)
        connection.execute("INSERT INTO talks (id, name, began_at, last_at) VALUES (1, 'A', 5, 6)")
        connection.execute("INSERT INTO talk_turns (id, talk, role, at, seq) VALUES (1, 1, 'you', 5, 2)")
        connection.execute("INSERT INTO talk_turns (id, talk, parent, role, at, seq) VALUES (2, 1, 1, 'ebb', 6, 3)")
        connection.execute('INSERT INTO talk_citations (turn, n, seq, "start", "end") VALUES (2, 1, 1, 0, 10)')
        connection.execute(
            """INSERT INTO proposals (kind, a, b, why, score, at, note)
                VALUES ('duplicate', 1, 3, 'alike', 0.9, 5, '{"verdict": "same"}')"""
        )
        connection.execute("INSERT INTO memory_index (memory_index) VALUES ('rebuild')")
