"""Today: a place to write, what waits for the person, and what came in; a new memory is welcomed here."""

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label

from ui.tui.actions import bindings_of
from ui.tui.keeping import Keeping
from ui.tui.rows import row_of_memory
from ui.tui.screens.room import Room
from ui.tui.widgets.fields import Line

if TYPE_CHECKING:
    from app import Ebb
    from app.today import Today
    from core.memory import Memory
    from ui.tui.leads import Lead
    from ui.tui.widgets.finds import Finds


class TodayScreen(Room, Keeping[None]):
    """Home: one line to write in, the lines that lead to what waits, and the memories of the day."""

    SECTION = "today"
    PLACES = ("today", "memories")
    ABOUT = (
        "Write down what comes to mind and press enter; #tags work, ^n opens a larger sheet. Below stands what waits "
        "for you (▸, enter goes there) and what came in today. Up and down choose, tab moves to the list, where single "
        "keys work. u takes back whatever you changed last."
    )
    BINDINGS = [
        *bindings_of("today", "memories"),
        ("down", "choose(1)"),
        ("up", "choose(-1)"),
        ("pagedown", "choose(8)"),
        ("pageup", "choose(-8)"),
    ]
    AUTO_FOCUS = "#thought"

    def __init__(self) -> None:
        super().__init__()
        self._finds: Finds | None = None
        self._leads: tuple[Lead, ...] = ()

    def body(self) -> ComposeResult:
        """The line to write in; what there is goes below it once the first picture is there."""
        with Vertical(id="today-field"):
            yield Line(placeholder="Write down what comes to mind", id="thought", compact=True)

    async def furnish(self) -> None:
        """Put the lists in, which the first picture does not wait for."""
        from ui.tui.widgets.finds import Finds

        self._finds = Finds(id="today")
        await self.query_one("#body").mount(Label("", id="today-title", markup=False), self._finds)
        self._finds.list.roomy = False
        self.bind_memory(self._memories_changed)

    @property
    def unsaved(self) -> bool:
        """Whether words stand in the line that were not remembered yet."""
        return bool(self.query_one("#thought", Line).value.strip())

    def current(self) -> "Memory | None":
        """The memory under the cursor; None on a line that leads elsewhere."""
        return self._finds.current if self._finds else None

    def _memories_changed(self, changes: int) -> None:
        if changes:
            now = datetime.now(UTC)
            self.behind(partial(_gathered, now), partial(self._show, now), group="today")

    def _show(self, now: datetime, today: "Today") -> None:
        from ui.tui.finding import Found
        from ui.tui.leads import leads, welcome

        if self._finds is None:
            return
        home = self.ebb_app.home_folder()
        self._leads = (
            leads(today, now, self.ebb_app.in_sample) if today.count else welcome(home, self.ebb_app.in_sample)
        )
        rows = [*(lead.row() for lead in self._leads), *(row_of_memory(memory, now) for memory in today.taken)]
        memories = (*(None for _ in self._leads), *today.taken)
        self._finds.show_found(Found(tuple(rows), memories), ("Nothing is remembered yet.",), keep=True)
        self.query_one("#today-title", Label).update(_title(today))

    def on_input_submitted(self) -> None:
        field = self.query_one("#thought", Line)
        text = field.value.strip()
        if not text:
            self.action_open()
            return
        from ui.tui.tagging import inline_tags

        tags = tuple(inline_tags(text))
        self.behind(lambda ebb: ebb.add(text, tags=tags), partial(self._remembered, text), group="save")

    def _remembered(self, text: str, id: str) -> None:
        field = self.query_one("#thought", Line)
        field.value = field.value.replace(text, "", 1).strip()  # what was typed while it was being saved stays
        self.changed("Remembered something new", lambda ebb: ebb.forget([id]))
        self.say(f"Remembered as {id}. ^z takes it back.")

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Go where the line under the cursor leads, or read the memory."""
        row = self._finds.list.selected if self._finds else None
        if row is None:
            return
        if row.kind != "lead":
            super().action_open()
            return
        command = row.id.partition(" ")[2]
        if command.startswith("read "):
            self.ebb_app.read(command.partition(" ")[2])
        else:
            self.call_later(self.run_action, f"app.{command}")

    def action_choose(self, step: int) -> None:
        if self._finds:
            self._finds.list.cursor += step

    def action_switch_focus(self) -> None:
        field = self.query_one("#thought", Line)
        if field.has_focus and self._finds:
            self._finds.list.focus()
        else:
            field.focus()


def _gathered(now: datetime, ebb: "Ebb") -> "Today":
    from app.today import gathered

    return gathered(ebb, now)


def _title(today: "Today") -> str:
    date = f"{today.day:%A} {today.day.day} {today.day:%B}"
    if not today.count:
        return f"{date} · a new memory"
    if not today.is_todays:
        return f"{date} · nothing new today; what came last"
    if today.todays > len(today.taken):
        return f"{date} · {today.todays:,} memories today"
    kinds: dict[str, int] = {}
    for memory in today.taken:
        kinds[memory.kind] = kinds.get(memory.kind, 0) + 1
    told = ", ".join(f"{count} {kind}{'s' if count != 1 else ''}" for kind, count in kinds.items())
    return f"{date} · {told} today"
