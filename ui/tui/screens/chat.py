"""Chat: a conversation with the memory, the sources of each answer beside it, branches where one says things anew."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from threading import Event as Flag
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Label, Static

from core.chat.turn import Turn
from core.memory import Answer
from core.text.sanitise import shown_line
from ui.tui.actions import Action, bindings_of
from ui.tui.citing import QUOTING, Answered, Citing, nearest, sources, title_of
from ui.tui.rows import MARKS, Row, day_name, matched
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.givingline import GivingLine
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.preview import Preview
from ui.tui.widgets.rowlist import RowList
from ui.tui.widgets.transcript import Line, Transcript

if TYPE_CHECKING:
    from app import Ebb
    from app.chatting import Conversation

_HINT = (
    "Ask what you have written down, or tell Ebb something to keep.\nWhat is said here is remembered; ^o stops that."
)
_PRIVATE_HINT = "Ask what you have written down.\nNothing that is said now is kept; ^o goes on remembering."
_SAY = "Say something"


@dataclass(frozen=True, slots=True)
class Shown:
    """A conversation as it stands, in lines for the screen."""

    conversation: "Conversation"
    lines: tuple[Line, ...]


class ChatScreen(Room, Citing[None]):
    """Holds one conversation at a time; only one piece of work is done on it at once."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "chat"
    PLACES = ("chat",)
    ABOUT = (
        "Talk with your memory. What you say is remembered, what Ebb answers is never taken for evidence. Choose a "
        "turn with up and down: its sources stand beside it, a digit opens the memory behind [n]. Edit says your words "
        "anew as a branch, Retry asks for another answer, left and right go between branches. While it is private, "
        "nothing that is said reaches the disk."
    )
    BINDINGS = [*bindings_of("chat"), ("up", "focus_talk"), ("down", "focus_field")]
    AUTO_FOCUS = "#say"

    @dataclass
    class Wrote(Message, bubble=False):
        """A piece of the answer was written."""

        run: int
        piece: str

    @dataclass
    class Heard(Message, bubble=False):
        """What the person said was taken in."""

        run: int
        shown: Shown

    def __init__(self) -> None:
        super().__init__()
        self._conversation: Conversation | None = None
        self._private = False
        self._run = 0
        self._written = ""
        self._stop: Flag | None = None
        self._editing: int | None = None

    def body(self) -> ComposeResult:
        """The conversation's name, the talk beside its sources, the field."""
        yield Label("", id="chat-title", markup=False)
        with Horizontal(id="chat"):
            yield Transcript(id="talk")
            with Vertical(id="chat-side"):
                yield Label("", id="chat-sources-title", markup=False)
                yield MemoryList(id="chat-sources")
                yield Preview(id="chat-source")
        with Vertical(id="chat-field"):
            yield GivingLine(self._take, placeholder=_SAY, id="say")

    def on_mount(self) -> None:
        self.call_later(self._show, None)

    @property
    def holds(self) -> str:
        """The conversation that is open."""
        return "the conversation in Chat" if self._conversation else ""

    @property
    def talk(self) -> Transcript:
        """The turns."""
        return self.query_one(Transcript)

    @property
    def field(self) -> GivingLine:
        """Where the person types."""
        return self.query_one("#say", GivingLine)

    @property
    def rows(self) -> MemoryList:
        """The sources of the chosen turn."""
        return self.query_one("#chat-sources", MemoryList)

    def source_list(self) -> MemoryList:
        """The sources of the chosen turn."""
        return self.rows

    def source_page(self) -> Preview:
        """The chosen source."""
        return self.query_one("#chat-source", Preview)

    # Saying

    def _take(self, line: str) -> bool:
        """Say what was typed, or say it anew; not while an answer is being written."""
        words = line.strip()
        if not words or self._busy():
            return False
        editing, self._editing = self._editing, None
        if editing is None:
            self._work(lambda conversation, **options: conversation.say(words, **options))
        else:
            self._work(lambda conversation, **options: conversation.edit(editing, words, **options))
        return True

    async def action_send(self) -> None:
        """Say what is typed, as enter does in the field."""
        await self.field.action_submit()

    def _busy(self) -> bool:
        """Whether an answer is being written; says so."""
        if self._stop is not None:
            self.say("An answer is being written; esc stops it.")
        return self._stop is not None

    def _work(self, saying: Any) -> None:
        self._run += 1
        self._written, self._stop = "", Flag()
        self._title()
        self._show_keys()
        self.behind(
            partial(self._exchange, saying, self._conversation, self._private, self._run, self._stop),
            self._done,
            group="chat",
            failed=self._failed,
        )

    def _exchange(
        self, saying: Any, conversation: "Conversation | None", private: bool, run: int, stop: Flag, ebb: "Ebb"
    ) -> Shown:
        """In a thread: what is said and what is answered, both sent to the screen as they come."""
        talk = conversation or ebb.chats.begin()
        talk.private = private

        def wrote(piece: str) -> None:
            self.post_message(self.Wrote(run, piece))

        def heard(turn: Turn) -> None:
            self.post_message(self.Heard(run, Shown(talk, _until(_lines(talk), turn.id))))

        saying(talk, now=datetime.now().astimezone(), on_text=wrote, cancelled=stop.is_set, heard=heard)
        return Shown(talk, tuple(_lines(talk)))

    async def on_chat_screen_heard(self, message: Heard) -> None:
        if message.run == self._run and self._stop is not None:
            self._conversation = message.shown.conversation
            self.remove_class("-new")
            await self.talk.show(message.shown.lines, coming=True)
            self._show_keys()

    def on_chat_screen_wrote(self, message: Wrote) -> None:
        if message.run == self._run and self._stop is not None:
            self._written += message.piece
            self.talk.comes(self._written)

    def _done(self, shown: Shown) -> None:
        self._stop = None
        self.call_later(self._show, shown)
        if not self._private:
            self.ebb_app.memories_changed()

    def _failed(self, words: str) -> None:
        self._stop = None
        self.fail(words)
        self._again()

    def _again(self) -> None:
        """Show the conversation as it stands now."""
        talk = self._conversation
        self.call_later(self._show, None if talk is None else Shown(talk, tuple(_lines(talk))))

    async def _show(self, shown: Shown | None) -> None:
        self._conversation = shown.conversation if shown else None
        lines = shown.lines if shown else ()
        self.set_class(shown is None, "-new")
        await self.talk.show(lines, hint=Static(self._hint(), id="chat-hint", markup=False))
        self._title()
        self._show_keys()

    def _hint(self) -> str:
        """What stands where nothing was said yet."""
        status = self.ebb_app.status
        words = _PRIVATE_HINT if self._private else _HINT
        return words if status is None or status.model else f"{words}\n\n{QUOTING}"

    def footer_actions(self, typing: bool) -> list[Action]:
        """What can be done at this moment; in the field a new conversation and the past ones before the rest."""
        offered = [one for one in super().footer_actions(typing) if typing or one.command != "send"]
        if self._private:
            offered = [replace(one, label="End private") if one.command == "private" else one for one in offered]
        if self._conversation is None and self._stop is None:
            needless = {"stop", "retry", "anew", "begin"}
            return [one for one in offered if one.place != "chat" or one.command not in needless]
        back = "Stop" if self._stop else "Leave" if self._editing is not None else "Talk" if typing else "Say"
        offered = [replace(one, label=back) if one.command == "stop" else one for one in offered]
        return sorted(offered, key=lambda one: one.command not in {"stop", "begin", "past"}) if typing else offered

    def _title(self) -> None:
        talk = self._conversation
        title = (talk.title if talk else "") or "A new conversation"
        title += "  ·  saying it anew; esc leaves it as it was" if self._editing is not None else ""
        label = self.query_one("#chat-title", Label)
        label.update(f"{title}  ·  private: nothing is remembered" if self._private else title)
        label.set_class(self._private, "-private")

    def go_on_from(self, question: str, answer: Answer) -> None:
        """Begin a conversation with a question that was answered elsewhere."""
        if not self._busy():
            self._private = False
            self.behind(partial(_begun, question, answer), self._began, group="chat")

    def _began(self, shown: Shown) -> None:
        self._done(shown)
        self.field.focus()

    # Sources

    def on_transcript_chosen(self, message: Transcript.Chosen) -> None:
        turn = message.turn
        if turn is None or not turn.text:
            self._list(None)
            return
        talk = self._conversation
        path = talk.path() if talk else []
        index = next((at for at, one in enumerate(path) if one.id == turn.id), -1)
        if turn.yours and 0 <= index < len(path) - 1:
            turn = path[index + 1]
        asked = next((one.text for one in path if one.id == turn.parent), turn.text)
        now = datetime.now().astimezone()
        self.behind(partial(_sources, turn, asked, now), self._list, group="sources", failed=lambda _: None)

    def _list(self, answered: Answered | None) -> None:
        rows = answered.rows if answered else ()
        self.query_one("#chat-sources-title", Label).update(title_of(answered) if answered else "")
        self.set_class(not rows, "-sourceless")
        self.show_sources(answered)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        row = self.rows.selected
        if row is not None:
            self.ebb_app.read(row.id)

    # Keys

    def action_focus_field(self) -> None:
        self.field.focus()

    def action_focus_talk(self) -> None:
        if self.talk.said:
            self.talk.focus()

    def action_switch_focus(self) -> None:
        order = [self.field, *([self.talk] if self.talk.said else []), *([self.rows] if self.rows.row_count else [])]
        at = next((at for at, widget in enumerate(order) if widget is self.focused), -1)
        order[(at + 1) % len(order)].focus()

    def action_stop(self) -> None:
        if self._stop is not None:
            self._stop.set()
        elif self._editing is not None:
            self._editing, self.field.value = None, ""
            self._title()
            self._show_keys()
        elif self.focused is self.field:
            self.action_focus_talk()
        else:
            self.action_focus_field()

    def action_retry(self) -> None:
        turn = self.talk.chosen
        if turn is not None and not self._busy():
            chosen = turn.id
            self._work(lambda conversation, **options: conversation.retry(chosen, **options))

    def action_anew(self) -> None:
        turn, talk = self.talk.chosen, self._conversation
        if turn is None or talk is None or self._busy():
            return
        mine = turn if turn.yours else next((one for one in talk.path() if one.id == turn.parent), None)
        if mine is None or not mine.text:
            return
        self._editing = mine.id
        self._title()
        self.field.value = shown_line(mine.text)
        self.field.focus()

    def action_branch(self, step: int) -> None:
        turn, talk = self.talk.chosen, self._conversation
        if turn is None or talk is None or self._busy():
            return
        if talk.place(turn.id)[1] < 2:
            self.say("There is no other branch at this turn.")
            return
        chosen = turn.id
        self.behind(lambda _: talk.turn_to(chosen, step), lambda _: self._branched(), group="chat")

    def _branched(self) -> None:
        self._again()
        self.ebb_app.memories_changed()

    def action_private(self) -> None:
        if self._busy():
            return
        self._private = not self._private
        self._again()
        self.say("Nothing of what follows is remembered." if self._private else "What you say is remembered.")

    def action_begin(self) -> None:
        if not self._busy():
            self._private = False
            self.call_later(self._show, None)
            self.field.focus()

    def action_past(self) -> None:
        from ui.tui.screens.choosing import ChoiceScreen

        if self._busy():
            return
        choice = ChoiceScreen(
            "Past conversations",
            _past,
            verb="goes on with it",
            nothing="No conversation is like this.",
            placeholder="Words that were said",
        )
        self.app.push_screen(choice, self._resume)

    def _resume(self, id: str | None) -> None:
        if id is not None:
            self.resume(id)

    def resume(self, id: str) -> None:
        """Go on with a conversation that was held before, unless an answer is still being written."""
        if not self._busy():
            self._private = False
            self.behind(partial(_opened, id), self._resumed, group="chat")

    def _resumed(self, shown: Shown) -> None:
        self.call_later(self._show, shown)

    def action_export(self) -> None:
        from ui.tui.screens.prompt import Prompt

        talk = self._conversation
        if talk is None or not talk.path() or self._busy():
            return
        name = f"~/ebb-chat-{datetime.now():%Y-%m-%d-%H%M}.md"
        self.app.push_screen(
            Prompt("Export", talk.title, "a file that is not there yet", name, "writes it"), self._export
        )

    def _export(self, file: str | None) -> None:
        talk = self._conversation
        if file and talk is not None:
            now = datetime.now().astimezone()
            self.behind(
                lambda ebb: ebb.chats.export(talk, file, now),
                lambda path: self.say(f"Written to {path}."),
                group="chat",
            )


def _lines(talk: "Conversation") -> list[Line]:
    return [Line(turn, talk.place(turn.id)) for turn in talk.path()]


def _until(lines: list[Line], turn: int) -> tuple[Line, ...]:
    """The lines up to a turn, with it."""
    at = next((at for at, line in enumerate(lines) if line.turn.id == turn), len(lines) - 1)
    return tuple(lines[: at + 1])


def _opened(id: str, ebb: "Ebb") -> Shown:
    talk = ebb.chats.open(id)
    return Shown(talk, tuple(_lines(talk)))


def _begun(question: str, answer: Answer, ebb: "Ebb") -> Shown:
    talk = ebb.chats.begin()
    talk.begin_with(question, answer)
    return Shown(talk, tuple(_lines(talk)))


def _sources(turn: Turn, asked: str, now: datetime, ebb: "Ebb") -> Answered:
    """What an answer cites, or else what is nearest to what was said."""
    answer = Answer(turn.text, turn.citations, turn.abstained, asked, turn.mode, turn.model)
    return sources(ebb, answer, now) if turn.citations else nearest(ebb, answer, asked, now)


def _past(ebb: "Ebb", words: str) -> tuple[Row, ...]:
    """Past conversations, the newest, or those in which something like the words was said."""
    now = datetime.now().astimezone()
    if not words:
        return tuple(
            Row(one.id, "chat", MARKS["chat"], one.title or "(forgotten)", (), f"{one.turns} turns", (), day)
            for one in ebb.chats.newest(50)
            for day in (day_name(one.last_at, now),)
        )
    found = []
    for one, hit in ebb.chats.search(words, 20, now):
        below, spans = matched(hit.snippet, words)
        when = day_name(one.last_at, now)
        found.append(Row(one.id, "chat", MARKS["chat"], one.title or "(forgotten)", (), below, spans, when))
    return tuple(found)
