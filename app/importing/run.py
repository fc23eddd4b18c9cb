"""The import use case: recognises the format, adds what its reader yields in batches, and reports."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from app.importing.items import Found, Item, Remark, Skipped
from app.importing.readers import reader
from app.importing.report import Report
from core.errors import BadInput

BATCH = 200  # Items of one transaction.
BATCH_CHARACTERS = 4_000_000
SAMPLES = 3


class Target(Protocol):
    """What an import needs of `Ebb`."""

    def add_many(self, items: list[dict[str, Any]]) -> list[str]:
        """Remember the items in one transaction; known ones give their existing ids."""

    def count(self) -> int:
        """How many memories there are."""

    def link_titles(self, pairs: list[tuple[str, str]], names: list[tuple[str, str]]) -> int:
        """Link memories to those that bear a title or one of `names`; returns how many titles were found."""


def imported(
    ebb: Target,
    path: Path,
    *,
    format: str = "auto",
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Bring what is at `path` into the memory; the same input twice adds nothing.

    `progress` is told how many items are done, and 0 for the total, which is not known before the end; `cancelled` is
    asked between batches, and what went in before stays.
    Raises: BadInput if there is no such path or format. Errors of the store pass through; earlier batches are kept.
    """
    path = Path(path)
    chosen = reader(path, format)
    tally = _Tally(None if dry_run else ebb)
    stopped = False
    for batch in _batches(chosen.read(path), tally):
        if cancelled and cancelled():
            stopped = True
            break
        tally.take(batch)
        if progress:
            progress(sum(tally.kinds.values()), 0)
    linked = ebb.link_titles(tally.calls, tally.names) if tally.added and not dry_run else 0
    return tally.report(chosen.name, linked=linked, cancelled=stopped)


@dataclass(slots=True)
class _Tally:
    """Adds batches (`ebb` None: only counts them) and keeps the books."""

    ebb: Target | None
    added: int = 0
    ids: dict[str, None] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    samples: list[Item] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)

    def take(self, batch: list[Item]) -> None:
        """Add a batch; where the memory refuses an item, the others go in without it."""
        if self.ebb is None:
            self.added += len(batch)
            for item in batch:
                self._note(item)
            return
        before = self.ebb.count()
        try:
            for item, id in zip(batch, self.ebb.add_many([item.arguments() for item in batch]), strict=True):
                self._note(item, id)
        except BadInput as error:
            if len(batch) == 1:
                self.skipped.append(Skipped(batch[0].source.get("file", ""), _clause(error)))
                return
            for item in batch:
                self.take([item])
            return
        self.added += self.ebb.count() - before

    def _note(self, item: Item, id: str = "") -> None:
        self.kinds[str(item.kind)] += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(item)
        if id:
            self.ids[id] = None
            self.names += [(id, name) for name in item.names if name != item.title]
            self.calls += [(id, name) for name in item.links]

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
            ids=tuple(self.ids),
            dry_run=self.ebb is None,
            cancelled=cancelled,
        )


def _clause(error: BadInput) -> str:
    return error.message.removeprefix("Item 1: ").rstrip(".")


def _batches(found: Iterator[Found], tally: _Tally) -> Iterator[list[Item]]:
    """Group the items; what is no item goes to the tally at once."""
    batch: list[Item] = []
    characters = 0
    for entry in found:
        if isinstance(entry, Item):
            batch.append(entry)
            characters += len(entry.text)
        elif isinstance(entry, Skipped):
            tally.skipped.append(entry)
        else:
            tally.remarks.append(entry)
        if len(batch) >= BATCH or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
