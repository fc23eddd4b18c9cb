"""The links of a memory as a whole, and the undoing of what Ebb did to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.lookback import Lookback
from app.minds import Minds
from core import present
from core.clock import from_micros, to_micros, utc_now
from core.errors import BadInput, MemoryNotFound
from core.ids import is_prefix
from core.memory import Memory, Record, Revision
from core.store import links, lonely, revisions, rows, surroundings, wiki
from core.store import runs as run_rows
from core.store.connection import Connection
from core.store.lock import FileLock
from core.store.store import Store
from core.text.sanitise import shown_line
from core.text.wiki import called

if TYPE_CHECKING:
    from core.links.undoing import Undone

SHORTEST_PREFIX = 6
WAIT_SECONDS = 30.0
REST = timedelta(days=90)
"""How long an orphan that was left alone is not offered again."""


@dataclass(frozen=True, slots=True)
class Suggestion(Record):
    """A memory that may belong with another and is not linked with it; `why` says what both share."""

    memory: Memory
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Hub(Record):
    """A memory with the number of its links, both ways."""

    memory: Memory
    links: int


@dataclass(frozen=True, slots=True)
class Run(Record):
    """One pass in which Ebb changed memories on its own; `counts` says what it did, by name.

    `kind` is "behind" or "sleep", `state` running, done, cancelled or undone.
    """

    name: str
    kind: str
    at: datetime
    ended_at: datetime | None
    state: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Changed(Record):
    """What a run changed of one memory."""

    memory: Memory
    revision: Revision


class Network:
    """Neighbourhoods, orphans, hubs, suggestions; runs."""

    def __init__(self, store: Store, minds: Minds, lookback: Lookback) -> None:
        self._store = store
        self._minds = minds
        self._lookback = lookback

    # Links

    def suggestions(self, id: str, limit: int = 10) -> list[Suggestion]:
        """What is related to a memory and not linked with it, the likest first; `Ebb.unlink` declines one.

        Raises: MemoryNotFound.
        """
        from core.links.suggesting import suggested

        seq, model = self._lookback.seq(id), self._minds.embedder_name()
        found = self._store.read(lambda connection: suggested(connection, seq, model, limit))
        known = self._memories([one.seq for one in found])
        return [Suggestion(known[one.seq], one.score, one.why) for one in found if one.seq in known]

    def orphans(self, limit: int = 50) -> list[Memory]:
        """The newest memories that nothing is linked with."""
        seqs = self._store.read(lambda connection: links.orphans(connection, limit))
        return list(self._memories(seqs).values())

    def lonely(self, limit: int = 50, now: datetime | None = None) -> list[Memory]:
        """The newest orphans for a person to decide about; those that were left alone within REST are left out."""
        seqs = self._store.read(lambda connection: lonely.newest(connection, _since(now), limit))
        return list(self._memories(seqs).values())

    def lonely_count(self, now: datetime | None = None) -> int:
        """How many orphans there are to decide about."""
        return self._store.read(lambda connection: lonely.count(connection, _since(now)))

    def leave_alone(self, times: Mapping[str, datetime]) -> None:
        """Leave orphans alone, by id, each since a time. Raises: MemoryNotFound."""
        seqs = {self._lookback.seq(id): to_micros(at) for id, at in times.items()}
        self._store.write(lambda connection: lonely.leave(connection, seqs))

    def left_alone(self, now: datetime | None = None) -> dict[str, datetime]:
        """The orphans that were left alone within REST, by id, since when."""
        found = self._store.read(lambda connection: lonely.left(connection, _since(now)))
        return {id: from_micros(at) for id, at in found.items()}

    def offer_again(self, ids: Sequence[str]) -> None:
        """Leave these no longer alone. Raises: MemoryNotFound."""
        seqs = [self._lookback.seq(id) for id in ids]
        self._store.write(lambda connection: lonely.offer(connection, seqs))

    def hubs(self, limit: int = 20) -> list[Hub]:
        """The memories with most links, with how many."""
        found = self._store.read(lambda connection: links.hubs(connection, limit))
        known = self._memories([seq for seq, _ in found])
        return [Hub(known[seq], count) for seq, count in found if seq in known]

    def meant(self, id: str) -> dict[str, str]:
        """The ids of the memories that a memory calls by `[[names]]`, by name; names that none bears are left out.

        Raises: MemoryNotFound.
        """
        memory, seq = self._lookback.get(id), self._lookback.seq(id)
        found = self._store.read(lambda connection: wiki.meant(connection, seq, called(memory.text)))
        known = self._memories(list(found.values()))
        return {name: known[seq].id for name, seq in found.items() if seq in known}

    def titles(self, words: str, limit: int = 6) -> list[str]:
        """Titles that `[[` can call and that hold these words, those that begin with them first, then the newest."""
        return self._store.read(lambda connection: wiki.titles(connection, words, limit))

    def neighbours(self, id: str) -> dict[str, Memory]:
        """The memories beside this one, by place: "thread before" and "thread after", "before" and "after" in time.

        A place where there is none is left out. Raises: MemoryNotFound.
        """
        seq = self._lookback.seq(id)
        found = self._store.read(lambda connection: surroundings.neighbours(connection, seq))
        known = self._memories(list(found.values()))
        return {place: known[seq] for place, seq in found.items() if seq in known}

    def counts(self) -> dict[str, int]:
        """How many links there are of each kind, most first."""
        return self._store.read(links.counts)

    def _memories(self, seqs: Sequence[int]) -> dict[int, Memory]:
        found = self._store.read(lambda connection: rows.by_seq(connection, seqs))
        now = utc_now()
        return {seq: present.memory(found[seq], now, self._lookback.curve) for seq in seqs if seq in found}

    # Runs

    def runs(self, limit: int = 20) -> list[Run]:
        """The newest passes in which Ebb changed memories on its own, newest first."""
        return [_run(one) for one in self._store.read(lambda connection: run_rows.newest(connection, limit))]

    def run(self, name: str) -> Run:
        """The run with this name, or the one whose name begins so. Raises: MemoryNotFound."""
        return _run(self._named(name))

    def changes(self, name: str, limit: int | None = None) -> list[Changed]:
        """What a run changed of memories there were, oldest first. Raises: MemoryNotFound."""
        run = self._named(name)
        found = self._store.read(lambda connection: revisions.of_run(connection, run.id))[:limit]
        known = self._memories(list(dict.fromkeys(one.seq for one in found)))
        return [
            Changed(known[one.seq], _revision(number, one))
            for number, one in enumerate(found, start=1)
            if one.seq in known
        ]

    def undo_run(self, name: str) -> "Undone":
        """Take back all that a run did, in one transaction; what was changed since stays and is counted.

        What the run did is not done again. Raises: MemoryNotFound, BadInput if it was undone already, Locked.
        """
        from core.links.undoing import undo

        run, at = self._named(name), to_micros(utc_now())

        def work(connection: Connection) -> "Undone":
            (now,) = run_rows.named(connection, run.name)
            if now.state == "undone":
                raise BadInput("This run was undone already.", "`ebb undo --list` shows the others.")
            return undo(connection, run.id, name=run.name, at=at)

        with FileLock(self._store.path.with_name("pending.lock"), WAIT_SECONDS).held():  # no step is in the midst of it
            return self._store.write(work)

    def _named(self, name: str) -> run_rows.Run:
        key = name.strip()
        found: list[run_rows.Run] = []
        if is_prefix(key) and len(key) >= SHORTEST_PREFIX:
            found = self._store.read(lambda connection: run_rows.named(connection, key))
        if len(found) == 1:
            return found[0]
        if found:
            raise MemoryNotFound(f"Several runs begin with {key}.", "Give more of the name.")
        raise MemoryNotFound(f"There is no run {shown_line(key, 40)!r}.", "`ebb undo --list` prints their names.")


def _since(now: datetime | None) -> int:
    """From when on what was left alone rests."""
    return to_micros((utc_now() if now is None else now) - REST)


def _run(one: run_rows.Run) -> Run:
    ended = None if one.ended_at is None else from_micros(one.ended_at)
    return Run(one.name, one.kind, from_micros(one.at), ended, one.state, one.counts)


def _revision(number: int, one: revisions.Stored) -> Revision:
    return Revision(number, from_micros(one.at), one.actor, one.why, one.before, one.after, one.cause, one.run)
