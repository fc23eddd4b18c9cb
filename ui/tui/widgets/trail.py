"""A way of names from left to right, the last one being where one is; a click on any other goes back to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from core.text.sanitise import shown_line

_NAME: Final = 24
"""Characters of a name; the last one has twice as many."""
_NEXT: Final = " › "
_CUT: Final = "…"


class Trail(Widget):
    """One line of names; where they are too many, the first ones are left out."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"trail--lead", "trail--there", "trail--here"}
    DEFAULT_CSS = "Trail { height: 1; }"

    names: reactive[tuple[str, ...]] = reactive(())
    """Where one came from, first things first, and at the end where one is."""
    lead: reactive[str] = reactive("")
    """What stands before the names, such as the key that goes back."""

    ends: reactive[bool] = reactive(True)
    """Whether the last name is written here too; not where it stands right below."""

    @dataclass
    class Picked(Message):
        """A name was clicked; `steps` back from the last one it stands."""

        trail: "Trail"
        steps: int

        @property
        def control(self) -> "Trail":
            """The line that sent the message."""
            return self.trail

    def render(self) -> Text:
        """The lead and as much of the end of the way as there is room for."""
        line = Text(no_wrap=True)
        if not self.names:
            return line
        if self.lead:
            line.append(f"{self.lead} ", self._part("lead") + Style(meta={"steps": 1}))
            line.append(" ")
        kept = fitting(self.names, self.size.width - line.cell_len)
        if len(kept) < len(self.names):
            line.append(_CUT + _NEXT, self._part("lead"))
        for steps, name in zip(range(len(kept) - 1, -1, -1), kept, strict=True):
            if steps or self.ends:
                line.append(name, self._part("there" if steps else "here") + Style(meta={"steps": steps}))
                line.append(_NEXT if steps else "", self._part("lead"))
        return line

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"trail--{name}", partial=True)

    def on_click(self, event: Click) -> None:
        if steps := event.style.meta.get("steps"):
            self.post_message(self.Picked(self, steps))


def fitting(names: Sequence[str], width: int) -> list[str]:
    """The last names that fit into `width` cells with what stands between them, made safe and short."""
    kept = list(_shortened(names, width))
    used = sum(cell_len(name) for name in kept) + len(_NEXT) * (len(kept) - 1)
    while len(kept) > 1 and used > width - (len(_CUT + _NEXT) if len(kept) < len(names) else 0):
        used -= cell_len(kept.pop(0)) + len(_NEXT)
    return kept


def _shortened(names: Sequence[str], width: int) -> Iterator[str]:
    for name in names[:-1]:
        yield shown_line(name, _NAME)
    yield shown_line(names[-1], max(min(2 * _NAME, width), 1))
