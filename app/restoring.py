"""Putting a memory back from a backup; it needs no memory that can be opened."""

from datetime import datetime
from pathlib import Path

from app.home import Home, prepare
from core.errors import BadInput
from core.store import restoring


def restored(home: Home, file: Path, now: datetime) -> Path | None:
    """Put the backup in `file` in the place of the memory; returns where the one before is kept, if any.

    Raises: BadInput if there is no such file; otherwise as `core.store.restoring.restored`.
    """
    if not file.is_file():
        raise BadInput(f"There is no file {file}.", "Name a file that `ebb backup` wrote.")
    if home.db.exists() and file.samefile(home.db):
        raise BadInput(f"{file} is the memory itself.", "Name a file that `ebb backup` wrote.")
    prepare(home)
    kept = home.root / f"{home.db.name}.before-restore-{now:%Y%m%dT%H%M%S}"
    return restoring.restored(home.db, file, kept)
