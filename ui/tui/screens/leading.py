"""Where a memory came from or a link leads: shown in full, opened only when the person says so."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Label, Static

from core.text.sanitise import shown_line
from ui.tui.outside import open_outside, opens
from ui.tui.screens.dialogue import Dialogue

Facts = tuple[tuple[str, str], ...]
"""Names and what they say, in order."""


class LeadingScreen(Dialogue[None]):
    """Shows facts, and offers to open or copy `target`, an address or a file; empty for none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "dismiss(None)", show=False),
        Binding("o,y", "open", show=False),
        Binding("c", "copy", show=False),
        Binding("left,right,up,down", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, facts: Facts, target: str = "") -> None:
        super().__init__()
        self._title, self._facts, self._target = shown_line(title, 70), facts, target
        self._opens = opens(target) if target else ""

    def compose(self) -> ComposeResult:
        """The facts, whole, and what can be done."""
        with Vertical(classes="dialogue"):
            yield Label(self._title, classes="dialogue-title", markup=False)
            wide = max((len(name) for name, _ in self._facts), default=0)
            facts = [Text.assemble((f"{name:<{wide}}  ", "bold"), shown_line(words)) for name, words in self._facts]
            yield Static(Text("\n").join(facts), classes="dialogue-facts")
            if self._target and not self._opens:
                yield Label("This cannot be opened from here.", classes="dialogue-about", markup=False)
            with Horizontal(classes="dialogue-buttons"):
                if self._opens:
                    yield Button("Open (o)", id="open", compact=True)
                if self._target:
                    yield Button("Copy (c)", id="copy", compact=True)
                yield Button("Back (esc)", id="back", compact=True)

    def on_mount(self) -> None:
        self.query_one("#back").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        match event.button.id:
            case "open":
                self.action_open()
            case "copy":
                self.action_copy()
            case _:
                self.dismiss(None)

    def action_open(self) -> None:
        if self._opens:
            target = self._opens
            self.behind(lambda _: open_outside(target), self._done, group="open")

    def action_copy(self) -> None:
        if self._target:
            self.app.copy_to_clipboard(shown_line(self._target))
            self._done("Copied.")

    def _done(self, words: str) -> None:
        self.say(words)
        self.dismiss(None)
