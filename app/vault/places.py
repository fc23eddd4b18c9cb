"""Which file each memory has: where the person put it, where it was written, or a new place."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from app.vault import names
from app.vault.folder import Folder
from app.vault.manifest import Entry, Manifest
from app.vault.note import Note, Style
from core.store.exporting import Head

Redact = Callable[[Note], Note]
PAGE = "page:"
PICTURE = "picture:"
_HEAD = 2048  # characters of a file that hold its id
_ID = re.compile(r"""^ebb-id::?[ \t]*["']?([0-7][0-9A-HJKMNP-TV-Z]{25})\b""", re.MULTILINE)


def is_memory(key: str) -> bool:
    """Whether a manifest's key is a memory's id."""
    return not key.startswith((PAGE, PICTURE))


class Places:
    """The paths of a vault's notes, by their memories' ids; a new one is readable and nobody else's."""

    def __init__(self, manifest: Manifest, folder: Folder, style: Style, redact: Redact | None) -> None:
        self._manifest = manifest
        self._folder = folder
        self._style = style
        self._redact = redact
        self._names: names.Names | None = None
        self._new: dict[str, str] = {}

    def find_moved(self) -> list[tuple[str, str]]:
        """Look for the notes that are not where they were; returns (old, new) paths of those found elsewhere."""
        missing = {
            key: entry
            for key, entry in self._manifest.items()
            if is_memory(key) and not entry.unsure and self._folder.seen(entry.path) is None
        }
        if not missing:
            return []
        known = {entry.path for _, entry in self._manifest.items()}
        moved: list[tuple[str, Entry, str]] = []
        for path in self._folder.files():
            if path not in known and (id := self._id(path)) in missing:
                moved.append((id, missing.pop(id), path))
        self._manifest.record((id, replace(entry, path=path), self._manifest.base(id)) for id, entry, path in moved)
        self._manifest.settle()
        return [(entry.path, path) for _, entry, path in moved]

    def give(self, head: Head) -> None:
        """Choose the file of a memory that has none yet."""
        if head.id in self._manifest:
            return
        shown = self._shown(head)
        name = self._free().given(names.wanted(shown), head.id)
        self._new[head.id] = f"{self._notes_folder(head)}/{name}.md"

    def page(self, folder: str, name: str, other: str) -> str:
        """The path of a page that is to have this name, or the other one if it is taken."""
        free = self._free()
        return f"{folder}/{free.given(name if free.is_free(name) else other, '')}.md".lstrip("/")

    def path(self, id: str) -> str | None:
        """The file of a memory; None if it is not in the vault."""
        entry = self._manifest.get(id)
        return entry.path if entry else self._new.get(id)

    def _id(self, path: str) -> str:
        data = self._folder.read(path) or b""
        match = _ID.search(data[:_HEAD].decode("utf-8", "replace"))
        return match[1] if match else ""

    def _free(self) -> names.Names:
        if self._names is None:
            taken = [names.stem(entry.path) for _, entry in self._manifest.items()]
            self._names = names.Names((*taken, *(names.stem(path) for path in self._folder.files())))
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


def _whole_words(opening: str) -> str:
    return opening.rsplit(None, 1)[0] if len(opening) > 1 and len(opening.split()) > 1 else opening


def relative(path: str, of: str) -> str:
    """The way from the file `of` to another, with `/`."""
    return os.path.relpath(path, os.path.dirname(of) or ".").replace(os.sep, "/")
