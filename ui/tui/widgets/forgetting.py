"""A memory's forgetting curve, drawn to the size it is given."""

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from core.decay.history import ForgettingCurve
from ui.tui.plotting import Cell, plotted, signs_for, told


class CurvePlot(Widget):
    """The curve with its dates and a sentence above; the sentence alone where there is no room, blank without one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "curve--past",
        "curve--future",
        "curve--today",
        "curve--recall",
        "curve--axis",
        "curve--label",
    }

    curve: "reactive[ForgettingCurve | None]" = reactive(None)

    def render(self) -> Text:
        """The sentence, then the plot."""
        if self.curve is None:
            return Text("")
        width, height = self.size.width, self.size.height
        lines = [Text(told(self.curve, width))]
        lines += [self._line(cells) for cells in plotted(self.curve, width, height - 1, signs_for(self._encoding()))]
        return Text("\n").join(lines)

    def _line(self, cells: list[Cell]) -> Text:
        line = Text(no_wrap=True)
        for sign, ink in cells:
            line.append(sign, self._style(ink.value) if sign != " " else None)
        return line

    def _style(self, ink: str) -> Style:
        return self.get_component_rich_style(f"curve--{ink}", partial=True)

    def _encoding(self) -> str:
        return self.app.console.encoding
