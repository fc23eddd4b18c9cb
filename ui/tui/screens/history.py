"""History: every change of one memory, what went and what came, and the way back before any of them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Label

from core.memory import Memory, Revision
from ui.tui.actions import Action, bindings_of
from ui.tui.keeping import Keeping
from ui.tui.revising import document_of, row_of_revision
from ui.tui.rows import name_of
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.page import StyleOf
from ui.tui.widgets.reader import Reader

if TYPE_CHECKING:
    from app import Ebb


@dataclass(frozen=True, slots=True)
class Past:
    """A memory with its changes, newest first."""

    memory: Memory
    revisions: tuple[Revision, ...]


class HistoryScreen(Room, Keeping[None]):
    """Shows the changes of one memory; escape goes back to it."""

    CSS_PATH = STYLES / "rooms.tcss"
    PLACES = ("history",)
    ABOUT = (
        "Every change of one memory, the newest first: who made it and what it changed. Beside the list stands the "
        "chosen change word by word: what went is struck through, what came is underlined. t sets the memory back to "
        "before that change; that is a change too, so nothing is ever lost."
    )
    BINDINGS = bindings_of("history")
    AUTO_FOCUS = "#changes"

    def __init__(self, id: str) -> None:
        super().__init__()
        self._memory_id = id
        self._past: Past | None = None

    def body(self) -> ComposeResult:
        """The changes, and the chosen one word by word."""
        with Container(id="history"):
            with Vertical(id="changes-pane"):
                yield Label("History", id="changes-title", markup=False)
                yield MemoryList(id="changes")
            yield Reader(id="change")

    def on_mount(self) -> None:
        self.bind_memory(self._memories_changed)

    def crumb(self) -> str:
        """What this room is called where one goes back through it."""
        return "History"

    def _memories_changed(self, changes: int) -> None:
        id = self._memory_id
        self.behind(lambda ebb: past_of(ebb, id), self._show, group="history")

    def _show(self, past: Past) -> None:
        self._past = past
        now, changes = datetime.now(UTC), self.query_one("#changes", MemoryList)
        changes.hint = ("It was never changed.", "It stands as it was written.")
        self.query_one("#changes-title", Label).update(f"History of {name_of(past.memory)}")
        changes.show_rows([row_of_revision(revision, now) for revision in past.revisions])
        self.set_class(not past.revisions, "-unchanged")
        self._show_keys()

    def footer_actions(self, typing: bool) -> list[Action]:
        """Each key with what it leads to from here; none for changes where there are none."""
        offered = super().footer_actions(typing)
        if self._past is None or not self._past.revisions:
            return [one for one in offered if one.command not in ("take_back", "switch_focus")]
        there = "List" if isinstance(self.focused, Reader) else "Read"
        return [replace(one, label=there) if one.command == "switch_focus" else one for one in offered]

    @property
    def chosen(self) -> Revision | None:
        """The change under the cursor."""
        place = self.query_one("#changes", MemoryList).cursor
        revisions = self._past.revisions if self._past else ()
        return revisions[place] if place < len(revisions) else None

    def on_row_list_highlighted(self) -> None:
        """Show the chosen change word by word."""
        revision, now = self.chosen, datetime.now(UTC)
        if revision is not None:
            show = self.query_one(Reader).show_document
            self.behind(lambda _: document_of(revision, now), lambda found: show(_no_head, found), group="change")

    def on_row_list_chosen(self) -> None:
        self.query_one(Reader).focus()

    def action_switch_focus(self) -> None:
        changes, page = self.query_one("#changes", MemoryList), self.query_one(Reader)
        (page if changes.has_focus else changes).focus()

    def action_take_back(self) -> None:
        revision, id = self.chosen, self._memory_id
        if revision is not None:
            number = revision.number
            self.behind(
                lambda ebb: taken_back(ebb, id, number), lambda past: self._taken_back(past, number), group="keep"
            )

    def _taken_back(self, past: Past | None, number: int) -> None:
        if past is None:
            self.say(f"It is already as it was before change {number}.")
            return
        id, last = past.memory.id, past.revisions[0].number
        self.changed(f"Took back change {number} of {name_of(past.memory)}", lambda ebb: ebb.undo(id, last))
        self.say_changed(f"It is as it was before change {number}")

    def action_back(self) -> None:
        self.dismiss(None)


def past_of(ebb: "Ebb", id: str) -> Past:
    """The memory with all its changes. Raises MemoryNotFound."""
    return Past(ebb.get(id), tuple(reversed(ebb.history(id))))


def taken_back(ebb: "Ebb", id: str, number: int) -> Past | None:
    """The memory after change `number` was taken back; None if nothing of it was left to take back."""
    before = len(ebb.history(id))
    ebb.undo(id, number)
    past = past_of(ebb, id)
    return past if len(past.revisions) > before else None


def _no_head(style_of: StyleOf) -> list[Text]:
    return []
