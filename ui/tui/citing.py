"""An answer with the memories behind it: numbered, listed, and the chosen one beside them where there is room."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.decay.grades import Event
from core.errors import MemoryNotFound
from core.memory import Answer, Memory
from core.text.sanitise import shown_line
from ui.tui.background import Background, ScreenResult
from ui.tui.rows import Row, bare, day_name, opening, row_of_hit
from ui.tui.widgets.answer import AnswerText
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.preview import Preview

if TYPE_CHECKING:
    from app import Ebb

QUOTING = "Answers quote your memories until you choose a model in Settings."
"""Said where one asks."""
_NEAREST = 5
"""Memories that are offered when nothing answers the question."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with the memories to show with it, in the order of their numbers or of their nearness.

    `quotes` are the words of each that are cited, empty for one that is only near.
    """

    answer: Answer
    rows: tuple[Row, ...]
    memories: tuple[Memory, ...]
    quotes: tuple[str, ...]


class Citing(Background[ScreenResult]):
    """A screen that shows an answer's memories; a digit, or a click on [n], opens the one with this number."""

    answered: Answered | None = None

    def source_list(self) -> MemoryList:
        """The list of the memories."""
        raise NotImplementedError

    def source_page(self) -> Preview:
        """What shows the chosen one beside them, on a wide screen."""
        raise NotImplementedError

    def source(self) -> Memory | None:
        """The memory under the cursor of the list."""
        found, rows = self.answered, self.source_list().rows
        return found.memories[self.source_list().cursor] if found and rows and found.memories else None

    def show_sources(self, answered: Answered | None) -> None:
        """List the memories of an answer, the first of them chosen."""
        self.answered = answered
        self.source_list().show_rows(answered.rows if answered else ())

    def on_row_list_highlighted(self) -> None:
        memory, now = self.source(), datetime.now().astimezone()
        quotes = self.answered.quotes[self.source_list().cursor :][:1] if self.answered else ()
        self.source_page().show_memory(memory, now, words=quotes)

    def on_answer_text_cited(self, message: AnswerText.Cited) -> None:
        self.action_cite(message.number)

    def action_cite(self, number: int) -> None:
        """Show the memory behind [number] beside the answer, or over it where there is no room; it is recalled."""
        from ui.tui.screens.reading import ReadingScreen

        rows = self.source_list().rows
        at = next((at for at, row in enumerate(rows) if row.mark == f"[{number}]"), None)
        if at is None:
            return
        if not self.has_class("-wide"):
            self.app.push_screen(ReadingScreen(rows[at].id, Event.CITED))
            return
        self.source_list().cursor = at
        id = rows[at].id
        self.behind(lambda ebb: ebb.decay.note([id], Event.CITED), lambda _: None, group="cite")


def sources(ebb: "Ebb", answer: Answer, now: datetime) -> Answered:
    """The cited memories, each with its quote, in the order of their numbers."""
    rows, memories, quotes = [], [], []
    for citation in answer.citations:
        try:
            memory = ebb.get(citation.id)
        except MemoryNotFound:
            continue
        headline, when = opening(memory)[0], day_name(memory.occurred_at, now)
        quote = bare(shown_line(citation.quote[:1000]))
        rows.append(Row(memory.id, memory.kind, f"[{citation.n}]", headline, (), f"  “{quote}”", (), when))
        memories.append(memory)
        quotes.append(citation.quote)
    return Answered(answer, tuple(rows), tuple(memories), tuple(quotes))


def nearest(ebb: "Ebb", answer: Answer, question: str, now: datetime) -> Answered:
    """The memories nearest to a question that has no answer."""
    hits = ebb.search(question, limit=_NEAREST, now=now)
    rows = tuple(row_of_hit(hit, question, now) for hit in hits)
    return Answered(answer, rows, tuple(hit.memory for hit in hits), ("",) * len(hits))


def title_of(answered: Answered) -> str:
    """What stands above the memories of an answer: what they are to it, and who wrote it."""
    answer = answered.answer
    if not answered.rows:
        return ""
    if not answer.citations:
        return "Nearest memories"
    writer = shown_line((answer.model or "a model").rpartition("/")[2], 28)
    who = {"generated": f" · written by {writer}", "extractive": " · word for word"}
    return f"From these memories{who.get(answer.mode, '')}"
