"""Processes of this machine: whether one lives, is stopped, and which module of Ebb it runs."""

import os
import signal
from contextlib import suppress
from pathlib import Path

_STATES_STOPPED = ("T", "t")
_STATES_DEAD = ("Z", "X", "")


def state_of(pid: int) -> str:
    """The letter that Linux gives a process's state (proc(5)), "" for one that is not there."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        return text.rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return _asked(pid) if not Path("/proc/self").exists() else ""


def is_alive(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    return pid > 0 and state_of(pid) not in _STATES_DEAD


def is_stopped(pid: int) -> bool:
    """Whether a process stands still because of a signal."""
    return pid > 0 and state_of(pid) in _STATES_STOPPED


def runs(pid: int, module: str) -> bool:
    """Whether a process is a Python that runs this module; False where nobody can tell."""
    try:
        parts = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return any(pair == (b"-m", module.encode()) for pair in zip(parts, parts[1:], strict=False))


def end(pid: int, kind: signal.Signals = signal.SIGTERM) -> None:
    """Ask a process to end; a stopped one is let go on, so that it can. One that is not there is no error."""
    for one in (kind, signal.SIGCONT):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, one)


def module_command(module: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command line and environment that run a module of Ebb with the modules found here, never others."""
    import sys

    paths = os.pathsep.join(filter(None, sys.path))
    return [sys.executable, "-P", "-m", module, *arguments], {**os.environ, "PYTHONPATH": paths}


def _asked(pid: int) -> str:
    """The same where there is no /proc."""
    import psutil

    try:
        status = psutil.Process(pid).status()
    except psutil.Error:
        return ""
    return {psutil.STATUS_STOPPED: "T", psutil.STATUS_ZOMBIE: "Z", psutil.STATUS_DEAD: "X"}.get(status, "S")
