"""Work that follows behind: found in the data, done by one at a time, never in a query's way, never lost."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from app import Ebb, pending
from app.minds import SharedEmbedder
from core.bench import Bench
from core.errors import ReadOnlyHome
from core.store import health, vectors
from core.store.connection import Connection
from core.store.lock import FileLock
from core.store.vectors import Due, Passage
from tests.unit.core.store.scene import FakeEmbedder, FakeEncoding, assert_sound

ROOT = Path(__file__).parents[3]


class Watched(FakeEmbedder):
    """A fake embedder that says what it is at; `gate` holds it up."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[int] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()

    def encode(self, texts: Sequence[str]) -> list[FakeEncoding]:
        self.calls.append(len(texts))
        self.entered.set()
        assert self.gate.wait(20)
        return super().encode(texts)


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "QUIET_SECONDS", 0.01)
    monkeypatch.setattr(pending, "RETRY_SECONDS", 0.02)


@pytest.fixture
def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[Ebb, Watched]]]:
    """Opens memories with a watched embedder; they are closed at the end."""
    all_opened: list[tuple[Ebb, Watched]] = []

    def open_(background: bool = True) -> tuple[Ebb, Watched]:
        embedder = Watched()
        with monkeypatch.context() as patch:
            patch.setattr("app.minds.Minds.embedder_name", lambda _: "fake")
            patch.setattr(pending.Pending, "wake", lambda _: None)
            ebb = Ebb.open(home, background=background)
        ebb._minds._embedder = SharedEmbedder(embedder)
        if background and ebb.pending():
            ebb._pending.wake()
        all_opened.append((ebb, embedder))
        return ebb, embedder

    yield open_
    for ebb, embedder in all_opened:
        embedder.gate.set()
        ebb.close()


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def test_what_is_added_is_embedded_behind(opened: Callable[..., tuple[Ebb, Watched]]) -> None:
    ebb, _ = opened()
    ids = ebb.add_many([{"text": f"note {number}"} for number in range(20)])
    _until(lambda: ebb.pending() == 0)
    ebb.edit(ids[0], text="another text")
    ebb.forget(ids[1:2])
    _until(lambda: ebb.pending() == 0)
    ebb.restore(ids[1:2])
    _until(lambda: ebb.pending() == 0)
    assert_sound(ebb._store)


def test_what_was_left_is_taken_up_when_it_is_opened_again(opened: Callable[..., tuple[Ebb, Watched]]) -> None:
    ebb, embedder = opened(background=False)
    ebb.add("hedgehog")
    assert ebb.pending() == 1
    assert embedder.calls == []
    ebb.close()
    again, _ = opened()
    _until(lambda: again.pending() == 0)


def test_settling_returns_when_nothing_is_left_and_says_how_far_it_is(
    opened: Callable[..., tuple[Ebb, Watched]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "SETTLE_BATCH", 4)
    ebb, embedder = opened(background=False)
    ebb.add_many([{"text": f"note {number}"} for number in range(10)])
    steps: list[tuple[int, int]] = []
    ebb.settle(lambda *step: steps.append(step))
    assert steps == [(0, 10), (4, 10), (8, 10), (10, 10)]
    assert embedder.calls == [4, 4, 2]
    assert ebb.pending() == 0
    ebb.settle()
    assert embedder.calls == [4, 4, 2]
    assert_sound(ebb._store)


def test_settling_can_be_stopped_and_keeps_what_is_done(
    opened: Callable[..., tuple[Ebb, Watched]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "SETTLE_BATCH", 4)
    ebb, embedder = opened(background=False)
    ebb.add_many([{"text": f"note {number}"} for number in range(10)])
    ebb.settle(cancelled=lambda: len(embedder.calls) == 1)
    assert ebb.pending() == 6


def test_adding_and_reading_do_not_wait_for_what_goes_on_behind(opened: Callable[..., tuple[Ebb, Watched]]) -> None:
    ebb, embedder = opened()
    embedder.gate.clear()
    first = ebb.add("hedgehog")
    assert embedder.entered.wait(20)
    second = ebb.add("badger")
    assert {memory.id for memory in ebb.recent()} == {first, second}
    assert ebb.pending() == 2
    embedder.gate.set()
    _until(lambda: ebb.pending() == 0)


def test_a_long_memory_is_embedded_in_small_helpings(opened: Callable[..., tuple[Ebb, Watched]]) -> None:
    ebb, embedder = opened()
    ebb.add("This is one sentence of many words in a long memory. " * 400)
    _until(lambda: ebb.pending() == 0)
    assert sum(embedder.calls) > 50
    assert max(embedder.calls) <= pending.BEHIND_BATCH
    assert_sound(ebb._store)


def test_closing_does_not_wait_for_the_end_of_a_long_memory(opened: Callable[..., tuple[Ebb, Watched]]) -> None:
    ebb, embedder = opened()
    embedder.gate.clear()
    ebb.add("This is one sentence of many words in a long memory. " * 400)
    assert embedder.entered.wait(20)
    closing = threading.Thread(target=ebb.close)
    closing.start()
    _until(ebb._pending._stopped.is_set)
    embedder.gate.set()
    closing.join()
    assert embedder.calls == [pending.BEHIND_BATCH]
    again, _ = opened(background=False)
    assert again.pending() == 1


def test_settling_takes_over_from_the_thread_behind(opened: Callable[..., tuple[Ebb, Watched]]) -> None:
    ebb, embedder = opened()
    embedder.gate.clear()
    ebb.add("This is one sentence of many words in a long memory. " * 400)
    ebb.add("hedgehog")
    assert embedder.entered.wait(20)
    settling = threading.Thread(target=ebb.settle)
    settling.start()
    _until(lambda: ebb._pending._settling > 0)
    embedder.gate.set()
    settling.join(20)
    assert not settling.is_alive()
    assert ebb.pending() == 0
    assert_sound(ebb._store)


def test_one_process_at_a_time_embeds_and_the_other_waits_for_it(opened: Callable[..., tuple[Ebb, Watched]]) -> None:
    ebb, embedder = opened(background=False)
    ebb.add("hedgehog")
    done = threading.Event()

    def settle() -> None:
        ebb.settle()
        done.set()

    with FileLock(ebb.home / "pending.lock", 0).held():
        thread = threading.Thread(target=settle)
        thread.start()
        assert not done.wait(0.05)
        assert embedder.calls == []
    thread.join(20)
    assert done.is_set()
    assert ebb.pending() == 0


def test_work_behind_goes_on_when_the_process_that_was_at_it_has_ended(
    opened: Callable[..., tuple[Ebb, Watched]],
) -> None:
    ebb, embedder = opened()
    with FileLock(ebb.home / "pending.lock", 0).held():
        ebb.add("hedgehog")
        _until(lambda: ebb._pending._thread is not None)
        assert embedder.calls == []
    _until(lambda: ebb.pending() == 0)


def test_work_behind_is_tried_again_after_an_error(
    opened: Callable[..., tuple[Ebb, Watched]], monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = threading.Event()
    whole = vectors.put

    def full_once(connection: Connection, model_name: str, embedded: Sequence[tuple[Due, Sequence[Passage]]]) -> int:
        if not failed.is_set():
            failed.set()
            raise OSError(28, "No space left on device")
        return whole(connection, model_name, embedded)

    monkeypatch.setattr("core.store.vectors.put", full_once)
    ebb, _ = opened()
    ebb.add("hedgehog")
    assert failed.wait(20)
    _until(lambda: ebb.pending() == 0)


def test_a_home_that_cannot_be_written_is_an_error_and_not_a_crash(
    opened: Callable[..., tuple[Ebb, Watched]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ebb, embedder = opened(background=False)
    ebb.add("hedgehog")

    def refused(path: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("core.store.lock.create_private", refused)
    with pytest.raises(ReadOnlyHome):
        ebb.settle()
    assert embedder.calls == []


def test_without_an_embedder_the_other_steps_are_taken(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.minds.Minds.embedder_name", lambda _: None)
    monkeypatch.setattr("app.minds.Minds.shared_embedder", lambda _: None)
    with Ebb.open(home, background=False) as ebb:
        ebb.add("hedgehog")
        assert ebb.pending() == 1
        ebb.settle()
        assert ebb.pending() == 0


def test_the_process_behind_embeds_all_and_ends_and_warns_of_nothing(home: Path) -> None:
    """The real one, with the real model."""
    code = """
import sys
from app import Ebb
from app.home import located
from app.pending import start_behind
with Ebb.open(sys.argv[1], background=False) as ebb:
    ebb.add("A hedgehog sleeps under the leaves.")
start_behind(located(sys.argv[1]))
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "error", "-c", code, str(home)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    with Ebb.open(home, background=False) as ebb:
        _until(lambda: ebb.pending() == 0)
        with FileLock(home / "pending.lock", 20).held():
            assert ebb._store.read(health.problems) == []


def test_a_memory_that_breaks_a_step_is_passed_over_and_holds_up_no_other(
    opened: Callable[..., tuple[Ebb, Watched]], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    from core.notes import step

    real = step.describe

    def describe(bench: Bench, size: int) -> int:
        texts = bench.store.read(
            lambda connection: connection.execute(
                "SELECT text FROM memories WHERE described = 0 ORDER BY seq DESC LIMIT ?", (size,)
            ).fetchall()
        )
        if ("the poison",) in texts:
            raise ZeroDivisionError
        return real(bench, size)

    monkeypatch.setattr(step, "describe", describe)
    ebb, _ = opened(background=False)
    ebb.add_many([{"text": text} for text in ("first note of all", "the poison", "last note of all")])
    ebb.settle()
    assert ebb.pending() == 0
    assert ebb.search("poison")[0].memory.text == "the poison"
    log = (home / "logs" / "behind.log").read_text()
    assert "ZeroDivisionError" in log
    assert "poison" not in log


def test_what_was_said_just_now_is_known_to_the_next_question(ebb: Ebb) -> None:
    ebb.add("I live in Porto.", kind="chat", source={"thread": "t", "author": "You"})
    ebb.add("I moved to Lisbon today.", kind="chat", source={"thread": "t", "author": "You"})
    answer = ebb.ask("Where do I live?", extractive=True)
    assert "Lisbon" in answer.text
