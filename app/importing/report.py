"""What an import did."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.importing.items import Item, Remark, Skipped


@dataclass(frozen=True, slots=True)
class Report:
    """New and known memories, and what stayed out and why.

    In a dry run `added` counts what was read, known or not, and there are no `ids`; else these are the new and the
    known ones, in order. `samples` are the first items, for a preview; `linked` counts the `[[wiki links]]` that found
    their note. `by_author` has how often each spoke, most first; `threads` counts conversations; `first` and `last` are
    the earliest and the latest time of occurrence. `reached` is the address of the last item that was taken in,
    `new_from` that of the first new one after others that were known; empty where there is none.
    """

    format: str
    added: int
    known: int
    linked: int = 0
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[Remark, ...] = ()
    samples: tuple[Item, ...] = ()
    by_kind: dict[str, int] = field(default_factory=dict)
    by_author: dict[str, int] = field(default_factory=dict)
    threads: int = 0
    first: datetime | None = None
    last: datetime | None = None
    ids: Sequence[str] = ()
    reached: str = ""
    new_from: str = ""
    dry_run: bool = False
    cancelled: bool = False
