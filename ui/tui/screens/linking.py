"""A dialogue that links a memory with another: which one, what kind of link, and why."""

from datetime import UTC, datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Input, Label

from app.linking import BY_HAND
from core.memory import Memory
from ui.tui.linking import Wanted, candidates
from ui.tui.rows import Row, name_of
from ui.tui.screens.dialogue import Dialogue
from ui.tui.widgets.fields import Line
from ui.tui.widgets.kindfield import KindField
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.whole import WholeList

_PAUSE = 0.08
"""Seconds without a key before what was typed is looked for."""


class LinkingScreen(Dialogue[Wanted | None]):
    """Gives the link that is wanted, or None when the person turned back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("enter", "link", show=False),
        Binding("down", "choose(1)", show=False),
        Binding("up", "choose(-1)", show=False),
        Binding("pagedown", "choose(4)", show=False),
        Binding("pageup", "choose(-4)", show=False),
    ]

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self._memory = memory
        self._pause: Timer | None = None
        self._shown: str | None = None

    def compose(self) -> ComposeResult:
        """What to link with, the kind, the reason."""
        with Vertical(classes="dialogue dialogue-choice"):
            yield Label(f"Link {name_of(self._memory)} with", classes="dialogue-title", markup=False)
            yield Line(placeholder="A title, or words of it", id="wanted")
            yield WholeList(id="choices")
            yield KindField(BY_HAND, id="link-kind")
            yield Line(placeholder="Why, if you like", id="link-why")
            words = "enter links, tab goes on to kind and reason, esc goes back"
            yield Label(words, classes="dialogue-keys", markup=False)

    def on_mount(self) -> None:
        self.query_one("#wanted").focus()
        self._look()

    @property
    def choices(self) -> MemoryList:
        """The memories that one can be linked with."""
        return self.query_one("#choices", MemoryList)

    def _words(self) -> str:
        return self.query_one("#wanted", Line).value.strip()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "wanted":
            if self._pause is not None:
                self._pause.stop()
            self._pause = self.set_timer(_PAUSE, self._look)

    def _look(self) -> None:
        words, id, now = self._words(), self._memory.id, datetime.now(UTC)
        self.behind(
            lambda ebb: candidates(ebb, id, words, now),
            lambda rows: self._show(words, rows),
            group="candidates",
            failed=lambda told: self._not_found(words, told),
        )

    def _not_found(self, words: str, told: str) -> None:
        self.fail(told)
        self._show(words, ())

    def _show(self, words: str, rows: tuple[Row, ...]) -> None:
        self._shown = words
        self.choices.hint = ("Nothing is called or says that.",)
        self.choices.show_rows(rows)

    def on_input_submitted(self) -> None:
        self.action_link()

    def on_row_list_chosen(self) -> None:
        self.action_link()

    def action_link(self) -> None:
        """Link with the chosen memory, once the list shows what was typed."""
        row = self.choices.selected
        if self._shown != self._words():
            self.set_timer(_PAUSE, self.action_link)
        elif row is not None and self.is_current:
            reason = self.query_one("#link-why", Line).value.strip()
            self.dismiss(Wanted(row.id, self.query_one(KindField).kind, reason))

    def action_choose(self, step: int) -> None:
        self.choices.cursor += step
