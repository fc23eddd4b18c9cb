"""Help for the screen one is on: what it is for and every key that works there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rich.console import Group
from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Label

from ui.tui.actions import EVERYWHERE, actions_of, key_names
from ui.tui.themes import STYLES

_TITLES = {"memories": "The chosen memory", "reading": "This memory", EVERYWHERE: "Everywhere"}
_COLUMN = 12


class Explanation(Widget):
    """What a screen is for, then its keys by where they work."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"help--title", "help--key", "help--quiet"}

    def __init__(self, title: str, about: str, places: Sequence[str]) -> None:
        super().__init__()
        self._subject, self._about, self._places = title, about, places

    def render(self) -> Group:
        """The whole explanation."""
        title, quiet = self._part("title"), self._part("quiet")
        parts: list[Text | Table] = [Text(self._subject, title), Text(self._about, quiet)]
        for place in (*self._places, EVERYWHERE):
            parts += [Text(f"\n{_TITLES.get(place, 'Here')}", title), self._keys(place)]
        return Group(*parts, Text("\nLetters and digits work wherever you are not typing.", quiet))

    def _keys(self, place: str) -> Table:
        """The keys of one place, each beside what it does; without those that the room has for something else."""
        table = Table.grid(padding=(0, 1, 0, 0), expand=True)
        table.add_column(width=_COLUMN)
        table.add_column(ratio=1)
        own = getattr(self.app, "keys", None)
        nearer = actions_of(self._places, own) if place == EVERYWHERE else []
        taken = {key for action in nearer for key in action.keys.split(",")}
        for action in actions_of([place], own):
            left = ",".join(key for key in action.keys.split(",") if key not in taken)
            keys = key_names(replace(action, keys=left), all_keys=True) or "^p"
            table.add_row(Text(keys, self._part("key")), Text(action.does))
        return table

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
        """The explanation, which scrolls where it is long, and how to leave it."""
        with VerticalScroll(classes="dialogue dialogue-help"):
            yield self._explanation
            yield Label("esc goes back", classes="dialogue-keys", markup=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_keys)

    def _show_keys(self) -> None:
        """Say how to go on where there is more than fits, and how to leave."""
        more = "↑ ↓ scroll, " if self.query_one(VerticalScroll).max_scroll_y else ""
        self.query_one(".dialogue-keys", Label).update(f"{more}esc goes back")
