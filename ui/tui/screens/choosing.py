"""A dialogue in which one memory is chosen from a list, which may follow what one types."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Click
from textual.timer import Timer
from textual.widgets import Label

from ui.tui.rows import Row
from ui.tui.screens.dialogue import Dialogue
from ui.tui.widgets.fields import Line
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.whole import WholeList

if TYPE_CHECKING:
    from app import Ebb
    from ui.tui.undoing import Step

Rows = Callable[["Ebb", str], tuple[Row, ...]]
"""Gives the rows for what is typed; called in a thread."""

_PAUSE = 0.12
"""Seconds without a key before what was typed is looked for."""


class ChoiceScreen(Dialogue[str | None]):
    """Gives the id of the chosen memory, or None when the person turned back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("x", "refuse", show=False),
        Binding("u", "take_back", show=False),
        Binding("down", "choose(1)", show=False),
        Binding("up", "choose(-1)", show=False),
        Binding("pagedown", "choose(6)", show=False),
        Binding("pageup", "choose(-6)", show=False),
    ]

    def __init__(
        self,
        title: str,
        rows: Rows,
        *,
        verb: str,
        nothing: str,
        placeholder: str = "",
        refuse: "Callable[[Ebb, str], Step] | None" = None,
    ) -> None:
        """With `placeholder` there is a field to type in; `verb` is what enter does, `nothing` is said of no rows.

        `refuse`, where there is one, is what x does with a memory, in a thread; u takes it back.
        """
        super().__init__()
        self._title, self._rows, self._verb, self._nothing = title, rows, verb, nothing
        self._placeholder, self._refuse = placeholder, refuse
        self._pause: Timer | None = None
        self._refused = 0
        """How many of the newest steps were refusals made here."""

    def compose(self) -> ComposeResult:
        """A title, the field where there is one, the list."""
        with Vertical(classes="dialogue dialogue-choice"):
            yield Label(self._title, classes="dialogue-title", markup=False)
            if self._placeholder:
                yield Line(placeholder=self._placeholder, id="wanted")
            yield WholeList(id="choices")
            yield Label(self._keys(), classes="dialogue-keys", markup=False)

    def _keys(self) -> Text:
        """The keys, each of which can be clicked."""
        refusal = [("x never suggests it again", "refuse"), ("u takes it back", "take_back")] if self._refuse else []
        parts = [(f"enter {self._verb}", "take"), *refusal, ("esc goes back", "dismiss(None)")]
        words = [Text(words, Style(meta={"command": command})) for words, command in parts]
        return Text(", ").join(words)

    async def on_click(self, event: Click) -> None:
        command = event.style.meta.get("command")
        if command:
            await self.run_action(command)

    def on_mount(self) -> None:
        (self.query_one("#wanted") if self._placeholder else self.choices).focus()
        if self._refuse:
            self.watch(self.app, "changes", self._look, init=False)  # what was refused may be taken back
        self._look()

    @property
    def choices(self) -> MemoryList:
        """The list."""
        return self.query_one("#choices", MemoryList)

    def on_input_changed(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE, self._look)

    def _look(self) -> None:
        words = self.query_one("#wanted", Line).value.strip() if self._placeholder else ""
        self.behind(lambda ebb: self._rows(ebb, words), self._show, group="choices")

    def _show(self, rows: tuple[Row, ...]) -> None:
        self.choices.hint = (self._nothing,)
        self.choices.show_rows(rows, keep=bool(self._refuse))

    def on_input_submitted(self) -> None:
        self.action_take()

    def on_row_list_chosen(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        row = self.choices.selected
        if row is not None:
            self.dismiss(row.id)

    def action_refuse(self) -> None:
        row, refuse = self.choices.selected, self._refuse
        if row is not None and refuse is not None:
            self.behind(lambda ebb: refuse(ebb, row.id), self._did_refuse, group="keep")

    def _did_refuse(self, step: "Step") -> None:
        self._refused += 1
        self.ebb_app.did(step.did, step.undo)
        self.ebb_app.memories_changed()

    def action_take_back(self) -> None:
        """Take the last refusal back; what was changed before this dialogue stays."""
        if self._refused:
            self._refused -= 1
            self.ebb_app.action_undo_last()

    def action_choose(self, step: int) -> None:
        self.choices.cursor += step
