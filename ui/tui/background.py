"""Work behind the screen: a thread does it, one message brings the result or the failure back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker, get_current_worker

from core.errors import EbbError
from core.text.sanitise import shown_line
from ui.tui.actions import EVERYWHERE, key_of

if TYPE_CHECKING:
    from app import Ebb
    from ui.tui.app import EbbApp

T = TypeVar("T")
ScreenResult = TypeVar("ScreenResult")


_EACH_COUNTS = frozenset(("keep", "save"))
"""Groups of work that changes memories: each result is heard, however fast they follow."""


def told(error: BaseException) -> str:
    """An error as one safe line: what happened and what to do next."""
    if isinstance(error, EbbError):
        return shown_line(str(error))
    return f"Something went wrong inside Ebb ({type(error).__name__}). `ebb doctor` looks for the cause."


class Background(Screen[ScreenResult]):
    """A screen that can ask the memory for things without ever waiting for it."""

    @dataclass
    class Finished(Message, bubble=False):
        """Work behind the screen came to its end; `then` goes on from there."""

        then: Callable[[], None]

    @property
    def holds(self) -> str:
        """What in this screen goes on with the memory as it was opened, in a few words; empty for nothing."""
        return ""

    @property
    def ebb_app(self) -> "EbbApp":
        """The app, with its own type."""
        return cast("EbbApp", self.app)

    def behind(
        self,
        work: Callable[["Ebb"], T],
        then: Callable[[T], None],
        *,
        group: str,
        failed: Callable[[str], None] | None = None,
    ) -> Worker[None]:
        """Do `work` in a thread as soon as the memory is open, then `then` or `failed` (one line) on the screen.

        Newer work of the same group takes the place of older, whose result is dropped; not so where each is a change.
        """
        ebb_app = self.ebb_app
        return self.run_worker(
            partial(self._in_thread, lambda: work(ebb_app.opened()), then, failed or self.fail),
            thread=True,
            exclusive=group not in _EACH_COUNTS,
            exit_on_error=False,
            group=group,
        )

    def _in_thread(self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[str], None]) -> None:
        outcome: Callable[[], None]
        try:
            outcome = partial(then, work())
        except Exception as error:  # the edge of a thread: nothing may be lost without a word
            outcome = partial(failed, told(error))
        if not get_current_worker().is_cancelled:
            self.post_message(self.Finished(outcome))

    def on_background_finished(self, message: Finished) -> None:
        """Go on on the screen's own thread."""
        message.then()

    def fail(self, words: str) -> None:
        """Say in passing that something did not work; `words` are safe and one line."""
        self.app.notify(words, severity="error", markup=False, timeout=10)

    def say(self, words: str) -> None:
        """Say in passing that something was done; `words` are made safe here."""
        self.app.notify(shown_line(words), markup=False, timeout=4)

    def say_changed(self, did: str, more: str = "") -> None:
        """Say in passing what was changed and which key takes it back where one is now, then `more`."""
        room = next((screen for screen in reversed(self.app.screen_stack) if not screen.is_modal), self)
        key = key_of(EVERYWHERE, "undo_last", self.ebb_app.keys, typing=isinstance(room.focused, Input))
        self.say(" ".join(filter(None, (f"{did}.", key and f"{key} takes it back.", more))))

    def bind_memory(self, changed: Callable[[Any], None]) -> None:
        """Call `changed` whenever memories were added, changed or forgotten, and once when the memory is open."""
        self.watch(self.app, "changes", changed, init=True)
