"""`ebb ask`: an answer from memory with its evidence, or the plain statement that there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from core.decay.grades import Event
from core.errors import EbbError, ExitCode
from core.text.sanitise import cells, shown, shown_line
from ui.cli.command import Command
from ui.cli.edge import INTERRUPTED
from ui.cli.lines import name, page, wrapped
from ui.cli.moments import as_of as last_moment
from ui.cli.moments import date_of, local_now
from ui.cli.options import looking_back, typed
from ui.cli.output import paint, piece, put, put_json, say, screen, terminal, width
from ui.cli.progress import interruptible
from ui.cli.searching import KEYWORDS_ONLY
from ui.cli.session import Session

if TYPE_CHECKING:
    from app import Ebb
    from core.memory import Answer, Citation


@click.command(cls=Command)
@click.argument("question", nargs=-1, required=True)
@click.option("--extractive", is_flag=True, help="Quote memories only, even where a language model is set.")
@looking_back
@click.pass_obj
def ask(session: Session, question: tuple[str, ...], extractive: bool, as_of: str | None) -> int:
    """Answer a question from memory, with its sources.

    Where the memory does not hold the answer, Ebb says so. Ctrl-C stops a model that is answering.
    """
    words = typed(question)
    back = last_moment(as_of, local_now())
    with session.open() as ebb, interruptible() as cancelled:
        streamed = Streamed()
        live = streamed.take if terminal() and not session.json else None
        answer = ebb.ask(words, extractive=extractive, on_text=live, cancelled=cancelled, as_of=back)
        if ebb.semantic() is None:
            say(KEYWORDS_ONLY)
        if session.json:
            put_json(answer.to_json() | ({"as_of": back.isoformat()} if back else {}))
        else:
            streamed.take_back()
            head = [f"As of {date_of(back)}", ""] if back else []
            put("\n".join([*head, *told(ebb, answer)]))
        if not answer.abstained and not cancelled():
            piece("")  # all of it is out before the recall is recorded
            ebb.decay.note([citation.id for citation in answer.citations], Event.CITED)
    if cancelled():
        return INTERRUPTED
    return ExitCode.NOTHING if answer.abstained else ExitCode.DONE


class Streamed:
    """An answer on the terminal while it is being said, before its citations are checked."""

    def __init__(self) -> None:
        self.text = ""

    def take(self, text: str) -> None:
        """Show the next piece."""
        safe = shown(text)
        self.text += safe
        piece(safe)

    def take_back(self) -> None:
        """Take what was shown off the screen, where it is all still there, to make room for the checked answer."""
        if not self.text:
            return
        columns, lines = screen()
        rows = sum(max(1, -(-cells(line) // columns)) for line in self.text.split("\n"))
        if rows < lines:
            piece("\r" + "\x1b[A" * (rows - 1) + "\x1b[J")
        else:
            put("\n")


def told(ebb: Ebb, answer: Answer) -> Iterator[str]:
    """Give an answer with its doubts marked, then its sources."""
    yield _with_doubts(answer)
    if answer.citations:
        yield ""
    for citation in answer.citations:
        yield _origin(ebb, citation)
        if answer.mode == "generated":  # a quoted answer has said it already
            yield from _quote(citation)
    if answer.unsupported:
        yield ""
        yield paint("[?] no memory supports this sentence.", "warn")


def _with_doubts(answer: Answer) -> str:
    text = shown(answer.text)
    for sentence in answer.unsupported:
        known = shown(sentence).strip()
        text = text.replace(known, f"{known} [?]", 1)
    return page(text).replace("[?]", paint("[?]", "warn"))


def _origin(ebb: Ebb, citation: Citation) -> str:
    try:
        memory = ebb.get(citation.id)
        about = f"{date_of(memory.occurred_at)}  {paint(name(memory, width() - 48), 'title')}  "
    except EbbError:
        about = ""
    return f"[{citation.n}] {about}{paint(citation.id, 'dim')}"


def _quote(citation: Citation) -> Iterator[str]:
    indent = " " * len(f"[{citation.n}] ")
    yield from (f"{indent}{line}" for line in wrapped(f"“{shown_line(citation.quote)}”", width() - 2 * len(indent)))
