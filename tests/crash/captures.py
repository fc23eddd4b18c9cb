"""Lives of a process that keeps frames, each killed at a random moment; prints what was wrong after any of them.

Run as `python tests/crash/captures.py HOME KILLS SEED`. The process that imports everything once forks each life.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image

from app.capture.spool import Spool
from app.config import Capture, Config, Work
from app.home import Home, prepare
from app.screens.browsing import Screens
from app.screens.keeping import Keeping
from app.screens.pictures import frame_of
from core.screen.frame import Line, Rect, Sighting, View, Window
from core.store.store import Store

SIZE = Rect(0, 0, 160, 120)
EARLY = 0.2
"""The share of lives that are killed while they put right what the last one left."""
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONFIG = Config(work=Work(background=False), capture=Capture(gigabytes=0.00006))


def live(home: Home, seed: int, ready: int) -> None:
    """Keep, drop, forget and tidy for ever; says through `ready` once it has put right what the last life left."""
    chance = random.Random(seed)
    store, spool = Store(home.db, synchronous="NORMAL"), Spool(home)
    keeping, screens = Keeping(store, home, CONFIG), Screens(store, home, CONFIG)
    keeping.sweep(spool)
    os.write(ready, b".")
    at = START + timedelta(hours=seed)
    while True:
        at += timedelta(seconds=1)
        for _ in range(chance.randint(1, 2)):
            seen = sighting(chance, at)
            keeping.open_frame(seen, "rule", spool.put(seen))
        for waits in keeping.waiting(2):
            read(chance, keeping, spool, waits.id, waits.spool)
        if chance.random() < 0.05:
            screens.erase(screens.wanted(since=at - timedelta(seconds=chance.randint(1, 20))))
        if chance.random() < 0.1:
            keeping.keep_within_budget(at)
        if chance.random() < 0.1:
            keeping.close_episodes(at, everything=True)


def sighting(chance: random.Random, at: datetime) -> Sighting:
    """Something new in one of three windows: all of it, or a band."""
    pixels = np.frombuffer(chance.randbytes(SIZE.area * 4), np.uint8).reshape(SIZE.height, SIZE.width, 4)
    name = chance.choice(("editor", "mail", "terminal"))
    key = chance.random() < 0.4
    bands = (SIZE,) if key else (Rect(0, 20, 160, 20), Rect(40, 60, 60, 20))
    return Sighting(View(Window(name, name, name, SIZE), "one", SIZE, pixels), at, bands, key)


def read(chance: random.Random, keeping: Keeping, spool: Spool, frame: int, name: str) -> None:
    """What the reader does with a frame."""
    if chance.random() < 0.1:
        keeping.drop(frame)
    else:
        words = f"line {chance.randrange(10**6)} of what was seen"
        lines = [Line(words, Rect(2, 22, 150, 16), (), 0.9)]
        keeping.finish(frame, lines, spool.load(name).pixels, reader="test", masked=0)
    spool.drop(name)


def wrongs(home: Home) -> Iterator[str]:
    """What no kill may leave behind."""
    store = Store(home.db)
    try:
        rows = store.read(lambda c: c.execute("SELECT id, state, file, bytes FROM frames").fetchall())
        doomed = {row[0] for row in store.read(lambda c: c.execute("SELECT file FROM doomed_files").fetchall())}
        bare = "SELECT count(*) FROM memories m WHERE NOT EXISTS (SELECT 1 FROM screen_episodes e WHERE e.seq = m.seq)"
        if orphans := store.read(lambda c: c.execute(bare).fetchone()[0]):
            yield f"{orphans} memories without an episode"
    finally:
        store.close()
    files = {path.relative_to(home.screens).as_posix() for path in home.screens.rglob("*") if path.is_file()}
    named = {file: size for _, _, file, size in rows if file}
    for file, size in named.items():
        if file not in files or not whole(home.screens / file, size):
            yield f"a row without its whole file: {file}"
    waiting = {id for id, state, _, _ in rows if state == "waiting"}
    for file in files - named.keys() - doomed:
        if frame_of(file) not in waiting:
            yield f"a file without a row: {file}"


def whole(path: Path, size: int) -> bool:
    """Whether a picture can be read to its end."""
    if path.stat().st_size != size:
        return False
    with Image.open(path) as image:
        image.load()
    return True


def recovered(home: Home) -> Iterator[str]:
    """What is still wrong after a start, and whether the queue goes on."""
    store, spool = Store(home.db), Spool(home)
    keeping = Keeping(store, home, CONFIG)
    keeping.sweep(spool)
    if {one.spool for one in keeping.waiting(10_000)} != set(spool.ids()):
        yield "frames and pixels that wait do not match"
    for one in keeping.waiting(10_000):
        if not keeping.finish(one.id, [], spool.load(one.spool).pixels, reader="test", masked=0):
            yield "a frame that waited was not finished"
        spool.drop(one.spool)
    files = sorted(path.relative_to(home.screens).as_posix() for path in home.screens.rglob("*") if path.is_file())
    named = store.read(lambda c: [row[0] for row in c.execute("SELECT file FROM frames WHERE file > '' ORDER BY file")])
    if files != named:
        yield f"files and rows differ: {sorted(set(files) ^ set(named))}"
    if bad := store.read(lambda c: c.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
        yield f"the database is damaged: {bad}"
    store.close()
    spool.clear()


def killed(home: Home, life: int, chance: random.Random) -> bool:
    """Let one life go on for a moment, or only begin, and kill it; whether it lived until then."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            live(home, life, writing)
        finally:
            os._exit(1)
    os.close(writing)
    if chance.random() < EARLY:
        time.sleep(chance.uniform(0.0, 0.03))
    else:
        os.read(reading, 1)
        time.sleep(chance.uniform(0.0, 0.08))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    return os.WIFSIGNALED(status)


def main(root: str, kills: int, seed: int) -> None:
    """Kill as often, and say what came of it."""
    home, chance = prepare(Home(Path(root))), random.Random(seed)
    found: list[str] = []
    for life in range(kills):
        if not killed(home, life, chance):
            found.append(f"life {life} ended by itself")
        found += wrongs(home) if home.db.exists() else ()
    store = Store(home.db)
    frames = store.read(lambda c: c.execute("SELECT max(id) FROM frames").fetchone()[0])
    store.close()
    found += recovered(home)
    print(json.dumps({"wrong": found, "frames": frames}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
