"""Which files of a folder are notes: walks in a fixed order, stays inside, and opens nothing."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain, islice
from pathlib import Path

from app.importing.items import Skipped
from core.store.shelf import Tape

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
    for found in _leaves(root):
        if isinstance(found, Skipped):
            yield found
            continue
        name, kind = found
        meant = wanted(name)
        if meant or kind == _LINK:
            yield from _judged(root, name, kind, meant)


@contextmanager
def walked_once() -> Iterator[None]:
    """While inside, a folder is walked once, however often it is asked for; for looks that change nothing."""
    given = _TREES.set({})
    try:
        yield
    finally:
        _TREES.reset(given)


_FILE, _LINK, _OTHER, _FOLDER = "file", "link", "other", "folder"
_MOST = 2000
"""Names of a folder, or leaves of a tree, that are kept in memory."""
_AT_ONCE = 500
_Leaf = tuple[str, str]
"""The path of what is no folder, from the root down with "/", and what it is."""


class _Tree:
    """The leaves of a folder, walked as far as somebody asked, and kept."""

    def __init__(self, root: Path) -> None:
        self._rest = _walk(root)
        self._seen: list[_Leaf | Skipped] = []
        self._more = Tape("name", "told")

    def __iter__(self) -> Iterator[_Leaf | Skipped]:
        for number in range(_MOST):
            if number == len(self._seen):
                self._seen += islice(self._rest, 1)
            if number == len(self._seen):
                return
            yield self._seen[number]
        start = 0
        while True:
            for name, told in self._more.rows(start):
                start += 1
                yield Skipped(name, told[1:]) if told.startswith(_REASON) else (os.fsdecode(name), told)
            part = list(islice(self._rest, _AT_ONCE))
            if not part:
                return
            self._more.put(map(_row, part))


_REASON = ":"


def _row(leaf: _Leaf | Skipped) -> tuple[str | bytes, str]:
    return (leaf.file, _REASON + leaf.reason) if isinstance(leaf, Skipped) else (os.fsencode(leaf[0]), leaf[1])


_TREES: ContextVar[dict[Path, _Tree] | None] = ContextVar("trees", default=None)


def _leaves(root: Path) -> Iterable[_Leaf | Skipped]:
    trees = _TREES.get()
    return _walk(root) if trees is None else trees.setdefault(root.absolute(), _Tree(root))


def _walk(root: Path) -> Iterator[_Leaf | Skipped]:
    waiting = [""]
    while waiting:
        above = waiting.pop()
        folders: list[str] = []
        try:
            for name, kind in _listed(os.path.join(root, above)):
                if kind == _FOLDER:
                    folders.append(f"{above}{name}/")
                else:
                    yield above + name, kind
        except OSError as error:
            yield Skipped(
                printable(os.path.join(root, above).rstrip("/")), f"the folder cannot be opened ({error.strerror})"
            )
        waiting += reversed(folders)


def _listed(folder: str) -> Iterator[_Leaf]:
    """What lies in a folder, with what each is, in the order of the names. Raises: OSError, before the first."""
    with os.scandir(folder) as entries:
        found = ((entry.name, _kind(entry)) for entry in entries if not _left_alone(entry))
        first = sorted(islice(found, _MOST))
        more = None
        if len(first) == _MOST:
            more = Tape("name", "kind")
            more.put((os.fsencode(name), kind) for name, kind in chain(first, found))
    yield from first if more is None else ((os.fsdecode(name), kind) for name, kind in more.ordered("name"))


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return _LINK
    return _FOLDER if entry.is_dir() else _FILE if entry.is_file() else _OTHER


def _left_alone(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith("."):
        return True
    return entry.name == "logseq" and os.path.exists(os.path.join(entry.path, "config.edn"))


def _judged(root: Path, name: str, kind: str, wanted: bool) -> Iterator[Path | Skipped]:
    path = root / name
    if kind != _LINK:
        yield path if kind == _FILE else Skipped(printable(path), "not a regular file")
    elif not _inside(path, root) and (wanted or path.is_dir()):
        yield Skipped(printable(path), "a link that leads out of the folder")


def _inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False
