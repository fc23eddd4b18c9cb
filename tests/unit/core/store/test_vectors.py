"""Vectors: what is pending is found in the data, and the sign bits always say what the vectors say."""

import threading

import pytest

from core.recall.passages import embedded
from core.store import memories, vectors
from core.store.filters import Filters
from core.store.store import Store
from core.store.vectors import BLOCK, Due, Passage
from tests.unit.core.store.scene import FakeEmbedder, assert_sound, drafted, embed


def _add(store: Store, *texts: str, **rest: object) -> list[int]:
    drafts = [drafted(text, **rest) for text in texts]  # type: ignore[arg-type]
    return [stored.seq for stored in store.write(lambda connection: memories.insert(connection, drafts))]


def _pending(store: Store, name: str = "fake") -> int:
    return store.read(lambda connection: vectors.pending_count(connection, name))


def _due(store: Store, name: str = "fake", limit: int = 10) -> list[Due]:
    return store.read(lambda connection: vectors.due(connection, name, limit))


def test_what_has_no_vector_is_pending_newest_first(store: Store) -> None:
    seqs = _add(store, "one", "two", "three")
    assert _pending(store) == 3
    assert [due.seq for due in _due(store, limit=2)] == [seqs[2], seqs[1]]
    assert embed(store, FakeEmbedder(), 2) == 2
    assert [due.seq for due in _due(store)] == [seqs[0]]


def test_another_model_makes_everything_pending_but_new_memories_come_first(store: Store) -> None:
    seqs = _add(store, "one", "two")
    embed(store, FakeEmbedder("old"))
    seqs += _add(store, "three")
    assert _pending(store, "new") == 3
    assert [due.seq for due in _due(store, "new")] == [seqs[2]]
    for _ in range(2):
        embed(store, FakeEmbedder("new"))
    assert _pending(store, "new") == 0
    assert _pending(store, "old") == 3
    assert_sound(store)


def test_forgotten_memories_are_not_pending(store: Store) -> None:
    seqs = _add(store, "one", "two")
    store.write(lambda connection: memories.set_status(connection, seqs[:1], "forgotten"))
    assert _pending(store) == 1
    assert [due.seq for due in _due(store)] == seqs[1:]


@pytest.mark.parametrize("what", ["edit", "forget", "erase"])
def test_what_changes_while_it_is_embedded_keeps_no_old_vector(store: Store, what: str) -> None:
    seqs = _add(store, "one", "two")
    due = _due(store)
    made = embedded(due, FakeEmbedder())
    match what:
        case "edit":
            store.write(lambda connection: memories.change(connection, seqs[1], {"text": "other"}))
        case "forget":
            store.write(lambda connection: memories.set_status(connection, seqs[1:], "forgotten"))
        case "erase":
            store.write(lambda connection: memories.erase(connection, seqs[1:]))
            _add(store, "a new one")
    assert store.write(lambda connection: vectors.put(connection, "fake", made)) == 1
    assert store.read(lambda connection: vectors.find_model(connection, "fake")) is not None
    assert_sound(store)
    owners = store.read(lambda connection: {row[0] for row in connection.execute("SELECT seq FROM vectors")})
    assert owners == {seqs[0]}


def test_passages_fill_more_than_one_block_and_free_places_are_used_again(store: Store) -> None:
    seqs = _add(store, *(f"note {number}" for number in range(BLOCK + 50)))
    embed(store, FakeEmbedder(), 5000)
    model = store.read(lambda connection: vectors.find_model(connection, "fake"))
    assert model is not None
    assert [block.number for block in store.read(lambda connection: vectors.blocks(connection, model))] == [0, 1]
    store.write(lambda connection: memories.set_status(connection, seqs[100:], "forgotten"))
    assert_sound(store)
    store.write(lambda connection: memories.set_status(connection, seqs[100:], "active"))
    embed(store, FakeEmbedder(), 5000)
    assert_sound(store)


def test_a_long_memory_has_passages_in_order_of_place(store: Store) -> None:
    text = " ".join(f"Sentence number {number} has a few words." for number in range(60))
    (seq,) = _add(store, text)
    embed(store, FakeEmbedder())
    model = store.read(lambda connection: vectors.find_model(connection, "fake"))
    assert model is not None
    rows = store.read(lambda connection: vectors.of_memories(connection, [seq], model))
    assert len(rows) > 3
    spans = [(start, end) for _, _, start, end, _ in rows]
    assert spans == sorted(spans)
    assert spans[-1][1] == len(text)
    assert {row[1] for row in rows} == {seq}
    assert {r[0] for r in store.read(lambda c: vectors.by_number(c, [rows[0][0], 999_999]))} == {rows[0][0]}
    others = store.read(lambda c: vectors.of_others(c, [seq, 999_999], model, [rows[0][0]]))
    assert sorted(others) == [(number, seq, vector) for number, _, _, _, vector in rows[1:]]
    assert store.read(lambda c: vectors.of_others(c, [seq], model + 1)) == []


def test_a_passage_without_tokens_has_none(store: Store) -> None:
    (seq,) = _add(store, "one")
    (due,) = _due(store)
    passage = Passage(0, 3, vector=bytes(256), bits=bytes(16), tokens=b"")
    store.write(lambda connection: vectors.put(connection, "fake", [(due, [passage])]))
    ((number, *_),) = store.read(lambda connection: vectors.of_memories(connection, [seq], 1))
    assert store.read(lambda connection: vectors.token_data(connection, [number])) == {}


def test_a_memory_that_gives_no_passage_is_not_pending_for_ever(store: Store) -> None:
    _add(store, "one")
    store.write(lambda connection: vectors.put(connection, "fake", [(due, []) for due in _due(store)]))
    assert _pending(store) == 0


def test_neighbours_are_the_two_on_each_side_that_are_not_forgotten(store: Store) -> None:
    seqs = _add(store, "a", "b", "c", "d", "e", "f", thread="t")
    store.write(lambda connection: memories.set_status(connection, [seqs[1]], "forgotten"))
    near = store.read(lambda connection: vectors.neighbours(connection, [seqs[3]]))
    assert near == [(seqs[3], -1, seqs[2]), (seqs[3], -2, seqs[0]), (seqs[3], 1, seqs[4]), (seqs[3], 2, seqs[5])]


def test_clearing_makes_everything_due_again(store: Store) -> None:
    _add(store, "one", "two")
    embed(store, FakeEmbedder())
    store.write(vectors.clear)
    assert _pending(store) == 2
    assert_sound(store)


def test_what_passes_is_none_until_something_is_asked_for_and_the_barred_are_told_apart(store: Store) -> None:
    seqs = _add(store, "one", "two", "three")
    embed(store, FakeEmbedder())

    def passing(filters: Filters) -> tuple[list[int] | None, list[int]]:
        return store.read(lambda connection: vectors.passing(connection, filters))

    def passages(seq: int) -> list[int]:
        return [row[0] for row in store.read(lambda connection: vectors.of_memories(connection, [seq], 1))]

    assert passing(Filters(superseded=False, derived=False)) == (None, [])
    assert passing(Filters(kinds=("chat",), superseded=False)) == ([], [])
    store.write(lambda connection: memories.set_status(connection, [seqs[0]], "superseded"))
    store.write(lambda c: c.execute("UPDATE memories SET role = 'day' WHERE seq = ?", (seqs[1],)))
    assert passing(Filters()) == (None, [])
    assert passing(Filters(superseded=False)) == (None, passages(seqs[0]))
    assert passing(Filters(derived=False)) == (None, passages(seqs[1]))


def test_embedding_while_memories_are_added_loses_neither(store: Store) -> None:
    def write() -> None:
        for number in range(40):
            _add(store, f"note {number}", thread="t")

    thread = threading.Thread(target=write)
    thread.start()
    while thread.is_alive() or _pending(store):
        embed(store, FakeEmbedder(), 7)
    thread.join()
    assert store.read(lambda connection: connection.execute("SELECT count(*) FROM vectors").fetchone()[0]) == 40
    assert_sound(store)
