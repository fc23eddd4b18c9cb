"""A dialogue that asks for a setting's value and keeps asking until it is one."""

from typing import TYPE_CHECKING

from textual.widgets import Input, Label

from core.text.sanitise import shown_line
from ui.tui.labels import label_of
from ui.tui.screens.prompt import Prompt

if TYPE_CHECKING:
    from app.config import Setting


class ValuePrompt(Prompt):
    """Gives a text that the setting may have, or None when the person turned back."""

    def __init__(self, one: "Setting") -> None:
        super().__init__(f"{label_of(one.name)} · {one.name}", one.about, one.text, one.text, "saves it")
        self._setting: str = one.name

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what fits; say what is wrong with what does not."""
        from ui.tui.adjustables import problem

        event.prevent_default()
        if (wrong := problem(self._setting, event.value)) is None:
            self.dismiss(event.value)
        else:
            self.query_one(".dialogue-keys", Label).update(shown_line(str(wrong)))
