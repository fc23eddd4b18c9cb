"""Changing the settings of a home from inside the program: checked, written in one step, and given back to undo."""

from pathlib import Path
from typing import Any

from app.config import checked, from_text
from app.config_file import read, write
from app.home import located, prepare, unwritable


def set_text(home: Path, name: str, text: str) -> Any:
    """Set what was typed; returns what the file said before (None = nothing). Raises: BadInput, CannotOpen's family."""
    return set_value(home, name, checked(name, from_text(name, text)))


def set_value(home: Path, name: str, value: Any) -> Any:
    """Write a value that fits, or take the setting out of the file with None; returns what the file said before.

    Raises: BadInput, ReadOnlyHome, DiskFull.
    """
    place = prepare(located(home))
    before = read(place.config).get(name)
    try:
        write(place.config, name, value)
    except OSError as error:
        raise unwritable(place, error) from error
    return before
