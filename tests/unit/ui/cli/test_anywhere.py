"""Adding files, shells' hooks and the clipboard from the command line."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

Run = Any


def test_add_takes_files_and_prints_an_id_for_each(run: Run, tmp_path: Path) -> None:
    for name in ("a.txt", "b.md"):
        (tmp_path / name).write_text(f"The ferry of {name} leaves at nine.")
    outcome = run("add", "--file", str(tmp_path / "a.txt"), "--file", str(tmp_path / "b.md"), "--tag", "boats")
    assert (outcome.code, len(outcome.out.split())) == (0, 2)
    assert run("show", outcome.out.split()[0], "--json").json()["tags"] == ["boats"]


def test_a_file_that_cannot_be_read_is_named_and_the_others_go_in(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ferry leaves at nine.")
    (tmp_path / "b\x1b[31m.bin").write_bytes(bytes(4000))
    outcome = run("add", "--json", *(part for file in sorted(tmp_path.iterdir()) for part in ("--file", str(file))))
    assert (outcome.code, outcome.json()["count"], len(outcome.json()["skipped"])) == (0, 1, 1)
    assert "\x1b" not in outcome.out + outcome.err
    assert outcome.err.startswith("ebb: ")


def test_nothing_but_unreadable_files_is_bad_input(run: Run, tmp_path: Path) -> None:
    outcome = run("add", "--file", str(tmp_path / "nowhere"))
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (3, "", 1)


def test_words_and_files_together_are_wrong_usage(run: Run) -> None:
    assert run("add", "words", "--file", "x").code == 2


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(99), b"%PDF-1.7\n", bytes(range(256)) * 9])
def test_what_is_no_text_is_refused_from_a_pipe_with_what_to_do(run: Run, data: bytes) -> None:
    outcome = run("add", "-", stdin=data)
    assert (outcome.code, outcome.out) == (3, "")
    assert "--file" in outcome.err


def test_a_large_text_without_any_line_end_comes_through_a_pipe_whole(run: Run) -> None:
    text = "ferry " * 200_000
    id = run("add", "-", stdin=text.encode()).out.strip()
    assert run("show", id, "--json").json()["text"].strip() == text.strip()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_hook_names_this_home_and_makes_its_folder(run: Run, home: Path, shell: str) -> None:
    outcome = run("hook", shell)
    assert outcome.code == 0
    assert f"{home}/shell" in outcome.out
    assert f"--home {home}" in outcome.out.replace("'", "")
    assert (home / "shell").is_dir()


def test_the_hook_for_bash_is_valid_bash(run: Run) -> None:
    assert subprocess.run(["bash", "-n"], input=run("hook", "bash").out, text=True, check=False).returncode == 0


def test_taking_in_prints_the_ids_of_what_was_done(run: Run, home: Path) -> None:
    assert run("hook", "take").code == 1
    run("hook", "zsh")
    (home / "shell" / "zsh-1-1").write_bytes(b"1709294400\x000\x000\0/work\0make test\0\n")
    outcome = run("hook", "take")
    assert run("show", outcome.out.strip(), "--json").json()["title"] == "Commands in /work"


def test_the_clipboard_is_off_until_it_is_started(run: Run, home: Path) -> None:
    assert run("clipboard").out.split()[0] == "off"
    told = run("clipboard", "status", "--json").json()
    assert (told["running"], told["kept"], told["pid"]) == (False, 0, None)
    assert not home.exists()


def test_without_a_desktop_the_clipboard_says_so_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    outcome = run("clipboard", "start")
    assert (outcome.code, outcome.err.count("\n")) == (4, 1)
    assert "desktop session" in outcome.err
    assert run("clipboard", "stop").code == 0
