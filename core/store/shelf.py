"""What a long job has to remember meanwhile, in passing files: the memory that it takes stays the same, however much.

The files are SQLite's own temporary ones: nobody else can open them, and they are gone with the object or the process.
What is small never leaves the memory.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import Any, overload

from core.store.failures import translated

CACHE_KIB = 1024
_PAGE = 500
_MOST = 2000  # rows that are kept at hand
_LAST = "\U0010ffff"
_PASSING = Path("a passing file")

_INDEX = """CREATE INDEX "by {0}" ON rows ("{0}") WHERE "{0}" <> ''"""
_FOUND = """SELECT * FROM rows WHERE "{0}" = ? AND "{0}" <> '' ORDER BY key"""
_WITHIN = """SELECT * FROM rows WHERE "{0}" >= ? AND "{0}" < ? AND "{0}" <> '' ORDER BY "{0}" """
_NEXT = "SELECT * FROM rows WHERE key >= ? AND key < ? ORDER BY key LIMIT ?"

Key = str | bytes | int
Row = tuple[Any, ...]


class Shelf:
    """Rows by their first column, the key, in the order of their keys; a row may be found by another column too."""

    def __init__(self, *columns: str) -> None:
        """An empty one whose rows have these `columns` after the key."""
        self._columns = columns
        self._file: sqlite3.Connection | None = None  # with none, all rows are at hand
        self._at_hand: dict[Key, Row | None] = {}
        self._indices: set[str] = set()
        self._waiting: dict[Key, None] = {}  # whose rows, or that there are none, have still to be written

    def __len__(self) -> int:
        if self._file is None:
            return sum(row is not None for row in self._at_hand.values())
        file = self._written()
        with _told():
            return int(file.execute("SELECT count(*) FROM rows").fetchone()[0])

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str | bytes | int) and self.get(key) is not None

    def get(self, key: Key) -> Row | None:
        """The row of a key, with it; None if there is none."""
        if key in self._at_hand or self._file is None:
            return self._at_hand.get(key)
        with _told():
            found: Row | None = self._file.execute("SELECT * FROM rows WHERE key = ?", (key,)).fetchone()
        self._keep(key, found)
        return found

    def fetch(self, keys: Iterable[Key]) -> None:
        """Have the rows of these keys at hand, which is quicker than to get one by one."""
        if self._file is None:
            return
        wanted = [key for key in dict.fromkeys(keys) if key not in self._at_hand]
        for start in range(0, len(wanted), _PAGE):
            part = wanted[start : start + _PAGE]
            with _told():
                rows = self._file.execute(f"SELECT * FROM rows WHERE key IN ({_marks(part)})", part).fetchall()
            found = {row[0]: row for row in rows}
            for key in part:
                self._keep(key, found.get(key))

    def put(self, rows: Iterable[Row]) -> None:
        """Add rows, each in the place of the one that its key has."""
        rest = iter(rows)
        while given := list(islice(rest, _PAGE)):
            if len(given) == _PAGE:
                file = self._written()
                self._at_hand.clear()
                with _told():
                    file.executemany(self._insert, given)
                continue
            for row in given:
                self._keep(row[0], row)
                self._waiting[row[0]] = None

    def drop(self, keys: Iterable[Key]) -> None:
        """Take out the rows of these keys."""
        for key in keys:
            self._keep(key, None)
            self._waiting[key] = None

    def find(self, column: str, value: object) -> list[Row]:
        """The rows that have this value, which is not empty, in the order of their keys."""
        file = self._indexed(column)
        with _told():
            return file.execute(_FOUND.format(column), (value,)).fetchall()

    def within(self, column: str, beginning: str) -> Iterator[Row]:
        """The rows of which a column begins so, in the order of that; they may not change meanwhile."""
        file = self._indexed(column)
        with _told():
            yield from file.execute(_WITHIN.format(column), (beginning, beginning + _LAST))

    def rows(self, beginning: str = "") -> Iterator[Row]:
        """The rows with a str for a key, or a key that begins so, in order of their keys; they may change meanwhile."""
        if self._file is None:
            keys = sorted(key for key in self._at_hand if isinstance(key, str) and key.startswith(beginning))
            yield from (row for key in keys if (row := self.get(key)))
            return
        after, query = beginning, _NEXT
        while True:
            file = self._written()
            with _told():
                page = file.execute(query, (after, beginning + _LAST, _PAGE)).fetchall()
            if not page:
                return
            yield from page
            after, query = page[-1][0], _NEXT.replace(">=", ">")

    def _keep(self, key: Key, row: Row | None) -> None:
        if len(self._at_hand) >= _MOST:
            self._written()
            self._at_hand.clear()
        self._at_hand[key] = row

    def _indexed(self, column: str) -> sqlite3.Connection:
        """The file, in which rows are found quickly by this column."""
        file = self._written()
        if column not in self._indices:
            self._indices.add(column)
            with _told():
                file.execute(_INDEX.format(column))
        return file

    def _written(self) -> sqlite3.Connection:
        """The file, made if there was none, with all that has still to be written."""
        if self._file is None:
            names = "".join(f', "{name}"' for name in self._columns)
            self._file = _opened(f"CREATE TABLE rows (key PRIMARY KEY{names}) WITHOUT ROWID")
        if self._waiting:
            given = [(key, self._at_hand[key]) for key in self._waiting]
            with _told():
                gone = [(key,) for key, row in given if row is None]
                self._file.executemany("DELETE FROM rows WHERE key = ?", gone)
                self._file.executemany(self._insert, [row for _, row in given if row is not None])
            self._waiting.clear()
        return self._file

    @property
    def _insert(self) -> str:
        return f"INSERT OR REPLACE INTO rows VALUES ({_marks(('key', *self._columns))})"


class Tape:
    """Rows in the order in which they came."""

    def __init__(self, *columns: str) -> None:
        """An empty one whose rows have these `columns`."""
        self._columns = ", ".join(f'"{name}"' for name in columns)
        self._put = f"INSERT INTO rows ({self._columns}) VALUES ({_marks(columns)})"
        self._file: sqlite3.Connection | None = None
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def put(self, rows: Iterable[Row]) -> None:
        """Add rows behind the others."""
        rest = iter(rows)
        while given := list(islice(rest, _PAGE)):
            if self._file is None:
                self._file = _opened(f"CREATE TABLE rows (n INTEGER PRIMARY KEY, {self._columns})")
            with _told():
                self._file.executemany(self._put, given)
            self._length += len(given)

    def rows(self, start: int = 0) -> Iterator[Row]:
        """The rows from the number `start` on, counted from 0; what is added meanwhile comes too."""
        query = f"SELECT {self._columns} FROM rows WHERE n > ? ORDER BY n LIMIT ?"
        while self._file and start < self._length:
            with _told():
                page = self._file.execute(query, (start, _PAGE)).fetchall()
            yield from page
            start += len(page)

    def pages(self) -> Iterator[list[Row]]:
        """The same, many at once."""
        rows = self.rows()
        while page := list(islice(rows, _PAGE)):
            yield page

    def ordered(self, column: str) -> Iterator[Row]:
        """The rows in the order of one of their columns."""
        if self._file:
            with _told():
                yield from self._file.execute(f'SELECT {self._columns} FROM rows ORDER BY "{column}"')


class Roll(Sequence[str]):
    """Distinct strs in the order in which they came."""

    def __init__(self) -> None:
        """An empty one."""
        self._there = Shelf()
        self._names = Tape("name")

    def add(self, names: Iterable[str]) -> None:
        """Add those that are not there yet."""
        rest = iter(names)
        while given := list(dict.fromkeys(islice(rest, _PAGE))):
            self._there.fetch(given)
            fresh = [(name,) for name in given if name not in self._there]
            self._there.put(fresh)
            self._names.put(fresh)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._there

    def __iter__(self) -> Iterator[str]:
        return (name for (name,) in self._names.rows())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        numbers = range(len(self))[index]
        return [self._at(number) for number in numbers] if isinstance(numbers, range) else self._at(numbers)

    def _at(self, number: int) -> str:
        return str(next(self._names.rows(number))[0])


def _opened(table: str) -> sqlite3.Connection:
    """A database of its own in a passing file, with one table."""
    with _told():
        file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        file.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        file.execute("PRAGMA journal_mode=OFF").fetchone()
        file.execute("BEGIN")
        file.execute(table)
    return file


def _told() -> AbstractContextManager[None]:
    return translated(_PASSING)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
