"""Today: a place to write, what waits for the person, and what came in; a new memory is welcomed here."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label

from ui.tui.actions import Action, bindings_of, key_of
from ui.tui.keeping import Keeping
from ui.tui.screens.room import Room
from ui.tui.titling import Titling
from ui.tui.widgets.callingline import CallingLine

if TYPE_CHECKING:
    from app import Ebb
    from app.today import Talk, Today
    from core.memory import Memory
    from ui.tui.rescue import Left
    from ui.tui.rows import Row
    from ui.tui.widgets.finds import Finds


class TodayScreen(Room, Keeping[None], Titling[None]):
    """Home: one line to write in, the lines that lead to what waits, and the memories of the day."""

    SECTION = "today"
    PLACES = ("today", "memories")
    ABOUT = (
        "Write down what comes to mind and press enter; #tags and [[links]] work, ^n opens a larger sheet. Below "
        "stands what waits for you (▸, enter goes there) and what came in today, each conversation as one line. Up and "
        "down choose, tab moves to the list, where single keys work. u takes back whatever you changed last."
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
        self._left: dict[str, Left] = {}
        """What was kept in a crash, by the name of its file."""
        self.saving: list[str] = []
        """What was taken out of the line and is not remembered yet."""

    def body(self) -> ComposeResult:
        """The line to write in; what there is goes below it once the first picture is there."""
        with Vertical(id="today-field"):
            yield CallingLine(self._take, placeholder="Write down what comes to mind", id="thought")

    async def furnish(self) -> None:
        """Put the lists in, which the first picture does not wait for."""
        from ui.tui.widgets.finds import Finds
        from ui.tui.widgets.titles import Titles

        self._finds = Finds(id="today")
        await self.query_one("#today-field").mount(Titles(self._line))
        await self.query_one("#body").mount(Label("", id="today-title", markup=False), self._finds)
        self._finds.list.roomy = False
        self.bind_memory(self._memories_changed)

    @property
    def _line(self) -> CallingLine:
        return self.query_one("#thought", CallingLine)

    @property
    def unsaved(self) -> bool:
        """Whether there are words that were not remembered yet: in the line, or on the way from there."""
        return bool(self.saving or self._line.value.strip())

    def current(self) -> "Memory | None":
        """The memory under the cursor; None on a line that leads elsewhere."""
        return self._finds.current if self._finds else None

    def _memories_changed(self, changes: int) -> None:
        if changes:
            now = datetime.now(UTC)
            self.behind(partial(_gathered, now), partial(self._show, now), group="today")

    def _show(self, now: datetime, found: "tuple[Today, tuple[Left, ...]]") -> None:
        from ui.tui.finding import Found
        from ui.tui.leads import leads, rescued, row_of_entry, welcome

        if self._finds is None:
            return
        today, left = found
        self._left = {one.file.name: one for one in left}
        sample, key = self.ebb_app.in_sample, key_of("today", "throw_away", self.ebb_app.keys)
        waiting = leads(today, now, sample) if today.count else welcome(self.ebb_app.home_folder(), sample)
        lines = [lead.row() for lead in (*rescued(left, now, key), *waiting)]
        rows = [*lines, *(row_of_entry(entry, now) for entry in today.entries)]
        memories = (*(None for _ in lines), *(_memory_of(entry) for entry in today.entries))
        self._finds.show_found(Found(tuple(rows), memories), ("Nothing is remembered yet.",), keep=True)
        self._finds.set_class(not today.count, "-welcome")
        self.query_one("#today-title", Label).update(_title(today))

    def _take(self, line: str) -> bool:
        """Remember the line; without words in it, open what is chosen below."""
        text = line.strip()
        if not text:
            self.action_open()
            return False
        from ui.tui.tagging import inline_tags

        tags = tuple(inline_tags(text))
        self.saving.append(text)
        self.behind(
            lambda ebb: ebb.add(text, tags=tags),
            partial(self._remembered, text),
            group="save",
            failed=partial(self._not_remembered, text),
        )
        return True

    def _not_remembered(self, text: str, words: str) -> None:
        """Put what could not be saved back into the line, before what was typed meanwhile."""
        self.saving.remove(text)
        line = self._line
        back = f"{text} " if line.value else text
        at = line.cursor_position + len(back)
        line.insert(back, 0)
        line.cursor_position = at
        self.fail(words)

    def _remembered(self, text: str, id: str) -> None:
        self.saving.remove(text)
        self.changed("Remembered something new", lambda ebb: ebb.forget([id]))
        self.say_changed("Remembered")

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Go where the line under the cursor leads, or read the memory."""
        row = self._chosen
        if row is None:
            return
        _, _, command = row.id.partition(" ")
        verb, _, what = command.partition(" ")
        if row.kind not in {"lead", "talk"}:
            super().action_open()
        elif verb == "on":
            self.call_later(self.ebb_app.go_on_with, what)
        elif verb == "read":
            self.ebb_app.read(what)
        elif verb == "rescued":
            self._put_back(self._left[what])
        else:
            self.call_later(self.run_action, f"app.{command}")

    @property
    def _chosen(self) -> "Row | None":
        return self._finds.list.selected if self._finds else None

    @property
    def _kept(self) -> "Left | None":
        """What was kept in a crash, if the line under the cursor offers it."""
        row = self._chosen
        return self._left.get(row.id.removeprefix("lead rescued ")) if row else None

    def _put_back(self, left: "Left") -> None:
        """Put what was kept in a crash into the sheet; its file goes once that is saved."""
        app = self.ebb_app
        if left.file not in app.draft_files:
            app.draft_files.append(left.file)
            app.draft = "\n\n".join(part for part in (app.draft.strip(), left.words) if part)
        app.action_capture()

    def action_throw_away(self) -> None:
        from ui.tui.rescue import put_back, throw_away

        left = self._kept
        if left is not None:
            self.behind(
                lambda _: throw_away([left.file]),
                lambda _: self.changed("Threw away what was kept in a crash", lambda _: put_back(left)),
                group="keep",
            )

    def on_row_list_highlighted(self) -> None:
        """Offer the key that throws away only where there is something to throw away."""
        self._show_keys()

    def on_input_changed(self) -> None:
        """Say what enter does with the words in the line, or without any."""
        self._show_keys()

    def footer_actions(self, typing: bool) -> list[Action]:
        """Each key with what it does from here; throwing away only with what was kept in a crash."""
        writing = {"open": "Save"} if self._line.value.strip() else {}
        labels = writing if typing else {"switch_focus": "Write"}
        offered = [one for one in super().footer_actions(typing) if self._kept or one.command != "throw_away"]
        return [replace(one, label=labels.get(one.command, one.label)) for one in offered]

    def action_choose(self, step: int) -> None:
        if self._finds:
            self._finds.list.cursor += step

    def action_switch_focus(self) -> None:
        if self._line.has_focus and self._finds:
            self._finds.list.focus()
        else:
            self._line.focus()


def _gathered(now: datetime, ebb: "Ebb") -> "tuple[Today, tuple[Left, ...]]":
    from app.today import gathered
    from ui.tui.rescue import left

    return gathered(ebb, now), left(ebb.home)


def _memory_of(entry: "Memory | Talk") -> "Memory | None":
    """The memory that the keys act on; none for a whole conversation."""
    from app.today import Talk

    return None if isinstance(entry, Talk) else entry


def _title(today: "Today") -> str:
    date = f"{today.day:%A} {today.day.day} {today.day:%B}"
    if not today.count:
        return f"{date} · a new memory"
    if not today.is_todays:
        return f"{date} · nothing new today; what came last"
    if today.todays > len(today.taken):
        return f"{date} · {today.todays:,} memories today"
    kinds: dict[str, int] = {}
    for entry in today.entries:
        kind = memory.kind if (memory := _memory_of(entry)) else "chat"
        kinds[kind] = kinds.get(kind, 0) + 1
    told = ", ".join(f"{count} {kind}{'s' if count != 1 else ''}" for kind, count in kinds.items())
    return f"{date} · {told} today"
