"""One sitting in plain lines: a person types a word or a number, Ebb answers in sentences, and nothing is redrawn."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.errors import EbbError
from core.text.sanitise import shown_line
from ui.cli.progress import interruptible
from ui.plain import wording
from ui.plain.reviewing import Reviewing
from ui.tui.tagging import inline_tags

if TYPE_CHECKING:
    from app import Ebb
    from core.memory import Memory

_PAGE = 10
_MOST = 100

Asking = Callable[[str], str | None]
"""Puts a question and gives the line that was typed, None at the end of input."""

_HELP = (
    ("search", "find memories: search and some words"),
    ("ask", "get an answer with its sources: ask and a question"),
    ("add", "remember something"),
    ("today", "what came in today and what waits"),
    ("review", "go through what is fading"),
    ("read", "read a memory again; a number alone reads that one of the list"),
    ("more", "the next ones of the list"),
    ("links", "what the memory just read is linked to"),
    ("pin", "pin the memory just read, or unpin it"),
    ("forget", "forget the memory just read"),
    ("undo", "take the last change back"),
    ("help", "say this again"),
    ("quit", "leave"),
)


class Sitting:
    """Obeys one typed line after another; `ask` puts a question, `tell` says a line, `now` is the clock."""

    def __init__(self, ebb: "Ebb", ask: Asking, tell: Callable[[str], None], now: Callable[[], datetime]) -> None:
        self.ebb, self.ask, self.tell, self.now = ebb, ask, tell, now
        self._listed: list[Memory] = []
        self._told = 0
        self._read: Memory | None = None
        self._steps: list[tuple[str, Callable[[], object]]] = []

    def run(self) -> None:
        """Greet, then obey until the person leaves or the input ends."""
        self.tell(f"Ebb in plain lines. {wording.counted(self.ebb.count(), 'memory')}.")
        self.tell("Type a word and press enter: search, ask, add, today, review, help or quit.")
        while (typed := self.ask("ebb> ")) is not None and self._obey(typed):
            pass
        self.tell("Goodbye.")

    def _obey(self, typed: str) -> bool:
        """Do what a line says; False to leave. An error is one line, and the sitting goes on."""
        word, _, rest = typed.strip().partition(" ")
        word = word.lower().lstrip("/")
        if word in {"quit", "q", "exit", "bye"}:
            return False
        try:
            self._do(word, rest.strip())
        except EbbError as error:
            self.tell(shown_line(str(error)))
        except KeyboardInterrupt:
            self.tell("Stopped.")
        return True

    def _do(self, word: str, rest: str) -> None:
        names = [name for name, _ in _HELP]
        if not word:
            self.tell("Type help to hear what can be done.")
        elif word.isdecimal():
            self._number(int(word))
        elif word in names:
            getattr(self, f"_{word}_")(rest)
        else:
            near = [name for name in names if name.startswith(word)]
            if len(near) == 1:
                getattr(self, f"_{near[0]}_")(rest)
            else:
                self.tell(f"There is no word {shown_line(word, 30)} here. Type help to hear those there are.")

    # Finding and reading

    def _search_(self, rest: str) -> None:
        words = rest or self.ask("Search for: ")
        if words and words.strip():
            found = self.ebb.queries.found(words, limit=_MOST, now=self.now())
            for problem in found.asked.problems:
                self.tell(f"Left out: {shown_line(problem)}.")
            self._list([hit.memory for hit in found.as_hits], "found")

    def _today_(self, rest: str) -> None:
        from app.today import gathered

        found = gathered(self.ebb, self.now())
        self._tell_all(wording.today(found))
        self._list(found.taken)

    def _list(self, memories: "Iterable[Memory]", verb: str = "") -> None:
        self._listed, self._told = list(memories), 0
        if verb:
            self.tell(f"{wording.counted(len(self._listed), 'memory')} {verb}.")
        if self._listed:
            self._more_("")

    def _more_(self, rest: str) -> None:
        page = self._listed[self._told : self._told + _PAGE]
        if not page:
            self.tell("There is no more.")
            return
        for number, memory in enumerate(page, self._told + 1):
            self.tell(wording.line(number, memory))
        self._told += len(page)
        left = len(self._listed) - self._told
        self.tell("Type a number to read that one" + (f", or more for {left} more." if left else "."))

    def _number(self, number: int) -> None:
        if 1 <= number <= len(self._listed):
            self._show(self.ebb.get(self._listed[number - 1].id))
        elif self._listed:
            self.tell(f"The list has {len(self._listed)}.")
        else:
            self.tell("There is no list yet. Type search or today first.")

    def _show(self, memory: "Memory") -> None:
        from core.decay.grades import Event

        self._read = memory
        self._tell_all(wording.page(memory))
        self.ebb.decay.note([memory.id], Event.OPENED)

    def _read_(self, rest: str) -> None:
        if rest.isdecimal():
            self._number(int(rest))
        elif rest:
            self._show(self.ebb.get(rest))
        elif memory := self._current():
            self._show(memory)

    def _links_(self, rest: str) -> None:
        if memory := self._current():
            linked = [self.ebb.get(link.id) for link in self.ebb.links(memory.id)]
            self._list(linked, "linked")

    def _ask_(self, rest: str) -> None:
        question = rest or self.ask("Your question: ")
        if question and question.strip():
            self.tell("Looking.")
            with interruptible() as cancelled:
                answer = self.ebb.ask(question, now=self.now(), cancelled=cancelled)
            self._tell_all(wording.answer(answer))
            self._list(self.ebb.get(citation.id) for citation in answer.citations)

    # Changing

    def _add_(self, rest: str) -> None:
        text = rest or self._typed()
        if not text.strip():
            self.tell("Nothing was added.")
            return
        id = self.ebb.add(text, tags=tuple(inline_tags(text)))
        self._did("added it", lambda: self.ebb.forget([id]))
        self._read = self.ebb.get(id)
        self.tell("Remembered. Type undo to take it back.")

    def _typed(self) -> str:
        """Several lines; an empty one, or the end of input, ends them."""
        self.tell("Type what you want to remember. An empty line ends it; #tags work.")
        lines: list[str] = []
        while line := self.ask("text> "):
            lines.append(line)
        return "\n".join(lines)

    def _pin_(self, rest: str) -> None:
        if memory := self._current():
            pinned = not memory.pinned
            self.ebb.pin(memory.id, pinned)
            self._did("pinned it" if pinned else "unpinned it", lambda: self.ebb.pin(memory.id, not pinned))
            self.tell("Pinned." if pinned else "Unpinned.")

    def _forget_(self, rest: str) -> None:
        memory = self._current()
        if memory is None:
            return
        forever = memory.kind == "screen"
        lasting = "Nothing brings it back" if forever else "It can be brought back"
        agreed = self.ask(f"Forget {wording.name(memory)}? {lasting}. Type yes or no: ")
        if (agreed or "").strip().lower() not in {"y", "yes"}:
            self.tell("It stays.")
            return
        ids = self.ebb.forget([memory.id])
        if not forever:
            self._did("forgot it", lambda: self.ebb.restore(ids))
        self._read = None
        self.tell("Forgotten." if forever else "Forgotten. Type undo to bring it back.")

    def _review_(self, rest: str) -> None:
        self._steps += Reviewing(self.ebb, self.ask, self.tell).run()

    def _undo_(self, rest: str) -> None:
        if not self._steps:
            self.tell("Nothing was changed just now.")
            return
        did, undo = self._steps.pop()
        undo()
        self.tell(f"Taken back: {did}.")

    def _did(self, did: str, undo: Callable[[], object]) -> None:
        self._steps.append((did, undo))

    # Saying

    def _help_(self, rest: str) -> None:
        self._tell_all([f"{name}: {about}." for name, about in _HELP])
        self.tell("The beginning of a word is enough where only one begins so.")

    def _current(self) -> "Memory | None":
        if self._read is None:
            self.tell("Read a memory first: type its number in a list.")
            return None
        return self.ebb.get(self._read.id)

    def _tell_all(self, lines: "Iterable[str] | Sequence[str]") -> None:
        for line in lines:
            self.tell(line)
