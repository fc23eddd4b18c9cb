"""Forgetting what was seen on the screen: it is erased, so that nothing of it can be read from the disk."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from app.home import Home
from app.screens import pictures
from app.screens.intake import retold
from app.screens.sweeping import remove_doomed
from core.clock import to_micros
from core.errors import DiskFull, EbbError
from core.store import erasure, memories, screens
from core.store import pictures as rows
from core.store.connection import Connection
from core.store.erasure import Span
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be erased, and what that is at this moment: ids of memories that go wholly and in part, and counts.

    `waiting` frames were not read yet; they belong to no memory, or to one of these.
    """

    span: Span
    whole: tuple[str, ...]
    parts: tuple[str, ...]
    frames: int
    pictures: int
    bytes: int
    waiting: int

    def __bool__(self) -> bool:
        return bool(self.whole or self.parts or self.frames)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: ids of memories that are gone, and of those that keep the rest of their text; counts."""

    whole: tuple[str, ...]
    parts: tuple[str, ...]
    frames: int
    pictures: int


def chosen(
    store: Store, *, since: datetime | None, until: datetime | None, app: str | None, ids: Sequence[str] | None
) -> Wanted:
    """`Screens.wanted`."""
    span = Span(
        start=None if since is None else to_micros(since),
        end=None if until is None else to_micros(until),
        app=app,
        ids=None if ids is None else tuple(dict.fromkeys(ids)),
    )

    def work(connection: Connection) -> Wanted:
        found = erasure.find(connection, span)
        names = screens.memory_ids(connection, [*found.whole, *found.parts])
        whole, parts = (tuple(names[seq] for seq in seqs if seq in names) for seqs in (found.whole, found.parts))
        return Wanted(span, whole, parts, found.frames, found.pictures, found.bytes, len(found.spooled))

    return store.snapshot(work)


def erased(store: Store, home: Home, wanted: Wanted) -> Erased:
    """`Screens.erase`. What was seen since then and lies in the span goes too. Raises: DiskFull, Locked."""
    gone, names = store.write(lambda connection: _erase(connection, wanted.span))
    remove_doomed(store, home)
    _drop_waiting(home, gone.spooled)
    if gone.frames or gone.whole:
        _scrub(store)
    whole, parts = (tuple(names[seq] for seq in seqs if seq in names) for seqs in (gone.whole, gone.parts))
    return Erased(whole, parts, gone.frames, gone.pictures)


def _erase(connection: Connection, span: Span) -> tuple[erasure.Found, dict[int, str]]:
    before = erasure.find(connection, span)
    names = screens.memory_ids(connection, [*before.whole, *before.parts])
    gone = erasure.erase(connection, span, retold)
    rows.doom(connection, [name for frame, at in gone.unnamed for name in pictures.names_of(frame, at)])
    return gone, names


def _drop_waiting(home: Home, spooled: Sequence[str]) -> None:
    """Take the pixels of frames that were not read yet out of memory, where there is a spool."""
    if not spooled:
        return
    from app.capture.spool import Spool

    with suppress(EbbError):
        spool = Spool(home)
        for name in spooled:
            spool.drop(name)


def _scrub(store: Store) -> None:
    try:
        store.write(memories.scrub, transaction=False)
    except DiskFull as error:
        raise DiskFull(
            "What was seen is gone, but rewriting the file without its traces needs more space.",
            "Free as much as the memory takes; the next erasure rewrites the file.",
        ) from error
