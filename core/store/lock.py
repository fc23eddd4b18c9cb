"""A lock between processes and threads, first come first served: flock on a file that stays where it is.

The system lets go of it when its holder dies. No lock library is used, as importing one costs more CPU than adding a
memory does.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import Locked
from core.store.connection import create_private
from core.store.failures import translated

POLL_SECONDS = 0.004


class FileLock:
    """A lock on `path`; not reentrant. `seconds` is how long to wait for it, 0 for not at all."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path = path
        self._line = path.with_name(path.name + "-line")
        self._seconds = seconds

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock inside. Raises: Locked after `seconds`; ReadOnlyHome, DiskFull, CannotOpen."""
        with translated(self._path):
            handle = self._acquired()
        try:
            yield
        finally:
            os.close(handle)

    def _acquired(self) -> int:
        """Wait in line for the lock: who held it last and wants it again at once queues behind those who wait."""
        until = time.monotonic() + self._seconds
        line = _locked(self._line, until)
        try:
            return _locked(self._path, until)
        finally:
            os.close(line)


def _locked(path: Path, until: float) -> int:
    """A handle that holds a lock until it is closed."""
    create_private(path)
    handle = os.open(path, os.O_RDWR)
    try:
        while not _taken(handle):
            if time.monotonic() >= until:
                raise Locked("Another program is writing to this memory.", "Try again in a moment.")
            time.sleep(POLL_SECONDS)
    except BaseException:
        os.close(handle)
        raise
    return handle


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
