"""Reading: one memory whole, with where it came from and what it is linked to."""

import os
import shlex
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Container, Vertical
from textual.widgets import Label

from core.decay.grades import Event
from core.decay.history import ForgettingCurve
from core.errors import MemoryNotFound
from core.memory import Link, Memory
from core.text.sanitise import shown_line
from ui.tui.actions import bindings_of
from ui.tui.keeping import Keeping
from ui.tui.memory_page import body_of, head_of
from ui.tui.rows import Row, name_of, row_of_memory
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.forgetting import CurvePlot
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.page import LIMIT, Page

if TYPE_CHECKING:
    from app import Ebb
    from app.decaying import Done


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
        "came from. Links lead on: → is a link from here, ← a link to here; choose one and press enter. The curve "
        "shows how it faded, was recalled (▲) and will fade; c hides it."
    )
    BINDINGS = bindings_of("reading")
    AUTO_FOCUS = "#page"

    def __init__(self, id: str, event: Event = Event.OPENED) -> None:
        """`event` is what opening the memory counts as."""
        super().__init__()
        self._memory_id = id
        self._event: Event | None = event
        self._wrong: Done | None = None
        self._opened: Opened | None = None

    def body(self) -> ComposeResult:
        """The text, and the links beside or below it."""
        with Container(id="reading"):
            yield Page(id="page")
            with Container(id="aside"):
                with Vertical(id="links-pane"):
                    yield Label("Links", id="links-title", markup=False)
                    yield MemoryList(id="links")
                with Vertical(id="curve-pane"):
                    yield Label("How it fades", id="curve-title", markup=False)
                    yield CurvePlot(id="curve")

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
        self._show_page(now, found)
        links = self.query_one("#links", MemoryList)
        links.show_rows(found.links, keep=True)
        self.query_one("#links-title", Label).update(f"Links ({len(found.links)})" if found.links else "Links")
        self.set_class(not found.links, "-unlinked")
        event, self._event = self._event, None
        self.behind(partial(faded, found.memory.id, event), partial(self._show_curve, now, found), group="curve")

    def _show_page(self, now: datetime, found: Opened) -> None:
        same = self._opened is not None and self._opened.body == found.body
        self._opened = found
        page = self.query_one(Page)
        at = page.scroll_offset.y if same else 0
        page.show(head_of(found.memory, now), found.body)
        page.scroll_to(0, at, animate=False)

    def _show_curve(self, now: datetime, found: Opened, fresh: tuple[Memory, ForgettingCurve]) -> None:
        """Draw the curve; where opening the memory has recalled it, say so above the text too."""
        memory, curve = fresh
        self.query_one(CurvePlot).curve = curve
        if self._opened is found and memory.retention != found.memory.retention:
            self._show_page(now, replace(found, memory=memory))

    def on_row_list_chosen(self) -> None:
        row = self.query_one("#links", MemoryList).selected
        if row:
            self.ebb_app.read(row.id)

    def action_switch_focus(self) -> None:
        page, links = self.query_one(Page), self.query_one("#links", MemoryList)
        (links if page.has_focus and links.rows else page).focus()

    def action_curve(self) -> None:
        self.toggle_class("-curveless")

    def action_wrong(self) -> None:
        if memory := self.current():
            self.behind(lambda ebb: ebb.decay.wrong(memory.id), self._marked_wrong, group="keep")

    def _marked_wrong(self, done: "Done") -> None:
        self._wrong = done
        self.ebb_app.memories_changed()
        self.say("Marked wrong; it fades faster now. Press u to take it back.")

    def action_undo(self) -> None:
        """Take back that it was marked wrong, or else bring back what was forgotten just now."""
        done, self._wrong = self._wrong, None
        if done is None:
            self.ebb_app.action_undo_last()
        else:
            self.behind(lambda ebb: ebb.decay.undo(done), self._unmarked, group="keep")

    def _unmarked(self, memory: Memory) -> None:
        self.ebb_app.memories_changed()
        self.say("It is as it was.")

    def action_graph(self) -> None:
        from ui.tui.screens.graph import GraphScreen

        self.app.push_screen(GraphScreen(self._memory_id))

    def action_screens(self) -> None:
        from ui.tui.screens.screens import ScreensScreen

        memory = self.current()
        if memory is not None and memory.kind == "screen":
            self.app.push_screen(ScreensScreen(memory.id))
        else:
            self.say("Only what was seen on the screen has pictures.")

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
            self.behind(lambda ebb: ebb.edit(memory.id, text=text), partial(self._edited, memory), group="keep")

    def _edited(self, before: Memory, memory: Memory) -> None:
        self.changed(f"Edited {name_of(memory)}", lambda ebb: ebb.edit(before.id, text=before.text))
        self.say("Saved. Press u to take it back.")


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


def faded(id: str, event: Event | None, ebb: "Ebb") -> tuple[Memory, ForgettingCurve]:
    """The memory and its curve after it was recalled by `event`, where there is one and it can be recorded."""
    if event is not None:
        ebb.decay.note([id], event)
    return ebb.get(id), ebb.decay.curve(id)


def _link_row(ebb: "Ebb", link: Link, now: datetime) -> Row | None:
    try:
        other = row_of_memory(ebb.get(link.id), now)
    except MemoryNotFound:
        return None
    reason = " · ".join(part for part in (shown_line(link.kind), shown_line(link.why)) if part)
    arrow = "→" if link.direction == "out" else "←"
    return Row(other.id, other.kind, arrow, other.headline, (), reason, (), other.when, "", other.pinned, other.faint)
