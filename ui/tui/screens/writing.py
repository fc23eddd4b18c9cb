"""The dialogues one writes in: something new, and a memory that is there."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Label

from core.memory import Memory
from core.text.sanitise import shown, shown_line
from ui.tui.rows import name_of
from ui.tui.screens.dialogue import Dialogue
from ui.tui.tagging import inline_tags
from ui.tui.widgets.fields import Line
from ui.tui.widgets.sheet import Sheet, Titles


class Writing(Dialogue[None]):
    """A dialogue with a sheet, in which `[[` offers the titles of memories to link to."""

    def on_sheet_calling(self, message: Sheet.Calling) -> None:
        """Look for the titles that hold what was typed after `[[`."""
        words = message.words
        if words is not None:
            offer = self.query_one(Sheet).offer
            self.behind(
                lambda ebb: [shown_line(title) for title in ebb.network.titles(words)],
                lambda titles: offer(words, titles),
                group="titles",
                failed=lambda _: None,
            )


class CaptureScreen(Writing):
    """Writes down something new; the text stays in the field until it is safely on disk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("ctrl+s,ctrl+enter", "save", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """The sheet and how to save it."""
        with Vertical(classes="dialogue dialogue-sheet"):
            yield Label("Remember", classes="dialogue-title", markup=False)
            words = "What do you want to remember? #tags and [[links]] work here."
            sheet = Sheet(self.ebb_app.draft, placeholder=words, tab_behavior="focus")
            yield sheet
            yield Titles(sheet)
            yield Label(
                "^s to remember, esc to close (your words are kept)", id="foot", classes="dialogue-keys", markup=False
            )

    def on_mount(self) -> None:
        sheet = self.query_one(Sheet)
        sheet.move_cursor(sheet.document.end)

    @property
    def unsaved(self) -> bool:
        """Whether there are words that leaving now would lose."""
        return bool(self.query_one(Sheet).text.strip())

    def action_leave(self) -> None:
        self.ebb_app.draft = self.query_one(Sheet).text
        self.dismiss(None)

    def action_save(self) -> None:
        self.after_typing(self._save)

    def _save(self) -> None:
        text = self.query_one(Sheet).text
        if not text.strip():
            self.query_one("#foot", Label).update("There is nothing to remember yet.")
            return
        self.behind(
            lambda ebb: ebb.add(text, tags=tuple(inline_tags(text))),
            lambda id: self._saved(id, text),
            group="save",
            failed=self._lost,
        )

    def _saved(self, id: str, text: str) -> None:
        self.ebb_app.draft = self.query_one(Sheet).text.removeprefix(text)  # what was typed while it was being saved
        self.ebb_app.did("Remembered something new", lambda ebb: ebb.forget([id]))
        self.ebb_app.memories_changed()
        self.say(f"Remembered as {id}. Press u to take it back.")
        self.dismiss(None)

    def _lost(self, words: str) -> None:
        self.query_one("#foot", Label).update(words)


class EditScreen(Writing):
    """Changes a memory's title and text; the change becomes a revision that can be undone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("ctrl+s,ctrl+enter", "save", show=False, priority=True),
    ]

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self._memory = memory
        self._text, self._title = shown(memory.text), shown_line(memory.title)
        self._warned = False

    def compose(self) -> ComposeResult:
        """Title, text and how to save."""
        hidden = self._text != memory_text(self._memory)
        with Vertical(classes="dialogue dialogue-sheet"):
            yield Label(f"Edit {name_of(self._memory)}", classes="dialogue-title", markup=False)
            yield Line(self._title, placeholder="Title", id="title", select_on_focus=False)
            sheet = Sheet(self._text, tab_behavior="focus")
            yield sheet
            yield Titles(sheet)
            if hidden:
                yield Label(
                    "Invisible characters are not shown; saving a change takes them out.", classes="dialogue-about"
                )
            yield Label("^s to save, esc to go back", id="foot", classes="dialogue-keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(Sheet).focus()

    @property
    def unsaved(self) -> bool:
        """Whether there are changes that leaving now would lose."""
        return self.query_one(Sheet).text != self._text or self.query_one("#title", Line).value != self._title

    def action_leave(self) -> None:
        if not self.unsaved or self._warned:
            self.dismiss(None)
            return
        self._warned = True
        self.query_one("#foot", Label).update("There are changes: ^s saves them, esc again drops them.")

    def action_save(self) -> None:
        self.after_typing(self._save)

    def _save(self) -> None:
        if not self.unsaved:
            self.dismiss(None)
            return
        text, title = self.query_one(Sheet).text, self.query_one("#title", Line).value
        self.behind(
            lambda ebb: ebb.edit(self._memory.id, **self._parts(text, title)),
            self._saved,
            group="save",
            failed=self._lost,
        )

    def _parts(self, text: str, title: str) -> dict[str, str]:
        """Only what was changed, so that what was not keeps every character."""
        parts = {"text": (text, self._text), "title": (title, self._title)}
        return {name: new for name, (new, old) in parts.items() if new != old}

    def _saved(self, memory: Memory) -> None:
        before = self._memory
        did = f"Edited {name_of(memory)}"
        self.ebb_app.did(did, lambda ebb: ebb.edit(before.id, text=before.text, title=before.title))
        self.ebb_app.memories_changed()
        self.say(f"Saved {name_of(memory)}. Press u to take it back.")
        self.dismiss(None)

    def _lost(self, words: str) -> None:
        self.query_one("#foot", Label).update(words)


def memory_text(memory: Memory) -> str:
    """The memory's text with the line breaks and tabs that an editor would show the same way."""
    return memory.text.replace("\r\n", "\n").expandtabs(4)
