"""Puts right what a killed process left: files without rows, rows without files, waiting frames without pixels."""

from typing import TYPE_CHECKING

from app.home import Home
from app.screens import pictures as files
from app.screens.keeping import Swept, dropped
from core.store import frames, pictures, screens
from core.store.connection import Connection
from core.store.store import Store

if TYPE_CHECKING:
    from app.capture.spool import Spool


def swept(store: Store, home: Home, spool: "Spool | None") -> Swept:
    """`Keeping.sweep`."""
    removed = remove_doomed(store, home)
    strays, lost = store.snapshot(lambda connection: _unmatched(connection, home))
    removed += len(files.remove(home, strays))
    if lost:
        store.write(lambda connection: pictures.lose(connection, lost))
        removed += remove_doomed(store, home)
    gone, spooled = _matched(store, spool) if spool else (0, 0)
    closed = store.write(screens.close_all) if store.read(screens.any_open) else 0
    return Swept(removed, len(lost), gone, spooled, closed)


def remove_doomed(store: Store, home: Home) -> int:
    """Delete the files whose rows are gone; returns how many."""
    doomed = store.read(pictures.doomed)
    gone = files.remove(home, doomed) if doomed else []
    if gone:
        store.write(lambda connection: pictures.done(connection, gone))
    return len(gone)


def _unmatched(connection: Connection, home: Home) -> tuple[list[str], list[int]]:
    """Files that no row names, and frames whose file is not there as it was written.

    The file of a frame that waits, or came in the meantime, is left: somebody may be at it, and writes it anew.
    """
    known, waiting, newest = pictures.sizes(connection), frames.waiting_ids(connection), frames.newest(connection)
    found = dict.fromkeys(known, False)
    strays = []
    for file, size in files.on_disk(home):
        frame = files.frame_of(file)
        if file in known:
            found[file] |= known[file][1] == size
        elif frame is None or (frame not in waiting and frame <= newest):
            strays.append(file)
    return strays, [known[file][0] for file, whole in found.items() if not whole]


def _matched(store: Store, spool: "Spool") -> tuple[int, int]:
    """Drop waiting frames without pixels and pixels without a waiting frame; returns how many of each."""
    there = set(spool.ids())
    spooled = store.read(frames.spooled)
    lost = [frame for name, frame in spooled.items() if name not in there]
    if lost:
        store.write(lambda connection: dropped(connection, lost))
    strays = there - spooled.keys()
    for name in strays:
        spool.drop(name)
    return len(lost), len(strays) + spool.sweep()
