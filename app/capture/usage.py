"""What the capture takes of the machine: of one core over about the last minute, and of memory."""

import time
from collections import deque

SPAN_SECONDS = 60.0


TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
"""Numbers of options of the GNU C library (mallopt(3))."""
LARGE_BYTES = 1 << 20
"""What is this large goes back to the system as soon as it is free."""
SPARE_BYTES = 2 << 20
"""Free memory that is kept for what comes next."""


def be_frugal() -> None:
    """Have free memory go back to the system soon, where the C library can do so; for the whole process.

    Else it takes pictures for what is asked for again and again, and keeps the room of the largest for good.
    """
    import ctypes

    option = getattr(ctypes.CDLL(None), "mallopt", None)
    if option is not None:
        for name, value in ((MMAP_THRESHOLD, LARGE_BYTES), (TRIM_THRESHOLD, SPARE_BYTES), (ARENA_MAX, 1)):
            option(name, value)


def give_back() -> None:
    """Give memory that is free inside the process back to the system, where its C library can (malloc_trim(3))."""
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class Usage:
    """Adds up the CPU seconds of the daemon and of its readers, one after the other."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, float]] = deque()
        self._readers: dict[int, float] = {}

    def percent(self, reader: tuple[int, float] | None) -> float:
        """The share of one core in percent; `reader` is (process, CPU seconds so far) of the one at work."""
        if reader is not None:
            self._readers[reader[0]] = max(reader[1], self._readers.get(reader[0], 0.0))
        now, used = time.monotonic(), time.process_time() + sum(self._readers.values())
        self._samples.append((now, used))
        while len(self._samples) > 2 and now - self._samples[1][0] >= SPAN_SECONDS:
            self._samples.popleft()
        began, before = self._samples[0]
        return round(100 * (used - before) / (now - began), 2) if now > began else 0.0
