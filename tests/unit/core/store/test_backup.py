"""Copies of a memory in use, and putting one back: whole or not at all, private, with what was there before kept."""

import threading
from pathlib import Path

import pytest

from core.errors import CannotOpen, DamagedDatabase, Locked, NewerDatabase, NotADatabase, ReadOnlyHome
from core.store import backup, days, memories
from core.store.lock import FileLock
from core.store.restoring import restored
from core.store.store import Store
from core.store.writer import lock_of
from tests.unit.core.store.scene import FakeEmbedder, assert_sound, drafted, embed, found


def _add(store: Store, *texts: str) -> None:
    store.write(lambda connection: memories.insert(connection, [drafted(text, "t") for text in texts]))


def _copy(store: Store, target: Path) -> Path:
    store.read(lambda connection: backup.copy_to(connection, target))
    return target


def _texts(path: Path) -> set[str]:
    store = Store(path)
    assert_sound(store)
    texts = store.read(lambda connection: {row[0] for row in connection.execute("SELECT text FROM memories")})
    store.close()
    return texts


def test_a_copy_is_a_whole_memory_in_one_private_file(store: Store, tmp_path: Path) -> None:
    _add(store, "one", "two")
    embed(store, FakeEmbedder())
    folder = tmp_path / "copies"
    folder.mkdir()
    steps: list[tuple[int, int]] = []
    target = folder / "copy.db"
    store.read(lambda connection: backup.copy_to(connection, target, lambda *step: steps.append(step)))
    assert [file.name for file in folder.iterdir()] == ["copy.db"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert steps[-1][0] == steps[-1][1] > 0
    assert _texts(target) == {"one", "two"}


def test_a_copy_replaces_an_older_one(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("something else")
    _add(store, "one")
    _copy(store, target)
    _add(store, "two")
    assert _texts(_copy(store, target)) == {"one", "two"}


def test_a_copy_is_of_one_moment_and_ends_though_others_write_on(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite starts a copy over when the file changes between two steps: here it changes between any two."""
    monkeypatch.setattr(backup, "PAGES_PER_STEP", 4)
    _add(store, *(f"note {number}" for number in range(500)))
    steps: list[int] = []

    def progress(done: int, total: int) -> None:
        steps.append(done)
        assert len(steps) < 2000, "it starts over and over"
        writer = threading.Thread(target=_add, args=(store, f"meanwhile {len(steps)}"))
        writer.start()
        writer.join()

    store.read(lambda connection: backup.copy_to(connection, tmp_path / "copy.db", progress))
    assert steps == sorted(steps)
    assert len(steps) > 5
    assert _texts(tmp_path / "copy.db") == {f"note {number}" for number in range(500)}
    assert store.snapshot(days.total) == 500 + len(steps)


def test_a_copy_that_fails_leaves_what_was_there(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("older")

    def fail(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(CannotOpen):
        store.read(lambda connection: backup.copy_to(connection, target, fail))
    assert target.read_text() == "older"
    assert not list(tmp_path.glob(".*"))
    assert store.snapshot(days.total) == 0, "the connection is good for more"


def test_a_copy_to_nowhere_is_refused(store: Store) -> None:
    with pytest.raises((ReadOnlyHome, CannotOpen)) as raised:
        _copy(store, Path("/proc/copy.db"))
    assert raised.value.hint


def test_a_backup_takes_the_place_of_the_memory_for_those_who_have_it_open(path: Path, tmp_path: Path) -> None:
    store = Store(path)
    _add(store, "one")
    copy = _copy(store, tmp_path / "copy.db")
    _add(store, "hedgehog")
    kept = restored(path, copy, tmp_path / "kept.db").kept
    assert kept == tmp_path / "kept.db"
    assert store.read(days.total) == 1
    assert found(store, "hedgehog") == set()
    _add(store, "after")
    assert_sound(store)
    store.close()
    assert _texts(path) == {"one", "after"}
    assert _texts(kept) == {"one", "hedgehog"}
    assert kept.stat().st_mode & 0o777 == path.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_put_where_there_was_no_memory(store: Store, tmp_path: Path) -> None:
    _add(store, "one")
    copy = _copy(store, tmp_path / "copy.db")
    target = tmp_path / "new.db"
    assert restored(target, copy, tmp_path / "kept.db").kept is None
    assert _texts(target) == {"one"}
    target.write_bytes(b"")
    assert restored(target, copy, tmp_path / "kept.db").kept is None
    assert _texts(target) == {"one"}


def test_a_memory_that_cannot_be_read_is_moved_aside_damage_and_all(store: Store, tmp_path: Path) -> None:
    _add(store, "one")
    copy = _copy(store, tmp_path / "copy.db")
    broken = tmp_path / "broken.db"
    broken.write_text("no database " * 1000)
    kept = restored(broken, copy, tmp_path / "kept.db").kept
    assert kept is not None
    assert kept.read_text().startswith("no database")
    assert _texts(broken) == {"one"}


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (lambda data: b"not a database" * 999, NotADatabase),
        (lambda data: data[: len(data) // 2], DamagedDatabase),
        (lambda data: data[:60] + (99).to_bytes(4, "big") + data[64:], NewerDatabase),
        (lambda data: data[:68] + b"HUH?" + data[72:], NotADatabase),
        (lambda data: b"", NotADatabase),
    ],
)
def test_a_bad_backup_changes_nothing(path: Path, tmp_path: Path, damage: object, error: type[CannotOpen]) -> None:
    store = Store(path)
    _add(store, *(f"one {number}" for number in range(200)))
    copy = _copy(store, tmp_path / "copy.db")
    copy.write_bytes(damage(copy.read_bytes()))  # type: ignore[operator]
    with pytest.raises(error):
        restored(path, copy, tmp_path / "kept.db")
    assert store.read(days.total) == 200
    assert not (tmp_path / "kept.db").exists()
    store.close()


def test_restoring_waits_for_those_who_write(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.restoring.LOCK_SECONDS", 0.02)
    store = Store(path)
    copy = _copy(store, tmp_path / "copy.db")
    with FileLock(lock_of(path), 0).held(), pytest.raises(Locked):
        restored(path, copy, tmp_path / "kept.db")
    store.close()
