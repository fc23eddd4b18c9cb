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
from core.text.sanitise import shown_line
from ui.tui.actions import Action, bindings_of
from ui.tui.keeping import Keeping
from ui.tui.markdown import Target
from ui.tui.memory_page import head_of
from ui.tui.opened import Opened, faded, opened, picture_of
from ui.tui.rows import below_title, full_date, name_of
from ui.tui.screens.leading import LeadingScreen
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.forgetting import CurvePlot
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.offer import Offer
from ui.tui.widgets.reader import Reader
from ui.tui.widgets.trail import Trail
from ui.tui.widgets.whole import WholeList

if TYPE_CHECKING:
    from PIL.Image import Image

    from app.decaying import Done
    from ui.tui.linking import Wanted
    from ui.tui.walking import Change

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
        "does a click. l links it with another memory, x takes the chosen link of the list away. A name that no memory "
        "bears yet can be written from here. A link to the web or to a file is shown whole before it is opened. The "
        "curve shows how the memory faded, was recalled (▲) and will fade; c hides it."
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
        self._in_list = False
        self._unborn = ""
        """The name that is offered to be written."""

    def body(self) -> ComposeResult:
        """The text, and the links beside or below it."""
        with Container(id="reading"):
            yield Reader(id="page")
            with Container(id="aside"):
                yield Container(id="picture-pane")
                with Vertical(id="links-pane"):
                    yield Label("Links", id="links-title", markup=False)
                    yield WholeList(id="links")
                with Vertical(id="curve-pane"):
                    yield Label("How it fades", id="curve-title", markup=False)
                    yield CurvePlot(id="curve")
        yield Offer(id="unborn")

    def on_mount(self) -> None:
        self.query_one("#links", MemoryList).hint = ("No links yet.",)
        self.bind_memory(self._memories_changed)
        self.watch(self.query_one(Reader), "scroll_y", self._name_above, init=True)

    def _name_above(self) -> None:
        """Write what the memory is called into the line above once its heading is scrolled away."""
        self.query_one("#crumbs", Trail).ends = self.query_one(Reader).scroll_y >= 1

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
        title = f"Links ({len(found.links)})" if found.links else "Before and after" if found.beside else "Links"
        self.query_one("#links-title", Label).update(title)
        self.set_class(not links.rows, "-unlinked")
        if self._unborn not in found.missing:
            self.query_one("#unborn", Offer).words = ""
        event, self._event = self._event, None
        self.behind(partial(faded, found.memory.id, event), partial(self._show_curve, now, found), group="curve")
        if before is None or before.memory.id != found.memory.id:
            self._find_picture(found.memory)

    def _show_page(self, now: datetime, found: Opened) -> None:
        same = self._opened is not None and self._opened.body == found.body
        self._opened = found
        page = self.query_one(Reader)
        at = page.scroll_offset.y if same else 0
        if found.document is None or self._letters:
            titled = below_title(found.memory.title, found.body) == found.body
            page.show_letters(head_of(found.memory, now, titled=titled), found.body)
        else:
            page.show_document(head_of(found.memory, now), found.document, found.missing)
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
            self._offer(target.name)
        else:
            self._lead(target)

    def _offer(self, name: str) -> None:
        """Offer to write what bears the name; who follows the same link once more takes the offer."""
        offer = self.query_one("#unborn", Offer)
        if offer.words and self._unborn == name:
            self.on_offer_taken()
        else:
            self._unborn = name
            offer.words = f"enter writes “{shown_line(name, 40)}”: nothing is called that yet."

    def on_offer_taken(self) -> None:
        """Write what the text calls by a name that nothing bears; the link then leads there."""
        from ui.tui.screens.writing import CaptureScreen

        self.query_one("#unborn", Offer).words = ""
        self.app.push_screen(CaptureScreen(self._unborn))

    def action_link(self) -> None:
        from ui.tui.screens.linking import LinkingScreen

        if memory := self.current():
            self.app.push_screen(LinkingScreen(memory), partial(self._link, memory))

    def _link(self, memory: Memory, wanted: "Wanted | None") -> None:
        from ui.tui.linking import linked

        if wanted is not None:
            did = f"Linked {name_of(memory)} with"
            self.behind(lambda ebb: linked(ebb, memory.id, wanted), partial(self._tied, did), group="keep")

    def footer_actions(self, typing: bool) -> list[Action]:
        """What can be done here; taking a link away, and that first, only in the list of links."""
        if self.focused is not None:  # a click on a key takes the focus away before it is acted on
            self._in_list = isinstance(self.focused, MemoryList)
        offered = super().footer_actions(typing)
        unlink = [one for one in offered if one.command == "unlink"]
        return [*(unlink if self._in_list else []), *(one for one in offered if one not in unlink)]

    def action_unlink(self) -> None:
        from ui.tui.walking import parted

        memory, row = self.current(), self.query_one("#links", MemoryList).selected
        if memory is None or row is None or row.id not in {link.id for link in memory.links}:
            self.say("Choose a link in the list of links first.")
            return
        self.behind(
            partial(parted, memory.id, row.id), partial(self._tied, f"Unlinked {name_of(memory)} and"), group="keep"
        )

    def _tied(self, did: str, change: "Change") -> None:
        """Say what was linked or unlinked, and note what stood between the two before."""
        did = f"{did} “{shown_line(change.name, 40)}”"
        self.changed(did, lambda ebb: ebb.graph.put_back(change.before))
        self.say_changed(did)

    def _lead(self, target: Target) -> None:
        self.app.push_screen(LeadingScreen("This link leads out of Ebb", (("To", target.address),), target.address))

    def action_source(self) -> None:
        memory = self.current()
        if memory is None:
            return
        source = memory.source
        facts = [(name, str(source[part])) for name, part in _FACTS if source[part]]
        facts += [
            ("Origin", _TRUST.get(memory.trust, memory.trust)),
            ("Remembered", full_date(memory.created_at)),
            ("Id", memory.id),
        ]
        self.app.push_screen(
            LeadingScreen(f"Where {name_of(memory)} came from", tuple(facts), source.uri or source.file or "")
        )

    def action_switch_focus(self, step: int = 1) -> None:
        """Walk through the links in the text, then to the list of links, then back to the text."""
        page, links = self.query_one(Reader), self.query_one("#links", MemoryList)
        self.query_one("#unborn", Offer).words = ""
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
        self.say_changed("Marked wrong; it fades faster now")

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
        self.say_changed("Saved")


def edited_outside(text: str, editor: str) -> str:
    """The text after the person's editor has closed, from a file of its own that only they can read."""
    with TemporaryDirectory(prefix="ebb-") as folder:
        file = Path(folder, "memory.md")
        file.write_text(text, encoding="utf-8", newline="")
        file.chmod(0o600)
        subprocess.run([*shlex.split(editor), str(file)], check=True)
        with file.open(encoding="utf-8", errors="replace", newline="") as written:
            return written.read()
