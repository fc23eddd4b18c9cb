"""What is pending is read from the memories: what changed, what is new, what a model has not embedded."""

import pytest

from core.store import due, memories, vectors
from core.store.store import Store
from tests.unit.core.store.scene import FakeEmbedder, drafted, embed


def _add(store: Store, *texts: str) -> list[int]:
    drafts = [drafted(text) for text in texts]
    return [stored.seq for stored in store.write(lambda connection: memories.insert(connection, drafts))]


def _numbers(store: Store, step: str, *, embedded: bool = False) -> list[int]:
    return store.read(lambda connection: due.numbers(connection, step, 10, embedded=embedded))


def _all_steps(store: Store, seqs: list[int]) -> None:
    for step in due.STEPS:
        store.write(lambda connection, step=step: due.mark(connection, step, seqs))  # type: ignore[misc]


def _count(store: Store, model: str | None = None) -> int:
    return store.read(lambda connection: due.count(connection, model))


@pytest.mark.parametrize("step", due.STEPS)
def test_new_memories_are_due_newest_first_until_they_are_marked(store: Store, step: str) -> None:
    first, second = _add(store, "one", "two")
    assert _numbers(store, step) == [second, first]
    store.write(lambda connection: due.mark(connection, step, [second]))
    assert _numbers(store, step) == [first]
    assert _count(store) == 2, "the other steps are still due for both"


def test_a_memory_counts_once_however_much_is_pending(store: Store) -> None:
    seqs = _add(store, "one", "two")
    assert _count(store, FakeEmbedder.name) == 2
    _all_steps(store, seqs)
    assert (_count(store), _count(store, FakeEmbedder.name)) == (0, 2)
    embed(store, FakeEmbedder())
    assert _count(store, FakeEmbedder.name) == 0


def test_what_needs_vectors_waits_for_them(store: Store) -> None:
    (seq,) = _add(store, "one")
    assert _numbers(store, "linked", embedded=True) == []
    embed(store, FakeEmbedder())
    assert _numbers(store, "linked", embedded=True) == [seq]


def test_a_changed_text_makes_everything_due_again_and_a_changed_context_nothing(store: Store) -> None:
    (seq,) = _add(store, "one")
    embed(store, FakeEmbedder())
    _all_steps(store, [seq])
    store.write(lambda connection: memories.change(connection, seq, {"context": "about one"}))
    assert (_count(store), _count(store, FakeEmbedder.name)) == (0, 0)
    store.write(lambda connection: memories.change(connection, seq, {"text": "another"}))
    assert store.read(lambda connection: vectors.pending_count(connection, FakeEmbedder.name)) == 1
    assert [_numbers(store, step) for step in due.STEPS] == [[seq]] * 3


def test_what_is_forgotten_is_not_due(store: Store) -> None:
    seqs = _add(store, "one", "two")
    store.write(lambda connection: memories.set_status(connection, seqs, "forgotten"))
    assert (_count(store, FakeEmbedder.name), _numbers(store, "described")) == (0, [])
    assert store.read(lambda connection: vectors.due(connection, FakeEmbedder.name, 5)) == []
