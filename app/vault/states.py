"""What an identical memory needs besides its note, kept beside the notes: figures of decay, trust, weights of links.

One line for each memory, the last one holds; so that opening a memory never touches its note.
"""

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from sys import intern
from typing import Any

from app.vault.ledger import Ledger
from app.vault.manifest import FOLDER

FILE = "state.jsonl"
_SPARE = 1000


class States:
    """The states of a vault's memories by id, as `core.store.exporting.kept` gives them."""

    def __init__(self, root: Path) -> None:
        """Read which there are. Raises: OSError."""
        self._ledger = Ledger(root / FOLDER / FILE)
        self._known: dict[str, bytes] = {}  # the digest of each line, then its place
        self._lines = 0
        for place, line in self._ledger.read():
            try:
                id = intern(_id(line))
            except (ValueError, KeyError, TypeError):
                continue  # what a crash left of a line
            self._take(id, place, line)

    def __contains__(self, id: str) -> bool:
        return id in self._known

    def of(self, ids: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """(id, state) of these memories; unknown ones are left out. Raises: OSError."""
        known = [id for id in ids if id in self._known]
        for id, line in zip(known, self._ledger.at(_place(self._known[id]) for id in known), strict=True):
            try:
                found = json.loads(line)
            except ValueError:
                continue
            yield id, {name: value for name, value in found.items() if name != "id"}

    def keep(self, states: Iterable[tuple[str, dict[str, Any]]]) -> int:
        """Write down those that differ from what is known; returns how many. Raises: OSError."""
        lines = [(id, json.dumps({"id": id, **state}, ensure_ascii=False).encode()) for id, state in states]
        return self._append([(id, line) for id, line in lines if self._known.get(id, b"")[:_DIGEST] != _digest(line)])

    def drop(self, living: Iterable[str]) -> int:
        """Let go of the states of all but these memories; returns how many. Raises: OSError."""
        gone = sorted(self._known.keys() - set(living))
        return self._append([(id, json.dumps({"id": id, "gone": True}).encode()) for id in gone])

    def compact(self) -> None:
        """Write the file anew without outdated lines, once there are many. Raises: OSError."""
        if self._lines < 2 * len(self._known) + _SPARE:
            return
        places = self._ledger.replace(self._ledger.at(map(_place, self._known.values())))
        for id, place in zip(list(self._known), places, strict=True):
            self._known[id] = self._known[id][:_DIGEST] + place.to_bytes(8, "big")
        self._lines = len(places)

    def _append(self, lines: list[tuple[str, bytes]]) -> int:
        if lines:
            places = self._ledger.append([line for _, line in lines], sync=False)  # what is lost is written again
            for (id, line), place in zip(lines, places, strict=True):
                self._take(id, place, line)
        return len(lines)

    def _take(self, id: str, place: int, line: bytes) -> None:
        self._lines += 1
        if line.endswith(b'"gone": true}'):
            self._known.pop(id, None)
        else:
            self._known[id] = _digest(line) + place.to_bytes(8, "big")


_DIGEST = 8  # bytes
_BEGINNING = re.compile(rb'\{"id": "([0-9A-Z]{26})"[,}]')


def _digest(line: bytes) -> bytes:
    return blake2b(line, digest_size=_DIGEST).digest()


def _place(known: bytes) -> int:
    return int.from_bytes(known[_DIGEST:], "big")


def _id(line: bytes) -> str:
    """The id in a whole line. Raises: ValueError, KeyError, TypeError for what is none."""
    begins = _BEGINNING.match(line) if line.endswith(b"}") else None
    return begins[1].decode() if begins else json.loads(line)["id"]
