"""SQLite's and the system's errors, said in Ebb's own tree with what to do next."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import CannotOpen, DamagedDatabase, DiskFull, EbbError, Locked, NotADatabase, Overtaken, ReadOnlyHome

RESTORE = "Restore a backup with `ebb restore-backup FILE`, or move the file away to start anew."


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn sqlite3 errors and OSErrors raised inside into EbbErrors about `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise from_sqlite(error, path) from error
    except OSError as error:
        raise from_system(error, path) from error


def from_sqlite(error: sqlite3.Error, path: Path) -> EbbError:
    """The EbbError for what SQLite reports, by its primary result code; a programming error stays CannotOpen."""
    if "invalid fts5 file format" in str(error):
        return DamagedDatabase(f"The index of {path} is of a newer SQLite.", "`ebb doctor --fix` makes it anew.")
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    match code:
        case sqlite3.SQLITE_NOTADB:
            return NotADatabase(f"{path} is not an Ebb memory.", RESTORE)
        case sqlite3.SQLITE_CORRUPT:
            return DamagedDatabase(f"{path} is damaged.", RESTORE)
        case sqlite3.SQLITE_FULL:
            return DiskFull("The disk is full; nothing was changed.", "Free some space and try again.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return ReadOnlyHome(f"{path} cannot be written.", "Check its permissions, or choose another --home.")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Locked("Another program holds the memory.", "Try again in a moment.")
        case sqlite3.SQLITE_IOERR:
            return DiskFull(f"{path} could not be written; nothing was changed.", "Check the disk and its free space.")
        case sqlite3.SQLITE_INTERRUPT:
            return Overtaken()
        case _:
            return CannotOpen(f"{path} cannot be used: {error}.", "`ebb doctor` says more.")


def from_system(error: OSError, path: Path) -> EbbError:
    """The EbbError for an operating system error."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull("The disk is full; nothing was changed.", "Free some space and try again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ReadOnlyHome(f"{path} cannot be written.", "Check its permissions, or choose another --home.")
    return CannotOpen(f"{path} cannot be used: {error.strerror or error}.", "Choose another --home.")
