"""What the language model did in idle time, as the commands print it."""

from pathlib import Path
from typing import Any

import pytest

from app import Ebb
from core.notes.likened import Likening
from core.store import entities, librarian, likenesses, proposals, runs
from core.truth.opinion import Judgement

NOTE = Judgement("update", "under the blue \x1b[31mpot", "in the shed", "It is in the shed.", "tiny")


@pytest.fixture
def worked(home: Path) -> None:
    """A memory with a likely conflict that a model judged."""
    with Ebb.open(home, background=False) as ebb:
        older = ebb.add("The spare key is under the blue pot.")
        newer = ebb.add("The spare key is in the shed.")
        a, b = (ebb._lookback.seq(id) for id in (older, newer))

        def work(connection: Any) -> None:
            number = librarian.run(connection, 10, 0)
            proposals.propose(connection, "supersede", a, b, "the same place", 0.6, 10, None)
            (found,) = proposals.open_ones(connection, 9)
            assert proposals.annotate(connection, found.id, NOTE.note(), number)
            runs.count(connection, number, asked=2, judged=1, kept=3, dropped=2, copied=1, milliseconds=60_000)
            runs.end(connection, number, 20)

        ebb._store.write(work)


def test_figures_are_printed_once_there_are_any(run: Any, home: Path) -> None:
    Ebb.open(home, background=False).close()
    assert "librarian" not in run("stats").out


@pytest.mark.usefixtures("worked")
def test_figures_tell_what_was_asked_kept_and_dropped(run: Any) -> None:
    assert "2 read (1 judged); 3 parts kept, 2 dropped" in run("stats").out
    found = run("stats", "--json").json()["librarian"]
    assert (found["asked"], found["dropped"], found["copied"], found["ungrounded"]) == (2, 2, 1, 1)
    assert found["minutes"] == 1


@pytest.mark.usefixtures("worked")
def test_a_judgement_stands_beside_its_conflict_without_escape_codes(run: Any) -> None:
    out = run("conflicts").out
    assert "tiny reads an update: “under the blue" in out
    assert "\x1b" not in out
    assert run("conflicts", "--json").json()["conflicts"][0]["note"] == NOTE.to_json()


@pytest.mark.usefixtures("worked")
def test_a_run_in_idle_time_is_listed_by_what_it_changed(run: Any) -> None:
    out = run("undo", "--list").out
    assert "in idle time" in out
    assert "1 conflict judged" in out
    assert "milliseconds" not in out
    assert run("undo", "--yes").code == 0
    assert run("conflicts", "--json").json()["conflicts"][0]["note"] is None


@pytest.fixture
def alike(run: Any, home: Path) -> str:
    """Two names that may mean the same, with a model's opinion; their key."""
    run("add", "Bea repaired the kiln.")
    with Ebb.open(home, background=False) as ebb:
        ebb.settle()

        def work(connection: Any) -> str:
            one, other = entities.put(connection, {"Bea": "person", "Beatriz \x1b[31mLopes": "person"}).values()
            entities.mention(connection, [(1, one), (1, other)])
            assert entities.merge(connection, one, other, why="may be short for it", at=1, state=entities.OPEN)
            note = Likening("same", "repaired the kiln", "the kiln", "It is the kiln.", "tiny").note()
            number = runs.begin(connection, "librarian", 10)
            assert likenesses.annotate(connection, one, other, note, number)
            return f"{one}={other}"

        return ebb._store.write(work)


def test_names_that_may_mean_the_same_stand_beside_the_conflicts_and_are_decided(run: Any, alike: str) -> None:
    out = run("conflicts").out
    assert f"{alike}. Is Bea the same as Beatriz" in out
    assert "tiny takes them for the same: “repaired the kiln”, “the kiln”. It is the kiln." in " ".join(out.split())
    assert "\x1b" not in out
    assert [one["key"] for one in run("conflicts", "--json").json()["names"]] == [alike]
    assert "mean the same now" in run("conflicts", "--accept", alike).err
    assert run("conflicts").code == 1
    assert "these are two" in run("conflicts", "--decline", alike).err


@pytest.mark.parametrize("key", ["9=8", "x", "=", "²"])
def test_what_is_neither_a_conflict_nor_names_is_bad_input(run: Any, key: str) -> None:
    assert run("conflicts", "--accept", key).code == 3
