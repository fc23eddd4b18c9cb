"""Ask: a question, an answer that streams in with its citations, and the memories it stands on."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Label
from textual.worker import Worker, get_current_worker

from core.decay.grades import Event
from core.errors import MemoryNotFound
from core.memory import Answer, Memory
from core.text.sanitise import shown_line
from ui.tui.actions import bindings_of
from ui.tui.keeping import Keeping
from ui.tui.rows import Row, day_name, opening, row_of_hit
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.answer import AnswerText
from ui.tui.widgets.fields import Line
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from app import Ebb

_NEAREST = 5
"""Memories that are offered when nothing answers the question."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with the memories to show below it, in the order of their numbers or of their nearness."""

    answer: Answer
    rows: tuple[Row, ...]
    memories: tuple[Memory, ...]


class AskScreen(Room, Keeping[None]):
    """Answers from memory alone, with sources, or says that memory has no answer."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "ask"
    PLACES = ("ask", "memories")
    ABOUT = (
        "Ask in your own words. The answer comes from your memories alone: each [n] opens the memory behind it (the "
        "digit does the same). A sentence that no memory supports is marked ⚠. When nothing answers, Ebb says so."
    )
    BINDINGS = [
        *(binding for binding in bindings_of("ask")),
        *bindings_of("memories"),
        ("down", "focus_sources"),
    ]
    AUTO_FOCUS = "#question"

    @dataclass
    class Wrote(Message, bubble=False):
        """A piece of the answer was written."""

        run: int
        piece: str

    def __init__(self) -> None:
        super().__init__()
        self._run = 0
        self._written = ""
        self._worker: Worker[None] | None = None
        self._answered: Answered | None = None

    def body(self) -> ComposeResult:
        """The question, the answer, the memories."""
        with Vertical(id="ask-field"):
            yield Line(placeholder="Ask your memory a question", id="question", compact=True)
        with VerticalScroll(id="answer-pane", can_focus=False):
            yield AnswerText(id="answer")
        yield Label("", id="sources-title", markup=False)
        yield MemoryList(id="sources")

    def on_mount(self) -> None:
        self.sources.display = False
        self._welcome()

    def _welcome(self) -> None:
        words = "Ask anything that you have written down.\nWho was at the meeting in May? When did I last run?"
        self.query_one(AnswerText).waiting(words)

    @property
    def sources(self) -> MemoryList:
        """The memories below the answer."""
        return self.query_one("#sources", MemoryList)

    def current(self) -> Memory | None:
        """The memory under the cursor of the list below the answer."""
        if self._answered is None or not self._answered.memories:
            return None
        return self._answered.memories[self.sources.cursor]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        question = event.value.strip()
        if question:
            self._ask(question)

    def _ask(self, question: str) -> None:
        self._run += 1
        self._written, self._answered = "", None
        self._show_sources("", ())
        self.query_one(AnswerText).waiting("Looking through your memory… esc stops.")
        now = datetime.now().astimezone()
        self._worker = self.behind(
            partial(self._answer, question, now, self._run), self._show, group="ask", failed=self._failed
        )

    def _answer(self, question: str, now: datetime, run: int, ebb: "Ebb") -> Answered:
        """In a thread: the answer, its pieces sent to the screen on the way."""
        worker = get_current_worker()

        def wrote(piece: str) -> None:
            self.post_message(self.Wrote(run, piece))

        answer = ebb.ask(question, now=now, on_text=wrote, cancelled=lambda: worker.is_cancelled)
        return nearest(ebb, answer, question, now) if answer.abstained else sources(ebb, answer, now)

    def on_ask_screen_wrote(self, message: Wrote) -> None:
        """Show what has been written so far, unless it belongs to an earlier question."""
        if message.run == self._run and self._answering:
            self._written += message.piece
            self.query_one(AnswerText).coming(self._written)
            self.query_one("#answer-pane", VerticalScroll).scroll_end(animate=False)

    @property
    def _answering(self) -> bool:
        return self._worker is not None and not self._worker.is_finished

    def _show(self, answered: Answered) -> None:
        self._worker, self._answered = None, answered
        text = self.query_one(AnswerText)
        if answered.answer.abstained:
            text.abstained(bool(answered.rows))
            self._show_sources("Nearest memories", answered.rows)
        else:
            text.complete(answered.answer)
            self._show_sources("From these memories", answered.rows)
        self.query_one("#answer-pane", VerticalScroll).scroll_home(animate=False)
        if answered.rows:
            self.sources.focus()

    def _failed(self, words: str) -> None:
        self._worker = None
        self.query_one(AnswerText).failed(words)

    def _show_sources(self, title: str, rows: tuple[Row, ...]) -> None:
        self.query_one("#sources-title", Label).update(title)
        self.sources.display = bool(rows)
        self.sources.show_rows(rows)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.action_open()

    def on_answer_text_cited(self, message: AnswerText.Cited) -> None:
        self.action_cite(message.number)

    def action_cite(self, number: int) -> None:
        from ui.tui.screens.reading import ReadingScreen

        if self._answered is None:
            return
        for citation in self._answered.answer.citations:
            if citation.n == number:
                self.app.push_screen(ReadingScreen(citation.id, Event.CITED))
                return

    def action_focus_question(self) -> None:
        self.query_one("#question", Line).focus()

    def action_focus_sources(self) -> None:
        if self.sources.display:
            self.sources.focus()

    def action_stop(self) -> None:
        if self._answering and self._worker is not None:
            self._worker.cancel()
            self._worker = None
            self._run += 1
            self.query_one(AnswerText).stopped(self._written)
        self.action_focus_question()


def sources(ebb: "Ebb", answer: Answer, now: datetime) -> Answered:
    """The cited memories, each with its quote, in the order of their numbers."""
    rows, memories = [], []
    for citation in answer.citations:
        try:
            memory = ebb.get(citation.id)
        except MemoryNotFound:
            continue
        headline, when = opening(memory)[0], day_name(memory.occurred_at, now)
        quote = shown_line(citation.quote[:1000])
        rows.append(Row(memory.id, memory.kind, f"[{citation.n}]", headline, (), f"  “{quote}”", (), when))
        memories.append(memory)
    return Answered(answer, tuple(rows), tuple(memories))


def nearest(ebb: "Ebb", answer: Answer, question: str, now: datetime) -> Answered:
    """The memories nearest to a question that has no answer."""
    hits = ebb.search(question, limit=_NEAREST, now=now)
    return Answered(answer, tuple(row_of_hit(hit, question, now) for hit in hits), tuple(hit.memory for hit in hits))
