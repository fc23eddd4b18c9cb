"""Changing the settings of a home from inside the program: checked, written in one step, and given back to undo."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.config import checked, from_text
from app.config_file import read, write, write_table
from app.home import located, prepare, unwritable

_KEYS: Final = "app.keys"


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


def set_keys(home: Path, changes: Mapping[str, str | None]) -> dict[str, str | None]:
    """Write keys of the person's own by the action's name, None for its own again; returns what the file said before.

    Raises: BadInput, ReadOnlyHome, DiskFull.
    """
    place = prepare(located(home))
    before = read(place.config).get(_KEYS)
    known = before if isinstance(before, dict) else {}
    try:
        write_table(place.config, _KEYS, changes)
    except OSError as error:
        raise unwritable(place, error) from error
    return {name: known.get(name) for name in changes}
