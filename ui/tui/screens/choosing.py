"""A dialogue in which one memory is chosen from a list, which may follow what one types."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Label

from ui.tui.rows import Row
from ui.tui.screens.dialogue import Dialogue
from ui.tui.widgets.fields import Line
from ui.tui.widgets.memorylist import MemoryList

if TYPE_CHECKING:
    from app import Ebb

Rows = Callable[["Ebb", str], tuple[Row, ...]]
"""Gives the rows for what is typed; called in a thread."""

_PAUSE = 0.12
"""Seconds without a key before what was typed is looked for."""


class ChoiceScreen(Dialogue[str | None]):
    """Gives the id of the chosen memory, or None when the person turned back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("x", "refuse", show=False),
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
        refuse: "Callable[[Ebb, str], object] | None" = None,
    ) -> None:
        """With `placeholder` there is a field to type in; `verb` is what enter does, `nothing` is said of no rows.

        `refuse`, where there is one, is what x does with a memory, in a thread.
        """
        super().__init__()
        self._title, self._rows, self._verb, self._nothing = title, rows, verb, nothing
        self._placeholder, self._refuse = placeholder, refuse
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """A title, the field where there is one, the list."""
        with Vertical(classes="dialogue dialogue-choice"):
            yield Label(self._title, classes="dialogue-title", markup=False)
            if self._placeholder:
                yield Line(placeholder=self._placeholder, id="wanted")
            yield MemoryList(id="choices")
            refusal = "x never suggests it again, " if self._refuse else ""
            yield Label(f"enter {self._verb}, {refusal}esc goes back", classes="dialogue-keys", markup=False)

    def on_mount(self) -> None:
        (self.query_one("#wanted") if self._placeholder else self.choices).focus()
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
        self.on_row_list_chosen()

    def on_row_list_chosen(self) -> None:
        row = self.choices.selected
        if row is not None:
            self.dismiss(row.id)

    def action_refuse(self) -> None:
        row, refuse = self.choices.selected, self._refuse
        if row is not None and refuse is not None:
            self.behind(lambda ebb: refuse(ebb, row.id), lambda _: self._look(), group="refuse")

    def action_choose(self, step: int) -> None:
        self.choices.cursor += step
