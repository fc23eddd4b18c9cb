"""A vault's folder on disk: files put in their places whole or not at all, nothing ever outside of it."""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.home import FILE_MODE, FOLDER_MODE
from app.vault.manifest import FOLDER, Entry, digest

_PASSING = "tmp"
_UNSTORABLE = re.compile("[\ud800-\udfff]")  # bytes of a name that are no UTF-8
_AT_ONCE = 8  # files that are waited for at the same time until they are on disk

OURS, EDITED, MISSING = "ours", "edited", "missing"
"""How a file stands to what Ebb wrote."""
Seen = tuple[int, int]
"""The size and mtime_ns of a file."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file on disk that has still to be put in its place."""

    passing: Path
    path: str
    size: int
    mtime: int


class LeadsOut(OSError):
    """A folder of the vault is a link that leads out of it."""


class Folder:
    """The files below `root`, by their paths with `/`; paths of the manifest are checked there."""

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self.root = root
        self._durable = durable
        self._real = os.path.realpath(root)
        self._safe: set[str] = set()

    def prepare(self) -> None:
        """Make the vault's folder and Ebb's own in it, and clear away what a crash left. Raises: OSError."""
        self._make(f"{FOLDER}/{_PASSING}")
        for entry in os.scandir(self.root / FOLDER / _PASSING):
            os.unlink(entry.path)

    def seen(self, path: str) -> Seen | None:
        """The size and time of what stands there, None if nothing does; a link counts as (-2, -2)."""
        try:
            status = os.lstat(self._full(path))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else (-2, -2)

    def read(self, path: str) -> bytes | None:
        """What stands there; None if it is no regular file or cannot be read."""
        try:
            handle = os.open(self._full(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return None
        with os.fdopen(handle, "rb") as file:
            return file.read() if stat.S_ISREG(os.fstat(handle).st_mode) else None

    def standing(self, entry: Entry) -> str:
        """OURS if what Ebb wrote stands there, EDITED if something else does, MISSING if nothing does."""
        seen = self.seen(entry.path)
        if seen is None:
            return MISSING
        if seen == (entry.size, entry.mtime):
            return OURS
        data = self.read(entry.path)
        return OURS if data is not None and digest(data) == entry.hash else EDITED

    def lay(self, files: Sequence[tuple[str, bytes]]) -> list[Waiting]:
        """Bring files to disk beside their places. Raises: OSError."""
        if len(files) == 1 or not self._durable:
            return [self._lay(number, *file) for number, file in enumerate(files)]
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda each: self._lay(each[0], *each[1]), enumerate(files)))

    def place(self, files: Iterable[Waiting]) -> None:
        """Put files in their places, whatever stands there; a power cut may undo that. Raises: OSError."""
        for one in files:
            os.replace(one.passing, self._full(one.path))

    def move(self, old: str, new: str) -> None:
        """Bring what stands there to another place; nothing happens if nothing does. Raises: OSError."""
        self.make(new)
        with suppress(FileNotFoundError):
            os.rename(self._full(old), self._full(new))

    def remove(self, path: str) -> None:
        """Delete a file, and the folders that this empties. Raises: OSError."""
        full = self._full(path)
        with suppress(FileNotFoundError):
            os.unlink(full)
        for parent in Path(full).relative_to(self.root).parents:
            if parent == Path():
                break
            try:
                (self.root / parent).rmdir()
            except OSError:
                break

    def files(self) -> Iterator[str]:
        """The Markdown files in the vault; hidden folders are passed over, links never followed."""
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            inside = Path(folder).relative_to(self.root).as_posix()
            for name in names:
                path = name if inside == "." else f"{inside}/{name}"
                if name.endswith(".md") and not _UNSTORABLE.search(path):
                    yield path

    def below(self, folder: str) -> list[str]:
        """All files below a folder of the vault's."""
        found = []
        for inside, _, names in os.walk(self.root / folder):
            found += [(Path(inside) / name).relative_to(self.root).as_posix() for name in names]
        return found

    def make(self, path: str) -> None:
        """Make the folders that a file goes to, for the owner alone. Raises: OSError."""
        self._make(os.path.dirname(path))

    def _lay(self, number: int, path: str, data: bytes) -> Waiting:
        passing = self.root / FOLDER / _PASSING / str(number)
        with os.fdopen(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE), "wb") as file:
            file.write(data)
            file.flush()
            if self._durable:
                os.fsync(file.fileno())
            status = os.fstat(file.fileno())
        return Waiting(passing, path, status.st_size, status.st_mtime_ns)

    def _make(self, folder: str) -> None:
        """Make a folder of the vault and those above it. Raises: LeadsOut."""
        if folder in self._safe:
            return
        if not folder:
            self.root.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
            return
        self._make(os.path.dirname(folder))
        full = self.root / folder
        with suppress(FileExistsError):
            full.mkdir(FOLDER_MODE)
        if not Path(os.path.realpath(full)).is_relative_to(self._real) or not full.is_dir():
            raise LeadsOut(f"{folder} is no folder in the vault")
        self._safe.add(folder)

    def _full(self, path: str) -> str:
        return os.path.join(self.root, path)
