"""Conditions asked once more of some memories, of all in order, and of all by day."""

from datetime import UTC, datetime, timedelta

from core.store import memories
from core.store.filters import Filters
from core.store.passing import by_day, in_order, passing
from core.store.store import Store
from tests.unit.core.store.scene import drafted

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def _filled(store: Store) -> list[str]:
    """Ten memories, one a day, every other one a document; the fourth is forgotten. Their ids in order."""
    drafts = [
        drafted(f"number {day}", kind=("note", "document")[day % 2], occurred_at=NOON + timedelta(days=day))
        for day in range(10)
    ]
    stored = store.write(lambda connection: memories.insert(connection, drafts))
    store.write(lambda connection: memories.set_status(connection, [stored[4].seq], "forgotten"))
    return [one.id for one in stored]


def test_only_memories_that_meet_every_condition_pass(store: Store) -> None:
    ids = _filled(store)
    wanted = Filters(kinds=("note",), since=NOON + timedelta(days=1))
    found = store.read(lambda connection: passing(connection, [*ids, "nobody", ids[2]], wanted))
    assert found == {ids[2]: 3, ids[6]: 7, ids[8]: 9}
    assert store.read(lambda connection: passing(connection, [], wanted)) == {}


def test_more_ids_than_one_statement_takes_are_all_asked(store: Store) -> None:
    ids = _filled(store)
    many = [f"nobody {number}" for number in range(900)]
    found = store.read(lambda connection: passing(connection, [ids[0], *many, ids[1]], Filters()))
    assert list(found) == [ids[0], ids[1]]


def test_memories_are_listed_in_order_of_time_and_counted_by_day(store: Store) -> None:
    ids = _filled(store)
    notes = Filters(kinds=("note",))
    assert store.read(lambda connection: in_order(connection, notes, 3)) == [ids[0], ids[2], ids[6]]
    days = store.read(lambda connection: by_day(connection, notes, 2))
    assert list(days.values()) == [1, 1]
    assert list(days) == [(NOON + timedelta(days=day)).astimezone().date() for day in (8, 6)]


def test_tags_of_which_one_is_enough_are_those_that_the_person_gave(store: Store) -> None:
    drafts = [drafted("a", tags=["house"]), drafted("b", tags=["garden", "x"]), drafted("c", tags=["x"])]
    stored = store.write(lambda connection: memories.insert(connection, drafts))
    store.write(lambda connection: memories.change(connection, stored[2].seq, {}, auto_tags=["garden"]))
    either = Filters(tagged=("house", "garden"))
    found = store.read(lambda connection: passing(connection, [one.id for one in stored], either))
    assert set(found) == {stored[0].id, stored[1].id}
    assert either
