"""Taking back all that a run did: revisions, links, what was superseded, names made one, derived memories."""

from dataclasses import dataclass

from core.memory import Record
from core.store import derived, entities, likenesses, links, proposals, revisions, runs, statements
from core.store.connection import Connection
from core.store.revisions import PERSON, Author, Stored


@dataclass(frozen=True, slots=True)
class Undone(Record):
    """What undoing a run takes back, in numbers; `kept` are fields that were changed since and so are left."""

    revisions: int = 0
    links: int = 0
    statements: int = 0
    names: int = 0
    derived: int = 0
    proposals: int = 0
    notes: int = 0
    kept: int = 0


def undo(connection: Connection, run: int, *, name: str, at: int) -> Undone:
    """Take back what a run did, all or nothing, as revisions by the person, so that Ebb does not do it again.

    A field that somebody changed since stays as it is; texts and what the person set are never touched.
    """
    withdrawn = proposals.of_run(connection, run)
    noted = proposals.withdraw_notes(connection, run) + likenesses.withdraw_notes(connection, run)
    closed = statements.withdraw_run(connection, run, at)
    made = derived.remove_run(connection, run)
    restored = kept = 0
    for revision in reversed(revisions.of_run(connection, run)):
        left = _restore(connection, revision, at, f"undid run {name}")
        restored += left < len(revision.after)
        kept += left
    unlinked = links.undo_run(connection, run)
    parted = entities.undo_run(connection, run, at=at)
    runs.end(connection, run, at, "undone")
    return Undone(restored, unlinked, closed, parted, made, withdrawn, noted, kept)


def _restore(connection: Connection, revision: Stored, at: int, why: str) -> int:
    """Set the fields of a revision back that still are what it made them; returns how many were left."""
    now = revisions.current(connection, revision.seq)
    if now is None:
        return 0
    back = {name: revision.before[name] for name, value in revision.after.items() if now[name] == value}
    author = Author("ebb") if "text" in back else PERSON  # Ebb's own words again: sleep may go on with them
    revisions.revise(connection, revision.seq, back, at=at, why=why, author=author)
    return len(revision.after) - len(back)
