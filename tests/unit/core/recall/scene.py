"""Memories in a real store, and an embedder small enough to reason about: words are directions, synonyms share one."""

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.decay.curve import Curve
from core.intake import draft
from core.memory import Hit
from core.ports import Embedder
from core.recall.engine import Found, Recall, Request
from core.recall.passages import embedded
from core.store import memories, vectors
from core.store.filters import Filters
from core.store.store import Store
from core.text.words import content

NOW = datetime(2025, 6, 10, 12, tzinfo=UTC)
SHOWN = Filters(superseded=False)
SYNONYMS = {"vessel": "boat", "ship": "boat", "anchored": "moored", "hound": "dog", "puppy": "dog"}

Float32 = NDArray[np.float32]


@dataclass(frozen=True)
class Made:
    """What `Bag` makes of one text."""

    vector: Float32
    tokens: Float32
    words: tuple[str, ...]


class Bag:
    """An embedder that adds up the directions of a text's words; without `token_dimensions` it gives no tokens."""

    def __init__(self, name: str = "bag", dimensions: int = 128, token_dimensions: int = 64) -> None:
        self.name = name
        self.dimensions = dimensions
        self.token_dimensions = token_dimensions
        self.max_tokens = 64

    def encode(self, texts: Sequence[str]) -> list[Made]:
        """One encoding for each text."""
        return [self._made(tuple(content(text))) for text in texts]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """One token for each word, and two around them."""
        return [len(text.split()) + 2 for text in texts]

    def _made(self, words: tuple[str, ...]) -> Made:
        summed = self._direction("", self.dimensions) * np.float32(0.1)  # what even a text without words has
        for word in words:
            summed += self._direction(word, self.dimensions)
        told = words if self.token_dimensions else ()
        tokens = np.empty((len(told), self.token_dimensions), dtype=np.float32)
        for row, word in enumerate(told):
            tokens[row] = self._direction(word, self.token_dimensions)
        return Made((summed / np.linalg.norm(summed)).astype(np.float32), tokens, told)

    def _direction(self, word: str, dimensions: int) -> Float32:
        seed = zlib.crc32(f"{self.name} {SYNONYMS.get(word, word)}".encode())
        drawn = np.random.default_rng(seed).standard_normal(dimensions)
        return (drawn / np.linalg.norm(drawn)).astype(np.float32)


class Scene:
    """A store with recall over it; `embedder` may be changed between searches."""

    def __init__(self, folder: Path, embedder: Embedder | None = None, curve: Curve = Curve.FSRS) -> None:
        self.store = Store(folder / "ebb.db")
        self.embedder = embedder
        self.recall = Recall(self.store, lambda: self.embedder, curve)

    def add(self, text: str, **details: Any) -> int:
        """Store one memory, not embedded; returns its number."""
        made = draft(text, now=NOW, **details)
        (stored,) = self.store.write(lambda connection: memories.insert(connection, [made]))
        return stored.seq

    def say(self, author: str, text: str, thread: str = "talk", **details: Any) -> int:
        """Store one turn of a talk."""
        return self.add(text, kind="chat", source={"thread": thread, "author": author}, **details)

    def embed(self, only: Collection[int] | None = None) -> None:
        """Embed what the embedder has not, or of that only these."""
        assert self.embedder is not None
        name = self.embedder.name
        due = self.store.read(lambda connection: vectors.due(connection, name, 100_000))
        made = embedded([one for one in due if only is None or one.seq in only], self.embedder)
        self.store.write(lambda connection: vectors.put(connection, name, made))

    def mark(self, status: str, *seqs: int) -> None:
        """Make memories active, superseded or forgotten."""
        self.store.write(lambda connection: memories.set_status(connection, seqs, status))

    def find(self, query: str, limit: int = 10, filters: Filters = SHOWN, **details: Any) -> Found:
        """Search, by default as `Ebb.search` does."""
        every: bool = details.pop("include_all", False)
        return self.recall.find(Request(query, limit, filters, every, NOW, **details))

    def hits(self, query: str, **details: Any) -> list[Hit]:
        """The hits of a search."""
        return self.find(query, **details).hits

    def texts(self, query: str, **details: Any) -> list[str]:
        """The texts of a search's hits, best first."""
        return [hit.memory.text for hit in self.hits(query, **details)]

    def glance(self, query: str, limit: int = 10, filters: Filters = SHOWN, **details: Any) -> list[str]:
        """The texts that are seen at a glance while a query is typed, best first."""
        every: bool = details.pop("include_all", False)
        request = Request(query, limit, filters, every, NOW, typing=True, **details)
        return [hit.memory.text for hit in self.recall.glance(request)]
