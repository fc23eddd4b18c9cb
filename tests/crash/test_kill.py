"""Killed at any moment: nothing that was acknowledged is lost, nothing is half there, and it opens at once."""

import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import Ebb
from core.store import migrations
from core.store.connection import Connection
from core.store.store import Store
from core.store.vectors import pending_count
from tests.crash import ingest
from tests.unit.core.store.scene import FakeEmbedder, assert_sound, drafted
from tests.unit.core.store.schema_v1 import build

ROOT = Path(__file__).parents[2]
SIGKILLED = -signal.SIGKILL


class Victim:
    """The program that is killed, and what its children said before."""

    def __init__(self, program: str = ingest.__file__) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        assert self._process.stdout
        self._out = self._process.stdout.fileno()
        self._rest = b""

    def round(self, how: str, home: Path, seed: int, seconds: float) -> tuple[list[tuple[str, str]], int]:
        """Let a child work for so long, then kill it; returns what it acknowledged, and how it ended."""
        assert self._process.stdin
        self._process.stdin.write(f"{how} {home} {seed}\n".encode())
        self._process.stdin.flush()
        lines = [self._line()]
        child = int(lines[0].split()[1])
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and select.select([self._out], [], [], left)[0]:
            lines += self._read()
        os.kill(child, signal.SIGKILL)
        while not lines[-1].startswith("."):
            lines.append(self._line())
        said = [line.split() for line in lines if line[0] not in "!."]
        return [(id, name) for id, name in said], int(lines[-1].split()[1])

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _read(self) -> list[str]:
        """The whole lines there are; part of one is kept for later."""
        *whole, self._rest = (self._rest + os.read(self._out, 1 << 16)).split(b"\n")
        return [line.decode() for line in whole]

    def _line(self) -> str:
        """The next line; others that came with it are put back."""
        while b"\n" not in self._rest:
            piece = os.read(self._out, 1 << 16)
            assert piece, "the program ended"
            self._rest += piece
        line, self._rest = self._rest.split(b"\n", 1)
        return line.decode()


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    """The program, started once."""
    started = Victim()
    yield started
    started.close()


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a line that is seen."""

    def printed(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}", flush=True)

    return printed


def _assert_whole(ebb: Ebb, acknowledged: dict[str, str], seeds: set[int], *, batched: bool) -> int:
    """Everything acknowledged is there, and what is there is whole; returns how many memories there are."""
    held = {memory.id: memory for memory in ebb.select()}
    assert acknowledged.keys() <= held.keys()
    names = Counter(memory.text.split()[0] for memory in held.values())
    assert set(names.values()) <= {1}, "no text is there twice"
    for memory in held.values():
        name = memory.text.split()[0]
        assert memory.text.endswith(f" end-of-{name}")
        assert memory.tags == ("kept", "turn" if memory.source.thread else "note")
        assert acknowledged.get(memory.id, name) == name
    if batched:
        sizes = Counter(name.split("i")[0] for name in names)
        assert set(sizes.values()) <= {ingest.BATCH}, "a batch is there whole or not at all"
    assert {int(name[1:].split("b")[0]) for name in names} <= seeds
    return len(held)


@pytest.mark.parametrize(("how", "kills"), [("one", 40), ("batch", 40), ("embed", 20)])
def test_killed_while_it_takes_in(
    victim: Victim, tmp_path: Path, say: Callable[[str], None], how: str, kills: int
) -> None:
    random_ = random.Random(how)
    acknowledged: dict[str, str] = {}
    seeds: set[int] = set()
    total, opened, cut = 0, [], 0
    home = tmp_path / "home-0"
    for number in range(kills):
        if number % 10 == 0:
            home, acknowledged, seeds = tmp_path / f"home-{number}", {}, set()
        seeds.add(number)
        said, ended = victim.round(how, home, number, random_.uniform(0, 0.12))
        assert ended == SIGKILLED
        acknowledged |= dict(said)
        total += len(said)
        log = home / "ebb.db-wal"
        cut += log.exists() and log.stat().st_size > 0
        began = time.perf_counter()
        with Ebb.open(home, background=False) as ebb:
            count = ebb.count()
            opened.append(time.perf_counter() - began)
            assert _assert_whole(ebb, acknowledged, seeds, batched=how != "one") == count
            assert_sound(ebb._store)
            assert ebb._store.read(_pending) == count - ebb._store.read(_embedded)
    assert total > kills, "it was killed at its work"
    assert cut > kills // 3, "and left a log behind"
    say(f"{how}: {kills} kills, {total:,} acknowledged, none lost; opens in {max(opened) * 1000:.0f} ms at most")


def _pending(connection: Connection) -> int:
    return pending_count(connection, FakeEmbedder.name)


def _embedded(connection: Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM memories WHERE embedded_by > 0").fetchone()[0])


def test_killed_while_it_makes_the_first_file(victim: Victim, tmp_path: Path, say: Callable[[str], None]) -> None:
    random_, states = random.Random(1), Counter[str]()
    for number in range(15):
        home = tmp_path / f"home-{number}"
        said, _ = victim.round("one", home, number, random_.uniform(0, 0.02))
        file = home / "ebb.db"
        states["none" if not file.exists() else "empty" if not file.stat().st_size else "begun"] += 1
        with Ebb.open(home, background=False) as ebb:
            _assert_whole(ebb, dict(said), {number}, batched=False)
            id = ebb.add("It works again.")
            assert ebb.get(id).text == "It works again."
            assert_sound(ebb._store)
    say(f"first file: 15 kills, the file was {', '.join(f'{state} {count}' for state, count in states.items())}")


def test_killed_while_it_migrates(
    victim: Victim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, say: Callable[[str], None]
) -> None:
    random_, states = random.Random(2), Counter[str]()
    old = tmp_path / "old.db"
    build(old, [drafted(f"note {number} {'word ' * 200}", "t") for number in range(300)])
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, ingest.second))
    for number in range(15):
        home = tmp_path / f"home-{number}"
        home.mkdir()
        file = home / "ebb.db"
        shutil.copy(old, file)
        victim.round("migrate", home, number, random_.uniform(0, 0.15))
        copy = home / "ebb.db.before-2"
        states["copied" if copy.exists() else "untouched"] += 1
        store = Store(file)
        texts = store.read(lambda c: c.execute("SELECT text, length FROM memories ORDER BY seq").fetchall())
        assert [text.split()[1] for text, _ in texts] == [str(number) for number in range(300)]
        assert all(length == len(text) for text, length in texts)
        assert_sound(store)
        store.close()
        assert copy.read_bytes()[:16] == b"SQLite format 3\0"
        assert not list(home.glob(".*"))
    say(f"migration: 15 kills, {', '.join(f'{state} {count}' for state, count in states.items())}")
