"""The end of a sitting of review: what was done, what waits, and that it may wait."""

from collections.abc import Sequence
from textwrap import fill
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Label

from ui.tui.themes import STYLES

_TIE = "\N{NO-BREAK SPACE}"
_LINE = 50
"""Cells of a line, so that the dialogue need not break it where the terminal is narrow."""


class EnoughScreen(ModalScreen[bool]):
    """Gives True to leave, False to go on."""

    CSS_PATH = STYLES / "dialogues.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "dismiss(True)", show=False),
        Binding("escape", "dismiss(False)", show=False),
        Binding("left,right,up,down", "app.focus_next", show=False),
    ]

    def __init__(self, done: int, told: str, left: Sequence[str]) -> None:
        """`told` says in numbers what was done, `left` what waits in each part."""
        super().__init__()
        self._done, self._told, self._left = done, told, left

    def compose(self) -> ComposeResult:
        """What was done, what waits, how to leave or go on."""
        things = "1 thing" if self._done == 1 else f"{self._done} things"
        waits = f"The rest can wait: {_whole(self._left)}." if self._left else "Nothing else waits."
        with Vertical(classes="dialogue"):
            yield Label("Well done. That is enough.", classes="dialogue-title", markup=False)
            yield Label(f"You looked at {things}: {self._told}.", classes="dialogue-about", markup=False)
            yield Label(fill(waits, _LINE).replace(_TIE, " "), classes="dialogue-about", markup=False)
            with Horizontal(classes="dialogue-buttons"):
                yield Button("Leave (enter)", id="leave", variant="primary", compact=True)
                yield Button("Go on (esc)", id="on", compact=True)

    def on_mount(self) -> None:
        self.query_one("#leave").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "leave")


def _whole(left: Sequence[str]) -> str:
    """What waits, each name on one line with its number."""
    return ", ".join(part.replace(" ", _TIE) for part in left)
