"""A full disk: the capture says so within 15 seconds, spoils nothing, and goes on once there is room again."""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.capture.obstacles import LOW_BYTES
from core.store.store import Store
from tests.crash.capture_life import DAEMON, NOTICED, PATIENCE, READER, Life, life, noticed, send, wrongs
from tests.desktop.stage import Actor, Screens, cast, needs_screens, poem, screens
from tests.unit.core.store.scene import assert_sound

pytestmark = [needs_screens, pytest.mark.timeout(300)]
DISK_BYTES = LOW_BYTES + 40_000_000
LEFT_BYTES = 60_000
"""What a file may grow by before it may not any more: a few pages of the log."""


@pytest.fixture(scope="module")
def shown() -> Iterator[Screens]:
    """A desktop of one monitor, for the module."""
    with screens(((1024, 700),)) as started:
        yield started


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a line that is seen."""

    def printed(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}", flush=True)

    return printed


@pytest.fixture
def page(shown: Screens) -> Iterator[Actor]:
    """The only window."""
    with cast(shown) as actors:
        yield actors.window("Editor", "Letters", (20, 40, 600, 400), ("The tide comes in at noon.",))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little more room than the capture wants to see free."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "ebb-test", str(folder)]
    try:
        mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("only who may mount can make a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def begun(seen: Life) -> None:
    """Start, and wait until all is well."""
    seen.start()
    noticed(lambda: seen.reads("tide") and seen.is_well(), "the first reading", PATIENCE)


def unspoiled(seen: Life) -> None:
    """Check, while nobody writes, that nothing is half there."""
    survivors = seen.frozen()
    try:
        assert list(wrongs(seen)) == []
    finally:
        for pid in survivors:
            send(pid, signal.SIGCONT)


def ended_soundly(seen: Life) -> None:
    """End the capture, and check everything that was kept."""
    seen.started[0].terminate()
    seen.started[0].wait(PATIENCE)
    assert list(wrongs(seen)) == []
    assert seen.rows("PRAGMA integrity_check") == [("ok",)]
    store = Store(seen.home.db)
    assert_sound(store)
    store.close()


@pytest.mark.parametrize("left", [LOW_BYTES // 2, 0])
def test_a_disk_that_fills_up_shows_and_the_capture_goes_on_once_there_is_room(
    small_disk: Path, shown: Screens, page: Actor, say: Callable[[str], None], left: int
) -> None:
    ballast = small_disk / "ballast"
    with life(small_disk / "home", shown) as seen:
        begun(seen)
        page.say("A walrus comes just before.")
        fill(ballast, left)
        took = noticed(lambda: "disk is nearly full" in seen.problems(), "noticing")
        page.say("A heron comes in between.")
        noticed(lambda: age(seen) > 5, "nothing being looked at", PATIENCE)
        unspoiled(seen)
        ballast.unlink()
        page.say("A pelican comes at last.")
        noticed(seen.is_well, "being well again", 2 * PATIENCE)
        noticed(lambda: all(map(seen.reads, ("walrus", "heron", "pelican"))), "capturing again", 2 * PATIENCE)
        ended_soundly(seen)
    say(f"disk full, {left // 1_000_000} MB left: shows after {took:.1f} s")


def test_files_that_may_not_grow_show_though_the_disk_looks_empty(
    tmp_path: Path, shown: Screens, page: Actor, say: Callable[[str], None]
) -> None:
    with life(tmp_path / "home", shown) as seen:
        begun(seen)
        largest = max(path.stat().st_size for path in seen.home.root.glob("ebb.db*"))
        limit(seen, largest + LEFT_BYTES)
        lines = iter(poem(100_000))

        def shows() -> bool:
            page.lines([next(lines) for _ in range(20)])
            limit(seen, largest + LEFT_BYTES)
            return any(word in seen.problems() for word in ("cannot be kept", "ended"))

        noticed(shows, "noticing", PATIENCE)
        took = time.time() - seen.number("SELECT max(at) FROM frames") / 1e6
        assert took < NOTICED
        unspoiled(seen)
        limit(seen, resource.RLIM_INFINITY)
        page.lines(["A pelican comes at last."])
        noticed(lambda: seen.reads("pelican"), "capturing again", 2 * PATIENCE)
        noticed(lambda: not seen.waiting() and seen.is_well(), "being well again", 2 * PATIENCE)
        ended_soundly(seen)
    say(f"files that may not grow: shows {took:.1f} s after the last frame")


def age(seen: Life) -> float:
    """Seconds since the screens were looked at."""
    return float(seen.status()["last_frame_age_s"])


def limit(seen: Life, size: int) -> None:
    """Let the capture's processes write no file beyond this size in bytes."""
    for pid in seen.alive(DAEMON, READER):
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def fill(ballast: Path, leaving: int) -> None:
    """Take all the room of a disk but so many bytes."""
    disk = os.statvfs(ballast.parent)
    with ballast.open("wb", buffering=0) as file:
        os.posix_fallocate(file.fileno(), 0, max(disk.f_bavail * disk.f_frsize - max(leaving, 1 << 20), 1))
        if leaving:
            return
        with suppress(OSError):
            file.seek(0, os.SEEK_END)
            while file.write(b"x" * 4096):
                pass
