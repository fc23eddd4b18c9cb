"""The dialogues one writes in: something new, and a memory that is there."""

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Label

from core.memory import Memory
from core.text.sanitise import shown, shown_line
from ui.tui.rows import name_of
from ui.tui.screens.dialogue import Dialogue
from ui.tui.tagging import inline_tags
from ui.tui.titling import Titling
from ui.tui.widgets.fields import Line
from ui.tui.widgets.sheet import Sheet
from ui.tui.widgets.titles import Titles

if TYPE_CHECKING:
    from pathlib import Path

_SHORT: Final = 400
"""Characters of the longest text that one begins to edit at its end: all of it is seen there."""


class CaptureScreen(Dialogue[None], Titling[None]):
    """Writes down something new; the text stays in the field until it is safely on disk.

    With a title it writes what that title calls, and leaves the words that were kept before where they are.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("ctrl+s,ctrl+enter", "save", show=False, priority=True),
    ]

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._titled = shown_line(title)

    def compose(self) -> ComposeResult:
        """The sheet, below its title where it has one, and how to save it."""
        with Vertical(classes="dialogue dialogue-sheet"):
            yield Label("Remember", classes="dialogue-title", markup=False)
            if self._titled:
                yield Line(self._titled, placeholder="Title", id="title", select_on_focus=False)
            words = "What do you want to remember? #tags and [[links]] work here."
            sheet = Sheet("" if self._titled else self.ebb_app.draft, placeholder=words, tab_behavior="focus")
            yield sheet
            yield Titles(sheet)
            yield Label(
                "^s remembers it, esc closes (your words are kept)", id="foot", classes="dialogue-keys", markup=False
            )

    def on_mount(self) -> None:
        sheet = self.query_one(Sheet)
        sheet.focus()
        sheet.move_cursor(sheet.document.end)

    @property
    def unsaved(self) -> bool:
        """Whether there are words that leaving now would lose."""
        return bool(self.query_one(Sheet).text.strip())

    @property
    def title_of_note(self) -> str | None:
        """The title that stands in the field; None where there is no field or nothing in it."""
        return next((field.value.strip() for field in self.query("#title").results(Line)), "") or None

    def action_leave(self) -> None:
        self._keep(self.query_one(Sheet).text)
        self.dismiss(None)

    def _keep(self, words: str) -> None:
        """Keep words that are not saved for the next sheet; those with a title after what is kept already."""
        if not self._titled:
            self.ebb_app.draft = words
            if not words.strip():
                self.ebb_app.draft_files.clear()  # what was put back and deleted again is still offered
        elif words.strip():
            named = f"# {self.title_of_note or self._titled}\n{words}"
            self.ebb_app.draft = "\n\n".join(part for part in (self.ebb_app.draft.strip(), named) if part)

    def action_save(self) -> None:
        self.after_typing(self._save)

    def _save(self) -> None:
        text = self.query_one(Sheet).text
        if not text.strip():
            self.query_one("#foot", Label).update("There is nothing to remember yet.")
            return
        title = self.title_of_note
        self.behind(
            lambda ebb: ebb.add(text, title=title, tags=tuple(inline_tags(text))),
            lambda id: self._saved(id, text),
            group="save",
            failed=self._lost,
        )

    def _saved(self, id: str, text: str) -> None:
        if not self._titled:
            self._let_go(tuple(self.ebb_app.draft_files))
        self._keep(self.query_one(Sheet).text.removeprefix(text))  # what was typed while it was being saved
        self.ebb_app.did("Remembered something new", lambda ebb: ebb.forget([id]))
        self.ebb_app.memories_changed()
        self.say_changed("Remembered")
        self.dismiss(None)

    def _let_go(self, files: "tuple[Path, ...]") -> None:
        """Delete what a crash left: it is saved now."""
        if files:
            from ui.tui.rescue import throw_away

            self.ebb_app.draft_files.clear()
            with suppress(OSError):  # what could not be deleted is offered again
                throw_away(files)

    def _lost(self, words: str) -> None:
        self.query_one("#foot", Label).update(words)


class EditScreen(Dialogue[None], Titling[None]):
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
            yield Label("^s saves it, esc goes back", id="foot", classes="dialogue-keys", markup=False)

    def on_mount(self) -> None:
        sheet = self.query_one(Sheet)
        sheet.focus()
        if len(self._text) <= _SHORT:
            sheet.move_cursor(sheet.document.end)

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
        self.say_changed(f"Saved {name_of(memory)}")
        self.dismiss(None)

    def _lost(self, words: str) -> None:
        self.query_one("#foot", Label).update(words)


def memory_text(memory: Memory) -> str:
    """The memory's text with the line breaks and tabs that an editor would show the same way."""
    return memory.text.replace("\r\n", "\n").expandtabs(4)
