"""Ebb's looks: slack water at night, sand by day, high contrast, the terminal's own sixteen colours, and no colour."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from textual.css.stylesheet import Stylesheet
from textual.theme import BUILTIN_THEMES, Theme

STYLES: Final = Path(__file__).parents[1] / "styles"
"""The folder of the style sheets."""

DARK: Final = Theme(
    name="ebb-dark",
    primary="#7fb7c9",
    secondary="#c9b38a",
    accent="#e3b96f",
    foreground="#d5dde3",
    background="#11161c",
    surface="#171e26",
    panel="#202a34",
    success="#8fbf8f",
    warning="#e0a458",
    error="#e8897e",
    dark=True,
    variables={"quiet": "#8f9da9", "line": "#2a3641", "chosen": "#22313d", "chosen-calm": "#1a242d"},
)

LIGHT: Final = Theme(
    name="ebb-light",
    primary="#1a6175",
    secondary="#6d572c",
    accent="#7d4f07",
    foreground="#25313a",
    background="#fbf9f5",
    surface="#f3efe7",
    panel="#e8e2d6",
    success="#2f6437",
    warning="#7d4a00",
    error="#a2352b",
    dark=False,
    variables={"quiet": "#555f68", "line": "#d9d2c4", "chosen": "#dfe9ea", "chosen-calm": "#efeae0"},
)

CONTRAST: Final = Theme(
    name="ebb-contrast",
    primary="#6fe3ff",
    secondary="#ffd866",
    accent="#ffe45c",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#141414",
    success="#7dff8a",
    warning="#ffb454",
    error="#ff9a90",
    dark=True,
    variables={"quiet": "#d0d0d0", "line": "#a0a0a0", "chosen": "#002b42", "chosen-calm": "#262626"},
)


def _of_terminal(name: str, *, colours: bool) -> Theme:
    """A look in what the terminal itself has; without `colours` signs, weight and reversal say everything."""
    plain = "ansi_default"
    cyan, magenta, yellow, green, red = (
        f"ansi_{colour}" if colours else plain for colour in ("cyan", "magenta", "yellow", "green", "red")
    )
    grounds = dict.fromkeys(("quiet", "line", "chosen", "chosen-calm", "border", "border-blurred"), plain)
    return replace(
        BUILTIN_THEMES["ansi-dark"],
        name=name,
        primary=cyan,
        secondary=magenta,
        accent=yellow,
        success=green,
        warning=yellow,
        error=red,
        variables=BUILTIN_THEMES["ansi-dark"].variables | grounds,
    )


SIXTEEN: Final = _of_terminal("ebb-sixteen", colours=True)
COLOURLESS: Final = _of_terminal("ebb-none", colours=False)

LOOKS: Final = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST, "sixteen": SIXTEEN, "none": COLOURLESS}
"""The looks by the name that the setting has for them."""

_FEW: Final = frozenset({"linux", "ansi", "cygwin", "vt100", "vt220", "dumb"})
"""Terminals that have sixteen colours at most."""


def theme_of(look: str, environment: dict[str, str]) -> Theme:
    """The look called so; for "auto" the one that fits this terminal. NO_COLOR stands above all."""
    if environment.get("NO_COLOR"):
        return COLOURLESS
    return LOOKS.get(look) or _fitting(environment)


def _fitting(environment: dict[str, str]) -> Theme:
    """Light only where COLORFGBG says that the background is light."""
    if environment.get("TERM", "") in _FEW:
        return SIXTEEN
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background in {"7", "15"} else DARK


class Sheets(Stylesheet):
    """Textual's stylesheet, parsed anew only where the colours change: a start would do so twice for nothing."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._colours = variables
        self._stale = False

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other colours, if they are others."""
        if variables != self._colours:
            self._colours, self._stale = variables, True
            super().set_variables(variables)

    def reparse(self) -> None:
        """Read all styles again, if the colours are others. Raises: as Textual's."""
        if self._stale:
            super().reparse()
            self._stale = False
