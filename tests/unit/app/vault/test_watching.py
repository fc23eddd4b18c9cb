"""A watched vault follows by asking the memory what changed, not by looking at everything."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app import Ebb
from app.vault.manifest import Manifest
from app.vault.report import Report
from app.vault.wanted import Wanted, wanted
from app.vault.watching import Watching
from core.store.blocks import SIZE
from tests.unit.app.vault.standing import files, note_of


@pytest.fixture
def watching(ebb: Ebb, vault: Path) -> Watching:
    """A watch of everything."""
    return Watching(ebb, lambda _: Manifest.load(vault), Wanted())


def look(watching: Watching) -> Report:
    """Once, as if no other program wrote the vault."""
    report = watching.follow(watching.stamp, lambda: False)
    assert report is not None
    return report


CHANGES: dict[str, Callable[[Ebb, str, str], object]] = {
    "text": lambda ebb, a, b: ebb.edit(a, text="Changed"),
    "time": lambda ebb, a, b: ebb.exchange.keeping.edit(
        ebb.exchange.lookback.seq(a), occurred_at=ebb.get(a).occurred_at - timedelta(microseconds=5)
    ),
    "tags": lambda ebb, a, b: ebb.edit(a, tags=["new"]),
    "pin": lambda ebb, a, b: ebb.pin(a),
    "link": lambda ebb, a, b: ebb.link(a, b, "because"),
    "unlink": lambda ebb, a, b: ebb.unlink(b, a),
    "reason": lambda ebb, a, b: ebb.link(b, a, "one more"),
    "forget": lambda ebb, a, b: ebb.forget([a]),
    "erase": lambda ebb, a, b: ebb.forget([a], forever=True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_followed_as_a_whole_run_would_write_it(
    ebb: Ebb, vault: Path, tmp_path: Path, watching: Watching, change: str
) -> None:
    from app.vault.opening import export

    a, b = ebb.add("One", title="One"), ebb.add("Two", title="Two")
    ebb.link(b, a, "one less")
    look(watching)
    CHANGES[change](ebb, a, b)
    assert watching.is_due()
    assert look(watching).changed > 0
    look(watching)
    export(ebb, tmp_path / "whole", Wanted())
    here, there = files(vault), files(tmp_path / "whole")
    assert {name: data for name, (data, _) in here.items() if name.endswith(".md")} == {
        name: data for name, (data, _) in there.items() if name.endswith(".md")
    }


def test_only_what_changed_is_looked_at(ebb: Ebb, vault: Path, watching: Watching) -> None:
    ids = [ebb.add(f"Note {number}") for number in range(3 * SIZE)]
    look(watching)
    note_of(vault, ids[10]).unlink()
    ebb.edit(ids[-1], text="Changed")
    report = look(watching)
    assert (report.updated, report.deleted) == (1, [])
    assert report.memories <= 2 * SIZE
    assert "Changed" in note_of(vault, ids[-1]).read_text()


def test_pages_follow_when_nothing_more_changes(ebb: Ebb, vault: Path, watching: Watching) -> None:
    ebb.add("One", title="One")
    look(watching)
    ebb.add("Two", title="Two")
    assert look(watching).pages == 0
    assert look(watching).pages > 0
    assert not watching.is_due()
    assert any("[[Two]]" in path.read_text() for path in vault.glob("Days/*/*.md"))


def test_a_note_that_was_moved_is_followed_where_it_is(ebb: Ebb, vault: Path, watching: Watching) -> None:
    id = ebb.add("One", title="One")
    look(watching)
    note_of(vault, id).rename(vault / "Elsewhere.md")
    ebb.edit(id, text="Changed")
    assert [new for _, new in look(watching).moved] == ["Elsewhere.md"]
    assert "Changed" in (vault / "Elsewhere.md").read_text()


def test_somebody_known_later_is_taken_out_of_texts_names_and_lists(ebb: Ebb, vault: Path) -> None:
    ebb.add("We had soup.", title="Lunch with Ronan Keating")
    ebb.add("As after [[Lunch with Ronan Keating]].", title="Plans")
    watching = Watching(ebb, lambda _: Manifest.load(vault), wanted(ebb, redact=["persons"]))
    look(watching)
    assert any("Keating" in path.name for path in vault.rglob("*.md"))
    source = {"app": "chat", "thread": "t", "author": "Ronan Keating"}
    for text in ("I met Grace Adeyemi in Lisbon.", "I told Grace Adeyemi so."):
        ebb.add(text, kind="chat", source=source)
    ebb.settle()
    while watching.is_due():
        look(watching)
    for path in vault.rglob("*"):
        assert "Keating" not in path.name
        assert path.is_dir() or b"Keating" not in path.read_bytes(), path
    assert len(list(vault.rglob("Lunch with Person*.md"))) == 1
