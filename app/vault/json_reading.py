"""Everything read back from a file of JSON lines: into an empty memory as it was, into another one by id.

A memory that is there already stays, unless the person changed it later in what the file was written from: then its
title, text, tags and pin become a revision. Revisions and the person's links of both are kept.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from app.importing.items import Cancelled, Item, Progress, Remark, Skipped
from app.importing.report import Report
from app.vault import json_checks as checks
from app.vault import json_lines
from app.vault.json_form import FORMAT
from app.vault.json_lines import LONGEST, Kept
from core.clock import from_micros, to_micros, utc_now
from core.errors import BadInput
from core.store import adopting, records, revisions, talk_records
from core.store.adopting import Adopted
from core.store.connection import Connection
from core.store.records import Type
from core.store.shelf import Roll
from core.store.streaming import streaming
from core.text.sanitise import shown_line

if TYPE_CHECKING:
    from app.ebb import Ebb

BATCH = 500  # Records of one transaction.
BATCH_BYTES = 8 * 1024 * 1024
MOST_LISTED = 100
SAMPLES = 3
_TYPES = {type.name: type for type in records.TYPES}

Line = Mapping[str, Any]


def restored(
    ebb: "Ebb", path: Path, *, dry_run: bool, progress: Progress | None, cancelled: Cancelled | None
) -> Report:
    """Take in what the file at `path` holds, or in a dry run only count it; the same file twice adds nothing.

    Raises: BadInput for a file of a newer format or one that cannot be opened.
    """
    books = _Books(ebb, str(path), dry_run)
    try:
        with (
            path.open("rb") as stream,
            ebb.exchange.pending.paused(),
            streaming(ebb.exchange.store, writing=not dry_run),
        ):
            stopped = _read(books, stream, path.stat().st_size, progress, cancelled)
            if not stopped and not dry_run:
                books.settle()
    except OSError as error:
        raise BadInput(f"{path} cannot be opened ({error.strerror}).", "Check the path.") from error
    ebb.exchange.pending.wake()
    return books.report(stopped)


def _read(
    books: "_Books", stream: IO[bytes], total: int, progress: Progress | None, cancelled: Cancelled | None
) -> bool:
    """Read line by line into batches of one type; whether it was cancelled."""
    for batch in _batches(_lines(stream, books)):
        if cancelled and cancelled():
            return True
        books.take(batch)
        if progress:
            progress(stream.tell(), total)
    return False


def _lines(stream: IO[bytes], books: "_Books") -> Iterator[tuple[int, Line]]:
    """Every line that is a JSON object, with its size; others are counted as broken."""
    ended = False
    while data := stream.readline(LONGEST):
        try:
            line = json.loads(data)
        except (ValueError, RecursionError):
            line = None
        if not isinstance(line, dict):
            books.break_("a line is no JSON object")
        elif line.get("type") == "ebb":
            _check(line)
        elif line.get("type") == "end":
            ended = True
        else:
            yield len(data), line
    if not ended:
        books.remarks.append(Remark(books.file, "the file breaks off before its end; what it holds was read"))


def _check(line: Line) -> None:
    if line.get("format") != FORMAT:
        other = shown_line(str(line.get("format")), 20)
        raise BadInput(
            f"The file was written by another Ebb (format {other}; this one reads {FORMAT}).",
            "Upgrade Ebb, then import it again.",
        )


def _batches(lines: Iterator[tuple[int, Line]]) -> Iterator[list[Line]]:
    """Lines of one type, so many at once."""
    batch: list[Line] = []
    size = 0
    for length, line in lines:
        if batch and (line.get("type") != batch[0].get("type") or len(batch) >= BATCH or size >= BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += length
    if batch:
        yield batch


@dataclass(slots=True)
class _Books:
    """Takes batches in, each in one transaction, and keeps count."""

    ebb: "Ebb"
    file: str
    dry_run: bool
    new: Roll = field(default_factory=Roll)
    known: Roll = field(default_factory=Roll)
    linked: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    samples: list[Item] = field(default_factory=list)
    broken: Counter[str] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)
    changed: int = 0

    def break_(self, why: str) -> None:
        """Count a record that cannot be read."""
        self.broken[why] += 1

    def take(self, batch: list[Line]) -> None:
        """Take in lines of one type."""
        type = _TYPES.get(str(batch[0].get("type")))
        if type is None:
            self.broken["a record of a type that this Ebb does not know"] += len(batch)
        elif type is records.MEMORY:
            self._adopt([one for one in map(self._checked(json_lines.memory), batch) if one])
        elif not self.dry_run:
            self._write(type, batch)

    def _checked(self, read: Callable[[Line], Any]) -> Callable[[Line], Any]:
        def checked(line: Line) -> Any:
            try:
                return read(line)
            except BadInput as error:
                self.break_(f"a {line.get('type')} that cannot be read: {error.message.rstrip('.')}")
                return None

        return checked

    def _adopt(self, batch: list[Kept]) -> None:
        self.kinds.update(one.adopted.draft.kind for one in batch)
        self.samples += [_item(one.adopted) for one in batch[: SAMPLES - len(self.samples)]]
        ids = [one.adopted.draft.id for one in batch]
        if self.dry_run:
            self.new.add(ids)
            return
        new = self.ebb.exchange.store.write(lambda connection: self._merge(connection, batch))
        self.new.add(id for id in ids if id in new)
        self.known.add(id for id in ids if id not in new)

    def _merge(self, connection: Connection, batch: list[Kept]) -> set[str]:
        there = adopting.standing(connection, [one.adopted.draft.id for one in batch])
        for one in batch:
            ours = there.get(one.adopted.draft.id)
            if ours and ours.status != "forgotten" and one.changed_at > ours.changed_at:
                self.changed += _revise(connection, ours, one, Path(self.file).name)
        return set(adopting.adopt(connection, [one.adopted for one in batch]))

    def _write(self, type: Type, batch: list[Line]) -> None:
        read = json_lines.talk if type is records.TALK else lambda line: checks.record(type, line)
        found = [one for one in map(self._checked(read), batch) if one]

        def work(connection: Connection) -> int:
            if type is records.TALK:
                return sum(talk_records.write(connection, one) for one in found)
            return records.write(connection, type, found)

        count = self.ebb.exchange.store.write(work)
        self.linked += count if type is records.LINK else 0

    def settle(self) -> None:
        """Say of everything that came in that it is whole."""
        store = self.ebb.exchange.store
        while found := store.read(lambda connection: adopting.unsettled(connection, 0, BATCH)):
            seqs = [seq for _, seq in found]
            store.write(partial(adopting.settle, seqs=seqs))

    def report(self, stopped: bool) -> Report:
        """The books, closed."""
        if self.changed:
            self.remarks.append(
                Remark(self.file, f"memories that were changed later there were revised: {self.changed:,}")
            )
        added, known = len(self.new), len(self.known)
        self.new.add(self.known)
        broken = [Skipped(self.file, f"{why} ({count:,})") for why, count in self.broken.most_common(MOST_LISTED)]
        return Report(
            format="ebb-json",
            added=added,
            known=known,
            linked=self.linked,
            skipped=tuple(broken),
            remarks=tuple(self.remarks),
            samples=tuple(self.samples),
            by_kind=dict(self.kinds),
            ids=() if self.dry_run else self.new,
            dry_run=self.dry_run,
            cancelled=stopped,
        )


def _revise(connection: Connection, ours: adopting.Standing, theirs: Kept, file: str) -> bool:
    """Make what the person changed later in the file a revision; whether anything differs."""
    draft = theirs.adopted.draft
    changes = {"title": draft.title, "text": draft.text, "tags": list(draft.tags)}
    at = max(to_micros(utc_now()), theirs.changed_at)
    revised = revisions.revise(connection, ours.seq, changes, at=at, why=f"changed later in {file}")
    if ours.pinned != theirs.adopted.pinned:
        from core.store import memories

        memories.set_pinned(connection, ours.seq, theirs.adopted.pinned)
        return True
    return revised


def _item(one: Adopted) -> Item:
    draft = one.draft
    return Item(draft.text, draft.kind, draft.title or None, draft.tags, from_micros(draft.occurred_at))
