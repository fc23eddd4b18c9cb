"""What stands in a vault now, told apart by what Ebb wrote there last: same, edited, new, copied, gone.

Files are only read, never written; what is no regular file below the vault's folder is passed over.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.importing import folder
from app.importing.items import Cancelled, Progress, Skipped
from app.vault import notes
from app.vault.manifest import FOLDER, Entry, Manifest, digest
from app.vault.names import stem
from app.vault.note import Note
from app.vault.notes import NotANote
from app.vault.opening import SUBFOLDER
from app.vault.places import is_memory
from core.store.shelf import Row, Shelf, Tape

LARGEST = 80 * 1024 * 1024  # Bytes of a file: the longest text that a memory holds, in any letters, and its properties.
LOOKED_AT = 100  # Files that are looked at for an id where no list of files is left.
ENDING = ".md"
_ID = re.compile(rb"""^ebb-id::?[ \t]*["']?[0-7][0-9A-HJKMNP-TV-Z]{25}\b""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class File:
    """One file of the vault: its `path` from there down, what its bytes are known by, size and mtime_ns."""

    path: str
    hash: str
    size: int
    mtime: int


_FILE = ("path", "hash", "size", "mtime")


class Survey:
    """What a vault holds: notes by id, some of which somebody edited, and other files.

    `gone` are the ids of notes that were written and are no more; `skipped` is what cannot be read.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self._notes = Shelf(*_FILE, "edited", "renamed", "home")
        self._others = Tape(*_FILE)
        self._pages = Tape(*_FILE)
        self.gone: list[str] = []
        self.skipped: list[Skipped] = []
        self.cancelled = False

    def __len__(self) -> int:
        """How many notes there are."""
        return len(self._notes)

    def __contains__(self, id: str) -> bool:
        return id in self._notes

    def ids(self) -> Iterator[str]:
        """The ids of the notes, oldest first."""
        return (row[0] for row in self._notes.rows())

    def edited(self) -> Iterator[str]:
        """The ids of the notes that somebody edited, or whose files they renamed, oldest first."""
        return (row[0] for row in self._notes.rows() if row[_EDITED] or row[_RENAMED])

    def is_renamed(self, id: str) -> bool:
        """Whether somebody gave the file of a note another name."""
        row = self._notes.get(id)
        return bool(row and row[_RENAMED])

    def file(self, id: str) -> File:
        """The file of a note. Raises: KeyError."""
        row = self._notes.get(id)
        if row is None:
            raise KeyError(id)
        return _file(row)

    def fetch(self, ids: Iterable[str]) -> None:
        """Have the files of these notes at hand."""
        self._notes.fetch(ids)

    def files(self) -> Iterator[tuple[str, File]]:
        """Every note's id and file."""
        return ((row[0], _file(row)) for row in self._notes.rows())

    @property
    def others(self) -> Iterator[File]:
        """The files that are no notes of Ebb's, in their order."""
        return (File(*row) for row in self._others.rows())

    @property
    def other_count(self) -> int:
        """How many these are."""
        return len(self._others)

    @property
    def pages(self) -> Iterator[File]:
        """The days and other pages of Ebb's."""
        return (File(*row) for row in self._pages.rows())

    def take_page(self, file: File) -> None:
        """Note a page of Ebb's."""
        self._pages.put([_row(file)])

    def take_other(self, file: File) -> None:
        """Note what is neither a note nor a page of Ebb's."""
        self._others.put([_row(file)])

    def take(self, id: str, file: File, entry: Entry | None) -> None:
        """Note the file of an id, of which `entry` says what was written.

        Of two, the one in its place is it, else the one that Ebb wrote, else the first.
        """
        edited = entry is None or not _is_as_written(file, entry)
        home = entry is not None and entry.path == file.path
        renamed = entry is not None and (entry.was or stem(entry.path)) != stem(file.path)
        found = self._notes.get(id)
        if found and not home and (found[_HOME] or edited or not found[_EDITED]):
            self.skipped.append(_copy(file, _file(found)))
            return
        if found:
            self.skipped.append(_copy(_file(found), file))
        self._notes.put([(id, *_row(file), int(edited), int(renamed), int(home))])


_EDITED, _RENAMED, _HOME = -3, -2, -1  # where these columns of a row are


def _row(file: File) -> Row:
    return file.path, file.hash, file.size, file.mtime


def _file(row: Row) -> File:
    return File(*row[1:_EDITED])


def root_of(path: Path) -> Path | None:
    """The folder of the vault that `path` is, holds as "Ebb", or lies in; None if there is none."""
    if path.is_dir():
        choices: tuple[Path, ...] = (path, path / SUBFOLDER)
    else:
        choices = tuple(path.parents)
    return next((one for one in choices if _is_vault(one)), None)


def _is_vault(path: Path) -> bool:
    mark = path / FOLDER
    return mark.is_dir() and not mark.is_symlink()


def holds_notes(path: Path) -> bool:
    """Whether a folder without a list of files, or a file, has a note of Ebb's among its first."""
    if path.is_file():
        return path.suffix.lower() == ENDING and _begins_as_ours(path)
    found = (one for one in folder.notes(path) if isinstance(one, Path) and one.suffix.lower() == ENDING)
    return any(_begins_as_ours(one) for _, one in zip(range(LOOKED_AT), found, strict=False))


def _begins_as_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return is_ours(file.read(4096))
    except OSError:
        return False


def is_ours(beginning: bytes) -> bool:
    """Whether a file that begins so is a note of Ebb's."""
    return _ID.search(beginning) is not None


def surveyed(
    root: Path, manifest: Manifest, *, only: Path | None, progress: Progress | None, cancelled: Cancelled | None
) -> Survey:
    """Look at every file of the vault, or at `only` one; a file that is as Ebb left it is not even opened."""
    found = Survey()
    total = len(manifest) if only is None else 1
    for number, path in enumerate([only] if only else _files(root, found), 1):
        if cancelled and cancelled():
            found.cancelled = True
            return found
        _place(root, path, manifest, found)
        if progress and number % 200 == 0:
            progress(number, max(number, total))
    if only is None:
        ours = (key for key, entry in manifest.items() if is_memory(key) and not entry.unsure)
        while part := list(islice(ours, 500)):
            found.fetch(part)
            found.gone += [key for key in part if key not in found]
    return found


def _files(root: Path, found: Survey) -> Iterator[Path]:
    for one in folder.notes(root):
        if isinstance(one, Skipped):
            found.skipped.append(one)
        elif str(one) != folder.printable(one):
            found.skipped.append(Skipped(folder.printable(one), "its name is not UTF-8"))
        elif one.suffix.lower() == ENDING:
            yield one


def _place(root: Path, path: Path, manifest: Manifest, found: Survey) -> None:
    """Say what one file is."""
    name = str(path)[len(str(root)) + 1 :]
    key, entry = manifest.at(name) or ("", None)
    try:
        status = path.stat()
        if entry and (entry.size, entry.mtime) == (status.st_size, status.st_mtime_ns):
            file = File(name, entry.hash, status.st_size, status.st_mtime_ns)
        else:
            file = File(name, digest(_bytes(path)), status.st_size, status.st_mtime_ns)
        if key and not is_memory(key):
            found.take_page(file)
        elif entry and _is_as_written(file, entry):
            found.take(key, file, entry)
        else:
            _read(root, manifest, file, found)
    except OSError as error:
        found.skipped.append(Skipped(folder.printable(path), f"it cannot be opened ({error.strerror})"))
    except _TooLarge:
        found.skipped.append(Skipped(folder.printable(path), f"larger than {LARGEST // 1024 // 1024} MB"))


def _is_as_written(file: File, entry: Entry) -> bool:
    """Whether a file holds what Ebb wrote, or what it wrote before, if it was cut off since."""
    return file.hash == entry.hash or file.hash in (before for before, _ in entry.prior)


def _read(root: Path, manifest: Manifest, file: File, found: Survey) -> None:
    content = content_of(root, file)
    try:
        note = notes.parsed(content)
    except NotANote:
        found.take_page(file) if is_page(content) else found.take_other(file)
    else:
        found.take(note.id, file, manifest.get(note.id))


def _copy(file: File, of: File) -> Skipped:
    return Skipped(file.path, f"it bears the ebb-id of {of.path}; without that line it is a note of its own")


def is_page(content: str) -> bool:
    """Whether a file is a page that Ebb made beside the notes."""
    return "ebb-page" in content[:2048].split("%%", 1)[0]


class _TooLarge(Exception):
    """A file that no memory's text can be in."""


def _bytes(path: Path) -> bytes:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _TooLarge
    return data


def content_of(root: Path, file: File) -> str:
    """A file's text to the last character, whatever its line ends. Raises: OSError."""
    return _bytes(root / file.path).decode("utf-8", "replace")


def note_of(root: Path, file: File) -> Note:
    """The note in a file. Raises: NotANote, OSError."""
    return notes.parsed(content_of(root, file))
