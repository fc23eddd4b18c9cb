"""Migrations: the file is copied first, each runs whole or not at all, and rows of the first format come through."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.errors import CannotOpen, DiskFull, NewerDatabase
from core.store import days, due, memories, migrations, rows
from core.store.store import Store
from tests.unit.core.store import schema_v2, schema_v3
from tests.unit.core.store.scene import FakeEmbedder, assert_sound, drafted, embed, found
from tests.unit.core.store.schema_v1 import build

if TYPE_CHECKING:
    from sqlite_utils import Database

DRAFTS = [drafted(f"turn {number} about a hedgehog", "t", title=f"Title {number}") for number in range(5)]


def add_a_column(db: "Database") -> None:
    """A migration as there might be one."""
    db.execute("ALTER TABLE memories ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")


def fail_half_way(db: "Database") -> None:
    """A migration that changes something before it fails."""
    db.execute("UPDATE memories SET text = 'lost'")
    db.execute("CREATE TABLE left_behind (x)")
    db.execute("SELECT * FROM nowhere")


def _schema(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    return {(name, " ".join(sql.split())) for name, sql in found}


def _then(monkeypatch: pytest.MonkeyPatch, *further: Callable[["Database"], None]) -> None:
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, *further))


def _copies(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if ".before-" in file.name)


def test_a_file_of_the_first_format_ends_up_as_a_new_one(path: Path) -> None:
    build(path, DRAFTS)
    Store(path).close()
    fresh = path.with_name("fresh.db")
    Store(fresh).close()
    assert _schema(path) == _schema(fresh)


def test_rows_of_the_first_format_come_through_with_all_that_belongs_to_them(path: Path) -> None:
    build(path, DRAFTS)
    store = Store(path)
    read = store.read(lambda connection: rows.by_seq(connection, range(1, 6)))
    for row, draft in zip(read.values(), DRAFTS, strict=True):
        assert (row.id, row.text, row.title, row.kind) == (draft.id, draft.text, draft.title, draft.kind)
        assert (row.tags, row.source.thread, row.source.author, row.linked) == (("kept",), "t", "Ana", True)
    assert found(store, "hedgehog") == {1, 2, 3, 4, 5}
    assert_sound(store)
    assert embed(store, FakeEmbedder()) == 0, "its vectors are still good"
    assert embed(store, FakeEmbedder("other")) == 5
    assert_sound(store)
    store.close()


def test_a_file_of_the_second_format_ends_up_as_a_new_one(path: Path) -> None:
    schema_v2.build(path)
    Store(path).close()
    fresh = path.with_name("fresh.db")
    Store(fresh).close()
    assert _schema(path) == _schema(fresh)
    assert _copies(path) == ["ebb.db.before-3"]


def test_rows_of_the_second_format_come_through_and_can_be_forgotten(path: Path) -> None:
    schema_v2.build(path)
    store = Store(path)
    read = store.read(lambda connection: rows.by_seq(connection, range(1, 4)))
    known = [(row.seq, row.id, row.kind, row.title, row.text) for row in read.values()]
    assert known == [one[:5] for one in schema_v2.MEMORIES]
    assert (read[1].tags, read[1].linked, read[1].source.app) == (("kept",), True, "firefox")
    assert found(store, "hedgehog") == {1, 2, 3}
    counted = ("recalls", "spans", "derivations", "statements", "frames", "screen_episodes")
    with closing(sqlite3.connect(path)) as connection:
        counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in counted]
    assert counts == [1, 1, 1, 1, 0, 0]
    assert store.read(lambda connection: due.count(connection, None)) == 0, "nothing has to be done again"
    assert_sound(store)
    store.write(lambda connection: memories.erase(connection, [1, 2]))
    assert found(store, "hedgehog") == {3}
    assert_sound(store)
    store.close()


def test_a_file_of_the_third_format_ends_up_as_a_new_one(path: Path) -> None:
    schema_v3.build(path)
    Store(path).close()
    fresh = path.with_name("fresh.db")
    Store(fresh).close()
    assert _schema(path) == _schema(fresh)
    assert _copies(path) == ["ebb.db.before-4"]


def test_rows_of_the_third_format_come_through_and_can_be_forgotten(path: Path) -> None:
    schema_v3.build(path)
    store = Store(path)
    read = store.read(lambda connection: rows.by_seq(connection, range(1, 4)))
    assert [(row.seq, row.id, row.kind, row.title, row.text) for row in read.values()] == [
        one[:5] for one in schema_v3.MEMORIES
    ]
    assert read[3].source.thread == "talk"
    assert found(store, "hedgehog") == {1, 2, 3}
    counted = ("frames", "screen_lines", "screen_episodes", "talks", "talk_turns", "talk_citations")
    with closing(sqlite3.connect(path)) as connection:
        counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in counted]
    assert counts == [1, 1, 1, 0, 0, 0]
    assert store.read(lambda connection: due.count(connection, None)) == 0, "nothing has to be done again"
    assert_sound(store)
    store.write(lambda connection: memories.erase(connection, [1, 2]))
    assert found(store, "hedgehog") == {3}
    assert_sound(store)
    store.close()


def test_the_file_is_copied_before_the_first_migration_that_is_due(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(path, DRAFTS)
    before = _schema(path)
    due = len(migrations.MIGRATIONS) + 1
    Store(path).close()
    kept = set(_copies(path))
    _then(monkeypatch, add_a_column, lambda db: None)
    store = Store(path)
    assert store.read(migrations.version_of) == due + 1
    assert store.read(lambda c: c.execute("SELECT DISTINCT mood FROM memories").fetchall()) == [("calm",)]
    assert_sound(store)
    store.close()
    (copy,) = set(_copies(path)) - kept
    assert copy == f"ebb.db.before-{due}"
    assert path.with_name(copy).stat().st_mode & 0o777 == 0o600
    if due == 2:
        assert _schema(path.with_name(copy)) == before
    monkeypatch.undo()
    old = Store(path.with_name(copy))
    assert old.read(days.total) == 5
    assert_sound(old)
    old.close()


def test_what_is_only_in_the_log_is_copied_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(path, DRAFTS)
    with closing(sqlite3.connect(path, isolation_level=None)) as open_elsewhere:
        open_elsewhere.execute("PRAGMA journal_mode=WAL")
        open_elsewhere.execute("UPDATE memories SET title = 'from the log'")
        _then(monkeypatch, add_a_column)
        Store(path).close()
        with closing(sqlite3.connect(path.with_name(_copies(path)[-1]))) as copy:
            assert copy.execute("SELECT DISTINCT title FROM memories").fetchall() == [("from the log",)]


def test_a_new_file_is_not_copied(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _then(monkeypatch, add_a_column)
    Store(path).close()
    assert _copies(path) == []


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(path, DRAFTS)
    Store(path).close()
    before = _schema(path)
    with monkeypatch.context() as patch:
        _then(patch, add_a_column, fail_half_way)
        with pytest.raises(CannotOpen, match="nowhere"):
            Store(path)
        assert "left_behind" not in {name for name, _ in _schema(path)}
        with closing(sqlite3.connect(path)) as connection:
            assert migrations.version_of(connection) == len(migrations.MIGRATIONS) - 1, "the one before it is kept"
        with pytest.raises(CannotOpen, match="nowhere"):
            Store(path)
    with pytest.raises(NewerDatabase):
        Store(path)
    copy = path.with_name(f"ebb.db.before-{len(migrations.MIGRATIONS) + 1}")
    assert _schema(copy) == before
    with monkeypatch.context() as patch:
        _then(patch, add_a_column, lambda db: None)
        store = Store(path)
        assert found(store, "hedgehog") == {1, 2, 3, 4, 5}
        store.close()


def test_without_room_for_the_copy_nothing_is_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(path, DRAFTS)
    store = Store(path)
    store.write(days.total)
    store.close()
    before, kept = path.read_bytes(), _copies(path)
    _then(monkeypatch, add_a_column)

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", no_room)
        with pytest.raises(DiskFull):
            Store(path)
    assert path.read_bytes() == before
    assert not [file for file in path.parent.iterdir() if file.name.startswith(".")]
    assert _copies(path) == kept


def test_reading_alone_migrates_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(path, DRAFTS)
    before = path.read_bytes()
    _then(monkeypatch, add_a_column)
    with pytest.raises(CannotOpen, match="Open it once for writing"):
        Store(path, read_only=True)
    assert path.read_bytes() == before
