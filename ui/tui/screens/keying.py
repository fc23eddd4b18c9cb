"""A dialogue that waits for the key that a command shall have."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Label

from core.text.sanitise import shown_line
from ui.tui.actions import Action, key_name, key_names, name_of
from ui.tui.keys import LISTS, is_key, place_name, swapped, takers, with_keys
from ui.tui.themes import STYLES


class KeyPrompt(ModalScreen[Mapping[str, str] | None]):
    """Gives the keys of the command, and of the one that it changes keys with; None when the person turned back."""

    CSS_PATH = STYLES / "dialogues.tcss"
    AUTO_FOCUS: ClassVar[str] = ""

    def __init__(self, action: Action, keys: Mapping[str, str]) -> None:
        """`keys` are those of the person's own, by the action's name."""
        super().__init__()
        self._action, self._keys = action, keys
        self._own = name_of(action)
        self._now = with_keys(action, keys)
        self._swap: Mapping[str, str] = {}
        """What enter sets, once a key was pressed that another command has."""

    def compose(self) -> ComposeResult:
        """What the command does, what to press, and two buttons."""
        with Vertical(classes="dialogue"):
            yield Label(f"A key for {_called(self._action)}", classes="dialogue-title", markup=False)
            now = key_names(self._now, all_keys=True) or "none"
            yield Label(f"{self._action.does}. Now: {now}.", classes="dialogue-about", markup=False)
            yield Label("Press the new key.", id="key-said", classes="dialogue-about", markup=False)
            with Horizontal(classes="dialogue-buttons"):
                yield Button("Swap (enter)", id="swap", compact=True)
                yield Button("Leave it (esc)", id="leave", compact=True)

    def on_mount(self) -> None:
        for button in self.query(Button):
            button.can_focus = False  # every key is for the command
        self.query_one("#swap").display = False

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(self._swap if event.button.id == "swap" else None)

    def on_key(self, event: events.Key) -> None:
        """Take the key that was pressed, or say in one line why not."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "enter" and self._swap:
            self.dismiss(self._swap)
        else:
            self._take(event.key)

    def _take(self, key: str) -> None:
        self._swap = {}
        others = takers(self._own, key, self._keys)
        if key == self._now.keys:
            self.dismiss(None)
        elif not is_key(key):
            self._say("This key does not reach Ebb by a name of its own. Press another key.")
        elif key in LISTS and key not in self._action.keys.split(","):
            self._say(f"{key_name(key)} is a key of every list. Press another key.")
        elif not others:
            self.dismiss({self._own: key})
        else:
            self._offer(key, others)

    def _offer(self, key: str, others: list[Action]) -> None:
        """Say who has the key, and offer to swap with one that can."""
        taken = f"{key_name(key)} is {_called(others[0])}"
        if len(others) == 1:
            self._swap = swapped(self._own, key, name_of(others[0]), self._keys)
        if self._swap:
            self._say(f"{taken}. Enter swaps the two.")
        else:
            more = f" and {len(others) - 1} more" if len(others) > 1 else ""
            self._say(f"{taken}{more}. Press another key.")

    def _say(self, words: str) -> None:
        self.query_one("#key-said", Label).update(shown_line(words))
        self.query_one("#swap").display = bool(self._swap)


def _called(action: Action) -> str:
    return f"“{action.label}” ({place_name(action.place)})"
