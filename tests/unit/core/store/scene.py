"""What the store's tests are made of: drafts, an embedder without a model, a look at everything that must fit."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from core.intake import draft
from core.recall.passages import embedded
from core.store import days, health, index, vectors
from core.store.connection import Connection
from core.store.filters import Filters
from core.store.memories import Draft
from core.store.store import Store
from core.store.vectors import BLOCK

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
EVERYTHING = Filters()
Float32 = np.typing.NDArray[np.float32]


def drafted(text: str, thread: str | None = None, **rest: Any) -> Draft:
    """A draft; with a thread it is a turn of that thread."""
    if thread:
        rest |= {"kind": "chat", "source": {"thread": thread, "author": "Ana"}}
    return draft(text, now=NOW, **rest)


@dataclass(frozen=True)
class FakeEncoding:
    """A vector and token vectors that depend on nothing but the text."""

    vector: Float32
    tokens: Float32
    words: tuple[str, ...]


class FakeEmbedder:
    """An embedder of 128 dimensions whose vectors are the text's hash; no component is near zero."""

    name = "fake"
    dimensions = 128
    token_dimensions = 8
    max_tokens = 64

    def __init__(self, name: str = "fake") -> None:
        self.name = name

    def encode(self, texts: Sequence[str]) -> list[FakeEncoding]:
        """One encoding for each text."""
        return [self._encoding(text) for text in texts]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """One token for each word."""
        return [len(text.split()) for text in texts]

    def _encoding(self, text: str) -> FakeEncoding:
        digest = hashlib.sha512(f"{self.name} {text}".encode()).digest()
        signs = np.unpackbits(np.frombuffer(digest[:16], dtype=np.uint8)).astype(np.float32) * 2 - 1
        words = tuple(text.lower().split()[:4])
        tokens = np.full((len(words), self.token_dimensions), self.token_dimensions**-0.5, dtype=np.float32)
        return FakeEncoding(signs / np.sqrt(np.float32(self.dimensions)), tokens, words)


def embed(store: Store, embedder: FakeEmbedder, limit: int = 1000) -> int:
    """Embed up to `limit` of what is pending; returns how many memories that was."""
    due = store.read(lambda connection: vectors.due(connection, embedder.name, limit))
    made = embedded(due, embedder)
    return store.write(lambda connection: vectors.put(connection, embedder.name, made))


def found(store: Store, word: str, filters: Filters = EVERYTHING) -> set[int]:
    """The numbers of the memories that hold a word, or stand beside one that does."""
    return {match.seq for match in store.read(lambda c: index.matches(c, [word], filters, 10_000))}


def assert_sound(store: Store) -> None:
    """Everything derived fits the memories: file, index, passages, sign bits, counts."""
    assert store.read(health.problems) == []
    store.write(health.verify_index)
    store.read(_assert_vectors)


def _assert_vectors(connection: Connection) -> None:
    stored: dict[int, dict[int, bytes]] = {}
    for number, seq, model, vector in connection.execute("SELECT id, seq, model_id, vector FROM vectors"):
        bits = np.packbits(np.frombuffer(vector, dtype=np.float16) > 0, bitorder="little").tobytes()
        stored.setdefault(model, {})[number] = bits
        status, by = connection.execute("SELECT status, embedded_by FROM memories WHERE seq = ?", (seq,)).fetchone()
        assert status != "forgotten", "a forgotten memory keeps no vector"
        assert by == model
    models = [row[0] for row in connection.execute("SELECT id FROM models")]
    assert {model: _bits(connection, model) for model in models} == {model: stored.get(model, {}) for model in models}
    bare = "SELECT count(*) FROM token_vectors WHERE id NOT IN (SELECT id FROM vectors)"
    assert connection.execute(bare).fetchone()[0] == 0
    lost = "SELECT count(*) FROM memories WHERE embedded_by > 0 AND seq NOT IN (SELECT seq FROM vectors)"
    assert connection.execute(lost).fetchone()[0] == 0
    active = connection.execute("SELECT count(*) FROM memories WHERE status <> 'forgotten'").fetchone()[0]
    derived = connection.execute("SELECT count(*) FROM memories WHERE role <> '' AND status <> 'forgotten'").fetchone()[
        0
    ]
    assert days.total(connection) + derived == sum(days.by_kind(connection).values()) == active


def _bits(connection: Connection, model: int) -> dict[int, bytes]:
    """Passage number to sign bits, as the blocks say; places that are free hold zeros."""
    read: dict[int, bytes] = {}
    for block in vectors.blocks(connection, model):
        words = np.frombuffer(block.bits, dtype=np.uint64).reshape(-1, BLOCK)
        present = np.unpackbits(np.frombuffer(block.present, dtype=np.uint8), bitorder="little")
        assert not words[:, present == 0].any(), "what is gone leaves no bits"
        for place in np.flatnonzero(present):
            read[block.number * BLOCK + int(place)] = words[:, place].tobytes()
    return read
