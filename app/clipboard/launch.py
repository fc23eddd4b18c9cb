"""Turning the watching of the clipboard on and off; the watcher is a process that outlives the command."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.capture import processes
from app.clipboard.seam import find_clipboard
from app.clipboard.watching import State, lock_of, read_state
from app.home import Home
from core.errors import CannotOpen, Locked
from core.store.store import Store

MODULE = "app.clipboard.watching"
START_SECONDS = 15.0
STOP_SECONDS = 5.0
_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Status:
    """Whether the clipboard is watched, and what the watcher said last; None if it never ran."""

    running: bool
    state: State | None


def status(home: Home) -> Status:
    """How the watching goes."""
    return Status(is_running(home), read_state(home))


def is_running(home: Home) -> bool:
    """Whether a watcher runs on this home."""
    if not (home.root / "clipboard.lock").exists():
        return False
    try:
        with lock_of(home, 0).held():
            return False
    except Locked:
        return True


def start(home: Home) -> bool:
    """Start watching, and wait until it does; False where it does already.

    Raises: NoDesktop, BadInput for settings that are wrong, CannotOpen's family.
    """
    if is_running(home):
        return False
    from app.config import load

    load(home.config)
    Store(home.db).close()
    find_clipboard(os.environ).close()
    command, environment = processes.module_command(MODULE, str(home.root))
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
        cwd=home.root,
        env=environment,
    )
    _wait_until(lambda: _watches(home, child.pid) or child.poll() is not None, START_SECONDS)
    if child.poll() is not None:
        state = read_state(home)
        why = state.problem if state and state.pid == child.pid else ""
        raise CannotOpen("Watching the clipboard did not start.", why)
    child.returncode = 0  # nobody waits for it, and Popen must not warn of that
    return True


def stop(home: Home) -> bool:
    """Stop watching; what was remembered stays. Returns whether it was on."""
    state = read_state(home)
    if not is_running(home) or state is None or not processes.runs(state.pid, MODULE):
        return False
    processes.end(state.pid)
    if not _wait_until(lambda: not is_running(home), STOP_SECONDS):
        processes.end(state.pid, signal.SIGKILL)
        _wait_until(lambda: not is_running(home), STOP_SECONDS)
    return True


def _watches(home: Home, pid: int) -> bool:
    state = read_state(home)
    return state is not None and state.pid == pid and is_running(home)


def _wait_until(so: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so, at most that long; returns whether it is."""
    until = time.monotonic() + seconds
    while not so():
        if time.monotonic() > until:
            return False
        time.sleep(_POLL_SECONDS)
    return True
