"""The scan over sign bits finds what a comparison of all vectors finds."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.intake import draft
from core.recall.dense import BitIndex, sign_bits
from core.store import memories, vectors
from core.store.connection import Connection
from core.store.store import Store
from core.store.vectors import BLOCK, Due, Passage
from tests.unit.core.recall.scene import NOW

MODEL = "m"
Float32 = NDArray[np.float32]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "ebb.db")
    yield opened
    opened.close()


def structured(count: int, dimensions: int, seed: int = 0) -> Float32:
    """Unit vectors that lie along a few dozen directions with some noise, as those of texts do."""
    topics = np.random.default_rng(0).standard_normal((40, dimensions))
    random = np.random.default_rng(seed + 1)
    mixed = random.standard_normal((count, 40)) ** 3 @ topics + random.standard_normal((count, dimensions))
    unit: Float32 = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
    return unit


def put(store: Store, rows: Float32) -> list[int]:
    """Store one memory with one passage per row; returns the passages' numbers, in order."""

    def work(connection: Connection) -> list[int]:
        made = memories.insert(connection, [draft(f"memory {at}", now=NOW) for at in range(len(rows))])
        due = [(Due(one.seq, 1, "", ""), [passage(row)]) for one, row in zip(made, rows, strict=True)]
        vectors.put(connection, MODEL, due)
        return [row[0] for row in connection.execute("SELECT id FROM vectors ORDER BY seq")]

    return store.write(work)


def passage(row: Float32) -> Passage:
    return Passage(0, 1, row.astype(np.float16).tobytes(), sign_bits(row), b"")


def index_of(store: Store) -> BitIndex:
    number = store.read(lambda connection: vectors.find_model(connection, MODEL))
    assert number is not None
    return BitIndex(store.read(lambda connection: vectors.blocks(connection, number)))


def distances(rows: Float32, query: Float32) -> list[int]:
    return [int(count) for count in ((rows > 0) != (query > 0)).sum(axis=1)]


def assert_nearest(chosen: Sequence[int], all_of: Sequence[int], distance: Sequence[int], limit: int) -> None:
    """The chosen are `limit` of all, and none that was left is nearer than one of them."""
    by_number = dict(zip(all_of, distance, strict=True))
    left = [by_number[number] for number in all_of if number not in set(chosen)]
    assert len(chosen) == len(set(chosen)) == min(limit, len(all_of))
    assert not left or max(by_number[number] for number in chosen) <= min(left)


@pytest.mark.parametrize("dimensions", [384, 100, 64])
def test_the_nearest_by_bits_are_those_of_a_comparison_one_by_one(store: Store, dimensions: int) -> None:
    rows = structured(300, dimensions)
    numbers = put(store, rows)
    query = structured(1, dimensions, seed=1)[0]
    assert_nearest(index_of(store).nearest(query, 20), numbers, distances(rows, query), 20)


def test_two_hundred_by_bits_hold_the_ten_that_are_nearest_by_cosine(store: Store) -> None:
    rows = structured(2000, 384)
    numbers = np.array(put(store, rows))
    index = index_of(store)
    held = 0
    for query in structured(20, 384, seed=1):
        held += len(set(numbers[np.argsort(-rows @ query)[:10]]) & set(index.nearest(query, 200)))
    assert held >= 198


def test_blocks_border_on_one_another_without_a_gap(store: Store) -> None:
    rows = structured(2 * BLOCK + 3, 64)
    numbers = put(store, rows)
    index = index_of(store)
    assert set(numbers) == set(index.nearest(rows[0], 3 * BLOCK))
    for border in (BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1, 2 * BLOCK, 2 * BLOCK + 1):
        row = rows[numbers.index(border)]
        assert_nearest(index.nearest(row, 1), numbers, distances(rows, row), 1)
        assert index.nearest(row, 5, [border]) == [border]


def test_a_removed_passage_is_found_no_more(store: Store) -> None:
    rows = structured(50, 64)
    numbers = put(store, rows)
    seq = store.read(lambda c: c.execute("SELECT seq FROM vectors WHERE id = ?", (numbers[7],)).fetchone()[0])
    store.write(lambda connection: vectors.remove(connection, [seq]))
    assert set(index_of(store).nearest(rows[7], 50)) == set(numbers) - {numbers[7]}


def test_a_restricted_scan_ranks_only_what_is_allowed(store: Store) -> None:
    rows = structured(1500, 64)
    numbers = put(store, rows)
    query = structured(1, 64, seed=1)[0]
    farthest = np.argsort(distances(rows, query))[-40:]
    allowed = [numbers[at] for at in farthest]
    assert_nearest(index_of(store).nearest(query, 10, allowed), allowed, distances(rows[farthest], query), 10)


def test_what_is_allowed_may_be_nothing_or_unknown(store: Store) -> None:
    rows = structured(3, 64)
    put(store, rows)
    index = index_of(store)
    assert index.nearest(rows[0], 5, []) == []
    assert index.nearest(rows[0], 5, [-1, 10**9, 5 * BLOCK + 1]) == []


def test_an_empty_index_finds_nothing() -> None:
    assert BitIndex([]).nearest(np.ones(384, dtype=np.float32), 10) == []


@pytest.mark.parametrize(("dimensions", "size"), [(1, 8), (64, 8), (65, 16), (100, 16), (384, 48)])
def test_bits_fill_whole_words(dimensions: int, size: int) -> None:
    bits = sign_bits(np.ones(dimensions, dtype=np.float32))
    assert len(bits) == size
    assert int.from_bytes(bits, "little") == (1 << dimensions) - 1
