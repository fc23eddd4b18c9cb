"""The folders in which a vault's notes lie, by their times: what tells cheaply that a file came, went or was moved."""

import os
from collections.abc import Iterable
from pathlib import Path


class Folders:
    """Folders of one vault, by their paths from there down; "" is the vault itself."""

    def __init__(self, root: Path) -> None:
        """None; `learn` adds them."""
        self._root = root
        self._times: dict[str, int | None] = {}

    def learn(self, folders: Iterable[str] = ()) -> None:
        """Take these and those that are known as they stand now."""
        self._times = {folder: self._time(folder) for folder in {*self._times, *folders}}

    def changed(self) -> set[str]:
        """Those in which files came or went, or that came or went themselves, since they were learnt."""
        return {folder for folder, time in self._times.items() if self._time(folder) != time}

    def _time(self, folder: str) -> int | None:
        try:
            return os.stat(self._root / folder).st_mtime_ns
        except OSError:
            return None
