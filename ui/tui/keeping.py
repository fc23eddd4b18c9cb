"""What one can do with a memory wherever it is shown: open, pin, edit, tag, forget and bring back."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from core.text.sanitise import shown_line
from ui.tui.background import Background, ScreenResult
from ui.tui.rows import name_of
from ui.tui.tagging import tags_in

if TYPE_CHECKING:
    from app import Ebb
    from core.memory import Memory


class Keeping(Background[ScreenResult]):
    """A screen with one memory to act on; `current` says which."""

    def current(self) -> "Memory | None":
        """The memory that the keys act on."""
        return None

    def action_open(self) -> None:
        if memory := self.current():
            self.ebb_app.read(memory.id)

    def action_pin(self) -> None:
        memory = self.current()
        if memory is None:
            return
        pinned = not memory.pinned
        self.behind(lambda ebb: ebb.pin(memory.id, pinned), self._pinned, group="keep")

    def _pinned(self, memory: "Memory") -> None:
        did = f"{'Pinned' if memory.pinned else 'Unpinned'} {name_of(memory)}"
        self.changed(did, lambda ebb: ebb.pin(memory.id, not memory.pinned))
        self.say_changed(did)

    def action_edit(self) -> None:
        from ui.tui.screens.writing import EditScreen

        if memory := self.current():
            self.app.push_screen(EditScreen(memory))

    def action_tag(self) -> None:
        from ui.tui.screens.prompt import Prompt

        memory = self.current()
        if memory is None:
            return
        ask = Prompt("Tags", name_of(memory), "tags, with spaces between them", " ".join(memory.tags), "saves them")
        self.app.push_screen(ask, lambda words: self._tag(memory, words))

    def _tag(self, memory: "Memory", words: str | None) -> None:
        if words is not None:
            tags = tags_in(words)
            self.behind(lambda ebb: ebb.edit(memory.id, tags=tags), partial(self._tagged, memory), group="keep")

    def _tagged(self, before: "Memory", memory: "Memory") -> None:
        self.changed(f"Tags of {name_of(memory)}", lambda ebb: ebb.edit(memory.id, tags=before.tags))
        tags = " ".join(f"#{shown_line(tag)}" for tag in memory.tags)
        self.say_changed(f"Tagged {tags}" if tags else "No tags now")

    def action_forget(self) -> None:
        from ui.tui.screens.confirm import Confirm

        memory = self.current()
        if memory is None:
            return
        if memory.kind == "screen":
            sure = Confirm(f"Erase {name_of(memory)}?", "Its text and pictures go; nothing brings them back.", "Erase")
        else:
            told = "It leaves every list and answer. You can bring it back."
            sure = Confirm(f"Forget {name_of(memory)}?", told, "Forget")
        self.app.push_screen(sure, lambda yes: self._forget(memory) if yes else None)

    def _forget(self, memory: "Memory") -> None:
        forever = memory.kind == "screen"
        self.behind(
            lambda ebb: ebb.forget([memory.id], forever=forever), lambda ids: self._forgotten(memory, ids), group="keep"
        )

    def _forgotten(self, memory: "Memory", ids: list[str]) -> None:
        if memory.kind == "screen":
            self.ebb_app.memories_changed()
            self.say(f"Erased {name_of(memory)}.")
        else:
            did = f"Forgot {name_of(memory)}"
            self.changed(did, lambda ebb: ebb.restore(ids))
            self.say_changed(did)
        self.left()

    def changed(self, did: str, undo: "Callable[[Ebb], object]") -> None:
        """Tell every room of a change, and note how `u` takes it back."""
        self.ebb_app.did(did, undo)
        self.ebb_app.memories_changed()

    def left(self) -> None:
        """What a screen does when its memory was forgotten; a list simply shows what is left."""
