"""What one can do with several marked memories at once: pin, tag, forget, export; each is one step for `u`."""

from collections.abc import Callable, Sequence, Sized
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.text.sanitise import shown_line
from ui.tui.background import ScreenResult
from ui.tui.keeping import Keeping

if TYPE_CHECKING:
    from app import Ebb
    from core.memory import Memory
    from ui.tui.jobs import Job

_NOTICED: Final = 200
"""Memories from which on a change takes long enough to be told of at once."""
_NUMBERS: Final = count()


class Many(Keeping[ScreenResult]):
    """A screen whose keys act on the marked memories, or on the current one where none is marked."""

    def marked(self) -> "Sequence[Memory]":
        """The memories that are marked."""
        return ()

    def unmark(self) -> None:
        """Mark none."""

    def action_pin(self) -> None:
        chosen = self.marked()
        if not chosen:
            super().action_pin()
            return
        self._begin(len(chosen))
        pinned = not all(memory.pinned for memory in chosen)
        ids = [memory.id for memory in chosen]
        self.behind(partial(_pin, ids, pinned), partial(self._pinned_all, pinned), group=_alone())

    def _pinned_all(self, pinned: bool, ids: list[str]) -> None:
        self._done(f"{'Pinned' if pinned else 'Unpinned'} {counted(len(ids))}", ids, partial(_pin, ids, not pinned))

    def action_tag(self) -> None:
        from ui.tui.screens.prompt import Prompt

        chosen = self.marked()
        if not chosen:
            super().action_tag()
            return
        about = f"For {counted(len(chosen))}. A tag behind a minus is taken away."
        ask = Prompt("Tags", about, "boat larvik -errand", verb="saves them")
        self.app.push_screen(ask, lambda words: self._tag_all(chosen, words or ""))

    def _tag_all(self, chosen: "Sequence[Memory]", words: str) -> None:
        from ui.tui.tagging import tags_in

        tags = tags_in(words)
        add = [tag for tag in tags if not tag.startswith("-")]
        take = [tag.strip("-#") for tag in tags if tag.startswith("-")]
        if tags:
            self._begin(len(chosen))
            self.behind(partial(_retag, chosen, add, take), self._tagged_all, group=_alone())

    def _tagged_all(self, before: dict[str, list[str]]) -> None:
        self._done(f"Changed the tags of {counted(len(before))}", before, partial(_set_tags, before))

    def action_forget(self) -> None:
        from ui.tui.screens.confirm import Confirm

        chosen = self.marked()
        if not chosen:
            super().action_forget()
            return
        seen = sum(memory.kind == "screen" for memory in chosen)
        told = "They leave every list and answer. You can bring them back."
        if seen:
            told = f"{seen:,} seen on the screen will be erased with their pictures; nothing brings those back."
        sure = Confirm(f"Forget {counted(len(chosen))}?", told, "Forget")
        ids = [memory.id for memory in chosen]
        self.app.push_screen(sure, lambda yes: self._forget_all(ids) if yes else None)

    def _forget_all(self, ids: Sequence[str]) -> None:
        self._begin(len(ids))
        self.behind(partial(_forget, ids), partial(self._forgot_all, len(ids)), group=_alone())

    def _forgot_all(self, number: int, ids: list[str]) -> None:
        self.unmark()
        did = f"Forgot {counted(number)}"
        if ids:
            self._done(did, ids, lambda ebb: ebb.restore(ids))
        else:
            self.ebb_app.memories_changed()
            self.say(f"{did}.")

    def action_export_chosen(self) -> None:
        from ui.tui.screens.pathing import PathPrompt

        current = self.current()
        chosen = self.marked() or ((current,) if current else ())
        if chosen:
            about = f"{counted(len(chosen)).capitalize()} as Markdown notes, into a folder that is empty or a vault."
            ids = tuple(memory.id for memory in chosen)
            self.app.push_screen(
                PathPrompt("Export", about, "~/ebb-found", verb="writes it"), partial(self._export, ids)
            )

    def _export(self, ids: tuple[str, ...], words: str | None) -> None:
        if words and words.strip():
            path = Path(words.strip()).expanduser()
            self.ebb_app.start_job(f"Export {shown_line(path.name or str(path), 40)}", partial(_exported, ids, path))

    def _begin(self, many: int) -> None:
        """Say that work began which may be noticed."""
        if many > _NOTICED:
            self.say(f"Changing {counted(many)}…")

    def _done(self, did: str, changed: Sized, undo: "Callable[[Ebb], object]") -> None:
        if not changed:
            self.say("They were so already.")
            return
        self.changed(did, undo)
        self.say_changed(did)


def _alone() -> str:
    """A group for one piece of work, so that no other takes its place and its way back is kept."""
    return f"many {next(_NUMBERS)}"


def counted(number: int) -> str:
    """A number of memories in words."""
    return "1 memory" if number == 1 else f"{number:,} memories"


def _pin(ids: Sequence[str], pinned: bool, ebb: "Ebb") -> list[str]:
    from app.together import pin

    return pin(ebb, ids, pinned)


def _retag(memories: "Sequence[Memory]", add: Sequence[str], take: Sequence[str], ebb: "Ebb") -> dict[str, list[str]]:
    from app.together import retag

    return retag(ebb, memories, add, take)


def _set_tags(tags: dict[str, list[str]], ebb: "Ebb") -> None:
    from app.together import set_tags

    set_tags(ebb, tags)


def _forget(ids: Sequence[str], ebb: "Ebb") -> list[str]:
    from app.together import forget

    return forget(ebb, ids)


def _exported(ids: tuple[str, ...], path: Path, ebb: "Ebb", job: "Job") -> str:
    from dataclasses import replace

    from app.vault.opening import export, located
    from app.vault.wanted import wanted

    report = export(ebb, located(path), replace(wanted(ebb), only=ids), job.progress, job.cancelled)
    return f"{counted(report.memories)} written to {path}."
