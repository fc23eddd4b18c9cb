"""Memories in a real store that are described, embedded by a small embedder, and linked."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from core.bench import Bench
from core.intake import draft
from core.links.step import link
from core.notes.step import describe
from core.recall.passages import embedded
from core.store import links, memories, revisions, rows, runs, vectors
from core.store.connection import Connection
from core.store.revisions import Stored
from core.store.rows import Row
from core.store.store import Store
from tests.unit.core.recall.scene import NOW, Bag


class Net:
    """A store whose memories are linked; without an embedder only by names, order and questions."""

    def __init__(self, folder: Path, *, embedder: bool = True) -> None:
        self.store = Store(folder / "ebb.db")
        self.embedder = Bag() if embedder else None
        self.run: int | None = None
        self.minute = 0

    def add(self, text: str, **details: Any) -> int:
        """Store one memory a day after the last one, or at `occurred_at`; returns its number."""
        self.minute += 24 * 60
        details.setdefault("occurred_at", NOW - timedelta(days=3000) + timedelta(minutes=self.minute))
        made = draft(text, now=NOW, **details)
        (stored,) = self.store.write(lambda connection: memories.insert(connection, [made]))
        return stored.seq

    def bench(self) -> Bench:
        """What the steps are given."""
        return Bench(self.store, self.embedder, self._begin, lambda: None, lambda: NOW)

    def settle(self, size: int = 64) -> None:
        """Describe, embed and link what is due, in a run of its own."""
        self.run = None
        bench = self.bench()
        while describe(bench, size) + self._embed() + link(bench, size):
            pass

    def add_all(self, texts: Iterable[str], **details: Any) -> list[int]:
        """Add memories and settle them together."""
        seqs = [self.add(text, **details) for text in texts]
        self.settle()
        return seqs

    def _begin(self, connection: Connection) -> int:
        if self.run is None:
            self.run = runs.begin(connection, "behind", 0)
        return self.run

    def _embed(self) -> int:
        if self.embedder is None:
            return 0
        name = self.embedder.name
        due = self.store.read(lambda connection: vectors.due(connection, name, 1000))
        made = embedded(due, self.embedder)
        return self.store.write(lambda connection: vectors.put(connection, name, made))

    def edges(self, *kinds: str) -> dict[tuple[int, int, str], tuple[float, str]]:
        """Every link: (source, target, kind) to weight and reason; of these kinds only, if any are named."""
        rows = self.store.read(
            lambda connection: connection.execute("SELECT source, target, kind, weight, why FROM links").fetchall()
        )
        return {(a, b, kind): (weight, why) for a, b, kind, weight, why in rows if not kinds or kind in kinds}

    def pairs(self, *kinds: str) -> set[tuple[int, int]]:
        """The linked pairs, source first."""
        return {(a, b) for a, b, _ in self.edges(*kinds)}

    def row(self, seq: int) -> Row:
        """A memory as it stands."""
        return self.store.read(lambda connection: rows.by_seq(connection, [seq]))[seq]

    def history(self, seq: int) -> list[Stored]:
        """A memory's revisions, oldest first."""
        return self.store.read(lambda connection: revisions.of_memory(connection, seq))

    def write(self, work: Any, **details: Any) -> Any:
        """Call a store's function in a transaction."""
        return self.store.write(partial(work, **details))

    def link(self, a: int, b: int, **details: Any) -> bool:
        """Link two memories as the person does."""
        given = {"kind": "manual", "weight": 1.0, "why": "", "at": 0, **details}
        return self.store.write(lambda connection: links.add(connection, a, b, **given))
