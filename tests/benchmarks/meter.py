"""What a running capture takes of the machine: CPU and memory of the daemon and of every process that belongs to it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

DAEMON, WATCH, READER = "app.capture.loop", "app.capture.supervision", "app.screens.reading"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a process takes: CPU seconds so far; megabytes that are resident, and its share of them (rss, pss)."""

    module: str
    cpu: float
    rss: float
    pss: float


def taken(root: int) -> dict[int, Taken]:
    """What a process and all that it started take now, by process."""
    found: dict[int, Taken] = {}
    try:
        processes = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
    except psutil.Error:
        return found
    for process in processes:
        try:
            command, times, sizes = process.cmdline(), process.cpu_times(), process.memory_full_info()
        except psutil.Error:
            continue
        module = next((one for one in (DAEMON, WATCH, READER) if one in command), "other")
        found[process.pid] = Taken(module, times.user + times.system, sizes.rss / 1e6, sizes.pss / 1e6)
    return found


ROWS = {
    "daemon": (DAEMON,),
    "its watch": (WATCH,),
    "together, without the reader": (DAEMON, WATCH, "other"),
    "together, with the reader": (DAEMON, WATCH, READER, "other"),
}
"""What is added up in each row of the table of memory: what runs these modules."""


class Meter:
    """Adds up CPU seconds of a capture, by the process that was started, and notes its largest memory."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._used: dict[int, tuple[str, float, float]] = {}
        self.largest = {row: [0.0, 0.0] for row in ROWS}
        self.begun = time.monotonic()
        for pid, one in taken(self._root).items():
            self._used[pid] = (one.module, one.cpu, one.cpu)

    def look(self) -> None:
        """Look at all of them at one moment."""
        now = taken(self._root)
        for pid, one in now.items():
            module, first, _ = self._used.get(pid, (one.module, 0.0, 0.0))
            self._used[pid] = (module, first, one.cpu)
        for row, modules in ROWS.items():
            sizes = [(one.rss, one.pss) for one in now.values() if one.module in modules]
            sums = [sum(column) for column in zip(*sizes, strict=True)] or [0.0, 0.0]
            self.largest[row] = [max(pair) for pair in zip(self.largest[row], sums, strict=True)]

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look once a second."""
        over = threading.Event()

        def work() -> None:
            while not over.wait(1):
                self.look()

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def percent(self) -> tuple[float, float]:
        """(without readers, readers) in percent of one core since the beginning."""
        passed = time.monotonic() - self.begun
        readers = sum(last - first for module, first, last in self._used.values() if module == READER)
        others = sum(last - first for module, first, last in self._used.values() if module != READER)
        return 100 * others / passed, 100 * readers / passed
