"""A run that was cut short loses nothing and takes nothing for an edit."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import Ebb
from app.vault.manifest import FOLDER, Manifest, digest
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


@pytest.mark.parametrize(
    "line",
    [
        b'{"key": "01AAAAAAAAAAAAAAAAAAAAAAAA", "path": "a.md", "hash": "00", "size": 99999999999999999999}',
        b'{"key": "01AAAAAAAAAAAAAAAAAAAAAAAA", "path": "\\ud800.md", "hash": "00"}',
        b'{"key": "\\udc00", "path": "a.md", "hash": "00"}',
        b'{"key": 5, "path": "a.md", "hash": "00"}',
        b"[]",
    ],
    ids=["a number too large", "half a character", "half a character as a key", "no key", "no record"],
)
def test_a_line_that_ebb_did_not_write_is_passed_over(ebb: Ebb, vault: Path, write: Write, line: bytes) -> None:
    ebb.add("First")
    write()
    with (vault / FOLDER / "manifest.jsonl").open("ab") as file:
        file.write(line + b"\n")

    assert write().unchanged == 1
    assert len([key for key, _ in Manifest.load(vault).items() if key[0].isdigit()]) == 1


LOADED = """
import resource, sys
from pathlib import Path
from app.vault.manifest import Manifest
from app.vault.states import States
root = Path(sys.argv[1])
manifest, states = Manifest.load(root), States(root)
for key, entry in manifest.items():
    assert manifest.at(entry.path) and key in states
print(len(manifest), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_the_lists_of_a_large_vault_take_no_more_memory(tmp_path: Path) -> None:
    def taken(count: int) -> int:
        folder = tmp_path / str(count) / FOLDER
        folder.mkdir(parents=True)
        ids = [f"01HX{number:022}" for number in range(count)]
        with (folder / "manifest.jsonl").open("w") as file:
            file.write('{"vault": 1, "flavour": "obsidian"}\n')
            for id in ids:
                entry = {"key": id, "path": f"Notes/2024/A note of some length {id}.md", "hash": digest(id), "size": 1}
                file.write(json.dumps(entry) + "\n")
                if id.endswith("99"):
                    file.write('{"done": true}\n')
        (folder / "state.jsonl").write_text("".join(f'{{"id": "{id}", "stability": 1.0}}\n' for id in ids))
        command = [sys.executable, "-c", LOADED, str(folder.parent)]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}
        loaded, peak = subprocess.run(
            command, capture_output=True, text=True, env=environment, check=True
        ).stdout.split()
        assert int(loaded) == count
        return int(peak)

    assert taken(20000) - taken(5000) < 4, "MB"
