"""Whole memories going by, in or out: what is read or written once needs few pages at hand."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

from core.errors import EbbError
from core.store.connection import READ_KIB, WRITE_KIB
from core.store.store import Store

LEAST_READ_KIB, LEAST_WRITE_KIB = 2048, 8192
"""Of the file, for a connection that reads and for the one that writes. 100,000 memories go out as quickly as with the
usual share, and in, where a quarter of that would be read and written a third more often."""


@contextmanager
def streaming(store: Store, *, writing: bool = False) -> Iterator[None]:
    """While inside, what this thread reads, and if `writing` what anybody writes, takes little memory.

    Raises: as Store.read and, if writing, Store.write.
    """
    _share(store, LEAST_READ_KIB, LEAST_WRITE_KIB if writing else 0)
    try:
        yield
    finally:
        with suppress(EbbError):  # it was closed meanwhile, or what went wrong inside is told already
            _share(store, READ_KIB, WRITE_KIB if writing else 0)


def _share(store: Store, reading: int, writing: int) -> None:
    store.read(partial(_set, kib=reading))
    if writing:
        store.write(partial(_set, kib=writing), transaction=False)


def _set(connection: sqlite3.Connection, kib: int) -> None:
    connection.execute(f"PRAGMA cache_size=-{kib}").fetchone()
