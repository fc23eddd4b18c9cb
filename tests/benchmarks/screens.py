"""What the capture of the screen sees, leaves out and costs: `python -m tests.benchmarks.screens [PART ...]`.

Runs the real daemon and reader on a virtual desktop of two monitors whose windows play a script, and prints a table for
each part; asserts nothing. Parts: `changes` (of scripted lines, how many can be found; of forbidden windows, how much
is on disk), `cost` (CPU and memory of every process that capturing takes, and delay, while nothing moves and while
somebody types), `day` (bytes of a working day, time-compressed and extrapolated to eight hours), `alarms` (how soon a
broken capture shows). Without a part, all.
"""

import argparse
import difflib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.meter import DAEMON, WATCH, Meter
from tests.desktop.stage import Actor, Cast, Screens, cast, poem, screens

ROOT = Path(__file__).parents[2]
WORDS = (
    "harbour lantern copper willow ledger morning ferry garden violin parcel winter kitchen anchor bridge candle "
    "meadow orchard pepper quarry ribbon saddle timber umber valley walnut yarrow beacon cinder dapple ember"
).split()
FORBIDDEN = (255, 0, 170)
"""The ground of windows that must not be captured: a colour that nothing else has."""
SECRET_WORD = "zanzibar"
"""Stands in every line of them, and nowhere else."""
ALIKE = 0.85
"""The least likeness of a line that was read to one that was shown (difflib), so that a misread letter is no miss."""
DAY_HOURS = 8


@dataclass(slots=True)
class Watched:
    """A running capture: its home, its desktop, and the process that was started: the daemon or its watch."""

    home: Path
    shown: Screens
    environment: dict[str, str]
    daemon: "subprocess.Popen[bytes]"

    def status(self) -> dict[str, Any]:
        """What `ebb capture status --json` says."""
        command = [sys.executable, "-m", "ui.cli.main", "--home", str(self.home), "capture", "status", "--json"]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        return dict(json.loads(done.stdout))

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the database, as another program sees them."""
        with closing(sqlite3.connect(f"file:{self.home / 'ebb.db'}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    def drained(self, patience: float = 120.0) -> bool:
        """Wait until everything that was kept has been read."""
        return until(lambda: not self.rows("SELECT 1 FROM frames WHERE state = 'waiting' LIMIT 1"), patience)

    def reader(self) -> int | None:
        """The reader's process, if one lives."""
        try:
            pid = int(json.loads((self.home / "reader.json").read_text())["pid"])
        except (OSError, ValueError, KeyError):
            return None
        return pid if Path(f"/proc/{pid}").exists() else None


def until(so: Callable[[], Any], patience: float) -> bool:
    """Wait until something is so, at most that many seconds; returns whether it is."""
    end = time.monotonic() + patience
    while not so():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


@contextmanager
def watched(folder: Path, name: str, module: str = DAEMON) -> Iterator[tuple[Watched, Cast]]:
    """A capture that has begun on a desktop without windows; ended at the end, home left."""
    home = folder / name
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text("[work]\nbackground = false\n[capture]\nidle = 100000.0\n")
    (home / "capture-wanted.json").write_text('{"wanted": true, "paused": false, "until": null}')
    with screens() as shown, cast(shown) as actors:
        environment = shown.environment | {"PYTHONPATH": str(ROOT)}
        daemon = subprocess.Popen([sys.executable, "-m", module, str(home)], cwd=ROOT, env=environment)
        found = Watched(home, shown, environment, daemon)
        try:
            until((home / "capture.json").exists, 20)
            yield found, actors
        finally:
            daemon.send_signal(signal.SIGCONT)
            daemon.terminate()
            daemon.wait(30)


# Changes


@dataclass(frozen=True, slots=True)
class Change:
    """A line that came onto the screen: how, and what it says."""

    kind: str
    text: str


class Author:
    """Writes lines that are all different."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def line(self, words: int = 5) -> str:
        """Some words and a number."""
        return f"{' '.join(self._chance.choices(WORDS, k=words))} {self._chance.randrange(1000, 99999)}"


def play_changes(actors: Cast, rounds: int, seconds: float) -> list[Change]:
    """Play the script: one round each so many seconds; returns what came onto the screen, one line a change."""
    author, changes = Author(7), []
    editor = actors.editor((40, 60, 900, 480))
    chat = actors.chat((1000, 60, 800, 500))
    page = actors.page((40, 600, 900, 440), [author.line(7) for _ in range(900)])
    log = actors.window("Terminal", "make test", (1980, 600, 900, 420), [author.line()], dark=True, size=12)
    for actor in (actors.clock(), actors.spinner(), actors.video((2900, 300, 640, 480))):
        actor.animate(fps=5)
    editor.animate("caret", fps=2)
    shut: list[Actor] = []
    time.sleep(3)
    for number in range(rounds):
        begun = time.monotonic()
        changes += play_round(number, author, editor, chat, page, log)
        if number % 10 == 4:
            shut = open_forbidden(actors, author)
        if number % 10 == 8:
            for actor in shut:
                actor.close()
        time.sleep(max(seconds - (time.monotonic() - begun), 0))
    time.sleep(6)
    return changes


def play_round(number: int, author: Author, editor: Actor, chat: Actor, page: Actor, log: Actor) -> list[Change]:
    """One round: a typed line, a chat line, a changed line of the page, a line of a log; now and then a scroll."""
    made = []
    typed = author.line()
    editor.type(typed + "\n", pace=0.03)
    made.append(Change("typing", typed))
    said = f"{number // 60 + 9:02d}:{number % 60:02d} Ida: {author.line()}"
    chat.say(said)
    made.append(Change("chat", said))
    logged = author.line()
    log.say(logged)
    made.append(Change("log", logged))
    if number % 4 == 3:
        before = set(page.shown())
        page.scroll(9)
        made += [Change("scrolling", line) for line in page.shown() if line not in before]
    else:
        changed = author.line(7)
        first = json.loads(json.dumps(page.shown()))
        page.line(number // 4 * 9 + 3 + number % 4, changed)
        made += [Change("page", changed)] if changed in page.shown() and changed not in first else []
    return made


def open_forbidden(actors: Cast, author: Author) -> list[Actor]:
    """A private window over others on the right, a password prompt over others on the left, a lone popup."""
    lines = [f"{SECRET_WORD} {author.line()}" for _ in range(12)]
    return [
        actors.private((2100, 500, 700, 400), lines, ground=FORBIDDEN),
        actors.password((300, 200, 420, 160), ground=FORBIDDEN),
        actors.window(None, "", (1200, 300, 300, 200), lines[:4], popup=True, ground=FORBIDDEN),
    ]


def measure_changes(folder: Path, rounds: int) -> None:
    """How many of the changes can be found, and how much of what is forbidden."""
    with watched(folder, "changes") as (seen, actors):
        changes = play_changes(actors, rounds, 3.0)
        seen.drained()
        lines = {str(text) for (text,) in seen.rows("SELECT DISTINCT text FROM screen_lines")}
        frames, kept = seen.rows("SELECT count(*), sum(bytes) FROM frames")[0]
    print(f"\nscripted changes, {rounds} rounds, {frames} frames, {kept / 1e6:.1f} MB")
    print("| change | lines | captured | missed |")
    missed = [change for change in changes if not is_found(change.text, lines)]
    for kind in dict.fromkeys(change.kind for change in changes):
        of_kind = [change for change in changes if change.kind == kind]
        lost = sum(change.kind == kind for change in missed)
        print(f"| {kind} | {len(of_kind)} | {1 - lost / len(of_kind):.2%} | {lost} |")
    print(f"| all | {len(changes)} | {1 - len(missed) / len(changes):.2%} | {len(missed)} |")
    for change in missed[:10]:
        print(f"  missed: {change.kind}: {change.text}")
    pixels, pictures = forbidden_pixels(seen.home)
    print(f"of what is forbidden: {pixels} pixels in {pictures} pictures, its word in {traces(seen.home)} files")


def is_found(text: str, lines: set[str]) -> bool:
    """Whether a line was read, a misread letter allowed."""
    if text in lines:
        return True
    number = text.rsplit(maxsplit=1)[-1]
    near = [line for line in lines if number[:3] in line or number[-3:] in line] or list(lines)
    return any(text in line or difflib.SequenceMatcher(None, text, line).ratio() >= ALIKE for line in near)


def forbidden_pixels(home: Path) -> tuple[int, int]:
    """Pixels of the forbidden colour, within the loss of a lossy picture, over all pictures on disk."""
    import numpy as np
    from PIL import Image

    found = pictures = 0
    for file in (home / "screens").rglob("*.webp"):
        with Image.open(file) as image:
            pixels = np.asarray(image.convert("RGB")).astype(np.int16)
        found += int((np.abs(pixels - np.array(FORBIDDEN)).max(axis=2) < 24).sum())
        pictures += 1
    return found, pictures


def traces(home: Path) -> int:
    """Files of the home that hold the word of the forbidden windows."""
    files = [file for file in home.rglob("*") if file.is_file()]
    return sum(SECRET_WORD.encode() in file.read_bytes().lower() for file in files)


# Cost


def measure_cost(folder: Path, minutes: float) -> None:
    """CPU and memory, first while nothing moves, then while somebody types; then how soon a line can be found."""
    with watched(folder, "cost", WATCH) as (seen, actors):
        editor = actors.editor((40, 60, 1000, 800), poem(12))
        actors.page((1960, 60, 1200, 900))
        until(lambda: seen.rows("SELECT count(*) FROM frames WHERE state = 'read'")[0][0] >= 2, 60)
        seen.drained()
        until(lambda: seen.reader() is None, 200)
        print(f"\ncost, {minutes:g} minutes each")
        meter = Meter(seen.daemon.pid)
        with meter.looking():
            time.sleep(minutes * 60)
        report("static screen", meter)
        author = Author(3)
        meter = Meter(seen.daemon.pid)
        stop = time.monotonic() + minutes * 60
        with meter.looking():
            while time.monotonic() < stop:
                editor.type(author.line(8) + "\n", pace=0.2)
        report("typing, 5 keys a second", meter)
        seen.drained()
        measure_delay(seen, actors, author)


def report(what: str, meter: Meter) -> None:
    """Two tables: CPU, and the largest memory seen at any look."""
    daemon, reader = meter.percent()
    print(f"\n{what}\n| CPU of one core | daemon | reader | together |")
    print(f"| {what} | {daemon:.2f} % | {reader:.2f} % | {daemon + reader:.2f} % |")
    print("| largest memory | RSS | PSS |")
    for row, (rss, pss) in meter.largest.items():
        print(f"| {row} | {rss:.1f} MB | {pss:.1f} MB |", flush=True)


def is_indexed(seen: Watched, word: str) -> bool:
    """Whether a search by words finds it."""
    return bool(seen.rows("SELECT count(*) FROM memory_index WHERE memory_index MATCH ?", f'"{word}"')[0][0])


def measure_delay(seen: Watched, actors: Cast, author: Author, times: int = 12) -> None:
    """Seconds from a line on the screen, and from its frame, until words find it."""
    chat = actors.chat((1100, 500, 700, 400))
    time.sleep(5)
    whole, grabbed = [], []
    for _ in range(times):
        line = author.line()
        number = line.rsplit(maxsplit=1)[-1]
        chat.say(line)
        begun = time.time()
        if until(partial(is_indexed, seen, number), 30):
            whole.append(time.time() - begun)
            frame = seen.rows(
                "SELECT f.at FROM screen_lines l JOIN frames f ON f.id = l.frame WHERE l.text LIKE ?", f"%{number}%"
            )
            grabbed.append(time.time() - min(row[0] for row in frame) / 1e6 if frame else float("nan"))
        time.sleep(1.5)
    whole.sort(), grabbed.sort()
    found = f"{len(whole)} of {times} lines"
    print(f"from the screen to found: median {whole[len(whole) // 2]:.1f} s, worst {whole[-1]:.1f} s ({found})")
    print(f"from the grab to found: median {grabbed[len(grabbed) // 2]:.1f} s, worst {grabbed[-1]:.1f} s")


# A day


def measure_day(folder: Path, minutes: float) -> None:
    """Bytes of a working day: typing, chatting, scrolling, a log, breaks, in turn, each as long as on a real day."""
    with watched(folder, "day") as (seen, actors):
        author = Author(11)
        editor = actors.editor((40, 60, 1100, 900), poem(10))
        page = actors.page((1960, 60, 1200, 900), [author.line(8) for _ in range(3000)])
        chat = actors.chat((1200, 60, 680, 500))
        begun, turn = time.monotonic(), 0
        while time.monotonic() - begun < minutes * 60:
            play_turn(turn, author, editor, page, chat)
            turn += 1
        hours = (time.monotonic() - begun) / 3600
        seen.drained()
        frames, pictures = seen.rows("SELECT count(*), coalesce(sum(bytes), 0) FROM frames")[0]
        memories = seen.rows("SELECT count(*) FROM memories WHERE kind = 'screen'")[0][0]
    database = sum(file.stat().st_size for file in seen.home.glob("ebb.db*"))
    day = DAY_HOURS / hours
    print(f"\na day of {DAY_HOURS} hours, from {60 * hours:.1f} minutes of {frames} frames, {memories} memories")
    print("| | measured | a day |")
    print(f"| pictures | {pictures / 1e6:.2f} MB | {pictures * day / 1e6:.0f} MB |")
    print(f"| text and index | {database / 1e6:.2f} MB | {database * day / 1e6:.0f} MB |")


def play_turn(turn: int, author: Author, editor: Actor, page: Actor, chat: Actor) -> None:
    """Half a minute of typing and thinking, reading by scrolling, a chat line or two, or nothing."""
    kind = turn % 6
    if kind in (0, 1, 3):
        editor.front()
        for _ in range(3):
            editor.type(author.line(8) + "\n", pace=0.12)
            time.sleep(2)
    elif kind == 2:
        page.front()
        for _ in range(6):
            page.scroll(8)
            time.sleep(4)
    elif kind == 4:
        chat.front()
        for _ in range(4):
            chat.say(f"Ida: {author.line()}")
            time.sleep(5)
    else:
        time.sleep(25)


# Alarms


def measure_alarms(folder: Path) -> None:
    """Seconds until a broken capture shows in the status."""
    print("\nalarms\n| what happens | shows after | as |")
    for what, breaking in BREAKINGS.items():
        with watched(folder, f"alarm-{what.split()[0]}") as (seen, actors):
            editor = actors.editor(lines=poem(5))
            until(lambda seen=seen: not seen.status()["problems"], 30)  # type: ignore[misc]
            begun = time.monotonic()
            mend = breaking(seen, editor)
            shows = until(lambda seen=seen: seen.status()["problems"], 30)  # type: ignore[misc]
            passed = time.monotonic() - begun
            problems = seen.status()["problems"]
            mend()
            print(
                f"| {what} | {f'{passed:.1f} s' if shows else 'never'} | {problems[0] if problems else ''} |",
                flush=True,
            )


def _kill_server(seen: Watched, _: Actor) -> Callable[[], None]:
    seen.shown.kill()
    return lambda: None


def _stop_daemon(seen: Watched, _: Actor) -> Callable[[], None]:
    seen.daemon.send_signal(signal.SIGSTOP)
    return lambda: seen.daemon.send_signal(signal.SIGCONT)


def _kill_daemon(seen: Watched, _: Actor) -> Callable[[], None]:
    seen.daemon.kill()
    return lambda: None


def _stop_reader(seen: Watched, editor: Actor) -> Callable[[], None]:
    editor.type("something to read\n")
    until(lambda: seen.reader() is not None, 30)
    pid = seen.reader()
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    return lambda: os.kill(pid, signal.SIGCONT)


def _freeze_server(seen: Watched, _: Actor) -> Callable[[], None]:
    seen.shown.freeze()
    return lambda: seen.shown.freeze(False)


BREAKINGS: dict[str, Callable[[Watched, Actor], Callable[[], None]]] = {
    "X server is killed": _kill_server,
    "frozen X server": _freeze_server,
    "stopped daemon (SIGSTOP)": _stop_daemon,
    "killed daemon (SIGKILL)": _kill_daemon,
    "reader is stopped (SIGSTOP)": _stop_reader,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], "changes", "cost", "day", "alarms"], metavar="PART")
    parser.add_argument("--minutes", type=float, default=10.0, help="of each of the two halves of cost, and of day")
    parser.add_argument("--rounds", type=int, default=100, help="of changes, three seconds each")
    given = parser.parse_args(arguments)
    parts = given.parts or ["changes", "cost", "day", "alarms"]
    with tempfile.TemporaryDirectory(prefix="ebb-screens-") as name:
        folder = Path(name)
        if "changes" in parts:
            measure_changes(folder, given.rounds)
        if "cost" in parts:
            measure_cost(folder, given.minutes)
        if "day" in parts:
            measure_day(folder, given.minutes)
        if "alarms" in parts:
            measure_alarms(folder)


if __name__ == "__main__":
    main()
