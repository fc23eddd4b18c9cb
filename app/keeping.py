"""Changing what is kept: edits, pins, links, forgetting and undo; each change is one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.config import Config
from core.clock import to_micros, utc_now
from core.decay.curve import Curve
from core.decay.grades import Event
from core.errors import BadInput, DiskFull, MemoryNotFound
from core.intake import tags_of
from core.memory import Revision
from core.store import index, links, memories, revisions, rows, statements, vectors, wiki
from core.store.connection import Connection
from core.store.memories import Draft
from core.store.store import Store
from core.store.withdrawal import withdraw
from core.text import clean


class Keeping:
    """The changes a person makes, each with its revision."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._config = config

    def add(self, draft: Draft) -> str:
        """Store a draft and return its id; a known text comes back if it was forgotten, and takes on new tags."""

        def work(connection: Connection) -> str:
            (stored,) = memories.insert(connection, [draft])
            if not stored.new:
                row = rows.by_seq(connection, [stored.seq])[stored.seq]
                if row.status == "forgotten":
                    _restore(connection, [stored.seq])
                _revise(connection, stored.seq, {}, (*row.tags, *draft.tags), "added again")
            return stored.id

        return self._store.write(work)

    def edit(
        self,
        seq: int,
        *,
        text: str | None = None,
        title: str | None = None,
        tags: Sequence[str] | None = None,
        occurred_at: datetime | None = None,
        why: str = "edited",
    ) -> None:
        """Change what is not None, with a revision; nothing happens if nothing differs. Raises: BadInput."""
        values: dict[str, object] = {}
        if text is not None:
            values["text"] = clean.checked(text).text
        if title is not None:
            values["title"] = clean.title(title)
        if occurred_at is not None:
            values["occurred_at"] = to_micros(occurred_at)
        names = None if tags is None else tags_of(tags)

        def work(connection: Connection) -> None:
            if _revise(connection, seq, values, names, why):
                self._note(connection, seq, Event.EDITED)

        self._store.write(work)

    def undo(self, seq: int, number: int, history: Sequence[Revision]) -> None:
        """Set what revision `number` changed back to what it was before. Raises: BadInput."""
        found = next((revision for revision in history if revision.number == number), None)
        if found is None:
            known = f"Its revisions are 1 to {len(history)}." if history else "It was never changed."
            raise BadInput(f"There is no revision {number}.", known)
        at, why = to_micros(utc_now()), f"undid revision {number}"
        self._store.write(lambda connection: revisions.revise(connection, seq, found.before, at=at, why=why))

    def pin(self, seq: int, pinned: bool) -> None:
        """Pin or unpin; to pin a memory is to recall it."""

        def work(connection: Connection) -> None:
            memories.set_pinned(connection, seq, pinned)
            if pinned:
                self._note(connection, seq, Event.PINNED)

        self._store.write(work)

    def pin_all(self, seqs: Sequence[int], pinned: bool) -> None:
        """Pin or unpin several in one transaction."""

        def work(connection: Connection) -> None:
            for seq in seqs:
                memories.set_pinned(connection, seq, pinned)
                if pinned:
                    self._note(connection, seq, Event.PINNED)

        if seqs:
            self._store.write(work)

    def retag_all(self, tags: Mapping[int, Sequence[str]]) -> None:
        """Give each memory these tags, each with a revision, in one transaction. Raises: BadInput, MemoryNotFound."""
        wanted = {seq: tags_of(names) for seq, names in tags.items()}

        def work(connection: Connection) -> None:
            for seq, names in wanted.items():
                if _revise(connection, seq, {}, names, "edited"):
                    self._note(connection, seq, Event.EDITED)

        if wanted:
            self._store.write(work)

    def _note(self, connection: Connection, seq: int, event: Event) -> None:
        from core.store import recalls

        recalls.record(connection, seq, event, to_micros(utc_now()), Curve(self._config.decay.curve))

    def forget(self, seqs: Sequence[int], *, forever: bool) -> None:
        """Set memories aside, or erase them and rewrite the file so that nothing of them can be read from it."""
        if not seqs:
            return

        def work(connection: Connection) -> None:
            withdraw(connection, seqs, forever=forever)
            statements.let_go(connection, seqs)
            if forever:
                memories.erase(connection, seqs)
            else:
                memories.set_status(connection, seqs, "forgotten")

        self._store.write(work)
        if not forever:
            return
        try:
            self._store.write(memories.scrub, transaction=False)
        except DiskFull as error:
            raise DiskFull(
                "The memories are gone, but rewriting the file without their traces needs more space.",
                "Free as much as the memory takes; the next erasure rewrites the file.",
            ) from error

    def restore(self, seqs: Sequence[int]) -> None:
        """Make memories active again; what was not forgotten stays as it is."""
        if seqs:
            self._store.write(lambda connection: _restore(connection, seqs))

    def link(self, source: int, target: int, why: str, kind: str) -> None:
        """Link two memories. Raises: BadInput for a link to itself."""
        if source == target:
            raise BadInput("A memory cannot be linked to itself.", "Name two memories.")
        reason = " ".join(clean.cleaned(why).text.split())[:500]
        at = to_micros(utc_now())
        self._store.write(
            lambda connection: links.add(connection, source, target, kind=kind, weight=1.0, why=reason, at=at)
        )

    def link_titles(self, pairs: Sequence[tuple[int, str]], names: Sequence[tuple[int, str]] = ()) -> int:
        """Link each memory to the one that bears the title or name, where there is one; returns how many there were."""

        def work(connection: Connection) -> int:
            wiki.call(connection, names)
            return sum(wiki.link(connection, source, title) for source, title in dict.fromkeys(pairs))

        return self._store.write(work) if pairs or names else 0

    def unlink(self, a: int, b: int) -> int:
        """Take the links between two memories away; returns how many there were.

        Linked or not, Ebb neither links nor suggests the two from now on.
        """
        at = to_micros(utc_now())

        def work(connection: Connection) -> int:
            links.decline(connection, a, b, at)
            return links.remove(connection, a, b)

        return self._store.write(work)

    def reindex(self) -> None:
        """Rebuild the full-text index and make every vector due again."""
        self._store.write(index.rebuild)
        self._store.write(vectors.clear)


def _restore(connection: Connection, seqs: Sequence[int]) -> None:
    memories.set_status(connection, seqs, "active")
    statements.taken_back(connection, seqs)


def _revise(
    connection: Connection, seq: int, values: Mapping[str, object], names: Sequence[str] | None, why: str
) -> bool:
    """Change what differs, with a revision; whether anything did. Raises: MemoryNotFound if it was erased meanwhile."""
    row = rows.by_seq(connection, [seq]).get(seq)
    if row is None:
        raise MemoryNotFound("This memory was erased meanwhile.")
    changes: dict[str, object] = dict(values)
    if names is not None and set(names) != set(row.tags):
        changes |= {"tags": list(names), "auto_tags": []}
    return revisions.revise(connection, seq, changes, at=to_micros(utc_now()), why=why)
