"""How the app starts and ends: quickly, calmly when the memory cannot be opened, and leaving the terminal in order."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app import Ebb
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from tests.ui.terminal import terminal
from ui.tui.app import EbbApp
from ui.tui.screens.trouble import TroubleScreen

HEAVY = ("numpy", "sqlite3", "sqlite_utils", "tokenizers", "torch", "pydantic", "app.ebb", "models", "core.store")
PAINT_ONCE = """
from ui.tui.app import run
def refuse():
    raise AssertionError("the memory was opened before the first picture")
code = run(refuse)
import json
print("LOADED" + json.dumps(sorted(sys.modules)) + "DONE")
sys.exit(code)
"""
CRASH = """
from ui.tui.app import EbbApp, run
def stumble(self):
    secret = "the words of a memory"
    raise ZeroDivisionError("stumbled")
EbbApp.action_shade = EbbApp.on_ready = stumble
run(lambda: None)
"""
LEAVE_ALTERNATE_SCREEN, SHOW_CURSOR, NO_MOUSE = b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l"


def test_the_first_picture_comes_before_anything_heavy_is_loaded_or_opened() -> None:
    with terminal(program=f"exec({PAINT_ONCE!r})", environment={"EBB_EXIT_AFTER_PAINT": "1"}) as app:
        app.wait_for(b"DONE")
        assert app.wait_for_the_end() == 0
        raw = bytes(app.raw)
    assert b"rite down what comes to mind" in raw
    assert "opening your memory…".encode() in raw
    loaded = set(json.loads(raw.partition(b"LOADED")[2].partition(b"DONE")[0]))
    assert not loaded.intersection(HEAVY)


def test_a_crash_leaves_the_terminal_usable_and_quotes_no_memory() -> None:
    with terminal(program=f"exec({CRASH!r})") as app:
        assert app.wait_for_the_end() == 1
        raw = bytes(app.raw)
    assert raw.rindex(LEAVE_ALTERNATE_SCREEN) < raw.rindex(b"ZeroDivisionError: stumbled")
    assert SHOW_CURSOR in raw
    assert NO_MOUSE in raw
    assert b"the words of a memory" not in raw


async def test_a_file_that_is_no_database_is_one_calm_sentence(home: Path, open_app: Opening) -> None:
    home.mkdir()
    (home / "ebb.db").write_bytes(b"this is a letter, not a database. " * 100)
    async with open_app(home, (80, 24), ready=False) as stage:
        await stage.sees("Your memory is not open", "is not an Ebb memory", "Try again")
        assert "Remember" not in stage.lines()[-2]
        assert (home / "ebb.db").read_bytes().startswith(b"this is a letter")


async def test_a_newer_database_is_refused_and_can_be_tried_again(lived_in: Path, open_app: Opening) -> None:
    known = set_version(lived_in, 9999)
    async with open_app(lived_in, ready=False) as stage:
        await stage.sees("Your memory is not open", "newer")
        set_version(lived_in, known)
        await stage.press("r")
        await stage.sees("The boat", "9 memories")
        assert not isinstance(stage.app.screen, TroubleScreen)


async def test_a_bug_while_opening_is_said_in_one_line_without_its_words() -> None:
    def open_ebb() -> Ebb:
        raise RuntimeError("the words of a memory")

    app = EbbApp(open_ebb, "search")
    async with app.run_test() as pilot:
        text = await Stage(app, pilot).sees("Your memory is not open", "Something went wrong inside Ebb (RuntimeError)")
        assert "words of a memory" not in text


@pytest.mark.parametrize(("setting", "theme"), [("15;0", "ebb-dark"), ("0;15", "ebb-light"), ("", "ebb-dark")])
def test_the_look_follows_the_terminal(monkeypatch: pytest.MonkeyPatch, setting: str, theme: str) -> None:
    monkeypatch.setenv("COLORFGBG", setting)
    assert EbbApp(lambda: Ebb.open("unused")).theme == theme


def set_version(home: Path, version: int) -> int:
    """Write the number of the database's format; returns the one it had."""
    with closing(sqlite3.connect(home / "ebb.db")) as connection:
        before = int(connection.execute("PRAGMA user_version").fetchone()[0])
        connection.execute(f"PRAGMA user_version = {version}")
    return before
