"""What every section shares: the frame around it and its place in help, keys and palette."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Input

from ui.tui.actions import EVERYWHERE, Action, actions_of, types
from ui.tui.background import Background
from ui.tui.widgets.bars import KeyBar, SectionBar, StatusBar
from ui.tui.widgets.indicator import indicated

_WIDE, _TALL = 100, 30
"""Columns from which a second pane, and lines from which more space, are shown."""


class Room(Background[None]):
    """A full screen between the bar of sections and the two lines of keys and figures.

    A room names its `SECTION`, the `PLACES` whose actions it offers, and says in `ABOUT` what it is for.
    """

    SECTION: ClassVar[str] = ""
    PLACES: ClassVar[tuple[str, ...]] = ()
    ABOUT: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_TALL, "-tall")]

    def compose(self) -> ComposeResult:
        """The frame; `body` fills it."""
        yield SectionBar(id="sections")
        with Container(id="body"):
            yield from self.body()
        yield KeyBar(id="keys")
        yield StatusBar(id="status")

    def body(self) -> ComposeResult:
        """The widgets of the room itself."""
        yield from ()

    async def furnish(self) -> None:
        """Put in what the first picture does not wait for; called once, right after it."""

    @staticmethod
    def _is_tall(height: int) -> bool:
        """Whether lists have room for a third line in each row."""
        return height >= _TALL

    def on_mount(self) -> None:
        self.query_one(SectionBar).here = self.SECTION or self.app.current_mode
        self._show_keys()
        self.watch(self, "focused", self._show_keys, init=False)
        self.watch(self.app, "status", self._show_status, init=True)
        self.watch(self.app, "trouble", self._show_status, init=True)

    def _show_status(self) -> None:
        bar = self.query_one(StatusBar)
        bar.status, bar.trouble = self.ebb_app.status, self.ebb_app.trouble
        seen = self.ebb_app.status
        self.query_one(SectionBar).capture = indicated(seen.capture if seen else None)

    def _show_keys(self) -> None:
        typing = isinstance(self.focused, Input)
        self.query_one(KeyBar).actions = tuple(self.footer_actions(typing))

    def footer_actions(self, typing: bool) -> list[Action]:
        """The actions whose keys stand below, this room's first; while one types, those with keys that do not type."""
        offered = [action for action in actions_of((*self.PLACES, EVERYWHERE)) if action.footer]
        return [action for action in offered if not (typing and types(action))]
