"""Settings: every setting with its value, what it means and where the value came from."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from core.text.sanitise import shown_line
from ui.tui.actions import bindings_of
from ui.tui.rows import Row
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.memorylist import MemoryList

if TYPE_CHECKING:
    from app import Ebb
    from app.config import Setting


class SettingsScreen(Room):
    """Lists the settings."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "settings"
    PLACES = ("settings",)
    ABOUT = "Every setting, what it means and where its value came from."
    BINDINGS = bindings_of("settings")
    AUTO_FOCUS = "#settings"

    def body(self) -> ComposeResult:
        """The list."""
        yield MemoryList(id="settings")

    def on_mount(self) -> None:
        self.bind_memory(self._memories_changed)

    def _memories_changed(self, changes: int) -> None:
        if changes:
            self.behind(_settings, self._show, group="settings")

    def _show(self, settings: "list[Setting]") -> None:
        self.query_one("#settings", MemoryList).show_rows([_row(one) for one in settings], keep=True)


def _row(setting: "Setting") -> Row:
    line = f"{setting.name} = {shown_line(str(setting.value))}"
    return Row(setting.name, "setting", " ", line, below=setting.about, when=setting.origin)


def _settings(ebb: "Ebb") -> "list[Setting]":
    from app.config import described

    return described(ebb.home / "config.toml")
