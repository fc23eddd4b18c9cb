"""Screens in the commands: shown with program and times, found, and erased after a preview."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import utc_now
from tests.unit.app.screens.scene import Desk, band, line, lines, window
from tests.unit.ui.cli.conftest import Run


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    """A screen on which something was seen a quarter of an hour ago and just now."""
    made = Desk(home)
    now = utc_now()
    editor = window(title="Quokkas \x1b]0;owned\x07")
    made.see(now - timedelta(minutes=18), lines("quokkas live here"), of=editor)
    made.see(now - timedelta(minutes=1), [line("wombats live there", 3)], of=editor, bands=[band(3)])
    made.see(now - timedelta(minutes=2), lines("a beach"), of=window("firefox", "Holidays"), url="https://sea.example/")
    yield made
    made.close()


def _id(run: Run, words: str) -> str:
    (hit,) = run("search", words, "--json", "--limit", "1").json()["hits"]
    return str(hit["memory"]["id"])


def test_a_screen_is_shown_with_its_program_times_and_frames(run: Run, desk: Desk) -> None:
    shown = run("show", _id(run, "wombats")).out
    assert "2 frames, 2 pictures, still going on" in shown
    assert "editor" in shown and "–" in shown and "wombats live there" in shown
    assert "\x1b]0" not in shown
    assert "https://sea.example/" in run("show", _id(run, "beach")).out


def test_a_hit_on_the_screen_says_where_and_when_it_was_seen(run: Run, desk: Desk) -> None:
    found = run("search", "quokkas").out
    assert "screen  editor " in found and "**" in found
    assert "\x1b]0" not in found


def test_a_day_tells_screens_with_program_and_times(run: Run, desk: Desk) -> None:
    day = (utc_now() - timedelta(minutes=18)).astimezone().date().isoformat()
    told = run("timeline", "--day", day).out
    assert "editor " in told and "–" in told
    assert "\x1b]0" not in told


def test_the_last_minutes_are_shown_and_erased_and_the_rest_stays(run: Run, desk: Desk) -> None:
    note = run("add", "a note of these minutes").out.strip()
    preview = run("forget", "--last", "10m", "--dry-run")
    assert "1 episode, a part of 1 episode, 2 frames, 2 pictures" in preview.err
    assert "in part; the rest of its text stays" in preview.err
    assert run("forget", "--last", "10m").code == 2, "without a terminal only with --yes"
    done = run("forget", "--last", "10m", "--yes", "--json").json()
    assert note in done["ids"] and len(done["ids"]) == 2
    assert done["screens"] == {"parts": [_id(run, "quokkas")], "frames": 2, "pictures": 2}
    assert run("search", "wombats", "--json").json()["hits"] == [] or "wombats" not in run("search", "wombats").out
    assert desk.texts() == ["quokkas live here"]
    assert run("restore", note).code == 0, "other memories can come back"


def test_a_program_is_erased_with_its_pictures(run: Run, desk: Desk) -> None:
    outcome = run("forget", "--app", "FIREFOX", "--yes")
    assert "Erased." in outcome.err
    assert len(desk.texts()) == 1 and len(desk.files()) == 2


def test_what_was_seen_is_erased_by_its_id_after_agreement(run: Run, desk: Desk) -> None:
    id = _id(run, "beach")
    assert run("forget", id).code == 2
    assert run("forget", id, "--yes", "--json").json()["ids"] == [id]
    assert run("show", id).code == 1


def test_other_kinds_and_other_words_leave_the_screen_alone(run: Run, desk: Desk) -> None:
    assert run("forget", "--kind", "note", "--last", "10m", "--yes").code == 1
    assert run("forget", "--query", "penguins", "--last", "10m", "--yes").code == 1
    assert run("forget", "--query", "beach", "--last", "10m", "--dry-run", "--json").json()["screens"]["frames"] == 1
    assert run("forget", "--until", "2 hours ago", "--app", "editor", "--yes").code == 1
    assert len(desk.texts()) == 2
