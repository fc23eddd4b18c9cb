"""Review: what is fading and worth keeping, with one key for each thing to do about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Label

from core.decay.history import ForgettingCurve
from core.memory import Memory
from ui.tui.actions import bindings_of
from ui.tui.keeping import Keeping
from ui.tui.rows import day_name, name_of, row_of_memory
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.forgetting import CurvePlot
from ui.tui.widgets.preview import Preview
from ui.tui.widgets.rowlist import RowList
from ui.tui.widgets.worklist import WorkList

if TYPE_CHECKING:
    from app import Ebb
    from app.decaying import Done, Due

_LIMIT = 50
"""Memories that one sitting offers; who has had enough stops before."""

_NOTHING = (
    "Nothing that is worth keeping is fading.",
    "What you wrote, linked or came back to is offered here in time.",
)


class ReviewScreen(Room, Keeping[None]):
    """Goes through what is fading: keep it, pin it, let it go, merge it, or mark it wrong; all of it can be undone."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "review"
    PLACES = ("review",)
    ABOUT = (
        "What is fading and seems worth keeping: what you wrote, pinned, linked or came back to. One key decides: k "
        "recalls it, l lets it fade without asking again, m merges it with one that says the same. Nothing is deleted, "
        "and u takes each step back. Stop whenever you have had enough."
    )
    BINDINGS = bindings_of("review")
    AUTO_FOCUS = "#due"

    def __init__(self) -> None:
        super().__init__()
        self._due: tuple[Due, ...] = ()
        self._steps: dict[str, Done | None] = {}
        """What was done with which memory in this sitting, in order; None for one that was skipped."""
        self._twin: Memory | None = None

    def body(self) -> ComposeResult:
        """The list, and the chosen memory with its curve."""
        with Container(id="review"):
            with Vertical(id="due-pane"):
                yield Label("", id="due-title", markup=False)
                yield WorkList(id="due")
            with Vertical(id="card"):
                yield Preview(id="due-preview")
                yield Label("", id="twin", markup=False)
                yield CurvePlot(id="curve")

    def on_mount(self) -> None:
        self.rows.with_why = True
        self.bind_memory(self._memories_changed)

    @property
    def rows(self) -> WorkList:
        """The list of what is due."""
        return self.query_one("#due", WorkList)

    def current(self) -> Memory | None:
        """The memory under the cursor."""
        return self._due[self.rows.cursor].memory if self._due else None

    def _memories_changed(self, changes: int) -> None:
        if changes:
            limit = _LIMIT + len(self._steps)
            self.behind(lambda ebb: ebb.decay.review(limit), self._show, group="review")

    def _show(self, due: "list[Due]") -> None:
        self._due = tuple(one for one in due if one.memory.id not in self._steps)[:_LIMIT]
        now = datetime.now(UTC)
        self.rows.hint = _NOTHING
        self.rows.show_rows([replace(row_of_memory(one.memory, now), why=one.why) for one in self._due], keep=True)
        done, total = len(self._steps), len(self._steps) + len(self._due)
        title = f"Fading and worth keeping: {done + 1} of {total}" if self._due else f"{done} done" if done else ""
        self.query_one("#due-title", Label).update(title)

    def on_row_list_highlighted(self) -> None:
        memory = self.current()
        reason = self._due[self.rows.cursor].why if self._due else ""
        self.query_one("#due-preview", Preview).show_memory(memory, datetime.now(UTC), reason=reason)
        self._show_twin(None)
        if memory is None:
            self.query_one(CurvePlot).curve = None
        else:
            self.behind(partial(_card, memory.id), partial(self._show_card, memory.id), group="card")

    def _show_card(self, id: str, card: tuple[ForgettingCurve, Memory | None]) -> None:
        memory = self.current()
        if memory is not None and memory.id == id:
            self.query_one(CurvePlot).curve = card[0]
            self._show_twin(card[1])

    def _show_twin(self, twin: Memory | None) -> None:
        self._twin = twin
        label = self.query_one("#twin", Label)
        label.display = twin is not None
        if twin is not None:
            label.update(f"m merges {name_of(twin)} of {day_name(twin.occurred_at, datetime.now(UTC))} into this one.")

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.action_open()

    # One key each

    def action_keep(self) -> None:
        self._decide(lambda ebb, id: ebb.decay.keep(id))

    def action_pin(self) -> None:
        self._decide(lambda ebb, id: ebb.decay.pin(id))

    def action_let_go(self) -> None:
        self._decide(lambda ebb, id: ebb.decay.let_go(id))

    def action_wrong(self) -> None:
        self._decide(lambda ebb, id: ebb.decay.wrong(id))

    def action_merge(self) -> None:
        twin = self._twin
        if twin is None:
            self.say("Nothing else says the same as this.")
        else:
            self._decide(lambda ebb, id: ebb.decay.merge(id, twin.id))

    def action_skip(self) -> None:
        if memory := self.current():
            self._decided(memory, None)

    def action_undo(self) -> None:
        """Take the last step of this sitting back, or, before the first one, what was forgotten elsewhere."""
        if not self._steps:
            self.ebb_app.action_undo_last()
            return
        id, done = self._steps.popitem()
        if done is None:
            self.ebb_app.memories_changed()
        else:
            self.behind(
                lambda ebb: ebb.decay.undo(done), self._undone, group="keep", failed=partial(self._not_undone, id, done)
            )

    def _undone(self, memory: Memory) -> None:
        self.ebb_app.memories_changed()
        self.say(f"Taken back: {name_of(memory)} is as it was.")

    def _not_undone(self, id: str, done: "Done", words: str) -> None:
        self._steps[id] = done
        self.fail(words)

    def action_enough(self) -> None:
        self.ebb_app.action_go("search")

    def _decide(self, work: "Callable[[Ebb, str], Done]") -> None:
        if memory := self.current():
            self.behind(lambda ebb: work(ebb, memory.id), partial(self._decided, memory), group="keep")

    def _decided(self, memory: Memory, done: "Done | None") -> None:
        self._steps[memory.id] = done
        self.ebb_app.memories_changed()
        if done is not None:
            self.say(f"{done.did.capitalize()}: {name_of(memory)}. Press u to take it back.")


def _card(id: str, ebb: "Ebb") -> tuple[ForgettingCurve, Memory | None]:
    return ebb.decay.curve(id), ebb.decay.duplicate(id)
