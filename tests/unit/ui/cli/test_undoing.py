"""`ebb undo` and `ebb history`: who changed what, when, why and from which memory, and the way back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app import Ebb
from tests.unit.ui.cli.conftest import Outcome

Run = Callable[..., Outcome]
TEXTS = tuple(f"The garlic bed under straw mulch, {word} day in the garden" for word in ("cold", "wet", "dry", "windy"))


@pytest.fixture
def evolved(home: Path) -> str:
    """A memory that learned a tag from three others."""
    with Ebb.open(home, background=False) as ebb:
        for text in TEXTS[:3]:
            ebb.add(text, tags=["garden"])
        ebb.settle()
        id = ebb.add(TEXTS[3])
        ebb.settle()
        assert ebb.get(id).tags == ("garden",)
    return id


def test_history_tells_who_why_from_which_memory_and_in_which_run(run: Run, evolved: str) -> None:
    (revision,) = run("history", evolved, "--json").json()["revisions"]
    out = run("history", evolved).out
    assert "ebb: tagged garden: 3 of its 3" in out
    assert revision["cause"] in out and revision["run"] in out
    assert "+garden" in out


def test_one_step_can_be_taken_back(run: Run, evolved: str) -> None:
    assert run("history", evolved, "--undo", "1", "--json").json()["tags"] == []


def test_the_newest_run_is_shown_before_it_is_taken_back(run: Run, evolved: str) -> None:
    shown = run("undo", "--dry-run")
    assert shown.code == 0 and evolved in shown.err and "+garden" in shown.err and "Nothing was undone." in shown.err
    assert run("undo").code == 2, "without a terminal it needs --yes"
    done = run("undo", "--yes", "--json").json()
    assert done["undone"]["revisions"] >= 1
    assert run("show", evolved, "--json").json()["tags"] == []
    runs = run("undo", "--list", "--json").json()["runs"]
    assert [one["state"] for one in runs] == ["undone", "done"]
    assert "(undone)" in run("undo", "--list").out
    assert run("undo", done["run"], "--yes").code == 3


def test_a_run_is_named_by_how_it_begins(run: Run, evolved: str) -> None:
    name = run("undo", "--list", "--json").json()["runs"][-1]["name"]
    assert run("undo", name[:20], "--yes").out.strip() == name
    assert run("undo", "0" * 10, "--yes").code == 1


def test_there_may_be_nothing_to_take_back(run: Run, home: Path) -> None:
    with Ebb.open(home, background=False):
        pass
    assert run("undo", "--yes").code == 1
    assert run("undo", "--list").code == 1


def test_a_long_change_is_cut_around_what_differs(run: Run, home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        words = " ".join(f"word{at}" for at in range(200))
        id = ebb.add(words)
        ebb.edit(id, text=words.replace("word100", "\x1b[31mother"))
    out = run("history", id).out
    assert "- … word96 word97 word98 word99 word100 word101 word102 word103 word104 …" in out
    assert "+ … word96 word97 word98 word99 other word101" in out
    assert "\x1b" not in out
