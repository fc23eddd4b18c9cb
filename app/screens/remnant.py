"""What one reader leaves to the next: at which frame it is, how often it was begun, windows whose pages were refused.

It lies beside the waiting pixels, in memory, and holds numbers alone.
"""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from app.home import FILE_MODE

NAME = "reader.json"
MOST_REFUSED = 256


class Remnant:
    """A small file, replaced in one step whenever something changes."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._frame, self._starts = 0, 0
        self._refused: dict[str, None] = {}
        with suppress(OSError, ValueError, TypeError, KeyError):
            found = json.loads(self._path.read_text(encoding="ascii"))
            self._frame, self._starts = int(found["frame"]), int(found["starts"])
            self._refused = dict.fromkeys(map(str, found["refused"]))

    def begin(self, frame: int) -> int:
        """Note that a frame is begun; returns how often it was, this time included."""
        self._starts = self._starts + 1 if frame == self._frame else 1
        self._frame = frame
        self._write()
        return self._starts

    def end(self) -> None:
        """The frame is done with, one way or another."""
        self._frame = self._starts = 0
        self._write()

    def refuse(self, window: str) -> None:
        """A page in this window was refused."""
        if window not in self._refused:
            self._refused[window] = None
            self._refused = dict.fromkeys(list(self._refused)[-MOST_REFUSED:])
            self._write()

    def accept(self, window: str) -> None:
        """Another page was read in this window, and nothing is against it."""
        if window in self._refused:
            del self._refused[window]
            self._write()

    @property
    def refused(self) -> Iterable[str]:
        """The windows whose last page was refused."""
        return self._refused

    def _write(self) -> None:
        text = json.dumps({"frame": self._frame, "starts": self._starts, "refused": list(self._refused)})
        passing = self._path.with_name(f".{NAME}.{os.getpid()}")
        with suppress(OSError):  # no room in memory: then the count and the refusals end with this process
            handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text)
            os.replace(passing, self._path)
