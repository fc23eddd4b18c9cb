"""Two names that may mean the same: what a language model thinks of them, and what the person decides."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.generating import model_errors
from app.hearing import ROOM, fits, heard
from core import present
from core.clock import to_micros, utc_now
from core.errors import BadInput
from core.memory import Memory, Record
from core.notes.likened import Likening, noted
from core.ports import LanguageModel
from core.store import entities, likenesses, rows
from core.store.connection import Connection
from core.store.likenesses import Pair, Standing
from core.store.store import Store

READ = 12
"""Memories of each name that are looked at."""


@dataclass(frozen=True, slots=True)
class Names(Record):
    """Two names that may mean the same, for a person to decide; `key` is what it is called by, as in "12=7".

    `note` is what a language model thinks of it, None if nothing.
    """

    key: str
    name: str
    other: str
    why: str
    note: Likening | None


@dataclass(frozen=True, slots=True)
class Likened:
    """What became of one pair; parts of the reply `kept` and `dropped`, as the librarian counts them."""

    asked: int = 0
    likened: int = 0
    kept: int = 0
    dropped: int = 0
    copied: int = 0
    repeated: int = 0
    looped: int = 0
    failed: int = 0


def names_open(store: Store, limit: int) -> list[Names]:
    """The pairs that are open to decide, newest first."""
    found = store.read(partial(likenesses.open_ones, limit=limit))
    return [Names(f"{one.alias}={one.entity}", one.name, one.other, one.why, noted(one.note)) for one in found]


def bearers(store: Store, key: str) -> tuple[list[Memory], list[Memory]]:
    """Memories that bear each of two names, newest first, each with the sentence that does as its text.

    Raises: BadInput if the pair is not open.
    """
    from core.notes import likening

    known = store.read(lambda connection: likenesses.numbered(connection, *_numbers(key)))
    if known is None:
        raise _no_names(key)
    first, second = (
        list(likening.borne(name, _memories(store, id)).told)
        for name, id in ((known.name, known.alias), (known.other, known.entity))
    )
    return first, second


def decide_names(store: Store, key: str, accept: bool) -> Standing:
    """Have two names mean the same, or never again ask whether they do; deciding the other way takes it back.

    Returns the pair as it was. Raises: BadInput if there is no such pair.
    """
    alias, entity = _numbers(key)
    at = to_micros(utc_now())

    def work(connection: Connection) -> Standing | None:
        known = likenesses.standing(connection, alias, entity)
        if known is None:
            return None
        if accept:
            entities.merge(connection, alias, entity, why="you said so", at=at)
        elif known.state == entities.MADE:
            entities.split(connection, alias, at=at)
        else:
            entities.decline(connection, alias, entity, at=at)
        return known

    before = store.write(work)
    if before is None:
        raise _no_names(key)
    return before


def reopen_names(store: Store, before: Standing) -> None:
    """Make a pair what it was before it was decided. Raises: BadInput if one of the names is gone."""
    if not store.write(lambda connection: likenesses.put_back(connection, before)):
        raise _no_names(f"{before.alias}={before.entity}")


def _numbers(key: str) -> tuple[int, int]:
    first, _, second = key.partition("=")
    alias, entity = (int(part) if part.isascii() and part.isdigit() else -1 for part in (first, second))
    return alias, entity


def _no_names(key: str) -> BadInput:
    return BadInput(f"There are no names {key}.", "`ebb conflicts` lists them.")


def liken(
    store: Store,
    model: LanguageModel,
    pair: tuple[int, int],
    stop: Callable[[], bool],
    run: Callable[[Connection], int],
) -> Likened:
    """Ask the model about two names and note what it thinks, in the run that `run` gives.

    Raises: ModelMissing, ModelBroken.
    """
    from core.notes import likening

    known = store.read(partial(likenesses.numbered, alias=pair[0], entity=pair[1]))
    if known is None:
        return Likened()
    first, second = (
        likening.borne(name, _memories(store, id)) for name, id in ((known.name, pair[0]), (known.other, pair[1]))
    )
    if not first.told or not second.told:
        _note(store, known, likenesses.UNUSABLE, run)
        return Likened(failed=1)
    messages = likening.asking(first, second)
    zone = first.told[0].occurred_at.astimezone().tzinfo
    assert zone is not None
    with model_errors():
        if not fits(model, messages, model.context_tokens - likening.LONGEST_REPLY - ROOM):
            _note(store, known, likenesses.UNUSABLE, run)
            return Likened(failed=1)
        speech = heard(model, messages, likening.LONGEST_REPLY, stop, likening.SCHEMA)
    if stop():
        return Likened()
    found = likening.checked(speech.text, first, second, zone, model.name)
    done = _note(store, known, found.likening.note() if found.likening else likenesses.UNUSABLE, run)
    counts = (found.kept, found.dropped, found.copied, found.repeated, int(speech.stuck()), int(found.failed))
    return Likened(1, int(done and found.likening is not None), *counts)


def pass_over(store: Store, pair: tuple[int, int], run: Callable[[Connection], int]) -> None:
    """Do not ask about two names again."""
    known = store.read(partial(likenesses.numbered, alias=pair[0], entity=pair[1]))
    if known is not None:
        _note(store, known, likenesses.UNUSABLE, run)


def _memories(store: Store, id: int) -> list[Memory]:
    seqs = store.read(partial(likenesses.bearing, id=id, limit=READ))
    found, now = store.read(partial(rows.by_seq, seqs=seqs)), utc_now()
    return [present.memory(found[seq], now) for seq in seqs if seq in found]


def _note(store: Store, pair: Pair, note: str, run: Callable[[Connection], int]) -> bool:
    return store.write(
        lambda connection: likenesses.annotate(connection, pair.alias, pair.entity, note, run(connection))
    )
