"""What an identical memory needs besides its note, kept beside the notes: figures of decay, trust, weights of links.

One line for each memory, the last one holds; so that opening a memory never touches its note.
"""

import json
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
        self._digests: dict[str, bytes] = {}
        self._places: dict[str, int] = {}
        self._lines = 0
        for place, line in self._ledger.read():
            try:
                id = intern(json.loads(line)["id"])
            except (ValueError, KeyError, TypeError):
                continue  # what a crash left of a line
            self._take(id, place, line)

    def __contains__(self, id: str) -> bool:
        return id in self._places

    def of(self, ids: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """(id, state) of these memories; unknown ones are left out. Raises: OSError."""
        known = [id for id in ids if id in self._places]
        for id, line in zip(known, self._ledger.at(self._places[id] for id in known), strict=True):
            found = json.loads(line)
            yield id, {name: value for name, value in found.items() if name != "id"}

    def keep(self, states: Iterable[tuple[str, dict[str, Any]]]) -> int:
        """Write down those that differ from what is known; returns how many. Raises: OSError."""
        lines = [(id, json.dumps({"id": id, **state}, ensure_ascii=False).encode()) for id, state in states]
        return self._append([(id, line) for id, line in lines if self._digests.get(id) != _digest(line)])

    def drop(self, living: Iterable[str]) -> int:
        """Let go of the states of all but these memories; returns how many. Raises: OSError."""
        gone = sorted(self._places.keys() - set(living))
        return self._append([(id, json.dumps({"id": id, "gone": True}).encode()) for id in gone])

    def compact(self) -> None:
        """Write the file anew without outdated lines, once there are many. Raises: OSError."""
        if self._lines < 2 * len(self._places) + _SPARE:
            return
        ids = list(self._places)
        places = self._ledger.replace(self._ledger.at(list(self._places.values())))
        self._places = dict(zip(ids, places, strict=True))
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
            self._digests.pop(id, None)
            self._places.pop(id, None)
        else:
            self._digests[id], self._places[id] = _digest(line), place


def _digest(line: bytes) -> bytes:
    return blake2b(line, digest_size=8).digest()
