"""Everything that is kept as one file of JSON lines: memories with revisions, recalls, links, names, conversations.

The first line says what it is, each further line is one record with its `type`, the last one counts them. What was
forgotten stays out, and what follows from the texts alone; pictures belong into a backup.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.importing.ebb_json import NAME
from app.vault import json_part
from app.vault.note import Note
from core.clock import from_micros
from core.errors import BadInput, DiskFull
from core.store import records, talk_records
from core.store.records import Record, Type
from core.store.streaming import streaming

if TYPE_CHECKING:
    from app.ebb import Ebb
    from core.store.store import Store

FORMAT = 1
ENDINGS = (".jsonl", ".json")
_SOURCE = {"app": "app", "title": "source_title", "uri": "uri", "file": "file", "thread": "thread", "author": "author"}
_PART = (records.MEMORY, records.TIME, records.MENTION, records.LINK, records.NAME, records.SPAN)
"""What a part of the memory holds: how things stand, without what they once were."""

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the file: records by type; `changed` is False where the same stood there already."""

    path: Path
    counts: dict[str, int]
    changed: bool
    cancelled: bool = False


def write(
    ebb: "Ebb",
    target: Path,
    *,
    chosen: Container[str] | None = None,
    redact: Callable[[Note], Note] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Written:
    """Write everything to `target`, a file that ends in .json or .jsonl, or NAME in a folder; whole or not at all.

    With `chosen` ids, those memories as they stand and the links among them; with `redact`, no more of each than a
    redacted note says. Nothing is touched in a dry run, when cancelled, or where the file would stay the same.
    Raises: BadInput where it cannot be written, DiskFull.
    """
    path = target if target.suffix.lower() in ENDINGS and not target.is_dir() else target / NAME
    counts: Counter[str] = Counter()
    lines = _lines(ebb.exchange.store, chosen, redact, counts, progress)
    with streaming(ebb.exchange.store):
        if dry_run:
            stopped = any(cancelled and cancelled() for _ in lines)
            return Written(path, dict(counts), not stopped, stopped)
        changed = _put(path, lines, cancelled)
    return Written(path, dict(counts), bool(changed), changed is None)


def _put(path: Path, lines: Iterator[str], cancelled: Cancelled | None) -> bool | None:
    """Make the folder, and do as `_replaced`. Raises: BadInput, DiskFull."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _replaced(path, lines, cancelled)
    except OSError as error:
        raise _refusal(path, error) from error


def _replaced(path: Path, lines: Iterator[str], cancelled: Cancelled | None) -> bool | None:
    """Put the lines in the place of the file; False where it holds them already, None if cancelled before."""
    partial = path.with_name(f".{path.name}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            os.fchmod(file.fileno(), 0o600)
            for line in lines:
                if cancelled and cancelled():
                    return None
                file.write(line)
            file.flush()
            os.fsync(file.fileno())
        if _same(partial, path):
            return False
        os.replace(partial, path)
        _sync(path.parent)
        return True
    finally:
        partial.unlink(missing_ok=True)


def _same(a: Path, b: Path) -> bool:
    from filecmp import cmp

    return b.is_file() and not b.is_symlink() and cmp(a, b, shallow=False)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refusal(path: Path, error: OSError) -> Exception:
    from errno import EDQUOT, ENOSPC

    if error.errno in (ENOSPC, EDQUOT):
        return DiskFull(f"There is no space left for {path}.", "Free some space, then try again.")
    return BadInput(f"{path} cannot be written ({error.strerror}).", "Name another file or folder.")


def _lines(
    store: "Store",
    chosen: Container[str] | None,
    redact: Callable[[Note], Note] | None,
    counts: Counter[str],
    progress: Progress | None,
) -> Iterator[str]:
    yield _line({"type": "ebb", "format": FORMAT, "whole": chosen is None and redact is None})
    total = store.read(lambda connection: records.last(connection, records.MEMORY))
    every = _every(store, chosen, lambda done: progress(done, total) if progress else None)
    for name, record in json_part.redacted(every, redact) if redact else every:
        counts[name] += 1
        yield _line({"type": name, **record})
    yield _line({"type": "end", "records": counts.total()})


def _every(store: "Store", chosen: Container[str] | None, told: Callable[[int], None]) -> Iterator[tuple[str, Record]]:
    for type in records.TYPES if chosen is None else _PART:
        last = store.read(lambda connection, type=type: records.last(connection, type))  # type: ignore[misc]
        for after in range(0, last, records.PAGE):
            page: list[Record] = store.read(
                lambda connection, type=type, after=after: records.read(connection, type, after)  # type: ignore[misc]
            )
            for record in page:
                if chosen is None or all(record[id] is None or record[id] in chosen for id in type.ids):
                    yield from _shaped(store, type, record)
            if type is records.MEMORY:
                told(min(after + records.PAGE, last))


def _shaped(store: "Store", type: Type, record: Record) -> Iterator[tuple[str, Record]]:
    """The record as it stands in a line: times in words, the parts of a source together."""
    if type is records.TALK:
        talk = store.read(lambda connection: talk_records.read(connection, record["name"]))
        if talk:
            yield type.name, _talk(talk)
        return
    for column in type.times:
        record[column] = moment(record[column])
    if type is records.MEMORY:
        record["source"] = {part: value for part, column in _SOURCE.items() if (value := record.pop(column))}
    yield type.name, record


def _talk(talk: Record) -> Record:
    for column in ("began_at", "last_at"):
        talk[column] = moment(talk[column])
    for turn in talk["turns"]:
        turn["at"] = moment(turn["at"])
    return talk


def moment(micros: int | None) -> str | None:
    """Microseconds as ISO 8601 in UTC."""
    return None if micros is None else from_micros(micros).isoformat()


def _line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
