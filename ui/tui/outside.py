"""Handing an address or a file to the person's own programs; only ever after they were asked."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Final
from urllib.parse import unquote, urlsplit

_WEB: Final = ("http", "https", "mailto")
_RUN: Final = (".desktop", ".exe", ".bat", ".cmd", ".com", ".app", ".command", ".jar", ".sh")
"""Endings of files that opening would run."""


def opens(target: str) -> str:
    """What is handed over for `target`: an address of the web or of mail, or a file's whole path; empty for none."""
    if urlsplit(target).scheme.lower() in _WEB:
        return target
    file = file_of(target)
    if file is None or file.suffix.lower() in _RUN:
        return ""
    return str(file) if file.is_dir() or (file.is_file() and not os.access(file, os.X_OK)) else ""


def file_of(target: str) -> Path | None:
    """The file that a path or a file address names, there or not; None for anything else."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    return Path(target).expanduser() if target.startswith(("/", "~")) else None


def open_outside(target: str) -> str:
    """Open what `opens` gave for a target in a program of its own; returns what to say."""
    program = _program()
    if program is None:
        return "There is no desktop here to open it on; c copies it."
    quiet = subprocess.DEVNULL
    opener = subprocess.Popen([program, target], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    Thread(target=opener.wait, daemon=True).start()  # some stay until what they opened is closed
    return "Opened."


def _program() -> str | None:
    if sys.platform == "darwin":
        return which("open")
    there = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return which("xdg-open") if there else None
