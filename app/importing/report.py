"""What an import did."""

from dataclasses import dataclass, field

from app.importing.items import Item, Remark, Skipped


@dataclass(frozen=True, slots=True)
class Report:
    """New and known memories, and what stayed out and why.

    In a dry run `added` counts what was read, known or not, and there are no `ids`; else these are the new and the
    known ones, in order. `samples` are the first items, for a preview; `linked` counts the `[[wiki links]]` that found
    their note.
    """

    format: str
    added: int
    known: int
    linked: int = 0
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[Remark, ...] = ()
    samples: tuple[Item, ...] = ()
    by_kind: dict[str, int] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    dry_run: bool = False
    cancelled: bool = False
