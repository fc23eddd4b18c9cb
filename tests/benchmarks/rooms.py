"""What the terminal app costs in a real tmux: `python tests/benchmarks/rooms.py [--home DIR] [--runs N] [--only PART]`.

Prints first paints, keys painted while an import runs, keys to results in Search, and memory; asserts nothing. DIR is a
home with many memories, as `tests/benchmarks/store.py --keep` leaves one; it is copied. Times are seconds of the clock,
from the moment that a key or command is handed to tmux to the moment that tmux has the words from the app, so that tmux
itself is counted too. For a cold start, the files of Python, the libraries, Ebb and the home are first dropped from the
page cache (those that another process has mapped stay in it).
"""

import argparse
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
COLUMNS, ROWS = 120, 40
PATIENCE = 120.0
"""Seconds to wait for words of the app."""
PAINTED = "rite down what comes to mind"
EMPTY = "Write down what comes to mind"
OPEN = " memories · "
"""What the status line says as soon as the memory is open."""
NOTES = 10_000
PAUSE = 0.04
"""Seconds from a painted key to the next, faster than people type."""
PROBES = 60
LETTERS = [sign for sign in map(chr, range(0x0430, 0x0530)) if sign.islower() and not unicodedata.decomposition(sign)]
"""Letters that nothing else on the screen has, and that a search takes for different ones."""
OCTAL = re.compile(rb"\\([0-7]{3})")


class Tmux:
    """A tmux server of its own with one pane, spoken to as a control client."""

    def __init__(self, folder: Path) -> None:
        self._socket = str(folder / "tmux")
        self._painted = bytearray()
        self._news = threading.Condition()
        shape = ("-x", str(COLUMNS), "-y", str(ROWS))
        self._tmux("new-session", "-d", *shape, "cat")
        self._tmux("set-option", "-g", "remain-on-exit", "on")
        self._client = subprocess.Popen(
            ["tmux", "-S", self._socket, "-C", "attach"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=environment(),
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self.tell(f"refresh-client -C {COLUMNS}x{ROWS}")

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-u", "-f", os.devnull, "-S", self._socket, *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment())
        return done.stdout.strip()

    def _listen(self) -> None:
        stream = self._client.stdout
        assert stream is not None
        for line in stream:
            if line.startswith(b"%output "):
                written = OCTAL.sub(lambda found: bytes([int(found[1], 8)]), line.split(b" ", 2)[2].rstrip(b"\n"))
                with self._news:
                    self._painted += written
                    self._news.notify_all()

    def tell(self, command: str) -> float:
        """Give tmux a command; returns when."""
        stream: IO[bytes] | None = self._client.stdin
        assert stream is not None
        with self._news:
            self._painted.clear()
        at = time.perf_counter()
        stream.write(command.encode() + b"\n")
        return at

    def run(self, command: Sequence[str | Path], background: bool = False) -> float:
        """Run a program in the pane, in place of the one that is there; returns when it was asked for.

        `background` lets Ebb embed and link behind the screen, which a home with stand-ins for vectors would go on with
        for long.
        """
        line = "exec " + shlex.join(map(str, command))
        work = "" if background else "-e EBB_WORK_BACKGROUND=false "
        return self.tell(f"respawn-pane -k {work}{shlex.quote(line)}")

    def press(self, key: str) -> float:
        """Press a key, in tmux's names; returns when."""
        return self.tell(f"send-keys {key}")

    def type(self, text: str) -> float:
        """Type a text; returns when."""
        return self.tell(f"send-keys -l {shlex.quote(text)}")

    def wait(self, *words: str) -> float:
        """Wait until the program has written one of these words since the last key or command; returns when."""
        wanted = [word.encode() for word in words]
        with self._news:
            if not self._news.wait_for(lambda: any(word in self._painted for word in wanted), PATIENCE):
                sys.exit(f"{words} never came; the screen says:\n{self.screen()}")
        return time.perf_counter()

    def written(self, word: str) -> bool:
        """Whether the program has written this word since the last key or command."""
        with self._news:
            return word.encode() in self._painted

    def screen(self) -> str:
        """What the pane shows."""
        return self._tmux("capture-pane", "-p")

    def sees(self, *words: str) -> None:
        """Wait until all these words stand on the screen."""
        deadline = time.monotonic() + PATIENCE
        while not all(word in (screen := self.screen()) for word in words):
            if time.monotonic() > deadline:
                sys.exit(f"{words} never came; the screen says:\n{screen}")
            time.sleep(0.02)

    def memory(self) -> dict[str, float]:
        """The memory of the pane's program in MB, by Linux's names."""
        status = Path(f"/proc/{self._tmux('display-message', '-p', '#{pane_pid}')}/status").read_text()
        return {name: int(kilobytes) / 1024 for name, kilobytes in re.findall(r"(\w+):\s+(\d+) kB", status)}

    def close(self) -> None:
        """End the server and all in it."""
        self._tmux("kill-server")
        self._client.wait()


def environment() -> dict[str, str]:
    """What tmux and the app run with."""
    kept = {name: value for name, value in os.environ.items() if name not in {"TMUX", "TMUX_PANE", "NO_COLOR"}}
    return kept | {"HF_HUB_OFFLINE": "1", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}


@contextmanager
def tmux() -> Iterator[Tmux]:
    """A tmux that is ended with the block."""
    with tempfile.TemporaryDirectory(prefix="ebb-tmux-") as folder:
        opened = Tmux(Path(folder))
        try:
            yield opened
        finally:
            opened.close()


def ebb(home: Path) -> list[str | Path]:
    """The command that opens the app on a home."""
    return [sys.executable, "-P", "-c", "from ui.cli.main import run; run()", "--home", home]


def first_paints(pane: Tmux, home: Path, runs: int, cold: bool) -> list[float]:
    """Milliseconds from the command to the first picture."""
    spans = []
    for _ in range(runs):
        pane.run(["sleep", "1000"])
        time.sleep(1)  # until the one before has closed its memory: nobody starts two at once
        if cold:
            forget_files(home)
        began = pane.run(ebb(home))
        spans.append(1000 * (pane.wait(PAINTED) - began))
        pane.sees(OPEN)
    return spans


def forget_files(home: Path) -> None:
    """Drop the files that a start reads from the page cache."""
    libraries = {Path(path).resolve() for path in sysconfig.get_paths().values()}
    folders = [*libraries, *(ROOT / name for name in ("app", "core", "models", "ui")), home]
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                forget_file(path)
    forget_file(Path(sys.executable).resolve())


def forget_file(path: Path) -> None:
    """Drop one file from the page cache, if it can be read."""
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(file)


def keys_painted(pane: Tmux, going_on: Callable[[], bool], most: int) -> list[float]:
    """Milliseconds from each key to its letter on the screen, typed into the line of Today as long as `going_on()`."""
    spans: list[float] = []
    while going_on() and len(spans) < most:
        letter = LETTERS[len(spans) % len(LETTERS)]
        if len(spans) % 60 == 59:  # the line is emptied before it is full
            pane.press("C-a")
            pane.press("C-k")
            pane.sees(EMPTY)
        began = pane.type(letter)
        spans.append(1000 * (pane.wait(letter) - began))
        time.sleep(PAUSE)
    return spans


def while_importing(pane: Tmux, folder: Path) -> dict[str, list[float]]:
    """Keys painted at rest, while an import of many notes runs as a job, and while what came in is embedded."""
    notes = folder / "notes"
    write_notes(notes)
    pane.run(ebb(folder / "small"), background=True)
    pane.sees(OPEN)
    pane.sees("a new memory")
    rest = keys_painted(pane, lambda: True, 100)
    begin_import(pane, notes)
    during = keys_painted(pane, lambda: "▶ Import" in pane.screen(), 2000)
    after = keys_painted(pane, lambda: True, 100)
    return {
        "key to paint, at rest": rest,
        "key to paint, 10k memories being imported": during,
        "key to paint, what was imported being embedded": after,
    }


def begin_import(pane: Tmux, notes: Path) -> None:
    """Import a folder as a person does: from the commands."""
    pane.press("C-p")
    pane.sees("Search for commands")
    pane.type("bring in notes")
    pane.sees("Import")
    time.sleep(0.5)  # the commands are looked through while one types
    pane.press("Enter")
    pane.sees("tab completes")
    pane.type(f"{notes}/")
    pane.press("Enter")
    pane.sees("▶ Import")


def write_notes(folder: Path) -> None:
    """Notes of some lines each, as an import of Markdown takes them."""
    sys.path.insert(0, str(ROOT))
    from tests.benchmarks.store import Writing

    folder.mkdir()
    for number, item in enumerate(Writing(11).items(NOTES)):
        (folder / f"{number:05}.md").write_text(f"# Note {number}\n\n{item['text']}\n", encoding="utf-8")


RECALLED = "↳"
"""What the chosen row begins its reasons with; what is seen at a glance has none until all of recall has answered."""


def keys_to_results(pane: Tmux, home: Path) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds from the key that ends a search of some words to its echo, to what only this key finds, and to all.

    All means: ranked by everything that recall goes by, for which the app waits until no further key comes.
    """
    sys.path.insert(0, str(ROOT))
    from tests.benchmarks.store import Writing

    pane.run(ebb(home))
    pane.sees(OPEN)
    pane.press("F3")
    pane.sees("Search everything")
    writing = Writing(2)
    echoes, results, all = [], [], []
    for number in range(PROBES):
        words = " ".join(writing.query().split()[4:7]) + " "
        pane.type(words)
        pane.sees(words.split()[-1])
        time.sleep(0.6)  # until nothing is being searched for
        began = pane.type(LETTERS[number])
        echoes.append(1000 * (pane.wait(LETTERS[number]) - began))
        results.append(1000 * (pane.wait(f"probe{number:02}") - began))
        all.append(1000 * (pane.wait(RECALLED) - began))
        pane.press("Escape")
        pane.sees("Search everything")
        time.sleep(0.3)
    return echoes, results, all


def plant(home: Path) -> None:
    """Add the memories that one letter finds, long ago, so that no list of the last ones has them."""
    sys.path.insert(0, str(ROOT))
    from app import Ebb

    when = datetime(2001, 1, 1, tzinfo=UTC)
    with Ebb.open(home, background=False) as memory:
        memory.add_many(
            [
                {"text": f"{LETTERS[number]} and nothing else", "title": f"probe{number:02}", "occurred_at": when}
                for number in range(PROBES)
            ]
        )


def memory_held(pane: Tmux, home: Path) -> dict[str, dict[str, float]]:
    """Memory with the home open: as Today stands, after each room was seen, and after searching."""
    pane.run(ebb(home))
    pane.sees(OPEN)
    time.sleep(3)
    found = {"Today": pane.memory()}
    for key in ("F3", "F4", "F5", "F6", "F7", "F8", "M-8", "M-9"):
        pane.press(key)
        time.sleep(1.5)
    found["every room seen"] = pane.memory()
    pane.press("F3")
    for words in ("people", "friend work", "what did we say about week"):
        pane.type(words)
        time.sleep(1.5)
        pane.press("Escape")
    found["searched"] = pane.memory()
    return found


def line(what: str, spans: Sequence[float], limit: str) -> None:
    """Print one line of the table of times."""
    if len(spans) < 2:
        print(f"{what:<50} {len(spans):>5}")
        return
    p50, p95 = statistics.median(spans), statistics.quantiles(spans, n=20)[18]
    figures = "".join(f" {figure:>8.1f}" for figure in (min(spans), p50, p95, max(spans)))
    print(f"{what:<50} {len(spans):>5}{figures} {limit:>8}", flush=True)


def measure(parts: set[str], home: Path | None, folder: Path, runs: int) -> None:
    """Measure these parts and print as it goes."""
    print(f"{os.getloadavg()[0]:.1f} processes wanted to run on {os.cpu_count()} processors in the last minute")
    print(f"{'milliseconds':<50} {'n':>5} {'least':>8} {'p50':>8} {'p95':>8} {'most':>8} {'limit':>8}", flush=True)
    shown = home or folder / "fresh"
    if "paint" in parts:
        with tmux() as pane:
            first_paints(pane, shown, 2, cold=False)
            line("first paint, warm", first_paints(pane, shown, runs, cold=False), "300")
            line("first paint, cold", first_paints(pane, shown, runs, cold=True), "600")
    if "import" in parts:
        with tmux() as pane:
            for what, spans in while_importing(pane, folder).items():
                line(what, spans, "50")
    if home and "search" in parts:
        plant(home)
        with tmux() as pane:
            echoes, results, all = keys_to_results(pane, home)
        line("key to paint in Search", echoes, "50")
        line("key to results in Search", results, "50")
        line("key to all of recall in Search", all, "")
    if home and "memory" in parts:
        with tmux() as pane:
            held = memory_held(pane, home)
        print(f"\n{'MB (limit 250)':<50} {'RSS':>8} {'of files':>8} {'own':>8}")
        for what, figures in held.items():
            print(f"{what:<50} {figures['VmRSS']:>8.0f} {figures['RssFile']:>8.0f} {figures['RssAnon']:>8.0f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, help="a home with many memories, of which a copy is used")
    parser.add_argument("--runs", type=int, default=15, help="how many first paints")
    parser.add_argument("--only", action="append", choices=["paint", "import", "search", "memory"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ebb-app-") as name:
        folder = Path(name)
        home = folder / "home" if options.home else None
        if home:
            shutil.copytree(options.home, home)
        measure(set(options.only or ("paint", "import", "search", "memory")), home, folder, options.runs)


if __name__ == "__main__":
    main()
