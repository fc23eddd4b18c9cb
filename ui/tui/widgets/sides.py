"""One text, or two above each other with what only one of them says set off, as much of each as there is room for."""

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from ui.tui.parts import Side
from ui.tui.wrapping import wrapped

MEASURE = 88
"""Cells of the longest line."""


class Sides(Widget):
    """Texts under their names; where they do not fit, each ends in an ellipsis."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"sides--name", "sides--title", "sides--quiet", "sides--differs"}

    sides: reactive[Sequence[Side]] = reactive(())

    def render(self) -> Text:
        """The texts with a line between them where there is room for one."""
        width = min(self.size.width, MEASURE)
        if not self.sides or width < 2:
            return Text()
        broken = [wrapped(side.text, width) for side in self.sides]
        heads = [1 if side.name or side.when else 0 for side in self.sides]
        gap = len(self.sides) - 1 if self.size.height >= 12 else 0
        rooms = shares([len(lines) for lines in broken], self.size.height - sum(heads) - gap)
        parts = [self._part(*one) for one in zip(self.sides, broken, rooms, strict=True)]
        return Text("\n\n" if gap else "\n").join(parts)

    def _part(self, side: Side, lines: list[tuple[int, int]], room: int) -> Text:
        text = Text(no_wrap=True)
        if side.name or side.when:
            text.append(side.name, self._style("name"))
            text.append(("  " if side.name else "") + side.when, self._style("quiet"))
        differs = self._style("differs")
        for number, (start, end) in enumerate(lines[:room]):
            text.append("\n" if text.plain else "")
            line = Text(side.text[start:end])
            line.stylize(self._style("title"), 0, max(side.titled - start, 0))
            for left, right in side.spans:
                if left < end and right > start:
                    line.stylize(differs, max(left - start, 0), right - start)
            if number == room - 1 and len(lines) > room:
                line.truncate(min(self.size.width, MEASURE) - 2)
                line.append(" …", self._style("quiet"))
            text.append_text(line)
        return text

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"sides--{name}", partial=True)


def shares(wanted: Sequence[int], room: int) -> list[int]:
    """How many of `room` lines each of several texts gets: at least one, at most what it wants, the rest evenly."""
    given = [1 for _ in wanted]
    left = room - len(given)
    while left > 0 and (short := [at for at, lines in enumerate(wanted) if given[at] < lines]):
        for at in short[:left]:
            given[at] += 1
        left -= len(short[:left])
    return given
