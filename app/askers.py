"""Who asks this memory for something right now, in whichever process: work in idle time stops for them at once.

A request holds a shared lock on a file of the home while it runs, and leaves the time in it. There is no such file
before there is work that has to heed it, and then a request costs nothing.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from app.home import FILE_MODE, Home

NAME = "askers"


class Askers:
    """The requests to one home."""

    def __init__(self, home: Home) -> None:
        self._file = home.root / NAME

    @contextmanager
    def asking(self) -> Iterator[None]:
        """A request runs inside."""
        handle = None
        with suppress(OSError):
            handle = os.open(self._file, os.O_RDWR | os.O_CLOEXEC)
            fcntl.flock(handle, fcntl.LOCK_SH)  # whoever looks holds it for microseconds
            os.utime(handle)
        try:
            yield
        finally:
            if handle is not None:
                with suppress(OSError):
                    os.utime(handle)
                os.close(handle)

    def heed(self) -> None:
        """Make the file, so that requests are seen from now on. Raises: OSError."""
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
        os.close(handle)

    def quiet_for(self) -> float | None:
        """Seconds since the last request ended; None while one runs, or where that cannot be told."""
        try:
            handle = os.open(self._file, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return max(0.0, time.time() - os.fstat(handle).st_mtime)
        except OSError:
            return None
        finally:
            os.close(handle)
