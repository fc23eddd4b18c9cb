"""What an identical memory needs besides its note, kept beside the notes: figures of decay, trust, weights of links.

One line for each memory, the last one holds; so that opening a memory never touches its note.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from app.vault.ledger import Ledger
from app.vault.manifest import FOLDER
from core.store.shelf import Shelf

FILE = "state.jsonl"
_SPARE = 1000
_AT_ONCE = 500  # lines that are read together


class States:
    """The states of a vault's memories by id, as `core.store.exporting.kept` gives them."""

    def __init__(self, root: Path) -> None:
        """Read which there are. Raises: OSError."""
        self._ledger = Ledger(root / FOLDER / FILE)
        self._known = Shelf("digest", "place")
        self._lines = 0
        lines = self._ledger.read()
        while part := list(islice(lines, _AT_ONCE)):
            self._take([(id, place, line) for place, line in part if (id := _id(line))])

    def __contains__(self, id: str) -> bool:
        return id in self._known

    def of(self, ids: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """(id, state) of these memories; unknown ones are left out. Raises: OSError."""
        wanted = list(ids)
        self._known.fetch(wanted)
        known = [row for id in wanted if (row := self._known.get(id))]
        if not known:
            return
        for (id, _, _), line in zip(known, self._ledger.at(place for _, _, place in known), strict=True):
            try:
                found = json.loads(line)
            except ValueError:
                continue
            yield id, {name: value for name, value in found.items() if name != "id"}

    def keep(self, states: Iterable[tuple[str, dict[str, Any]]]) -> int:
        """Write down those that differ from what is known; returns how many. Raises: OSError."""
        lines = [(id, json.dumps({"id": id, **state}, ensure_ascii=False).encode()) for id, state in states]
        self._known.fetch(id for id, _ in lines)
        return self._append([(id, line) for id, line in lines if self._digest(id) != _digest(line)])

    def drop(self, living: Callable[[Sequence[str]], Collection[str]]) -> int:
        """Let go of the states of memories of which `living`, asked for some ids, leaves out; returns how many.

        Raises: OSError.
        """
        count, rows = 0, self._known.rows()
        while part := [row[0] for row in islice(rows, _AT_ONCE)]:
            there = living(part)
            gone = [id for id in part if id not in there]
            count += self._append([(id, json.dumps({"id": id, "gone": True}).encode()) for id in gone])
        return count

    def compact(self) -> None:
        """Write the file anew without outdated lines, once there are many. Raises: OSError."""
        if self._lines < _SPARE or self._lines < 2 * len(self._known) + _SPARE:
            return
        places = self._ledger.replace(self._ledger.at(place for _, _, place in self._known.rows()))
        self._known.put((id, digest, at) for (id, digest, _), at in zip(self._known.rows(), places, strict=True))
        self._lines = len(places)

    def _append(self, lines: list[tuple[str, bytes]]) -> int:
        if lines:
            places = self._ledger.append([line for _, line in lines], sync=False)  # what is lost is written again
            self._take([(id, place, line) for place, (id, line) in zip(places, lines, strict=True)])
        return len(lines)

    def _take(self, lines: list[tuple[str, int, bytes]]) -> None:
        self._lines += len(lines)
        for id, place, line in lines:
            if line.endswith(b'"gone": true}'):
                self._known.drop([id])
            else:
                self._known.put([(id, _digest(line), place)])

    def _digest(self, id: str) -> bytes:
        row = self._known.get(id)
        return row[1] if row else b""


_DIGEST = 8  # bytes
_BEGINNING = re.compile(rb'\{"id": "([0-9A-Z]{26})"[,}]')


def _digest(line: bytes) -> bytes:
    return blake2b(line, digest_size=_DIGEST).digest()


def _id(line: bytes) -> str:
    """The id in a whole line, "" in what a crash left of one."""
    begins = _BEGINNING.match(line) if line.endswith(b"}") else None
    if begins:
        return begins[1].decode()
    try:
        found = json.loads(line)["id"]
    except (ValueError, KeyError, TypeError):
        return ""
    return found if isinstance(found, str) else ""
