"""Recalls and the forgetting curve of a memory, and what is fading and worth keeping."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from app.config import Config
from app.lookback import Lookback
from core import present
from core.clock import aware, to_micros, utc_now
from core.decay.curve import Curve
from core.decay.grades import Event
from core.decay.history import ForgettingCurve, forgetting_curve
from core.decay.worth import Ties, reasons
from core.errors import BadInput, EbbError, MemoryNotFound
from core.memory import Memory, Record
from core.store import fading, index, links, memories, merging, recalls, rows
from core.store.connection import Connection
from core.store.filters import Filters
from core.store.merging import Merged
from core.store.recalls import Standing
from core.store.rows import Row
from core.store.store import Store
from core.text.times import ago

_LOOKED_FOR = 12
"""Words of a text by which memories that say the same are looked for."""
_LOOKED_AT = 20
"""Memories that hold most of these words, whose texts are compared."""


@dataclass(frozen=True, slots=True)
class Due(Record):
    """A memory that is fading, and in one sentence why it is offered for review."""

    memory: Memory
    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """What one key of a review did, in a word or two, and what `undo` needs to take it back."""

    id: str
    did: str
    seq: int
    before: Standing
    event: int | None = None
    merged: Merged | None = None

    @property
    def recalls(self) -> bool:
        """Whether it was a recall, after which the memory is vivid again."""
        return self.did in ("kept", "pinned", "merged")


class Decaying:
    """What recall does to memories, and what time does; nothing here deletes."""

    def __init__(self, store: Store, config: Config, lookback: Lookback) -> None:
        self._store = store
        self._lookback = lookback
        self._curve = Curve(config.decay.curve)

    def recalled(self, id: str, event: Event, now: datetime | None = None) -> Memory:
        """Record that a memory was recalled: its stability grows, or falls if it was marked wrong.

        Raises: MemoryNotFound, ReadOnlyHome, Locked.
        """
        seq, at = self._lookback.seq(id), _micros(now)
        self._store.write(lambda connection: recalls.record(connection, seq, event, at, self._curve))
        return self._lookback.get(id)

    def note(self, ids: Iterable[str], event: Event, now: datetime | None = None) -> None:
        """`recalled` for each of these where that is possible, and without a word where it is not."""
        at = _micros(now)
        with suppress(EbbError):
            seqs = [self._lookback.seq(id) for id in dict.fromkeys(ids)]
            if seqs:
                self._store.write(
                    lambda connection: [recalls.record(connection, seq, event, at, self._curve) for seq in seqs]
                )

    def curve(self, id: str, now: datetime | None = None) -> ForgettingCurve:
        """How a memory faded and was recalled until now, and how it will fade from here. Raises: MemoryNotFound."""
        row = self._lookback.row(id)
        known = self._store.read(lambda connection: recalls.of(connection, row.seq))
        moment = utc_now() if now is None else aware(now)
        begun = min(row.occurred_at, row.created_at)
        return forgetting_curve(begun, row.last_recalled_at, row.stability_days, known, moment, self._curve)

    # Review

    def review(self, limit: int = 20, now: datetime | None = None, *, let_go: bool = False) -> list[Due]:
        """What is fading and worth keeping, the worthiest first; nothing that is vivid, no screens.

        With `let_go`, what was let go and has faded instead.
        """
        moment = utc_now() if now is None else aware(now)

        def work(connection: Connection) -> list[Due]:
            found = fading.fading(connection, to_micros(moment), self._curve, limit, let_go=let_go)
            known = rows.by_seq(connection, [one.seq for one in found])
            return [self._due(connection, known[one.seq], one.ties, moment) for one in found]

        return self._store.snapshot(work)

    def count_fading(self, now: datetime | None = None) -> int:
        """How many memories are fading and worth keeping."""
        return self._store.read(lambda connection: fading.count(connection, _micros(now), self._curve))

    def duplicate(self, id: str) -> Memory | None:
        """The memory that says the same in the same words, the likest one; None if there is none."""
        from core.text.likeness import SAME, likeness

        row = self._lookback.row(id)
        near = self._store.read(lambda connection: _near(connection, row))
        alike = [(likeness(row.text, other.text), other) for other in near]
        score, best = max(alike, key=lambda pair: (pair[0], -pair[1].seq), default=(0.0, None))
        return present.memory(best, utc_now(), self._curve) if best and score >= SAME else None

    def keep(self, id: str, now: datetime | None = None) -> Done:
        """Recall a memory on purpose; it comes back to review only when it fades again. Raises: MemoryNotFound."""
        return self._done(id, "kept", now, Event.KEPT, let_go=False)

    def pin(self, id: str, now: datetime | None = None) -> Done:
        """Pin a memory, which is also a recall that comes easily. Raises: MemoryNotFound."""
        return self._done(id, "pinned", now, Event.PINNED, let_go=False, pinned=True)

    def wrong(self, id: str, now: datetime | None = None) -> Done:
        """Mark a memory wrong: it fades faster. It is neither changed nor forgotten. Raises: MemoryNotFound."""
        return self._done(id, "marked wrong", now, Event.WRONG)

    def let_go(self, id: str, now: datetime | None = None) -> Done:
        """Let a memory fade: it is no longer offered for review, and stays where it is. Raises: MemoryNotFound."""
        return self._done(id, "let go", now, let_go=True)

    def merge(self, a: str, b: str, now: datetime | None = None) -> Done:
        """Make two memories that say the same one: b is superseded by a, which takes over its tags and links.

        Raises: MemoryNotFound, BadInput unless both are active.
        """
        first, second, at = self._lookback.row(a), self._lookback.row(b), _micros(now)
        merged = self._store.write(lambda connection: merging.merge(connection, first.seq, second.seq, at, self._curve))
        if merged is None:
            raise BadInput("These two cannot be merged.", "Name two memories, neither forgotten nor superseded.")
        return Done(first.id, "merged", first.seq, merged.before, merged.event, merged)

    def undo(self, done: Done, now: datetime | None = None) -> Memory:
        """Take back what a review did; recalls since then stay. Raises: MemoryNotFound if it was erased meanwhile."""
        at = _micros(now)

        def work(connection: Connection) -> None:
            if done.merged is not None:
                merging.part(connection, done.merged, at, self._curve)
            elif done.event is not None:
                recalls.retract(connection, done.seq, done.event, done.before, self._curve)
            else:
                recalls.let_go(connection, done.seq, done.before.let_go)
                memories.set_pinned(connection, done.seq, done.before.pinned)

        self._store.write(work)
        return self._lookback.get(done.id)

    def _done(
        self,
        id: str,
        did: str,
        now: datetime | None,
        event: Event | None = None,
        *,
        let_go: bool | None = None,
        pinned: bool = False,
    ) -> Done:
        row, at = self._lookback.row(id), _micros(now)

        def work(connection: Connection) -> Done:
            before = recalls.standing(connection, row.seq)
            if before is None:
                raise MemoryNotFound("This memory was forgotten meanwhile.", f"`ebb restore {row.id}` brings it back.")
            number = event and recalls.record(connection, row.seq, event, at, self._curve)
            if let_go is not None:
                recalls.let_go(connection, row.seq, let_go)
            if pinned:
                memories.set_pinned(connection, row.seq, True)
            return Done(row.id, did, row.seq, before, number or None)

        return self._store.write(work)

    def _due(self, connection: Connection, row: Row, ties: Ties, now: datetime) -> Due:
        memory = present.memory(row, now, self._curve, links.of(connection, row.seq))
        return Due(memory, why(memory, ties, now))


def why(memory: Memory, ties: Ties, now: datetime) -> str:
    """Why a memory is offered for review, in one sentence without a full stop."""
    when = ago(memory.last_recalled_at or memory.occurred_at, now)
    last = f"last recalled {when}" if memory.recall_count else f"from {when}, never recalled"
    left = f"{memory.state}, {memory.retention:.0%} left, {last}"
    return "; ".join(part for part in (", ".join(reasons(ties)), left) if part)


def _near(connection: Connection, row: Row) -> list[Row]:
    """Active memories that share the longest words of a text, by number."""
    from core.text.words import words

    wanted = sorted(dict.fromkeys(words(row.text[:10_000])), key=len, reverse=True)[:_LOOKED_FOR]
    found = index.matches(connection, wanted, Filters(superseded=False, derived=False), _LOOKED_AT)
    others = rows.by_seq(connection, [match.seq for match in found if match.seq != row.seq])
    return [other for other in others.values() if other.status == "active"]


def _micros(now: datetime | None) -> int:
    return to_micros(utc_now() if now is None else now)
