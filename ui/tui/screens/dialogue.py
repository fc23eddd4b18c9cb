"""The ground of a dialogue that works with the memory while it is open."""

from collections.abc import Callable

from textual.screen import ModalScreen

from ui.tui.background import Background, ScreenResult
from ui.tui.themes import STYLES


class Dialogue(ModalScreen[ScreenResult], Background[ScreenResult]):
    """A screen over another one, from which work can be done behind."""

    CSS_PATH = STYLES / "dialogues.tcss"

    def after_typing(self, work: Callable[[], None]) -> None:
        """Do `work` once the field has taken in the keys pressed before: a key above all others overtakes them."""
        (self.focused or self).call_later(work)
