"""The parts of a review on one line, each with how much it has to decide; the one that is shown is marked."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget

from ui.tui.parts import Part

_FORMS = (
    ("   ", True, 2), (" ", True, 2), (" ", False, 2), ("", False, 2), (" ", False, 1), ("", False, 1), ("", False, 0)
)  # fmt: skip
"""How the parts are written, the roomiest first: what stands between them, empty counts, and the names of all parts,
of those that have something, or of none but the one that is shown."""


class PartBar(Widget):
    """The initial of a part goes to it, and so does a click."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"parts--here", "parts--there", "parts--empty", "parts--key"}
    ALLOW_SELECT = False

    here: reactive[str] = reactive("")
    counts: reactive[Mapping[str, str]] = reactive(dict)
    """How much each part has to decide, as it is written; a part that was not counted yet is left out."""

    def __init__(self, parts: Sequence[Part], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._parts = parts

    def render(self) -> Text:
        """The roomiest form that fits."""
        lines = (self._line(*form) for form in _FORMS)
        return next((line for line in lines if line.cell_len <= self.size.width), self._line(*_FORMS[-1]))

    def _line(self, gap: str, zeros: bool, names: int) -> Text:
        line = Text(no_wrap=True, overflow="ellipsis")
        for part in self._parts:
            count, target = self.counts.get(part.name, ""), Style(meta={"part": part.name})
            here, empty = part.name == self.here, count in {"", "0"}
            style = self._part("here" if here else "empty" if empty else "there") + target
            label = part.label if here or names == 2 or (names and not empty) else part.label[:1]
            line.append(f" {label[:1]}", style if here else self._part("key") + target)
            line.append(label[1:], style)
            line.append(f" {count} " if count and (zeros or here or not empty) else " ", style)
            line.append(gap)
        return line

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"parts--{name}", partial=True)

    async def on_click(self, event: Click) -> None:
        name = event.style.meta.get("part")
        if name:
            await self.run_action(f"screen.part('{name}')")
