"""Which windows count as Ebb's own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.capture.own import announce, own_windows, withdraw
from app.home import Home
from core.screen.frame import Rect, Window
from core.screen.rules import Own


def test_the_apps_window_and_the_processes_it_runs_under_are_ebbs_own(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as app:
        (tmp_path / "app.json").write_text(json.dumps({"apps": [{"pid": app.pid, "window": "0x2a"}]}))
        own = own_windows(Home(tmp_path))
        assert own.holds(Window("42", "xterm", "", Rect(0, 0, 1, 1)))
        assert own.holds(Window("1", "xterm", "", Rect(0, 0, 1, 1), pid=app.pid))
        assert own.holds(Window("1", "xterm", "", Rect(0, 0, 1, 1), pid=os.getpid()))
        assert 1 not in own.pids
        app.communicate(b"\n")


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", '{"apps": 1}', '{"apps": [{"pid": null}]}', '{"apps": [{"window": "1"}]}']
)
def test_without_an_app_or_with_a_broken_file_no_window_is_ebbs_own(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "app.json").write_text(text)
    assert own_windows(Home(tmp_path)) == Own()


def test_an_app_that_is_gone_keeps_its_window_out_alone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    (tmp_path / "app.json").write_text(json.dumps({"apps": [{"pid": gone.pid, "window": None}]}))
    assert own_windows(Home(tmp_path)) == Own()


def test_apps_put_themselves_on_the_list_and_off_again(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        (tmp_path / "app.json").write_text(
            json.dumps({"apps": [{"pid": other.pid, "window": "7"}, {"pid": 2**22 + 1, "window": "8"}]})
        )
        announce(home, "42")
        written = json.loads((tmp_path / "app.json").read_text())["apps"]
        assert written == [{"pid": other.pid, "window": "7"}, {"pid": os.getpid(), "window": "42"}]
        withdraw(home)
        assert json.loads((tmp_path / "app.json").read_text())["apps"] == [{"pid": other.pid, "window": "7"}]
        other.communicate(b"\n")
