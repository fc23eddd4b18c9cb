"""Memories that come back with their ids, times, figures, tags by whom, and links."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.store import adopting, derived, links, memories, revisions, rows
from core.store.adopting import Adopted, Bond
from core.store.connection import Connection
from core.store.store import Store
from tests.unit.core.store.scene import assert_sound, drafted


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty file."""
    opened = Store(tmp_path / "ebb.db")
    yield opened
    assert_sound(opened)
    opened.close()


def back(text: str, **more: Any) -> Adopted:
    """A memory on its way back."""
    return Adopted(drafted(text, more.pop("thread", None)), **more)


def adopt(store: Store, *wanted: Adopted) -> dict[str, int]:
    """Take them in."""
    return store.write(lambda connection: adopting.adopt(connection, wanted))


def test_everything_of_a_memory_comes_back(store: Store) -> None:
    one = back(
        "Bread", context="a bakery", keywords='["bread"]', found_tags=("food",), pinned=True, superseded=True,
        recall_count=3, last_recalled_at=7, valid_from=1, valid_until=2, known_until=3, role="day", described=1,
    )  # fmt: skip
    (seq,) = adopt(store, one).values()
    row = store.read(lambda connection: rows.by_seq(connection, [seq]))[seq]
    assert (row.id, row.text, row.context, row.keywords) == (one.draft.id, "Bread", "a bakery", '["bread"]')
    assert (row.pinned, row.status, row.recall_count, row.role) == (True, "superseded", 3, "day")
    assert "food" in row.tags
    state = store.read(lambda connection: revisions.current(connection, seq))
    assert state is not None and state["auto_tags"] == ["food"]


def test_an_id_that_is_there_is_left_as_it_is(store: Store) -> None:
    one = back("Bread")
    assert len(adopt(store, one)) == 1
    assert adopt(store, replace(one, context="other")) == {}


def test_two_that_say_the_same_stay_two(store: Store) -> None:
    one = back("Bread")
    twin = replace(one, draft=replace(one.draft, id=back("x").draft.id))
    third = replace(one, draft=replace(one.draft, id=back("y").draft.id))
    assert len(adopt(store, one, twin)) == 2
    assert len(adopt(store, third)) == 1
    again = store.write(lambda connection: memories.insert(connection, [replace(one.draft, id=back("z").draft.id)]))
    assert (again[0].id, again[0].new) == (one.draft.id, False), "and what is added again is known"


def test_a_digest_that_is_there_already_is_not_doubled(store: Store) -> None:
    def made(connection: Connection) -> int:
        (stored,) = memories.insert(connection, [drafted("Monday", None)])
        connection.execute("INSERT INTO derivations (seq, key, basis) VALUES (?, 'day/1', x'00')", (stored.seq,))
        connection.execute("UPDATE memories SET role = ? WHERE seq = ?", (derived.Role.DAY, stored.seq))
        return stored.seq

    store.write(made)
    assert adopt(store, back("Monday, elsewhere", role="day", key="day/1", basis=b"1")) == {}


def test_links_come_back_once_and_only_to_what_is_there(store: Store) -> None:
    a, b = back("See [[Nobody]] and [[Bread]]."), back("Bread")
    numbers = adopt(store, a, b)
    bonds = [
        Bond(a.draft.id, b.draft.id, links.MENTIONS, 0.5, "mentions [[Bread]]", 1, "person"),
        Bond(a.draft.id, back("gone").draft.id, links.MANUAL, 1.0, "", 1, "person"),
    ]
    assert store.read(lambda connection: len(adopting.unsettled(connection, 0, 9))) == 2
    assert store.write(lambda connection: adopting.bind(connection, bonds)) == 1
    assert store.write(lambda connection: adopting.bind(connection, bonds)) == 0
    store.write(lambda connection: adopting.settle(connection, numbers.values()))
    assert store.read(lambda connection: adopting.unsettled(connection, 0, 9)) == []
    names = store.read(lambda c: c.execute("SELECT title, target FROM wiki_links ORDER BY title").fetchall())
    assert names == [("Bread", numbers[b.draft.id]), ("Nobody", None)]


def test_a_step_that_was_due_is_due_again(store: Store) -> None:
    numbers = adopt(store, back("One", linked=0), back("Two", linked=1))
    store.write(lambda connection: adopting.settle(connection, numbers.values()))
    assert store.read(lambda c: c.execute("SELECT linked FROM memories ORDER BY seq").fetchall()) == [(0,), (1,)]


@pytest.mark.parametrize(("actor", "declined"), [("person", False), ("ebb", True)])
def test_a_link_that_ebb_found_is_not_found_again_once_it_was_taken_away(
    store: Store, actor: str, declined: bool
) -> None:
    a, b = back("One"), back("Two")
    numbers = adopt(store, a, b)
    bond = Bond(a.draft.id, b.draft.id, links.SIMILAR, 0.5, "alike", 1, actor)
    store.write(lambda connection: adopting.bind(connection, [bond]))
    store.write(lambda connection: adopting.unbind(connection, a.draft.id, b.draft.id, links.SIMILAR, 2))
    assert store.read(lambda connection: links.of(connection, numbers[a.draft.id])) == ()
    assert bool(store.read(lambda connection: links.declined(connection, numbers.values()))) is declined
