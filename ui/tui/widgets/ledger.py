"""Names with their values, a line each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from ui.tui.widgets.drawing import fitted, spread, width_of
from ui.tui.widgets.rowlist import RowList


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, every string already safe: a name, its value, a note at the right end, and what it means.

    `kind` says what choosing it does; `ink` is "", "set", "on", "alarm" or "faint".
    """

    key: str
    kind: str
    name: str
    value: str = ""
    note: str = ""
    about: str = ""
    ink: str = ""


class Ledger(RowList):
    """Entries under each other, their values in one column."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"ledger--on", "ledger--alarm"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: tuple[Entry, ...] = ()

    @property
    def row_count(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    @property
    def selected(self) -> Entry | None:
        """The entry under the cursor, if there is any."""
        return self.entries[self.cursor] if self.entries else None

    def show_entries(self, entries: Sequence[Entry], *, keep: bool = False) -> None:
        """List these; with `keep` the cursor stays on the entry it is on, if that is still there."""
        current = self.selected.key if keep and self.selected else None
        place = self.cursor if keep else 0
        self.entries = tuple(entries)
        self.rows_changed(next((at for at, entry in enumerate(self.entries) if entry.key == current), place))

    def row_line(self, index: int, line: int, width: int, chosen: bool) -> Strip:
        """The name, the value in its column, the note at the end."""
        entry, ground = self.entries[index], self.row_style(chosen)
        bar = ("▌" if chosen else " ", self.part("bar") if chosen else Style())
        column = self._column(width)
        name = fitted([(entry.name, self.part("faint") if entry.ink == "faint" else Style())], column or width)
        gap = (" " * max(column - width_of(name), 0) + "  ", Style())
        value = [gap, (entry.value, self._ink(entry))] if entry.value else []
        note = [(entry.note, self.part("quiet")), (" ", Style())] if entry.note else []
        left = [bar, *name, *value]
        fits = width_of(left) + width_of(note) + 1 < width  # what a thing is comes before where it is from
        return spread(left, note if fits else [], width, ground)

    def _column(self, width: int) -> int:
        """How wide the names are: whole where the values beside them are short, else two fifths at most."""
        valued = [one for one in self.entries if one.value]
        names = max((cell_len(one.name) for one in valued), default=0)
        values = max((cell_len(one.value) for one in valued), default=0)
        return min(names, max(width * 2 // 5, width - values - 4))

    def _ink(self, entry: Entry) -> Style:
        if entry.ink in {"on", "alarm"}:
            return self.get_component_rich_style(f"ledger--{entry.ink}", partial=True)
        return {"set": self.part("match"), "faint": self.part("faint")}.get(entry.ink, Style())
