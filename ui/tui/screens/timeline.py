"""Timeline: the days, how much each holds, and what happened on the chosen one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Label

from core.memory import Memory
from ui.tui.actions import bindings_of
from ui.tui.keeping import Keeping
from ui.tui.rows import row_of_memory
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.daylist import DayList, day_words
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.rowlist import RowList

_DAYS = 36_600
"""Days that are listed, a hundred years of them; the list draws only what is seen."""


class TimelineScreen(Room, Keeping[None]):
    """Looks back day by day."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "timeline"
    PLACES = ("timeline", "memories")
    ABOUT = (
        "The days on the left, newest first, each with a bar for how much it holds; the day's memories on the right in "
        "the order in which they happened. g goes to a day in words: yesterday, last Tuesday, 3 weeks ago, May 2023."
    )
    BINDINGS = [*bindings_of("timeline", "memories"), ("right", "enter_day"), ("left", "leave")]
    AUTO_FOCUS = "#days"

    def __init__(self) -> None:
        super().__init__()
        self._memories: tuple[Memory, ...] = ()

    def body(self) -> ComposeResult:
        """Days beside the memories of one day."""
        with Horizontal(id="timeline"):
            yield DayList(id="days")
            with Vertical(id="day"):
                yield Label("", id="day-title", markup=False)
                yield MemoryList(id="day-memories")

    def on_mount(self) -> None:
        self.bind_memory(self._memories_changed)

    def on_resize(self, event: Resize) -> None:
        self.memories.roomy = self._is_tall(event.size.height)

    @property
    def days(self) -> DayList:
        """The list of days."""
        return self.query_one("#days", DayList)

    @property
    def memories(self) -> MemoryList:
        """The list of the day's memories."""
        return self.query_one("#day-memories", MemoryList)

    def current(self) -> Memory | None:
        """The memory under the cursor of the chosen day."""
        return self._memories[self.memories.cursor] if self._memories else None

    def _memories_changed(self, changes: int) -> None:
        if changes:
            self.behind(lambda ebb: ebb.days(_DAYS), self._show_days, group="days")

    def _show_days(self, days: Sequence[tuple[date, int]]) -> None:
        self.days.hint = ("No days yet.",)
        self.memories.hint = ("Nothing is remembered yet.", "^n writes down the first thing.")
        self.days.show_days(days, datetime.now().astimezone().date())

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        if event.rows is not self.days:
            return
        day = self.days.selected
        if day is None:
            self._show_day(None, [])
            return
        self.behind(lambda ebb: ebb.day(day), partial(self._show_day, day), group="day")

    def _show_day(self, day: date | None, memories: Sequence[Memory]) -> None:
        if day != self.days.selected:
            return
        self._memories = tuple(memories)
        now = datetime.now(UTC)
        title = f"{day:%A}, {day.day} {day:%B %Y}" if day else ""
        self.query_one("#day-title", Label).update(title)
        self.memories.show_rows([row_of_memory(memory, now, clock=True) for memory in memories])

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        if event.rows is self.days:
            self.memories.focus()
        else:
            self.action_open()

    def action_jump(self) -> None:
        from ui.tui.screens.prompt import Prompt

        words = "yesterday, last Tuesday, 3 weeks ago, May 2023, 2023-05-07"
        self.app.push_screen(Prompt("Go to day", words, "When?"), self._jump)

    def _jump(self, words: str | None) -> None:
        if not words:
            return
        now = datetime.now(UTC)
        self.behind(lambda _: local_day(words, now), self._go_to, group="jump")

    def _go_to(self, wanted: date) -> None:
        index = self.days.nearest(wanted)
        if index < 0:
            return
        self.days.cursor = index
        self.days.focus()
        found = self.days.days[index][0]
        if found != wanted:
            words = f"{wanted.day} {wanted:%B %Y}"
            self.say(f"Nothing on {words}; the nearest day is {day_words(found, self.days.today)}.")

    def action_today(self) -> None:
        self.days.cursor = 0
        self.days.focus()

    def action_enter_day(self) -> None:
        self.memories.focus()

    def action_leave(self) -> None:
        self.days.focus()

    def action_switch_focus(self) -> None:
        (self.memories if self.days.has_focus else self.days).focus()


def local_day(words: str, now: datetime) -> date:
    """The local day that the words name. Raises BadTime."""
    from core.text.times import when

    return when(words, now).astimezone().date()
