"""Help for the screen one is on: what it is for and every key that works there."""

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget

from ui.tui.actions import EVERYWHERE, Action, actions_of, key_names
from ui.tui.themes import STYLES

_TITLES = {"memories": "The selected memory", "reading": "This memory", EVERYWHERE: "Everywhere"}
_COLUMN = 12


class Explanation(Widget):
    """What a screen is for, then its keys by where they work."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"help--title", "help--key", "help--quiet"}

    def __init__(self, title: str, about: str, places: Sequence[str]) -> None:
        super().__init__()
        self._subject, self._about, self._places = title, about, places

    def render(self) -> Text:
        """The whole explanation."""
        text = Text()
        text.append(f"{self._subject}\n", self._part("title"))
        text.append(f"{self._about}\n", self._part("quiet"))
        for place in (*self._places, EVERYWHERE):
            text.append(f"\n{_TITLES.get(place, 'Here')}\n", self._part("title"))
            for action in actions_of([place], getattr(self.app, "keys", None)):
                text.append_text(self._line(action))
        text.append("\nLetters and digits work wherever you are not typing. Esc closes this.", self._part("quiet"))
        return text

    def _line(self, action: Action) -> Text:
        line = Text()
        line.append(f"{key_names(action, all_keys=True) or '^p':<{_COLUMN}} ", self._part("key"))
        return line.append(f"{action.does}\n")

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"help--{name}", partial=True)


class HelpScreen(ModalScreen[None]):
    """Explains one screen; any of its closing keys goes back."""

    CSS_PATH = STYLES / "dialogues.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "dismiss(None)", show=False),
    ]

    def __init__(self, title: str, about: str, places: Sequence[str]) -> None:
        super().__init__()
        self._explanation = Explanation(title, about, places)

    def compose(self) -> ComposeResult:
        """The explanation in one scrolling sheet."""
        with VerticalScroll(classes="dialogue dialogue-help"):
            yield self._explanation
