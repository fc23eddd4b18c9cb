"""A dialogue that asks for one line."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from core.text.sanitise import shown_line
from ui.tui.themes import STYLES
from ui.tui.widgets.fields import Line


class Prompt(ModalScreen[str | None]):
    """Asks for one line; gives the line, or None when the person turned back."""

    CSS_PATH = STYLES / "dialogues.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str, about: str, placeholder: str, value: str = "", verb: str = "takes it") -> None:
        """`verb` is what enter does."""
        super().__init__()
        self._title, self._about, self._placeholder, self._value = title, about, placeholder, shown_line(value)
        self._verb = verb

    def compose(self) -> ComposeResult:
        """A title, what it is about, and the field."""
        with Vertical(classes="dialogue"):
            yield Label(self._title, classes="dialogue-title", markup=False)
            yield Label(shown_line(self._about), classes="dialogue-about", markup=False)
            yield Line(self._value, placeholder=self._placeholder, select_on_focus=False)
            yield Label(f"enter {self._verb}, esc goes back", classes="dialogue-keys", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)
