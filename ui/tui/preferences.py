"""What the settings say about the app itself, read before the first picture; nothing here opens the memory."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Preferences:
    """The look, the room to begin with, keys by the action's name; `problems` are safe lines for the person.

    `home` is where words are kept that a crash would lose; None keeps none.
    """

    theme: str = "auto"
    start: str = "today"
    keys: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    home: Path | None = None


DEFAULTS: Final = Preferences()


def preferences(config: Path) -> Preferences:
    """Read them; what cannot be read or does not fit is left at its default and told."""
    from app.config_file import read
    from core.errors import EbbError

    home = config.parent
    try:
        if not any(name.startswith("app.") for name in read(config)) and not any(map(_is_own, os.environ)):
            return Preferences(home=home)  # the other settings are not needed for the first picture
        from app.config import load

        app = load(config).app
    except EbbError as error:
        from core.text.sanitise import shown_line

        return Preferences(problems=(shown_line(str(error)),), home=home)
    if not app.keys:
        return Preferences(app.theme, app.start, home=home)
    from ui.tui.keys import rebound

    keys, problems = rebound(app.keys)
    return Preferences(app.theme, app.start, keys, problems, home)


def _is_own(variable: str) -> bool:
    """Whether a variable of the environment sets something of the app."""
    return variable.startswith("EBB_APP_")
