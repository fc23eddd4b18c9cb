"""A field in which the kind of a link is chosen with the arrows or a click."""

from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget

from core.graph.kinds import look_of
from core.text.sanitise import shown_line


class KindField(Widget, can_focus=True):
    """One line: the kind that is chosen between two arrows, and what it means."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"kind--chosen", "kind--quiet"}
    DEFAULT_CSS = "KindField { height: 1; }"

    place: reactive[int] = reactive(0)

    def __init__(self, kinds: tuple[str, ...], *, id: str | None = None) -> None:
        """Choose among these kinds, of which there is one at least."""
        super().__init__(id=id)
        self._kinds = kinds

    @property
    def kind(self) -> str:
        """The kind that is chosen."""
        return self._kinds[self.place]

    def validate_place(self, place: int) -> int:
        return place % len(self._kinds)

    def action_turn(self, step: int) -> None:
        self.place += step

    def on_click(self, event: Click) -> None:
        """Go to the kind before where the left arrow was clicked, else to the next one."""
        self.action_turn(event.style.meta.get("step", 1))

    def render(self) -> Text:
        """The arrows, the kind, what it means."""
        quiet = self.get_component_rich_style("kind--quiet", partial=True)
        chosen = self.get_component_rich_style("kind--chosen", partial=True)
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(" ‹ ", quiet)
        line.append(shown_line(self.kind, 20), chosen)
        line.append(" › ", quiet)
        line.append(f" {look_of(self.kind).about}", quiet)
        line.apply_meta({"step": -1}, 0, 3)
        return line
