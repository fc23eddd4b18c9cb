"""The language model as librarian: in idle time it judges conflicts and names, words digests, describes memories.

It works within a budget of minutes and memories a day, one memory at a time, each checked against its sources and
written in one transaction under a run that can be undone. Whoever asks for anything, in whichever process, stops it.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from app.askers import Askers
from app.config import Config
from app.describing import Describer
from app.generating import model_errors
from app.hearing import ROOM, fits, heard
from app.home import Home, unwritable
from app.likening import liken
from app.likening import pass_over as leave_names
from app.minds import Minds
from app.rewording import pass_over, reword_one
from core import present
from core.clock import to_micros, utc_now
from core.errors import Locked, ModelError
from core.ports import LanguageModel, Message
from core.store import descriptions, librarian, likenesses, proposals, rows, runs
from core.store.connection import Connection
from core.store.derived import Role
from core.store.lock import FileLock
from core.store.store import Store
from core.truth import judging

BATCH = 20
"""Memories looked up at once."""
LOOK_SECONDS = 0.5
"""How often the process behind looks whether it is quiet."""
LEAST_SECONDS = 0.05
"""A rest of the day's budget that is not worth beginning for."""
STAY_SECONDS = 3600.0
"""How long the process behind stays for work that it cannot begin since somebody asks for something again and again."""

REST_SECONDS = 3600.0
"""How long a model that cannot be asked is left alone; the person meets the error when they ask for an answer."""

Stop = Callable[[], bool]
_Key = TypeVar("_Key", int, tuple[int, int])


@dataclass(frozen=True, slots=True)
class Work:
    """What the librarian did: memories `asked` about, those `described`, derived ones `reworded`, proposals `judged`,
    pairs of names `likened`.

    `kept` and `dropped` are parts of replies; of the dropped, `copied` repeat the prompt, `repeated` go in circles.
    `looped` replies were cut off, `failed` ones were no use; the model `broke` over some. `problem` says what ended it.
    """

    asked: int = 0
    described: int = 0
    reworded: int = 0
    portrayed: int = 0
    judged: int = 0
    likened: int = 0
    kept: int = 0
    dropped: int = 0
    copied: int = 0
    repeated: int = 0
    looped: int = 0
    failed: int = 0
    broke: int = 0
    milliseconds: int = 0
    problem: str = ""

    def __add__(self, other: "Work") -> "Work":
        return Work(**{name: getattr(self, name) + getattr(other, name) for name in (*_COUNTED, "problem")})

    def counts(self) -> dict[str, int]:
        """The counts that are not 0, by name."""
        return {name: getattr(self, name) for name in _COUNTED if getattr(self, name)}


_COUNTED = tuple(one.name for one in fields(Work) if one.name != "problem")


@dataclass(frozen=True, slots=True)
class _Unit:
    """One question to the model: `ask` asks it and writes what is kept, `leave` keeps it from being asked again."""

    ask: Callable[[], Work]
    leave: Callable[[], object]


class Librarian:
    """The language model's work on one memory in idle time."""

    def __init__(self, store: Store, minds: Minds, home: Home, config: Config) -> None:
        self._store = store
        self._minds = minds
        self._home = home
        self._config = config
        self._askers = Askers(home)
        self._rests_until = 0.0

    @property
    def on(self) -> bool:
        """Whether there is a model, and it may work in idle time."""
        language = self._config.language
        return language.present and not language.allow_remote and self._config.librarian.when == "idle"

    def waiting(self) -> int:
        """How many memories and proposals the model has not seen."""
        return sum(self._store.read(librarian.waiting).values())

    def left(self, now: datetime | None = None) -> tuple[int, float]:
        """How many memories the model may still be asked about today, and for how many seconds."""
        asked, took = self._store.read(partial(librarian.spent, since=_today(now or utc_now())))
        setting = self._config.librarian
        seconds = setting.minutes * 60 - took / 1000
        return max(0, setting.memories - asked), seconds if seconds > LEAST_SECONDS else 0.0

    def figures(self, now: datetime | None = None) -> dict[str, Any]:
        """What `ebb stats` tells: what was done in all, what is left of today's budget, how much waits."""
        totals = self._store.read(librarian.totals)
        memories, seconds = self.left(now)
        return {
            **{name: totals.get(name, 0) for name in _COUNTED if name != librarian.TIME},
            "ungrounded": totals.get("dropped", 0) - totals.get("copied", 0) - totals.get("repeated", 0),
            "minutes": round(totals.get(librarian.TIME, 0) / 60_000, 2),
            "today": {"memories_left": memories, "minutes_left": round(seconds / 60, 2)},
            "waiting": self._store.read(librarian.waiting),
        }

    def work(self, disturbed: Stop = lambda: False, now: datetime | None = None) -> Work:
        """Do what is due, until nothing or no budget is left, `disturbed()` or somebody asks for something.

        Nothing is done where another process is at it. Raises: CannotOpen's family.
        """
        if not self.on:
            return Work()
        try:
            with FileLock(self._home.db.with_name("librarian.lock"), 0).held():
                return self._pass(disturbed, now or utc_now())
        except Locked:
            return Work()

    def stay(self, seconds: float = STAY_SECONDS) -> bool:
        """Work whenever it is quiet, until nothing or no budget is left, or `seconds` are over; whether any was done.

        The model leaves memory whenever it is disturbed. For a process that has nothing else to do.
        """
        if not self.on:
            return False
        until, done = time.monotonic() + seconds, Work()
        try:
            with FileLock(self._home.db.with_name("librarian.lock"), 0).held():
                while time.monotonic() < until and not done.problem and self._is_worth():
                    if self._is_quiet():
                        done += self._pass(lambda: False, utc_now())
                        self._minds.close()
                    else:
                        time.sleep(LOOK_SECONDS)
        except Locked:
            return False
        return done.asked > 0

    def _is_worth(self) -> bool:
        return all(self.left()) and self.waiting() > 0

    def _is_quiet(self) -> bool:
        """Whether nobody asks for anything, or has for long; requests are seen from the first call on."""
        try:
            self._askers.heed()
        except OSError as error:
            raise unwritable(self._home, error) from error
        since = self._askers.quiet_for()
        return since is not None and since >= self._config.librarian.quiet

    def _pass(self, disturbed: Stop, now: datetime) -> Work:
        memories, seconds = self.left(now)
        if time.monotonic() < self._rests_until:
            return Work()
        if not memories or not seconds or not self._is_quiet() or not self.waiting():
            return Work()
        until = time.monotonic() + seconds

        def stop() -> bool:
            return disturbed() or time.monotonic() > until or not self._is_quiet()

        try:
            done = _Pass(self._store, self._minds.language(), stop, now).work(memories)
        except ModelError as error:
            done = Work(problem=str(error))
        if done.problem:
            self._rests_until = time.monotonic() + REST_SECONDS
        return done


class _Pass:
    """One pass: question by question, what matters most first."""

    def __init__(self, store: Store, model: LanguageModel, stop: Stop, now: datetime) -> None:
        self._store = store
        self._model = model
        self._stop = stop
        self._now = now
        self._seen: set[tuple[str, object]] = set()
        self._begun = 0
        self._describer = Describer(store, model, stop, self._run)

    def work(self, memories: int) -> Work:
        """Ask about up to so many memories. What the model breaks over is passed over if others do not break it."""
        done, broken = Work(), None
        try:
            with model_errors():  # what loads can be stopped meanwhile only if it is to say something
                heard(self._model, [Message("user", "Hello")], 1, self._stop)
            for unit in self._units():
                if self._stop() or done.asked >= memories:
                    break
                try:
                    done += self._timed(unit)
                except ModelError as error:
                    if broken is not None:
                        return done + Work(problem=str(error))
                    broken = unit
                    continue
                if broken is not None:
                    broken.leave()
                    broken = None
                    done += self._count(Work(broke=1))
        finally:
            if self._begun:
                self._store.write(self._end)
        return done

    def _timed(self, unit: _Unit) -> Work:
        began = time.monotonic()
        found = unit.ask()
        return self._count(found + Work(milliseconds=max(1, round((time.monotonic() - began) * 1000))))

    def _count(self, work: Work) -> Work:
        self._store.write(lambda connection: runs.count(connection, self._run(connection), **work.counts()))
        return work

    def _run(self, connection: Connection) -> int:
        self._begun = librarian.run(connection, to_micros(utc_now()), _today(self._now))
        return self._begun

    def _end(self, connection: Connection) -> None:
        if self._begun and runs.is_open(connection, self._begun):
            runs.end(connection, self._begun, to_micros(utc_now()))

    def _units(self) -> Iterator[_Unit]:
        for id in self._each("judge", librarian.unjudged):
            yield _Unit(partial(self._judge, id), partial(self._note, id, proposals.UNUSABLE))
        for pair in self._each("liken", likenesses.unjudged):
            leave = partial(leave_names, self._store, pair, self._run)
            yield _Unit(partial(self._liken, pair), leave)
        for seq in self._each("word", librarian.unspoken):
            yield _Unit(partial(self._reword, seq), partial(self._leave, seq))
        for seq in self._each("describe", descriptions.to_model):
            yield _Unit(partial(self._describe, seq), partial(self._describer.pass_over, seq))

    def _each(self, kind: str, due: Callable[..., list[_Key]]) -> Iterator[_Key]:
        """What is due of a kind, as it stands when it is its turn; nothing twice in one pass."""
        while True:
            known = sum(one == kind for one, _ in self._seen)
            found = self._store.read(partial(due, limit=BATCH + known))
            fresh = [number for number in found if (kind, number) not in self._seen]
            if not fresh:
                return
            for number in fresh[:BATCH]:
                self._seen.add((kind, number))
                yield number

    # One question

    def _describe(self, seq: int) -> Work:
        found = self._describer.take(seq)
        return Work(
            asked=found.read,
            described=found.revised,
            kept=found.kept,
            dropped=found.dropped,
            copied=found.copied,
            repeated=found.repeated,
            looped=found.looped,
            failed=found.failed,
        )

    def _reword(self, seq: int) -> Work:
        row = self._store.read(partial(rows.by_seq, seqs=[seq])).get(seq)
        if row is None:
            return Work()
        found = reword_one(self._store, self._model, row, self._stop, self._run)
        profile = row.role == Role.PROFILE
        return Work(
            asked=int(found.read),
            reworded=int(found.changed and not profile),
            portrayed=found.kept if found.changed and profile else 0,
            kept=found.kept,
            dropped=found.dropped,
            copied=found.copied,
            repeated=found.repeated,
            looped=int(found.looped),
            failed=int(found.failed),
        )

    def _liken(self, pair: tuple[int, int]) -> Work:
        found = liken(self._store, self._model, pair, self._stop, self._run)
        return Work(**asdict(found))

    def _leave(self, seq: int) -> None:
        row = self._store.read(partial(rows.by_seq, seqs=[seq])).get(seq)
        if row is not None:
            pass_over(self._store, row)

    def _judge(self, id: int) -> Work:
        known = self._store.read(partial(proposals.numbered, id=id))
        both = self._store.read(partial(rows.by_seq, seqs=[known.a, known.b])) if known else {}
        if known is None or len(both) < 2:
            return Work()
        older, newer = (present.memory(both[seq], self._now) for seq in (known.a, known.b))
        zone = newer.occurred_at.astimezone().tzinfo
        assert zone is not None
        messages = judging.asking(older, newer)
        with model_errors():
            if not fits(self._model, messages, self._model.context_tokens - judging.LONGEST_REPLY - ROOM):
                self._note(id, proposals.UNUSABLE)
                return Work(failed=1)
            speech = heard(self._model, messages, judging.LONGEST_REPLY, self._stop, judging.SCHEMA)
        if self._stop():
            return Work()
        found = judging.checked(speech.text, older, newer, zone, self._model.name)
        noted = self._note(id, found.judgement.note() if found.judgement else proposals.UNUSABLE)
        return Work(
            asked=1,
            judged=int(noted and found.judgement is not None),
            kept=found.kept,
            dropped=found.dropped,
            copied=found.copied,
            repeated=found.repeated,
            looped=int(speech.stuck()),
            failed=int(found.failed),
        )

    def _note(self, id: int, note: str) -> bool:
        return self._store.write(lambda connection: proposals.annotate(connection, id, note, self._run(connection)))


def _today(now: datetime) -> int:
    """The beginning of the local day, in microseconds."""
    return to_micros(now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0))
