"""`ebb chat` and `ebb chats`: lines in, turns out, past conversations found, printed and gone on with."""

import json
import os
import pty
import select
import sys
import time
from pathlib import Path
from subprocess import Popen
from typing import Any

from tests.unit.ui.cli.conftest import Outcome, Run

BOAT = "The boat is moored at Larvik, berth 14."


def talked(run: Run, *lines: str) -> list[dict[str, Any]]:
    """Say lines and get the turns."""
    outcome = run("chat", "--json", stdin="".join(f"{line}\n" for line in lines).encode())
    return [json.loads(line) for line in outcome.out.splitlines()]


def test_each_line_of_a_pipe_is_answered(run: Run) -> None:
    run("add", BOAT)
    outcome = run("chat", stdin=b"Where is the boat moored?\n\nMy cat is called Tom.\nWhat is my cat called?\n")
    assert outcome.code == 0
    assert f"“{BOAT}” [1]" in outcome.out
    assert "I'll remember that." in outcome.out
    assert "“My cat is called Tom.” [1]" in outcome.out


def test_json_is_a_turn_on_each_line(run: Run) -> None:
    id = run("add", BOAT).out.strip()
    asked, answer = talked(run, "Where is the boat moored?")
    assert (asked["role"], asked["text"], asked["kept"]) == ("you", "Where is the boat moored?", "kept")
    assert (answer["role"], answer["parent"], answer["chat"]) == ("ebb", asked["id"], asked["chat"])
    assert [(one["n"], one["id"], one["quote"]) for one in answer["citations"]] == [(1, id, BOAT)]


def test_words_are_said_without_reading_the_input(run: Run) -> None:
    run("add", BOAT)
    assert BOAT in run("chat", "Where", "is", "the", "boat", "moored?", stdin=b"Who is Ana?\n").out
    assert len(run("chats", "--json").json()["chats"]) == 1


def test_an_answer_that_memory_lacks_is_exit_code_1(run: Run) -> None:
    assert run("chat", "Who painted the opera house in Vienna?").code == 1
    assert run("chat", "My cat is called Tom.").code == 0


def test_a_conversation_is_listed_found_printed_and_gone_on_with(run: Run) -> None:
    run("add", BOAT)
    (first, *_) = talked(run, "Where is the boat moored?")
    id = first["chat"]
    assert run("chat", "--resume", id[:16], "My cat is called Tom.").code == 0
    (listed,) = run("chats", "--json").json()["chats"]
    assert (listed["id"], listed["turns"], listed["title"]) == (id, 4, "Where is the boat moored?")
    assert id in run("chats").out
    assert run("chats", "cat", "--json").json()["chats"][0]["id"] == id
    assert "called Tom" in run("chats", "cat").out
    document = run("chats", "--export", id).out
    assert document.startswith("# Where is the boat moored?\n")
    assert f"“{BOAT}”" in document
    assert [turn["role"] for turn in run("chats", "--export", id, "--json").json()["turns"]] == ["you", "ebb"] * 2


def test_nothing_is_kept_of_a_private_conversation(run: Run, home: Path) -> None:
    run("add", BOAT)
    turns = [
        json.loads(line) for line in run("chat", "--private", "--json", "Where is the zebra moored?").out.splitlines()
    ]
    assert {turn["kept"] for turn in turns} == {"private"}
    assert run("chats").code == 1
    assert not [file for file in home.rglob("*") if file.is_file() and b"zebra" in file.read_bytes()]


def test_forgetting_the_last_minutes_reaches_what_was_asked_and_answered(run: Run) -> None:
    run("add", BOAT, "--at", "2020-05-01")
    turns = talked(run, "Where is the boat moored?", "My cat is called Tom.")
    ids = {turn["memory"] for turn in turns if turn["memory"]}
    outcome = run("forget", "--last", "10m", "--app", "ebb", "--yes")
    assert set(outcome.out.split()) == ids
    assert run("chats").code == 1
    assert run("restore", *ids).code == 0
    assert run("chats").code == 0


def test_what_is_not_there_or_not_said_is_an_error_of_one_line(run: Run) -> None:
    for arguments, code in (
        (("chat", "--resume", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "Hello"), 1),
        (("chats", "--export", "\x1b[2J"), 1),
        (("chats", "--export", "x", "words"), 2),
    ):
        outcome = run(*arguments)
        assert (outcome.code, len(outcome.err.splitlines())) == (code, 1), outcome
        assert "\x1b" not in outcome.err
    assert run("chats", "anything").code == 1


def test_hostile_words_reach_no_terminal(run: Run) -> None:
    run("add", "The locker number is \x1b]0;owned\x07212 \x1b[31mred.")
    outcomes: list[Outcome] = [run("chat", "What is\x07 the locker \x1bnumber?")]
    id = run("chats", "--json").json()["chats"][0]["id"]
    outcomes += [
        run("chats"),
        run("chats", "locker"),
        run("chats", "--export", id),
        run("chats", "--export", id, "--json"),
    ]
    assert not {"\x1b", "\x07"} & set("".join(one.out + one.err for one in outcomes))
    assert "212" in outcomes[0].out


def test_a_person_at_a_terminal_edits_goes_between_branches_and_leaves(run: Run, home: Path) -> None:
    run("add", BOAT)
    terminal = Terminal(home)
    terminal.says("you  ")
    for line, wanted in (
        ("Who painted the moon?", "I don't know"),
        ("/edit Where is the boat moored?", "berth 14"),
        ("/source 1", "kind"),
        ("/branch", "I don't know"),
        ("/nothing", "There is no /nothing"),
        ("/private", "Nothing of what follows"),
        ("/help", "/export FILE"),
    ):
        terminal.type(line)
        terminal.says(wanted)
    terminal.type("/quit")
    assert terminal.process.wait(20) == 0
    assert run("chats", "--json").json()["chats"][0]["turns"] == 4


class Terminal:
    """`ebb chat` on a terminal of its own."""

    def __init__(self, home: Path) -> None:
        self._ours, theirs = pty.openpty()
        environment = os.environ | {"TERM": "dumb", "EBB_WORK_BACKGROUND": "false"}
        command = [sys.executable, "-m", "ui.cli.main", "--home", str(home), "chat"]
        self.process = Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)
        self._seen = ""

    def type(self, line: str) -> None:
        """Type a line and forget what was seen before."""
        self._seen = ""
        os.write(self._ours, f"{line}\n".encode())

    def says(self, words: str) -> None:
        """Wait until these words were written since the last line, and the prompt is back."""
        deadline = time.monotonic() + 30
        while words not in self._seen:
            assert time.monotonic() < deadline, self._seen
            if select.select([self._ours], [], [], 0.1)[0]:
                self._seen += os.read(self._ours, 65536).decode("utf-8", "replace")
