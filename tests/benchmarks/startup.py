"""Prints the CPU seconds of whole commands: `python tests/benchmarks/startup.py [--home DIR] [--runs N]`.

A home with many memories comes from `tests/benchmarks/store.py --keep`; without one, a small throw-away home is used.
Each figure is user and system time of the process with the children it waited for, the best and the median of N runs.
"""

import argparse
import fcntl
import os
import pty
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable
from pathlib import Path

EBB = Path(sys.executable).with_name("ebb")
ROWS, COLUMNS = 24, 80
QUIET = {"HF_HUB_OFFLINE": "1", "TERM": "xterm-256color"}


def cpu_of_command(home: Path, *arguments: str) -> float:
    """CPU seconds of one `ebb` command, its output thrown away; raises if it fails other than by finding nothing."""
    child = subprocess.Popen(
        [EBB, "--home", home, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=os.environ | QUIET,
    )
    return _cpu_once_ended(child.pid, allowed=(0, 1))


def cpu_of_first_paint(home: Path) -> float:
    """CPU seconds of `ebb` in a terminal of 80 by 24 from its start until it has painted once and ended."""
    pid, terminal = pty.fork()
    if not pid:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execve(EBB, [str(EBB), "--home", str(home)], os.environ | QUIET | {"EBB_EXIT_AFTER_PAINT": "1"})
    painted = _read_to_the_end(terminal)
    os.close(terminal)
    cpu = _cpu_once_ended(pid, allowed=(0,))
    if b"\x1b[" not in painted:
        sys.exit(f"ebb painted nothing: {painted.decode(errors='replace')}")
    return cpu


def _read_to_the_end(terminal: int) -> bytes:
    """Everything the child writes; the terminal ends with EIO on Linux and with nothing elsewhere."""
    read = b""
    try:
        while piece := os.read(terminal, 65536):
            read += piece
    except OSError:
        pass
    return read


def _cpu_once_ended(pid: int, allowed: tuple[int, ...]) -> float:
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in allowed:
        sys.exit(f"ebb ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime


def report(what: str, limit: float, runs: int, measure: Callable[[], float]) -> None:
    """Print one line of the table, after one run that warms the disk's cache and is not counted."""
    measure()
    seconds = sorted(measure() for _ in range(runs))
    print(f"{what:<44} {seconds[0]:6.3f} {statistics.median(seconds):8.3f} {limit:7.2f}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, help="a home with memories; it is read, not changed")
    parser.add_argument(
        "--query", default="what did we plan for the summer holiday", help="what `ebb search` looks for"
    )
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "home"
        cpu_of_command(small, "add", "We planned the summer holiday in May: a week by the sea.")
        home = options.home or small
        print(f"{'CPU seconds':<44} {'best':>6} {'median':>8} {'limit':>7}")
        report("ebb, first paint", 0.35, options.runs, lambda: cpu_of_first_paint(home))
        report("ebb add", 0.25, options.runs, lambda: cpu_of_command(small, "add", f"note {os.urandom(8).hex()}"))
        report("ebb search", 0.6, options.runs, lambda: cpu_of_command(home, "search", options.query))
        report("ebb --help", 0.25, options.runs, lambda: cpu_of_command(home, "--help"))


if __name__ == "__main__":
    main()
