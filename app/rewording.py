"""Lets the local language model put digests into its words; what does not stand in their sources changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from app.generating import model_errors
from app.hearing import ROOM, fits, heard
from core import present
from core.answer.speech import Speech
from core.clock import to_micros, utc_now
from core.levels import portraying, rewriting
from core.ports import LanguageModel, Message
from core.store import derived, rows, runs
from core.store.connection import Connection
from core.store.derived import Role
from core.store.rows import Row
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class Reworded:
    """What became of one derived memory; parts are summaries or lines of a profile.

    `read` is false where the model was stopped before it had said all.
    """

    read: bool = False
    changed: bool = False
    failed: bool = False
    looped: bool = False
    kept: int = 0
    dropped: int = 0
    copied: int = 0
    repeated: int = 0


def reword(
    store: Store,
    model: LanguageModel,
    ids: Sequence[str],
    *,
    stop: Callable[[], bool],
    progress: Callable[[int, int], None],
    run: Callable[[Connection], int | None] = lambda _: None,
) -> int:
    """Ask for a summary in place of the quotations of episodes, digests and cards; returns how many were kept.

    Raises: ModelMissing, ModelBroken.
    """
    kept = 0
    for done, id in enumerate(ids):
        if stop():
            break
        progress(done, len(ids))
        found = store.read(partial(rows.by_id, id=id))
        if len(found) == 1 and found[0].role in rewriting.SENTENCES:
            kept += reword_one(store, model, found[0], stop, run).changed
    return kept


def reword_one(
    store: Store, model: LanguageModel, row: Row, stop: Callable[[], bool], run: Callable[[Connection], int | None]
) -> Reworded:
    """Put one episode, digest, card or profile into the model's words, as a revision in the run that `run` gives.

    Raises: ModelMissing, ModelBroken.
    """
    text, found = (_portrayed if row.role == Role.PROFILE else _summarised)(store, model, row, stop)
    if stop():
        return Reworded()
    changed = store.write(partial(_put, row=row, text=text, by=model.name, run=run))
    return replace(found, changed=changed)


def pass_over(store: Store, row: Row) -> None:
    """Do not ask about a derived memory as it stands."""
    store.write(partial(_put, row=row, text=None, by="", run=lambda _: None))


def _summarised(store: Store, model: LanguageModel, row: Row, stop: Callable[[], bool]) -> tuple[str | None, Reworded]:
    role = Role(row.role)
    if not rewriting.parts(role, row.text)[1]:
        return None, Reworded()
    quoted = [source for source, _, _ in store.read(partial(derived.spans, seq=row.seq))]
    now, zone = utc_now(), row.occurred_at.astimezone().tzinfo
    sources = [present.memory(one, now) for one in store.read(partial(rows.by_seq, seqs=quoted)).values()]
    assert zone is not None
    speech = _heard(
        model, rewriting.asking(role, row.text, row.title if role is Role.CARD else ""), rewriting.MOST_TOKENS, stop
    )
    if speech is None or not speech.text.strip():
        return None, Reworded(read=True, failed=True)
    summary = rewriting.checked(speech.text, role, sources, zone)
    if summary:
        head, _ = rewriting.parts(role, row.text)
        return "\n".join([*head, summary]), Reworded(read=True, kept=1, looped=speech.stuck())
    fault = rewriting.fault(speech.text, sources)
    counts = Reworded(True, dropped=1, looped=speech.stuck())
    return None, replace(counts, copied=int(fault == rewriting.COPIED), repeated=int(fault == rewriting.REPEATED))


def _portrayed(store: Store, model: LanguageModel, row: Row, stop: Callable[[], bool]) -> tuple[str | None, Reworded]:
    if not portraying.lines(row.text):
        return None, Reworded()
    speech = _heard(model, portraying.asking(row.text), portraying.MOST_TOKENS, stop, portraying.SCHEMA)
    if speech is None:
        return None, Reworded(read=True, failed=True)
    found = portraying.checked(speech.text, row.text)
    text = found.text if found.text != row.text else None
    counts = Reworded(True, False, found.failed, speech.stuck(), found.kept, found.dropped)
    return text, replace(counts, copied=found.copied, repeated=found.repeated)


def _heard(
    model: LanguageModel,
    messages: Sequence[Message],
    max_tokens: int,
    stop: Callable[[], bool],
    schema: dict[str, Any] | None = None,
) -> Speech | None:
    """The model's reply; None if it has no room for the question."""
    with model_errors():
        if not fits(model, messages, model.context_tokens - max_tokens - ROOM):
            return None
        return heard(model, messages, max_tokens, stop, schema)


def _put(connection: Connection, row: Row, text: str | None, by: str, run: Callable[[Connection], int | None]) -> bool:
    number = run(connection) if text is not None else None
    changed = derived.reword(connection, row.seq, row.version, text, by=by, run=number, at=to_micros(utc_now()))
    if changed and number is not None:
        runs.count(connection, number, revisions=1)
    return changed
