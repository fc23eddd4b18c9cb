"""A file that somebody renamed or copied in a vault, taken back: its name is its title where it came from that."""

from pathlib import Path

import pytest

from app import Ebb
from tests.unit.app.vault.scene import edit, export, note_of, take_back


@pytest.mark.parametrize("followed", [False, True], ids=["at once", "after an export followed it"])
def test_a_file_that_was_given_another_name_gives_its_memory_that_title(ebb: Ebb, vault: Path, followed: bool) -> None:
    boat, other = ebb.add("It floats.", title="Boat: old"), ebb.add("See the boat.", title="Other")
    ebb.link(other, boat, "that one")
    export(ebb, vault)
    note_of(vault, boat).rename(vault / "Ship.md")
    if followed:
        export(ebb, vault)
    report = take_back(ebb, vault)
    assert (ebb.get(boat).title, report.added, report.skipped) == ("Ship", 0, ())
    assert [one.text for one in report.remarks] == ["taken over as a revision: title"]
    assert take_back(ebb, vault).remarks == ()
    export(ebb, vault)
    notes = sorted(path.name for path in vault.rglob("*.md") if "ebb-id" in path.read_text())
    assert notes == ["Other.md", "Ship.md"]
    assert "[[Ship]]" in note_of(vault, other).read_text()
    assert export(ebb, vault).changed == 0
    ebb.edit(boat, title="Boat")
    assert take_back(ebb, vault).remarks == ()
    assert ebb.get(boat).title == "Boat"


def test_a_new_name_changes_no_title_that_it_did_not_come_from_nor_does_a_copy(ebb: Ebb, vault: Path) -> None:
    plan, boat = ebb.add("How it is.", title="Plan"), ebb.add("It floats.", title="Boat")
    export(ebb, vault)
    ebb.edit(plan, title="Better plan")
    export(ebb, vault)
    note_of(vault, plan).rename(vault / "Mine.md")
    path = note_of(vault, boat)
    path.with_name("Boat 1.md").write_bytes(path.read_bytes())
    edit(path, lambda text: text.replace("floats", "sinks"))
    report = take_back(ebb, vault)
    assert (ebb.get(plan).title, ebb.get(boat).title, ebb.get(boat).text) == ("Better plan", "Boat", "It sinks.")
    assert [one.file.rpartition("/")[2] for one in report.skipped] == ["Boat 1.md"]
    take_back(ebb, path.with_name("Boat 1.md"))
    assert ebb.get(boat).title == "Boat"
    assert len(ebb.select()) == 2
