"""Reading: one memory whole, with where it came from and what it is linked to."""

import os
import shlex
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Container, Vertical
from textual.widgets import Label

from core.errors import MemoryNotFound
from core.memory import Link, Memory
from core.text.sanitise import shown_line
from ui.tui.actions import bindings_of
from ui.tui.keeping import Keeping
from ui.tui.memory_page import body_of, head_of
from ui.tui.rows import Row, row_of_memory
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.page import LIMIT, Page

if TYPE_CHECKING:
    from app import Ebb


@dataclass(frozen=True, slots=True)
class Opened:
    """A memory with its links as rows, out first, and its text made safe."""

    memory: Memory
    body: str
    links: tuple[Row, ...]


class ReadingScreen(Room, Keeping[None]):
    """Shows one memory; escape goes back to where it was opened."""

    CSS_PATH = STYLES / "rooms.tcss"
    PLACES = ("reading",)
    ABOUT = (
        "One memory, letter for letter. Above it: when it happened, how present it still is, its tags and where it "
        "came from. Links lead on: → is a link from here, ← a link to here; choose one and press enter."
    )
    BINDINGS = bindings_of("reading")
    AUTO_FOCUS = "#page"

    def __init__(self, id: str) -> None:
        super().__init__()
        self._memory_id = id
        self._opened: Opened | None = None

    def body(self) -> ComposeResult:
        """The text, and the links beside or below it."""
        with Container(id="reading"):
            yield Page(id="page")
            with Vertical(id="links-pane"):
                yield Label("Links", id="links-title", markup=False)
                yield MemoryList(id="links")

    def on_mount(self) -> None:
        self.query_one("#links", MemoryList).hint = ("No links yet.",)
        self.bind_memory(self._memories_changed)

    def current(self) -> Memory | None:
        """The memory that is read."""
        return self._opened.memory if self._opened else None

    def _memories_changed(self, changes: int) -> None:
        now, id = datetime.now(UTC), self._memory_id
        self.behind(lambda ebb: opened(ebb, id, now), partial(self._show, now), group="read", failed=self._gone)

    def _gone(self, words: str) -> None:
        if self._opened is None:
            self.fail(words)
            self.dismiss(None)

    def _show(self, now: datetime, found: Opened) -> None:
        same = self._opened is not None and self._opened.body == found.body
        self._opened = found
        page = self.query_one(Page)
        at = page.scroll_offset.y if same else 0
        page.show(head_of(found.memory, now), found.body)
        page.scroll_to(0, at, animate=False)
        links = self.query_one("#links", MemoryList)
        links.show_rows(found.links, keep=True)
        self.query_one("#links-title", Label).update(f"Links ({len(found.links)})" if found.links else "Links")
        self.set_class(not found.links, "-unlinked")

    def on_row_list_chosen(self) -> None:
        row = self.query_one("#links", MemoryList).selected
        if row:
            self.ebb_app.read(row.id)

    def action_switch_focus(self) -> None:
        page, links = self.query_one(Page), self.query_one("#links", MemoryList)
        (links if page.has_focus and links.rows else page).focus()

    def action_back(self) -> None:
        self.dismiss(None)

    def left(self) -> None:
        """Its memory was forgotten: go back."""
        if self.is_current:
            self.dismiss(None)

    def action_edit_outside(self) -> None:
        memory = self.current()
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if memory is None:
            return
        if not editor:
            self.fail("Set EDITOR to edit in your own editor; e edits here.")
            return
        try:
            with self.app.suspend():
                text = edited_outside(memory.text, editor)
        except (SuspendNotSupported, OSError, ValueError, subprocess.SubprocessError):
            self.fail("Your editor could not be started; e edits here.")
            return
        self.app.refresh()
        if text != memory.text and text.strip():
            self.behind(lambda ebb: ebb.edit(memory.id, text=text), self._edited, group="keep")

    def _edited(self, memory: Memory) -> None:
        self.ebb_app.memories_changed()
        self.say("Saved.")


def edited_outside(text: str, editor: str) -> str:
    """The text after the person's editor has closed, from a file of its own that only they can read."""
    with TemporaryDirectory(prefix="ebb-") as folder:
        file = Path(folder, "memory.md")
        file.write_text(text, encoding="utf-8", newline="")
        file.chmod(0o600)
        subprocess.run([*shlex.split(editor), str(file)], check=True)
        with file.open(encoding="utf-8", errors="replace", newline="") as written:
            return written.read()


def opened(ebb: "Ebb", id: str, now: datetime) -> Opened:
    """The memory with this id, made ready to read. Raises MemoryNotFound."""
    memory = ebb.get(id)
    links = sorted(memory.links, key=lambda link: (link.direction != "out", -link.weight))
    rows = [row for link in links if (row := _link_row(ebb, link, now)) is not None]
    return Opened(memory, body_of(memory, LIMIT), tuple(rows))


def _link_row(ebb: "Ebb", link: Link, now: datetime) -> Row | None:
    try:
        other = row_of_memory(ebb.get(link.id), now)
    except MemoryNotFound:
        return None
    reason = " · ".join(part for part in (shown_line(link.kind), shown_line(link.why)) if part)
    arrow = "→" if link.direction == "out" else "←"
    return Row(other.id, other.kind, arrow, other.headline, (), reason, (), other.when, "", other.pinned, other.faint)
