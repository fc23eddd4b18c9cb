"""What stands beside the memory in its home and goes into a backup with it: saved searches, and how the app is set.

Only the settings of the app itself: what a backup says may not let another machine or another program in.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from app.config import checked
from app.config_file import read, write, write_table
from app.home import Home, unwritable, write_private
from app.saved import FILE
from core.errors import BadInput

_APP: Final = "app."
_SETTINGS: Final = "app.json"
_KEYS: Final = "app.keys"
_LONGEST: Final = 1_000_000
"""Characters of one of them that are taken in."""


def collected(home: Home) -> dict[str, str]:
    """All of it by name; what cannot be read is left out, what there is none of is an empty text."""
    found = {}
    with suppress(BadInput):
        found[_SETTINGS] = json.dumps(_settings(home))
    with suppress(OSError, UnicodeDecodeError):
        file = home.root / FILE
        found[FILE] = file.read_text(encoding="utf-8") if file.exists() else ""
    return {name: text for name, text in found.items() if len(text) <= _LONGEST}


def put_back(home: Home, texts: Mapping[str, str], *, missing_only: bool = False) -> None:
    """Make it what these texts say; with `missing_only` what is there stays.

    What does not fit is left out, and a config.toml that cannot be read stays as it is. Raises: ReadOnlyHome, DiskFull.
    """
    try:
        _put_searches(home, texts.get(FILE), missing_only)
        with suppress(BadInput):
            _put_settings(home, texts.get(_SETTINGS), missing_only)
    except OSError as error:
        raise unwritable(home, error) from error


def _put_searches(home: Home, text: str | None, missing_only: bool) -> None:
    file = home.root / FILE
    if text is None or len(text) > _LONGEST or (missing_only and file.exists()):
        return
    if text:
        write_private(file, text)
    else:
        file.unlink(missing_ok=True)


def _put_settings(home: Home, text: str | None, missing_only: bool) -> None:
    now, wanted = _settings(home), _fitting(text)
    if wanted is None or (missing_only and now):
        return
    for name in {**now, **wanted}:
        if name == _KEYS:
            before = now.get(name)
            own = {**dict.fromkeys(before if isinstance(before, dict) else ()), **wanted.get(name, {})}
            write_table(home.config, name, own)
        elif now.get(name) != wanted.get(name):
            write(home.config, name, wanted.get(name))


def _settings(home: Home) -> dict[str, Any]:
    return {name: value for name, value in read(home.config).items() if name.startswith(_APP)}


def _fitting(text: str | None) -> dict[str, Any] | None:
    """The settings in a backup that fit; None where it says nothing of them."""
    try:
        found = json.loads(text or "") if len(text or "") <= _LONGEST else None
    except ValueError:
        return None
    return {name: value for name, value in found.items() if _fits(name, value)} if isinstance(found, dict) else None


def _fits(name: str, value: object) -> bool:
    try:
        return name.startswith(_APP) and value is not None and checked(name, value) is not None
    except BadInput:
        return False
