"""Sleep: what is taken in by day becomes episodes, digests, cards and a profile, each pointing at its sources."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

from app.config import Config
from app.home import Home
from app.lookback import Lookback
from app.minds import Minds
from app.pending import Pending
from core.clock import aware, from_micros, to_micros, utc_now
from core.errors import Locked, MemoryNotFound, ModelError, UsageError
from core.memory import Memory, Record
from core.store import derived, entities, levels, proposals, rows, runs
from core.store.connection import Connection
from core.store.derived import Role
from core.store.lock import FileLock
from core.store.store import Store
from core.text.sanitise import shown_line

if TYPE_CHECKING:
    from app.decaying import Decaying
    from core.levels.cards import About
    from core.levels.profile import Profile
    from core.levels.report import SleepReport

BETWEEN = timedelta(hours=20)
"""How long after the last whole sleep the next one comes by itself: once a day, whatever the hour."""
MODEL_SECONDS = 600.0
"""How long a language model may work in one sleep."""
MOST_DESCRIBED = 200
MOST_PROPOSED = 100
"""Memories described by a language model, and proposals counted, in one sleep."""
QUIET_SECONDS = 300.0
"""How long nobody must have asked for anything before Ebb sleeps by itself."""

Progress = Callable[[str, int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Episode(Record):
    """An episode with the ids of the memories that it consists of, in order of occurrence."""

    memory: Memory
    ids: tuple[str, ...]


class Levels:
    """Derived memories and the sleep that makes them."""

    def __init__(
        self, store: Store, minds: Minds, home: Home, lookback: Lookback, pending: Pending, config: Config
    ) -> None:
        self._config = config
        self._store = store
        self._minds = minds
        self._home = home
        self._lookback = lookback
        self._pending = pending

    # Sleep

    def sleep(
        self,
        dry_run: bool = False,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        model: bool = True,
        now: datetime | None = None,
    ) -> "SleepReport":
        """Make what is due: episodes, digests, cards, the profile; what is pending is settled first.

        `progress` hears (phase, done, total); `cancelled` is asked between units, and what is done stays. A dry run
        writes nothing and says what would be made of what is settled. `model=False` leaves a language model out.
        Raises: Locked if another process sleeps, CannotOpen's family.
        """
        from core.levels.report import SleepReport

        report = SleepReport(dry_run=dry_run)
        began = perf_counter()
        stop = cancelled or (lambda: False)
        tell = progress or (lambda phase, done, total: None)
        moment = aware(now) if now else utc_now()
        if dry_run:
            report.pending = self._pending.count()
            self._pass(report, moment, tell, stop, model=False)
        else:
            with self._alone():
                report.settled = self._settle(tell, stop)
                self._pass(report, moment, tell, stop, model)
                self._settle(tell, stop)
                report.pending = self._pending.count()
        self._propose(report, moment)
        report.seconds = perf_counter() - began
        return report

    def is_due(self, now: datetime, quiet_for: float = QUIET_SECONDS) -> bool:
        """Whether Ebb should sleep by itself: something is due, nothing is pending, the last sleep is a day ago.

        Before the first sleep it is the first memory that must have been taken in a day ago. `quiet_for` is how many
        seconds nobody has asked for anything.
        """
        if self._config.sleep.when != "idle" or quiet_for < QUIET_SECONDS or not self._store.read(levels.any_due):
            return False
        last = self._store.read(derived.last_sleep) or self._store.read(levels.first_taken_in)
        return last is not None and aware(now) - from_micros(last) >= BETWEEN and not self._pending.count()

    def sleep_alone(self, cancelled: Cancelled | None = None) -> "SleepReport | None":
        """Sleep unless another process does; `cancelled` may wait for a quiet moment before it answers.

        A language model is not asked: the librarian does that in idle time, within its budget.
        """
        try:
            return self.sleep(cancelled=cancelled, model=False)
        except Locked:
            return None

    def _settle(self, tell: Progress, stop: Cancelled) -> int:
        waiting = self._pending.count()
        if waiting and not stop():
            self._pending.settle(lambda done, total: tell("settling", done, total), stop)
        return waiting - self._pending.count()

    def _pass(self, report: "SleepReport", now: datetime, tell: Progress, stop: Cancelled, model: bool) -> None:
        from core.levels.sleep import Bed, Cancelled, Sleep

        begun: list[int] = []

        def run(connection: Connection) -> int:
            if not begun or not runs.is_open(connection, begun[0]):
                begun[:] = [runs.begin(connection, "sleep", to_micros(now))]
            return begun[0]

        def go_on() -> None:
            if stop():
                raise Cancelled

        bed = Bed(self._store, self._minds.embedder_name(), now, run, go_on, tell, report.dry_run)
        try:
            report.cancelled = True  # until it has come to its end
            Sleep(bed, report).sleep()
            report.cancelled = False
            if model and self._config.language.present:
                self._speak(report, run, tell, stop)
        except Cancelled:
            return
        except ModelError as error:
            report.problem = str(error)
        finally:
            if begun:
                report.run = self._store.write(partial(_end, run=begun[0], report=report))

    def _speak(self, report: "SleepReport", run: Callable[[Connection], int], tell: Progress, stop: Cancelled) -> None:
        """Let the language model put digests into words and describe memories, within MODEL_SECONDS."""
        from app.describing import describe_with_model
        from app.rewording import reword

        until = monotonic() + MODEL_SECONDS

        def over() -> bool:
            return stop() or monotonic() > until

        mind = self._minds.language()
        report.reworded = reword(
            self._store, mind, report.ids(), stop=over, progress=partial(tell, "rewriting"), run=run
        )
        described = describe_with_model(
            self._store, mind, limit=MOST_DESCRIBED, cancelled=over, progress=partial(tell, "describing"), run=run
        )
        report.described = described.revised
        report.cancelled = stop()

    def _propose(self, report: "SleepReport", now: datetime) -> None:
        """Count what waits for the person: likely duplicates and conflicts, and what fades and is worth keeping."""
        report.proposals = len(self._store.read(partial(proposals.open_ones, limit=MOST_PROPOSED)))
        report.fading = len(self._decaying().review(limit=MOST_PROPOSED, now=now))

    def _decaying(self) -> "Decaying":
        from app.decaying import Decaying

        return Decaying(self._store, self._config, self._lookback)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with FileLock(self._home.db.with_name("sleep.lock"), 0).held():
                yield
        except Locked as error:
            raise Locked("Another program is making this memory sleep.", "It will be done in a while.") from error

    # Asking

    def about(self, name: str, as_of: datetime | None = None) -> "About":
        """What is known of whoever or whatever goes by a name, worked out from the memories as they stand.

        `as_of` leaves out what occurred later. Where the person edited the card, `own` holds their words.
        Raises: MemoryNotFound, UsageError if several go by that name.
        """
        found = self.candidates(name)
        if not found:
            waiting = self._pending.count()
            unread = f"{waiting:,} memories are not read yet; `ebb sleep` reads them."
            hint = unread if waiting else "`ebb search` looks for words."
            raise MemoryNotFound(f"Nothing is known of {shown_line(name, 40)!r}.", hint)
        if len(found) > 1:
            names = ", ".join(shown_line(f"{one.name} ({one.kind})", 60) for one in found[:8])
            raise UsageError(f"Several go by {shown_line(name, 40)!r}: {names}.", "Give the whole name.")
        return self._about(found[0], None if as_of is None else to_micros(as_of))

    def candidates(self, name: str) -> list[entities.Entity]:
        """The entities that a name may mean."""
        return self._store.read(partial(entities.named, name=name))

    def _about(self, entity: entities.Entity, as_of: int | None) -> "About":
        from core.levels import cards
        from core.levels.describing import describe, rarity

        subject = self._store.read(partial(cards.read, entity=entity, as_of=as_of))
        if subject is None:
            raise MemoryNotFound(f"Nothing was known of {shown_line(entity.name, 40)!r} then.")
        rare, model = rarity(self._store), self._minds.embedder_name()
        found = self._store.read(lambda connection: describe(connection, subject, model, rare, as_of))
        own = "" if as_of else self._own(cards.key(entity.name))
        return replace(found, own=own)

    def profile(self, as_of: datetime | None = None) -> "Profile":
        """What the person likes and does, with evidence, worked out from their memories as they stand."""
        from core.levels import profile

        now = to_micros(as_of or utc_now())
        found, _ = self._store.read(partial(profile.whole, now=now))
        return found if as_of else replace(found, own=self._own(profile.KEY))

    def _own(self, key: str) -> str:
        """The person's words, where they edited a derived memory; else nothing."""
        known = self._store.read(partial(derived.known, key=key))
        row = self._store.read(partial(rows.by_seq, seqs=[known.seq])).get(known.seq) if known and known.own else None
        return row.text if row and row.status != "forgotten" else ""

    def episodes(self, day: date) -> list[Episode]:
        """The episodes that end on a local day, in order, as the last sleep made them."""
        found = [memory for memory in self._summaries(day, day) if memory.role == Role.EPISODE]
        seqs = {memory.id: self._lookback.seq(memory.id) for memory in found}
        held = self._store.read(partial(derived.covered, seqs=list(seqs.values())))
        members = [seq for seqs_ in held.values() for seq in seqs_]
        ids = self._store.read(partial(derived.ids, seqs=members))
        return [Episode(one, tuple(ids[seq] for seq in held.get(seqs[one.id], ()) if seq in ids)) for one in found]

    def digest(self, day: date) -> Memory | None:
        """The digest of a local day; None if sleep made none."""
        return self.digests(day, day).get(day)

    def digests(self, first: date, last: date) -> dict[date, Memory]:
        """The digests of the local days from `first` to `last` that have one."""
        found = (memory for memory in self._summaries(first, last) if memory.role == Role.DAY)
        return {memory.occurred_at.astimezone().date(): memory for memory in found}

    def _summaries(self, first: date, last: date) -> list[Memory]:
        since, until = (datetime.combine(day, time()).astimezone() for day in (first, last + timedelta(1)))
        return self._lookback.select(self._lookback.filters(since, until, ("summary",), ()), newest_first=False)

    def entities(self, limit: int = 20) -> list[entities.Counted]:
        """Whom and what most memories speak of, most first."""
        return self._store.read(partial(entities.all_with_counts, limit=limit))


def _end(connection: Connection, run: int, report: "SleepReport") -> str:
    """Close the run with what it did; returns its name."""
    counts = {
        f"{role} {outcome}": number for outcome, roles in report.counts().items() for role, number in roles.items()
    }
    runs.count(connection, run, **counts)
    runs.end(connection, run, to_micros(utc_now()), "cancelled" if report.cancelled else "done")
    return next(one.name for one in runs.newest(connection, 50) if one.id == run)
