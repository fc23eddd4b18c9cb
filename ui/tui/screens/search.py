"""Home: search as you type over everything, with the memory under the cursor beside the list."""

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Input

from ui.tui.actions import bindings_of
from ui.tui.keeping import Keeping
from ui.tui.screens.room import Room
from ui.tui.widgets.fields import Line

if TYPE_CHECKING:
    from app import Ebb
    from core.memory import Memory
    from ui.tui.finding import Found
    from ui.tui.widgets.finds import Finds

_PAUSE = 0.08
"""Seconds without a key before a search starts."""

_FIRST_START = (
    "Nothing is remembered yet.",
    "^n writes down the first thing;",
    "`ebb import FOLDER` brings in what you have.",
)
_NOTHING = ("Nothing found.", "Try fewer or other words, or ask with f4.")


class SearchScreen(Room, Keeping[None]):
    """Finds memories by words and meaning while one types; without words it lists what came last."""

    SECTION = "search"
    PLACES = ("search", "memories")
    ABOUT = (
        "Type what you remember of it: words, names, or what it was about. The list follows as you type; without "
        "words it shows what came last. Up and down choose, enter reads. Tab goes to the list, where single keys work."
    )
    BINDINGS = [
        *bindings_of("search", "memories"),
        ("down", "choose(1)"),
        ("up", "choose(-1)"),
        ("pagedown", "choose(8)"),
        ("pageup", "choose(-8)"),
    ]
    AUTO_FOCUS = "#query"

    def __init__(self) -> None:
        super().__init__()
        self._finds: Finds | None = None
        self._shown_for: str | None = None
        self._searching = self._search_again = self._open_first = False
        self._pause: Timer | None = None

    def body(self) -> ComposeResult:
        """The field; what is found goes below it once the first picture is there."""
        with Vertical(id="search-field"):
            yield Line(placeholder="Search everything you remember", id="query", compact=True)

    def on_mount(self) -> None:
        self.bind_memory(self._memories_changed)

    async def furnish(self) -> None:
        """Put the list and the preview in, which the first picture does not wait for."""
        from ui.tui.widgets.finds import Finds

        self._finds = Finds(id="found")
        await self.query_one("#body").mount(self._finds)
        self._finds.list.roomy = self._is_tall(self.size.height)

    def on_resize(self, event: Resize) -> None:
        if self._finds:
            self._finds.list.roomy = self._is_tall(event.size.height)

    @property
    def query_text(self) -> str:
        """What is searched for, without spaces around it."""
        return self.query_one("#query", Line).value.strip()

    def current(self) -> "Memory | None":
        """The memory under the cursor."""
        return self._finds.current if self._finds else None

    def on_input_changed(self, event: Input.Changed) -> None:
        self._open_first = False
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE, self._search)

    def on_input_submitted(self) -> None:
        if self._shown_for == self.query_text:
            self.action_open()
        else:
            self._open_first = True

    def _memories_changed(self, changes: int) -> None:
        if changes:
            self._search()

    def _search(self) -> None:
        """Search for what stands in the field; never two searches at a time, the newest words come next."""
        self._search_again = self._searching
        if self._searching:
            return
        self._searching = True
        words = self.query_text
        self.behind(partial(_find, words), partial(self._show, words), group="search", failed=self._failed)

    def _finish(self) -> None:
        self._searching = False
        if self._search_again:
            self._search()

    def _failed(self, words: str) -> None:
        self._finish()
        if self.ebb_app.status is not None:
            self.fail(words)

    def _show(self, words: str, found: "Found") -> None:
        """Show what was found, unless other words stand in the field by now."""
        self._finish()
        if words != self.query_text or self._finds is None:
            return
        again, self._shown_for = words == self._shown_for, words
        self._finds.show_found(found, _NOTHING if words else _FIRST_START, keep=again)
        if self._open_first:
            self._open_first = False
            self.action_open()

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_choose(self, step: int) -> None:
        if self._finds:
            self._finds.list.cursor += step

    def action_clear(self) -> None:
        field = self.query_one("#query", Line)
        if field.value:
            field.value = ""
            field.focus()
        else:
            self.action_switch_focus()

    def action_focus_query(self) -> None:
        self.query_one("#query", Line).focus()

    def action_switch_focus(self) -> None:
        field = self.query_one("#query", Line)
        if field.has_focus and self._finds:
            self._finds.list.focus()
        else:
            field.focus()

    def action_why(self) -> None:
        if self._finds:
            self._finds.list.with_why = not self._finds.list.with_why


def _find(words: str, ebb: "Ebb") -> "Found":
    from ui.tui.finding import find

    return find(ebb, words, datetime.now(UTC))
