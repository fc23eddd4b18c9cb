"""A file of lines that only grows until it is written anew in one step; a line cut short by a crash is passed over."""

import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from io import FileIO
from pathlib import Path

from app.home import FILE_MODE


class Ledger:
    """Lines of bytes without their ends, each found again by its place in the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Iterator[tuple[int, bytes]]:
        """(place, line) of every whole line, oldest first; nothing if there is no file. Raises: OSError."""
        try:
            handle = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return
        place = 0
        with os.fdopen(handle, "rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield place, line[:-1]
                place += len(line)

    def at(self, places: Iterable[int]) -> Iterator[bytes]:
        """The lines at these places, in this order. Raises: OSError."""
        with open(self._path, "rb") as file:
            for place in places:
                file.seek(place)
                yield file.readline().rstrip(b"\n")

    def append(self, lines: Sequence[bytes], *, sync: bool) -> list[int]:
        """Add lines, on disk when this returns if `sync`; returns their places. Raises: OSError."""
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        with FileIO(os.open(self._path, flags, FILE_MODE), "r+") as file:
            place = file.seek(0, os.SEEK_END)
            data = b"".join(line + b"\n" for line in lines)
            if place and _is_cut(file, place):
                data = b"\n" + data
            written = 0
            while written < len(data):
                written += file.write(data[written:])
            if sync:
                os.fsync(file.fileno())
        places = []
        place += len(data) - sum(len(line) + 1 for line in lines)
        for line in lines:
            places.append(place)
            place += len(line) + 1
        return places

    def replace(self, lines: Iterable[bytes]) -> "array[int]":
        """Write the file anew with these lines, in one step; returns their places. Raises: OSError."""
        passing = self._path.with_name(self._path.name + ".new")
        passing.unlink(missing_ok=True)
        places, place = array("q"), 0
        handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(handle, "wb") as file:
            for line in lines:
                places.append(place)
                place += file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(passing, self._path)
        return places


def _is_cut(file: FileIO, end: int) -> bool:
    """Whether the last line has no end."""
    file.seek(end - 1)
    return file.read(1) != b"\n"
