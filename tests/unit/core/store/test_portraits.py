"""What a card and a profile are put together from, in no more than they need."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from core.clock import to_micros
from core.store import entities, memories, portraits
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


def test_an_entity_is_read_in_its_newest_memories_and_evenly_before_and_never_later_than_asked(store: Store) -> None:
    (ana,) = store.read(lambda c: [row[0] for row in c.execute("SELECT id FROM entities WHERE name = 'Ana'")])
    found, count = store.read(partial(portraits.of_entity, entity=ana, until=None, most=4))
    assert ([member.seq for member in found], count) == ([1, 5, 9, 10], 10)
    found, count = store.read(partial(portraits.of_entity, entity=ana, until=AT + HOUR, most=4))
    assert ([member.seq for member in found], count) == ([1, 2], 2)


def test_an_alias_belongs_to_its_entity(store: Store) -> None:
    numbers = store.write(partial(entities.put, names={"Annie": entities.PEOPLE, "Ana": entities.PEOPLE}))
    store.write(partial(entities.mention, pairs=[(4, numbers["Annie"])]))
    store.write(partial(entities.merge, alias=numbers["Annie"], entity=numbers["Ana"], why="test", at=AT))
    assert store.read(partial(portraits.aliases, entity=numbers["Ana"])) == ("Annie",)
    assert store.read(partial(portraits.entities_of, seqs=[4])) == {numbers["Ana"]}


def test_only_the_author_s_own_words_are_found_by_a_phrase(store: Store) -> None:
    said = [drafted(text, "talk two") for text in ("I loved the kayak.", "Do you? I do not.", "Love is all.")]
    store.write(partial(memories.insert, drafts=said))
    read = partial(portraits.saying, phrases=["i love"], until=None, most=9)
    assert [member.text for member in store.read(partial(read, authors=["Ana"]))] == ["I loved the kayak."]
    assert store.read(partial(read, authors=["Ben", ""])) == []
    assert store.read(partial(portraits.saying, phrases=['" OR 1'], authors=["Ana"], until=None, most=9)) == []
