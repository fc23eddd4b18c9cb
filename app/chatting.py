"""Conversations: questions answered from memory turn by turn, what was said remembered, and what is left out of that.

A turn that the person says becomes a memory of theirs. What Ebb answers becomes one of little trust, from which nothing
is ever answered. A private turn is nowhere but in the conversation that is open: nothing of it reaches the disk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.pending import Pending
from core.chat import tree
from core.chat.saying import asks, is_small_talk, parted, states
from core.chat.tree import Tree
from core.chat.turn import ANSWER, QUESTION, Kept, Speaker, Turn
from core.chat.working import Working, working
from core.clock import from_micros, to_micros, utc_now, zoned
from core.decay.grades import Event
from core.errors import BadInput, MemoryNotFound
from core.ids import is_prefix, new_id
from core.memory import Answer, Hit, Kind
from core.store import talks
from core.store.connection import Connection
from core.store.memories import Draft
from core.store.store import Store
from core.text import clean
from core.text.sanitise import shown_line

if TYPE_CHECKING:
    from app.ebb import Ebb

APP = "ebb"
YOU, EBB = "You", "Ebb"
NOTED = "I'll remember that."
HEARD = "Heard. I won't keep it."
THANKED = "You're welcome."
WELCOME = "Ask me what you have written down, or tell me something to keep."
SHORTEST_PREFIX = 4
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Past:
    """A conversation in a list: its id, first words on one line, when it began and went on last, its turns."""

    id: str
    title: str
    began_at: datetime
    last_at: datetime
    turns: int

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        times = {"began_at": self.began_at.isoformat(), "last_at": self.last_at.isoformat()}
        return {"id": self.id, "title": self.title, **times, "turns": self.turns}


class Chats:
    """The conversations of one memory."""

    def __init__(self, ebb: "Ebb", store: Store, pending: Pending) -> None:
        """Use `Ebb.chats`."""
        self.store = store
        self.pending = pending
        self._ebb = ebb

    def begin(self, *, private: bool = False) -> "Conversation":
        """A new conversation; it is written down with its first turn that is not private."""
        if not private:
            self._finish()
        return Conversation(self, new_id(), None, Tree(), private=private)

    def _finish(self) -> None:
        """Give what was said before a run was cut off its memory."""
        for talk in self.store.read(talks.unfinished):
            Conversation(self, talk.name, talk.number, Tree(), private=False).reload()

    def open(self, id: str) -> "Conversation":
        """The conversation with this id, or the one whose id begins so (4 characters). Raises: MemoryNotFound."""
        key = id.strip()
        found = []
        if is_prefix(key) and len(key) >= SHORTEST_PREFIX:
            found = self.store.read(lambda connection: talks.named(connection, key))
        if len(found) > 1:
            raise MemoryNotFound(f"Several conversations begin with {key}.", "Give more of the id.")
        if not found:
            raise MemoryNotFound(f"There is no conversation {shown_line(key, 40)!r}.", "`ebb chats` lists them.")
        talk = found[0]
        conversation = Conversation(self, talk.name, talk.number, Tree(), private=False)
        conversation.reload(talk.leaf)
        return conversation

    def newest(self, limit: int = 50) -> list[Past]:
        """The conversations that went on last, newest first."""
        return [_past(talk) for talk in self.store.read(lambda connection: talks.newest(connection, limit))]

    def search(self, words: str, limit: int = 20, now: datetime | None = None) -> list[tuple[Past, Hit]]:
        """Past conversations in which something like these words was said, best first, each with its best turn.

        Raises: BadInput.
        """
        hits = self._ebb.search(words, limit=limit * 4, kinds=(Kind.CHAT,), now=now)
        of = self.store.read(lambda connection: talks.of_memories(connection, [hit.memory.id for hit in hits]))
        found: dict[int, tuple[Past, Hit]] = {}
        for hit in hits:
            talk = of.get(hit.memory.id)
            if talk is not None and talk.number not in found:
                found[talk.number] = (_past(talk), hit)
        return list(found.values())[:limit]

    def markdown(self, conversation: "Conversation", zone: datetime | None = None) -> str:
        """The branch in use of a conversation as a document, with the sources of its answers."""
        from core.chat.markdown import markdown

        path = conversation.path()
        names: dict[str, str] = {}
        for id in {citation.id for turn in path for citation in turn.citations}:
            memory = self._ebb.get(id)
            names[id] = memory.title or shown_line(memory.text, 60)
        return markdown(conversation.title, path, names, zoned(zone).tzinfo)

    def export(self, conversation: "Conversation", file: str, zone: datetime | None = None) -> Path:
        """Write `markdown` to a file that is not there yet; returns its path. Raises: BadInput."""
        path = Path(file).expanduser()
        try:
            with path.open("x", encoding="utf-8", newline="\n") as out:
                out.write(self.markdown(conversation, zone))
        except (OSError, ValueError) as error:
            words = getattr(error, "strerror", None) or "this cannot be a file"
            raise BadInput(f"{shown_line(file, 200)}: {words}.", "Name a file that is not there yet.") from error
        return path

    def answered(
        self,
        question: str,
        before: Sequence[Turn],
        *,
        now: datetime | None,
        extractive: bool,
        on_text: Callable[[str], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> Answer:
        """Answer a question that follows these turns. Raises: BadInput, ModelError's family."""
        along = self.working(before)
        return self._ebb.ask(
            question,
            now=now,
            extractive=extractive,
            on_text=on_text,
            cancelled=cancelled,
            history=along.turns,
            profile=along.profile,
        )

    def working(self, before: Sequence[Turn]) -> Working:
        """What of the turns before, and of the profile, goes along with a question."""
        profile = [line.text for line in self._ebb.levels.profile().lines] if self._ebb.model_name() else []
        return working(before, profile, self._ebb.config.answer.budget_tokens)

    def cited(self, answer: Answer) -> None:
        """Note that the memories which an answer cites were recalled."""
        self._ebb.decay.note([citation.id for citation in answer.citations], Event.CITED)


class Conversation:
    """One conversation that is open; used by one thread at a time."""

    def __init__(self, chats: Chats, id: str, number: int | None, turns: Tree, *, private: bool) -> None:
        """Use `Chats.begin` or `Chats.open`."""
        self.id = id
        self.private = private
        """Whether what is said from now on stays out of the memory and off the disk."""
        self._chats = chats
        self._number = number
        self._tree = turns
        self._unwritten = 0
        self._understood: dict[int, str] = {}

    @property
    def is_written(self) -> bool:
        """Whether any of it is on the disk."""
        return self._number is not None

    @property
    def title(self) -> str:
        """Its first words, on one line."""
        first = next((turn.text for turn in self.path() if turn.yours and turn.text), "")
        return shown_line(first, LONGEST_TITLE)

    def path(self) -> list[Turn]:
        """The turns of the branch in use, first to last."""
        return self._tree.path()

    def place(self, turn: int) -> tuple[int, int]:
        """Which of how many turns at the same place one is, from 1."""
        return self._tree.place(turn)

    def say(
        self,
        text: str,
        *,
        now: datetime | None = None,
        extractive: bool = False,
        on_text: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        heard: Callable[[Turn], None] | None = None,
    ) -> Turn | None:
        """Say something and get Ebb's turn, None if it was stopped before a word; `heard` gets the person's turn first.

        What was said is kept whatever becomes of the answer. Raises: BadInput, ModelError's family.
        """
        return self._say(text, self._tree.leaf, now, extractive, on_text, cancelled, heard)

    def begin_with(self, question: str, answer: Answer) -> Turn | None:
        """Go on from a question that was answered outside of a conversation, as if it had been asked here."""
        return self._finished(self._heard(clean.checked(question).text, self._tree.leaf), answer, stopped=False)

    def edit(self, turn: int, text: str, **options: Any) -> Turn | None:
        """Say something in the place of a turn of the person's, as a branch of its own; the rest as `say`."""
        before = self._turn(turn)
        if not before.yours:
            raise BadInput("Only your own words can be said anew.", "`retry` asks for another answer.")
        return self._say(text, before.parent, **_options(options))

    def retry(self, turn: int | None = None, **options: Any) -> Turn | None:
        """Ask for another answer in the place of one of Ebb's, the last one unless named; the rest as `say`."""
        asked = self._asked(turn)
        given = _options(options)
        heard = given.pop("heard")
        if heard:
            heard(asked)
        return self._reply(asked, **given)

    def turn_to(self, turn: int, step: int = 1) -> bool:
        """Go to the branch `step` places beside the one at a turn; false where there is no other."""
        leaf = self._tree.beside(self._turn(turn).id, step)
        if leaf is None:
            return False
        self._choose(leaf)
        return True

    def reload(self, leaf: int | None = None) -> None:
        """Read what is written down again; what the person said before a run was cut off gets its memory."""
        number = self._number
        if number is None:
            return
        left = self._chats.store.read(lambda connection: talks.waiting(connection, number))
        if left:
            self._chats.store.write(lambda connection: self._tidy(connection, number))
            self._chats.pending.wake()
        unwritten = [turn for turn in self._all() if turn.id < 0]
        read = self._chats.store.read(lambda connection: talks.turns(connection, number))
        placed = [self._placed(turn) for turn in read]
        self._tree = Tree([*placed, *unwritten], self._tree.leaf if leaf is None else leaf)

    def to_json(self) -> dict[str, Any]:
        """Its id, title, and the turns of the branch in use."""
        return {"id": self.id, "title": self.title, "turns": [turn.to_json() for turn in self.path()]}

    # Saying and answering

    def _say(
        self,
        text: str,
        parent: int | None,
        now: datetime | None,
        extractive: bool,
        on_text: Callable[[str], None] | None,
        cancelled: Callable[[], bool] | None,
        heard: Callable[[Turn], None] | None,
    ) -> Turn | None:
        words = text.strip()
        if not words:
            raise BadInput("There is nothing to answer.", "Ask something, or say something to keep.")
        you = self._heard(clean.checked(words).text, parent)
        if heard:
            heard(you)
        return self._reply(you, now, extractive, on_text, cancelled)

    def _reply(
        self,
        you: Turn,
        now: datetime | None,
        extractive: bool,
        on_text: Callable[[str], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> Turn | None:
        answer: Answer | None = None
        stopped = False
        try:
            if asks(you.text):
                question, told = parted(you.text)
                before = self._tree.path(you.id)[:-1] + ([replace(you, text=told)] if told else [])
                answer = self._chats.answered(
                    question, before, now=now, extractive=extractive, on_text=on_text, cancelled=cancelled
                )
                stopped = cancelled is not None and cancelled()
                if stopped and (answer.abstained or answer.mode != "generated" or not answer.text.strip()):
                    answer = None
            else:
                answer = _acknowledged(you.text, private=you.kept == Kept.PRIVATE)
        finally:
            turn = self._finished(you, answer, stopped)
        return turn

    def _heard(self, text: str, parent: int | None) -> Turn:
        """Take in what the person says, before anything is answered."""
        at = utc_now()
        if self.private:
            return self._unwritten_turn(Turn(0, parent, Speaker.YOU.value, text, at, Kept.PRIVATE.value))

        def work(connection: Connection) -> int:
            if self._number is None:
                self._number = talks.begin(connection, self.id, to_micros(at))
            return talks.add(connection, self._number, self._written(parent), Speaker.YOU, text, to_micros(at))

        turn = Turn(self._write(work), parent, Speaker.YOU.value, text, at, Kept.WAITING.value)
        self._put(turn)
        return turn

    def _write(self, work: Callable[[Connection], int]) -> int:
        before = self._number
        try:
            return self._chats.store.write(work)
        except BaseException:
            self._number = before
            raise

    def _finished(self, you: Turn, answer: Answer | None, stopped: bool) -> Turn | None:
        """Give what was said its memory, and the answer its place."""
        at = utc_now()
        if you.kept == Kept.PRIVATE:
            return None if answer is None else self._unwritten_turn(_answered(0, you.id, answer, at, stopped))
        number = self._number
        assert number is not None
        path = [turn.id for turn in self._tree.path(you.id) if turn.id > 0]

        def work(connection: Connection) -> int | None:
            self._tidy(connection, number)
            turn = None if answer is None else self._put_down(connection, number, you.id, answer, at, stopped)
            talks.choose(connection, number, turn or you.id, [*path, *([turn] if turn else [])], to_micros(at))
            return turn

        self._tree.leaf = you.id
        said = self._chats.store.write(work)
        self._chats.pending.wake()
        if said is not None:
            self._tree.leaf = said
        if said is not None and answer is not None and answer.understood:
            self._understood[said] = answer.understood
        self.reload()
        if said is None or answer is None:
            return None
        self._chats.cited(answer)
        return self._tree.get(said)

    def _tidy(self, connection: Connection, number: int) -> None:
        """Give every turn of the person's that has none its memory."""
        for turn, text, at in talks.waiting(connection, number):
            talks.keep(connection, turn, self._draft(turn, text, at, YOU), "" if states(text) else QUESTION)

    def _put_down(
        self, connection: Connection, number: int, parent: int, answer: Answer, at: datetime, stopped: bool
    ) -> int:
        turn = talks.add(
            connection,
            number,
            parent,
            Speaker.EBB,
            answer.text,
            to_micros(at),
            mode=answer.mode,
            model=answer.model,
            abstained=answer.abstained,
            stopped=stopped,
            unsupported=_places(answer),
        )
        seq = None
        if answer.mode and not answer.abstained:
            draft = replace(self._draft(turn, answer.text, to_micros(at), EBB), trust="agent", importance=0.0)
            seq = talks.keep(connection, turn, draft, ANSWER)
        talks.cite(connection, turn, seq, answer.citations)
        return turn

    def _draft(self, turn: int, text: str, at: int, author: str) -> Draft:
        from core import intake

        thread = f"ebb-chat:{self.id}"
        source = {"app": APP, "thread": thread, "author": author, "uri": f"{thread}/{turn}"}
        when = from_micros(at)
        return intake.draft(text, Kind.CHAT, occurred_at=when, source=source, now=when)

    # The tree

    def _placed(self, turn: Turn) -> Turn:
        """A turn that was read, after the private one that it followed, if it did."""
        turn = replace(turn, understood=self._understood.get(turn.id, "") if turn.text else "")
        return replace(turn, parent=self._tree.get(turn.id).parent) if turn.id in self._tree else turn

    def _turn(self, turn: int) -> Turn:
        if turn not in self._tree:
            raise BadInput(f"There is no turn {turn} in this conversation.")
        return self._tree.get(turn)

    def _asked(self, turn: int | None) -> Turn:
        path = self.path()
        found = tree.last(path, yours=True) if turn is None else self._turn(turn)
        if found is not None and not found.yours and found.parent is not None:
            found = self._tree.get(found.parent)
        if found is None or not found.yours or not found.text:
            raise BadInput("There is nothing to answer again.", "Ask something first.")
        return found

    def _choose(self, leaf: int) -> None:
        self._tree.leaf = leaf
        number, written = self._number, self._written(leaf)
        if number is None or written is None:
            return
        path = [turn.id for turn in self.path() if turn.id > 0]
        at = to_micros(utc_now())
        self._chats.store.write(lambda connection: talks.choose(connection, number, written, path, at))
        self._chats.pending.wake()

    def _written(self, turn: int | None) -> int | None:
        """The turn, or the last one before it that is written down."""
        while turn is not None and turn < 0:
            turn = self._tree.get(turn).parent
        return turn

    def _unwritten_turn(self, turn: Turn) -> Turn:
        self._unwritten -= 1
        turn = replace(turn, id=self._unwritten)
        self._put(turn)
        return turn

    def _put(self, turn: Turn) -> None:
        self._tree.put(turn)
        self._tree.leaf = turn.id

    def _all(self) -> list[Turn]:
        return self._tree.all()


def _acknowledged(text: str, *, private: bool) -> Answer:
    """What Ebb says to what asks nothing."""
    if is_small_talk(text):
        thanked = text.lower().lstrip().startswith(("thank", "cheers"))
        return Answer(THANKED if thanked else WELCOME, (), False, text, mode="")
    return Answer(HEARD if private else NOTED, (), False, text, mode="")


def _answered(id: int, parent: int, answer: Answer, at: datetime, stopped: bool) -> Turn:
    return Turn(
        id=id,
        parent=parent,
        role=Speaker.EBB.value,
        text=answer.text,
        at=at,
        kept=Kept.PRIVATE.value,
        citations=answer.citations,
        mode=answer.mode,
        model=answer.model,
        abstained=answer.abstained,
        stopped=stopped,
        unsupported=answer.unsupported,
        understood=answer.understood,
    )


def _places(answer: Answer) -> list[tuple[int, int]]:
    """Where the sentences without support stand in the answer."""
    found = [(answer.text.find(sentence), sentence) for sentence in answer.unsupported]
    return [(start, start + len(sentence)) for start, sentence in found if start >= 0]


def _options(given: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {"now": None, "extractive": False, "on_text": None, "cancelled": None, "heard": None}
    if unknown := given.keys() - plain.keys():
        raise TypeError(f"there is no option {sorted(unknown)[0]!r}")
    return plain | given


def _past(talk: talks.Talk) -> Past:
    title = shown_line(talk.opening, LONGEST_TITLE)
    return Past(talk.name, title, from_micros(talk.began_at), from_micros(talk.last_at), talk.turns)
