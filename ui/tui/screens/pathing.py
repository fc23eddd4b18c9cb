"""A dialogue that asks for a file or folder and completes what is typed."""

import asyncio
import os
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.suggester import Suggester
from textual.widgets import Label

from ui.tui.screens.prompt import Prompt
from ui.tui.widgets.fields import Line

_LOOKED_AT = 5_000
"""Entries of a folder that a completion is looked for in."""


class PathPrompt(Prompt):
    """Asks for a path; tab or → takes the completion that is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False, priority=True)]

    def compose(self) -> ComposeResult:
        """A title, what it is about, and the field."""
        with Vertical(classes="dialogue"):
            yield Label(self._title, classes="dialogue-title", markup=False)
            yield Label(self._about, classes="dialogue-about", markup=False)
            yield Line(placeholder=self._placeholder, suggester=Paths(), select_on_focus=False)
            yield Label(f"tab completes, enter {self._verb}, esc goes back", classes="dialogue-keys", markup=False)

    def action_complete(self) -> None:
        self.query_one(Line).action_cursor_right()


class Paths(Suggester):
    """Completes the last part of a path to the first entry of its folder that begins so."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The whole path that `value` may become, None if nothing there begins so."""
        return await asyncio.to_thread(completed, value)


def completed(typed: str) -> str | None:
    """What is typed, with its last part completed; a folder ends with a slash, hidden names must be begun."""
    folder, _, begun = typed.rpartition("/")
    if not typed.strip() or ("/" not in typed and typed.startswith("~")):
        return None
    place = Path(folder or ("/" if typed.startswith("/") else ".")).expanduser()
    try:
        with os.scandir(place) as entries:
            names = sorted(
                (entry.name, entry.is_dir())
                for entry, _ in zip(entries, range(_LOOKED_AT), strict=False)
                if entry.name.startswith(begun) and (begun or not entry.name.startswith("."))
            )
    except OSError:
        return None
    fitting = [(name, folder_too) for name, folder_too in names if name.isprintable() and name != begun]
    if not fitting:
        return f"{typed}/" if any(name == begun and is_folder for name, is_folder in names) else None
    name, is_folder = fitting[0]
    return typed + name[len(begun) :] + ("/" if is_folder else "")
