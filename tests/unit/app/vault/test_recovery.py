"""A run that was cut short loses nothing and takes nothing for an edit."""

from pathlib import Path

from app import Ebb
from app.vault.manifest import FOLDER, Manifest
from app.vault.opening import export
from app.vault.states import States
from app.vault.wanted import Wanted
from core.decay.grades import Event
from tests.unit.app.vault.standing import Write, note_of


def test_a_file_that_was_noted_but_not_replaced_is_still_ebbs_own(ebb: Ebb, vault: Path, write: Write) -> None:
    id = ebb.add("First")
    write()
    old = note_of(vault, id).read_bytes()
    ebb.edit(id, text="Second")
    write()
    new = note_of(vault, id).read_bytes()
    manifest = vault / FOLDER / "manifest.jsonl"
    manifest.write_bytes(b"".join(manifest.read_bytes().splitlines(keepends=True)[:-1]))  # the run did not end
    note_of(vault, id).write_bytes(old)
    (vault / FOLDER / "tmp" / "0").write_bytes(b"half a fi")

    report = write()

    assert (report.edited, report.updated) == ([], 1)
    assert note_of(vault, id).read_bytes() == new
    assert not list((vault / FOLDER / "tmp").iterdir())


def test_a_file_that_was_noted_but_never_written_is_written(ebb: Ebb, vault: Path, write: Write) -> None:
    ebb.add("First")
    write()
    id = ebb.add("Second")
    write()
    manifest = vault / FOLDER / "manifest.jsonl"
    manifest.write_bytes(b"".join(manifest.read_bytes().splitlines(keepends=True)[:-1]))
    path = note_of(vault, id)
    path.unlink()

    report = write()

    assert report.deleted == []
    assert path.exists()


def test_half_a_line_in_the_lists_is_passed_over(ebb: Ebb, vault: Path, write: Write) -> None:
    id = ebb.add("First")
    write()
    for name in ("manifest.jsonl", "state.jsonl"):
        with (vault / FOLDER / name).open("ab") as file:
            file.write(b'{"key": "01')
    ebb.edit(id, text="Second")
    ebb.decay.recalled(id, Event.OPENED)

    assert write().updated == 1
    assert write().unchanged == 1
    assert dict(States(vault).of([id]))[id]["recall_count"] == 1


def test_the_lists_do_not_grow_without_end(ebb: Ebb, vault: Path) -> None:
    manifest = Manifest.load(vault)
    (vault / FOLDER).mkdir(parents=True)
    ids = [ebb.add(f"Memory {number}") for number in range(3)]
    write = Wanted()
    export(ebb, vault, write)
    manifest = Manifest.load(vault)
    entries = [(id, entry, None) for id in ids for entry in [manifest.get(id)] if entry]
    manifest.record(entries * 500)
    manifest.settle()

    export(ebb, vault, write)

    lines = (vault / FOLDER / "manifest.jsonl").read_bytes().count(b"\n")
    assert lines < 20
    assert export(ebb, vault, write).unchanged == 3


def test_what_a_crash_left_stays_open_until_it_was_looked_at(ebb: Ebb, vault: Path, write: Write) -> None:
    first, second = ebb.add("First"), ebb.add("Second")
    write()
    lines = (vault / FOLDER / "manifest.jsonl").read_bytes().splitlines(keepends=True)
    (vault / FOLDER / "manifest.jsonl").write_bytes(b"".join(line for line in lines if b"done" not in line))
    note_of(vault, second).unlink()

    manifest = Manifest.load(vault)
    entry = manifest.get(first)
    assert entry
    manifest.record([(first, entry, None)])
    manifest.settle()

    assert second in Manifest.load(vault).unsure()
    assert first not in Manifest.load(vault).unsure()
    assert write().deleted == []
    assert note_of(vault, second).exists()
