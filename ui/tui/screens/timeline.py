"""Timeline: the days, how much each holds, and what happened on the chosen one."""

from dataclasses import replace
from datetime import UTC, date, datetime

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Label

from core.memory import Memory
from core.text.sanitise import shown_line
from ui.tui.actions import Action, bindings_of
from ui.tui.daybook import MOST, Day, Daybook, day_of, daybook
from ui.tui.heat import WEEK, Heat, later, month_on
from ui.tui.keeping import Keeping
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.daylist import DayList, day_words
from ui.tui.widgets.daystrip import DayStrip
from ui.tui.widgets.heatstrip import HeatStrip
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.rowlist import RowList
from ui.tui.widgets.yearmap import YearMap

_HUGE = 48
"""Lines from which the year is shown above the list of days."""
_SLIM = 72
"""Columns below which the list of days has no bars."""
_EMPTY = ("Nothing is remembered yet.", "^n writes down the first thing.")


class TimelineScreen(Room, Keeping[None]):
    """Looks back day by day."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "timeline"
    PLACES = ("timeline", "memories")
    ABOUT = (
        "The days on the left, newest first, each with a bar for how much it holds; on the right the chosen day: a "
        "lane for each program and source, and its memories in order. The line above shows the last months, the darker "
        "the fuller; y shows a year at once, where arrows go by day and week and enter opens the day. g goes to a day "
        "in words: yesterday, last Tuesday, 3 weeks ago, May 2023."
    )
    BINDINGS = [*bindings_of("timeline", "memories"), ("right", "enter_day"), ("left", "leave")]
    AUTO_FOCUS = "#days"

    def __init__(self) -> None:
        super().__init__()
        self._today = date.today()
        self._day: date | None = None
        self._shown = Day(date.min, (), (), (), "")
        self._heat = Heat()

    def body(self) -> ComposeResult:
        """The year or its last months above; below them the days beside the memories of one day."""
        yield YearMap(id="year")
        yield HeatStrip(id="heat")
        with Horizontal(id="timeline"):
            yield DayList(id="days")
            with Vertical(id="day"):
                yield Label("", id="day-title", markup=False)
                yield Label("", id="day-digest", markup=False)
                yield DayStrip(id="day-lanes")
                yield MemoryList(id="day-memories")

    def on_mount(self) -> None:
        self.bind_memory(self._memories_changed)

    def on_resize(self, event: Resize) -> None:
        self.memories.roomy = self._is_tall(event.size.height)
        self.set_class(event.size.height >= _HUGE, "-huge")
        self.set_class(event.size.width < _SLIM, "-slim")
        self.call_after_refresh(self._fit)

    @property
    def days(self) -> DayList:
        """The list of days."""
        return self.query_one("#days", DayList)

    @property
    def year(self) -> YearMap:
        """The year at a glance."""
        return self.query_one(YearMap)

    @property
    def memories(self) -> MemoryList:
        """The list of the day's memories."""
        return self.query_one("#day-memories", MemoryList)

    @property
    def by_year(self) -> bool:
        """Whether the year has taken the place of the list of days."""
        return self.has_class("-year")

    def footer_actions(self, typing: bool) -> list[Action]:
        """Each key with what it leads to from here; none of this room's where there is no day."""
        offered = super().footer_actions(typing)
        if self.has_class("-dayless"):
            return [one for one in offered if one.place not in self.PLACES]
        there = "Year" if self.by_year else "Days"
        labels = {"switch_focus": there} if self.focused is self.memories else {}
        if self.by_year:
            labels["year"] = "Days"
        return [replace(one, label=labels.get(one.command, one.label)) for one in offered]

    def current(self) -> Memory | None:
        """The memory under the cursor of the chosen day."""
        return self._shown.memories[self.memories.cursor] if self._shown.memories else None

    # Days

    def _memories_changed(self, changes: int) -> None:
        if changes:
            self.behind(daybook, self._show_days, group="days")

    def _show_days(self, book: Daybook) -> None:
        self._today, self._heat = datetime.now().astimezone().date(), book.heat
        self.set_class(not book.days, "-dayless")
        self._show_keys()
        self.days.show_days(book.days, self._today)
        if not book.days:
            self._day = None
            self._show_day(Day(date.min, (), (), (), ""))
            self._mark()
        elif self._day is None:
            self._choose(self.days.days[self._newest()][0])
        else:
            self._choose(self._day if self.by_year else self._listed(self._day))

    def _listed(self, day: date) -> date:
        """The listed day that is nearest to this one."""
        return self.days.days[self.days.nearest(day)][0]

    def _newest(self) -> int:
        """The index of today, or of the newest day before it; of the first day where all are yet to come."""
        order = (index for index, (day, _) in enumerate(self.days.days) if day <= self._today)
        return next(order, 0)

    def _choose(self, day: date) -> None:
        """Put the cursors on this day, and read it."""
        self._day = day
        index = self.days.nearest(day)
        if index >= 0 and self.days.days[index][0] == day:
            self.days.cursor = index
        self._mark()
        now = datetime.now(UTC)
        self.behind(lambda ebb: day_of(ebb, day, now), self._show_day, group="day")

    def _mark(self) -> None:
        """Show the chosen day in the line of months and in the year."""
        self.query_one(HeatStrip).show(self._heat, self._today, self._day)
        self.year.show(self._heat, self._today, self._day or self._today)

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        if event.rows is self.memories:
            self._show_lanes()
        elif self.days.selected not in (None, self._day) and self.days.has_focus:
            assert self.days.selected is not None
            self._choose(self.days.selected)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        if event.rows is self.days:
            self.memories.focus()
        else:
            self.action_open()

    def on_heat_strip_picked(self, event: HeatStrip.Picked) -> None:
        self._go_to(event.day)

    def on_year_map_moved(self, event: YearMap.Moved) -> None:
        self._choose(event.day)

    def on_year_map_chosen(self, event: YearMap.Chosen) -> None:
        if self._heat.counts.get(event.day):
            self._choose(event.day)
            self.remove_class("-year")
            self.memories.focus()
        else:
            self.say("Nothing on this day.")

    # The chosen day

    def _show_day(self, day: Day) -> None:
        if day.day != (self._day or date.min):
            return
        same, self._shown = self._shown.day == day.day, day
        self.query_one("#day-digest", Label).update(day.digest)
        self.set_class(bool(day.digest), "-digested")
        self.memories.hint = ("Nothing on this day.",) if self._heat.counts else _EMPTY
        self.memories.show_rows(day.rows, keep=same)
        self._fit()
        self._show_lanes()

    def _fit(self) -> None:
        """Write the title as long, and make the lanes as many, as there is room for."""
        self.query_one("#day-title", Label).update(self._title())
        lanes = len(self._shown.lanes)
        most = max(min(self.size.height // 8, 8), 1) - (self.by_year and self.size.height < 30)
        strip = self.query_one(DayStrip)
        strip.display = lanes > 0 and most > 0
        strip.styles.height = min(lanes, most) + 1

    def _title(self) -> str:
        """The chosen day and what it holds, in the longest form that there is room for."""
        if self._day is None:
            return ""
        count = self._heat.counts.get(self._day, 0)
        held = f" · {count:,} {'memory' if count == 1 else 'memories'}" if count else ""
        held += f", the first {MOST:,} listed" if count > MOST else ""
        whole = f"{self._day:%A}, {self._day.day} {self._day:%B %Y}"
        short = f"{self._day:%a} {self._day.day} {self._day:%b %Y}"
        room = self.size.width - (8 if self.by_year else self.days.outer_size.width + 7)
        return next((form for form in (whole + held, short + held, whole) if len(form) <= room), short)

    def _show_lanes(self) -> None:
        index, memory = self.memories.cursor, self.current()
        lane = self._shown.lane_of(index)
        self.query_one(DayStrip).show(self._shown.lanes, memory.occurred_at if memory else None, lane)

    def on_day_strip_picked(self, event: DayStrip.Picked) -> None:
        index = self._shown.nearest(event.at, event.lane)
        if index >= 0:
            self.memories.cursor = index
            self.memories.focus()

    # Going to a day

    def action_jump(self) -> None:
        from ui.tui.screens.prompt import Prompt

        words = "yesterday, last Tuesday, 3 weeks ago, May 2023, 2023-05-07"
        self.app.push_screen(Prompt("Go to day", words, "When?", verb="goes there"), self._jump)

    def _jump(self, words: str | None) -> None:
        if not words:
            return
        now = datetime.now(UTC)
        self.behind(lambda _: local_day(words, now), self._go_to, group="jump")

    def _go_to(self, wanted: date) -> None:
        """Go to a day; among the days that hold something to the nearest, and say so."""
        if self.by_year:
            self._choose(wanted)
            self.year.focus()
            return
        if not self.days.days:
            return
        found = self._listed(wanted)
        self._choose(found)
        self.days.focus()
        if found != wanted:
            words = f"{wanted.day} {wanted:%B %Y}"
            self.say(f"Nothing on {words}; the nearest day is {shown_line(day_words(found, self.days.today))}.")

    def action_today(self) -> None:
        if self.days.days:
            self._go_to(self._today if self.by_year else self.days.days[self._newest()][0])

    def action_stride(self, length: str, direction: int) -> None:
        """A week or month on or back; in the list to the next day that lies at least as far."""
        if self._day is None or not self.days.days:
            return
        wanted = month_on(self._day, direction) if length == "month" else later(self._day, WEEK * direction)
        if self.by_year:
            self._choose(wanted)
            return
        days = [day for day, _ in self.days.days]
        beyond = [day for day in days if (day >= wanted if direction > 0 else day <= wanted)]
        self._choose((beyond[-1] if direction > 0 else beyond[0]) if beyond else days[0 if direction > 0 else -1])

    def action_year(self) -> None:
        self.toggle_class("-year")
        if self.by_year:
            self.year.focus()
        else:
            if self._day is not None and self.days.days:
                self._choose(self._listed(self._day))
            self.days.focus()
        self.call_after_refresh(self._fit)

    # Moving about

    def action_enter_day(self) -> None:
        self.memories.focus()

    def action_leave(self) -> None:
        """From the memories to the days; from the year to the list of days."""
        if self.by_year and not self.memories.has_focus:
            self.action_year()
        else:
            (self.year if self.by_year else self.days).focus()

    def action_switch_focus(self) -> None:
        days = self.year if self.by_year else self.days
        (days if self.memories.has_focus else self.memories).focus()


def local_day(words: str, now: datetime) -> date:
    """The local day that the words name. Raises BadTime."""
    from core.text.times import when

    return when(words, now).astimezone().date()
