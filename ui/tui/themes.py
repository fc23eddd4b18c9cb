"""Ebb's two looks: slack water at night and sand by day."""

from pathlib import Path
from typing import Final

from textual.theme import Theme

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
    error="#e07a6f",
    dark=True,
    variables={"quiet": "#8795a1", "line": "#2a3641", "chosen": "#22313d", "chosen-calm": "#1a242d"},
)

LIGHT: Final = Theme(
    name="ebb-light",
    primary="#1d6b80",
    secondary="#7d6536",
    accent="#96600c",
    foreground="#25313a",
    background="#fbf9f5",
    surface="#f3efe7",
    panel="#e8e2d6",
    success="#3a7340",
    warning="#9a5b00",
    error="#a83a30",
    dark=False,
    variables={"quiet": "#66717a", "line": "#d9d2c4", "chosen": "#dfe9ea", "chosen-calm": "#efeae0"},
)


def preferred(environment: dict[str, str]) -> Theme:
    """The look for this terminal: light only where COLORFGBG says that the background is light."""
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background in {"7", "15"} else DARK
