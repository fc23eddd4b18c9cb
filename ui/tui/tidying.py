"""The search for dead cycles, kept out of the way of keys: with all rooms open it takes Python a tenth of a second."""

import gc
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

_QUIET: Final = 1.0
"""Seconds without a key after which what came since the last search is looked through, and what lives is set aside."""
_AWAY: Final = 20.0
"""Seconds without a key after which everything is looked through: what was set aside may have died."""
_LONG: Final = 120.0
"""Seconds since everything was looked through after which the next quiet moment is taken for it."""
_LONGEST: Final = 600.0
"""Seconds after which it is done even where keys never stop."""
_THRESHOLDS: Final = (5_000, 5, 20)
"""New objects before the young ones are looked through, and how often that is before older ones are: the oldest where
half a million more live than at the last quiet moment, which is some 80 MB.
"""


class Tidying:
    """Looks for dead cycles when nobody waits for a key; `now` gives seconds that only rise."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._touched = self._tidied = now()
        self._set_aside = True
        self._before = gc.get_threshold()

    def begin(self) -> None:
        """Choose the moments from now on: what there is stays for good."""
        gc.set_threshold(*_THRESHOLDS)
        gc.freeze()
        self._tidied = self._now()

    def end(self) -> None:
        """Leave it to Python again."""
        gc.set_threshold(*self._before)
        gc.unfreeze()

    def touched(self) -> None:
        """A key was pressed or the mouse moved."""
        self._touched = self._now()
        self._set_aside = False

    def beat(self) -> None:
        """Look through what this moment leaves the time for."""
        quiet, since = self._now() - self._touched, self._now() - self._tidied
        whole = since > _LONG if quiet > _QUIET else since > _LONGEST
        if whole or (quiet > _AWAY and self._touched >= self._tidied):
            gc.unfreeze()
            self._tidied = self._now()
        elif quiet < _QUIET or self._set_aside:
            return
        gc.collect()
        gc.freeze()
        self._set_aside = True
        _give_back()


def _give_back() -> None:
    """Hand freed memory back to the system where the C library can: glibc, a tenth of what the app holds in 10 ms."""
    import ctypes

    with suppress(AttributeError, OSError, TypeError):  # TypeError: Windows has no library without a name
        ctypes.CDLL(None).malloc_trim(0)
