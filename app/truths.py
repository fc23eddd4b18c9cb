"""What holds and what held: statements over time, and likely conflicts for a person to decide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.lookback import Lookback
from core import present
from core.answer.stated import MOST, Stated
from core.answer.validity import Over
from core.clock import aware, from_micros, to_micros, utc_now
from core.errors import BadInput, MemoryNotFound
from core.memory import Hit, Memory, State
from core.store import likenesses, memories, proposals, revisions, rows, statements
from core.store.connection import Connection
from core.store.edits import give_back, take_over
from core.store.proposals import DELETED, DUPLICATE, EDITED, Proposal
from core.store.revisions import PERSON
from core.store.statements import Statement
from core.store.store import Store
from core.truth.history import Span, answering, closed, end_of, instant, since, spans
from core.truth.opinion import Judgement, noted
from core.truth.past import after_superseders
from core.truth.statement import WHEN

if TYPE_CHECKING:
    from app.likening import Names
    from core.store.likenesses import Standing


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two memories that may say the same, or of which the newer may supersede the older; `a` is the older one.

    `kind` is "supersede" or "duplicate"; or "edited", where `b` is what the file of `a` in a vault says, both having
    changed; or "deleted", where both are the memory whose file was deleted. `state` is open, accepted or declined,
    `score` how likely it is, 0 to 1. `note` is what a language model thinks of it, None if nothing.
    """

    number: int
    kind: str
    a: Memory
    b: Memory
    why: str
    score: float
    at: datetime
    state: str
    note: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One statement of the memory `id`, `id_text[start:end]`; `until` is None while it holds.

    `by` is the id of the memory that superseded it, `cue` the words that made it an exact update.
    """

    id: str
    start: int
    end: int
    subject: str
    slot: str
    value: str
    form: str
    cue: str
    said_at: datetime
    since: datetime
    until: datetime | None
    known_until: datetime | None
    by: str | None


class Truths:
    """Statements and proposals."""

    def __init__(
        self,
        store: Store,
        lookback: Lookback,
        merge: Callable[[str, str], object],
        forget: Callable[[Sequence[str]], object],
    ) -> None:
        """`merge` makes the second of two memories, by id, part of the first; `forget` sets memories aside."""
        self._store = store
        self._merge = merge
        self._forget = forget
        self._lookback = lookback

    def conflicts(self, limit: int = 100, kinds: Sequence[str] = ()) -> list[Conflict]:
        """What is open to decide, the newest memory first; of these kinds only, if any are named."""
        return self._store.read(
            lambda connection: self._shown(connection, proposals.open_ones(connection, limit, kinds))
        )

    def count_conflicts(self, kinds: Sequence[str]) -> int:
        """How many of these kinds are open to decide."""
        return self._store.read(lambda connection: proposals.open_count(connection, kinds))

    def conflict(self, number: int) -> Conflict:
        """One conflict, decided or not. Raises: BadInput if there is none of this number."""
        found = self._store.read(lambda connection: self._shown(connection, self._known(connection, number)))
        if not found:
            raise BadInput(f"There is no conflict {number}.", "`ebb conflicts` lists them.")
        return found[0]

    def decide(self, number: int, accept: bool) -> Conflict:
        """Decide a conflict; what is declined is never proposed again. Deciding otherwise later takes it back.

        Accepting that the newer one supersedes closes what the older one states of the same; both stay. An accepted
        duplicate is merged into the older one; declined later, it is parted again. An accepted edit is taken over, and
        either way its own memory is forgotten; a memory whose file was deleted is forgotten once that is accepted.
        Raises: BadInput, for what was erased or merged meanwhile, too.
        """
        found, at = self.conflict(number), to_micros(utc_now())
        if found.kind in (DELETED, EDITED):
            return self._decide_file(found, accept, at)
        if found.kind == DUPLICATE and accept and found.state != "accepted":
            self._merge(found.a.id, found.b.id)
        parted = found.kind == DUPLICATE and not accept and found.state == "accepted"

        def work(connection: Connection) -> None:
            (known,) = self._known(connection, number)
            proposals.decide(connection, number, "accepted" if accept else "declined", at)
            if parted:
                back = {"status": "active", "known_until": None}
                revisions.revise(connection, known.b, back, at=at, why="parted: said twice was declined")
            elif known.kind != DUPLICATE:
                _settle_memories(connection, [known.a, known.b], at)

        self._store.write(work)
        return self.conflict(number)

    def _decide_file(self, found: Conflict, accept: bool, at: int) -> Conflict:
        """Do what the person decided about a file of a vault; what is forgotten for it can be restored."""
        a, b = self._lookback.seq(found.a.id), self._lookback.seq(found.b.id)
        if accept or found.kind == EDITED:
            self._forget([found.b.id])
        state = "accepted" if accept else "declined"

        def work(connection: Connection) -> None:
            proposals.decide(connection, found.number, state, at)
            if found.kind == EDITED and accept:
                take_over(connection, a, b, at)
            elif found.kind == EDITED:
                give_back(connection, a, found.b.id, at)
            elif not accept and found.state == "accepted":
                memories.set_status(connection, [a], "active")
                statements.taken_back(connection, [a])

        self._store.write(work)
        return replace(found, state=state)

    def reopen(self, number: int) -> None:
        """Take a decision back, what was done for it included, and ask again. Raises: BadInput.

        What an edit of a vault forgot stays forgotten until it is restored.
        """
        if self.conflict(number).state == "accepted":
            self.decide(number, False)
        self.mark(number, "open")

    def names(self, limit: int = 100) -> "list[Names]":
        """The names that may mean the same, open to decide, newest first."""
        from app.likening import names_open

        return names_open(self._store, limit)

    def count_names(self) -> int:
        """How many pairs of names are open to decide."""
        return self._store.read(likenesses.open_count)

    def bearers(self, key: str) -> "tuple[list[Memory], list[Memory]]":
        """What bears each of two names, newest first, only the sentences that do. Raises: BadInput."""
        from app.likening import bearers

        return bearers(self._store, key)

    def decide_names(self, key: str, accept: bool) -> "Standing":
        """Have two names mean the same, or not; deciding the other way takes it back. Raises: BadInput.

        Returns what `reopen_names` makes the pair again.
        """
        from app.likening import decide_names

        return decide_names(self._store, key, accept)

    def reopen_names(self, before: "Standing") -> None:
        """Take a decision about two names back without a trace. Raises: BadInput if they are gone."""
        from app.likening import reopen_names

        reopen_names(self._store, before)

    def mark(self, number: int, state: str) -> None:
        """Only write down that a conflict is "open", "accepted" or "declined"; the rest was done elsewhere."""
        at = to_micros(utc_now())
        self._store.write(lambda connection: proposals.decide(connection, number, state, at))

    def statements(self, id: str) -> list[Told]:
        """What a memory states, in order of its text. Raises: MemoryNotFound."""
        seq = self._lookback.seq(id)
        return self._store.read(lambda connection: _told(connection, statements.of(connection, seq)))

    def timeline(self, subject: str, slot: str, as_of: datetime | None = None) -> list[Span]:
        """The history of a slot, oldest value first; `as_of` as it was known at that time.

        Subjects are "self", a name, or what is theirs: "self/sister", "ana/rent". Slots are those of
        `core.truth.statement`: "lives in", "works at", "is on"…
        """
        until = None if as_of is None else to_micros(aware(as_of))
        key = " ".join(subject.lower().split())

        def work(connection: Connection) -> list[Span]:
            told = statements.of_slot(connection, key, slot, until)
            return spans(told, until, _ids(connection, told))

        return self._store.read(work)

    def current(self, subject: str, slot: str, as_of: datetime | None = None) -> list[str]:
        """The values that a slot has, newest last; `as_of` those that it had by what was known at that time."""
        moment = aware(as_of) if as_of else utc_now()
        spans = self.timeline(subject, slot, as_of)
        return [span.value for span in spans if span.since <= moment and (span.until is None or span.until > moment)]

    def subjects(self, limit: int = 1000) -> list[tuple[str, str, int]]:
        """Every (subject, slot) that is stated, with the number of statements, the most stated first."""
        return self._store.read(lambda connection: statements.subjects(connection, limit))

    def answering(self, question: str, now: datetime, *, past: bool) -> list[Stated]:
        """The statements that answer a question for a slot, as known at `now`: those that hold, newest first.

        Where none holds, the last one; with `past` those that held, too, each with its end. [] for a question
        that asks for no slot, or one of which nothing is stated.
        """
        from core.truth.asked import slot_of

        place = slot_of(question)
        if place is None:
            return []
        until = to_micros(now)

        def work(connection: Connection) -> list[Stated]:
            told = statements.of_slot(connection, *place, until)
            chosen = answering(told, until, past)[:MOST]
            stored = rows.by_seq(connection, {one.seq for one in chosen})
            curve = self._lookback.curve
            return [
                Stated(
                    present.memory(stored[one.seq], now, curve, ()), one.start, one.end,
                    instant(closed(one, until)), one.key if one.slot == WHEN else "",
                )
                for one in chosen
            ]  # fmt: skip

        return self._store.read(work)

    def over(self, ids: Sequence[str], moment: datetime) -> dict[str, list[Over]]:
        """What of these memories no longer held, and was known not to, at a time; by id."""
        found: dict[str, list[Over]] = {}
        if ids:
            told = self._store.read(lambda connection: statements.over(connection, ids, to_micros(moment)))
            for id, start, end, until in told:
                found.setdefault(id, []).append(Over(start, end, from_micros(until)))
        return found

    def anything_superseded(self) -> bool:
        """Whether any memory is superseded."""
        return self._store.read(statements.anything_superseded)

    def order(self, hits: Sequence[Hit]) -> list[int]:
        """The places of hits, each superseded one behind those that superseded it."""
        ids = [hit.memory.id for hit in hits]
        if not any(hit.memory.state == State.SUPERSEDED for hit in hits):
            return list(range(len(ids)))
        by = self._store.read(lambda connection: statements.superseders(connection, ids))
        return [ids.index(id) for id in after_superseders(ids, by)]

    def _known(self, connection: Connection, number: int) -> list[Proposal]:
        found = proposals.numbered(connection, number)
        return [found] if found and found.kind in proposals.ASKED else []

    def _shown(self, connection: Connection, found: list[Proposal]) -> list[Conflict]:
        stored = rows.by_seq(connection, {seq for one in found for seq in (one.a, one.b)})
        now = utc_now()

        def memory(seq: int) -> Memory:
            if seq not in stored:
                raise MemoryNotFound("This memory was erased meanwhile.")
            return present.memory(stored[seq], now, self._lookback.curve)

        return [
            Conflict(
                one.id, one.kind, memory(one.a), memory(one.b), one.why, one.score, from_micros(one.at), one.state,
                noted(one.note),
            )
            for one in found
        ]  # fmt: skip


def _settle_memories(connection: Connection, seqs: list[int], at: int) -> None:
    """Settle what two memories state anew, as the person's own doing."""
    from core.truth.settling import Touched, settle  # compiles the rules, which only a decision needs

    touched: Touched = {}
    for told in statements.of_many(connection, seqs).values():
        for one in told:
            touched.setdefault((one.subject, one.slot), []).append(one.said_at)
    settle(connection, touched, lambda: PERSON, at, statements.unsettled(connection, seqs))


def _ids(connection: Connection, told: list[Statement]) -> dict[int, str]:
    return {seq: row.id for seq, row in rows.by_seq(connection, {one.seq for one in told}).items()}


def _told(connection: Connection, told: list[Statement]) -> list[Told]:
    by = statements.numbered(connection, [one.superseded_by for one in told if one.superseded_by is not None])
    ids = _ids(connection, [*told, *by.values()])
    return [
        Told(
            ids[one.seq], one.start, one.end, one.subject, one.slot, one.value, one.form, one.cue,
            from_micros(one.said_at), since(one), instant(end_of(one, None)), instant(one.known_until),
            ids.get(by[one.superseded_by].seq) if one.superseded_by in by else None,
        )
        for one in told
    ]  # fmt: skip
