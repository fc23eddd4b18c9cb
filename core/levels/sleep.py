"""Sleep: what changed since the last one becomes episodes, digests of days and weeks, cards and a profile.

Only days, threads and entities with changes are read. Each unit is one transaction and marks what it has seen, so that
a sleep that was cut short goes on where it stood; what rests on the same as before is left as it is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from core.clock import to_micros
from core.levels import cards, central, digests, episodes, profile, sentences, streams
from core.levels.describing import make_card, rarity
from core.levels.report import REMOVED, Change, SleepReport
from core.levels.sentences import Sentence
from core.store import derived, entities, levels, portraits
from core.store.connection import Connection
from core.store.derived import Derived, Outcome, Role
from core.store.entities import Entity
from core.store.levels import Due, Member
from core.store.store import Store
from core.store.withdrawal import local_day

if TYPE_CHECKING:
    from core.levels.central import Vectors

BATCH = 500
"""Memories that are marked in one transaction at the end."""
READ = 50
"""Memories read before a query has its turn: about 10 ms."""
_AROUND = 12 * 3_600_000_000
"""Microseconds before and after a day within which a talk that touches it is read."""

Progress = Callable[[str, int, int], None]


class Cancelled(Exception):
    """The sleep shall end where it is; what is done stays."""


@dataclass(frozen=True, slots=True)
class Bed:
    """What a sleep needs: `model_name` is that of the vectors (None without), `go_on` waits for quiet and may raise
    Cancelled, `run` gives the number of the run in a transaction, `progress` hears (phase, done, total).
    """

    store: Store
    model_name: str | None
    now: datetime
    run: Callable[[Connection], int]
    go_on: Callable[[], None]
    progress: Progress
    dry_run: bool = False


@dataclass(slots=True)
class _Unit:
    """What one unit comes to: memories to make, derived ones to take away, and what it has seen."""

    made: list[Derived] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    seen: Sequence[Due] = ()
    stage: int = 1


class Sleep:
    """One pass over what is due."""

    def __init__(self, bed: Bed, report: SleepReport) -> None:
        self._bed = bed
        self._report = report
        self._rarity = rarity(bed.store)
        self._told: dict[date, list[Sentence]] = {}
        self._seen: list[Due] = []

    def sleep(self) -> None:
        """Do every phase. Raises: Cancelled."""
        self._days()
        due = self._stage(1) + (self._seen if self._bed.dry_run else [])
        if due:
            self._weeks(due)
            self._cards(due)
            self._profile(due)
            self._finish(due)

    def _stage(self, stage: int) -> list[Due]:
        return self._bed.store.read(partial(levels.due, stage=stage))

    # Episodes and days

    def _days(self) -> None:
        due = self._stage(0)
        by_day = [(day, list(group)) for day, group in groupby(due, lambda one: streams.day_of(one.occurred_at))]
        for done, (day, group) in enumerate(by_day):
            self._step("days", done, len(by_day))
            self._day(day, group)
        self._seen = due

    def _day(self, day: date, due: Sequence[Due]) -> None:
        since, until = local_day(day)
        members, count = self._bed.store.read(
            partial(levels.between, since=since, until=until, most=digests.MOST_OF_DAY)
        )
        read: dict[int, list[Sentence]] = {}
        handled: set[int] = set()
        for run in self._runs(day, due, members):
            if not handled.issuperset(run):
                handled.update(run)
                self._apply(self._run(run, read))
                self._bed.go_on()
        told = streams.written_then(members, count)
        said = self._said(told, read)
        digest = digests.day_digest(day, told, count, said, self._vectors(told), self._rarity)
        if digest:
            self._told[day] = _spoken(digest, said)
        self._apply(_Unit([digest] if digest else [], self._stale(digests.day_key(day), digest), due))

    def _runs(self, day: date, due: Sequence[Due], members: Sequence[Member]) -> list[list[int]]:
        """The runs of a day's talks and notes in which something is due, each as numbers in order."""
        wanted = {one.seq for one in due}
        gone = {one.thread_id for one in due if one.status == "forgotten"}
        found: list[list[int]] = []
        since, until = local_day(day)
        for thread in dict.fromkeys(one.thread_id for one in due if one.thread_id is not None):
            around = partial(levels.of_thread, thread_id=thread, since=since - _AROUND, until=until + _AROUND)
            talk = self._bed.store.read(around)
            found += [run for run in episodes.runs(talk) if thread in gone or wanted & set(run)]
        for notes in streams.of(members):
            if None in gone or wanted & {member.seq for member in notes}:
                found += streams.runs(notes)
        return found

    def _run(self, run: Sequence[int], read: dict[int, list[Sentence]]) -> _Unit:
        """The episodes of one run, and those that were there before and are no more."""
        store = self._bed.store
        before = set(store.read(partial(derived.episode_of, seqs=run)).values())
        own = store.read(partial(derived.edited, seqs=before))
        taken = {seq for held in store.read(partial(derived.covered, seqs=own)).values() for seq in held}
        members = store.read(partial(levels.members, seqs=[seq for seq in run if seq not in taken], which=levels.SAID))
        vectors = self._vectors(members)
        made = []
        parts = episodes.episodes(members, vectors)
        for part in parts:
            said = self._said(part, read)
            if one := episodes.episode(part, said, vectors, self._rarity, alone=len(parts) == 1):
                made.append(one)
        keys = {one.key for one in made}
        known = [store.read(partial(derived.known, key=key)) for key in keys]
        kept = {found.seq for found in known if found}
        return _Unit(made, sorted(before - kept))

    def _said(self, members: Sequence[Member], read: dict[int, list[Sentence]]) -> list[Sentence]:
        """The sentences of memories, each read once; queries come between."""
        found: list[Sentence] = []
        for number, member in enumerate(members):
            if member.seq not in read:
                read[member.seq] = sentences.of(member)
            found += read[member.seq]
            if number % READ == READ - 1:
                self._bed.go_on()
        return found

    # Weeks, cards, profile

    def _weeks(self, due: Sequence[Due]) -> None:
        weeks = sorted({digests.week_of(streams.day_of(one.occurred_at)) for one in due}, reverse=True)
        for done, monday in enumerate(weeks):
            self._step("weeks", done, len(weeks))
            days = [monday + timedelta(number) for number in range(7)]
            extents = {day: self._bed.store.read(partial(_extent, day=day)) for day in days}
            held = {day: extent for day, extent in extents.items() if extent[0]}
            said = [sentence for day in held for sentence in self._of_day(day)]
            vectors = self._vectors(sentence.member for sentence in said)
            digest = digests.week_digest(monday, held, said, vectors, self._rarity)
            self._apply(_Unit([digest] if digest else [], self._stale(digests.week_key(monday), digest)))

    def _of_day(self, day: date) -> list[Sentence]:
        """The sentences that stand for a day: those of its digest, else all of its few memories."""
        if day not in self._told:
            self._told[day] = self._bed.store.read(partial(_stored, day=day))
        return self._told[day]

    def _cards(self, due: Sequence[Due]) -> None:
        found, before = self._bed.store.read(partial(_touched, seqs=[one.seq for one in due]))
        known = self._bed.store.read(partial(entities.counts, ids=[one.id for one in found], cap=cards.LEAST))
        for done, entity in enumerate(found):
            self._step("cards", done, len(found))
            make = partial(make_card, entity=entity, model_name=self._bed.model_name, rarity=self._rarity)
            card = self._bed.store.read(make) if known[entity.id] >= cards.LEAST else None
            self._apply(_Unit([card] if card else [], self._stale(cards.key(entity.name), card)))
        self._apply(_Unit(stale=before))

    def _profile(self, due: Sequence[Due]) -> None:
        self._step("profile", 0, 1)
        now = to_micros(self._bed.now)
        one = self._bed.store.read(lambda connection: profile.derived(*profile.whole(connection, now)))
        self._apply(_Unit([one] if one else [], self._stale(profile.KEY, one)))

    def _finish(self, due: Sequence[Due]) -> None:
        if not self._bed.dry_run:
            for start in range(0, len(due), BATCH):
                self._bed.store.write(partial(levels.mark, seen=due[start : start + BATCH], stage=2))

    # One unit

    def _step(self, phase: str, done: int, total: int) -> None:
        self._bed.go_on()
        self._bed.progress(phase, done, total)

    def _stale(self, key: str, made: Derived | None) -> list[int]:
        """The derived memory with this key, where there is nothing to make it of any more."""
        found = None if made else self._bed.store.read(partial(derived.known, key=key))
        return [found.seq] if found else []

    def _vectors(self, members: Iterable[Member]) -> "Vectors":
        seqs = dict.fromkeys(member.seq for member in members)
        return central.read_vectors(
            self._bed.store.read(partial(levels.vectors_of, seqs=seqs, model_name=self._bed.model_name))
        )

    def _apply(self, unit: _Unit) -> None:
        """Write what a unit comes to, if anything differs, in one transaction; in a dry run only say so."""
        planned = self._bed.store.read(partial(_planned, unit=unit))
        differs = unit.seen or any(change.outcome != Outcome.KEPT for change in planned)
        if differs and not self._bed.dry_run:
            planned = self._bed.store.write(partial(self._written, unit=unit))
        self._report.changes += planned

    def _written(self, connection: Connection, unit: _Unit) -> list[Change]:
        made = [one for one in unit.made if levels.stand(connection, one.sources)]
        if len(made) < len(unit.made):  # something was forgotten meanwhile: that part is due again
            unit = _Unit(made, unit.stale)
        planned = _planned(connection, unit)
        changes = [change for change in planned if change.outcome == REMOVED]
        if any(change.outcome != Outcome.KEPT for change in planned):
            run, at = self._bed.run(connection), to_micros(self._bed.now)
            derived.remove(connection, unit.stale)
            for one in unit.made:
                outcome, id = derived.put(connection, one, run=run, at=at)
                if outcome is not Outcome.SAME:
                    changes.append(Change(outcome, one.role, id, one.title))
        else:
            changes = planned
        levels.mark(connection, unit.seen, unit.stage)
        return changes


def _planned(connection: Connection, unit: _Unit) -> list[Change]:
    """What writing a unit would do; nothing where all is as it was."""
    own = derived.edited(connection, unit.stale)
    changes = [
        Change(REMOVED if row.seq not in own else Outcome.KEPT, row.role, row.id, row.title)
        for row in derived.named(connection, unit.stale)
    ]
    for one in unit.made:
        outcome = derived.outcome(connection, one)
        if outcome is not Outcome.SAME:
            known = derived.known(connection, one.key)
            changes.append(Change(outcome, one.role, known.id if known else None, one.title))
    return changes


def _touched(connection: Connection, seqs: Sequence[int]) -> tuple[list[Entity], list[int]]:
    """The entities that these memories bear or whose cards quote them, and cards whose entity goes by that no more."""
    quoting = derived.quoting(connection, seqs, Role.CARD)
    found = entities.by_id(connection, portraits.entities_of(connection, seqs))
    for card in quoting:
        found |= {one.id: one for one in entities.named(connection, card.title)}
    found = {one.id: one for one in found.values() if one.id == _bearer(connection, one.name)}
    live = {cards.key(one.name) for one in found.values()}
    aliases = {cards.key(name) for id in found for name in portraits.aliases(connection, id)}
    others = [derived.known(connection, key) for key in sorted(aliases - live)]
    kept = [derived.known(connection, key) for key in live]
    gone = {one.seq for one in others if one} | {card.seq for card in quoting}
    return list(found.values()), sorted(gone - {one.seq for one in kept if one})


def _bearer(connection: Connection, name: str) -> int:
    """Of several entities of one name, the one that most memories bear has the card."""
    key = entities.folded(name)
    bearers = [one.id for one in entities.named(connection, name) if entities.folded(one.name) == key]
    if len(bearers) < 2:
        return bearers[0] if bearers else 0
    known = entities.counts(connection, bearers)
    return min(bearers, key=lambda one: (-known[one], one))


def _spoken(digest: Derived, said: Iterable[Sentence]) -> list[Sentence]:
    quoted = set(digest.spans)
    return [sentence for sentence in said if sentence.span in quoted]


def _stored(connection: Connection, day: date) -> list[Sentence]:
    known = derived.known(connection, digests.day_key(day))
    spans = set(derived.spans(connection, known.seq)) if known else set()
    if spans:
        members = levels.members(connection, {source for source, _, _ in spans})
        return [sentence for member in members for sentence in sentences.of(member) if sentence.span in spans]
    members, _ = levels.between(connection, *local_day(day), digests.LEAST_OF_DAY)
    return [sentence for member in members for sentence in sentences.of(member)]


def _extent(connection: Connection, day: date) -> tuple[int, int]:
    return levels.extent(connection, *local_day(day))
