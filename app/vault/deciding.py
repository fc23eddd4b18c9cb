"""Whether a memory's note is written, left alone or offered: from what was written, what stands there, what it says."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from app.vault import manifest as manifests
from app.vault import names, notes
from app.vault.exchange import Exchange
from app.vault.folder import EDITED, MISSING, Folder
from app.vault.manifest import Entry, Manifest, digest
from app.vault.note import Edge, Note
from app.vault.places import PICTURE, Places, relative
from app.vault.report import Report
from app.vault.wanted import Wanted
from app.vault.writing import Pending, Writing
from core.clock import from_micros
from core.store import exporting
from core.store.exporting import Outline, Picture, Whole

FORMAT = 1
"""Part of every signature: once notes are written differently, all are."""
_MOST_PICTURES = 4


class Deciding:
    """Takes memories page by page and has the notes written that have to be."""

    def __init__(
        self,
        exchange: Exchange,
        folder: Folder,
        manifest: Manifest,
        places: Places,
        writing: Writing,
        wanted: Wanted,
        report: Report,
    ) -> None:
        self._exchange = exchange
        self._folder = folder
        self._manifest = manifest
        self._places = places
        self._writing = writing
        self._wanted = wanted
        self._report = report

    def take(self, page: Sequence[Outline]) -> None:
        """Write what has to be written of these memories. Raises: OSError."""
        self._places.fetch(id for one in page for id in (one.id, *(bond.target for bond in one.bonds)))
        due = [one for one in page if self._is_due(one)]
        for start in range(0, len(due), 100):
            part = due[start : start + 100]
            wholes = self._exchange.store.snapshot(partial(exporting.wholes, seqs=[one.seq for one in part]))
            for one in part:
                if whole := wholes.get(one.seq):
                    self._write(one, whole)

    def _is_due(self, outline: Outline) -> bool:
        """Whether the note has to be looked at more closely; counts it otherwise."""
        entry = self._manifest.get(outline.id)
        if entry is None:
            return True
        standing = self._folder.standing(entry)
        if standing == MISSING and not self._wanted.restore_deleted:
            self._report.deleted.append(entry.path)
            return False
        if standing == MISSING or not entry.signature or entry.signature != self._signature(outline):
            return True
        if standing == EDITED:
            self._report.edited.append(entry.path)
        else:
            self._report.unchanged += 1
        return False

    def _write(self, outline: Outline, whole: Whole) -> None:
        path = self._places.path(outline.id)
        if path is None:
            return
        entry = self._manifest.get(outline.id)
        seen = self._folder.seen(path)
        standing = self._folder.read(path) if seen else None
        pictures = self._pick(outline)
        note = self._note(outline, whole)
        content = self._rendered(note, path, pictures, standing, self._elsewhere(outline))
        pending = Pending(outline.id, path, content.encode(), seen, self._signature(outline), manifests.base(note))
        if seen is None:
            self._report.written += 1
            self._put(pending, pictures)
        elif entry is None or standing is None:
            self._report.edited.append(path)
        elif digest(standing) == entry.hash and standing != pending.data:
            self._report.updated += 1
            self._put(pending, pictures)
        elif standing == pending.data or _says(standing, content):
            self._report.unchanged += 1
            self._adopt(pending, standing, note)
        else:
            self._leave(pending, entry)

    def _leave(self, pending: Pending, entry: Entry) -> None:
        """Keep what somebody edited; if the memory changed too, lay its note aside."""
        self._report.edited.append(pending.path)
        if digest(pending.data) == entry.hash:
            return
        self._report.offered.append(pending.path)
        aside = f"{manifests.INCOMING}/{pending.path}"
        if self._folder.read(aside) != pending.data:
            self._writing.put(Pending("", aside, pending.data, self._folder.seen(aside)))

    def _adopt(self, pending: Pending, standing: bytes, note: Note) -> None:
        """Take what stands there for Ebb's own: it says the same."""
        size, mtime = pending.seen or (-1, -1)
        before = self._manifest.get(pending.key)
        was = before.was if before else ""
        entry = Entry(pending.path, digest(standing), pending.signature, size, mtime, was=was)
        if entry != before:
            self._manifest.record([(pending.key, entry, manifests.base(note))])
            self._manifest.settle()

    def _put(self, pending: Pending, pictures: Sequence[Picture]) -> None:
        self._writing.put(pending)
        kept = [f"{PICTURE}{one.frame}" for one in pictures]
        for one, key in zip(pictures, kept, strict=True):
            if key not in self._manifest and (data := self._screen(one)) is not None:
                path = self._picture_path(one)
                self._writing.put(Pending(key, path, data, self._folder.seen(path), of=pending.key))
                self._report.pictures += 1
        for key in self._manifest.pictures(pending.key):
            entry = self._manifest.get(key)
            if entry and key not in kept and not self._wanted.dry_run:
                self._folder.remove(entry.path)
                self._manifest.drop([key])

    def _rendered(
        self, note: Note, path: str, pictures: Sequence[Picture], standing: bytes | None, elsewhere: Sequence[Edge]
    ) -> str:
        addresses = {}
        if self._wanted.style.links == "markdown":
            known = {edge.id: self._places.path(edge.id) for edge in note.edges}
            addresses = {id: relative(target, path) for id, target in known.items() if target}
        return notes.rendered(
            note,
            self._wanted.style,
            name=names.stem(path),
            pictures=[names.base(self._picture_path(one)) for one in pictures],
            addresses=addresses,
            foreign=notes.foreign(standing.decode("utf-8", "replace")) if standing else "",
            elsewhere=elsewhere,
        )

    def _note(self, outline: Outline, whole: Whole) -> Note:
        source = {name: value for name, value in whole.source.items() if value}
        note = Note(
            id=whole.id,
            kind=whole.kind,
            title=whole.title,
            text=whole.text,
            created_at=from_micros(whole.created_at),
            occurred_at=from_micros(whole.occurred_at),
            tags=whole.tags,
            found_tags=whole.found_tags,
            pinned=whole.pinned,
            role=whole.role,
            source=source,
            edges=tuple(self._edges(outline)),
        )
        return self._redacted(note) if self._wanted.redact else note

    def _redacted(self, note: Note) -> Note:
        """The note as others may read it; the files that it leads to have such names already."""
        assert self._wanted.redact is not None
        told = self._wanted.redact(note)
        edges = [replace(edge, name=own.name) for edge, own in zip(told.edges, note.edges, strict=True)]
        return replace(told, edges=tuple(edges))

    def _edges(self, outline: Outline) -> list[Edge]:
        """The links to what is in the vault too."""
        return [
            Edge(bond.target, names.stem(path), bond.kind, bond.why, bond.weight, bond.actor)
            for bond in outline.bonds
            if (path := self._places.path(bond.target))
        ]

    def _elsewhere(self, outline: Outline) -> list[Edge]:
        """The links to what a slice leaves out; none where their names may be what is to be taken out."""
        if self._wanted.all or self._wanted.redact:
            return []
        return [
            Edge("", " ".join(bond.name.split()), bond.kind, bond.why)
            for bond in outline.bonds
            if self._places.path(bond.target) is None
        ]

    def _signature(self, outline: Outline) -> str:
        """What a note is made from, in short; "" where nothing of the memory may be known by it."""
        if self._wanted.redact:
            return ""
        edges = [(self._places.path(bond.target), bond.target, bond.kind, bond.why) for bond in outline.bonds]
        edges += [("", edge.name, edge.kind, edge.why) for edge in self._elsewhere(outline)]
        frames = [one.frame for one in self._pick(outline)]
        whole = (FORMAT, self._wanted.style, outline.facts, self._places.path(outline.id), edges, frames)
        return digest(repr(whole))

    def _pick(self, outline: Outline) -> list[Picture]:
        """A few pictures of an episode, evenly over its length."""
        if self._wanted.redact or not self._wanted.pictures:
            return []
        found = [one for one in outline.pictures if (self._exchange.home.screens / one.file).is_file()]
        if len(found) <= _MOST_PICTURES:
            return found
        return [found[round(step * (len(found) - 1) / (_MOST_PICTURES - 1))] for step in range(_MOST_PICTURES)]

    def _screen(self, picture: Picture) -> bytes | None:
        try:
            return (self._exchange.home.screens / picture.file).read_bytes()
        except OSError:
            return None

    def _picture_path(self, picture: Picture) -> str:
        folder = "assets" if self._wanted.style.flavour == "logseq" else "attachments"
        return f"{folder}/{picture.file.replace('/', '-')}"


def _says(standing: bytes, content: str) -> bool:
    """Whether an edited file says what the note would, whatever a program made of its form."""
    try:
        return _said(standing.decode()) == _said(content)
    except (notes.NotANote, UnicodeDecodeError):
        return False


def _said(content: str) -> Note:
    read = notes.parsed(content)
    edges = sorted((Edge("", edge.name, edge.kind, edge.why) for edge in read.edges), key=repr)
    return replace(read, edges=tuple(edges), tags=tuple(sorted(read.tags)), found_tags=tuple(sorted(read.found_tags)))
