"""The command as a process among others: pipes, terminals, encodings, interrupts, editors and what it loads."""

import os
import pty
import select
import shlex
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("quiet")
TRAIN = "Anna's train to Lisbon leaves at 9:14 from platform 3."


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no process behind that embeds while the next test runs."""
    monkeypatch.setenv("EBB_WORK_BACKGROUND", "false")


def typed(command: Any, keys: bytes, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run a command on a terminal whose keyboard has typed these keys; its exit code and what it showed.

    "^C" for the keys interrupts it as soon as it asks a question.
    """
    master, slave = pty.openpty()
    given = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"} | environment
    child = subprocess.Popen(command.line(*arguments), stdin=slave, stdout=slave, stderr=slave, env=given)
    os.close(slave)
    if keys != b"^C":
        os.write(master, keys)
    seen = b""
    try:
        while True:
            if keys == b"^C" and seen.endswith(b"[y/N] ") and not select.select([master], [], [], 0.5)[0]:
                child.send_signal(signal.SIGINT)  # again if need be: one that comes just before it reads is not seen
                continue
            if not (piece := os.read(master, 65536)):
                break
            seen += piece
    except OSError:  # EIO: the child has ended
        pass
    os.close(master)
    return child.wait(60), seen.decode()


def editor(folder: Path, script: str) -> str:
    """The command line of an editor that runs a shell script on its file, `$1`."""
    file = folder / "the editor"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)
    return shlex.quote(str(file))


def test_without_a_terminal_it_prints_a_short_help(command: Any) -> None:
    outcome = command()
    assert (outcome.code, outcome.err) == (0, "")
    assert "ebb add" in outcome.out


def test_nobody_reading_is_no_error(command: Any) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    child = subprocess.run(command.line("--help"), stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert child.stderr == b""


def test_a_pipe_that_closes_early_ends_quietly(command: Any) -> None:
    command("add", TRAIN)
    reader, writer = os.pipe()
    os.close(reader)
    child = subprocess.run(command.line("search", "train"), stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (child.returncode, child.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_one_line(command: Any) -> None:
    command("add", TRAIN)
    with open("/dev/full", "w") as full:
        child = subprocess.run(command.line("search", "train"), stdout=full, stderr=subprocess.PIPE)
    assert (child.returncode, child.stderr) == (4, b"ebb: No space left on device.\n")


def test_a_closed_stdin_is_one_line(command: Any) -> None:
    line = shlex.join(command.line("add"))
    child = subprocess.run(["sh", "-c", f"{line} <&-"], capture_output=True, text=True)
    assert (child.returncode, len(child.stderr.splitlines())) == (3, 1)


def test_an_ascii_terminal_shows_every_memory(command: Any) -> None:
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONWARNINGS": "error"}
    id = command("add", "Zoë pays 12 € ⛴", "--tag", "fähre", env=ascii_only).out.strip()
    for arguments in (("show", id), ("search", "Zoë", "--explain"), ("timeline",), ("links", id), ("doctor",)):
        outcome = command(*arguments, env=ascii_only)
        assert (outcome.out + outcome.err).isascii(), arguments
        assert outcome.code in (0, 1)
    assert command("show", id, "--json", env=ascii_only).json()["text"] == "Zoë pays 12 € ⛴"


def test_forgetting_asks_on_a_terminal_and_no_means_no(command: Any) -> None:
    id = command("add", TRAIN).out.strip()
    code, seen = typed(command, b"n\n", "forget", id)
    assert "Forget it? [y/N]" in seen
    assert (code, "Nothing was forgotten" in seen) == (0, True)
    code, seen = typed(command, b"y\n", "forget", "--last", "10m")
    assert (code, "Undo with" in seen) == (0, True)
    assert command("show", id, "--json").json()["state"] == "forgotten"


def test_an_interrupt_at_a_question_changes_nothing(command: Any) -> None:
    id = command("add", TRAIN).out.strip()
    assert typed(command, b"^C", "forget", id)[0] == 130
    assert command("show", id, "--json").json()["state"] == "vivid"


def test_matches_are_coloured_on_a_terminal_unless_no_colour_is_wanted(command: Any) -> None:
    command("add", TRAIN, "--title", "Journey")
    assert "\x1b[33m\x1b[1mtrain\x1b[0m" in typed(command, b"", "search", "train")[1]
    plain = typed(command, b"", "search", "train", NO_COLOR="1")[1]
    assert "\x1b" not in plain
    assert "**train**" in plain


def test_without_words_the_editor_opens_and_its_text_is_remembered(command: Any, home: Path, tmp_path: Path) -> None:
    write = editor(tmp_path, "echo 'written by hand' > \"$1\"")
    code, seen = typed(command, b"", "add", EDITOR=write, VISUAL="")
    assert code == 0, seen
    assert command("show", seen.strip(), "--json").json()["text"] == "written by hand"
    assert list((home / "drafts").iterdir()) == []


def test_an_empty_draft_is_not_remembered(command: Any, tmp_path: Path) -> None:
    code, seen = typed(command, b"", "add", EDITOR=editor(tmp_path, "true"), VISUAL="")
    assert (code, "nothing is remembered" in seen) == (3, True)
    assert command("search", "x").code == 1


def test_an_editor_that_only_ends_the_last_line_has_changed_nothing(command: Any, tmp_path: Path) -> None:
    id = command("add", TRAIN).out.strip()
    code, seen = typed(command, b"", "edit", id, EDITOR=editor(tmp_path, 'echo >> "$1"'), VISUAL="")
    assert (code, "Nothing was changed" in seen) == (3, True)
    assert command("history", id, "--json").json()["revisions"] == []


@pytest.mark.parametrize("accident", ["exit 1", "echo garbage that is long enough > ../home/ebb.db"])
def test_a_draft_is_kept_when_something_goes_wrong(command: Any, home: Path, tmp_path: Path, accident: str) -> None:
    script = f"printf 'an hour of work' > \"$1\"; cd {shlex.quote(str(tmp_path))}; mkdir -p home; cd home; {accident}"
    code, seen = typed(command, b"", "add", EDITOR=editor(tmp_path, script), VISUAL="")
    assert code in (3, 4)
    (draft,) = (home / "drafts").iterdir()
    assert draft.read_text() == "an hour of work"
    assert str(draft) in "".join(seen.split("\r\n")).replace("\n", "")
    assert draft.stat().st_mode & 0o777 == 0o600


def test_edit_opens_the_text_and_undo_brings_the_old_one_back(command: Any, tmp_path: Path) -> None:
    id = command("add", TRAIN).out.strip()
    change = editor(tmp_path, 'sed -i.bak s/9:14/9:44/ "$1"; rm "$1.bak"')
    assert typed(command, b"", "edit", id, EDITOR=change, VISUAL="")[0] == 0
    assert "9:44" in command("show", id, "--json").json()["text"]
    assert command("history", id, "--undo", "1", "--json").json()["text"] == TRAIN


def test_adding_loads_nothing_heavy(command: Any) -> None:
    command("add", "the first makes the database")
    listing = command("add", TRAIN, env=os.environ | {"PYTHONPROFILEIMPORTTIME": "1"}).err
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in listing.splitlines()}
    heavy = {"numpy", "pydantic", "rich", "sqlite_utils", "textual", "tokenizers", "torch", "sentence_transformers"}
    assert "click" in loaded
    assert loaded & heavy == set()


def test_the_version_is_that_of_the_package(command: Any) -> None:
    assert command("--version").out.startswith("ebb ")


def test_what_was_added_is_embedded_after_the_command_has_ended(command: Any) -> None:
    busy = os.environ | {"EBB_WORK_BACKGROUND": "true"}
    assert command("add", TRAIN, env=busy).code == 0
    counts = (command("stats", "--json").json()["pending"] for _ in range(100))
    assert any(count == 0 for count in counts)


def test_nothing_goes_on_behind_where_that_is_switched_off(command: Any) -> None:
    command("add", TRAIN)
    assert command("stats", "--json").json()["pending"] == 1
