"""What sleep reads: what is due, and no more of a day, a thread or an entity than it needs."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from core.clock import to_micros
from core.store import levels, memories, revisions
from core.store.store import Store
from tests.unit.core.store.scene import NOW, drafted

AT = to_micros(NOW)
HOUR = 3_600_000_000


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Ten turns of a talk, an hour apart."""
    opened = Store(path)
    talk = [drafted(f"turn {number} of Ana", "talk", occurred_at=NOW + timedelta(hours=number)) for number in range(10)]
    opened.write(partial(memories.insert, drafts=talk))
    yield opened
    opened.close()


def _due(store: Store, stage: int = 0) -> list[int]:
    return [one.seq for one in store.read(partial(levels.due, stage=stage))]


def _done(store: Store) -> None:
    for stage in (0, 1):
        store.write(partial(levels.mark, seen=store.read(partial(levels.due, stage=stage)), stage=stage + 1))


def test_new_memories_are_due_newest_first_and_pass_two_stages(store: Store) -> None:
    assert _due(store) == list(range(10, 0, -1))
    store.write(partial(levels.mark, seen=store.read(partial(levels.due, stage=0))[:4], stage=1))
    assert _due(store) == [6, 5, 4, 3, 2, 1]
    assert _due(store, 1) == [10, 9, 8, 7]
    _done(store)
    assert not store.read(levels.any_due)


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({"text": "another text"}, True),
        ({"title": "a title"}, True),
        ({"status": "superseded"}, True),
        ({"status": "forgotten"}, True),
        ({"valid_until": AT}, True),
        ({"known_until": AT}, True),
        ({"keywords": '["word"]'}, False),
        ({"context": "said by Ana"}, False),
        ({"importance": 0.9}, False),
        ({"auto_tags": ["tag"]}, False),
    ],
)
def test_what_changes_what_a_memory_says_or_whether_it_holds_makes_it_due(
    store: Store, changes: dict[str, object], due: bool
) -> None:
    _done(store)
    store.write(partial(revisions.revise, seq=3, changes=changes, at=AT, why="test"))
    assert _due(store) == ([3] if due else [])


def test_a_memory_that_changed_while_it_was_read_stays_due(store: Store) -> None:
    seen = store.read(partial(levels.due, stage=0))
    store.write(partial(revisions.revise, seq=3, changes={"text": "meanwhile"}, at=AT, why="test"))
    store.write(partial(memories.set_status, seqs=[5], status="forgotten"))
    store.write(partial(levels.mark, seen=seen, stage=1))
    assert _due(store) == [5, 3]


def test_of_too_many_an_even_part_is_read_and_all_are_counted(store: Store) -> None:
    found, count = store.read(partial(levels.between, since=AT, until=AT + 100 * HOUR, most=5))
    assert ([member.seq for member in found], count) == ([1, 3, 5, 7, 9], 10)
    some, count = store.read(partial(levels.between, since=AT + HOUR, until=AT + 3 * HOUR, most=5))
    assert ([member.seq for member in some], count) == ([2, 3], 2)
    assert store.read(partial(levels.extent, since=AT, until=AT + 3 * HOUR)) == (3, AT + 2 * HOUR)
    assert store.read(partial(levels.extent, since=0, until=1)) == (0, 0)


def test_forgotten_and_derived_memories_are_no_members(store: Store) -> None:
    store.write(partial(memories.set_status, seqs=[2], status="forgotten"))
    store.write(lambda connection: connection.execute("UPDATE memories SET role = 'day' WHERE seq = 3"))
    assert [member.seq for member in store.read(partial(levels.members, seqs=[1, 2, 3, 4]))] == [1, 4]
    assert not store.read(partial(levels.stand, seqs=[1, 2]))
    assert not store.read(partial(levels.stand, seqs=[1, 99]))
    assert store.read(partial(levels.stand, seqs=[1, 3]))


def test_a_word_is_counted_in_what_was_taken_in_only(store: Store) -> None:
    store.write(lambda connection: connection.execute("UPDATE memories SET role = 'day' WHERE seq < 4"))
    assert store.read(partial(levels.word_count, word="turn", cap=100)) == 7
    assert store.read(partial(levels.word_count, word="turn", cap=5)) == 5
