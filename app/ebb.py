"""One person's memory, opened: the facade that Python programs, the commands and the app all call."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from app import config as settings
from app import home as homes
from app.keeping import Keeping
from app.lookback import Lookback
from app.minds import Minds
from app.pending import Pending, start_behind
from core import intake
from core.clock import aware, utc_now, zoned
from core.memory import Answer, Hit, Kind, Link, Memory, Revision
from core.store import memories
from core.store.links import MANUAL
from core.store.store import Store

if TYPE_CHECKING:
    from app.chatting import Chats
    from app.decaying import Decaying
    from app.graphs import Graphs
    from app.librarian import Librarian
    from app.mcp.agents import Agents
    from app.network import Network
    from app.querying import Queries
    from app.screens.browsing import Screens
    from app.sleeping import Levels
    from app.truths import Truths
    from app.upkeep import Check, Status
    from app.vault.exchange import Exchange
    from core.answer.followups import Turn
    from core.recall.engine import Recall

BATCH = 500  # Memories per transaction in `add_many`.

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class Ebb:
    """A memory; safe to call from several threads and beside other processes. Close it, or use it in `with`."""

    def __init__(
        self, home: homes.Home, config: settings.Config, *, read_only: bool, background: bool, hand_over: bool
    ) -> None:
        """Use `Ebb.open`."""
        self.home = home.root
        self.config = config
        self._home = home
        self._store = Store(home.db, read_only=read_only, synchronous=config.store.durability.upper())
        self._minds = Minds(home, config)
        self._keeping = Keeping(self._store, config)
        self._lookback = Lookback(self._store, config)
        self._hand_over = hand_over and config.work.background
        rested = self._rest if config.sleep.when == "idle" or config.language.present else None
        self._pending = Pending(self._store, self._minds, home, running=background and not read_only, when_idle=rested)
        self._recall: Recall | None = None

    @classmethod
    def open(
        cls,
        home: str | os.PathLike[str] | None = None,
        *,
        profile: str | None = None,
        read_only: bool = False,
        background: bool = True,
        hand_over: bool = False,
        settings_flags: Mapping[str, Any] | None = None,
    ) -> Self:
        """Open the memory in `home` (else EBB_HOME, else the platform's data folder), making it if need be.

        `background` embeds what is pending in a thread of this process whenever nothing else is asked of it;
        `hand_over` leaves what this run added to a process of its own when it closes, if `work.background` is on.
        Raises: CannotOpen's family, Locked, BadInput for a config that is wrong.
        """
        place = homes.located(home, profile)
        if not read_only:
            homes.prepare(place)
        config = settings.load(place.config, settings_flags)
        return cls(place, config, read_only=read_only, background=background, hand_over=hand_over)

    def close(self) -> None:
        """Finish what was promised, stop working behind, and let go of the files; idempotent."""
        hand_over, self._hand_over = self._hand_over, False
        try:
            self._pending.stop()
            self._minds.close()
            unfinished = hand_over and self._has_left_work()
        finally:
            self._store.close()
        if unfinished:
            start_behind(self._home)

    def _has_left_work(self) -> bool:
        """Whether this run added something, or searched where something that another run added is still pending."""
        return self._pending.left_behind or (self._recall is not None and self.pending() > 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Taking in

    def add(
        self,
        text: str,
        kind: str = Kind.NOTE,
        title: str | None = None,
        tags: Sequence[str] = (),
        occurred_at: datetime | None = None,
        source: Mapping[str, Any] | None = None,
    ) -> str:
        """Remember one text; returns its id once it is on disk. The same text again yields the id it has.

        What was forgotten and is added again by hand comes back. Raises: BadInput, CannotOpen's family.
        """
        draft = intake.draft(text, kind, title, tags, occurred_at, source, now=utc_now())
        with self._pending.paused():
            id = self._keeping.add(draft)
        self._pending.wake()
        return id

    def add_many(
        self,
        items: Iterable[Mapping[str, Any]],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[str]:
        """Remember items (dicts with the arguments of `add`) in order; one transaction per batch; returns their ids.

        What is known already, forgotten or not, is left as it is and yields the id it has. A bad item stores nothing.
        `cancelled` is asked between batches; what was stored until then stays. Raises as `add`.
        """
        drafts = intake.drafts(items, utc_now())
        ids: list[str] = []
        with self._pending.paused():
            for start in range(0, len(drafts), BATCH):
                if cancelled and cancelled():
                    break
                part = drafts[start : start + BATCH]
                ids += [stored.id for stored in self._store.write(partial(memories.insert, drafts=part))]
                if progress:
                    progress(len(ids), len(drafts))
        self._pending.wake()
        return ids

    def settle(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> None:
        """Describe, embed, link and reconcile what is pending; returns when nothing is left, or once cancelled."""
        self._pending.settle(progress, cancelled)

    def settle_alone(self) -> None:
        """`settle`, unless another process is at it."""
        self._pending.settle_alone()

    def sleep_if_due(self) -> None:
        """Sleep as in idle time, if a day has passed since the last sleep, or since the first memory."""
        self._sleep(lambda: False)

    def _rest(self, disturbed: Cancelled) -> None:
        self._sleep(disturbed)
        self.librarian.work(disturbed)

    def _sleep(self, disturbed: Cancelled) -> None:
        if self.config.sleep.when == "idle" and self.levels.is_due(utc_now()):
            self.levels.sleep_alone(disturbed)

    def pending(self) -> int:
        """How many memories have still to be described, embedded, linked or reconciled."""
        return self._pending.count()

    # Recall

    def search(
        self,
        query: str,
        *,
        limit: int = 20,
        since: datetime | None = None,
        until: datetime | None = None,
        kinds: Sequence[str] = (),
        tags: Sequence[str] = (),
        all: bool = False,
        now: datetime | None = None,
        typing: bool = False,
        as_of: datetime | None = None,
    ) -> list[Hit]:
        """Recall the memories that answer a query, best first; `until` is exclusive, several tags must all be there.

        `all` includes superseded and dormant memories; `typing` takes the last word as a beginning; `as_of` answers
        from what was known at that time. Words like "yesterday" are read in the zone of `now`, else the machine's.
        Raises: BadInput.
        """
        from app.recalling import recalled
        from core.recall.engine import Request

        if limit < 1:
            return []
        request = Request(
            query=query,
            limit=limit,
            filters=self._lookback.recalled(since, until, kinds, tags, superseded=all, as_of=as_of),
            include_all=all,
            now=zoned(as_of or now),
            typing=typing,
        )
        with self._pending.paused():
            return recalled(self.recall(), self.truth, request).hits

    def recall(self) -> "Recall":
        """The engine behind `search`, for measuring and for answers."""
        if self._recall is None:
            from core.recall.engine import Recall

            self._recall = Recall(self._store, self._minds.shared_embedder, self._lookback.curve)
        return self._recall

    def ask(
        self,
        question: str,
        *,
        now: datetime | None = None,
        extractive: bool = False,
        on_text: Callable[[str], None] | None = None,
        cancelled: Cancelled | None = None,
        as_of: datetime | None = None,
        history: "Sequence[Turn]" = (),
        profile: Sequence[str] = (),
    ) -> Answer:
        """Answer from memory with citations, or abstain; `on_text` gets a generated answer piece by piece.

        `as_of` answers from what was known at that time; `history` is the conversation that the question goes on with,
        `profile` are lines about the person. Raises: BadInput, ModelError's family.
        """
        from app.asking import Asking
        from app.tallying import counted

        if not extractive:
            self._minds.warm()  # a model loads while its memories are looked for
        tally = partial(counted, store=self._store, truth=self.truth, curve=self._lookback.curve)
        with self._pending.paused():
            self._pending.catch_up()
            return Asking(self.recall(), self._minds, self.config, self.truth, tally).answer(
                question, now=now, extractive=extractive, on_text=on_text, cancelled=cancelled, as_of=as_of,
                history=history, profile=profile,
            )  # fmt: skip

    # One memory

    def get(self, id: str) -> Memory:
        """The memory with this id, or the one whose id begins so (6 characters or more). Raises: MemoryNotFound."""
        return self._lookback.get(id)

    def edit(
        self, id: str, *, text: str | None = None, title: str | None = None, tags: Sequence[str] | None = None
    ) -> Memory:
        """Change a memory's text, title or tags as a revision; None leaves a part. Raises: MemoryNotFound, BadInput."""
        seq = self._lookback.seq(id)
        self._keeping.edit(seq, text=text, title=title, tags=tags)
        self._pending.wake()
        return self.get(id)

    def pin(self, id: str, pinned: bool = True) -> Memory:
        """Keep a memory from ever going dormant, or let it ebb again. Raises: MemoryNotFound."""
        self._keeping.pin(self._lookback.seq(id), pinned)
        return self.get(id)

    def forget(self, ids: Iterable[str], *, forever: bool = False) -> list[str]:
        """Take memories out of recall (`restore` brings them back), or erase them without trace; returns their ids.

        What was seen on the screen is erased, always. Raises: MemoryNotFound, before anything is changed.
        """
        rows = [self._lookback.row(id) for id in ids]
        seen = self.seen([row.id for row in rows if row.kind == Kind.SCREEN])
        self._keeping.forget([row.seq for row in rows if row.id not in seen], forever=forever)
        if seen:
            self.screens.erase(self.screens.wanted(ids=seen))
        return [row.id for row in rows]

    def seen(self, ids: Sequence[str]) -> list[str]:
        """Which of these memories, by whole id, were seen on the screen by the capture itself."""
        return list(self.screens.of_memories(ids)) if ids else []

    def restore(self, ids: Iterable[str]) -> list[str]:
        """Bring forgotten memories back; returns their ids. Raises: MemoryNotFound."""
        rows = [self._lookback.row(id) for id in ids]
        self._keeping.restore([row.seq for row in rows if row.status == "forgotten"])
        self._pending.wake()
        return [row.id for row in rows]

    def history(self, id: str) -> list[Revision]:
        """Every change of a memory, oldest first, numbered from 1. Raises: MemoryNotFound."""
        return self._lookback.history(id)

    def undo(self, id: str, number: int) -> Memory:
        """Set a memory back to before revision `number`, as a revision of its own. Raises: MemoryNotFound, BadInput."""
        self._keeping.undo(self._lookback.seq(id), number, self.history(id))
        self._pending.wake()
        return self.get(id)

    # Links

    def link(self, a: str, b: str, why: str = "", kind: str = MANUAL) -> None:
        """Link a to b. Raises: MemoryNotFound, BadInput for a link to itself."""
        self._keeping.link(self._lookback.seq(a), self._lookback.seq(b), why, kind)

    def link_titles(self, pairs: Iterable[tuple[str, str]], names: Iterable[tuple[str, str]] = ()) -> int:
        """Link memories to those that bear a title, as `[[wiki links]]` do; returns how many titles were found.

        `names` are further names that links may find memories by, now and later, such as those of files.
        """
        called = [(self._lookback.seq(id), title) for id, title in pairs]
        return self._keeping.link_titles(called, [(self._lookback.seq(id), name) for id, name in names])

    def unlink(self, a: str, b: str) -> int:
        """Take the links between two memories away; returns how many there were. Raises: MemoryNotFound.

        Linked or not, Ebb neither links nor suggests the two from now on; `link` links them again.
        """
        return self._keeping.unlink(self._lookback.seq(a), self._lookback.seq(b))

    def links(self, id: str) -> list[Link]:
        """A memory's links and backlinks, strongest first. Raises: MemoryNotFound."""
        return list(self.get(id).links)

    # What a memory is besides its text; each opens when it is first asked for

    @cached_property
    def decay(self) -> "Decaying":
        """Recalls, the forgetting curve, what is fading and worth keeping."""
        from app.decaying import Decaying

        return Decaying(self._store, self.config, self._lookback)

    @cached_property
    def network(self) -> "Network":
        """Links as a whole: neighbourhoods, orphans, hubs, suggestions; runs and their undoing."""
        from app.network import Network

        return Network(self._store, self._minds, self._lookback)

    @cached_property
    def graph(self) -> "Graphs":
        """The links as a graph: what is around one memory, the whole in figures, pictures."""
        from app.graphs import Graphs

        return Graphs(self._store, self._lookback)

    @cached_property
    def truth(self) -> "Truths":
        """What holds and held: statements over time, likely conflicts to decide."""
        from app.truths import Truths

        return Truths(self._store, self._lookback, self.decay.merge, self.forget)

    @cached_property
    def levels(self) -> "Levels":
        """Episodes, digests, entity cards, the profile; and the sleep that makes them."""
        from app.sleeping import Levels

        return Levels(self._store, self._minds, self._home, self._lookback, self._pending, self.config)

    @cached_property
    def librarian(self) -> "Librarian":
        """What the language model does for memories while nobody asks for anything."""
        from app.librarian import Librarian

        return Librarian(self._store, self._minds, self._home, self.config)

    @cached_property
    def screens(self) -> "Screens":
        """What was seen on the screen: days, episodes, frames, pictures; and forgetting of it."""
        from app.screens.browsing import Screens

        return Screens(self._store, self._home, self.config)

    @cached_property
    def chats(self) -> "Chats":
        """Conversations with Ebb: begun, gone on with, looked for."""
        from app.chatting import Chats

        return Chats(self, self._store, self._pending)

    @cached_property
    def agents(self) -> "Agents":
        """Other programs' agents: drafts that wait to be kept, the account of their calls, what each may see."""
        from app.mcp.agents import Agents

        return Agents(self._home, self._store, self._minds, self._lookback, self._pending)

    @cached_property
    def queries(self) -> "Queries":
        """Search by a typed line that may hold filters, and its completion."""
        from app.querying import Queries

        return Queries(self._store, self._lookback, self._pending, self.recall, self.truth)

    @cached_property
    def exchange(self) -> "Exchange":
        """What a vault is written from and read back into."""
        from app.vault.exchange import Exchange

        return Exchange(self._store, self._home, self._lookback, self._keeping, self._pending)

    # Looking back

    def select(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        app: str | None = None,
        query: str | None = None,
        kinds: Sequence[str] = (),
        tags: Sequence[str] = (),
        limit: int | None = None,
        state: str | None = None,
        newest_first: bool = True,
    ) -> list[Memory]:
        """The memories that pass every condition, by time of occurrence; `state="forgotten"` lists what was forgotten.

        With `query`, those that recall finds for it, best first. Raises: BadInput.
        """
        if query is not None:
            hits = self.search(query, limit=limit or 50, since=since, until=until, kinds=kinds, tags=tags)
            return [hit.memory for hit in hits if not app or (hit.memory.source.app or "").lower() == app.lower()]
        filters = self._lookback.filters(since, until, kinds, tags, app=app)
        return self._lookback.select(filters, state=state, limit=limit, newest_first=newest_first)

    def recorded_since(self, since: datetime) -> list[Memory]:
        """What was taken in since then, whenever it occurred; oldest first."""
        return self._lookback.recorded_since(aware(since))

    def recent(self, limit: int = 50) -> list[Memory]:
        """The newest memories by time of occurrence."""
        return self.select(limit=limit)

    def days(self, limit: int = 60) -> list[tuple[date, int]]:
        """Local days that have memories, with their number, newest first."""
        return self._lookback.days(limit)

    def day(self, day: date, limit: int | None = None) -> list[Memory]:
        """The memories of a local day in order of occurrence; the first `limit` of them, or all."""
        return self._lookback.day(day, limit)

    def tags(self) -> list[tuple[str, int]]:
        """Every tag with its number of memories, most used first."""
        return self._store.read(memories.tag_counts)

    def count(self) -> int:
        """How many memories there are, forgotten ones left out."""
        return self._lookback.count()

    # Upkeep

    def stats(self) -> dict[str, Any]:
        """The contract's figures; where a language model is or was at work, also what it did as a librarian."""
        from app.upkeep import stats

        found, worked = stats(self._store, self._home, self.pending()), self.librarian.figures()
        return {**found, "librarian": worked} if worked["asked"] or self.config.language.present else found

    def doctor(self) -> "list[Check]":
        """Look at everything that can be wrong with this memory and its machine."""
        from app.upkeep import doctor

        return doctor(self._store, self._home, self._minds, self.config, self.pending())

    def status(self) -> "Status":
        """The few figures of a status line; cheap enough to ask every second."""
        from app.upkeep import Status, captured

        seen = captured(self._store, self._home)
        return Status(self.count(), self.pending(), self.model_name(), self.semantic(), seen)

    def backup(self, file: str | os.PathLike[str], progress: Progress | None = None) -> Path:
        """Write a consistent copy of the database while it is in use. Raises: BadInput, DiskFull, ReadOnlyHome."""
        from app.upkeep import backup

        return backup(self._store, self._home, Path(file), progress)

    def model_name(self) -> str | None:
        """The configured language model's name, or None."""
        return self._minds.language_name()

    def semantic(self) -> str | None:
        """The embedding model's name, or None when only keywords work. Loads nothing."""
        return self._minds.embedder_name()

    def reindex(self) -> None:
        """Make the full-text index anew, and have everything embedded again."""
        self._keeping.reindex()
        self._pending.wake()
