"""Which files of a folder are notes: walks in a fixed order, stays inside, and opens nothing."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from app.importing.items import Skipped

MARKDOWN = (".md", ".markdown")
NOTES = (*MARKDOWN, ".txt", ".org", ".rst", ".adoc")  # What is not Markdown is taken as plain text.
VAULT_MARKS = (".obsidian", "logseq/config.edn")


def is_note(name: str) -> bool:
    """Whether a file of this name is read as a note."""
    return name.lower().endswith(NOTES)


def printable(path: Path | str) -> str:
    """A path as valid Unicode: bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def vault(path: Path) -> Path:
    """The folder that note addresses are relative to: the vault `path` lies in, else the given folder."""
    folder = path if path.is_dir() else path.parent
    for candidate in (folder, *folder.parents):
        if any((candidate / mark).exists() for mark in VAULT_MARKS):
            return candidate
    return folder


def notes(root: Path) -> Iterator[Path | Skipped]:
    """The notes under `root`, sorted by path, and what looks like one but cannot be taken."""
    return walked(root, is_note)


def walked(root: Path, wanted: Callable[[str], bool]) -> Iterator[Path | Skipped]:
    """The files under `root` whose names are wanted, sorted by path, and what bears such a name but cannot be taken.

    Hidden names and Logseq's own folder (settings and backups) are passed over; symbolic links are never followed.
    `wanted` is asked for the path from `root` down, with "/".
    """
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield Skipped(printable(folder), f"the folder cannot be opened ({error.strerror})")
            continue
        visible = [entry for entry in entries if not _left_alone(entry)]
        waiting += [Path(entry) for entry in reversed(visible) if entry.is_dir(follow_symlinks=False)]
        above = "" if folder == root else f"{folder.relative_to(root).as_posix()}/"
        for entry in visible:
            if not entry.is_dir(follow_symlinks=False):
                meant = wanted(above + entry.name)
                if meant or entry.is_symlink():
                    yield from _judged(entry, root, meant)


def _left_alone(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith("."):
        return True
    return entry.name == "logseq" and os.path.exists(os.path.join(entry.path, "config.edn"))


def _judged(entry: os.DirEntry[str], root: Path, wanted: bool) -> Iterator[Path | Skipped]:
    path = Path(entry)
    if not entry.is_symlink():
        yield path if entry.is_file() else Skipped(printable(path), "not a regular file")
    elif not _inside(path, root) and (wanted or entry.is_dir()):
        yield Skipped(printable(path), "a link that leads out of the folder")


def _inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False
