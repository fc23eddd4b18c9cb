"""The lines around every room: the sections above, the keys and the state of the memory below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget

from core.text.sanitise import shown_line
from ui.tui.actions import EVERYWHERE, Action, key_names
from ui.tui.widgets.indicator import Indication

if TYPE_CHECKING:
    from app.upkeep import Status

SECTIONS = (
    ("today", "Today"),
    ("search", "Search"),
    ("ask", "Ask"),
    ("chat", "Chat"),
    ("timeline", "Timeline"),
    ("graph", "Graph"),
    ("review", "Review"),
    ("screens", "Screens"),
    ("settings", "Settings"),
)
"""The rooms in the order of their numbers: name and label."""

_FORMS = ((" ", True, True), ("", True, True), ("", False, True), ("", True, False))
"""How the sections are written, the roomiest first: what stands between them, numbers, labels."""


_WAYS_OUT = frozenset({"back", "stop", "leave", "enough"})
"""The commands that lead out of where one is."""


class SectionBar(Widget):
    """The name of the app and its sections; the one that is open is marked, each can be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "bar--brand",
        "bar--here",
        "bar--there",
        "bar--number",
        "bar--on",
        "bar--rest",
        "bar--alarm",
    }
    ALLOW_SELECT = False

    here: reactive[str] = reactive("")
    typing: reactive[bool] = reactive(False)
    """Whether digits write at the moment; the numbers stand back then, and alt leads to them."""
    capture: "reactive[Indication | None]" = reactive(None)
    """Whether the screen is captured, at the right end of the line."""

    def render(self) -> Text:
        """The line of sections, as roomy as the width allows, and the state of the capture at its end."""
        forms = (self._line(*form) for form in _FORMS)
        room = self.size.width - (2 if self.capture else 0)  # its sign at least
        line = next((line for line in forms if line.cell_len <= room), self._line(*_FORMS[-1]))
        if self.capture is not None:
            words = self.capture.fitted(self.size.width - line.cell_len)
            line.append(" " * (self.size.width - line.cell_len - len(words)))
            style = self.get_component_rich_style(f"bar--{self.capture.ink}")
            line.append(words, style + Style(meta={"section": "screens"}))
        return line

    def _line(self, gap: str, numbers: bool, labels: bool) -> Text:
        """The sections with `gap` between them, with or without numbers and the labels of those that are not open."""
        line = Text(f"{gap}ebb {gap}", self.get_component_rich_style("bar--brand"), no_wrap=True)
        ink = self.get_component_rich_style("bar--there" if self.typing and labels else "bar--number")
        for number, (name, label) in enumerate(SECTIONS, start=1):
            here, target = name == self.here, Style(meta={"section": name})
            if numbers and not here:
                line.append(f" {number}", ink + target)
            if labels or here:
                style = self.get_component_rich_style("bar--here" if here else "bar--there")
                line.append(f" {label} ", style + target)
            line.append(gap)
        return line

    async def on_click(self, event: Click) -> None:
        name = event.style.meta.get("section")
        if name:
            await self.run_action(f"app.go('{name}')")


class KeyBar(Widget):
    """The keys that matter here, as many as fit whole."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--key", "bar--does"}
    ALLOW_SELECT = False

    actions: reactive[tuple[Action, ...]] = reactive(())

    def render(self) -> Text:
        """Keys and labels; what does not fit whole is left out."""
        width, line = self.size.width, Text(no_wrap=True)
        for action in _fitting(self.actions, width):
            target = Style(meta={"command": action.command})
            line.append(f" {key_names(action)}", self.get_component_rich_style("bar--key") + target)
            line.append(f" {action.label} ", self.get_component_rich_style("bar--does") + target)
        return line

    async def on_click(self, event: Click) -> None:
        command = event.style.meta.get("command")
        if command:
            await self.run_action(f"screen.{command}" if self._on_screen(command) else f"app.{command}")

    def _on_screen(self, command: str) -> bool:
        return hasattr(self.screen, f"action_{command.partition('(')[0]}")


def _fitting(actions: Sequence[Action], width: int) -> list[Action]:
    """The actions that fit into `width` cells, in their order; what matters most is kept before others.

    That is the way out, then the commands, the help and the end, then the first thing to do here, then to remember.
    """
    kept: set[Action] = set()
    first = next((action for action in actions if action.place != EVERYWHERE), None)
    for action in sorted(actions, key=lambda action: _weight(action, action is first)):
        size = len(key_names(action)) + len(action.label) + 3
        if size <= width:
            kept.add(action)
            width -= size
    return [action for action in actions if action in kept]


def _weight(action: Action, first: bool) -> int:
    """How soon an action's key is left out for want of room; 0 is the last."""
    if action.place == EVERYWHERE:
        return 3 if action.command == "capture" else 1
    return 0 if action.command in _WAYS_OUT else 2 if first else 4


class StatusBar(Widget):
    """How many memories there are, what is still being learnt, how things are found and who writes the answers."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--busy", "bar--state"}

    status: "reactive[Status | None]" = reactive(None)
    trouble: reactive[str] = reactive("")
    job: reactive[str] = reactive("")
    """What works behind the screen and how far it is, at the left end; a click shows all jobs."""

    def render(self) -> Text:
        """The line of figures, of which those at the right that do not fit whole are left out."""
        state = self.get_component_rich_style("bar--state")
        busy = self.get_component_rich_style("bar--busy")
        line = Text(" ", no_wrap=True, overflow="ellipsis")
        if self.job:
            line.append(f"{self.job}  ", busy + Style(meta={"jobs": True}))
        if self.status is None:
            line.append(self.trouble or "opening your memory…", busy if self.trouble else state)
            return line
        parts = figures(self.status)
        while len(parts) > 1 and line.cell_len + _width(parts) > self.size.width:
            parts.pop()
        for number, (words, working) in enumerate(parts):
            line.append(" · " if number else "", state)
            line.append(words, busy if working else state)
        return line

    async def on_click(self, event: Click) -> None:
        if event.style.meta.get("jobs"):
            await self.run_action("app.jobs")


def _width(parts: list[tuple[str, bool]]) -> int:
    """The cells that the parts take with what stands between them."""
    return sum(cell_len(words) + 3 for words, _ in parts) - 3


def figures(status: "Status") -> list[tuple[str, bool]]:
    """The parts of the status line; the second value says that it should catch the eye."""
    memories = f"{status.memories:,} {'memory' if status.memories == 1 else 'memories'}"
    found = "words and meaning" if status.semantic else "keywords only"
    model = shown_line(status.model.rpartition("/")[2], 28) if status.model else "no language model"
    return [
        (memories, False),
        *([(f"{status.pending:,} still to learn", True)] if status.pending else []),
        (found, not status.semantic),
        (model, False),
    ]
