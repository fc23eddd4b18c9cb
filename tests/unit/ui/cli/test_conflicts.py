"""`ebb conflicts`, and `--as-of` on `ebb search` and `ebb ask`."""

from pathlib import Path
from typing import Any

import pytest

from app import Ebb

Run = Any


@pytest.fixture
def settled(run: Run, home: Path) -> Run:
    """Give a function that remembers (day, text) pairs and settles."""

    def remember(*pairs: tuple[str, str]) -> list[str]:
        ids = [run("add", text, "--at", day).out.strip() for day, text in pairs]
        with Ebb.open(home, background=False) as ebb:
            ebb.settle()
        return ids

    return remember


CONTRADICTION = (("2025-03-03", "I live in Porto."), ("2025-05-07", "I live in Lisbon."))


def test_conflicts_are_shown_side_by_side_with_dates_and_why(run: Run, settled: Run) -> None:
    old, new = settled(*CONTRADICTION)
    lines = run("conflicts").out.splitlines()
    assert lines[0].endswith("1. Is the older one over?")
    assert "3 Mar 2025" in lines[1] and "7 May 2025" in lines[1]
    assert "I live in Porto." in lines[2] and "I live in Lisbon." in lines[2]
    assert old in lines[3] and new in lines[3]
    assert "lives in Porto, then Lisbon" in lines[4]


def test_a_conflict_is_accepted_declined_and_never_asked_again(run: Run, settled: Run) -> None:
    old, _ = settled(*CONTRADICTION)
    assert run("conflicts", "--accept", "1").code == 0
    assert run("show", old, "--json").json()["state"] == "superseded"
    declined = run("conflicts", "--decline", "1", "--json").json()
    assert declined["state"] == "declined" and declined["a"]["id"] == old
    assert run("show", old, "--json").json()["state"] != "superseded"
    assert run("conflicts").code == 1


def test_conflicts_as_json(run: Run, settled: Run) -> None:
    old, new = settled(*CONTRADICTION)
    (found,) = run("conflicts", "--json").json()["conflicts"]
    assert (found["number"], found["kind"], found["a"]["id"], found["b"]["id"]) == (1, "supersede", old, new)
    assert run("conflicts", "--limit", "1", "--json").code == 0


def test_wrong_numbers_are_bad_input(run: Run) -> None:
    assert run("conflicts", "--accept", "9").code == 3
    assert run("conflicts", "--accept", "1", "--decline", "1").code == 3


def test_hostile_text_is_made_safe(run: Run, settled: Run) -> None:
    settled(("2025-03-03", "I live in Porto\x1b]0;x\x07."), ("2025-05-07", "I live in Lisbon\u202e."))
    out = run("conflicts").out
    assert "\x1b" not in out and "\u202e" not in out


def test_a_search_as_of_a_day_takes_in_all_of_it_and_says_so(run: Run, settled: Run) -> None:
    old, new = settled(("2025-03-03T20:00", "I live in Porto."), ("2025-05-07", "I moved to Lisbon."))
    out = run("search", "live", "--as-of", "2025-03-03").out
    assert out.startswith("As of 3 Mar 2025\n") and old in out and new not in out
    assert run("search", "live", "--as-of", "2025-03-02").code == 1
    found = run("search", "where do I live", "--as-of", "April 2025", "--json").json()
    assert [hit["memory"]["id"] for hit in found["hits"]] == [old]
    assert found["as_of"].startswith("2025-04-30T23:59:59")


def test_an_answer_as_of_a_day_says_so(run: Run, settled: Run) -> None:
    settled(("2025-03-03", "I live in Porto."), ("2025-05-07", "I moved to Lisbon."))
    out = run("ask", "Where do I live?", "--as-of", "2025-04-01").out
    assert out.startswith("As of 1 Apr 2025\n") and "Porto" in out and "Lisbon" not in out
    now = run("ask", "Where do I live?").out
    assert "Lisbon" in now and "Porto" not in now and "As of" not in now
    assert run("ask", "Where do I live?", "--as-of", "no time").code == 3
