"""Turning the capture on and off: the daemon is a process of its own that outlives the command."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from app.capture import control, processes
from app.capture.desktop.seam import find_desktop
from app.capture.health import STALE, Health, health, is_running
from app.capture.spool import Spool
from app.capture.state import read_daemon
from app.config import load
from core.clock import utc_now
from core.errors import CannotOpen
from core.store.store import Store

if TYPE_CHECKING:
    from app.home import Home

MODULE = "app.capture.supervision"
START_SECONDS = 15.0
STOP_SECONDS = 10.0
_POLL_SECONDS = 0.05


def look_first(home: "Home") -> tuple[str, str]:
    """Make sure that something could be captured and kept here; returns the desktop's name and what to know about it.

    Raises: NoDesktop, SpoolError, BadInput for settings that are wrong, CannotOpen's family for a memory that is.
    """
    load(home.config)
    Store(home.db).close()
    desktop = find_desktop(os.environ)
    try:
        Spool(home)
        return desktop.name, desktop.note
    finally:
        desktop.close()


def start(home: "Home") -> Health:
    """Turn the capture on and wait until the screens were looked at, or until it is known why not.

    Where it runs already, this ends a pause and nothing else. Raises: as `look_first`, CannotOpen, ReadOnlyHome.
    """
    begun = utc_now()
    running = is_running(home)
    control.want(home, True)
    control.resume(home)
    watch = None if running else watch_over(home)
    since = begun - STALE if running else begun
    _wait_until(lambda: _has_begun(home, since) or (watch is not None and watch.poll() is not None), START_SECONDS)
    ended = watch is not None and watch.poll() is not None
    if watch is not None and not ended:
        leave(watch)
    if ended or not is_running(home):
        control.want(home, False)
        raise CannotOpen("Capturing did not start.", f"See {home.logs / 'capture.log'}.")
    return health(home, utc_now())


def stop(home: "Home") -> bool:
    """Turn the capture off; what was seen last is kept. Returns whether it was on. Raises: ReadOnlyHome, DiskFull."""
    running = is_running(home)
    if running or control.control(home).wanted:
        control.want(home, False)
    if not running:
        return False
    daemon = read_daemon(home)
    if daemon is not None:
        processes.end(daemon.pid)
    if not _wait_until(lambda: not is_running(home), STOP_SECONDS) and daemon is not None:
        processes.end(daemon.pid, signal.SIGKILL)
        _wait_until(lambda: not is_running(home), STOP_SECONDS)
    return True


def watch_over(home: "Home") -> "subprocess.Popen[bytes]":
    """Start the process that starts the daemon and watches over it; it outlives this one."""
    command, environment = processes.module_command(MODULE, str(home.root))
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
        cwd=home.root,
        env=environment,
    )


def leave(process: "subprocess.Popen[bytes]") -> None:
    """Wait for a process no longer; without this Popen would warn that it goes on."""
    process.returncode = 0


def _has_begun(home: "Home", since: datetime) -> bool:
    """Whether the daemon has said how it goes since then."""
    daemon = read_daemon(home)
    if daemon is None or daemon.at < since or not is_running(home):
        return False
    return bool(daemon.problems) or (daemon.last_frame_at is not None and daemon.last_frame_at >= since)


def _wait_until(so: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so, at most that long; returns whether it is."""
    until = time.monotonic() + seconds
    while not so():
        if time.monotonic() > until:
            return False
        time.sleep(_POLL_SECONDS)
    return True
