"""One writer at a time, over all processes: nothing is lost, nobody waits for ever, a dead holder holds nothing."""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.errors import DiskFull, Locked
from core.store import days, memories
from core.store.connection import Connection
from core.store.lock import FileLock
from core.store.store import Store
from core.store.writer import Writer, lock_of
from tests.unit.core.store.scene import assert_sound, drafted, found

ROOT = Path(__file__).parents[4]


@contextmanager
def _child(code: str, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """A Python process that runs `code`; it is killed at the end if it still runs."""
    head = "import os, signal, sys, time\nfrom pathlib import Path\npath = Path(sys.argv[1])\n"
    child = subprocess.Popen(
        [sys.executable, "-c", head + code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
    )
    with child:
        try:
            yield child
        finally:
            child.kill()


def _heard(child: "subprocess.Popen[str]", word: str) -> None:
    assert child.stdout
    assert child.stdout.readline().strip() == word


HOLD = """
from core.store.lock import FileLock
with FileLock(path, 5).held():
    print("held", flush=True)
    sys.stdin.read()
"""
ADD = """
from app import Ebb
with Ebb.open(path, background=False) as ebb:
    print("open", flush=True)
    sys.stdin.readline()
    for number in range(200):
        ebb.add(f"{sys.argv[2]} {number}", source={"thread": "shared", "author": sys.argv[2]}, kind="chat")
    print("done", flush=True)
"""
IMPORT = """
from app import Ebb
with Ebb.open(path, background=False) as ebb:
    items = [{"text": f"item {number} " + "word " * 60} for number in range(15000)]
    print("open", flush=True)
    ebb.add_many(items)
    print("done", flush=True)
"""
HALF_WAY = """
from core.store.store import Store
from tests.unit.core.store.scene import drafted
from core.store import memories
store = Store(path)
def work(connection):
    connection.execute("PRAGMA cache_size=1")  # so that pages reach the log before the end
    memories.insert(connection, [drafted(f"half {number} " + "word " * 500, "t") for number in range(200)])
    print("half way", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
store.write(work)
"""


def test_two_programs_that_add_at_once_lose_nothing(tmp_path: Path) -> None:
    from app import Ebb

    with _child(ADD, tmp_path, "left") as left, _child(ADD, tmp_path, "right") as right:
        for child in (left, right):
            _heard(child, "open")
        for child in (left, right):
            assert child.stdin
            print(file=child.stdin, flush=True)
        for child in (left, right):
            _heard(child, "done")
        assert [left.wait(), right.wait()] == [0, 0]
    with Ebb.open(tmp_path, background=False) as ebb:
        assert ebb.count() == 400
        assert len({memory.text for memory in ebb.select()}) == 400
        assert_sound(ebb._store)


def test_an_add_need_not_wait_until_an_import_ends(tmp_path: Path) -> None:
    from app import Ebb

    with Ebb.open(tmp_path, background=False) as ebb, _child(IMPORT, tmp_path) as importer:
        _heard(importer, "open")
        while ebb.count() < 500:
            time.sleep(0.001)
        for number in range(5):
            ebb.add(f"a note meanwhile {number}")
        assert importer.stdout
        assert not select.select([importer.stdout], [], [], 0)[0], "the import was over before the notes were in"
        _heard(importer, "done")
        assert importer.wait() == 0
        assert ebb.count() == 15_005


def test_a_held_lock_is_an_error_after_the_time_one_waits(path: Path) -> None:
    Store(path).close()
    store = Store(path, lock_seconds=0.05)
    with _child(HOLD, lock_of(path)) as holder:
        _heard(holder, "held")
        with pytest.raises(Locked, match="Another program"):
            store.write(days.total)
        assert store.read(days.total) == 0, "reading needs no lock"
        with pytest.raises(Locked):
            Writer(path, lock_seconds=0)
        assert holder.stdin
        holder.stdin.close()
        holder.wait()
    assert store.write(days.total) == 0
    store.close()


def test_closing_does_not_fail_because_another_program_writes(path: Path) -> None:
    store = Store(path, lock_seconds=0.05)
    store.write(lambda connection: memories.insert(connection, [drafted("hedgehog")]))
    with _child(HOLD, lock_of(path)) as holder:
        _heard(holder, "held")
        store.close()
    again = Store(path)
    assert found(again, "hedgehog")
    again.close()


def test_a_holder_that_was_killed_holds_nothing(path: Path) -> None:
    with _child(HOLD, lock_of(path)) as holder:
        _heard(holder, "held")
        holder.kill()
        holder.wait()
    store = Store(path, lock_seconds=1)
    assert store.write(days.total) == 0
    store.close()


def test_a_writer_killed_half_way_leaves_nothing_of_it(path: Path) -> None:
    store = Store(path)
    store.write(lambda connection: memories.insert(connection, [drafted("hedgehog", "t")]))
    with _child(HALF_WAY, path) as child:
        _heard(child, "half way")
        assert child.wait() == -signal.SIGKILL
    assert store.read(days.total) == 1
    (stored,) = store.write(lambda connection: memories.insert(connection, [drafted("badger", "t")]))
    assert found(store, "hedgehog") == {1, stored.seq}
    assert found(store, "half") == set()
    assert_sound(store)
    store.close()


def test_a_lock_is_given_in_turn_to_those_who_wait(path: Path) -> None:
    """Two that want it without pause: neither has it much more often."""
    turns: list[str] = []
    over = threading.Event()

    def greedy(name: str) -> None:
        lock = FileLock(path, 10)
        while not over.is_set():
            with lock.held():
                turns.append(name)
                time.sleep(0.002)

    threads = [threading.Thread(target=greedy, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    while len(turns) < 60:
        time.sleep(0.001)
    over.set()
    for thread in threads:
        thread.join()
    assert min(turns[10:60].count("a"), turns[10:60].count("b")) >= 10


def test_a_job_that_fails_rolls_back_and_the_next_one_works(path: Path) -> None:
    def fails(connection: Connection) -> None:
        memories.insert(connection, [drafted("hedgehog")])
        raise KeyError("x")

    store = Store(path)
    with pytest.raises(KeyError):
        store.write(fails)
    assert store.read(days.total) == 0
    store.write(lambda connection: memories.insert(connection, [drafted("hedgehog")]))
    assert store.read(days.total) == 1
    store.close()


def test_what_was_given_before_closing_is_done(path: Path) -> None:
    writer = Writer(path)
    done: list[int] = []
    begun, slow = threading.Event(), threading.Event()

    def first(connection: Connection) -> None:
        begun.set()
        slow.wait()
        done.append(1)

    threads = [threading.Thread(target=writer.submit, args=(first,))]
    threads[0].start()
    begun.wait()
    threads.append(threading.Thread(target=writer.submit, args=(lambda connection: done.append(2),)))
    threads[1].start()
    while writer._jobs.empty():
        time.sleep(0.001)
    closer = threading.Thread(target=writer.close)
    closer.start()
    slow.set()
    for thread in [*threads, closer]:
        thread.join()
    assert done == [1, 2]


def test_a_log_that_cannot_be_folded_in_does_not_undo_the_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.writer.CHECKPOINT_BYTES", 1)
    store = Store(path)
    reader = Store(path)

    def work(connection: Connection) -> int:
        connection.execute("SELECT count(*) FROM memories").fetchone()
        (stored,) = store.write(lambda c: memories.insert(c, [drafted("hedgehog")]))
        return stored.seq

    assert reader.snapshot(work) == 1
    reader.close()
    store.close()


def test_an_error_of_the_disk_inside_a_job_is_said_in_ebbs_words(path: Path) -> None:
    def full(connection: Connection) -> None:
        raise OSError(28, "No space left on device")

    store = Store(path)
    with pytest.raises(DiskFull, match="nothing was changed"):
        store.write(full)
    store.close()
