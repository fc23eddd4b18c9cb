"""Plain lines: everything daily can be done by typing words and numbers, and nothing is drawn."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from app import Ebb
from tests.ui.terminal import terminal
from ui.plain.sitting import Sitting

CRASH = """
from pathlib import Path
from app import Ebb
from ui.tui.app import EbbApp, run
from ui.tui.preferences import Preferences
from ui.tui.widgets.fields import Line
def stumble(self):
    raise ZeroDivisionError("stumbled")
EbbApp.action_jobs = stumble
home = Path(sys.argv[1])
run(lambda: Ebb.open(home, background=False), preferences=Preferences(home=home))
"""


def sit(home: Path, *typed: str) -> str:
    """What is told in a sitting in which these lines are typed."""
    told: list[str] = []
    lines: Iterator[str] = iter(typed)

    def ask(question: str) -> str | None:
        told.append(question)
        return next(lines, None)

    with Ebb.open(home, background=False) as ebb:
        Sitting(ebb, ask, told.append, lambda: datetime.now(UTC).astimezone()).run()
    return "\n".join(told)


def test_a_memory_is_found_and_read_by_its_number(lived_in: Path) -> None:
    told = sit(lived_in, "search larvik boat", "1", "links", "quit")
    assert "1. The boat. Note of" in told
    assert "The key hangs behind the oilskins." in told
    assert "1. Tide." in told
    assert told.endswith("Goodbye.")


def test_a_search_asks_for_its_words_and_says_what_was_left_out(lived_in: Path) -> None:
    told = sit(lived_in, "search", "tag:boat since:gibberish")
    assert "Search for: " in told
    assert "Left out:" in told


def test_an_answer_is_said_with_its_sources_to_read(lived_in: Path) -> None:
    told = sit(lived_in, "ask What is the number of the locker?", "1")
    assert "212" in told
    assert "source" in told
    assert "Note of" in told


def test_what_is_added_is_tagged_and_can_be_taken_back(lived_in: Path) -> None:
    told = sit(lived_in, "add", "The spare key", "hangs in the #shed", "", "undo", "undo")
    assert "Remembered." in told
    assert "Taken back: added it." in told
    assert "Nothing was changed just now." in told
    with Ebb.open(lived_in, background=False) as ebb:
        forgotten = ebb.select(state="forgotten")
        assert [(one.text, one.tags) for one in forgotten] == [("The spare key\nhangs in the #shed", ("shed",))]


def test_pinning_and_forgetting_ask_and_come_back(lived_in: Path) -> None:
    told = sit(lived_in, "pin", "search locker", "1", "pin", "forget", "no", "forget", "yes", "undo", "undo")
    assert "Read a memory first" in told
    assert "It stays." in told
    assert "Taken back: forgot it." in told
    assert "Taken back: pinned it." in told
    with Ebb.open(lived_in, background=False) as ebb:
        assert ebb.count() == 9
        assert not any(one.pinned for one in ebb.recent())


def test_a_review_goes_by_words_back_and_forth_and_stops(lived_in: Path) -> None:
    told = sit(lived_in, "review", "perhaps", "keep", "undo", "let go", "stop", "undo", "quit")
    assert "Type keep, pin, let go, wrong, skip, undo or stop" in told
    assert "Kept." in told
    assert told.count("1 of ") == 2 + told.count("11 of ")
    assert "The review is over. 1 decision." in told
    assert "Taken back: let go in the review." in told


def test_today_says_what_waits_and_what_came_in(lived_in: Path) -> None:
    told = sit(lived_in, "today", "help", "dance", "to", "", "99")
    assert "memories came in" in told or "memory came in" in told
    assert "search: find memories" in told
    assert "There is no word dance here" in told


def test_the_end_of_input_ends_the_sitting(lived_in: Path) -> None:
    assert sit(lived_in).endswith("Goodbye.")
    assert "Nothing was added." in sit(lived_in, "add")


def test_the_command_writes_no_escape_no_colour_and_no_drawing(lived_in: Path) -> None:
    environment = {**os.environ, "EBB_HOME": str(lived_in), "EBB_WORK_BACKGROUND": "false"}
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli.main", "--plain"],
        input="search boat\n1\nquit\n",
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    assert "The key hangs behind the oilskins." in done.stdout
    assert not [sign for sign in done.stdout if sign != "\n" and not sign.isprintable()]
    assert not set(done.stdout) & set("─│┌┐└┘▌█●◆")


def test_a_crash_keeps_what_was_being_written_and_says_where(lived_in: Path) -> None:
    with terminal(str(lived_in), program=f"exec({CRASH!r})") as app:
        app.wait_for(b"9 memories")
        app.press(b"words that matter")
        app.wait_for(b"matter")
        app.press(b"\x02")
        assert app.wait_for_the_end() == 1
        raw = bytes(app.raw)
    assert b"What you were writing is kept in" in raw
    (file,) = (lived_in / "drafts").iterdir()
    assert file.read_text() == "words that matter"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
