"""The daemon and its reader killed at any moment: no picture without its row, no row without its picture, no pixel on
the disk before it was read, and after a restart everything that waited is read."""

import difflib
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from app.capture.spool import Spool
from app.screens.reader import MOST_STARTS
from core.ids import new_id
from core.store.store import Store
from tests.crash.capture_life import PATIENCE, READER, Life, frozen, life, noticed, send, wrongs
from tests.desktop.stage import Actor, Cast, Screens, cast, needs_screens, poem, screens
from tests.unit.core.store.scene import assert_sound

KILLS = int(os.environ.get("EBB_KILLS", "25"))
"""How often something is killed; 100 for the figure that is published."""
pytestmark = [needs_screens, pytest.mark.timeout(420 + 6 * KILLS)]
ALIKE = 0.85
"""The least likeness of a line that was read to one that was shown (difflib), so that a misread letter is no miss."""
BACKLOG = 10
"""How many frames may wait before the windows stand still."""
INK = (201, 0, 118)
"""A colour that nothing else on the desktop has."""
MONITORS = ((1280, 800),)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a line that is seen."""

    def printed(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}", flush=True)

    return printed


@pytest.fixture(scope="module")
def shown() -> Iterator[Screens]:
    """A desktop of one monitor, for the module."""
    with screens(MONITORS) as started:
        yield started


@pytest.fixture
def actors(shown: Screens) -> Iterator[Cast]:
    """The windows of one test."""
    with cast(shown) as opened:
        yield opened


@contextmanager
def bustle(actors: Cast, seen: Life, seed: int) -> Iterator[list[Actor]]:
    """Four windows, of which one changes every fifth of a second as long as the block lasts; they rest in between.

    On a busy machine they wait for the reader, which has the lowest priority.
    """
    chance, ended = random.Random(seed), threading.Event()
    windows = [
        actors.chat((20, 40, 560, 300)),
        actors.editor((620, 40, 560, 300)),
        actors.page((20, 400, 560, 300), poem(60)),
        actors.window("Terminal", "make test", (620, 400, 560, 300), poem(3), dark=True),
    ]
    lines = iter(poem(100_000, 1000))

    def change() -> None:
        while not ended.wait(0.2):
            if len(seen.spooled()) > BACKLOG:
                continue
            window = chance.choice(windows)
            if window is windows[2]:
                window.line(chance.randrange(10), next(lines))
            else:
                window.say(next(lines))
            if chance.random() < 0.05:
                window.title(f"{next(lines)} - {chance.choice(('Editor', 'Chat'))}")

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield windows
    finally:
        ended.set()
        thread.join(PATIENCE)


class Killer:
    """Kills at moments that its seed chooses, and looks at what that leaves behind."""

    def __init__(self, seen: Life, seed: int) -> None:
        self.seen = seen
        self.chance = random.Random(seed)
        self.found: list[str] = []
        self.counts: Counter[str] = Counter()
        self.waited: set[int] = set()
        self.struck: Counter[object] = Counter()  # how often a reader was killed at a frame
        self.daemon = seen.start()

    def kill(self) -> None:
        """Wait for a moment; kill the daemon, the reader or both; look, while the other stands still; start again."""
        moment = self.chance.choices(("early", "taking", "reading"), (1, 1, 2))[0]
        self._wait_for(moment)
        daemon, readers = [self.daemon.pid], self.seen.alive(READER)
        whom = self.chance.choices(("daemon", "reader", "both"), (3, 2, 3))[0] if readers else "daemon"
        victims = {"daemon": daemon, "reader": readers, "both": daemon + readers}[whom]
        for pid in victims:
            send(pid, signal.SIGKILL)
        self.counts[whom] += 1
        if whom != "daemon":
            self.struck[self.seen.begun()[0]] += 1
        if whom != "reader":
            self.daemon.wait(PATIENCE)
        self.look(f"kill {self.counts.total()} ({moment}, {whom})")
        if whom != "reader":
            self.daemon = self.seen.start()

    def look(self, when: str) -> None:
        """Let nobody write, and note what is wrong."""
        survivors = self.seen.frozen()
        try:
            self.found += [f"{when}: {one}" for one in wrongs(self.seen)]
            self.waited |= {row[0] for row in self.seen.rows("SELECT id FROM frames WHERE state = 'waiting'")}
        finally:
            for pid in survivors:
                send(pid, signal.SIGCONT)

    def _wait_for(self, moment: str) -> None:
        """Wait until something goes on, then a little; on a busy machine it may not come to that, and any moment does.

        How long is the one thing here that is left to chance.
        """
        if moment == "early":
            time.sleep(self.chance.uniform(0, 1.2))
            return
        what: Callable[[], object] = self.seen.spooled if moment == "taking" else self.seen.begun
        until = time.monotonic() + 3
        for _ in range(1 if moment == "taking" else self.chance.randint(1, 4)):
            before = what()
            while what() == before and time.monotonic() < until:
                time.sleep(0.002)
        time.sleep(self.chance.uniform(0, 0.03 if moment == "taking" else 0.2))


def test_killed_at_any_moment_no_file_is_without_a_row_no_row_without_a_file_and_the_queue_goes_on(
    tmp_path: Path, shown: Screens, actors: Cast, say: Callable[[str], None]
) -> None:
    with life(tmp_path / "home", shown) as seen:
        begun = time.monotonic()
        with bustle(actors, seen, 4) as windows:
            killer = Killer(seen, 4)
            for _ in range(KILLS):
                killer.kill()
            lasted = time.monotonic() - begun
        for number, window in enumerate(windows):
            window.say(f"At the very end the pelican {number} lands in the harbour.")
        wanted = {line for window in windows for line in window.shown()}
        took = noticed(lambda: not missing(seen, wanted), "reading what shows at the end", 4 * PATIENCE)
        took += noticed(lambda: not seen.waiting() and seen.is_well(), "being well again", 2 * PATIENCE)
        killer.look("the end")
        assert killer.found == []
        states = dict(seen.rows("SELECT state, count(*) FROM frames GROUP BY state"))
        say(f"{KILLS} kills in {lasted:.0f} s: {dict(killer.counts)}; frames: {states}, waiting: {len(killer.waited)}")
        say(f"the {len(wanted)} lines of the end were read and all was well {took:.0f} s later")
        lost = killer.waited - {row[0] for row in seen.rows("SELECT id FROM frames WHERE state = 'read'")}
        assert all(killer.struck[frame] >= MOST_STARTS for frame in lost), "given up are only those that always killed"
        killer.daemon.terminate()
        killer.daemon.wait(PATIENCE)
        assert not seen.spooled()
        files = sorted(path.relative_to(seen.home.screens).as_posix() for path in seen.home.screens.rglob("*.*"))
        assert files == [row[0] for row in seen.rows("SELECT file FROM frames WHERE file IS NOT NULL ORDER BY file")]
        assert seen.rows("PRAGMA integrity_check") == [("ok",)]
        store = Store(seen.home.db)
        assert_sound(store)
        store.close()


def test_pixels_that_were_not_read_lie_nowhere_in_the_home_and_a_start_puts_those_that_wait_in_order(
    tmp_path: Path, shown: Screens, actors: Cast
) -> None:
    page = actors.window("Editor", "Letters", (20, 40, 560, 300), ("The tide comes in at noon.",))
    with life(tmp_path / "home", shown) as seen:
        daemon = seen.start()
        noticed(lambda: seen.reads("tide") and not seen.waiting(), "the first reading", PATIENCE)
        frozen(seen.alive(READER))
        page.close()
        actors.window("Editor", "Plans", (20, 40, 560, 300), ("Here is a walrus.",), ground=INK)
        noticed(lambda: bool(seen.waiting()), "something that waits", PATIENCE)
        for pid in (daemon.pid, *seen.alive(READER)):
            send(pid, signal.SIGKILL)
        daemon.wait(PATIENCE)
        assert seen.spooled() and not holds_ink(seen)
        assert list(wrongs(seen)) == []
        folder = Spool(seen.home).folder
        for name in (f"{new_id()}.pixels", f"{new_id()}.part"):  # what a kill leaves between pixels and row, and before
            (folder / name).write_bytes(b"EBBSPOOL")
        seen.start()
        noticed(lambda: seen.spooled() <= seen.waiting() and not list(folder.glob("*.part")), "sweeping")
        noticed(lambda: seen.reads("walrus"), "reading what waited", PATIENCE)
        assert holds_ink(seen)


def holds_ink(seen: Life) -> bool:
    """Whether a file of the home holds pixels of the colour, raw or in a picture, or anything that the spool wrote."""
    red, green, blue = INK
    raw = [bytes(pixel) * 16 for pixel in ((blue, green, red, 0), (blue, green, red, 255), INK, INK[::-1])]
    for path in (path for path in seen.home.root.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if b"EBBSPOOL" in data or any(run in data for run in raw):
            return True
        if path.suffix == ".webp":
            with Image.open(path) as image:
                colours = image.convert("RGB").getcolors(image.width * image.height)
            if INK in {colour for _, colour in colours or ()}:
                return True
    return False


def missing(seen: Life, wanted: set[str]) -> list[str]:
    """Of these lines, those that no memory of the screen holds."""
    read = [str(row[0]) for row in seen.rows("SELECT text FROM memories WHERE kind = 'screen'")]
    held = {line for text in read for line in text.split("\n")}
    return [line for line in wanted if line not in held and not difflib.get_close_matches(line, held, 1, ALIKE)]
