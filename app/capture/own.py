"""Which windows are Ebb's own: the terminals that show its app, as the app itself writes them into the home."""

import json
import os
from typing import Any

from app.home import Home, write_private
from core.screen.rules import Own

FILE = "app.json"


def announce(home: Home, window: str | None) -> None:
    """Say that this process shows the app, in the window with this id where the terminal says which. Raises: OSError.

    Those that are gone are taken off the list.
    """
    _write(home, [*_others(home), {"pid": os.getpid(), "window": window}])


def withdraw(home: Home) -> None:
    """Say that this process shows the app no longer. Raises: OSError."""
    if (home.root / FILE).exists():
        _write(home, _others(home))


def own_windows(home: Home) -> Own:
    """The windows of the apps that run on this home, by window id and by the processes they run under.

    Without a running app, or with a file that cannot be read, none. A process that is gone counts by its window alone;
    the daemon's own process is left out, so that a terminal that merely started it is captured.
    """
    shown = [entry for entry in _read(home) if entry["pid"] != os.getpid()]
    pids = {pid for entry in shown for pid in _with_ancestors(entry["pid"])}
    return Own.of([entry["window"] or "" for entry in shown], pids) if shown else Own()


def _read(home: Home) -> list[dict[str, Any]]:
    try:
        entries = json.loads((home.root / FILE).read_text("utf-8"))["apps"]
        return [{"pid": int(one["pid"]), "window": one["window"] and str(one["window"])} for one in entries]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _others(home: Home) -> list[dict[str, Any]]:
    """The apps that run besides this one."""
    return [entry for entry in _read(home) if entry["pid"] != os.getpid() and _with_ancestors(entry["pid"])]


def _write(home: Home, entries: list[dict[str, Any]]) -> None:
    write_private(home.root / FILE, json.dumps({"apps": entries}))


def _with_ancestors(pid: int) -> set[int]:
    """A process and those it was started by, without the first of all; empty where it is gone."""
    import psutil

    try:
        process = psutil.Process(pid)
        return {pid} | {one.pid for one in process.parents() if one.pid > 1}
    except psutil.Error:
        return set()
