"""`ebb review`: what is fading and worth keeping, one at a time with one key, or as a list."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from core.errors import EbbError, ExitCode
from core.text.sanitise import cells, shown, shown_line
from ui.cli.command import Command
from ui.cli.keys import single_keys
from ui.cli.lines import name, row, tag_marks, wrapped
from ui.cli.moments import date_of, local_now
from ui.cli.output import paint, put, put_json, say, terminal, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from app import Ebb
    from app.decaying import Done, Due
    from core.memory import Memory

_LINES = 12
"""Lines of a text that are shown; `ebb show` prints the rest."""

_KEYS = {
    "k": "keep",
    "p": "pin",
    "l": "let go",
    "m": "merge",
    "w": "wrong",
    "s": "skip",
    "u": "undo",
    "q": "quit",
}


@click.command(cls=Command)
@click.option("--limit", type=click.IntRange(1), default=20, metavar="N", show_default=True, help="At most this many.")
@click.option("--let-go", is_flag=True, help="Look at what was let go instead; k keeps it after all.")
@click.pass_obj
def review(session: Session, limit: int, let_go: bool) -> ExitCode:
    """Go through what is fading and worth keeping.

    In a terminal one memory at a time: k keeps it, p pins it, l lets it fade, m merges it with the one that says the
    same, w marks it wrong, s skips it, u takes the last step back, q stops. Elsewhere it lists them.
    """
    with session.open() as ebb:
        due = ebb.decay.review(limit, let_go=let_go)
        if session.json:
            put_json({"due": [one.to_json() for one in due]})
        elif not due:
            say("Nothing was let go that has faded." if let_go else "Nothing that is worth keeping is fading.")
        elif terminal() and terminal(sys.stdin):
            with single_keys() as read_key:
                Sitting(ebb, due, read_key).run()
        else:
            put("\n".join(_listed(due)))
    return ExitCode.DONE if due else ExitCode.NOTHING


@dataclass
class Sitting:
    """One person going through what is due; `read_key` gives the next key."""

    ebb: Ebb
    due: list[Due]
    read_key: Callable[[], str]
    at: int = 0
    steps: list[tuple[int, Done | None]] = field(default_factory=list)
    """What was done with which card; None for one that was skipped."""

    def run(self) -> None:
        """Show card after card until the last one or until the person has had enough."""
        while self._card() if self.at < len(self.due) else self._end():
            pass
        said = Counter(done.did if done else "skipped" for _, done in self.steps)
        say(", ".join(f"{count} {did}" for did, count in said.items()) + "." if said else "Nothing was changed.")

    def _card(self) -> bool:
        """Take the turn of one memory; one that cannot be decided is passed over. False to stop."""
        try:
            return self._turn(self.due[self.at])
        except EbbError as error:
            say(shown_line(str(error)))
            self.at += 1
            return True

    def _turn(self, due: Due) -> bool:
        """Show a card and obey one key; false to stop."""
        memory = self.ebb.get(due.memory.id)
        if memory.state in ("superseded", "forgotten"):  # merged a moment ago, or elsewhere
            self.at += 1
            return True
        twin = self.ebb.decay.duplicate(memory.id)
        put("\n".join(_page(memory, due.why, twin, f"{self.at + 1} of {len(self.due)}")))
        offered = [key for key in _KEYS if (key != "m" or twin) and (key != "u" or self.steps)]
        put(self._offer(offered))
        key = self._key(offered)
        if key == "u":
            self._undo()
        elif key != "q":
            self._decide(key, memory, twin)
        return key != "q"

    def _end(self) -> bool:
        """Let the last step be taken back too; false to stop."""
        if not self.steps:
            return False
        put("That was all.  " + self._offer(["u", "q"]))
        if self._key(["u", "q"]) == "q":
            return False
        self._undo()
        return True

    @staticmethod
    def _offer(keys: list[str]) -> str:
        return "  ".join(f"{paint(key, 'match')} {_KEYS[key]}" for key in keys)

    def _key(self, offered: list[str]) -> str:
        """Wait for a key that is offered; escape, ^C and the end of input stop."""
        while True:
            try:
                key = self.read_key().lower()
            except (EOFError, KeyboardInterrupt):
                return "q"
            if key == "\x1b":
                return "q"
            if key in offered:
                return key

    def _decide(self, key: str, memory: Memory, twin: Memory | None) -> None:
        decay = self.ebb.decay
        step = {"k": decay.keep, "p": decay.pin, "l": decay.let_go, "w": decay.wrong}.get(key)
        done = step(memory.id) if step else None
        if key == "m" and twin is not None:
            done = decay.merge(memory.id, twin.id)
        put(paint(self._told(done), "good" if done else "dim") + "\n")
        self.steps.append((self.at, done))
        self.at += 1

    def _undo(self) -> None:
        self.at, done = self.steps.pop()
        if done is not None:
            self.ebb.decay.undo(done)
        put(paint("Taken back.", "good") + "\n")

    def _told(self, done: Done | None) -> str:
        if done is None:
            return "Skipped."
        said = done.did.capitalize()
        until = self.ebb.decay.curve(done.id).fading_at
        return f"{said}; vivid until {date_of(until)}." if done.recalls and until else f"{said}."


def _page(memory: Memory, why: str, twin: Memory | None, progress: str) -> Iterator[str]:
    title = name(memory, width() - len(progress) - 3)
    yield paint(title, "title") + " " * max(2, width() - cells(title) - len(progress)) + paint(progress, "dim")
    marks = tag_marks(memory, width() - 30)
    yield paint(f"{memory.kind} of {date_of(memory.occurred_at)}  {memory.id}", "dim") + marks
    lines = [part for line in shown(memory.text).splitlines() for part in (wrapped(line, width() - 2) or [""])]
    if lines != [title]:
        yield from ("", *(f"  {line}" for line in lines[:_LINES]))
    if len(lines) > _LINES:
        yield paint(f"  … {len(lines) - _LINES} more lines: ebb show {memory.id}", "dim")
    yield ""
    yield from (paint(line, "warn") for line in wrapped(why, width()))
    if twin is not None:
        same = f"The same as “{name(twin, 200)}” of {date_of(twin.occurred_at)}; m merges that one in."
        yield from wrapped(same, width())


def _listed(due: list[Due]) -> Iterator[str]:
    now = local_now()
    for one in due:
        yield row(one.memory, now)
        yield from (f"  {paint(line, 'dim')}" for line in wrapped(one.why, width() - 2))
