"""Changing many memories at once: only what differs changes, and what it was is given back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import Ebb
from app.together import forget, pin, retag, set_tags


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    """A memory with three notes."""
    with Ebb.open(home, background=False) as opened:
        for text, tags in (("one", ["a"]), ("two", ["a", "b"]), ("three", [])):
            opened.add(text, tags=tags)
        yield opened


def test_only_those_that_are_not_pinned_yet_are_pinned(ebb: Ebb) -> None:
    ids = [memory.id for memory in ebb.recent()]
    ebb.pin(ids[0])
    assert pin(ebb, ids, True) == ids[1:]
    assert all(memory.pinned for memory in ebb.recent())
    assert pin(ebb, ids[1:], False) == ids[1:]
    assert [memory.id for memory in ebb.recent() if memory.pinned] == ids[:1]
    assert pin(ebb, [], True) == []


def test_tags_are_given_and_taken_and_set_back(ebb: Ebb) -> None:
    before = retag(ebb, ebb.recent(), ["b", "c"], ["a"])
    assert {memory.text: memory.tags for memory in ebb.recent()} == dict.fromkeys(("one", "two", "three"), ("b", "c"))
    assert len(before) == 3
    assert retag(ebb, ebb.recent(), ["b"], []) == {}
    set_tags(ebb, before)
    assert {memory.text: memory.tags for memory in ebb.recent()} == {"one": ("a",), "two": ("a", "b"), "three": ()}


def test_the_forgotten_can_be_brought_back(ebb: Ebb) -> None:
    ids = [memory.id for memory in ebb.recent()]
    assert forget(ebb, ids) == ids
    assert ebb.count() == 0
    ebb.restore(ids)
    assert ebb.count() == 3
