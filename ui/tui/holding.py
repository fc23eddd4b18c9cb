"""The app's hold on the memory: opened in a thread, looked at every second, closed at the end."""

import os
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Event, InputEvent
from textual.message import Message
from textual.reactive import reactive

from core.errors import EbbError
from core.text.sanitise import shown_line
from ui.tui.background import Background, told
from ui.tui.tidying import Tidying

if TYPE_CHECKING:
    from app import Ebb
    from app.upkeep import Status

_BEAT = 1.0
"""Seconds between two looks at the figures of the status line."""
_AT_WORK = {
    "jobs": "a job",
    "ask": "the answer in Ask",
    "chat": "the answer in Chat",
    "save": "what is being saved",
    "keep": "what is being changed",
}
"""Groups of work that may not lose the memory under their hands, in words."""
_TURN = 0.0005
"""Seconds after which a busy thread lets the screen's go on. A key takes about ten turns to its paint, and Python's own
5 ms for each would be seen while an import runs."""


class Holding(App[None]):
    """An app that holds one memory and keeps the state that every room reads."""

    @dataclass
    class Opened(Message):
        """The memory is open."""

    @dataclass
    class NotOpened(Message):
        """The memory could not be opened."""

        error: Exception

    @dataclass
    class Looked(Message):
        """The figures of the status line were read."""

        status: "Status"

    status: "reactive[Status | None]" = reactive(None)
    """The figures of the status line; None until the memory is open."""

    changes: reactive[int] = reactive(0)
    """Rises when memories changed; 0 until the memory is open."""

    trouble: reactive[str] = reactive("")
    """Why the memory is not open, in a word or two; empty while it is or is being opened."""

    keys: "reactive[Mapping[str, str]]" = reactive(dict)
    """Keys of the person's own, by the action's name."""

    def __init__(self, open_ebb: "Callable[[], Ebb]") -> None:
        super().__init__()
        self._open_ebb = open_ebb
        self._ebb: Future[Ebb] = Future()
        self._anew = False
        """Whether the memory shall be opened anew as soon as nothing holds on to it."""
        self._tidying = Tidying()
        self._day = date.today()
        """The day that the rooms know of."""
        self.held = False
        """Whether the first picture was painted and the memory is open or being opened."""

    async def on_event(self, event: Event) -> None:
        """Note when somebody is there, and take the event as Textual does."""
        if isinstance(event, InputEvent):
            self._tidying.touched()
        await super().on_event(event)

    def hold_memory(self) -> None:
        """Open the memory, and look at its figures from now on."""
        self.held = True
        sys.setswitchinterval(_TURN)
        self.open_memory()
        self.set_interval(_BEAT, self._beat)

    def open_memory(self) -> None:
        """Open the memory in a thread; the rooms learn of it through `changes`."""
        if self._ebb.done():
            self._ebb = Future()
        self.trouble = ""
        self.run_worker(partial(self._open, self._ebb), thread=True, exit_on_error=False, group="open")

    def _open(self, future: "Future[Ebb]") -> None:
        try:
            ebb = self._open_ebb()
            ebb.screens.announce(os.environ.get("WINDOWID"))
            future.set_result(ebb)
        except Exception as error:  # the edge of a thread: shown on a screen of its own
            future.set_exception(error)
            self.post_message(self.NotOpened(error))
        else:
            self.post_message(self.Opened())

    def on_holding_opened(self) -> None:
        self._tidying.begin()
        self.memories_changed()

    def on_holding_not_opened(self, message: NotOpened) -> None:
        from ui.tui.screens.trouble import TroubleScreen

        error = message.error
        words, hint = (error.message, error.hint) if isinstance(error, EbbError) else (told(error), "")
        self.trouble = "not open"
        self.push_screen(TroubleScreen(shown_line(words), shown_line(hint)))

    def change_memory(self, open_ebb: "Callable[[], Ebb]", then: "Callable[[], None] | None" = None) -> None:
        """Close this memory and open another in its place; `then` is called in a thread between the two."""
        if not self.is_open:
            return
        before, self._ebb, self._open_ebb = self._ebb.result(), Future(), open_ebb
        self._anew = False
        self.status = None
        self.run_worker(partial(self._change, before, then), thread=True, exit_on_error=False, group="open")

    def reopen(self) -> str:
        """Open the memory anew, so that changed settings hold: at once, or as soon as what holds on to it has ended.

        Returns what that is, in a few words; empty if it is opened now.
        """
        held, self._anew = self._holds(), True
        if not held:
            self.change_memory(self._open_ebb)
        return held

    def _holds(self) -> str:
        """What may not lose the memory under its hands."""
        groups = {worker.group for worker in self.workers if worker.is_running}
        at_work = next((_AT_WORK[group] for group in _AT_WORK if group in groups), "")
        screens = (screen for stack in self._screen_stacks.values() for screen in stack)
        return at_work or next((one.holds for one in screens if isinstance(one, Background) and one.holds), "")

    def _beat(self) -> None:
        busy = any(worker.is_running and worker.group != "status" for worker in self.workers)
        if self._anew and self.is_open and not busy and not self.reopen():
            self.notify("The settings that were changed hold now.", markup=False)
        self._look()
        self._tidying.beat()
        if self._day != date.today() and self.is_open:
            self._day = date.today()
            self._tell_rooms()

    def _change(self, before: "Ebb", then: "Callable[[], None] | None") -> None:
        before.screens.announce(None, shown=False)
        before.close()
        if then is not None:
            then()
        self._open(self._ebb)

    def home_folder(self) -> Path:
        """The home of the open memory."""
        return self.opened().home

    @property
    def is_open(self) -> bool:
        """Whether the memory is open."""
        return self._ebb.done() and self._ebb.exception() is None

    def opened(self) -> "Ebb":
        """The open memory, waited for; call it from a thread only. Raises what opening raised."""
        return self._ebb.result()

    def close_memory(self) -> None:
        """Close the memory if it was opened."""
        self._tidying.end()
        if self.is_open:
            self.opened().screens.announce(None, shown=False)
            self.opened().close()

    def memories_changed(self) -> None:
        """Tell every room that memories were added, changed or forgotten."""
        self.changes += 1
        self._look()

    def _look(self) -> None:
        if self.is_open:
            self.run_worker(self._read_status, thread=True, exclusive=True, exit_on_error=False, group="status")

    def _read_status(self) -> None:
        try:
            self.post_message(self.Looked(self.opened().status()))
        except Exception:  # the figures stay as they were; what a person does next will say what is wrong
            return

    def on_holding_looked(self, message: Looked) -> None:
        """Show the figures; the rooms look again when others changed something, or when all is learnt."""
        before, self.status = self.status, message.status
        self._let_go()
        if before is None:
            return
        learnt = before.pending > 0 and message.status.pending == 0
        if learnt or before.memories != message.status.memories:
            self._tell_rooms()

    def _let_go(self) -> None:
        """Forget the watchers of screens that are gone: Textual does only when the value changes that they watched."""
        for watchers in getattr(self, "__watchers", {}).values():
            watchers[:] = [pair for pair in watchers if pair[0].is_running]

    def _tell_rooms(self) -> None:
        """Let the rooms look again: something changed behind them, or a day began."""
        self.changes += 1
