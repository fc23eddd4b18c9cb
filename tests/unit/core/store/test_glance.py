"""What holds some words at a glance: all of them first, then the rarer ones, never more than can be ranked at once."""

from collections.abc import Sequence

import pytest

from core.store import glance, memories
from core.store.filters import Filters
from core.store.glance import at_a_glance
from core.store.store import Store
from tests.unit.core.store.scene import EVERYTHING, drafted


def _add(store: Store, *texts: str, thread: str | None = None) -> list[int]:
    drafts = [drafted(text, thread) for text in texts]
    return [stored.seq for stored in store.write(lambda connection: memories.insert(connection, drafts))]


def _seen(
    store: Store, *words: str, filters: Filters = EVERYTHING, limit: int = 10, prefix: bool = False
) -> Sequence[int]:
    return store.read(lambda c: at_a_glance(c, words, filters, limit, prefix=prefix))


def test_what_holds_all_words_comes_before_what_holds_some(store: Store) -> None:
    some, both, other = _add(store, "boat boat boat", "a long day on a boat at the oar", "nothing")
    assert _seen(store, "boat", "oar") == [both, some]
    assert other not in _seen(store, "boat", "oar")


def test_what_only_stands_beside_such_a_turn_is_not_seen(store: Store) -> None:
    (_, said, _) = _add(store, "one", "hedgehog", "three", thread="talk")
    assert _seen(store, "hedgehog") == [said]


def test_the_last_word_may_be_a_beginning(store: Store) -> None:
    (harbour,) = _add(store, "the harbour")
    assert _seen(store, "harb", prefix=True) == [harbour]
    assert _seen(store, "harb") == []


def test_of_a_common_word_the_newest_are_ranked_and_a_rarer_word_leads(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glance, "NEWEST", 3)
    (rare,) = _add(store, "a hedgehog")
    common = _add(store, *(f"boat number {number}" for number in range(5)))
    assert sorted(_seen(store, "boat")) == common[2:]
    assert _seen(store, "boat", "hedgehog") == [rare]
    assert sorted(_seen(store, "boat", "zzyzx")) == common[2:]


def test_filters_and_the_limit_hold(store: Store) -> None:
    _add(store, "a boat")
    chats = _add(store, "the boat", "my boat", "your boat", thread="talk")
    assert sorted(_seen(store, "boat", filters=Filters(kinds=("chat",)))) == chats
    assert len(_seen(store, "boat", limit=2)) == 2


def test_no_words_find_nothing_and_very_many_are_no_harm(store: Store) -> None:
    (boat,) = _add(store, "a boat")
    assert _seen(store) == []
    assert _seen(store, *(f"w{number}" for number in range(3000)), "boat") == [boat]
