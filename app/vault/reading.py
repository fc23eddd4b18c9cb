"""What stands in a vault now, told apart by what Ebb wrote there last: same, edited, new, copied, gone.

Files are only read, never written; what is no regular file below the vault's folder is passed over.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.importing import folder
from app.importing.items import Cancelled, Progress, Skipped
from app.vault import notes
from app.vault.manifest import FOLDER, Entry, Manifest, digest
from app.vault.note import Note
from app.vault.notes import NotANote
from app.vault.opening import SUBFOLDER
from app.vault.places import is_memory

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


@dataclass(slots=True)
class Survey:
    """What a vault holds: notes by id, those of them that somebody edited, other files.

    `pages` are days and other pages of Ebb's; `gone` are the ids of notes that were written and are no more; `skipped`
    is what cannot be read.
    """

    notes: dict[str, File] = field(default_factory=dict)
    edited: set[str] = field(default_factory=set)
    others: list[File] = field(default_factory=list)
    pages: list[File] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    cancelled: bool = False


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
    written = {entry.path: key for key, entry in manifest.items()}
    total = len(manifest) if only is None else 1
    for number, path in enumerate([only] if only else _files(root, found), 1):
        if cancelled and cancelled():
            found.cancelled = True
            return found
        _place(root, path, manifest, written, found)
        if progress and number % 200 == 0:
            progress(number, max(number, total))
    if only is None:
        ours = (key for key, entry in manifest.items() if is_memory(key) and not entry.unsure)
        found.gone = [key for key in ours if key not in found.notes]
    return found


def _files(root: Path, found: Survey) -> Iterator[Path]:
    for one in folder.notes(root):
        if isinstance(one, Skipped):
            found.skipped.append(one)
        elif str(one) != folder.printable(one):
            found.skipped.append(Skipped(folder.printable(one), "its name is not UTF-8"))
        elif one.suffix.lower() == ENDING:
            yield one


def _place(root: Path, path: Path, manifest: Manifest, written: dict[str, str], found: Survey) -> None:
    """Say what one file is."""
    name = str(path)[len(str(root)) + 1 :]
    key = written.get(name, "")
    entry = manifest.get(key) if key else None
    try:
        status = path.stat()
        if entry and (entry.size, entry.mtime) == (status.st_size, status.st_mtime_ns):
            file = File(name, entry.hash, status.st_size, status.st_mtime_ns)
        else:
            file = File(name, digest(_bytes(path)), status.st_size, status.st_mtime_ns)
        if key and not is_memory(key):
            found.pages.append(file)
        elif entry and _is_as_written(file, entry):
            _take(key, file, found, edited=False)
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
        (found.pages if is_page(content) else found.others).append(file)
    else:
        entry = manifest.get(note.id)
        _take(note.id, file, found, edited=entry is None or not _is_as_written(file, entry))


def _take(id: str, file: File, found: Survey, *, edited: bool) -> None:
    """Note the file of an id; of two, the one that Ebb wrote, else the first, is it."""
    other = found.notes.get(id)
    if other and (edited or id not in found.edited):
        found.skipped.append(_copy(file, other))
        return
    if other:
        found.skipped.append(_copy(other, file))
    found.notes[id] = file
    found.edited.discard(id)
    if edited:
        found.edited.add(id)


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
