"""Reads the files in which browsers keep visited pages and bookmarks; nothing of the browser's own is ever opened.

The file is copied first, with its log: a running browser holds a lock, and what is read cannot be changed. What the
copy holds is trusted with nothing: no views, virtual tables or functions of its schema are run.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from core.errors import Unreadable

LARGEST = 2 * 1024 * 1024 * 1024  # Bytes of the file; ten years of heavy use stay below a tenth of it.
LONGEST = 4 * 1024 * 1024  # Bytes of one value.
STEP = 1_000_000  # Instructions of SQLite's,
MOST_STEPS = 2_000  # and how often so many may pass: about a minute.
DEPTH = 50
WEBKIT = datetime(1601, 1, 1, tzinfo=UTC)  # Chrome counts microseconds from here,
UNIX = datetime(1970, 1, 1, tzinfo=UTC)  # Firefox from here,
COCOA = datetime(2001, 1, 1, tzinfo=UTC)  # and Safari seconds from here.
FIREFOX_TAGS = "tags________"  # The fixed names of the folders that Firefox itself makes.
FIREFOX_ROOTS = ("root________", "menu________", "toolbar_____", "unfiled_____", "mobile______")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, title ("" for none), and when it was last visited or was kept.

    `folders` leads from the outermost to it, `tags` were given by the person; both are of bookmarks only.
    """

    address: str
    title: str
    at: datetime | None
    folders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def visited(path: Path) -> Iterator[Page]:
    """Yield the pages in a history of Chrome and its kin, Firefox or Safari, each once, in the order they came.

    Raises: Unreadable if the file is none, is damaged, too large or cannot be copied.
    """
    with _copied(path) as connection:
        tables = _tables(connection)
        if "urls" in tables:
            rows = "SELECT url, title, last_visit_time FROM urls WHERE hidden = 0 ORDER BY id"
            yield from _pages(connection, rows, WEBKIT, 1e-6)
        elif "moz_places" in tables:
            rows = "SELECT url, title, last_visit_date FROM moz_places WHERE hidden = 0 AND visit_count > 0 ORDER BY id"
            yield from _pages(connection, rows, UNIX, 1e-6)
        elif {"history_items", "history_visits"} <= tables:
            rows = """SELECT i.url, v.title, max(v.visit_time) FROM history_items i
                JOIN history_visits v ON v.history_item = i.id GROUP BY i.id ORDER BY i.id"""
            yield from _pages(connection, rows, COCOA, 1)
        else:
            raise Unreadable("it is no history of a browser")


def kept(path: Path) -> Iterator[Page]:
    """Yield the bookmarks in Firefox's places.sqlite. Raises: Unreadable, as `visited`."""
    with _copied(path) as connection:
        if not {"moz_places", "moz_bookmarks"} <= _tables(connection):
            raise Unreadable("it holds no bookmarks")
        folders = {
            id: (parent, _text(title), guid)
            for id, parent, title, guid in connection.execute(
                "SELECT id, parent, title, guid FROM moz_bookmarks WHERE type = 2"
            )
        }
        rows = """SELECT b.fk, b.parent, b.title, p.url, b.dateAdded FROM moz_bookmarks b
            JOIN moz_places p ON p.id = b.fk WHERE b.type = 1 ORDER BY b.id"""
        tags = _tags(connection, folders)
        for place, parent, title, url, added in connection.execute(rows):
            if not _is_tag(parent, folders):
                way = _way(parent, folders)
                yield Page(_text(url), _text(title), _moment(added, UNIX, 1e-6), way, tags.get(place, ()))


Folders = dict[int, tuple[int, str, str]]


def _tags(connection: sqlite3.Connection, folders: Folders) -> dict[int, tuple[str, ...]]:
    """The tags of each place: a tag is a folder in Firefox's folder of tags."""
    found: dict[int, tuple[str, ...]] = {}
    for place, parent in connection.execute("SELECT fk, parent FROM moz_bookmarks WHERE type = 1 ORDER BY id"):
        if _is_tag(parent, folders):
            found[place] = (*found.get(place, ()), folders[parent][1])
    return found


def _is_tag(parent: int, folders: Folders) -> bool:
    above = folders.get(folders[parent][0]) if parent in folders else None
    return above is not None and above[2] == FIREFOX_TAGS


def _way(parent: int, folders: Folders) -> tuple[str, ...]:
    way: list[str] = []
    while parent in folders and len(way) < DEPTH:
        above, title, guid = folders[parent]
        if title and guid not in FIREFOX_ROOTS:
            way.append(title)
        parent = above
    return tuple(reversed(way))


@contextmanager
def _copied(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"larger than {LARGEST // 1024**3} GB")
        with tempfile.TemporaryDirectory(prefix="ebb-") as folder:  # mode 0700
            copy = Path(folder) / "copy.sqlite"
            shutil.copyfile(path, copy)
            log = path.with_name(path.name + "-wal")
            if log.is_file() and not log.is_symlink():
                shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
            with closing(sqlite3.connect(f"file:{quote(str(copy))}?mode=rw", uri=True)) as connection:
                _restrained(connection)
                yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter where a message of SQLite's quotes the file
        raise Unreadable("the file is damaged, or no history of a browser") from error
    except OSError as error:
        raise Unreadable(f"it cannot be copied ({error.strerror})") from error


def _restrained(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA cell_size_check=ON")
    connection.execute("PRAGMA query_only=ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.set_progress_handler(_countdown(MOST_STEPS), STEP)


def _countdown(steps: int) -> Callable[[], bool]:
    """What ends a query after so many calls: a file can be made so that its tables never end."""
    left = iter(range(steps))
    return lambda: next(left, None) is None


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND upper(sql) NOT LIKE 'CREATE VIRTUAL%'"
    )
    return {name for (name,) in rows}


def _pages(connection: sqlite3.Connection, query: str, start: datetime, unit: float) -> Iterator[Page]:
    for url, title, at in connection.execute(query):
        yield Page(_text(url), _text(title), _moment(at, start, unit))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _moment(value: object, start: datetime, unit: float) -> datetime | None:
    try:
        return start + timedelta(seconds=value * unit) if isinstance(value, int | float) and value > 0 else None
    except (OverflowError, ValueError):
        return None
