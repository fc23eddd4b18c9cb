"""`ebb review`, and what the other commands tell the memory about being recalled."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from tests.unit.ui.cli.conftest import Run
from ui.cli.reviewing import Sitting

NOW = datetime.now(UTC)
TREE = "The apple tree was planted in 2019 beside the shed. It needs pruning in February."
ROOF = "Three offers for the roof: 14,200, 15,900 and 17,000. We take the middle one."


@pytest.fixture
def ids(home: Path) -> list[str]:
    """Two notes that have been fading, the first with a title; the worthier one is first."""
    with Ebb.open(home, background=False) as ebb:
        when = NOW - timedelta(days=70)
        return [ebb.add(TREE, title="Garden", occurred_at=when), ebb.add(ROOF, occurred_at=when)]


@pytest.fixture
def ebb(home: Path, ids: list[str]) -> Iterator[Ebb]:
    """The memory that holds them."""
    with Ebb.open(home, background=False) as opened:
        yield opened


def sat(ebb: Ebb, keys: str) -> list[str]:
    """Sit down and press these keys, then the end of input; gives what was done with which memory."""
    pressed = iter(keys)

    def read_key() -> str:
        try:
            return next(pressed)
        except StopIteration:
            raise EOFError from None

    sitting = Sitting(ebb, ebb.decay.review(), read_key)
    sitting.run()
    return [done.did if done else "skipped" for _, done in sitting.steps]


def test_without_a_terminal_what_is_due_is_listed_with_why(run: Run, ids: list[str]) -> None:
    done = run("review")
    assert done.code == 0
    lines = done.out.splitlines()
    assert [line[:26] for line in lines if not line.startswith(" ")] == ids
    assert "written by hand, important; fading, 72% left, from 2 months ago, never recalled" in lines[1]


def test_as_json_each_is_a_memory_with_a_reason(run: Run, ids: list[str]) -> None:
    due = run("review", "--json", "--limit", "1").json()["due"]
    assert [set(one) for one in due] == [{"memory", "why"}]
    assert due[0]["memory"]["id"] == ids[0]
    assert due[0]["memory"]["state"] == "fading"
    assert due[0]["why"].startswith("written by hand")


def test_nothing_to_review_is_said_and_is_exit_code_1(run: Run) -> None:
    run("add", "fresh")
    done = run("review")
    assert (done.code, done.out) == (1, "")
    assert "Nothing that is worth keeping is fading." in done.err
    assert run("review", "--json").json() == {"due": []}


def test_showing_a_memory_recalls_it_and_listing_does_not(run: Run, ids: list[str]) -> None:
    for listing in (("search", "apple"), ("timeline",), ("review",), ("links", ids[0]), ("history", ids[0])):
        run(*listing)
    shown = run("show", ids[0], "--json").json()
    assert shown["state"] == "fading", "it is shown as it was found"
    assert run("show", ids[0], "--json").json()["state"] == "vivid"


def test_an_answer_recalls_what_it_cites(run: Run, ids: list[str]) -> None:
    cited = run("ask", "When was the apple tree planted?", "--json").json()["citations"]
    assert [citation["id"] for citation in cited] == [ids[0]]
    assert run("review", "--json").json()["due"][0]["memory"]["id"] == ids[1]
    assert run("ask", "Who painted the harbour?").code == 1


def test_one_key_decides_each(ebb: Ebb, ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert sat(ebb, "kl") == ["kept", "let go"]
    told = capsys.readouterr()
    assert "1 of 2" in told.out
    assert "2 of 2" in told.out
    assert TREE in " ".join(told.out.split())
    assert "Kept; vivid until" in told.out
    assert told.err == "1 kept, 1 let go.\n"
    assert (ebb.get(ids[0]).state, ebb.get(ids[1]).state) == ("vivid", "fading")
    assert ebb.decay.review() == []


def test_each_step_is_taken_back_in_turn(ebb: Ebb, ids: list[str]) -> None:
    before = [ebb.get(id).stability_days for id in ids]
    assert sat(ebb, "pwuu") == []
    assert [ebb.get(id).stability_days for id in ids] == before
    assert not ebb.get(ids[0]).pinned


def test_one_stops_when_one_has_had_enough(ebb: Ebb, ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert sat(ebb, "sqk") == ["skipped"]
    assert capsys.readouterr().err == "1 skipped.\n"
    assert sat(ebb, "\x1b") == []
    assert capsys.readouterr().err == "Nothing was changed.\n"


def test_keys_that_are_not_offered_do_nothing(ebb: Ebb, ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert sat(ebb, "xum?K") == ["kept"]
    assert "merge" not in capsys.readouterr().out


def test_m_merges_with_the_one_that_says_the_same(ebb: Ebb, ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    twin = ebb.add(TREE + " Really", title="Garden once more", tags=("a",), occurred_at=NOW - timedelta(days=90))
    assert sat(ebb, "m") == ["merged"]
    assert "m merges that one in" in capsys.readouterr().out
    assert sorted(ebb.get(id).state for id in (ids[0], twin)) == ["superseded", "vivid"]


def test_hostile_text_stays_text(ebb: Ebb, capsys: pytest.CaptureFixture[str]) -> None:
    ebb.add("\x1b]0;owned\x07 red \x1b[31m", title="T\u202e", occurred_at=NOW - timedelta(days=90))
    sat(ebb, "sss")
    assert not set("\x1b\x07\u202e") & set(capsys.readouterr().out)
