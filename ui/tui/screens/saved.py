"""A dialogue with the saved searches: one is chosen, or deleted."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Label

from core.text.sanitise import shown_line
from ui.tui.rows import Row
from ui.tui.screens.dialogue import Dialogue
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.whole import WholeList

if TYPE_CHECKING:
    from app import Ebb


class SavedScreen(Dialogue[str | None]):
    """Gives the name of the chosen search, or None when the person turned back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("x", "remove", show=False),
    ]

    def compose(self) -> ComposeResult:
        """A title, the list, the keys."""
        with Vertical(classes="dialogue dialogue-choice"):
            yield Label("Saved searches", classes="dialogue-title", markup=False)
            yield WholeList(id="saved")
            yield Label("enter searches, x deletes, esc goes back", classes="dialogue-keys", markup=False)

    def on_mount(self) -> None:
        self._list.focus()
        self._look()

    @property
    def _list(self) -> MemoryList:
        return self.query_one("#saved", MemoryList)

    def _look(self) -> None:
        self.behind(_all, self._show, group="saved")

    def _show(self, saved: dict[str, str]) -> None:
        self._list.hint = ("No search is saved yet.", "^s in the search field saves one under a name.")
        rows = [Row(name, "saved", "@", shown_line(name), below=shown_line(line)) for name, line in saved.items()]
        self._list.show_rows(rows, keep=True)

    def on_row_list_chosen(self) -> None:
        if row := self._list.selected:
            self.dismiss(row.id)

    def action_remove(self) -> None:
        if row := self._list.selected:
            self.behind(partial(_remove, row.id), partial(self._removed, row.id), group="remove")

    def _removed(self, name: str, line: str | None) -> None:
        if line is not None:
            self.ebb_app.did(f"Deleted @{name}", partial(_restore, name, line))
            self.ebb_app.memories_changed()
        self._look()


def _all(ebb: "Ebb") -> dict[str, str]:
    from app.saved import Saved

    return Saved(ebb.home).all()


def _remove(name: str, ebb: "Ebb") -> str | None:
    from app.saved import Saved

    return Saved(ebb.home).remove(name)


def _restore(name: str, line: str, ebb: "Ebb") -> None:
    from app.saved import Saved

    Saved(ebb.home).save(name, line)
