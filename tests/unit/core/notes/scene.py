"""What the tests of notes are made of: a home with memories in it, described without any model."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.bench import Bench
from core.clock import from_micros, to_micros
from core.intake import draft
from core.notes.step import describe
from core.store import entities, memories, revisions, rows, runs, times
from core.store.connection import Connection
from core.store.rows import Row
from core.store.store import Store

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
SAID = datetime(2023, 5, 8, 13, 56, tzinfo=UTC)


@dataclass
class Place:
    """A store and what is asked of it."""

    store: Store
    run: int | None = None
    went_on: int = 0

    def add(self, text: str, **rest: Any) -> int:
        """Take a memory in; returns its number."""
        made = draft(text, now=NOW, **rest)
        (stored,) = self.store.write(lambda connection: memories.insert(connection, [made]))
        return stored.seq

    def say(self, author: str, text: str, thread: str = "talk", at: datetime = SAID) -> int:
        """Take in a turn of a conversation."""
        source = {"author": author, "thread": thread}
        return self.add(text, kind="chat", occurred_at=at, source=source)

    def bench(self) -> Bench:
        """A bench without an embedder, in one run."""
        return Bench(self.store, None, self._run, self._go_on, lambda: NOW)

    def describe(self, size: int = 100) -> int:
        """Describe what is due; returns how many memories that was."""
        bench, total = self.bench(), 0
        while done := describe(bench, size):
            total += done
        return total

    def row(self, seq: int) -> Row:
        """A memory as it is stored."""
        return self.store.read(lambda connection: rows.by_seq(connection, [seq])[seq])

    def keywords(self, seq: int) -> list[str]:
        """A memory's keywords."""
        return list(json.loads(self.row(seq).keywords))

    def named(self, seq: int) -> list[tuple[str, str]]:
        """The names, with kinds, that a memory mentions; aliases resolved."""
        found = self.store.read(lambda connection: entities.of(connection, [seq])).get(seq, ())
        return [(one.entity.name, one.entity.kind) for one in found if one.role == entities.MENTION]

    def names(self, seq: int) -> set[str]:
        """The names that a memory mentions."""
        return {name for name, _ in self.named(seq)}

    def merges(self, state: str = entities.MADE) -> set[tuple[str, str]]:
        """Which names are aliases of which, or may be."""
        found = self.store.read(lambda connection: entities.aliases(connection, state))
        return {(one.alias.name, one.entity.name) for one in found}

    def times(self, seq: int) -> list[tuple[str, str, str]]:
        """The times that a memory speaks of: the words, and the first and last day, in UTC."""
        text = self.row(seq).text
        found = self.store.read(lambda connection: times.of(connection, [seq])).get(seq, [])
        return [(text[one.start : one.end], _day(one.from_at), _day(one.until_at - 1)) for one in found]

    def history(self, seq: int) -> Sequence[revisions.Stored]:
        """A memory's revisions, oldest first."""
        return self.store.read(lambda connection: revisions.of_memory(connection, seq))

    def revise(self, seq: int, **changes: object) -> None:
        """Change a memory as a person does."""
        at = to_micros(NOW)
        self.store.write(lambda connection: revisions.revise(connection, seq, changes, at=at, why="edited"))

    def _run(self, connection: Connection) -> int:
        if self.run is None:
            self.run = runs.begin(connection, "behind", to_micros(NOW))
        return self.run

    def _go_on(self) -> None:
        self.went_on += 1


def _day(micros: int) -> str:
    return from_micros(micros).date().isoformat()
