"""Cells find nearly what a look at everything finds, stay small, and lose nobody."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.intake import draft
from core.links import cells
from core.recall.dense import sign_bits
from core.store import cells as rows
from core.store import memories, vectors
from core.store.connection import Connection
from core.store.store import Store
from core.store.vectors import Due, Passage
from tests.unit.core.recall.scene import NOW

Float32 = NDArray[np.float32]
MODEL = "drawn"


def drawn(count: int, groups: int = 25, dimensions: int = 64) -> Float32:
    """Unit vectors around the centres of groups."""
    random = np.random.default_rng(4)
    centres = random.normal(size=(groups, dimensions))
    made = centres[random.integers(0, groups, count)] + 0.7 * random.normal(size=(count, dimensions))
    whole: Float32 = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
    return whole


def fill(store: Store, made: Float32, batch: int = 64) -> list[int]:
    """Store memories with these vectors and put them into cells, batch by batch."""
    drafts = [draft(f"memory {at}", now=NOW) for at in range(len(made))]
    seqs = [stored.seq for stored in store.write(lambda connection: memories.insert(connection, drafts))]
    for start in range(0, len(made), batch):
        part = dict(zip(seqs[start : start + batch], made[start : start + batch], strict=True))
        store.write(lambda connection, part=part: _put(connection, part))  # type: ignore[misc]
    return seqs


def _put(connection: Connection, part: dict[int, Float32]) -> None:
    embedded = [
        (Due(seq, 1, "", ""), [Passage(0, 1, vector.astype(np.float16).tobytes(), sign_bits(vector), b"")])
        for seq, vector in part.items()
    ]
    vectors.put(connection, MODEL, embedded)
    cells.place(connection, vectors.model_number(connection, MODEL), part, len(part))


def nearest(store: Store, seqs: list[int], made: Float32, which: int, count: int) -> tuple[set[int], set[int]]:
    """The nearest of one memory by looking at all, and the candidates that the cells give."""
    model = store.read(lambda connection: vectors.find_model(connection, MODEL))
    assert model is not None
    exact = {seqs[at] for at in np.argsort(-(made @ made[which]))[: count + 1]} - {seqs[which]}
    space = store.read(lambda connection: cells.read(connection, model))
    found = cells.candidates(
        space, {seqs[which]: made[which]}, lambda cell: store.read(lambda connection: rows.members(connection, cell))
    )
    return exact, set(found[seqs[which]])


def test_the_nearest_are_among_the_candidates_though_few_are_looked_at(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "SMALLEST", 24)
    monkeypatch.setattr(cells, "PROBES", 12)
    made = drawn(1200)
    seqs = fill(store, made)
    shares, looked = [], []
    for which in range(0, 1200, 40):
        exact, found = nearest(store, seqs, made, which, 10)
        shares.append(len(exact & found) / 10)
        looked.append(len(found))
    assert np.mean(shares) > 0.9
    assert max(looked) <= cells.BY_BITS


def test_cells_stay_small_and_hold_every_memory_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "SMALLEST", 20)
    seqs = fill(store, drawn(300))
    sizes = store.read(
        lambda connection: connection.execute("SELECT count(*) FROM cell_members GROUP BY cell").fetchall()
    )
    assert max(size for (size,) in sizes) <= 20
    assert sum(size for (size,) in sizes) == 300
    assert store.read(lambda connection: rows.placed(connection, seqs)) == set(seqs)


def test_memories_that_are_all_alike_still_part(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "SMALLEST", 10)
    same = np.tile(drawn(1), (64, 1))
    seqs = fill(store, same)
    assert store.read(lambda connection: rows.placed(connection, seqs)) == set(seqs)


def test_an_erased_memory_leaves_no_bits_and_no_cell(store: Store) -> None:
    seqs = fill(store, drawn(5))
    store.write(lambda connection: memories.erase(connection, seqs))
    left = "SELECT (SELECT count(*) FROM cell_members) + (SELECT count(*) FROM cells)"
    assert store.read(lambda connection: connection.execute(left).fetchone()) == (0,)


def test_a_forgotten_memory_is_no_candidate_in_the_end(store: Store) -> None:
    seqs = fill(store, drawn(5))
    store.write(lambda connection: memories.set_status(connection, seqs[:1], "forgotten"))
    model = store.read(lambda connection: vectors.find_model(connection, MODEL))
    assert model is not None
    assert set(store.read(lambda connection: cells.read_vectors(connection, seqs, model))) == set(seqs[1:])


def test_the_sample_is_spread_over_all(store: Store) -> None:
    seqs = fill(store, drawn(100))
    sample = store.read(lambda connection: rows.sample(connection, 5))
    assert (sample[0], sample[-1], len(sample)) == (seqs[0], seqs[-1], 5)


@settings(max_examples=40)
@given(st.integers(2, 60), st.integers(1, 8), st.integers(0, 5))
def test_halves_are_never_lopsided(count: int, dimensions: int, seed: int) -> None:
    made = np.random.default_rng(seed).integers(-1, 2, (count, dimensions)).astype(np.float32)
    sides = cells.halves(made)
    assert min(int(sides.sum()), count - int(sides.sum())) >= max(1, count // 5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "ebb.db")
    yield opened
    opened.close()
