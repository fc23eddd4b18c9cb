"""Screens: what was on the screen, day by day, as pictures and as text."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Label

from core.text.sanitise import shown_line
from core.text.times import when
from ui.tui import seeing
from ui.tui.actions import EVERYWHERE, Action, bindings_of, key_of
from ui.tui.screens.room import Room
from ui.tui.seeing import Day, Find, Look, Moment
from ui.tui.themes import STYLES
from ui.tui.widgets.daystrip import DayStrip
from ui.tui.widgets.picture import Picture
from ui.tui.widgets.rowlist import RowList
from ui.tui.widgets.seentext import SeenText

if TYPE_CHECKING:
    from app.capture.health import Health

_NOTHING = "Nothing of the screen is remembered."


class ScreensScreen(Room):
    """Walks through what was seen: frame by frame, window by window, day by day, hit by hit."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "screens"
    PLACES = ("screens",)
    ABOUT = (
        "What was on the screen: above, the day with a lane for each program; below, the picture and the text that "
        "was read off it. Left and right go from picture to picture, up and down from window to window, page up and "
        "down from day to day. / finds words that were on the screen, n goes on to the next place. tab goes to the "
        "text, where the chosen line is framed in the picture. The line above says whether the screen is captured now."
    )
    BINDINGS = bindings_of("screens")
    AUTO_FOCUS = "#strip"

    def __init__(self, memory: str | None = None) -> None:
        """Begin at the newest frame, or at the first of the memory `memory`."""
        super().__init__()
        self._memory = memory
        self._opened_here = memory is not None
        self._days: list[date] = []
        self._day: Day | None = None
        self._index = -1
        self._words = ""
        self._finds: list[Find] = []
        self._hit = -1
        self._chosen = -1

    def body(self) -> ComposeResult:
        """How it stands, where one is, the day, the picture beside its text."""
        yield Label("", id="capture-line", markup=False)
        yield Label("", id="seen-title", markup=False)
        yield DayStrip(id="strip")
        with Horizontal(id="seen"):
            yield Picture(id="picture")
            with Vertical(id="seen-side"):
                yield SeenText(id="seen-text")

    def on_mount(self) -> None:
        self.strip.can_focus = True
        self.bind_memory(self._memories_changed)
        self.watch(self.app, "status", self._show_capture, init=True)

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(self._look)
        self.call_after_refresh(self._show_keys)

    @property
    def strip(self) -> DayStrip:
        """The day in lanes."""
        return self.query_one(DayStrip)

    @property
    def text(self) -> SeenText:
        """The lines of the picture."""
        return self.query_one(SeenText)

    @property
    def moment(self) -> Moment | None:
        """The frame that is shown."""
        day = self._day
        return day.moments[self._index] if day and 0 <= self._index < len(day.moments) else None

    # How it stands

    def _show_capture(self) -> None:
        status = self.ebb_app.status
        label = self.query_one("#capture-line", Label)
        words, alarming = told(status.capture if status else None)
        label.update(shown_line(words, max(self.size.width - 4, 10)))
        label.set_class(alarming, "-alarm")

    def footer_actions(self, typing: bool) -> list[Action]:
        """The keys of the room; none of its own without pictures, none to the next hit where nothing is looked for."""
        large, wide = self.has_class("-large"), self.has_class("-wide")
        labels = {"switch_focus": "" if large else "Day" if self.focused is self.text else "Text"}
        labels |= {"large": "Text"} if large else {}
        labels |= {} if self._finds else {"hit(1)": ""}
        labels |= {} if wide or not self._days else {"capture": "", "command_palette": ""}
        called = [replace(one, label=labels.get(one.command, one.label)) for one in super().footer_actions(typing)]
        return [one for one in called if one.label and (self._days or one.place == EVERYWHERE)]

    # Which day, which frame

    def _memories_changed(self, changes: int) -> None:
        if changes:
            self.behind(seeing.days, self._show_days, group="days")

    def _show_days(self, days: list[date]) -> None:
        newest = self._days[-1:] == self.days_shown()
        self._days = days
        if self._memory is not None:
            memory, self._memory = self._memory, None
            self.behind(lambda ebb: seeing.first_of(ebb, memory), self._go_to_find, group="first")
        elif not days:
            self._show_day(None)
        elif self._day is None or newest:
            self._go_to_day(days[-1], None)

    def days_shown(self) -> list[date]:
        """The day that is shown, as a list."""
        return [self._day.day] if self._day else []

    def _go_to_day(self, day: date, at: datetime | None) -> None:
        """Show a day, at the frame nearest to `at`, or where one stands on it, or at its end."""
        self.behind(lambda ebb: seeing.day_of(ebb, day), partial(self._show_day, at=at), group="day")

    def _show_day(self, day: Day | None, at: datetime | None = None, frame: int | None = None) -> None:
        here, before = self.moment, self._day
        at_end = before is not None and self._index == len(before.moments) - 1
        self._day = day
        if day is None or not day.moments:
            self._index = -1
        elif frame is not None:
            self._index = next((i for i, one in enumerate(day.moments) if one.frame == frame), len(day.moments) - 1)
        elif at is not None:
            self._index = day.nearest(at)
        elif before is not None and before.day == day.day and here is not None and not at_end:
            self._index = day.nearest(here.at)
        else:
            self._index = len(day.moments) - 1
        self._moved()

    def _moved(self) -> None:
        """Show where one is now, and then the picture."""
        moment, day = self.moment, self._day
        self._chosen = -1
        self._show_keys()
        self.query_one("#seen-title", Label).update(self._title())
        lanes = day.lanes if day else ()
        self.strip.show(lanes, moment.at if moment else None, day.lane(self._index) if day else -1)
        self.strip.styles.height = min(len(lanes), self._most_lanes()) + 1 if lanes else 0
        self.text.hint = self._hint(moment)
        if moment is None:
            self.add_class("-pictureless")
            self.query_one(Picture).show(None)
            self.text.show_lines(())
            return
        self.call_after_refresh(self._look)

    def _most_lanes(self) -> int:
        return max(min(self.size.height // 6, 8), 2)

    def _hint(self, moment: Moment | None) -> tuple[str, ...]:
        if moment is None:
            key = key_of(EVERYWHERE, "go('settings')", self.ebb_app.keys)
            return _NOTHING, f"What is captured is shown here; {key} leads to Settings, where Capture is."
        return ("No text here.",)

    def _title(self) -> str:
        moment, day = self.moment, self._day
        if moment is None or day is None:
            return ""
        when = f"{day.day:%a} {day.day.day} {day.day:%b %Y}, {moment.at.astimezone():%H:%M:%S}"
        place = f"{self._index + 1:,}/{len(day.moments):,}"
        hit = f" · “{self._words}” {self._hit + 1}/{len(self._finds)}" if self._finds else ""
        return shown_line(f"{when} · {moment.app} · {moment.title}", max(self.size.width - 30, 20)) + f" · {place}{hit}"

    # The picture and its text

    def _look(self) -> None:
        moment = self.moment
        if moment is None:
            return
        frame, words, chosen = moment.frame, self._words, self._chosen
        room = self.query_one(Picture).room()
        self.behind(lambda ebb: seeing.look(ebb, frame, words, chosen, room), self._show_look, group="look")

    def _show_look(self, look: Look) -> None:
        if self.moment is None or look.frame != self.moment.frame:
            return
        self.set_class(look.image is None, "-pictureless")
        self.query_one(Picture).show(look.image)
        self.text.show_lines(look.lines)

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        if self.text.has_focus and event.index != self._chosen:
            self._chosen = event.index
            self._look()

    # Keys

    def action_switch_focus(self) -> None:
        (self.strip if self.text.has_focus else self.text).focus()

    def action_frame(self, step: int) -> None:
        if self._day and self._day.moments:
            wanted = self._index + step
            if 0 <= wanted < len(self._day.moments):
                self._index = wanted
                self._moved()
            else:
                self.action_day(step)

    def action_episode(self, step: int) -> None:
        day, moment = self._day, self.moment
        if day is None or moment is None:
            return
        indexes = range(self._index, len(day.moments)) if step > 0 else range(self._index, -1, -1)
        other = next((index for index in indexes if day.moments[index].episode != moment.episode), None)
        if other is None:
            self.action_day(step)
        else:
            self._index = other
            self._moved()

    def action_day(self, step: int) -> None:
        here = self._day.day if self._day else None
        days = [day for day in self._days if here is None or (day > here if step > 0 else day < here)]
        if days:
            self._go_to_day(days[0] if step > 0 else days[-1], None)

    def action_jump(self) -> None:
        from ui.tui.screens.prompt import Prompt

        self.app.push_screen(
            Prompt("Go to", "yesterday 14:30, last Tuesday, 2023-05-07 09:00", "When?", verb="goes there"), self._jump
        )

    def _jump(self, words: str | None) -> None:
        if words:
            now = datetime.now(UTC)
            self.behind(lambda _: when(words, now), self._go_to_instant, group="jump")

    def _go_to_instant(self, at: datetime) -> None:
        wanted = at.astimezone().date()
        if self._days:
            self._go_to_day(min(self._days, key=lambda day: abs(day - wanted)), at)

    def action_find(self) -> None:
        from ui.tui.screens.prompt import Prompt

        about = "Pictures on which words were read."
        ask = Prompt("Find on the screens", about, "Which words?", self._words, "finds them")
        self.app.push_screen(ask, self._find)

    def _find(self, words: str | None) -> None:
        if words is None:
            return
        self._words = " ".join(words.split())
        if not self._words:
            self._found([])
            return
        wanted = self._words
        self.behind(lambda ebb: seeing.find(ebb, wanted), self._found, group="find")

    def _found(self, finds: list[Find]) -> None:
        self._finds, self._hit = finds, -1
        if finds:
            self.action_hit(1)
            return
        if self._words:
            self.say(f"“{self._words}” was not on the screen.")
        self._moved()

    def action_hit(self, step: int) -> None:
        if self._finds:
            self._hit = (self._hit + step) % len(self._finds)
            self._go_to_find(self._finds[self._hit])

    def _go_to_find(self, find: Find | None) -> None:
        if find is None:
            self.say("Its pictures are gone.")
            return
        day = find.at.astimezone().date()
        self.behind(
            lambda ebb: seeing.day_of(ebb, day), partial(self._show_day, at=find.at, frame=find.frame), group="day"
        )

    def on_day_strip_picked(self, event: DayStrip.Picked) -> None:
        if self._day:
            lane = self._day.lanes[event.lane].name if event.lane >= 0 else None
            self._index = self._day.nearest_of(event.at, lane)
            self._moved()

    def action_open(self) -> None:
        moment = self.moment
        if moment:
            self.ebb_app.read(moment.memory)

    def action_large(self) -> None:
        self.toggle_class("-large")
        self._show_keys()
        self.call_after_refresh(self._look)

    def action_why(self) -> None:
        moment, day = self.moment, self._day
        if moment and day:
            self.behind(lambda ebb: seeing.why(ebb, moment.frame, day.day), self._tell_why, group="why")

    def _tell_why(self, words: tuple[str, ...]) -> None:
        from ui.tui.screens.telling import TellingScreen

        self.app.push_screen(TellingScreen("Why this is here", words))

    def action_forget(self) -> None:
        from ui.tui.screens.confirm import Confirm

        moment = self.moment
        if moment is None:
            return
        id = moment.memory
        sure = Confirm(f"Erase {moment.app}: {moment.title}?", "Its pictures and text go for good.", "Erase")
        self.app.push_screen(sure, lambda yes: self._forget(id) if yes else None)

    def _forget(self, id: str) -> None:
        self.behind(lambda ebb: ebb.forget([id]), self._forgotten, group="keep")

    def _forgotten(self, _: list[str]) -> None:
        self.say("Erased.")
        self.ebb_app.memories_changed()
        if self._day:
            self._go_to_day(self._day.day, self.moment.at if self.moment else None)

    def action_leave(self) -> None:
        if self.has_class("-large"):
            self.action_large()
        elif self._finds or self._words:
            self._words = ""
            self._found([])
        elif self._opened_here:
            self.dismiss(None)


def told(health: "Health | None") -> tuple[str, bool]:
    """How capturing stands, in a sentence, and whether that is alarming."""
    if health is None:
        return "The screen is not captured; Capture in Settings starts it.", False
    if health.problems:
        return health.problems[0], health.state == "trouble"
    age = timedelta(seconds=round(health.age or 0))
    waiting = f" · {health.pending_ocr:,} to be read" if health.pending_ocr else ""
    return f"Capturing · looked {age.seconds} s ago · {_size(health.bytes_today)} today{waiting}", False


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
