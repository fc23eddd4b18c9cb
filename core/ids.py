"""ULIDs: 26 characters that sort by time, and strictly increase within a process."""

import os
import threading
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32, as the ULID specification asks
_RANDOM_BITS = 80


class _Sequence:
    """Gives each value once, rising, whatever the clock does."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def following(self, value: int) -> int:
        """The value, or the one after the last if that is greater."""
        with self._lock:
            self._last = max(value, self._last + 1)
            return self._last


_sequence = _Sequence()


def new_id() -> str:
    """A fresh ULID; within one process each is greater than the one before."""
    stamp = time.time_ns() // 1_000_000 << _RANDOM_BITS
    value = _sequence.following(stamp | int.from_bytes(os.urandom(_RANDOM_BITS // 8), "big"))
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(125, -5, -5))


def is_prefix(text: str) -> bool:
    """Whether `text` (any case) can be the beginning of a ULID, or a whole one."""
    return 0 < len(text) <= 26 and all(letter in _ALPHABET for letter in text.upper())
