"""Which file each memory has: where the person put it, where it was written, or a new place."""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

from app.vault import names
from app.vault.folder import Folder
from app.vault.manifest import Entry, Manifest
from app.vault.note import Note, Style
from core.store.exporting import Head
from core.store.shelf import Shelf

Redact = Callable[[Note], Note]
PAGE = "page:"
PICTURE = "picture:"
_NOBODY = "00000000000000000000000000"
_HEAD = 2048  # characters of a file that hold its id
_ID = re.compile(r"""^ebb-id::?[ \t]*["']?([0-7][0-9A-HJKMNP-TV-Z]{25})\b""", re.MULTILINE)


def is_memory(key: str) -> bool:
    """Whether a manifest's key is a memory's id."""
    return not key.startswith((PAGE, PICTURE))


def is_page(key: str) -> bool:
    """Whether a manifest's key is a page's."""
    return key.startswith(PAGE)


class Places:
    """The paths of a vault's notes, by their memories' ids; a new one is readable and nobody else's."""

    def __init__(
        self, manifest: Manifest, folder: Folder, style: Style, redact: Redact | None, *, dry: bool = False
    ) -> None:
        self._manifest = manifest
        self._folder = folder
        self._style = style
        self._redact = redact
        self._dry = dry
        self._names: names.Names | None = None
        self._new = Shelf("path")
        self.renamed = False

    def find_moved(self, ids: Sequence[str] | None = None) -> list[tuple[str, str]]:
        """Look for the notes, or those of these ids, that are not where they were; returns (old, new) paths."""
        pairs: Iterable[tuple[str, Entry | None]] = self._manifest.items()
        if ids is not None:
            pairs = ((id, self._manifest.get(id)) for id in ids)
        missing = {
            key: entry
            for key, entry in pairs
            if entry and is_memory(key) and not entry.unsure and self._folder.seen(entry.path) is None
        }
        if not missing:
            return []
        moved: list[tuple[str, Entry, str]] = []
        for path in self._folder.files():
            if not self._manifest.at(path) and (id := self._id(path)) in missing:
                moved.append((id, missing.pop(id), path))
        self._manifest.record((id, _renamed(entry, path), self._manifest.base(id)) for id, entry, path in moved)
        self._manifest.settle()
        return [(entry.path, path) for _, entry, path in moved]

    def give(self, head: Head) -> None:
        """Choose the file of a memory that has none yet, or whose file's name says what is to be taken out."""
        entry = self._manifest.get(head.id)
        if entry and not self._tells(entry.path):
            return
        shown = self._shown(head)
        name = self._free().given(names.wanted(shown), head.id)
        path = f"{self._notes_folder(head)}/{name}.md"
        if entry and not self._tells(path):
            self.rename(head.id, entry, path)
        elif entry:
            return
        else:
            self._new.put([(head.id, path)])

    def let_go(self, ids: Iterable[str]) -> None:
        """Forget where these are to be written, as far as the manifest says so by now."""
        self._new.drop(id for id in ids if id in self._manifest)

    def rename(self, key: str, entry: Entry, path: str) -> None:
        """Give a file of Ebb's another place, where nothing stands. Raises: OSError."""
        if self._dry or self._folder.seen(path) is not None:
            return
        self._manifest.record([(key, replace(entry, path=path), self._manifest.base(key))])
        self._folder.move(entry.path, path)
        self._manifest.settle()
        self.renamed = True

    def _tells(self, path: str) -> bool:
        """Whether a file's name holds what is taken out of the vault, since that became known later."""
        return self._redact is not None and self.told(names.stem(path)) != names.stem(path)

    def told(self, name: str) -> str:
        """A name as it may stand in the vault."""
        if self._redact is None:
            return name
        at = datetime.fromtimestamp(0, UTC)
        return self._redact(Note(_NOBODY, "note", name, name, at, at)).title

    def page(self, folder: str, name: str, other: str) -> str:
        """The path of a page that is to have this name, or the other one if it is taken."""
        free = self._free()
        return f"{folder}/{free.given(name if free.is_free(name) else other, '')}.md".lstrip("/")

    def path(self, id: str) -> str | None:
        """The file of a memory; None if it is not in the vault."""
        return self._manifest.path(id) or self._new_path(id)

    def fetch(self, ids: Iterable[str]) -> None:
        """Have the files of these memories at hand."""
        wanted = list(ids)
        self._manifest.fetch(wanted)
        self._new.fetch(id for id in wanted if id not in self._manifest)

    def _new_path(self, id: str) -> str | None:
        row = self._new.get(id)
        return row[1] if row else None

    def _id(self, path: str) -> str:
        data = self._folder.read(path) or b""
        match = _ID.search(data[:_HEAD].decode("utf-8", "replace"))
        return match[1] if match else ""

    def _free(self) -> names.Names:
        if self._names is None:
            taken = (entry.path for _, entry in self._manifest.items())
            self._names = names.Names(map(names.stem, chain(taken, self._folder.files())))
        return self._names

    def _notes_folder(self, head: Head) -> str:
        return "pages" if self._style.flavour == "logseq" else names.folder(head)

    def _shown(self, head: Head) -> Head:
        if self._redact is None:
            return head
        at = datetime.fromtimestamp(0, UTC)
        source = {"app": head.app, "uri": head.uri, "author": head.author}
        given = {name: value for name, value in source.items() if value}
        told = self._redact(Note(head.id, head.kind, head.title, _whole_words(head.opening), at, at, source=given))
        return replace(
            head, title=told.title, opening=told.text, uri=told.source.get("uri", ""),
            author=told.source.get("author", ""),
        )  # fmt: skip


def _renamed(entry: Entry, path: str) -> Entry:
    """The entry with its file where somebody moved it; a name that they gave it besides is known by the one before."""
    was = entry.was or names.stem(entry.path)
    return replace(entry, path=path, was="" if was == names.stem(path) else was)


def _whole_words(opening: str) -> str:
    return opening.rsplit(None, 1)[0] if len(opening) > 1 and len(opening.split()) > 1 else opening


def relative(path: str, of: str) -> str:
    """The way from the file `of` to another, with `/`."""
    return os.path.relpath(path, os.path.dirname(of) or ".").replace(os.sep, "/")
