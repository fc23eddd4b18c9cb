"""Days in a real store, and nights over them: what is told by day is slept over without a model or other steps."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from core.clock import to_micros
from core.intake import draft
from core.levels.report import SleepReport
from core.levels.sleep import Bed, Cancelled, Sleep
from core.recall.passages import embedded
from core.store import derived, entities, levels, memories, runs, vectors
from core.store.connection import Connection
from core.store.derived import Derived, Role
from core.store.levels import Member
from core.store.store import Store
from tests.unit.core.recall.scene import Bag

NOON = datetime(2023, 5, 8, 12).astimezone()
"""Monday, 8 May 2023, in the zone of the machine."""
NIGHT = NOON + timedelta(days=400)

TALK = (
    ("Ana", "Hey Ben! How have you been?"),
    ("Ben", "I moved to Porto last week and found a flat by the harbour."),
    ("Ana", "Wow, that sounds great!"),
    ("Ana", "I adopted a dog called Scout on Saturday."),
    ("Ben", "Scout will love the beach at Matosinhos."),
    ("Ana", "My sister Clara visits us in June."),
)


def member(seq: int = 1, text: str = "", *, at: datetime = NOON, **rest: object) -> Member:
    """A memory as sleep reads it, without a store."""
    plain = Member(
        seq, f"{seq:026}", 1, "chat", "active", "", text, "[]", "chat", to_micros(at), 1, "", "", "", "Ana", None
    )
    return replace(plain, **rest)  # type: ignore[arg-type]


class Night:
    """A store, what is told to it, and the sleep over it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ebb.db"
        self.store = Store(self.path)
        self.bag = Bag()
        self.steps: list[tuple[str, int, int]] = []

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()

    def tell(self, text: str, at: datetime = NOON, **source: str) -> int:
        """Store and embed one memory: a turn if it has a thread, else a note; returns its number."""
        kind = "chat" if "thread" in source else "note"
        title = source.pop("name", None)
        made = draft(text, kind, title, occurred_at=at, source=source, now=NIGHT)
        (stored,) = self.store.write(partial(memories.insert, drafts=[made]))
        self.store.write(entities.fill_keys)
        self._embed()
        return stored.seq

    def talk(self, at: datetime = NOON, thread: str = "talk", minutes: float = 1) -> list[int]:
        """Store the talk of Ana and Ben; returns its numbers."""
        return [
            self.tell(text, at + timedelta(minutes=minutes * number), thread=thread, author=author)
            for number, (author, text) in enumerate(TALK)
        ]

    def _embed(self) -> None:
        waiting = self.store.read(partial(vectors.due, model_name=self.bag.name, limit=100))
        made = embedded(waiting, self.bag)
        self.store.write(partial(vectors.put, model_name=self.bag.name, embedded=made))

    def sleep(
        self, *, dry_run: bool = False, go_on: Callable[[], None] = lambda: None, now: datetime = NIGHT
    ) -> SleepReport:
        """One pass; `go_on` may raise Cancelled."""
        report = SleepReport(dry_run=dry_run)
        begun: list[int] = []

        def run(connection: Connection) -> int:
            if not begun:
                begun.append(runs.begin(connection, "sleep", to_micros(now)))
            return begun[0]

        def note(phase: str, done: int, total: int) -> None:
            self.steps.append((phase, done, total))

        try:
            Sleep(Bed(self.store, self.bag.name, now, run, go_on, note, dry_run), report).sleep()
        except Cancelled:
            report.cancelled = True
        if begun:
            self.store.write(partial(runs.end, run=begun[0], at=to_micros(now)))
            report.run = str(begun[0])
        return report

    def made(self, role: Role | None = None) -> dict[str, str]:
        """The derived memories that there are, of a role: {title: text} in order of occurrence."""
        condition = f"= '{role}'" if role else "<> ''"
        query = (
            f"SELECT title, text FROM memories WHERE role {condition} AND status <> 'forgotten' ORDER BY occurred_at"
        )
        return dict(self.store.read(lambda connection: connection.execute(query).fetchall()))

    def known(self, key: str) -> derived.Known:
        """The derived memory with this key, which must be there."""
        found = self.store.read(partial(derived.known, key=key))
        assert found is not None
        return found

    def put(self, made: Derived, run: int = 1) -> tuple[derived.Outcome, str]:
        """Store a derived memory by hand."""
        return self.store.write(partial(derived.put, derived=made, run=run, at=to_micros(NIGHT)))

    def due(self) -> list[int]:
        """What the next sleep has something to do for."""
        found = [*self.store.read(partial(levels.due, stage=0)), *self.store.read(partial(levels.due, stage=1))]
        return sorted(one.seq for one in found)

    def dump(self) -> str:
        """A hash of every row of every table."""
        return self.store.read(_dump)


def _dump(connection: Connection) -> str:
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    rows = [(name, connection.execute(f'SELECT * FROM "{name}"').fetchall()) for (name,) in tables]
    return hashlib.sha256(repr(rows).encode()).hexdigest()
