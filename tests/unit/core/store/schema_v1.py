"""The first format as it was written into files: a copy that never changes, to migrate from with rows in it.

It must not import `core.store.schema`, whose statements may be put in other words one day.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from core.store.memories import Draft

STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def build(path: Path, drafts: Sequence[Draft] = ()) -> None:
    """Write a file of format 1 with these memories, each tagged, embedded, linked to the next and once revised."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(STATEMENTS)
        connection.execute("PRAGMA application_id=1161970209")
        connection.execute("PRAGMA user_version=1")
        connection.execute("INSERT INTO models (id, name) VALUES (1, 'fake')")
        connection.execute("INSERT INTO tags (id, name) VALUES (1, 'kept')")
        connection.execute("INSERT INTO entities (id, name, kind) VALUES (1, 'Ana', 'person')")
        connection.execute("INSERT INTO sources (id, app, title, file, author) VALUES (1, 'talks', '', '', 'Ana')")
        connection.execute("INSERT INTO threads (id, name) VALUES (1, 't')")
        for seq, draft in enumerate(drafts, start=1):
            _insert(connection, seq, draft)
        for seq in range(1, len(drafts)):
            connection.execute("INSERT INTO links VALUES (?, ?, 'manual', 1.0, 'next', 0)", (seq, seq + 1))
        present = sum(1 << seq for seq in range(1, len(drafts) + 1)).to_bytes(128, "little")
        if drafts:
            connection.execute("INSERT INTO vector_blocks VALUES (1, 0, ?, ?)", (present, bytes(1024 * 16)))
        connection.execute("INSERT INTO memory_index (memory_index) VALUES ('rebuild')")
    path.chmod(0o600)


def _insert(connection: sqlite3.Connection, seq: int, draft: Draft) -> None:
    connection.execute(
        """INSERT INTO memories (seq, id, kind, title, text, source_id, thread_id, uri, trust, created_at, occurred_at,
            stability, last_recalled_at, fingerprint, embedded_by)
            VALUES (?, ?, ?, ?, ?, 1, 1, '', ?, ?, ?, ?, ?, ?, 1)""",
        (seq, draft.id, draft.kind, draft.title, draft.text, draft.trust, draft.created_at, draft.occurred_at,
         draft.stability, draft.occurred_at, draft.fingerprint),
    )  # fmt: skip
    connection.execute("INSERT INTO memory_tags VALUES (?, 1)", (seq,))
    connection.execute("INSERT INTO memory_entities VALUES (?, 1, 'author')", (seq,))
    connection.execute("INSERT INTO revisions VALUES (?, ?, 0, 'person', 'edited', '{}', '{}')", (seq, seq))
    vector = b"\x00\xbc" * 128  # 128 times -1.0 in float16, whose sign bits are zeros
    connection.execute("INSERT INTO vectors VALUES (?, ?, 0, 1, 1, ?)", (seq, seq, vector))
    connection.execute("INSERT INTO token_vectors VALUES (?, ?)", (seq, bytes(8)))
