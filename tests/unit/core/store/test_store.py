"""One store, several threads: each reads on its own, all write through one, and closing never tears a query."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import CannotOpen, Overtaken, ReadOnlyHome
from core.store import days, memories
from core.store.connection import Connection
from core.store.store import Store
from tests.unit.core.store.scene import assert_sound, drafted


def _add(store: Store, text: str) -> int:
    (stored,) = store.write(lambda connection: memories.insert(connection, [drafted(text)]))
    return stored.seq


def _together(*works: Callable[[], None]) -> None:
    """Run each in a thread of its own; raises the first error."""
    errors: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_what_is_written_is_read_by_every_thread_at_once(store: Store) -> None:
    def write() -> None:
        for number in range(30):
            _add(store, f"{threading.get_ident()} {number}")
            assert store.read(days.total) > number

    _together(write, write, write)
    assert store.read(days.total) == 90
    assert_sound(store)


def test_a_snapshot_sees_one_moment(store: Store) -> None:
    _add(store, "one")

    def work(connection: Connection) -> tuple[int, int]:
        before = days.total(connection)
        _add(store, "two")
        return before, days.total(connection)

    assert store.snapshot(work) == (1, 1)
    assert store.read(days.total) == 2


def test_a_snapshot_that_fails_leaves_no_transaction_open(store: Store) -> None:
    with pytest.raises(CannotOpen, match="no such table"):
        store.snapshot(lambda connection: connection.execute("SELECT 1 FROM nowhere"))
    _add(store, "one")
    assert store.snapshot(days.total) == 1


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(ReadOnlyHome):
        store.read(lambda connection: connection.execute("DELETE FROM memories"))


def test_connections_of_threads_that_ended_are_closed(store: Store) -> None:
    for _ in range(30):
        _together(lambda: None if store.read(days.total) == 0 else pytest.fail())
    assert len(store._readers) <= 2


def test_closing_waits_for_a_query_that_runs(path: Path) -> None:
    store = Store(path)
    _add(store, "one")
    started, done = threading.Event(), threading.Event()

    def work(connection: Connection) -> int:
        started.set()
        while not store._closed:
            time.sleep(0.001)
        (count,) = connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) SELECT count(*) FROM n"
        ).fetchone()
        done.set()
        return int(count)

    def read() -> None:
        assert store.read(work) == 200_000

    def close() -> None:
        started.wait()
        store.close()
        assert done.is_set()

    _together(read, close)


def test_closing_while_others_read_and_write_ends_them_with_one_error(path: Path) -> None:
    """Twenty times, as it is about who comes first."""
    for _ in range(20):
        store = Store(path)
        _add(store, "one")
        going = threading.Barrier(4)

        def forever(work: Callable[[], object], going: threading.Barrier = going) -> None:
            going.wait()
            with pytest.raises(CannotOpen, match="closed"):
                while True:
                    work()

        def close(store: Store = store, going: threading.Barrier = going) -> None:
            going.wait()
            store.close()

        _together(
            lambda store=store: forever(lambda: store.read(days.total)),  # type: ignore[misc]
            lambda store=store: forever(lambda: store.snapshot(days.by_kind)),  # type: ignore[misc]
            lambda store=store: forever(lambda: store.write(lambda c: memories.set_pinned(c, 1, True))),  # type: ignore[misc]
            close,
        )


def test_closing_twice_is_closing(path: Path) -> None:
    store = Store(path)
    store.close()
    store.close()
    with pytest.raises(CannotOpen, match="closed"):
        store.read(days.total)
    with pytest.raises(CannotOpen, match="closed"):
        store.write(days.total)


def test_a_closed_store_is_one_file_beside_its_locks(path: Path) -> None:
    store = Store(path)
    _add(store, "one")
    store.read(days.total)
    store.close()
    assert {file.name for file in path.parent.iterdir()} == {"ebb.db", "ebb.db.lock", "ebb.db.lock-line"}


def test_reading_alone_opens_no_writer(path: Path) -> None:
    Store(path).close()
    before = set(threading.enumerate())
    store = Store(path)
    store.read(days.total)
    assert not any(thread.name == "ebb-writer" for thread in set(threading.enumerate()) - before)
    store.close()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
def test_every_file_is_private_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        store = Store(path)
        _add(store, "one")
        store.read(days.total)
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert set(modes) == {"ebb.db", "ebb.db-wal", "ebb.db-shm", "ebb.db.lock", "ebb.db.lock-line"}
    assert set(modes.values()) == {0o600}


def test_nothing_to_read_is_said_when_there_is_no_memory_yet(path: Path) -> None:
    with pytest.raises(CannotOpen, match="no memory"):
        Store(path, read_only=True)
    assert not path.exists()


def test_a_store_for_reading_refuses_to_write(path: Path) -> None:
    Store(path).close()
    store = Store(path, read_only=True)
    with pytest.raises(ReadOnlyHome):
        store.write(days.total)
    store.close()


def test_a_log_grows_while_somebody_reads_and_shrinks_after(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long reader, as a backup is, must not make each write wait for it."""
    monkeypatch.setattr("core.store.writer.CHECKPOINT_BYTES", 100_000)
    store = Store(path)
    log = path.with_name("ebb.db-wal")
    _add(store, "x" * 50_000)
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM memories").fetchone()
    began = time.monotonic()
    for number in range(8):
        _add(store, f"{number} " * 20_000)
    assert time.monotonic() - began < 5, "the busy timeout of ten seconds was waited for"
    assert log.stat().st_size > 300_000
    reader.close()
    for number in range(8):
        _add(store, f"more {number} " * 10_000)
    assert log.stat().st_size < 300_000
    store.close()


def test_normal_durability_is_a_choice(path: Path) -> None:
    store = Store(path, synchronous="NORMAL")
    assert store.write(lambda connection: connection.execute("PRAGMA synchronous").fetchone()) == (1,)
    store.close()
    store = Store(path)
    assert store.write(lambda connection: connection.execute("PRAGMA synchronous").fetchone()) == (2,)
    assert store.write(lambda connection: connection.execute("PRAGMA secure_delete").fetchone()) == (1,)
    assert store.write(lambda connection: connection.execute("PRAGMA journal_mode").fetchone()) == ("wal",)
    store.close()


def test_a_query_that_nobody_waits_for_is_given_up_and_the_next_one_is_answered(store: Store) -> None:
    endless = "WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(Overtaken):
        store.snapshot(lambda connection: connection.execute(endless).fetchone(), lambda: True)
    assert store.snapshot(lambda connection: connection.execute("SELECT 7").fetchone()) == (7,)
