"""`ebb import` of a vault that was edited, and `ebb conflicts` about its files."""

from pathlib import Path
from typing import Any

import pytest

Run = Any


@pytest.fixture
def note(run: Run, tmp_path: Path) -> Path:
    """The file of a memory in an exported vault."""
    run("add", "Rye bread at the harbour.", "--title", "Bread")
    assert run("export", str(tmp_path / "vault")).code == 0
    return next((tmp_path / "vault").rglob("Bread.md"))


def test_a_file_that_was_deleted_is_asked_about_and_forgotten_only_then(run: Run, note: Path, tmp_path: Path) -> None:
    note.unlink()
    imported = run("import", str(tmp_path / "vault"))
    assert imported.code == 0 and "shall it be forgotten? (ebb conflicts)" in imported.err
    lines = run("conflicts").out.splitlines()
    assert lines[0].endswith("1. Its file was deleted from the vault: forget it?")
    assert "Rye bread" in lines[2] and "|" not in lines[2]
    assert "it is forgotten" in run("conflicts", "--accept", "1").err
    assert run("search", "bread").code == 1
    assert "an export writes its file again" in run("conflicts", "--decline", "1").err
    assert run("search", "bread").code == 0


def test_words_that_both_changed_are_shown_side_by_side(run: Run, note: Path, tmp_path: Path) -> None:
    id = run("search", "bread", "--json").json()["hits"][0]["memory"]["id"]
    run("edit", id, "Wheat bread.")
    note.write_text(note.read_text().replace("harbour", "station"))
    imported = run("import", str(tmp_path / "vault"))
    assert "changed here and in the vault: text; both are kept (ebb conflicts)" in imported.err
    lines = run("conflicts").out.splitlines()
    assert lines[0].endswith("1. Changed here and in the vault: take the vault's words?")
    assert "Wheat bread." in lines[2] and "Rye bread at the station." in lines[2]
    assert "the vault's words are a revision now" in run("conflicts", "--accept", "1").err
    assert run("show", id, "--json").json()["text"] == "Rye bread at the station."


def test_json_goes_out_and_comes_back_on_the_command_line(run: Run, note: Path, tmp_path: Path) -> None:
    assert run("export", str(tmp_path / "out"), "--format", "json").code == 0
    told = run("import", str(tmp_path / "out"), "--json").json()
    assert (told["format"], told["count"], told["known"]) == ("ebb-json", 0, 1)
