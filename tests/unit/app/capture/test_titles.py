"""Titles are masked as everywhere, though by another process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.capture import processes, titles
from core.screen import secrets

CARD = "Pay 4111 1111 1111 1111 – “now” \x1b]0;x\x07\udc80 \n end"


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nothing is known yet."""
    titles.masked.cache_clear()


def test_a_title_comes_back_masked_whatever_stands_in_it() -> None:
    assert titles.masked(CARD) == secrets.masked(CARD) != CARD
    assert titles.masked("main.py - Visual Studio Code") == "main.py - Visual Studio Code"


def test_where_the_other_process_fails_it_is_masked_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "module_command", lambda module: ([sys.executable, "-c", "exit(1)"], os.environ))
    assert titles.masked(CARD) == secrets.masked(CARD)


def test_where_no_process_can_be_started_it_is_masked_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "module_command", lambda module: (["/nowhere/python"], os.environ))
    assert titles.masked(CARD) == secrets.masked(CARD)


def test_the_rules_are_not_loaded_by_who_asks() -> None:
    code = (
        "import sys; from app.capture.titles import masked; print(masked('code 4111 1111 1111 1111'));"
        "print([one for one in ('detect_secrets', 'stdnum', 'requests') if one in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(titles.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "code [card]\n[]\n"
