"""Searching by a typed line: filters narrow, what is wrong is said, and what is typed is completed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from app.querying import understood

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    """A memory with notes and chats of several programs, people and days."""
    with Ebb.open(home, background=False) as opened:
        opened.add("The roof costs 14,200.", tags=["house"], occurred_at=NOW - timedelta(days=2))
        opened.add("The roof leaks again.", tags=["house", "urgent"], occurred_at=NOW - timedelta(days=40))
        for author, words in (("Ana Lind", "Did the roof people call?"), ("Ben", "The roof people come on Friday.")):
            source = {"app": "signal", "thread": "roof", "author": author}
            opened.add(words, kind="chat", occurred_at=NOW - timedelta(days=1), source=source)
        opened.settle()
        yield opened


def texts(ebb: Ebb, line: str) -> set[str]:
    """What a line finds."""
    result = ebb.queries.found(line, limit=20, now=NOW)
    return {memory.text for memory in (*(hit.memory for hit in result.hits), *result.memories)}


def test_each_filter_narrows_words_and_lists_without_words(ebb: Ebb) -> None:
    notes = {"The roof costs 14,200.", "The roof leaks again."}
    chats = {"Did the roof people call?", "The roof people come on Friday."}
    for words in ("roof ", ""):
        assert texts(ebb, words + "kind:note") == notes
        assert texts(ebb, words + "app:SIGNAL") == chats
        assert texts(ebb, words + "by:ana") == {"Did the roof people call?"}
        assert texts(ebb, words + "by:nobody") == set()
        assert texts(ebb, words + "#house #urgent") == {"The roof leaks again."}
        assert texts(ebb, words + 'since:"last week" kind:note') == {"The roof costs 14,200."}
        assert texts(ebb, words + "before:2026-05-01") == {"The roof leaks again."}
        assert texts(ebb, words + "on:yesterday") == chats
        assert texts(ebb, words + "is:pinned") == set()


def test_pinned_and_states_can_be_asked_for(ebb: Ebb) -> None:
    (leaks,) = ebb.queries.found("#urgent", limit=5, now=NOW).memories
    ebb.pin(leaks.id)
    assert texts(ebb, "is:pinned") == texts(ebb, "roof is:pinned") == {"The roof leaks again."}
    assert texts(ebb, "is:superseded") == set()


def test_what_cannot_be_meant_is_said_and_the_rest_still_counts() -> None:
    asked = understood("roof kind:pigeon since:nonsense is:blue #house", NOW)
    assert asked.words == "roof"
    assert asked.tags == ("house",)
    assert len(asked.problems) == 3
    assert "pigeon" in asked.problems[0]


def test_values_are_completed_from_what_the_memory_holds(ebb: Ebb) -> None:
    def offered(line: str) -> list[str]:
        return ebb.queries.completions(line, len(line))

    assert offered("roof kind:sc") == ["roof kind:screen"]
    assert offered("roof #ho") == ["roof #house"]
    assert offered("by:an") == ['by:"Ana Lind"']
    assert offered("app:") == ["app:signal"]
    assert offered("in:") == ["in:title"]
    assert offered("roof") == []


def test_in_title_asks_for_all_the_words_in_the_title_alone(ebb: Ebb) -> None:
    ebb.add("The people came on Monday.", title="Roof mended")
    ebb.add("The roof holds.", title="People of the street")
    ebb.settle()
    assert texts(ebb, "in:title roof") == {"The people came on Monday."}
    assert texts(ebb, "roof mended in:title") == {"The people came on Monday."}
    assert texts(ebb, "in:title roof street") == set()
    typed = ebb.queries.glance("in:title stre", limit=5, now=NOW)
    assert typed is not None
    assert [hit.memory.title for hit in typed.hits] == ["People of the street"]
    assert "in:body means nothing" in understood("in:body roof", NOW).problems[0]


def test_a_glance_has_the_words_under_the_same_filters_and_nothing_without_words(ebb: Ebb) -> None:
    seen = ebb.queries.glance("roof kind:note co", limit=5, now=NOW)
    assert seen is not None
    assert [hit.memory.text for hit in seen.hits][0] == "The roof costs 14,200."
    assert {hit.memory.kind for hit in seen.hits} == {"note"}
    assert ebb.queries.glance("kind:note", limit=5, now=NOW) is None
