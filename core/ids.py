"""ULIDs: 26 characters that sort by time, and strictly increase within a process."""

import os
import threading
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32, as the ULID specification asks
_RANDOM_BITS = 80
_lock = threading.Lock()
_last = 0


def new_id(now_ms: int | None = None) -> str:
    """A fresh ULID; within one process each is greater than the one before, whatever the clock does."""
    global _last
    milliseconds = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    value = milliseconds << _RANDOM_BITS | int.from_bytes(os.urandom(10), "big")
    with _lock:
        if now_ms is None:
            value = max(value, _last + 1)
            _last = value
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(125, -5, -5))


def is_prefix(text: str) -> bool:
    """Whether `text` (any case) can be the beginning of a ULID, or a whole one."""
    return 0 < len(text) <= 26 and all(letter in _ALPHABET for letter in text.upper())
