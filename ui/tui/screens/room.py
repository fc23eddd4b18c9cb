"""What every section shares: the frame around it and its place in help, keys and palette."""

from contextlib import suppress
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.css.query import NoMatches
from textual.widgets import Input

from ui.tui.actions import EVERYWHERE, Action, actions_of, types
from ui.tui.background import Background
from ui.tui.keeping import Keeping
from ui.tui.rows import opening
from ui.tui.widgets.bars import SECTIONS, KeyBar, SectionBar, StatusBar
from ui.tui.widgets.indicator import indicated
from ui.tui.widgets.trail import Trail

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
    _furnished = False

    def compose(self) -> ComposeResult:
        """The frame; `body` fills it."""
        yield SectionBar(id="sections")
        yield Trail(id="crumbs")
        with Container(id="body"):
            yield from self.body()
        yield KeyBar(id="keys")
        yield StatusBar(id="status")

    def body(self) -> ComposeResult:
        """The widgets of the room itself."""
        yield from ()

    async def furnish(self) -> None:
        """Put in what the first picture does not wait for; called once, right after it."""

    async def furnish_once(self) -> None:
        """Furnish the room, unless it is."""
        if not self._furnished:
            self._furnished = True
            await self.furnish()

    def on_screen_resume(self) -> None:
        """Furnish a room that one comes to later; the app furnishes the first one."""
        if self.ebb_app.held:
            self.call_after_refresh(self.furnish_once)

    @staticmethod
    def _is_tall(height: int) -> bool:
        """Whether lists have room for a third line in each row."""
        return height >= _TALL

    def crumb(self) -> str:
        """What this room is called where one goes back through it: its section or its memory; empty for neither."""
        if self.SECTION:
            return dict(SECTIONS)[self.SECTION]
        memory = self.current() if isinstance(self, Keeping) else None
        return opening(memory)[0] if memory else ""

    def way(self) -> "list[Room]":
        """The rooms that this one was opened over, the lowest first, and this one."""
        stack = self.app.screen_stack
        below = stack[: stack.index(self)] if self in stack else []
        return [*(room for room in below if isinstance(room, Room)), self]

    def _show_crumbs(self) -> None:
        """Show where one came from, where this room was opened over another."""
        names = tuple(room.crumb() for room in self.way())
        crumbs = self.query_one("#crumbs", Trail)
        crumbs.display = len(names) > 1 and bool(names[-1])
        crumbs.lead, crumbs.names = "‹ esc", names if crumbs.display else ()

    @on(Trail.Picked, "#crumbs")
    def _go_back_to(self, event: Trail.Picked) -> None:
        """Leave the rooms above the one that was clicked, but none with unsaved words."""
        wanted = self.way()[-1 - event.steps]
        while self.app.screen is not wanted and not getattr(self.app.screen, "unsaved", False):
            self.app.pop_screen()  # not awaited: a room cannot wait for its own end

    @on(Background.Finished)
    def _named_perhaps(self) -> None:
        """What was read may have given the room its name."""
        self.call_next(self._show_crumbs)

    def go_back(self) -> None:
        """Leave this room where it was opened over another, but not with unsaved words."""
        if len(self.way()) > 1 and self.crumb() and not getattr(self, "unsaved", False):
            self.dismiss(None)

    def on_mount(self) -> None:
        self._show_crumbs()
        self.query_one(SectionBar).here = self.SECTION or self.app.current_mode
        self._show_keys()
        self.watch(self, "focused", self._show_keys, init=False)
        self.watch(self.app, "keys", self._show_keys, init=False)
        self.watch(self.app, "status", self._show_status, init=True)
        self.watch(self.app, "trouble", self._show_status, init=True)
        self.watch(self.app, "at_work", self._show_status, init=True)

    def _show_status(self) -> None:
        bar = self.query_one(StatusBar)
        bar.status, bar.trouble, bar.job = self.ebb_app.status, self.ebb_app.trouble, self.ebb_app.at_work
        seen = self.ebb_app.status
        self.query_one(SectionBar).capture = indicated(seen.capture if seen else None)

    def _show_keys(self) -> None:
        typing = isinstance(self.focused, Input)
        with suppress(NoMatches):  # the focus goes also while a room is put up or taken down
            self.query_one(KeyBar).actions = tuple(self.footer_actions(typing))
            self.query_one(SectionBar).typing = typing

    def footer_actions(self, typing: bool) -> list[Action]:
        """The actions whose keys stand below, this room's first; while one types, those with keys that do not type.

        The one that leaves the room is among them where the room was opened over another.
        """
        found = actions_of((*self.PLACES, EVERYWHERE), self.ebb_app.keys)
        over = len(self.way()) > 1
        offered = [action for action in found if action.footer or (over and action.command == "leave")]
        return [action for action in offered if not (typing and types(action))]
