"""Drafts of agents: they wait each once, are no memories, and are gone when they are taken out."""

from dataclasses import replace

from core.store import days, quarantine
from core.store.quarantine import Waiting
from core.store.store import Store

DRAFT = Waiting("01ARZ3NDEKTSV4RRFFQ69G5FC1", "claude", 5, "Train", "It leaves at nine.", ("travel", "ö"), None)


def _put(store: Store, draft: Waiting, key: bytes) -> str:
    return store.write(lambda connection: quarantine.put(connection, draft, key))


def test_a_draft_waits_as_it_was_handed_in_and_is_no_memory(store: Store) -> None:
    assert _put(store, DRAFT, b"1") == DRAFT.id
    assert store.read(lambda connection: quarantine.waiting(connection, 9)) == [DRAFT]
    assert store.read(days.total) == 0


def test_the_same_draft_again_waits_once_under_the_first_id(store: Store) -> None:
    _put(store, DRAFT, b"1")
    again = replace(DRAFT, id="01ARZ3NDEKTSV4RRFFQ69G5FC2", at=6)
    assert _put(store, again, b"1") == DRAFT.id
    assert store.read(quarantine.count) == 1


def test_drafts_are_counted_by_client_and_found_by_the_beginning_of_their_id(store: Store) -> None:
    _put(store, DRAFT, b"1")
    other = replace(DRAFT, id="01ARZ3NDEKTSV4RRFFQ69G5FD9", client="cursor", at=9, occurred_at=-7)
    _put(store, other, b"2")
    assert store.read(lambda connection: quarantine.count(connection, "cursor")) == 1
    assert store.read(lambda connection: quarantine.beginning(connection, "01arz3ndektsv4rrffq69g5fd")) == [other]
    assert len(store.read(lambda connection: quarantine.beginning(connection, "01ARZ"))) == 2
    assert store.read(lambda connection: quarantine.beginning(connection, "%")) == []


def test_what_is_taken_out_is_gone_and_taken_once(store: Store) -> None:
    _put(store, DRAFT, b"1")
    assert store.write(lambda connection: quarantine.take(connection, DRAFT.id))
    assert not store.write(lambda connection: quarantine.take(connection, DRAFT.id))
    assert store.read(lambda connection: quarantine.waiting(connection, 9)) == []
