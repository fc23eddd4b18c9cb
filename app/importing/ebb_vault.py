"""Ebb's own vault: recognised by what Ebb keeps in it, or by the ids in its notes; read back as it was written."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.importing.items import Cancelled, Found, Progress

if TYPE_CHECKING:
    from app.importing.report import Report


def recognises(path: Path) -> bool:
    """Whether `path` is a vault that Ebb wrote, holds one as "Ebb", is a note of one, or a zip of one."""
    from app.vault import reading, zipped

    path = path.absolute()
    if path.is_dir() and reading.root_of(path):
        return True
    return reading.holds_notes(path) or zipped.is_vault(path)


def read(path: Path) -> Iterator[Found]:
    """Nothing: what is there is restored, not added."""
    return iter(())


def restore(ebb: Any, path: Path, *, dry_run: bool, progress: Progress | None, cancelled: Cancelled | None) -> "Report":
    """Take in what the vault holds and the memory does not. Raises: BadInput."""
    from app.vault.restoring import restored

    return restored(ebb, path, dry_run=dry_run, progress=progress, cancelled=cancelled)
