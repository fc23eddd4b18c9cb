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


class KindBar(Widget):
    """One line; a click on a kind does what its digit does."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"kinds--key", "kinds--quiet", "kinds--least"}

    counts: reactive[dict[str, int]] = reactive(dict)
    sieve: reactive[Sieve] = reactive(Sieve())

    def render(self) -> Text:
        """Key, sample of the line, name and number of each kind, and the least strength where there is one."""
        line = Text(no_wrap=True, overflow="ellipsis")
        if self.sieve.least:
            line.append(f"≥ {self.sieve.least:.1f}  ", self._part("least"))
        for kind, count in self.counts.items():
            self._append(line, kind, count)
        return line

    def _append(self, line: Text, kind: str, count: int) -> None:
        look = look_of(kind)
        off = kind in self.sieve.off
        color = Style(color=look.dark if self.app.current_theme.dark else look.light)
        target = Style(meta={"kind": kind})
        key = str(ALL_KINDS.index(kind) + 1) if kind in ALL_KINDS else "·"
        line.append(f"{key} ", self._part("key") + target)
        line.append(f"{sample(kind)} " if not off else "   ", color + target)
        quiet = self._part("quiet")
        line.append(shown_line(kind, 20), (quiet + Style(strike=True) if off else color) + target)
        line.append(f" {count:,}", quiet + target)
        line.append("   ")

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"kinds--{name}", partial=True)

    async def on_click(self, event: Click) -> None:
        kind = event.style.meta.get("kind")
        if kind in ALL_KINDS:
            await self.run_action(f"screen.sift({ALL_KINDS.index(kind) + 1})")
