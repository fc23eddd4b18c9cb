"""Changing what is kept: edits, pins, links, forgetting and undo; each change is one transaction."""

from collections.abc import Sequence

from app.config import Config
from core.clock import to_micros, utc_now
from core.errors import BadInput, DiskFull, MemoryNotFound
from core.intake import tags_of
from core.memory import Revision
from core.store import index, links, memories, revisions, rows, vectors
from core.store.connection import Connection
from core.store.memories import Draft
from core.store.store import Store
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
                    memories.set_status(connection, [stored.seq], "active")
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
        why: str = "edited",
    ) -> None:
        """Change what is not None, with a revision; nothing happens if nothing differs. Raises: BadInput."""
        values: dict[str, str] = {}
        if text is not None:
            values["text"] = clean.checked(text).text
        if title is not None:
            values["title"] = clean.title(title)
        names = None if tags is None else tags_of(tags)
        self._store.write(lambda connection: _revise(connection, seq, values, names, why))

    def undo(self, seq: int, number: int, history: Sequence[Revision]) -> None:
        """Set what revision `number` changed back to what it was before. Raises: BadInput."""
        found = next((revision for revision in history if revision.number == number), None)
        if found is None:
            known = f"Its revisions are 1 to {len(history)}." if history else "It was never changed."
            raise BadInput(f"There is no revision {number}.", known)
        at, why = to_micros(utc_now()), f"undid revision {number}"
        self._store.write(lambda connection: revisions.revise(connection, seq, found.before, at=at, why=why))

    def pin(self, seq: int, pinned: bool) -> None:
        """Pin or unpin."""
        self._store.write(lambda connection: memories.set_pinned(connection, seq, pinned))

    def forget(self, seqs: Sequence[int], *, forever: bool) -> None:
        """Set memories aside, or erase them and rewrite the file so that nothing of them can be read from it."""
        if not seqs:
            return
        if not forever:
            self._store.write(lambda connection: memories.set_status(connection, seqs, "forgotten"))
            return
        self._store.write(lambda connection: memories.erase(connection, seqs))
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
            self._store.write(lambda connection: memories.set_status(connection, seqs, "active"))

    def link(self, source: int, target: int, why: str, kind: str) -> None:
        """Link two memories. Raises: BadInput for a link to itself."""
        if source == target:
            raise BadInput("A memory cannot be linked to itself.", "Name two memories.")
        reason = " ".join(clean.cleaned(why).text.split())[:500]
        at = to_micros(utc_now())
        self._store.write(
            lambda connection: links.add(connection, source, target, kind=kind, weight=1.0, why=reason, at=at)
        )

    def link_titles(self, pairs: Sequence[tuple[int, str]]) -> int:
        """Link each memory to the one that bears the title, where there is one; returns how many there were."""
        at = to_micros(utc_now())

        def work(connection: Connection) -> int:
            count = 0
            for source, title in pairs:
                target = links.titled(connection, title)
                if target is not None and target != source:
                    why = f"mentions [[{title}]]"
                    links.add(connection, source, target, kind=links.MENTIONS, weight=1.0, why=why, at=at)
                    count += 1
            return count

        return self._store.write(work) if pairs else 0

    def unlink(self, a: int, b: int) -> int:
        """Take the links between two memories away; returns how many there were."""
        return self._store.write(lambda connection: links.remove(connection, a, b))

    def reindex(self) -> None:
        """Rebuild the full-text index and make every vector due again."""
        self._store.write(index.rebuild)
        self._store.write(vectors.clear)


def _revise(connection: Connection, seq: int, values: dict[str, str], names: Sequence[str] | None, why: str) -> None:
    """Change what differs, with a revision. Raises: MemoryNotFound if it was erased meanwhile."""
    row = rows.by_seq(connection, [seq]).get(seq)
    if row is None:
        raise MemoryNotFound("This memory was erased meanwhile.")
    changes: dict[str, object] = dict(values)
    if names is not None and set(names) != set(row.tags):
        changes |= {"tags": list(names), "auto_tags": []}
    revisions.revise(connection, seq, changes, at=to_micros(utc_now()), why=why)
