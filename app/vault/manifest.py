"""What Ebb wrote into a vault: for every note and page its file, what stood in it, and from what it was made.

An entry is on disk before its file is replaced, so a file that a crash left behind never looks edited; until the run
says that all of them are in place, a file may also be as the entry before says, or not there yet.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from typing import Any

from app.vault.ledger import Ledger
from app.vault.note import Note
from core.errors import BadInput
from core.store.shelf import Row, Shelf

FOLDER = ".ebb"
FILE = "manifest.jsonl"
INCOMING = f"{FOLDER}/incoming"
"""Where a note lies whose file somebody edited, while its memory changed too."""
VERSION = 1
_SPARE = 1000  # lines that may be outdated before the file is written anew
_AT_ONCE = 500  # lines that are read together


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of Ebb's: `path` from the vault down, the `hash` of what was written, with the file's size and mtime_ns.

    `signature` says from what it was made. `prior` are the (hash, signature) pairs of what may still stand there after
    a crash, and `unsure` says that the file may not be there yet. `of` is the memory that a picture belongs to. `was`
    is the name, without its ending, that the file had before somebody gave it another that was not taken in yet.
    """

    path: str
    hash: str
    signature: str = ""
    size: int = -1
    mtime: int = -1
    of: str = ""
    was: str = ""
    prior: tuple[tuple[str, str], ...] = ()
    unsure: bool = False


_USUAL: dict[str, Any] = {"path": "", "hash": "", "sig": "", "size": -1, "mtime": -1, "of": "", "was": ""}
"""What an entry is called in its line, and what it is where it is left out."""


@dataclass(frozen=True, slots=True)
class Base:
    """What a note's file said when it was written: digests of its parts, and its tags and links.

    A link is the digest of its memory's id and its kind; `reasons` are those of id, kind and reason.
    """

    title: str
    text: str
    occurred: str
    pinned: bool
    tags: tuple[str, ...]
    edges: tuple[str, ...]
    reasons: tuple[str, ...] = ()


class Manifest:
    """The entries of a vault by key: a memory's id, `page:...` or `picture:...`. Read it with `load`.

    What it holds lies in a passing file, so that a vault of any size takes the same memory.
    """

    def __init__(self, root: Path, dry: bool = False, durable: bool = True) -> None:
        """An empty one; use `load`."""
        self.root = root
        self._dry = dry
        self._durable = durable
        self.header: dict[str, str] = {}
        self._rows = Shelf(*_USUAL, "prior", "unsure", "place")
        self._unsure: set[str] = set()
        self._left: frozenset[str] = frozenset()  # of a run that did not end
        self._lines = 0

    @classmethod
    def load(cls, root: Path, *, dry: bool = False, durable: bool = True) -> "Manifest":
        """The manifest of the vault at `root`, empty if there is none; a `dry` one writes nothing.

        What a `durable` one records survives a power cut, else only a crash.

        Raises: BadInput for one that a newer Ebb wrote, or that leads out of the vault.
        """
        found = cls(root, dry, durable)
        try:
            lines = found._ledger.read()
            while part := list(islice(lines, _AT_ONCE)):
                found._take(part)
        except OSError as error:
            raise BadInput(
                f"The vault's list of files cannot be read ({error.strerror}).", "See .ebb/ in it."
            ) from error
        found._left = frozenset(found._unsure)
        return found

    @property
    def exists(self) -> bool:
        """Whether there is a vault of Ebb's."""
        return bool(self.header)

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: str) -> Entry | None:
        """The entry of a key, None if nothing was written for it."""
        row = self._rows.get(key)
        return _entry(row) if row else None

    def path(self, key: str) -> str | None:
        """The file of a key, None if nothing was written for it."""
        row = self._rows.get(key)
        return row[1] if row else None

    def fetch(self, keys: Iterable[str]) -> None:
        """Have the entries of these keys at hand: quicker than to ask for one by one."""
        self._rows.fetch(keys)

    def at(self, path: str) -> tuple[str, Entry] | None:
        """The key and the entry of a file, None if nothing was written there."""
        found = self._rows.find("path", path)
        return (found[0][0], _entry(found[0])) if found else None

    def within(self, folder: str) -> Iterator[tuple[str, Entry]]:
        """The keys and entries of the files in a folder, "" for the vault itself, but not below it."""
        above = f"{folder}/" if folder else ""
        rows = self._rows.within("path", above)
        return ((row[0], _entry(row)) for row in rows if "/" not in row[1][len(above) :])

    def pictures(self, id: str) -> list[str]:
        """The keys of a memory's pictures."""
        return [row[0] for row in self._rows.find("of", id)]

    def items(self, beginning: str = "") -> Iterator[tuple[str, Entry]]:
        """Every key, or those that begin so, with its entry, in their order; entries may be dropped meanwhile."""
        for row in self._rows.rows(beginning):
            yield row[0], _entry(row)

    def base(self, id: str) -> Base | None:
        """What the note of a memory said when it was written, None if that is not known."""
        row = self._rows.get(id)
        line = next(self._ledger.at([row[-1]]), b"") if row else b""
        found = json.loads(line).get("base") if line else None
        lists = ("tags", "edges", "reasons")
        return Base(**{**found, **{name: tuple(found.get(name, ())) for name in lists}}) if found else None

    def begin(self, header: Mapping[str, str]) -> None:
        """Make the vault one of Ebb's, with what it was written as. Raises: OSError."""
        self.header = dict(header)
        self._append([{"vault": VERSION, **self.header}])

    def record(self, entries: Iterable[tuple[str, Entry, Base | None]]) -> None:
        """Note what is about to be written, before it is. Raises: OSError."""
        lines = [_line(key, entry, base) for key, entry, base in entries]
        self._left -= {line["key"] for line in lines}
        self._append(lines)

    def unsure(self) -> list[str]:
        """The keys whose files may not be as their entries say, since a run did not end."""
        return sorted(self._unsure)

    def settle(self, *, recovered: bool = False) -> None:
        """Note that what was recorded here stands in its place; once `recovered`, also what another run left unsure.

        Raises: OSError.
        """
        if recovered:
            self._left = frozenset()
        own = sorted(self._unsure - self._left)
        if own or (recovered and self._unsure):
            self._append([{"done": own if self._left else True}], sync=False)

    def drop(self, keys: Iterable[str]) -> None:
        """Forget what was written for these keys. Raises: OSError."""
        self._append([{"key": key, "gone": True} for key in keys])

    def compact(self, *, now: bool = False) -> None:
        """Write the file anew without outdated lines, once there are many, or `now`. Raises: OSError."""
        if self._dry or (not now and (self._lines < _SPARE or self._lines < 2 * len(self._rows) + _SPARE)):
            return
        head = json.dumps({"vault": VERSION, **self.header}).encode()
        lines = self._ledger.at(row[-1] for row in self._rows.rows())
        places = self._ledger.replace(chain((head,), lines, (b'{"done": true}',)))
        self._rows.put((*row[:-1], place) for row, place in zip(self._rows.rows(), places[1:], strict=False))
        self._lines = len(places)

    @property
    def _ledger(self) -> Ledger:
        return Ledger(self.root / FOLDER / FILE)

    def _append(self, records: list[dict[str, Any]], *, sync: bool = True) -> None:
        if not records:
            return
        lines = [json.dumps(record, ensure_ascii=False).encode() for record in records]
        places = [-1] * len(lines) if self._dry else self._ledger.append(lines, sync=sync and self._durable)
        self._take(list(zip(places, lines, strict=True)))

    def _take(self, part: list[tuple[int, bytes]]) -> None:
        read = [(place, record) for place, line in part if (record := _record(line)) is not None]
        self._lines += len(read)
        self._rows.fetch(key for _, record in read if isinstance(key := record.get("key"), str))
        for place, record in read:
            if "vault" in record:
                self._open(record)
            elif done := record.get("done"):
                self._settle(set(done) if isinstance(done, list) else self._unsure)
            elif isinstance(key := record.get("key"), str):
                if record.get("gone"):
                    self._rows.drop([key])
                    self._unsure.discard(key)
                else:
                    self._add(key, place, record)

    def _open(self, record: dict[str, Any]) -> None:
        if record.pop("vault") != VERSION:
            raise BadInput("A newer Ebb wrote this vault.", "Bring Ebb up to date, or name another folder.")
        self.header = {str(name): str(value) for name, value in record.items()}

    def _settle(self, keys: set[str]) -> None:
        for key in keys & self._unsure:
            if row := self._rows.get(key):
                self._rows.put([(*row[:_PRIOR], "", 0, row[-1])])
        self._unsure -= keys

    def _add(self, key: str, place: int, record: dict[str, Any]) -> None:
        parts = [record.get(name, usual) for name, usual in _USUAL.items()]
        if any(type(part) is not type(usual) for part, usual in zip(parts, _USUAL.values(), strict=True)):
            return
        if not _lies_inside(parts[0]) or not all(map(_is_storable, parts)):
            return
        before = self.get(key)
        prior = json.dumps([*before.prior, (before.hash, before.signature)]) if before else ""
        self._rows.put([(key, *parts, prior, int(before is None or before.unsure), place)])
        self._unsure.add(key)


_PRIOR = 1 + len(_USUAL)  # where the column `prior` of a row is


def _entry(row: Row) -> Entry:
    _, path, hash, signature, size, mtime, of, was, prior, unsure, _ = row
    earlier = tuple((hash, signature) for hash, signature in json.loads(prior)) if prior else ()
    return Entry(path, hash, signature, size, mtime, of, was, earlier, bool(unsure))


def _record(line: bytes) -> dict[str, Any] | None:
    """What a line holds, None for what a crash left of one."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and _is_storable(record.get("key")) else None


def _is_storable(value: object) -> bool:
    """Whether a value of a line can be what Ebb wrote there: no number too large, no half of a character."""
    if isinstance(value, int):
        return abs(value) < 1 << 63
    return not isinstance(value, str) or not _HALF.search(value)


_HALF = re.compile("[\ud800-\udfff]")


def digest(data: bytes | str) -> str:
    """What a file's bytes, or a part of a note, are known by again."""
    return blake2b(data.encode() if isinstance(data, str) else data, digest_size=16).hexdigest()


def base(note: Note) -> Base:
    """What a note says, to tell later which part of it somebody changed."""
    return Base(
        title=digest(note.title),
        text=digest(note.text),
        occurred=note.occurred_at.isoformat(),
        pinned=note.pinned,
        tags=(*note.tags, *note.found_tags),
        edges=tuple(bond(edge.id, edge.kind) for edge in note.edges),
        reasons=tuple(bond(edge.id, edge.kind, edge.why) for edge in note.edges),
    )


def bond(id: str, kind: str, *why: str) -> str:
    """The digest of a link to a memory, or of that and its reason, as a base lists it."""
    return blake2b(" ".join((id, kind, *why)).encode(), digest_size=8).hexdigest()


def _line(key: str, entry: Entry, base: Base | None) -> dict[str, Any]:
    parts = {"sig": entry.signature, "of": entry.of, "was": entry.was}
    line = {"key": key, "path": entry.path, "hash": entry.hash, "size": entry.size, "mtime": entry.mtime}
    return {
        **line,
        **{name: value for name, value in parts.items() if value},
        **({"base": asdict(base)} if base else {}),
    }


def _lies_inside(path: str) -> bool:
    """Whether a path leads from the vault down, and not into what Ebb keeps for itself."""
    parts = path.split("/")
    return (
        bool(path) and "\\" not in path and "\0" not in path and not {"", ".", ".."} & set(parts) and parts[0] != FOLDER
    )
