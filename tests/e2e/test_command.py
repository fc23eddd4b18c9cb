"""The installed command from end to end: taking in, finding, answering, forgetting, and what must never happen."""

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

DENTIST = "The dentist moved my appointment to Thursday at half past two."
HOSTILE = (
    "Anna's train \x1b]52;c;cHduZWQ=\x07 \x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\ "
    "\x1b[2J\x1b[31mred \x9b31m \u202egnp.exe\u202c zero\u200bwidth [bold]markup[/bold] [/nope] "
    "leaves at 9:14 from platform two."
)


def test_what_was_added_is_found_shown_and_answered_with_its_source(command: Any) -> None:
    id = command("add", DENTIST, "--tag", "health").out.strip()
    command("add", "Bread needs a pound of flour and an hour of patience.")
    hits = command("search", "dentist", "--json").json()["hits"]
    assert [hit["memory"]["id"] for hit in hits][:1] == [id]
    assert command("show", id, "--json").json()["text"] == DENTIST
    answer = command("ask", "When is my dentist appointment?", "--json").json()
    cited = answer["citations"][0]
    assert (cited["id"], answer["abstained"]) == (id, False)
    assert cited["quote"] == DENTIST[cited["start"] : cited["end"]]


def test_a_question_that_the_memory_cannot_answer_is_not_answered(command: Any) -> None:
    command("add", DENTIST)
    outcome = command("ask", "What is the capital of Mongolia?")
    assert outcome.code == 1
    assert "Thursday" not in outcome.out


def test_a_forgotten_memory_is_not_found_until_it_is_restored(command: Any) -> None:
    id = command("add", DENTIST).out.strip()
    assert command("forget", id, "--yes").code == 0
    assert command("search", "dentist").code == 1
    assert command("restore", id).code == 0
    assert command("search", "dentist", "--json").json()["hits"][0]["memory"]["id"] == id


def test_all_works_without_language_terminal_and_home_from_another_folder_with_warnings_as_errors(
    command: Any, tmp_path: Path
) -> None:
    bare = {"PATH": "/usr/bin:/bin", "PYTHONWARNINGS": "error", "LC_ALL": "C"}
    text = "Zoë paid 12 € for the Øresund ferry ⛴"
    id = command("add", text, env=bare, cwd=tmp_path).out.strip()
    assert command("show", id, "--json", env=bare, cwd=tmp_path).json()["text"] == text
    for arguments in (["search", "ferry"], ["ask", "What did Zoë pay for?"], ["timeline"], ["stats"]):
        outcome = command(*arguments, env=bare, cwd=tmp_path)
        assert (outcome.code, "Warning" in outcome.err) == (0, False), (arguments, outcome.err)


def test_two_programs_that_add_at_once_lose_nothing(command: Any) -> None:
    texts = [f"line {number} of the long list" for number in range(12)]
    with ThreadPoolExecutor(2) as pool:
        ids = {outcome.out.strip() for outcome in pool.map(lambda text: command("add", text), texts)}
    assert len(ids) == len(texts)
    assert command("stats", "--json").json()["memories"]["note"] == len(texts)


SHOWING: list[Callable[[str], list[str]]] = [
    lambda id: ["show", id],
    lambda id: ["search", "train", "--explain"],
    lambda id: ["ask", "When does Anna's train leave?"],
    lambda id: ["timeline", "--day", "today"],
    lambda id: ["links", id],
    lambda id: ["history", id],
    lambda id: ["forget", id, "--dry-run"],
]


@pytest.mark.parametrize("arguments", SHOWING, ids=lambda make: make("ID")[0])
def test_escape_codes_in_a_memory_never_reach_the_terminal(command: Any, arguments: Callable[[str], list[str]]) -> None:
    id = command("add", "-", "--title", "train \x1b]0;owned\x07", text=HOSTILE).out.strip()
    other = command("add", "a note beside it").out.strip()
    command("edit", id, "--title", "the train \x1b]0;owned\x07")
    command("link", other, id, "--why", "same train \x1b]0;owned\x07")
    seen = command.in_terminal(*arguments(id)).out
    assert "train" in seen
    for code in ("\x1b]", "\x1b[2J", "\x1b[31mred", "\x07", "\x9b", "\u202e", "\u200b"):
        assert code not in seen


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(command: Any, home: Path) -> None:
    home.mkdir()
    (home / "ebb.db").write_bytes(b"Dear diary, this is not SQLite. " * 200)
    before = (home / "ebb.db").read_bytes()
    outcome = command("search", "diary")
    assert outcome.code == 4
    assert len(outcome.err.splitlines()) == 1
    assert (home / "ebb.db").read_bytes() == before


def test_what_is_in_the_home_can_be_read_by_its_owner_alone(command: Any, home: Path) -> None:
    subprocess.run(["sh", "-c", 'umask 0; exec "$@"', "sh", *command.line("add", DENTIST)], check=True)
    command("backup", str(home / "copy.db"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in [home, *home.rglob("*")]}
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}
