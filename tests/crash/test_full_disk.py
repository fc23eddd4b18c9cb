"""A disk that is full: said in one sentence, nothing that was there is lost, and it works again once there is room."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import Ebb
from core.errors import DiskFull
from tests.unit.core.store.scene import FakeEmbedder, assert_sound, embed

ROOT = Path(__file__).parents[2]
LIMITED = """
import resource, signal, sys
from pathlib import Path
from app import Ebb
from core.errors import DiskFull
home = Path(sys.argv[1])
with Ebb.open(home, background=False) as ebb:
    ids = [ebb.add(f"before {number} " + "word " * 200) for number in range(20)]
    no_limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(file.stat().st_size for file in home.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 100_000, no_limit[1]))
    refused = 0
    for number in range(2000):
        try:
            ids.append(ebb.add(f"while {number} " + "word " * 200))
        except DiskFull as error:
            refused += 1
            sentence = str(error)
            if refused == 3:
                break
    try:
        ebb.add_many([{"text": f"many {number} " + "word " * 400} for number in range(400)])
    except DiskFull:
        refused += 1
    assert refused == 4, refused
    assert ebb.count() == len(ids), (ebb.count(), len(ids))
    resource.setrlimit(resource.RLIMIT_FSIZE, no_limit)
    ids.append(ebb.add("after"))
    assert ebb.count() == len(ids)
print(sentence)
print(*ids)
"""


def test_a_file_that_may_not_grow_is_a_full_disk(home: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", LIMITED, home], env=environment, capture_output=True, text=True
    )
    assert (done.stderr, done.returncode) == ("", 0)
    sentence, ids = done.stdout.splitlines()
    assert "nothing was changed" in sentence
    with Ebb.open(home, background=False) as ebb:
        texts = [ebb.get(id).text for id in ids.split()]
        assert texts[0].startswith("before 0 ")
        assert texts[-1] == "after"
        assert not any(text.startswith("many") for text in texts)
        assert ebb.count() == len(texts)
        assert_sound(ebb._store)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of three megabytes of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "ebb-test", str(folder)]
    try:
        mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("only who may mount can make a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_without_room_takes_nothing_in_and_loses_nothing(small_disk: Path) -> None:
    home, ballast = small_disk / "home", small_disk / "ballast"
    with Ebb.open(home, background=False) as ebb:
        ids = [ebb.add(f"before {number} " + "word " * 50) for number in range(20)]
        _fill(ballast)
        with pytest.raises(DiskFull, match="nothing was changed"):
            for number in range(200):
                ids.append(ebb.add(f"while {number} " + "word " * 50))
        with pytest.raises(DiskFull):
            ebb.backup(small_disk / "copy.db")
        assert not (small_disk / "copy.db").exists()
        assert ebb.count() == len(ids)
        assert ebb.get(ids[0]).text.startswith("before 0")
        ballast.unlink()
        ids.append(ebb.add("after"))
        assert embed(ebb._store, FakeEmbedder()) == len(ids)
        assert_sound(ebb._store)
    with Ebb.open(home, background=False) as ebb:
        assert {memory.id for memory in ebb.select()} == set(ids)


def test_closing_and_opening_on_a_full_disk_loses_nothing(small_disk: Path) -> None:
    home, ballast = small_disk / "home", small_disk / "ballast"
    with Ebb.open(home, background=False) as ebb:
        ids = ebb.add_many([{"text": f"before {number} " + "word " * 50} for number in range(100)])
        _fill(ballast)
    with Ebb.open(home, background=False) as ebb:
        assert {memory.id for memory in ebb.select()} == set(ids)
        ballast.unlink()
        ids.append(ebb.add("after"))
        assert_sound(ebb._store)


def test_no_memory_can_begin_on_a_full_disk_but_once_there_is_room_it_does(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    _fill(ballast)
    with pytest.raises(DiskFull) as raised:
        Ebb.open(small_disk / "home", background=False).add("hedgehog")
    assert raised.value.hint
    ballast.unlink()
    with Ebb.open(small_disk / "home", background=False) as ebb:
        ebb.add("hedgehog")
        assert_sound(ebb._store)


def test_an_erasure_without_room_to_rewrite_the_file_says_what_is_left(small_disk: Path) -> None:
    home, ballast = small_disk / "home", small_disk / "ballast"
    with Ebb.open(home, background=False) as ebb:
        ids = ebb.add_many([{"text": f"before {number} " + "word " * 1000} for number in range(60)])
        _fill(ballast, leaving=200_000)
        with pytest.raises(DiskFull, match="are gone, but"):
            ebb.forget(ids[:1], forever=True)
        assert ebb.count() == 59
        ballast.unlink()
        ebb.forget(ids[1:2], forever=True)
        assert_sound(ebb._store)
    everything = b"".join(file.read_bytes() for file in home.glob("ebb.db*"))
    assert b"before 0" not in everything
    assert b"before 2" in everything


def _fill(ballast: Path, leaving: int = 0) -> None:
    """Write until there is no room but for `leaving` bytes."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            size = file.tell()
    os.truncate(ballast, max(size - leaving, 0))
