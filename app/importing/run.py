"""The import use case: recognises the format, adds what its reader yields in batches, and reports."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.importing.items import Cancelled, Found, Item, Progress, Reached, Remark, Skipped
from app.importing.readers import reader
from app.importing.report import Report
from core.errors import BadInput
from core.ids import new_id
from core.store.shelf import Roll, Shelf, Tape
from core.store.streaming import streaming

if TYPE_CHECKING:
    from app.vault.exchange import Exchange

BATCH = 200  # Items of one transaction.
BATCH_CHARACTERS = 4_000_000
SAMPLES = 3


class Target(Protocol):
    """What an import needs of `Ebb`."""

    @property
    def exchange(self) -> "Exchange":
        """Its parts; of them the store, which is asked to take little memory meanwhile."""

    def add_many(self, items: list[dict[str, Any]]) -> list[str]:
        """Remember the items in one transaction; known ones give their existing ids."""

    def link_titles(self, pairs: list[tuple[str, str]], names: list[tuple[str, str]]) -> int:
        """Link memories to those that bear a title or one of `names`; returns how many titles were found."""


def imported(
    ebb: Target,
    path: Path,
    *,
    format: str = "auto",
    branches: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Report:
    """Bring what is at `path` into the memory; the same input twice adds nothing, so an import that stopped goes on.

    `branches` also takes the turns that a conversation left behind. `progress` is told how much is done and of how
    much, in bytes or files; where the reader does not know, the items that are done and 0. `cancelled` is asked between
    batches, and what went in before stays.
    Raises: BadInput if there is no such path or format, or the format knows no branches. Errors of the store pass
    through; earlier batches are kept.
    """
    path = Path(path)
    chosen = reader(path, format)
    if branches and chosen.read_all is None:
        raise BadInput(f"The format “{chosen.name}” knows no branches.", "Leave --branches out.")
    if chosen.restore:
        return chosen.restore(ebb, path, dry_run=dry_run, progress=progress, cancelled=cancelled)
    tally = _Tally(None if dry_run else ebb, progress)
    read = chosen.read_all if branches and chosen.read_all else chosen.read
    stopped = False
    with streaming(ebb.exchange.store, writing=not dry_run):
        for batch in _batches(read(path), tally):
            if cancelled and cancelled():
                stopped = True
                break
            if batch:
                tally.take(batch)
        linked = tally.link(ebb) if tally.added and not dry_run else 0
    return tally.report(chosen.name, linked=linked, cancelled=stopped)


@dataclass(slots=True)
class _Tally:
    """Adds batches (`ebb` None: only counts them) and keeps the books."""

    ebb: Target | None
    progress: Progress | None = None
    added: int = 0
    ids: Roll = field(default_factory=Roll)
    kinds: Counter[str] = field(default_factory=Counter)
    authors: Counter[str] = field(default_factory=Counter)
    threads: Shelf = field(default_factory=Shelf)
    first: datetime | None = None
    last: datetime | None = None
    reached: str = ""
    new_from: str = ""
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    samples: list[Item] = field(default_factory=list)
    names: Tape = field(default_factory=lambda: Tape("id", "name"))
    calls: Tape = field(default_factory=lambda: Tape("id", "name"))
    in_bytes: bool = False

    def take(self, batch: list[Item]) -> None:
        """Add a batch; where the memory refuses an item, the others go in without it."""
        if self.ebb is None:
            self.added += len(batch)
            for item in batch:
                self._note(item)
        else:
            self._add(self.ebb, batch)
        if self.progress and not self.in_bytes:
            self.progress(self.kinds.total(), 0)

    def heed(self, entry: Skipped | Remark | Reached) -> None:
        """Keep what is no item, and tell how far the reader is."""
        if isinstance(entry, Skipped):
            self.skipped.append(entry)
        elif isinstance(entry, Remark):
            self.remarks.append(entry)
        else:
            self.in_bytes = True
            if self.progress:
                self.progress(entry.done, entry.total)

    def _add(self, ebb: Target, batch: list[Item]) -> None:
        before = new_id()  # what is new gets a greater one
        try:
            ids = ebb.add_many([item.arguments() for item in batch])
        except BadInput as error:
            if len(batch) == 1:
                self.skipped.append(Skipped(batch[0].source.get("file", ""), _clause(error)))
                return
            for item in batch:
                self._add(ebb, [item])
            return
        for item, id in zip(batch, ids, strict=True):
            again = id in self.ids
            new = id > before and not again
            if new and not self.added and self.ids:
                self.new_from = _address(item)
            self.added += new
            self._note(item)
            self.ids.add([id])
            self.names.put((id, name) for name in item.names if name != item.title)
            self.calls.put((id, name) for name in item.links if not again)

    def _note(self, item: Item) -> None:
        self.kinds[str(item.kind)] += 1
        self.reached = _address(item)
        if author := item.source.get("author"):
            self.authors[author] += 1
        if thread := item.source.get("thread"):
            self.threads.put([(hash(thread),)])
        if at := item.occurred_at:
            self.first = min(self.first or at, at)
            self.last = max(self.last or at, at)
        if len(self.samples) < SAMPLES:
            self.samples.append(item)

    def link(self, ebb: Target) -> int:
        """Link what came in by the names that it calls and bears; returns how many of these were found."""
        for names in self.names.pages():
            ebb.link_titles([], names)
        return sum(ebb.link_titles(calls, []) for calls in self.calls.pages())

    def report(self, format: str, *, linked: int, cancelled: bool) -> Report:
        """The books, closed."""
        return Report(
            format=format,
            added=self.added,
            known=max(0, len(self.ids) - self.added),
            linked=linked,
            skipped=tuple(self.skipped),
            remarks=tuple(self.remarks),
            samples=tuple(self.samples),
            by_kind=dict(self.kinds),
            by_author=dict(self.authors.most_common()),
            threads=len(self.threads),
            first=self.first,
            last=self.last,
            ids=() if self.ebb is None else self.ids,
            reached=self.reached,
            new_from=self.new_from,
            dry_run=self.ebb is None,
            cancelled=cancelled,
        )


def _address(item: Item) -> str:
    return item.source.get("uri") or item.source.get("file", "")


def _clause(error: BadInput) -> str:
    return error.message.removeprefix("Item 1: ").rstrip(".")


def _batches(found: Iterator[Found], tally: _Tally) -> Iterator[list[Item]]:
    """Group the items; the rest goes to the tally at once, with an empty batch where a reader tells how far it is."""
    batch: list[Item] = []
    characters = 0
    for entry in found:
        if isinstance(entry, Item):
            batch.append(entry)
            characters += len(entry.text)
        else:
            tally.heed(entry)
            if isinstance(entry, Reached):
                yield []
        if len(batch) >= BATCH or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
