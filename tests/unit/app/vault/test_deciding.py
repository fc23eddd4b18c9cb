"""Whatever somebody does to the files of a vault, Ebb never takes it back."""

from datetime import UTC, datetime
from pathlib import Path

from app import Ebb
from app.vault.manifest import FOLDER
from app.vault.notes import parsed
from app.vault.states import States
from tests.unit.app.vault.standing import Write, note_of


def test_an_edited_file_is_never_overwritten_and_the_change_lies_beside_it(ebb: Ebb, vault: Path, write: Write) -> None:
    id = ebb.add("Ours")
    write()
    path = note_of(vault, id)
    path.write_text(path.read_text() + " and mine")
    edited = path.read_bytes()

    assert write().edited == [path.relative_to(vault).as_posix()]
    assert not (vault / FOLDER / "incoming").exists()
    ebb.edit(id, text="Ours, changed")
    report = write()

    assert path.read_bytes() == edited
    assert report.edited == report.offered == [path.relative_to(vault).as_posix()]
    offered = vault / FOLDER / "incoming" / report.offered[0]
    assert parsed(offered.read_text()).text == "Ours, changed"


def test_an_edit_that_the_memory_took_over_is_ebbs_own_again(ebb: Ebb, vault: Path, write: Write) -> None:
    id = ebb.add("Ours")
    write()
    path = note_of(vault, id)
    path.write_text(path.read_text().replace("pinned", "mood: good\npinned") + ", mine")
    ebb.edit(id, text="Ours, mine")

    assert (write().edited, write().unchanged) == ([], 1)
    ebb.edit(id, text="Changed again")
    assert write().updated == 1
    assert "mood: good\n" in path.read_text()
    assert parsed(path.read_text()).text == "Changed again"


def test_a_file_put_elsewhere_under_another_name_stays_there_and_links_follow(
    ebb: Ebb, vault: Path, write: Write
) -> None:
    moved, other = ebb.add("Moved", title="Moved"), ebb.add("Other", title="Other")
    ebb.link(other, moved, "")
    write()
    old = note_of(vault, moved)
    new = vault / "Mine" / "Renamed.md"
    new.parent.mkdir()
    old.rename(new)
    ebb.edit(moved, text="Moved and changed")

    report = write()

    assert report.moved == [(old.relative_to(vault).as_posix(), "Mine/Renamed.md")]
    assert not old.exists()
    assert parsed(new.read_text()).text == "Moved and changed"
    assert "- [[Renamed]] manual" in note_of(vault, other).read_text()


def test_a_deleted_file_comes_back_only_on_request(ebb: Ebb, vault: Path, write: Write) -> None:
    id = ebb.add("Text", title="Gone", occurred_at=datetime(2025, 3, 1, 12, tzinfo=UTC))
    write()
    note_of(vault, id).unlink()
    ebb.edit(id, text="Changed")

    assert write().deleted == ["Notes/2025/Gone.md"]
    assert not note_of(vault, id).exists()
    assert write(restore_deleted=True).written == 1
    assert parsed(note_of(vault, id).read_text()).text == "Changed"


def test_the_name_of_a_file_of_the_persons_own_is_never_taken(ebb: Ebb, vault: Path, write: Write) -> None:
    ebb.add("First")
    write()
    (vault / "Plan.md").write_text("mine")
    id = ebb.add("Ebb's", title="plan")
    write()

    assert (vault / "Plan.md").read_text() == "mine"
    assert note_of(vault, id).stem == f"plan {id[-5:]}"


def test_a_forgotten_memorys_file_goes_unless_it_was_edited(ebb: Ebb, vault: Path, write: Write) -> None:
    gone, kept = ebb.add("Gone"), ebb.add("Kept")
    write()
    first, second = note_of(vault, gone), note_of(vault, kept)
    second.write_text(second.read_text() + ", and mine")
    ebb.forget([gone, kept])

    report = write()

    assert not first.exists()
    assert second.exists()
    assert (report.removed, report.left) == (1, [second.relative_to(vault).as_posix()])
    assert gone not in States(vault)


def test_what_was_written_around_a_days_section_stays(ebb: Ebb, vault: Path, write: Write) -> None:
    ebb.add("First", occurred_at=datetime(2025, 3, 1, 12, tzinfo=UTC))
    write()
    day = vault / "Days/2025/2025-03-01.md"
    day.write_text("# Saturday\n" + day.read_text() + "Rain.\n")
    ebb.add("Second", title="Second", occurred_at=datetime(2025, 3, 1, 13, tzinfo=UTC))

    write()

    text = day.read_text()
    assert text.startswith("# Saturday\n")
    assert text.endswith("%% ebb:end %%\nRain.\n")
    assert "[[Second]]" in text


def test_a_days_section_that_was_edited_is_left_alone(ebb: Ebb, vault: Path, write: Write) -> None:
    ebb.add("First", occurred_at=datetime(2025, 3, 1, 12, tzinfo=UTC))
    write()
    day = vault / "Days/2025/2025-03-01.md"
    day.write_text(day.read_text().replace("[[First]]", "[[First]], early"))
    before = day.read_bytes()
    ebb.add("Second", occurred_at=datetime(2025, 3, 1, 13, tzinfo=UTC))

    assert "Days/2025/2025-03-01.md" in write().offered
    assert day.read_bytes() == before
