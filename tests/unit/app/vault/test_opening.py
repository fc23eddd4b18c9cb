"""Where a vault may be, who may write it, and how it is kept current."""

import os
import stat
import threading
from pathlib import Path

import pytest

from app import Ebb
from app.vault.export import Export
from app.vault.manifest import FOLDER, Manifest, digest
from app.vault.note import Style
from app.vault.opening import export, located, watch
from app.vault.report import Report
from app.vault.wanted import Wanted
from core.errors import BadInput, Locked
from core.store.lock import FileLock
from tests.unit.app.vault.standing import Write, note_of


def test_everything_is_for_the_owner_alone(ebb: Ebb, vault: Path, write: Write) -> None:
    ebb.add("Text")
    before = os.umask(0)
    try:
        write()
    finally:
        os.umask(before)

    for path in [vault, *vault.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_folder_of_somebody_elses_is_refused_or_gets_a_subfolder(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine")

    with pytest.raises(BadInput, match="is not empty"):
        located(tmp_path)
    assert located(tmp_path, into=True) == tmp_path / "Ebb"
    with pytest.raises(BadInput, match="cannot be a vault"):
        located(tmp_path / "mine.md")


def test_a_subfolder_is_found_again_without_being_named(ebb: Ebb, tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine")
    ebb.add("Text")
    export(ebb, located(tmp_path, into=True), Wanted())

    assert located(tmp_path) == located(tmp_path, into=True) == tmp_path / "Ebb"


def test_nothing_is_written_through_a_link_that_leads_out(ebb: Ebb, vault: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    vault.mkdir()
    (vault / "Notes").symlink_to(outside)
    ebb.add("Text")

    with pytest.raises(BadInput, match="cannot be written"):
        export(ebb, vault, Wanted())
    assert not list(outside.iterdir())


def test_a_link_in_the_place_of_a_note_is_left_alone(ebb: Ebb, vault: Path, tmp_path: Path, write: Write) -> None:
    id = ebb.add("Text")
    write()
    target = tmp_path / "target.md"
    target.write_text("mine")
    note_of(vault, id).unlink()
    note_of(vault, id).symlink_to(target)
    ebb.edit(id, text="Changed")

    assert len(write().edited) == 1
    assert target.read_text() == "mine"


def test_a_list_of_files_that_leads_out_of_the_vault_is_not_followed(
    ebb: Ebb, vault: Path, tmp_path: Path, write: Write
) -> None:
    ebb.add("Text")
    write()
    victim = tmp_path / "victim.md"
    victim.write_text("mine")
    manifest = Manifest.load(vault)
    line = f'{{"key": "01AAAAAAAAAAAAAAAAAAAAAAAA", "path": "../victim.md", "hash": "{digest(b"mine")}"}}\n'
    with (vault / FOLDER / "manifest.jsonl").open("a") as file:
        file.write(line)

    write()

    assert victim.exists()
    assert len(Manifest.load(vault)) == len(manifest)


def test_a_vault_is_written_by_one_at_a_time(vault: Path, write: Write) -> None:
    write()
    with FileLock(vault / FOLDER / "lock", 0).held(), pytest.raises(Locked, match="writing this vault"):
        write()


def test_a_vault_stays_of_its_kind(ebb: Ebb, vault: Path, write: Write) -> None:
    ebb.add("Text")
    write()

    with pytest.raises(BadInput, match="--flavour obsidian"):
        write(style=Style(flavour="logseq"))
    with pytest.raises(BadInput, match="nothing taken out"):
        write(redact=lambda note: note, redaction="secrets")


def test_a_watched_vault_follows_until_it_is_stopped(home: Path, vault: Path) -> None:
    reports: list[Report] = []
    told, stop = threading.Condition(), threading.Event()

    def tell(report: Report) -> None:
        with told:
            reports.append(report)
            told.notify_all()

    def watching() -> None:
        with Ebb.open(home, background=False) as watched:
            watch(watched, vault, Wanted(), tell, stop.is_set)

    with Ebb.open(home, background=False) as ebb:
        ebb.add("First")
        thread = threading.Thread(target=watching)
        thread.start()
        try:
            with told:
                assert told.wait_for(lambda: sum(one.written for one in reports) == 1, 30)
            ebb.add("Second")
            with told:
                assert told.wait_for(lambda: sum(one.written for one in reports) == 2, 30)
        finally:
            stop.set()
            thread.join(30)
    assert not thread.is_alive()


def test_a_watch_waits_while_another_program_writes_and_takes_over_what_it_wrote(home: Path, vault: Path) -> None:
    reports: list[Report] = []
    told, stop = threading.Condition(), threading.Event()

    def tell(report: Report) -> None:
        with told:
            reports.append(report)
            told.notify_all()

    def watching() -> None:
        with Ebb.open(home, background=False) as watched:
            watch(watched, vault, Wanted(), tell, stop.is_set)

    with Ebb.open(home, background=False) as ebb:
        ebb.add("First")
        thread = threading.Thread(target=watching)
        thread.start()
        try:
            with told:
                assert told.wait_for(lambda: len(reports) == 1, 30)
            with FileLock(vault / FOLDER / "lock", 30).held():
                id = ebb.add("Second")
                Export(ebb, Manifest.load(vault), Wanted()).run()
            ebb.edit(id, text="Second, changed")
            with told:
                assert told.wait_for(lambda: any(one.updated for one in reports), 30)
        finally:
            stop.set()
            thread.join(30)
    assert all(not one.edited for one in reports)
    assert "Second, changed" in note_of(vault, id).read_text()
