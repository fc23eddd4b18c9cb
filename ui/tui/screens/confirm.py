"""A dialogue that asks whether to go on."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Label

from core.text.sanitise import shown_line
from ui.tui.themes import STYLES


class Confirm(ModalScreen[bool]):
    """Asks before something is done; gives True only for a clear yes."""

    CSS_PATH = STYLES / "dialogues.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "dismiss(False)", show=False),
        Binding("y", "dismiss(True)", show=False),
        Binding("left,right,up,down", "app.focus_next", show=False),
    ]

    def __init__(self, question: str, about: str, verb: str) -> None:
        super().__init__()
        self._question, self._about, self._verb = shown_line(question), about, verb

    def compose(self) -> ComposeResult:
        """The question, what follows from a yes, and two buttons."""
        with Vertical(classes="dialogue"):
            yield Label(self._question, classes="dialogue-title", markup=False)
            yield Label(self._about, classes="dialogue-about", markup=False)
            with Horizontal(classes="dialogue-buttons"):
                yield Button(f"{self._verb} (y)", id="yes", variant="error", compact=True)
                yield Button("Keep (n)", id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
