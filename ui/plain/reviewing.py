"""The review in plain lines: one memory after another, and a word decides."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.errors import EbbError
from core.text.sanitise import shown_line
from ui.plain import wording

if TYPE_CHECKING:
    from app import Ebb
    from app.decaying import Done, Due

_MOST = 20
_WORDS = ("keep", "pin", "let go", "wrong", "skip", "undo", "stop")


class Reviewing:
    """Goes through what is fading; `run` gives what was done with the ways back, oldest first."""

    def __init__(self, ebb: "Ebb", ask: Callable[[str], str | None], tell: Callable[[str], None]) -> None:
        self.ebb, self.ask, self.tell = ebb, ask, tell
        self._done: list[tuple[int, Done | None]] = []

    def run(self) -> list[tuple[str, Callable[[], object]]]:
        """Take turns until the last one or until the person has had enough."""
        due = self.ebb.decay.review(_MOST)
        if not due:
            self.tell("Nothing that is worth keeping is fading.")
        at = 0
        while at < len(due):
            word = self._turn(due[at], f"{at + 1} of {len(due)}")
            if word == "stop":
                break
            at = self._back(at) if word == "undo" else self._decide(word, due[at], at)
        done = [one for _, one in self._done if one is not None]
        if due:
            self.tell(f"The review is over. {wording.counted(len(done), 'decision')}.")
        return [(f"{one.did} in the review", lambda one=one: self.ebb.decay.undo(one)) for one in done]  # type: ignore[misc]

    def _turn(self, due: "Due", progress: str) -> str:
        """Read a memory out and wait for a word that is offered."""
        self.tell(f"{progress}.")
        for line in wording.page(self.ebb.get(due.memory.id)):
            self.tell(line)
        self.tell(shown_line(due.why))
        while True:
            typed = self.ask(f"{wording.choices(_WORDS)}? ")
            if typed is None:
                return "stop"
            word = " ".join(typed.lower().split())
            found = next((one for one in _WORDS if word and one.startswith(word)), "")
            if found or word in {"q", "quit", "enough"}:
                return found or "stop"
            self.tell(f"Type {wording.choices(_WORDS)}; the first letter is enough, st for stop.")

    def _decide(self, word: str, due: "Due", at: int) -> int:
        """Do what the word says; the place of the next memory."""
        decay = self.ebb.decay
        step = {"keep": decay.keep, "pin": decay.pin, "let go": decay.let_go, "wrong": decay.wrong}.get(word)
        try:
            done = step(due.memory.id) if step else None
        except EbbError as error:
            self.tell(shown_line(str(error)))
            return at + 1
        self.tell(f"{done.did.capitalize()}." if done else "Skipped.")
        self._done.append((at, done))
        return at + 1

    def _back(self, at: int) -> int:
        """Take the last step back; the place of its memory."""
        if not self._done:
            self.tell("Nothing was decided yet.")
            return at
        before, done = self._done.pop()
        if done is not None:
            self.ebb.decay.undo(done)
        self.tell("Taken back.")
        return before
