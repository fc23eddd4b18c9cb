"""The sixth format: files of the fifth come through, and hold drafts and calls of agents from then on."""

import sqlite3
from contextlib import closing
from pathlib import Path

from core.store import migrations, rows
from core.store.store import Store
from tests.unit.core.store import schema_v5
from tests.unit.core.store.scene import assert_sound, found


def _schema(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        known = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    return {(name, " ".join(sql.split())) for name, sql in known}


def test_a_file_of_the_fifth_format_ends_up_as_a_new_one(path: Path) -> None:
    schema_v5.build(path)
    Store(path).close()
    fresh = path.with_name("fresh.db")
    Store(fresh).close()
    assert _schema(path) == _schema(fresh)
    assert path.with_name("ebb.db.before-6").exists()


def test_rows_of_the_fifth_format_come_through_with_all_that_belongs_to_them(path: Path) -> None:
    schema_v5.build(path)
    store = Store(path)
    read = store.read(lambda connection: rows.by_seq(connection, range(1, 4)))
    assert [(row.seq, row.id, row.kind, row.title, row.text) for row in read.values()] == [
        one[:5] for one in schema_v5.MEMORIES
    ]
    assert [row.role for row in read.values()] == ["", "question", "answer"]
    assert found(store, "hedgehog") == {1, 2, 3}
    assert_sound(store)
    with closing(sqlite3.connect(path)) as connection:
        names = ("talk_turns", "talk_citations", "proposals", "quarantine", "agent_calls")
        counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names]
        noted = connection.execute("SELECT note FROM proposals").fetchone()
    assert (counts, noted) == ([2, 1, 1, 0, 0], ('{"verdict": "same"}',))
    assert store.read(migrations.version_of) >= 6
    store.close()
