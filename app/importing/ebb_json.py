"""Ebb's own JSON export: recognised by its first line, read back with every id, time and revision."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.importing.items import Cancelled, Found, Progress

if TYPE_CHECKING:
    from app.importing.report import Report

NAME = "ebb.jsonl"
_HEAD = b'{"type":"ebb",'


def recognises(path: Path) -> bool:
    """Whether `path` is a file that begins as Ebb's JSON does, or a folder with one of the name that Ebb gives it."""
    try:
        with _file(path).open("rb") as stream:
            return stream.read(len(_HEAD)) == _HEAD
    except OSError:
        return False


def read(path: Path) -> Iterator[Found]:
    """Nothing: what is there is restored, not added."""
    return iter(())


def restore(ebb: Any, path: Path, *, dry_run: bool, progress: Progress | None, cancelled: Cancelled | None) -> "Report":
    """Take in everything that the file holds. Raises: BadInput."""
    from app.vault.json_reading import restored

    return restored(ebb, _file(path), dry_run=dry_run, progress=progress, cancelled=cancelled)


def _file(path: Path) -> Path:
    return path / NAME if path.is_dir() else path
