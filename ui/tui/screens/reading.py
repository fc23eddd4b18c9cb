"""Reading: one memory whole, with where it came from, what it is linked to, and what lies beside it."""

import os
import shlex
import subprocess
from dataclasses import replace
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
from core.memory import Kind, Memory
from ui.tui.actions import bindings_of
from ui.tui.keeping import Keeping
from ui.tui.markdown import Target
from ui.tui.memory_page import head_of
from ui.tui.opened import Opened, faded, opened, picture_of
from ui.tui.rows import full_date, name_of
from ui.tui.screens.leading import LeadingScreen
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.forgetting import CurvePlot
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.reader import Reader

if TYPE_CHECKING:
    from PIL.Image import Image

    from app.decaying import Done

_FACTS = (("From", "app"), ("Titled", "title"), ("By", "author"), ("File", "file"), ("Address", "uri"))
"""What is said of a memory's source, with the names of its parts."""

_TRUST = {
    "self": "written by you",
    "chat": "said in a conversation",
    "screen": "read off the screen",
    "import": "brought in",
    "agent": "another program's agent",
}
"""Whose words a memory holds."""


class ReadingScreen(Room, Keeping[None]):
    """Shows one memory; escape goes back to where it was opened."""

    CSS_PATH = STYLES / "rooms.tcss"
    PLACES = ("reading",)
    ABOUT = (
        "One memory, read as Markdown; m shows it letter for letter. Above it: when it happened, how present it still "
        "is, its tags and where it came from. tab walks through the links in the text and then to the list beside it: "
        "→ is a link from here, ← a link to here, ↑ and ↓ are what lies before and after it; enter follows, and so "
        "does a click. A link to the web or to a file is shown whole before it is opened. The curve shows how the "
        "memory faded, was recalled (▲) and will fade; c hides it."
    )
    BINDINGS = bindings_of("reading")
    AUTO_FOCUS = "#page"

    def __init__(self, id: str, event: Event = Event.OPENED) -> None:
        """`event` is what opening the memory counts as."""
        super().__init__()
        self._memory_id = id
        self._event: Event | None = event
        self._opened: Opened | None = None
        self._letters = False

    def body(self) -> ComposeResult:
        """The text, and the links beside or below it."""
        with Container(id="reading"):
            yield Reader(id="page")
            with Container(id="aside"):
                yield Container(id="picture-pane")
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
        now, id, before = datetime.now(UTC), self._memory_id, self._opened
        self.behind(lambda ebb: opened(ebb, id, now, before), partial(self._show, now), group="read", failed=self._gone)

    def _gone(self, words: str) -> None:
        if self._opened is None:
            self.fail(words)
            self.dismiss(None)

    def _show(self, now: datetime, found: Opened) -> None:
        before = self._opened
        self._show_page(now, found)
        links = self.query_one("#links", MemoryList)
        links.show_rows((*found.links, *found.beside), keep=before is not None and before.memory.id == found.memory.id)
        self.query_one("#links-title", Label).update(f"Links ({len(found.links)})" if found.links else "Links")
        self.set_class(not links.rows, "-unlinked")
        event, self._event = self._event, None
        self.behind(partial(faded, found.memory.id, event), partial(self._show_curve, now, found), group="curve")
        if before is None or before.memory.id != found.memory.id:
            self._find_picture(found.memory)

    def _show_page(self, now: datetime, found: Opened) -> None:
        same = self._opened is not None and self._opened.body == found.body
        self._opened = found
        page, head = self.query_one(Reader), head_of(found.memory, now)
        at = page.scroll_offset.y if same else 0
        if found.document is None or self._letters:
            page.show_letters(head, found.body)
        else:
            page.show_document(head, found.document, found.missing)
        page.scroll_to(0, at, animate=False)

    def _show_curve(self, now: datetime, found: Opened, fresh: tuple[Memory, ForgettingCurve]) -> None:
        """Draw the curve; where opening the memory has recalled it, say so above the text too."""
        memory, curve = fresh
        self.query_one(CurvePlot).curve = curve
        if self._opened is not None and self._opened.memory is found.memory and memory != found.memory:
            self._show_page(now, replace(found, memory=memory))

    def _find_picture(self, memory: Memory) -> None:
        if self.has_class("-pictured"):
            self.remove_class("-pictured", "-curveless")
        if memory.kind == Kind.SCREEN:
            room = (self.app.size.width, self.app.size.height * 2)
            self.behind(lambda ebb: picture_of(ebb, memory.id, room), self._show_picture, group="picture")

    def _show_picture(self, image: "Image | None") -> None:
        """Show what was on the screen in the place of the curve, which c brings back."""
        from ui.tui.widgets.picture import Picture

        if image is None:
            return
        pane = self.query_one("#picture-pane")
        picture = next(iter(pane.query(Picture)), None)
        if picture is None:
            picture = Picture()
            pane.mount(picture)
        self.add_class("-pictured", "-curveless")
        picture.show(image)

    # Links

    def on_row_list_chosen(self) -> None:
        row = self.query_one("#links", MemoryList).selected
        if row:
            self.ebb_app.read(row.id)

    def on_reader_followed(self, message: Reader.Followed) -> None:
        """Go to the memory that a link in the text names, or show where else it leads."""
        target = message.target
        id = self._opened.names.get(target.name.casefold()) if self._opened and target.name else None
        if id:
            self.ebb_app.read(id)
        elif target.name:
            self.say(f"Nothing is called “{target.name}” yet. A memory with that title will be linked by itself.")
        else:
            self._lead(target)

    def _lead(self, target: Target) -> None:
        self.app.push_screen(LeadingScreen("This link leads out of Ebb", (("To", target.address),), target.address))

    def action_source(self) -> None:
        memory = self.current()
        if memory is None:
            return
        source = memory.source
        facts = [(name, str(source[part])) for name, part in _FACTS if source[part]]
        facts += [
            ("Trust", _TRUST.get(memory.trust, memory.trust)),
            ("Remembered", full_date(memory.created_at)),
            ("Id", memory.id),
        ]
        self.app.push_screen(
            LeadingScreen(f"Where {name_of(memory)} came from", tuple(facts), source.uri or source.file or "")
        )

    def action_switch_focus(self, step: int = 1) -> None:
        """Walk through the links in the text, then to the list of links, then back to the text."""
        page, links = self.query_one(Reader), self.query_one("#links", MemoryList)
        if page.has_focus:
            if not page.walk(step) and links.rows:
                links.focus()
        else:
            page.focus()
            if step < 0:
                page.walk(step)

    def action_beside(self, step: int) -> None:
        """Go to the memory before or after this one, in its conversation or else in time."""
        found = self._opened
        id = "" if found is None else found.later if step > 0 else found.earlier
        if id:
            self._memory_id, self._event = id, Event.OPENED
            self._memories_changed(0)
        else:
            self.say("There is nothing after it." if step > 0 else "There is nothing before it.")

    def action_letters(self) -> None:
        self._letters = not self._letters
        if self._opened is not None:
            self._show_page(datetime.now(UTC), self._opened)

    def action_history(self) -> None:
        from ui.tui.screens.history import HistoryScreen

        if memory := self.current():
            self.app.push_screen(HistoryScreen(memory.id))

    def action_curve(self) -> None:
        self.toggle_class("-curveless")

    def action_wrong(self) -> None:
        if memory := self.current():
            self.behind(lambda ebb: ebb.decay.wrong(memory.id), partial(self._marked_wrong, memory), group="keep")

    def _marked_wrong(self, memory: Memory, done: "Done") -> None:
        self.changed(f"Marked {name_of(memory)} wrong", lambda ebb: ebb.decay.undo(done))
        self.say("Marked wrong; it fades faster now. Press u to take it back.")

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
