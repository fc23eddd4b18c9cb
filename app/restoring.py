"""Putting a memory back from a backup; it needs no memory that can be opened."""

from datetime import datetime
from pathlib import Path

from app import beside
from app.home import Home, prepare
from core.errors import BadInput
from core.store import restoring


def restored(home: Home, file: Path, now: datetime) -> Path | None:
    """Put the backup in `file` in the place of the memory; returns where the one before is kept, if any.

    Saved searches and the app's own settings come back with it; those of now are kept with the memory before.
    Raises: BadInput if there is no such file; otherwise as `core.store.restoring.restored`.
    """
    if not file.is_file():
        raise BadInput(f"There is no file {file}.", "Name a file that `ebb backup` wrote.")
    if home.db.exists() and file.samefile(home.db):
        raise BadInput(f"{file} is the memory itself.", "Name a file that `ebb backup` wrote.")
    prepare(home)
    kept = home.root / f"{home.db.name}.before-restore-{now:%Y%m%dT%H%M%S}"
    done = restoring.restored(home.db, file, kept, beside.collected(home))
    if done.beside is not None:
        beside.put_back(home, done.beside, missing_only=not done.whole)
    return done.kept
