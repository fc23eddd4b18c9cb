"""The kinds of links that a memory has, each with its key, its colour and its number; those switched off are struck."""

from rich.style import Style
from rich.text import Text
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget

from core.graph.kinds import look_of
from core.text.sanitise import shown_line
from ui.tui.walking import ALL_KINDS, Sieve
from ui.tui.widgets.linklist import sample

_FORMS = (
    ("   ", True, True, 20), ("  ", True, True, 20), ("  ", False, True, 20), (" ", False, False, 20),
    (" ", False, False, 8),
)  # fmt: skip
"""How the kinds are written, the roomiest first: what stands between them, whether with samples and with counts, and
the cells of a name."""


class KindBar(Widget):
    """One line; a click on a kind does what its digit does."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"kinds--key", "kinds--quiet", "kinds--least"}

    counts: reactive[dict[str, int]] = reactive(dict)
    sieve: reactive[Sieve] = reactive(Sieve())

    def render(self) -> Text:
        """The least strength where there is one, and the kinds in the roomiest form that fits."""
        lines = (self._line(*form) for form in _FORMS)
        return next((line for line in lines if line.cell_len <= self.size.width), self._line(*_FORMS[-1]))

    def _line(self, gap: str, samples: bool, counts: bool, most: int) -> Text:
        line = Text(no_wrap=True, overflow="ellipsis")
        if self.sieve.least:
            line.append(f"≥ {self.sieve.least:.1f}  ", self._part("least"))
        for number, (kind, count) in enumerate(self.counts.items()):
            line.append(gap if number else "")
            self._append(line, kind, shown_line(kind, most), f" {count:,}" if counts else "", samples)
        return line

    def _append(self, line: Text, kind: str, name: str, count: str, samples: bool) -> None:
        """Key, sample of the line, name and number of a kind."""
        look = look_of(kind)
        off = kind in self.sieve.off
        color = Style(color=look.dark if self.app.current_theme.dark else look.light)
        target = Style(meta={"kind": kind})
        key = str(ALL_KINDS.index(kind) + 1) if kind in ALL_KINDS else "·"
        line.append(f"{key} ", self._part("key") + target)
        if samples:
            line.append(f"{sample(kind)} " if not off else "   ", color + target)
        quiet = self._part("quiet")
        line.append(name, (quiet + Style(strike=True) if off else Style() if samples else color) + target)
        line.append(count, quiet + target)

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"kinds--{name}", partial=True)

    async def on_click(self, event: Click) -> None:
        kind = event.style.meta.get("kind")
        if kind in ALL_KINDS:
            await self.run_action(f"screen.sift({ALL_KINDS.index(kind) + 1})")
