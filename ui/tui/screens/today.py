"""Today: what was taken in, what asks for a decision, and a place to write."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from ui.tui.actions import bindings_of
from ui.tui.keeping import Keeping
from ui.tui.rows import row_of_memory
from ui.tui.screens.room import Room
from ui.tui.widgets.fields import Line

if TYPE_CHECKING:
    from core.memory import Memory
    from ui.tui.widgets.finds import Finds


class TodayScreen(Room, Keeping[None]):
    """Home: the day so far, and a line to write down what comes to mind."""

    SECTION = "today"
    PLACES = ("today", "memories")
    ABOUT = "Write down what comes to mind and press enter. Below stands what was taken in last. Tab goes to the list."
    BINDINGS = bindings_of("today", "memories")
    AUTO_FOCUS = "#thought"

    def __init__(self) -> None:
        super().__init__()
        self._finds: Finds | None = None

    def body(self) -> ComposeResult:
        """The line to write in; what there is goes below it once the first picture is there."""
        with Vertical(id="today-field"):
            yield Line(placeholder="Write down what comes to mind", id="thought", compact=True)

    async def furnish(self) -> None:
        """Put the list in, which the first picture does not wait for."""
        from ui.tui.widgets.finds import Finds

        self._finds = Finds(id="today")
        await self.query_one("#body").mount(self._finds)
        self.bind_memory(self._memories_changed)

    def current(self) -> "Memory | None":
        """The memory under the cursor."""
        return self._finds.current if self._finds else None

    def _memories_changed(self, changes: int) -> None:
        if changes:
            self.behind(lambda ebb: ebb.recent(50), self._show, group="today")

    def _show(self, memories: "list[Memory]") -> None:
        from ui.tui.finding import Found

        now = datetime.now(UTC)
        rows = tuple(row_of_memory(memory, now) for memory in memories)
        if self._finds:
            self._finds.show_found(Found(rows, tuple(memories)), ("Nothing is remembered yet.",), keep=True)

    def on_input_submitted(self) -> None:
        field = self.query_one("#thought", Line)
        text = field.value.strip()
        if text:
            self.behind(lambda ebb: ebb.add(text), lambda id: self._remembered(id, text), group="save")

    def _remembered(self, id: str, text: str) -> None:
        field = self.query_one("#thought", Line)
        field.value = field.value.replace(text, "", 1).strip()
        self.changed("Remembered", lambda ebb: ebb.forget([id]))
        self.say(f"Remembered as {id}.")

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_switch_focus(self) -> None:
        field = self.query_one("#thought", Line)
        if field.has_focus and self._finds:
            self._finds.list.focus()
        else:
            field.focus()
