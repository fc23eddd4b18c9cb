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


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time between looks, and no rest after one."""
    monkeypatch.setattr("app.vault.watching.LOOK_SECONDS", 0.0)
    monkeypatch.setattr("app.vault.watching.REST", 0)


def test_a_deleted_file_is_noticed_though_no_memory_changed(
    ebb: Ebb, vault: Path, watching: Watching, quick: None
) -> None:
    one, _ = ebb.add("One", title="One"), ebb.add("Two", title="Two")
    look(watching)
    assert not watching.is_due()
    path = note_of(vault, one)
    data = path.read_bytes()
    path.unlink()
    assert watching.is_due()
    assert look(watching).deleted == [path.relative_to(vault).as_posix()]
    assert watching.is_due()
    look(watching)
    assert not any("[[One]]" in page.read_text() for page in vault.glob("Days/*/*.md"))
    assert not watching.is_due() and not path.exists()
    ebb.edit(one, text="Changed.")
    assert look(watching).deleted == []

    path.write_bytes(data)
    assert watching.is_due()
    assert look(watching).deleted == []
    assert watching.is_due()
    look(watching)
    assert any("[[One]]" in page.read_text() for page in vault.glob("Days/*/*.md"))
    assert not watching.is_due()


def test_a_moved_file_is_noticed_and_what_links_to_it_follows(
    ebb: Ebb, vault: Path, watching: Watching, quick: None
) -> None:
    one, two = ebb.add("One", title="One"), ebb.add("Two", title="Two")
    ebb.link(two, one, "because")
    look(watching)
    (vault / "Mine").mkdir()
    note_of(vault, one).rename(vault / "Mine" / "First.md")
    assert watching.is_due()
    report = look(watching)
    assert ([new for _, new in report.moved], report.deleted) == (["Mine/First.md"], [])
    assert "[[First]]" in note_of(vault, two).read_text()
    look(watching)
    assert not watching.is_due()
    (vault / "Mine" / "First.md").unlink()
    assert watching.is_due()
    assert look(watching).deleted == ["Mine/First.md"]


def test_what_somebody_adds_or_saves_beside_the_notes_costs_nothing_more(
    ebb: Ebb, vault: Path, watching: Watching, quick: None
) -> None:
    id = ebb.add("One", title="One")
    look(watching)
    note_of(vault, id).with_name("Mine.md").write_text("My own.")
    assert watching.is_due()
    report = look(watching)
    assert (report.memories, report.changed, report.deleted) == (0, 0, [])
    assert not watching.is_due()


def test_a_watched_query_takes_in_what_comes_to_match(ebb: Ebb, vault: Path) -> None:
    ebb.add("The garden needs water.", title="Water")
    asked = wanted(ebb, query="garden")
    watching = Watching(ebb, lambda _: Manifest.load(vault), asked)
    assert look(watching).written == 1
    ebb.add("The train leaves at nine.", title="Train")
    assert look(watching).written == 0
    ebb.add("A fence for the garden.", title="Fence")
    assert look(watching).written == 1
    look(watching)
    assert not watching.is_due()
    assert sorted(path.stem for path in (vault / "Notes").rglob("*.md")) == ["Fence", "Water"]
