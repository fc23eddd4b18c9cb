"""What is shown when the memory cannot be opened: one sentence, and what to do next."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label

from ui.tui.actions import Action, bindings_of
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES


class TroubleScreen(Room):
    """A calm screen for a memory that did not open; nothing was changed."""

    CSS_PATH = STYLES / "rooms.tcss"
    PLACES = ("trouble",)
    ABOUT = "Your memory could not be opened. Nothing was changed. The line in the middle says what to do next."
    BINDINGS = bindings_of("trouble")

    def __init__(self, message: str, hint: str) -> None:
        super().__init__()
        self._message, self._hint = message, hint

    def body(self) -> ComposeResult:
        """What happened, and what to do next."""
        with Vertical(id="trouble"):
            yield Label("Your memory is not open", id="trouble-title", markup=False)
            yield Label(self._message, id="trouble-message", markup=False)
            yield Label(self._hint, id="trouble-hint", markup=False)

    def footer_actions(self, typing: bool) -> list[Action]:
        """The keys without the one that writes down, which needs a memory."""
        return [action for action in super().footer_actions(typing) if action.command != "capture"]

    def action_retry(self) -> None:
        self.dismiss(None)
        self.ebb_app.open_memory()
