"""The terminal app: paints first, then opens the memory, and moves between the rooms."""

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen

from ui.tui.actions import EVERYWHERE, bindings_of
from ui.tui.background import Background, told
from ui.tui.carrying import Carrying
from ui.tui.preferences import DEFAULTS, Preferences
from ui.tui.screens.room import Room
from ui.tui.themes import COLOURLESS, DARK, LIGHT, LOOKS, STYLES, Sheets, theme_of
from ui.tui.undoing import Step, Steps
from ui.tui.wall import CONSOLE, Wall
from ui.tui.widgets.bars import SECTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from app import Ebb

_PATIENCE = 5.0
"""Seconds within which a second ^q leaves without saving."""


_WALL = Wall()


def _today() -> "Screen[None]":
    from ui.tui.screens.today import TodayScreen

    return TodayScreen()


def _search() -> "Screen[None]":
    from ui.tui.screens.search import SearchScreen

    return SearchScreen()


def _ask() -> "Screen[None]":
    from ui.tui.screens.ask import AskScreen

    return AskScreen()


def _timeline() -> "Screen[None]":
    from ui.tui.screens.timeline import TimelineScreen

    return TimelineScreen()


def _review() -> "Screen[None]":
    from ui.tui.screens.review import ReviewScreen

    return ReviewScreen()


def _graph() -> "Screen[None]":
    from ui.tui.screens.graph import GraphScreen

    return GraphScreen()


def _screens() -> "Screen[None]":
    from ui.tui.screens.screens import ScreensScreen

    return ScreensScreen()


def _chat() -> "Screen[None]":
    from ui.tui.screens.chat import ChatScreen

    return ChatScreen()


def _settings() -> "Screen[None]":
    from ui.tui.screens.settings import SettingsScreen

    return SettingsScreen()


def _palette() -> type:
    from ui.tui.palette import Actions

    return Actions


class EbbApp(Carrying):
    """Moves between the rooms and keeps the edges; what a room does stays in the room."""

    TITLE = "Ebb"
    CSS_PATH = STYLES / "ebb.tcss"
    MODES = {
        "today": _today,
        "search": _search,
        "ask": _ask,
        "timeline": _timeline,
        "review": _review,
        "graph": _graph,
        "screens": _screens,
        "chat": _chat,
        "settings": _settings,
    }
    BINDINGS = bindings_of(EVERYWHERE)
    COMMANDS: ClassVar = {_palette}

    def __init__(
        self, open_ebb: "Callable[[], Ebb]", start: str = "today", preferences: Preferences = DEFAULTS
    ) -> None:
        """`start` is the room that is painted first."""
        self.DEFAULT_MODE = start  # type: ignore[misc]
        super().__init__(open_ebb)
        self.crash: Exception | None = None
        self.rescued = ""
        """What was being written when the app crashed."""
        self.draft = ""
        """What was written down and not saved; it stands in the sheet when that is opened again."""
        self.draft_files: list[Path] = []
        """The files that hold words of the draft which a crash left; they go once the draft is saved."""
        self._warned = False
        self.steps = Steps()
        """What was changed in this sitting, which `u` takes back step by step."""
        for look in LOOKS.values():
            self.register_theme(look)
        self._on_console = os.environ.get("TERM") == "linux"
        self.wear(preferences.theme)
        self.stylesheet = Sheets(self.get_css_variables())
        self.keys = preferences.keys
        """Keys of the person's own, by the action's name."""
        self.set_keymap(dict(self.keys))
        self._problems = preferences.problems

    def on_ready(self) -> None:
        """Wait for the first picture."""
        self.screen.call_after_refresh(self._painted)

    async def _painted(self) -> None:
        """The first picture is on the screen: only now the rest is put in and the memory is opened."""
        if os.environ.get("EBB_EXIT_AFTER_PAINT"):
            self.exit()
            return
        gc.enable()
        for problem in self._problems:
            self.notify(problem, severity="warning", markup=False, timeout=12)
        self.hold_memory()
        if isinstance(self.screen, Room):
            await self.screen.furnish_once()

    def action_go(self, section: str) -> None:
        self.switch_mode(section)

    def action_step(self, step: int) -> None:
        names = [name for name, _ in SECTIONS]
        self.switch_mode(names[(names.index(self.current_mode) + step) % len(names)])

    def action_go_back(self) -> None:
        if isinstance(self.screen, Room):
            self.screen.go_back()

    def read(self, id: str) -> None:
        """Open one memory over the room that is shown."""
        from ui.tui.screens.reading import ReadingScreen

        self.push_screen(ReadingScreen(id))

    def action_pause_capture(self) -> None:
        self.run_worker(self._toggle_capture, thread=True, exclusive=True, exit_on_error=False, group="capture")

    def _toggle_capture(self) -> None:
        try:
            words = self.opened().screens.toggle()
        except Exception as error:  # the edge of a thread: nothing may be lost without a word
            words = told(error)
        self.call_from_thread(self._capture_toggled, words)

    def _capture_toggled(self, words: str) -> None:
        self.notify(words, markup=False)
        self._look()

    def action_capture(self) -> None:
        from ui.tui.screens.writing import CaptureScreen

        if not self.screen.is_modal:
            self.push_screen(CaptureScreen())

    def action_explain(self) -> None:
        from ui.tui.screens.help import HelpScreen

        if isinstance(self.screen, Room):
            title = dict(SECTIONS).get(self.screen.SECTION, self.screen.PLACES[0].capitalize())
            self.push_screen(HelpScreen(title, self.screen.ABOUT, self.screen.PLACES))

    def action_jobs(self) -> None:
        from ui.tui.screens.jobs import JobsScreen

        if not self.screen.is_modal:
            self.push_screen(JobsScreen())

    def action_agents(self) -> None:
        from ui.tui.screens.agents import AgentsScreen

        if not self.screen.is_modal:
            self.push_screen(AgentsScreen())

    def action_shade(self) -> None:
        self.theme = (LIGHT if self.theme == DARK.name else DARK).name

    async def action_looks(self) -> None:
        from ui.tui.adjusting import Adjusting

        await self.switch_mode("settings")
        if isinstance(self.screen, Adjusting):
            self.screen.ask_for("app.theme")

    async def action_rekey(self) -> None:
        from ui.tui.screens.settings import SettingsScreen

        await self.switch_mode("settings")
        if isinstance(self.screen, SettingsScreen):
            self.screen.show_group("Keys")

    async def go_on_with(self, conversation: str) -> None:
        """Go to Chat and open a conversation there."""
        from ui.tui.screens.chat import ChatScreen

        await self.switch_mode("chat")
        for chat in self.screen_stack:
            if isinstance(chat, ChatScreen):
                chat.resume(conversation)

    def wear(self, look: str) -> None:
        """Take the look that the settings name; auto follows the terminal."""
        environment = dict(os.environ) | ({"NO_COLOR": "1"} if self.no_color else {})  # Textual takes it out
        self.theme = theme_of(look, environment).name

    def did(self, did: str, undo: "Callable[[Ebb], object]") -> None:
        """Note a change that was just made, and how it is taken back; call it on the screen's thread."""
        self.steps.did(did, undo)

    def action_undo_last(self) -> None:
        step, screen = self.steps.last(), self.screen
        if step is None or not isinstance(screen, Background):
            self.notify("Nothing was changed here just now.", markup=False)
            return
        screen.behind(step.undo, partial(self._undone, step), group="keep", failed=partial(self._not_undone, step))

    def _undone(self, step: Step, _: object) -> None:
        self.memories_changed()
        self.notify(f"Taken back: {step.did[:1].lower()}{step.did[1:]}.", markup=False)

    def _not_undone(self, step: Step, words: str) -> None:
        self.steps.keep(step)
        self.notify(words, severity="error", markup=False, timeout=10)

    async def action_quit(self) -> None:
        """Leave once the keys pressed before have been taken in: this one overtakes them."""
        (self.focused or self.screen).call_later(self._leave)

    def _leave(self) -> None:
        """Leave, but not with unsaved words at the first word of command."""
        unsaved = self.draft.strip() or any(getattr(screen, "unsaved", False) for screen in self.screen_stack)
        if unsaved and not self._warned:
            self._warned = True
            self.set_timer(_PATIENCE, self._forget_warning)
            shown = " (^n shows them)" if self.draft.strip() else ""
            words = f"There are words that are not saved yet{shown}. ^q once more leaves without them."
            self.notify(words, severity="warning", markup=False, timeout=_PATIENCE)
            return
        self.exit()

    def _forget_warning(self) -> None:
        self._warned = False

    def get_line_filters(self) -> list[LineFilter]:
        """Textual's own filters, and the wall that no control character passes; no colour passes a colourless look."""
        filters = super().get_line_filters()
        if self.theme == COLOURLESS.name:
            filters = [*(one for one in filters if not isinstance(one, Monochrome)), NoColor()]
        return [*filters, *([CONSOLE] if self._on_console else []), _WALL]

    def _fatal_error(self) -> None:
        """Leave without printing a traceback, which would quote memories; `run` raises the error again."""
        self.crash = self._exception
        from ui.tui.rescue import unsaved_words

        self.rescued = unsaved_words(self)
        self._close_messages_no_wait()


def _take_alt_with_digits() -> None:
    """Have alt with a digit arrive as such: Textual reads what terminals send for it as signs, alt+9 as `ª`."""
    with suppress(ImportError):
        from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

        table = cast("dict[str, object]", ANSI_SEQUENCES_KEYS)
        for digit in "0123456789":
            table.pop(f"\x1b{digit}", None)


def run(open_ebb: "Callable[[], Ebb]", start: str | None = None, preferences: Preferences = DEFAULTS) -> int:
    """Run the app until it is left; `open_ebb` is called in a thread after the first picture. Gives the exit code.

    `start` is the room that is painted first, where it is not the one that is preferred.

    Raises whatever crashed the app, after the terminal has been put back in order.
    """
    gc.disable()
    _take_alt_with_digits()
    app = EbbApp(open_ebb, start or preferences.start, preferences)
    try:
        app.run()
    finally:
        gc.enable()
        app.close_memory()
    if app.crash is not None:
        if app.rescued and preferences.home:
            from ui.tui.rescue import rescue

            print(rescue(preferences.home, app.rescued), file=sys.stderr)
        raise app.crash
    return app.return_code or 0
