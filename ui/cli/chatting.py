"""`ebb chat` and `ebb chats`: conversations with the memory, and what was said in past ones."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from core.errors import BadInput, EbbError, ExitCode, UsageError
from core.text.sanitise import cells, shown, shown_line
from ui.cli.asking import Streamed, told
from ui.cli.command import Command
from ui.cli.edge import INTERRUPTED
from ui.cli.moments import local_now
from ui.cli.options import typed
from ui.cli.output import paint, piece, put, put_json, say, terminal, width
from ui.cli.progress import interruptible
from ui.cli.searching import KEYWORDS_ONLY
from ui.cli.session import Session

if TYPE_CHECKING:
    from app import Ebb
    from app.chatting import Conversation, Past
    from core.chat.turn import Turn
    from core.memory import Answer, Hit

PROMPT = "you  "
COMMANDS = (
    ("/retry", "another answer to the last question"),
    ("/edit WORDS", "say the last words anew, as a branch of their own"),
    ("/branch", "go to the branch beside the last words, and back"),
    ("/source N", "the memory behind [N], whole"),
    ("/private", "remember nothing of what follows, or go on remembering"),
    ("/export FILE", "write the conversation as Markdown"),
    ("/quit", "leave; ^D does the same"),
)


@click.command(cls=Command)
@click.argument("words", nargs=-1)
@click.option("--resume", metavar="ID", help="Go on with a past conversation; 'ebb chats' lists them.")
@click.option("--private", is_flag=True, help="Remember nothing of it: no word of it is written down.")
@click.option("--extractive", is_flag=True, help="Quote memories only, even where a language model is set.")
@click.pass_obj
def chat(session: Session, words: tuple[str, ...], resume: str | None, private: bool, extractive: bool) -> int:
    """Talk with your memory; the talk is remembered.

    WORDS are said first. Without a terminal each line of the input is said in turn. With --json every turn is a line
    of JSON. Ctrl-C stops an answer, /help names what else can be done.
    """
    first = [typed(words)] if words else []
    with session.open() as ebb:
        conversation = ebb.chats.open(resume) if resume else ebb.chats.begin()
        conversation.private = private
        talk = _Talk(session, ebb, conversation, extractive)
        if ebb.semantic() is None:
            say(KEYWORDS_ONLY)
        if session.json or not (terminal() and terminal(sys.stdin)):
            return talk.read(first or _lines())
        return talk.hold(first)


@click.command(cls=Command)
@click.argument("words", nargs=-1)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, metavar="N", show_default=True, help="How many at most."
)
@click.option("--export", "exported", metavar="ID", help="Print one conversation as Markdown.")
@click.pass_obj
def chats(session: Session, words: tuple[str, ...], limit: int, exported: str | None) -> ExitCode:
    """List past conversations, or find one by what was said.

    With WORDS those in which something like them was said come first, each with its best turn.
    """
    if exported and words:
        raise UsageError("--export takes one conversation and no words.", "See 'ebb chats --help'.")
    with session.open() as ebb:
        if exported:
            return _exported(session, ebb, exported)
        if words:
            return _found(session, typed(words), ebb.chats.search(typed(words), limit))
        past = ebb.chats.newest(limit)
    if session.json:
        put_json({"chats": [one.to_json() for one in past]})
    elif past:
        put("\n".join(_row(one) for one in past))
    else:
        say("There is no conversation yet. 'ebb chat' begins one.")
    return ExitCode.DONE if past else ExitCode.NOTHING


def _exported(session: Session, ebb: Ebb, id: str) -> ExitCode:
    conversation = ebb.chats.open(id)
    if session.json:
        put_json(conversation.to_json())
    else:
        put(ebb.chats.markdown(conversation, local_now()).rstrip("\n"))
    return ExitCode.DONE


def _found(session: Session, words: str, found: list[tuple[Past, Hit]]) -> ExitCode:
    if session.json:
        listed = [past.to_json() | {"snippet": hit.snippet, "memory": hit.memory.id} for past, hit in found]
        put_json({"query": words, "chats": listed})
    elif found:
        from ui.cli.lines import marked

        for past, hit in found:
            put(_row(past))
            put("\n".join(f"    {line}" for line in marked([shown_line(hit.snippet, width() - 4)])))
    else:
        say("Nothing like that was said in a conversation.")
    return ExitCode.DONE if found else ExitCode.NOTHING


def _row(past: Past) -> str:
    from core.text.times import ago

    when = ago(past.last_at, local_now())
    turns = f"{past.turns} {'turn' if past.turns == 1 else 'turns'}"
    title = shown_line(past.title, width() - len(past.id) - 30) or "(forgotten)"
    return f"{paint(past.id, 'dim')}  {when:>14}  {turns:>9}  {title}"


def _lines() -> Iterator[str]:
    """The lines of the input that hold words."""
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


class _Talk:
    """One conversation on the command line."""

    def __init__(self, session: Session, ebb: Ebb, conversation: Conversation, extractive: bool) -> None:
        self._session = session
        self._ebb = ebb
        self._conversation = conversation
        self._extractive = extractive
        self._answers = 0
        self._asked = 0

    def read(self, lines: Any) -> int:
        """Say each line; the exit code says whether anything was answered."""
        for line in lines:
            if self._exchange(partial(self._conversation.say, line)):
                return INTERRUPTED
        return ExitCode.NOTHING if self._asked and not self._answers else ExitCode.DONE

    def hold(self, first: list[str]) -> int:
        """Let a person talk until they leave; what goes wrong is told, and the talk goes on."""
        with suppress(ImportError):
            import readline  # noqa: F401 - gives the line below its editing and history
        self._greet()
        while True:
            line = first.pop() if first else self._typed()
            if line is None or line == "/quit":
                self._leave()
                return ExitCode.DONE
            try:
                self._take(line)
            except EbbError as error:
                say(shown_line(str(error)))

    def _greet(self) -> None:
        for turn in self._conversation.path()[-6:]:
            self._show_past(turn)
        model = self._ebb.model_name()
        who = (
            "Answers are quoted from your memories" if not model or self._extractive else f"{shown_line(model)} answers"
        )
        kept = "nothing of this is remembered" if self._conversation.private else "what you say is remembered"
        say(f"{who}; {kept}. /help names what can be done, ^D leaves.")

    def _show_past(self, turn: Turn) -> None:
        words = {"forgotten": "(forgotten)", "erased": "(erased)"}.get(turn.kept, turn.text)
        put(f"{paint(PROMPT, 'tag')}{shown(words)}" if turn.yours else f"\n{shown(words)}\n")

    def _typed(self) -> str | None:
        """What the person types next; None when they leave."""
        try:
            return input(f"{'private  ' if self._conversation.private else PROMPT}").strip()
        except (EOFError, KeyboardInterrupt):
            put()
            return None

    def _leave(self) -> None:
        if self._conversation.is_written:
            say(f"ebb chat --resume {self._conversation.id[:16]} goes on from here.")

    def _take(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        known: dict[str, Callable[[str], None]] = {
            "/help": self._help,
            "/retry": self._retry,
            "/edit": self._edit,
            "/branch": self._branch,
            "/source": self._source,
            "/private": self._private,
            "/export": self._export,
        }
        if name in known:
            known[name](rest.strip())
        elif name.startswith("/") and len(name) > 1 and name[1:].isalpha():
            say(f"There is no {shown_line(name, 20)}. /help names what there is.")
        elif line:
            self._exchange(partial(self._conversation.say, line))

    def _help(self, _: str) -> None:
        room = max(cells(name) for name, _ in COMMANDS)
        say("\n".join(f"  {name.ljust(room)}  {does}" for name, does in COMMANDS))

    def _retry(self, _: str) -> None:
        self._exchange(self._conversation.retry)

    def _edit(self, words: str) -> None:
        turn = self._last(yours=True)
        self._exchange(partial(self._conversation.edit, turn.id, words))

    def _branch(self, _: str) -> None:
        turn = self._last(yours=True)
        last = self._conversation.path()[-1]
        for at in (turn, last):
            if self._conversation.place(at.id)[1] > 1 and self._conversation.turn_to(at.id):
                for shown_turn in self._conversation.path()[-2:]:
                    self._show_past(shown_turn)
                return
        say("There is no other branch here. /edit and /retry make one.")

    def _source(self, number: str) -> None:
        from ui.cli.lines import entry

        turn = self._last(yours=False)
        found = [citation for citation in turn.citations if str(citation.n) == number]
        if not found:
            raise BadInput("The last answer has no such source.", "Its numbers stand in [ ].")
        put("\n".join(entry(self._ebb.get(found[0].id))))

    def _private(self, _: str) -> None:
        self._conversation.private = not self._conversation.private
        say("Nothing of what follows is remembered." if self._conversation.private else "What you say is remembered.")

    def _export(self, file: str) -> None:
        if not file:
            raise BadInput("No file was named.", "As in: /export talk.md")
        path = self._ebb.chats.export(self._conversation, file, local_now())
        say(f"Written to {shown_line(str(path))}.")

    def _last(self, *, yours: bool) -> Turn:
        for turn in reversed(self._conversation.path()):
            if turn.yours == yours:
                return turn
        raise BadInput("Nothing was said yet.", "Ask something first.")

    def _exchange(self, saying: Callable[..., Turn | None]) -> bool:
        """Say something and show what comes of it; whether the person stopped it."""
        with interruptible() as cancelled:
            streamed = Streamed()
            live = streamed.take if terminal() and not self._session.json else None
            turn = saying(extractive=self._extractive, now=local_now(), on_text=live, cancelled=cancelled)
            self._show(turn, streamed)
            return cancelled()

    def _show(self, turn: Turn | None, streamed: Streamed) -> None:
        if turn is not None and turn.mode:
            self._asked += 1
            self._answers += not turn.abstained
        if self._session.json:
            for said in self._conversation.path()[-2 if turn else -1 :]:
                put_json({"chat": self._conversation.id, **said.to_json()})
            return
        if turn is None:
            say("Stopped.")
            return
        streamed.take_back()
        if terminal():
            put()
        if turn.understood:
            put(paint(f"(read as: {shown_line(turn.understood)})", "dim"))
        put("\n".join(told(self._ebb, _answer(turn))) + ("\n" if terminal() else ""))
        if turn.stopped:
            say("Stopped.")
        piece("")


def _answer(turn: Turn) -> Answer:
    from core.memory import Answer

    return Answer(turn.text, turn.citations, turn.abstained, "", turn.mode, turn.model, 0.0, turn.unsupported)
