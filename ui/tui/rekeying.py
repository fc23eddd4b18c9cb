"""Keys changed in the Settings room: written into the file, held to at once, and taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ui.tui.actions import ACTIONS, name_of
from ui.tui.background import Background

if TYPE_CHECKING:
    from app import Ebb


@dataclass(frozen=True, slots=True)
class Written:
    """What the file said before of the keys that were changed, and all the person's keys now."""

    before: Mapping[str, str | None]
    keys: Mapping[str, str]


class Rekeying(Background[None]):
    """A screen that gives commands other keys."""

    def look_again(self) -> None:
        """Show what is so now."""

    def change_key(self, name: str) -> None:
        """Wait for the key that the action called so shall have."""
        from ui.tui.screens.keying import KeyPrompt

        action = next(action for action in ACTIONS if name_of(action) == name)
        ask = KeyPrompt(action, self.ebb_app.keys)
        self.app.push_screen(ask, lambda keys: self._put_keys(action.label, keys) if keys else None)

    def reset_key(self, name: str) -> None:
        """Give an action its own keys again."""
        action = next(action for action in ACTIONS if name_of(action) == name)
        self._put_keys(action.label, {name: action.keys})

    def reset_keys(self) -> None:
        """Give every action its own keys again."""
        self.behind(_written_all, partial(self._keys_put, "all keys"), group="save")

    def _put_keys(self, label: str, keys: Mapping[str, str]) -> None:
        own = {name_of(action): action.keys for action in ACTIONS}
        changes = {name: None if given == own[name] else given for name, given in keys.items()}
        words = f"the key of {label}" if len(keys) == 1 else f"the keys of {label} and another"
        self.behind(partial(_written, changes), partial(self._keys_put, words), group="save")

    def _keys_put(self, what: str, written: Written) -> None:
        if not written.before:
            self.say("Every command has its own keys.")
            return
        self.ebb_app.did(f"Changed {what}", partial(self._keys_back, written.before))
        self._hold_keys(written.keys)
        self.say_changed(f"Changed {what}")

    def _keys_back(self, before: Mapping[str, str | None], ebb: "Ebb") -> None:
        self.app.call_from_thread(self._hold_keys, _written(before, ebb).keys)

    def _hold_keys(self, keys: Mapping[str, str]) -> None:
        self.ebb_app.keys = keys
        self.app.set_keymap(dict(keys))
        self.look_again()


def _written(changes: Mapping[str, str | None], ebb: "Ebb") -> Written:
    from app.adjusting import set_keys
    from app.config import load
    from ui.tui.keys import rebound

    before = set_keys(ebb.home, changes)
    keys, _ = rebound(load(ebb.home / "config.toml").app.keys or {})
    return Written(before, keys)


def _written_all(ebb: "Ebb") -> Written:
    from app.config import load

    return _written(dict.fromkeys(load(ebb.home / "config.toml").app.keys or {}), ebb)
