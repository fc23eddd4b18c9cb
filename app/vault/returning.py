"""What a person did in a vault, taken back: edits as revisions, new files as notes, deleted ones as proposals."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from app.importing import fields, markdown
from app.importing.items import Item, Remark, Skipped
from app.vault import names, notes, reading
from app.vault.manifest import Base, Entry, base, digest
from app.vault.merging import Merged, merged
from app.vault.note import Edge, Note
from app.vault.reading import File, Survey
from core import intake
from core.clock import to_micros, utc_now
from core.errors import BadInput
from core.ids import new_id
from core.memory import Memory
from core.store import adopting, derived, links, memories, proposals, revisions, wiki
from core.store.adopting import Standing
from core.store.connection import Connection
from core.store.shelf import Shelf

if TYPE_CHECKING:
    from app.vault.restoring import Restoring

WHY = "edited in the vault"
BATCH = 50  # Edited notes after which the list of files says that they were taken in.
MOST_GONE = 20
"""Deleted files that are believed, whatever share of the vault they are."""


class Returning:
    """The second half of an import: what became of notes that the memory knows, and of files that are none."""

    def __init__(self, restoring: "Restoring", survey: Survey) -> None:
        """Of one vault, as it was looked at."""
        self._of = restoring
        self._survey = survey
        self._books = restoring.books
        self._store = restoring.store
        self._ebb = restoring.ebb
        self._keeping = restoring.ebb.exchange.keeping
        self._seen: list[tuple[str, Entry, Base | None]] = []
        self._stems: Shelf | None = None

    def run(self, edited: Iterable[str], *, whole: bool) -> bool:
        """Take everything in; whether it was cancelled. Of a redacted vault nothing comes back into its own memory."""
        if self._of.manifest.header.get("redacted"):
            self._remark_redacted(edited)
            return False
        for id in edited:
            if self._of.stopped():
                self._note_seen()
                return True
            self._merge(id, self._survey.file(id))
            if len(self._seen) >= BATCH:
                self._note_seen()
        self._take_new()
        self._note_seen()
        if self._of.stopped():
            return True
        if whole:
            from app.vault.daily import take_days

            take_days(self._of, self._survey.pages)
            self._propose_deletions()
        return False

    def _remark_redacted(self, edited: Iterable[str]) -> None:
        for id in edited:
            self._books.remarks.append(
                Remark(self._survey.file(id).path, "the vault is redacted; its edits stay there")
            )

    # Edited notes

    def _merge(self, id: str, file: File) -> None:
        ours = self._store.read(partial(adopting.standing, ids=[id])).get(id)
        note = self._of.note(file, id)
        if ours is None or note is None:
            return
        if ours.status == "forgotten":
            self._books.remarks.append(Remark(file.path, "its memory was forgotten; what was edited stays in the file"))
            return
        note = self.resolved(note)
        before = self._of.manifest.base(id) or self._likely(ours, note)
        bonds = self._store.read(partial(adopting.bonds, seq=ours.seq))
        memory = self._ebb.get(id)
        changes = merged(before, note, ours, memory.tags, {key: why for key, (why, _) in bonds.items()})
        if changes.title is None and note.title == ours.title and self._is_renamed(id, ours.title, file):
            changes = replace(changes, title=names.stem(file.path))
        try:
            self._apply(memory, ours, note, changes, file)
        except BadInput as error:
            self._books.skipped.append(Skipped(file.path, error.message.rstrip(".")))
            return
        self._seen.append((id, _entry(file), base(note)))

    def _is_renamed(self, id: str, title: str, file: File) -> bool:
        """Whether a person gave a note's file another name than the one that came from its title, and means that."""
        entry = self._of.manifest.get(id)
        if entry is None or self._of.manifest.header.get("flavour") == "logseq" or not self._survey.is_renamed(id):
            return False
        if entry.path != file.path and (self._of.root / entry.path).exists():
            return False  # it is a copy
        return names.is_of(entry.was or names.stem(entry.path), title, id)

    def _apply(self, memory: Memory, ours: Standing, note: Note, changes: Merged, file: File) -> None:
        self._keeping.edit(
            ours.seq,
            text=changes.text,
            title=changes.title,
            tags=changes.tags,
            occurred_at=changes.occurred_at,
            why=WHY,
        )
        if changes.pinned is not None:
            self._keeping.pin(ours.seq, changes.pinned)
        for edge in changes.linked:
            self._link(ours.seq, edge)
        at = to_micros(utc_now())
        for target, kind in changes.unlinked:
            self._store.write(partial(adopting.unbind, source=memory.id, target=target, kind=kind, at=at))
        if changes.parts:
            self._books.remarks.append(Remark(file.path, f"taken over as a revision: {', '.join(changes.parts)}"))
        for edge in changes.disputed:
            told = f"the reason of the link to {edge.name} was changed here too and stays; the vault says: {edge.why}"
            self._books.remarks.append(Remark(file.path, told))
        if fixed := [name for name, stays in _fixed(memory, note).items() if stays]:
            self._books.remarks.append(Remark(file.path, f"what an edit does not change: {', '.join(fixed)}"))
        if changes.clashes:
            self._keep_both(memory, ours, note, changes.clashes, file)

    def _link(self, source: int, edge: Edge) -> None:
        target = self._store.read(partial(adopting.known, ids=[edge.id])).get(edge.id)
        if target and target != source:
            kind = edge.kind if edge.kind in links.KINDS else links.MANUAL
            self._keeping.link(source, target, edge.why, kind)
            self._books.linked += 1

    def _keep_both(self, memory: Memory, ours: Standing, note: Note, clashes: Iterable[str], file: File) -> None:
        """Keep what the file says as a memory of its own, beside the one that changed too, for a person to decide."""
        source = {"app": "vault", "uri": f"{self._of.root.name}/{file.path}#{file.hash}", "thread": None}
        now = self._ebb.get(memory.id)
        text, title = (note.text if "text" in clashes else now.text), (note.title if "title" in clashes else now.title)
        at = note.occurred_at if "time" in clashes else now.occurred_at
        draft = intake.draft(text, memory.kind, title or None, now.tags, at, source, now=utc_now())
        why = f"changed here and in the vault: {' and '.join(clashes)}"

        def work(connection: Connection) -> None:
            (stored,) = memories.insert(connection, [draft])
            at = to_micros(utc_now())
            proposals.propose(connection, proposals.EDITED, ours.seq, stored.seq, why, 1.0, at, None)

        self._store.write(work)
        self._books.remarks.append(Remark(file.path, f"{why}; both are kept (ebb conflicts)"))

    def _likely(self, ours: Standing, theirs: Note) -> Base:
        """What the file probably said when it was written, where the list of files is lost."""
        told = self._store.read(partial(revisions.of_memory, seq=ours.seq))

        def of(part: str, here: str, there: str) -> str:
            earlier = [str(one.before[part]) for one in told if part in one.before]
            changed = any(one.actor == "person" for one in told if part in one.after)
            return digest(there) if there in earlier else "" if changed else digest(here)

        written = base(theirs)
        return replace(
            written,
            title=of("title", ours.title, theirs.title),
            text=of("text", ours.text, theirs.text),
            tags=(),
        )

    def resolved(self, note: Note) -> Note:
        """The note with the memories that its typed links mean; those that mean none are left out."""
        if all(edge.id for edge in note.edges):
            return note
        edges = (edge if edge.id else replace(edge, id=self._meant(edge.name)) for edge in note.edges)
        return replace(note, edges=tuple(edge for edge in edges if edge.id))

    def _meant(self, name: str) -> str:
        if self._stems is None:
            self._stems = Shelf("id")
            self._stems.put((names.stem(file.path).casefold(), id) for id, file in self._survey.files())
        if found := self._stems.get(name.casefold()):
            return str(found[1])

        def bearer(connection: Connection) -> str:
            seq = wiki.bearer(connection, name)
            return derived.ids(connection, [seq]).get(seq, "") if seq else ""

        return self._store.read(bearer)

    # New files

    def _take_new(self) -> None:
        """Take files without an id in as notes; the next export writes their ids into them."""
        called: list[tuple[str, str]] = []
        calls: list[tuple[str, str]] = []
        for file, item in self._items():
            if self._of.stopped():
                break
            before = new_id()  # what is new gets a greater one
            try:
                (id,) = self._ebb.add_many([item.arguments()])
            except BadInput as error:
                self._books.skipped.append(Skipped(file.path, error.message.removeprefix("Item 1: ").rstrip(".")))
                continue
            (self._books.new if id > before else self._books.known).add([id])
            self._books.kinds[str(item.kind)] += 1
            called += [(id, name) for name in item.names if name != item.title]
            calls += [(id, name) for name in item.links]
            if id not in self._of.manifest:
                self._seen.append((id, _entry(file), None))
        self._books.linked += self._ebb.link_titles(calls, called)

    def _items(self) -> Iterator[tuple[File, Item]]:
        for file in self._survey.others:
            for found in markdown.read(self._of.root / file.path):
                if isinstance(found, Item):
                    yield file, self._bare(file, found)
                elif isinstance(found, Skipped):
                    self._books.skipped.append(found)
                elif isinstance(found, Remark):
                    self._books.remarks.append(found)

    def _bare(self, file: File, item: Item) -> Item:
        """The item without the properties that stay in its file."""
        try:
            front, _ = fields.split(reading.content_of(self._of.root, file).replace("\r\n", "\n"))
        except (fields.BadFrontMatter, OSError):
            return item
        text = item.text.removeprefix(fields.remainder(front))
        source = {**item.source, "file": self._of.called(item.source.get("file", ""))}
        return replace(item, text=text if any(map(str.isalnum, text)) else item.text, source=source)

    # Deleted files

    def _propose_deletions(self) -> None:
        """Ask whether what was deleted from the vault shall be forgotten; what was declined is written again."""
        decided = self._store.read(proposals.deletions)
        back = [id for id in decided if id in self._survey]
        if back:
            self._store.write(partial(proposals.found_again, ids=back))
        gone = self._believed([id for id in self._survey.gone if decided.get(id) != "declined"])
        there = self._store.read(partial(adopting.standing, ids=gone))
        asked = {id: one.seq for id, one in there.items() if one.status == "active"}
        at = to_micros(utc_now())

        def work(connection: Connection) -> None:
            for seq in asked.values():
                why = "its file was deleted from the vault"
                proposals.propose(connection, proposals.DELETED, seq, seq, why, 1.0, at, None)

        if asked:
            self._store.write(work)
        self._books.known.add(asked)
        for id in asked:
            entry = self._of.manifest.get(id)
            path = entry.path if entry else id
            self._books.remarks.append(Remark(path, "deleted from the vault; shall it be forgotten? (ebb conflicts)"))

    def _believed(self, gone: list[str]) -> list[str]:
        """The notes that are gone; none where the vault is hardly whole."""
        unread = any("cannot be opened" in one.reason for one in self._survey.skipped)
        most = len(gone) > MOST_GONE and len(gone) > len(self._survey)
        if gone and (unread or most):
            told = (
                f"notes that are gone from the vault, which seems not to be whole; nothing is proposed: {len(gone):,}"
            )
            self._books.remarks.append(Remark(str(self._of.root), told))
            return []
        return gone

    def _note_seen(self) -> None:
        self._of.note_seen(self._seen)
        self._seen = []


def counted(restoring: "Restoring", survey: Survey) -> None:
    """Say in a dry run what would be taken back."""
    books = restoring.books
    told = (
        ("notes that were edited", sum(id in books.known for id in survey.edited())),
        ("new files", survey.other_count),
        ("notes that were deleted", len(survey.gone)),
    )
    books.remarks += [Remark(str(restoring.root), f"{what}: {count:,}") for what, count in told if count]


def _fixed(memory: Memory, note: Note) -> dict[str, bool]:
    """Whether a file says something else of what is no person's to edit; the next export writes it as it was."""
    source = {part: value for part in notes.SOURCE_PARTS if (value := memory.source[part])}
    return {
        "kind": note.kind != memory.kind,
        "created": note.created_at != memory.created_at,
        "source": note.source != source,
    }


def _entry(file: File) -> Entry:
    """What the list of files says of a file that was taken in: the next export may renew it."""
    return Entry(path=file.path, hash=file.hash, size=file.size, mtime=file.mtime)
