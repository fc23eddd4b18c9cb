"""Files that are no memory, of a newer Ebb, half made or not to be written: refused untouched, or opened rightly."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import CannotOpen, DamagedDatabase, NewerDatabase, NotADatabase, ReadOnlyHome
from core.store import days, health, memories
from core.store.connection import APPLICATION_ID
from core.store.migrations import MIGRATIONS
from core.store.store import Store
from tests.unit.core.store.scene import assert_sound, drafted, found

ROOT = Path(__file__).parents[4]


def _filled(path: Path) -> None:
    store = Store(path)
    store.write(lambda c: memories.insert(c, [drafted(f"hedgehog {number} " + "x " * 300) for number in range(200)]))
    store.close()


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _foreign_in_wal_mode(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _foreign_without_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA application_id=1234")


def _newer(path: Path) -> None:
    _filled(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")


def _text(path: Path) -> None:
    path.write_text("This is no database. " * 500)


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(8192))


def _cut_header(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (_foreign, NotADatabase),
        (_foreign_in_wal_mode, NotADatabase),
        (_foreign_without_tables, NotADatabase),
        (_text, NotADatabase),
        (_zeros, NotADatabase),
        (_cut_header, NotADatabase),
        (_newer, NewerDatabase),
    ],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_not_ours_is_refused_and_left_as_it_was(
    path: Path, make: Callable[[Path], None], error: type[CannotOpen], read_only: bool
) -> None:
    make(path)
    before = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(error) as raised:
        Store(path, read_only=read_only)
    assert str(path) in raised.value.message
    assert raised.value.hint
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_an_empty_file_becomes_a_memory(path: Path) -> None:
    path.touch()
    store = Store(path)
    store.write(lambda connection: memories.insert(connection, [drafted("hedgehog")]))
    assert_sound(store)
    store.close()


def test_a_folder_in_its_place_is_an_error_with_a_hint(path: Path) -> None:
    path.mkdir()
    with pytest.raises(CannotOpen) as raised:
        Store(path)
    assert raised.value.hint


def test_a_home_that_is_gone_is_an_error_with_a_hint(path: Path) -> None:
    with pytest.raises(CannotOpen) as raised:
        Store(path.parent / "nowhere" / "ebb.db")
    assert raised.value.hint


def test_a_name_with_every_odd_sign_opens(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c%41 ü&mode=ro" / "ebb.db"
    path.parent.mkdir()
    _filled(path)
    store = Store(path)
    assert store.read(days.total) == 200
    store.close()
    assert all(file.name.startswith("ebb.db") for file in path.parent.iterdir())
    assert [folder.name for folder in tmp_path.iterdir()] == [path.parent.name]


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_truncated_database_is_called_damaged_and_not_written_to(path: Path, kept: float) -> None:
    _filled(path)
    os.truncate(path, int(path.stat().st_size * kept) // 4096 * 4096)
    before = path.read_bytes()

    def use() -> None:
        store = Store(path)
        try:
            assert store.read(health.problems) == []
        finally:
            store.close()

    with pytest.raises((DamagedDatabase, AssertionError)):
        use()
    assert path.read_bytes() == before


def test_a_damaged_page_is_said_to_be_damage(path: Path) -> None:
    _filled(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(DamagedDatabase) as raised:
        store = Store(path)
        try:
            store.read(days.total)
        finally:
            store.close()
    assert "restore-backup" in raised.value.hint


def test_a_creation_that_was_cut_short_is_taken_up_again(path: Path) -> None:
    """A rollback journal is left, which a connection that only reads may not play back."""
    code = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size=1")
connection.execute("PRAGMA page_size=512")
connection.execute("BEGIN IMMEDIATE")
connection.execute("CREATE TABLE memories (text TEXT)")
connection.executemany("INSERT INTO memories VALUES (?)", [("x" * 400,)] * 2000)
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code, path]).returncode == -signal.SIGKILL
    assert path.stat().st_size and path.with_name("ebb.db-journal").stat().st_size
    store = Store(path)
    store.write(lambda connection: memories.insert(connection, [drafted("hedgehog")]))
    assert found(store, "hedgehog") == {1}
    assert_sound(store)
    store.close()


def test_a_log_that_a_crash_left_is_read_by_who_only_reads(path: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from core.store import memories
from core.store.store import Store
from tests.unit.core.store.scene import drafted
Store(Path(sys.argv[1])).write(lambda c: memories.insert(c, [drafted("hedgehog")]))
os.kill(os.getpid(), signal.SIGKILL)
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    assert subprocess.run([sys.executable, "-c", code, path], env=environment).returncode == -signal.SIGKILL
    for log in ("ebb.db-shm", None):
        if log:
            path.with_name(log).unlink()
        store = Store(path, read_only=True)
        assert found(store, "hedgehog") == {1}
        store.close()


READ = """
import os, sys
from pathlib import Path
from core.errors import ReadOnlyHome
from core.store import days, lock, writer
from core.store.store import Store
if os.getuid() == 0:
    os.setuid(65534)
store = Store(Path(sys.argv[1]), read_only=sys.argv[2] == "True")
print(store.read(days.total), store.snapshot(days.total))
try:
    store.write(days.total)
except ReadOnlyHome as error:
    print(error)
store.close()
"""


@pytest.fixture
def anyones() -> Iterator[Path]:
    """A folder that every user may enter, as the test's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize("read_before", [False, True])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_home_that_cannot_be_written_can_be_read(anyones: Path, read_only: bool, read_before: bool) -> None:
    """Where it was only read last, an empty log and its index lie beside it."""
    path = anyones / "home" / "ebb.db"
    path.parent.mkdir()
    _filled(path)
    if read_before:
        Store(path, read_only=True).close()
    for lock in path.parent.glob("*.lock*"):
        lock.unlink()
    there = set(path.parent.iterdir())
    for file in there:
        file.chmod(0o444)
    path.parent.chmod(0o555)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-B", "-W", "error", "-c", READ, str(path), str(read_only)]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    finally:
        path.parent.chmod(0o755)
    assert done.stderr == ""
    count, refusal = done.stdout.splitlines()
    assert count == "200 200"
    assert "cannot be written" in refusal or "for reading only" in refusal
    assert set(path.parent.iterdir()) == there


def test_a_file_marked_as_ours_is_known_by_its_application_id(path: Path) -> None:
    Store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert path.read_bytes()[68:72] == b"EBB!"


def test_another_program_that_holds_the_database_is_waited_for_and_then_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import Locked

    monkeypatch.setattr("core.store.connection.BUSY_MS", 20)
    Store(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store = Store(path)
        with pytest.raises(Locked):
            store.write(days.total)
        assert store.read(days.total) == 0
        other.execute("ROLLBACK")
        assert store.write(days.total) == 0
        store.close()


def test_a_read_only_home_says_so_before_anything_else(tmp_path: Path) -> None:
    """The system's own folder: even the superuser cannot write there."""
    if not Path("/proc/self").exists():
        pytest.skip("needs a folder that nobody can write to")
    with pytest.raises((ReadOnlyHome, CannotOpen)) as raised:
        Store(Path("/proc/ebb.db"))
    assert raised.value.hint
