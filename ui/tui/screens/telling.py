"""A dialogue that tells something in a few lines."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Label

from core.text.sanitise import shown
from ui.tui.themes import STYLES


class TellingScreen(ModalScreen[None]):
    """Shows lines; any of its closing keys goes back."""

    CSS_PATH = STYLES / "dialogues.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,w", "dismiss(None)", show=False)]

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title, self._lines = title, lines

    def compose(self) -> ComposeResult:
        """The title, the lines, how to go back."""
        with VerticalScroll(classes="dialogue dialogue-help"):
            yield Label(self._title, classes="dialogue-title", markup=False)
            yield Label(shown("\n".join(self._lines)), classes="dialogue-told", markup=False)
            yield Label("esc goes back", classes="dialogue-keys", markup=False)
