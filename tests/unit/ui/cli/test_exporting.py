"""`ebb export`: what it prints, what it refuses, and how it ends."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.ui.cli.conftest import Outcome

Run = Callable[..., Outcome]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def test_it_says_what_it_wrote_and_where(run: Run, vault: Path) -> None:
    run("add", "Text")
    first, second = run("export", str(vault)), run("export", str(vault))

    assert (first.code, first.out) == (0, f"{vault}\n")
    assert first.err == "Wrote notes: 1 new, 0 changed, 0 as before; 2 pages.\n"
    assert second.err == "Wrote notes: 0 new, 0 changed, 1 as before.\n"


def test_json_gives_the_counts(run: Run, vault: Path) -> None:
    run("add", "Text", "--title", "Mine \x1b]0;x\x07")
    run("export", str(vault))
    (note,) = (vault / "Notes").rglob("*.md")
    note.write_text(note.read_text() + " edited")
    figures = run("export", str(vault), "--json").json()

    assert (figures["directory"], figures["memories"], figures["written"]) == (str(vault), 1, 0)
    assert figures["edited"] == [note.relative_to(vault).as_posix()]
    assert "Edited by you" in run("export", str(vault)).err


def test_a_folder_with_other_files_is_refused_in_one_line(run: Run, tmp_path: Path) -> None:
    run("add", "Text")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "a.md").write_text("mine")
    outcome = run("export", str(mine))

    assert outcome.code == 3
    assert outcome.err.count("\n") == 1
    assert "--into" in outcome.err
    assert run("export", str(mine), "--into").code == 0
    assert sorted(path.name for path in mine.iterdir()) == ["Ebb", "a.md"]


@pytest.mark.parametrize(
    "line", [["--watch", "--dry-run"], ["--watch", "--format", "json"], ["--links", "html"], ["--kind", "letter"]]
)
def test_words_that_do_not_fit_are_wrong_usage(run: Run, vault: Path, line: list[str]) -> None:
    assert run("export", str(vault), *line).code == 2
    assert not vault.exists()


def test_an_empty_memory_or_slice_is_nothing(run: Run, vault: Path) -> None:
    assert run("export", str(vault)).code == 1
    assert run("export", str(vault), "--tag", "none").code == 1


def test_settings_say_how_notes_are_written(run: Run, home: Path, vault: Path) -> None:
    run("add", "Text", "--title", "One")
    (home / "config.toml").write_text('[export]\nflavour = "logseq"\n')

    assert run("export", str(vault)).code == 0
    assert (vault / "pages/One.md").exists()


def test_everything_goes_into_one_json_file(run: Run, tmp_path: Path) -> None:
    run("add", "Text")
    file = tmp_path / "all.jsonl"

    assert run("export", str(file), "--format", "json").out == f"{file}\n"
    assert "Text" in file.read_text()
    assert run("export", str(file), "--format", "json", "--json").json()["changed"] is False
    assert run("export", str(tmp_path / "none.jsonl"), "--format", "json", "--tag", "none").code == 1


def test_a_watch_ends_in_good_order_on_ctrl_c(run: Run, home: Path, vault: Path) -> None:
    run("add", "Text", "--title", "One")
    command = [sys.executable, "-c", "from ui.cli.main import run; run()", "--home", str(home), "export", str(vault)]
    child = subprocess.Popen([*command, "--watch"], stderr=subprocess.PIPE, text=True, env=os.environ)
    assert child.stderr
    killer = threading.Timer(60, child.kill)
    killer.start()
    try:
        lines = iter(child.stderr.readline, "")
        assert next(line for line in lines if line.startswith("Wrote")) == (
            "Wrote notes: 1 new, 0 changed, 0 as before; 2 pages.\n"
        )
        child.send_signal(signal.SIGINT)
        assert child.wait(30) == 0
        assert "Traceback" not in child.stderr.read()
    finally:
        killer.cancel()
        child.kill()
        child.wait()
        child.stderr.close()
    assert (vault / "Notes").is_dir()
