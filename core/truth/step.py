"""The step that reads what memories state and closes what they supersede."""

from functools import cache

from core.bench import Bench
from core.clock import from_micros, to_micros
from core.memory import Kind
from core.store import due, proposals, runs, statements
from core.store.connection import Connection
from core.store.revisions import Author
from core.store.statements import Text
from core.truth.copies import bands, copies
from core.truth.reading import read
from core.truth.settling import By, Touched, settle
from core.truth.statement import UNTOLD, Found
from core.truth.swaps import ASKED, Known

READ = frozenset((Kind.NOTE, Kind.CHAT))
"""Kinds whose "I" is known; a document or a screen speaks for somebody else."""

_Read = tuple[Text, list[Found], tuple[int, ...]]


def reconcile(bench: Bench, size: int) -> int:
    """Read the statements of memories that are due, and settle what holds from when to when."""
    seqs = bench.store.read(lambda connection: due.numbers(connection, "reconciled", size))
    if not seqs:
        return 0
    found = [_read(bench, text) for text in bench.store.read(lambda connection: statements.texts(connection, seqs))]
    bench.go_on()
    at = to_micros(bench.now())
    bench.store.write(lambda connection: _write(connection, bench, found, seqs, at))
    return len(seqs)


def _read(bench: Bench, text: Text) -> _Read:
    if text.role or text.kind not in READ:
        return text, [], ()

    @cache
    def recall(subject: str) -> list[Known]:
        told = bench.store.read(lambda connection: statements.latest(connection, subject, ASKED, text.occurred_at))
        return [Known(*one) for one in told]

    said = from_micros(text.occurred_at).astimezone()
    return text, read(text.text, text.author, said, recall), bands(text.text)


def _write(connection: Connection, bench: Bench, found: list[_Read], seqs: list[int], at: int) -> None:
    current = {text.seq: text for text in statements.texts(connection, seqs)}
    fresh = [one for one in found if one[0] == current.get(one[0].seq)]
    touched: Touched = {}
    for text, told, _ in fresh:
        for place in statements.replace(connection, text.seq, text.occurred_at, told):
            touched.setdefault(place, []).append(text.occurred_at)
    unsettled = statements.unsettled(connection, seqs)
    author = cache(lambda: Author("ebb", bench.run(connection)))
    outcome = settle(connection, touched, author, at, unsettled)
    proposed = outcome.proposed + sum(
        _propose_copies(connection, text, sketch, author, at) for text, _, sketch in fresh
    )
    if (outcome.superseded or proposed) and (run := author().run) is not None:
        runs.count(connection, run, superseded=outcome.superseded, proposals=proposed)
    due.mark(connection, "reconciled", [text.seq for text, _, _ in fresh])
    statements.taken_back(connection, sorted(_puzzled(connection, fresh)))


def _puzzled(connection: Connection, fresh: list[_Read]) -> set[int]:
    """Later memories that swapped a value of which nobody knew whose slot it fills, until now; to be read again."""
    return {
        seq
        for text, told, _ in fresh
        for seq in statements.puzzled(connection, [one for one in told if one.slot in ASKED], UNTOLD, text.occurred_at)
    }


def _propose_copies(connection: Connection, text: Text, sketch: tuple[int, ...], author: By, at: int) -> int:
    made = 0
    for other, score in copies(connection, text, sketch):
        older, newer = sorted((text, other), key=lambda one: (one.occurred_at, one.seq))
        why = f"{round(score * 100)}% the same"
        made += proposals.propose(
            connection, proposals.DUPLICATE, older.seq, newer.seq, why, round(score, 3), at, author().run
        )
    return made
