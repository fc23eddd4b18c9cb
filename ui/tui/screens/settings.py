"""Settings: everything that can be set, and the capture, the models, the place on disk and the checks beside it."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Label

from ui.tui.actions import Action, bindings_of
from ui.tui.adjustables import GROUPS, Looked, looked
from ui.tui.adjusting import Adjusting
from ui.tui.labels import value_words
from ui.tui.rekeying import Rekeying
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.ledger import Entry, Ledger
from ui.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from app.config import Setting


_ORIGINS = {
    "default": "the default",
    "file": "set in config.toml",
    "environment": "set by a variable of the environment",
}
"""Where a value comes from."""


class SettingsScreen(Room, Adjusting, Rekeying):
    """Groups at the left, their lines at the right, and below what the chosen line means."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "settings"
    PLACES = ("settings",)
    ABOUT = (
        "Choose a group at the left, then a line at the right. Enter changes the line: it switches, offers what can be "
        "chosen or asks for a value. At the right end stands the name that the setting has in the file config.toml; "
        "below stand what it means and where its value comes from. r sets the default again, u takes a change back. "
        "Under Keys, enter waits for the key that the command shall have."
    )
    BINDINGS = bindings_of("settings")
    AUTO_FOCUS = "#groups"

    def __init__(self) -> None:
        super().__init__()
        self._settings: dict[str, Setting] = {}

    def body(self) -> ComposeResult:
        """The groups, the lines and what the chosen one means."""
        with Horizontal(id="settings"):
            yield Ledger(id="groups")
            with Vertical(id="settings-side"):
                yield Ledger(id="lines")
                yield Label("", id="line-about", markup=False)

    def on_mount(self) -> None:
        self.query_one("#groups", Ledger).show_entries([Entry(one.name, "group", one.name) for one in GROUPS])
        self.bind_memory(self._memories_changed)

    def show_group(self, name: str) -> None:
        """Go to the group called so."""
        self.query_one("#groups", Ledger).cursor = [one.name for one in GROUPS].index(name)

    @property
    def lines(self) -> Ledger:
        """The lines of the chosen group."""
        return self.query_one("#lines", Ledger)

    def _memories_changed(self, changes: int) -> None:
        if changes:
            self.look_again()

    def look_again(self) -> None:
        """Look at the chosen group anew; the cursor stays."""
        self._look(keep=True)

    def _look(self, *, keep: bool) -> None:
        group = GROUPS[self.query_one("#groups", Ledger).cursor]
        if not keep:
            self.lines.show_entries(())
            self.lines.hint = ("Looking…",)
        self.behind(partial(looked, group), partial(self._show, keep), group="settings")

    def _show(self, keep: bool, found: Looked) -> None:
        self._settings = found.settings
        self.lines.hint = ("There is nothing to set here.",)
        self.lines.show_entries(found.entries, keep=keep)
        self._show_keys()

    def footer_actions(self, typing: bool) -> list[Action]:
        """The keys of the room that do something here; at the groups enter goes to their lines."""
        entry = self.lines.selected
        if self.focused is self.query_one("#groups"):
            labels = {"change": "Lines", "reset": "", "switch_focus": ""}
        else:
            labels = {"switch_focus": "Groups"}
            if entry is None or entry.kind == "told":
                labels["change"] = ""
            if entry is None or not self._resettable(entry):
                labels["reset"] = ""
        called = [replace(one, label=labels.get(one.command, one.label)) for one in super().footer_actions(typing)]
        return [one for one in called if one.label]

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        if message.rows.id == "groups":
            self._look(keep=False)
        else:
            entry = self.lines.selected
            self.query_one("#line-about", Label).update(self._about(entry) if entry else "")
            self._show_keys()

    def _about(self, entry: Entry) -> str:
        one = self._settings.get(entry.key)
        if one is None:
            return entry.about
        default = "" if one.origin == "default" else f" The default is {value_words(one.default)}."
        return f"{one.about}{default}\n{one.name} · {_ORIGINS.get(one.origin, one.origin)}"

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        if message.rows.id == "groups":
            self.lines.focus()
        else:
            self.action_change()

    def action_change(self) -> None:
        entry = self.lines.selected
        if self.query_one("#groups").has_focus or entry is None:
            self.lines.focus()
        elif entry.key in self._settings:
            self.change(self._settings[entry.key])
        elif entry.kind == "key":
            self.change_key(entry.key)
        elif entry.kind == "keys":
            self.reset_keys()
        elif entry.kind == "capture":
            self._capture(entry.key)
        elif entry.kind == "model":
            self._model(entry)
        elif entry.kind == "action":
            self.call_later(self.run_action, f"app.{entry.key}")

    def _capture(self, key: str) -> None:
        if key == "pause":
            self.ebb_app.action_pause_capture()
        else:
            (self.start_capture if key == "start" else self.stop_capture)()

    def _model(self, entry: Entry) -> None:
        name = entry.key.partition(" ")[2]
        if entry.key == "none" or entry.value == "in use":
            self.use_model(None)
        elif entry.key == "file":
            self.choose_file()
        elif entry.value == "here":
            self.use_model(name)
        else:
            self.fetch_model(name, entry.about.partition(" Enter")[0])

    def action_reset(self) -> None:
        entry = self.lines.selected
        if entry is None or not self._resettable(entry):
            self.say("Only what the file sets has a default to go back to.")
        elif entry.kind == "key":
            self.reset_key(entry.key)
        else:
            self.reset(entry.key)

    def _resettable(self, entry: Entry) -> bool:
        """Whether a line has a default that does not hold now."""
        one = self._settings.get(entry.key)
        return bool(entry.note) if entry.kind == "key" else one is not None and one.origin == "file" and not one.by_hand

    def action_remove(self) -> None:
        entry = self.lines.selected
        if entry and entry.kind == "model" and entry.value in {"here", "in use"}:
            self.remove_model(entry.key.partition(" ")[2])

    def action_switch_focus(self) -> None:
        groups = self.query_one("#groups", Ledger)
        (self.lines if groups.has_focus else groups).focus()

    def action_groups(self) -> None:
        self.query_one("#groups", Ledger).focus()

    def action_lines(self) -> None:
        self.lines.focus()
