"""Ask: a question, an answer that streams in with its citations, and the memories it stands on."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Label
from textual.worker import Worker, get_current_worker

from core.memory import Memory
from ui.tui.actions import Action, actions_of, bindings_of
from ui.tui.citing import QUOTING, Answered, Citing, nearest, sources, title_of
from ui.tui.keeping import Keeping
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.answer import AnswerText
from ui.tui.widgets.fields import Line
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.preview import Preview
from ui.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from app import Ebb


_WELCOME = "Ask anything that you have written down.\nWho was at the meeting in May? When did I last run?"

_ORDER = {"open": 0, "cite": 1, "go_on": 2}
"""What is offered first where an answer stands."""


class AskScreen(Room, Keeping[None], Citing[None]):
    """Answers from memory alone, with sources, or says that memory has no answer."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "ask"
    PLACES = ("ask", "memories")
    ABOUT = (
        "Ask in your own words. The answer comes from your memories alone: each [n] opens the memory behind it (the "
        "digit does the same). A sentence that no memory supports is marked ⚠. When nothing answers, Ebb says so. "
        "What you want to know next is asked in Chat: Go on takes the question and its answer there."
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
        self._question = ""
        """What was asked last."""
        self._welcomed = ""
        self._worker: Worker[None] | None = None

    def body(self) -> ComposeResult:
        """The question; the answer with its memories, the chosen one beside them."""
        with Vertical(id="ask-field"):
            yield Line(placeholder="Ask your memory a question", id="question", compact=True)
        with Container(id="answered"):
            with Vertical(id="answer-side"):
                with VerticalScroll(id="answer-pane", can_focus=False):
                    yield AnswerText(id="answer")
                yield Label("", id="sources-title", markup=False)
                yield MemoryList(id="sources")
            yield Preview(id="source")

    def on_mount(self) -> None:
        self.sources.display = False
        self.watch(self.app, "status", self._welcome, init=True)

    def _welcome(self) -> None:
        """Say what is asked here, and what answers look like without a model, until something was asked."""
        status = self.ebb_app.status
        words = _WELCOME if status is None or status.model else f"{_WELCOME}\n\n{QUOTING}"
        if not self._question and words != self._welcomed:
            self._welcomed = words
            self.query_one(AnswerText).waiting(words)

    def footer_actions(self, typing: bool) -> list[Action]:
        """Nothing to ask again or to go on from before there is a question; in the list its own keys come first.

        Where an answer stands and there is little room, going on from it comes before writing something new.
        """
        offered = super().footer_actions(typing)
        if self._answering:
            offered = [one for one in offered if one.command != "send"]
            return [replace(one, label="Stop") if one.command == "stop" else one for one in offered]
        if not self._question:
            offered = [one for one in offered if one.place not in self.PLACES]
        elif self.answered is None or not self.answered.answer.citations:
            offered = [one for one in offered if one.command != "cite"]
        if typing:
            send = [one for one in actions_of(("ask",), self.ebb_app.keys) if one.command == "send"]
            return send + [one for one in offered if one.command not in ("stop", "send") and one.place != "memories"]
        needless = {"send"} if self.has_class("-wide") or not self._question else {"send", "capture"}
        offered = [one for one in offered if one.command not in needless]
        return sorted(offered, key=lambda one: _ORDER.get(one.command, len(_ORDER)))

    @property
    def sources(self) -> MemoryList:
        """The list of memories below the answer."""
        return self.query_one("#sources", MemoryList)

    def source_list(self) -> MemoryList:
        """The memories below the answer."""
        return self.sources

    def source_page(self) -> Preview:
        """The chosen memory beside the answer."""
        return self.query_one("#source", Preview)

    def current(self) -> Memory | None:
        """The memory under the cursor of the list below the answer."""
        return self.source()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        question = event.value.strip()
        if question:
            self._ask(question)

    def _ask(self, question: str) -> None:
        self._run += 1
        self._written, self._question = "", question
        self._list(None)
        self.query_one(AnswerText).waiting("Looking through your memory… esc stops.")
        now = datetime.now().astimezone()
        self._worker = self.behind(
            partial(self._answer, question, now, self._run), self._show, group="ask", failed=self._failed
        )
        self._show_keys()

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
        self._worker = None
        text, answer = self.query_one(AnswerText), answered.answer
        if answer.abstained:
            text.abstained()
        else:
            text.complete(answer)
        self._list(answered)
        self.query_one("#answer-pane", VerticalScroll).scroll_home(animate=False)
        if answered.rows and not self._typing_on:
            self.sources.focus()
        self._show_keys()

    @property
    def _typing_on(self) -> bool:
        """Whether the field holds more or other words than were asked, whose next letters are no keys of the list."""
        field = self.query_one("#question", Line)
        return field.has_focus and field.value.strip() != self._question

    def _failed(self, words: str) -> None:
        self._worker = None
        self.query_one(AnswerText).failed(f"{words} ^r asks again.")
        self._show_keys()

    def _list(self, answered: Answered | None) -> None:
        rows = answered.rows if answered else ()
        self.query_one("#sources-title", Label).update(title_of(answered) if answered else "")
        self.sources.display = bool(rows)
        self.set_class(bool(rows), "-sourced")
        self.show_sources(answered)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.action_open()

    def action_retry(self) -> None:
        """Ask the same again."""
        if self._question and not self._answering:
            self._ask(self._question)

    async def action_go_on(self) -> None:
        """Take the question and its answer to Chat, where one goes on from them."""
        from ui.tui.screens.chat import ChatScreen

        if self.answered is None or self._answering:
            self.say("Ask something first; Chat goes on from its answer.")
            return
        await self.app.switch_mode("chat")
        chat = next((screen for screen in self.app.screen_stack if isinstance(screen, ChatScreen)), None)
        if chat is not None:
            chat.go_on_from(self._question, self.answered.answer)

    async def action_send(self) -> None:
        """Ask what is typed, as enter does in the field."""
        await self.query_one("#question", Line).action_submit()

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
            self._show_keys()
        self.action_focus_question()
