"""The account of agents' calls: newest first, by client, and never longer than it may be."""

from core.store import calls
from core.store.calls import Call
from core.store.store import Store


def _note(store: Store, call: Call, kept: int = calls.KEPT) -> None:
    store.write(lambda connection: calls.note(connection, call, kept))


def _call(at: int, client: str = "claude", outcome: str = "done") -> Call:
    return Call(at, client, "search", '{"query": "train"}', 2, 12.5, outcome)


def test_calls_come_back_whole_and_newest_first(store: Store) -> None:
    for at in (1, 2, 3):
        _note(store, _call(at))
    found = store.read(lambda connection: calls.newest(connection, 2))
    assert found == [_call(3), _call(2)]


def test_calls_of_one_client_are_listed_alone(store: Store) -> None:
    _note(store, _call(1, "claude"))
    _note(store, _call(2, "cursor", "refused"))
    found = store.read(lambda connection: calls.newest(connection, 9, "cursor"))
    assert found == [_call(2, "cursor", "refused")]


def test_the_oldest_calls_make_room_for_new_ones(store: Store) -> None:
    for at in range(1, 8):
        _note(store, _call(at), kept=3)
    assert [one.at for one in store.read(lambda connection: calls.newest(connection, 99))] == [7, 6, 5]
