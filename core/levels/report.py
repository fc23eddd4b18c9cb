"""What a sleep did, or would do."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from core.memory import Record
from core.store.derived import Outcome

REMOVED = "removed"
"""What is done to a derived memory that there is nothing to make of any more; else an Outcome."""


@dataclass(frozen=True, slots=True)
class Change(Record):
    """One derived memory: what was done to it; its id, None where a dry run would make it; its title."""

    outcome: str
    role: str
    id: str | None
    title: str


@dataclass(slots=True)
class SleepReport:
    """What a sleep did: `changes` in order, `run` its name; `proposals` are for a person to decide.

    `problem` says why the language model could not put anything into words.
    """

    dry_run: bool = False
    cancelled: bool = False
    run: str | None = None
    settled: int = 0
    pending: int = 0
    proposals: int = 0
    described: int = 0
    reworded: int = 0
    fading: int = 0
    problem: str | None = None
    seconds: float = 0.0
    changes: list[Change] = field(default_factory=list)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many of each role were made, remade, removed, and kept because the person edited them."""
        found: dict[str, Counter[str]] = {}
        for change in self.changes:
            found.setdefault(change.outcome, Counter())[change.role] += 1
        return {outcome: dict(roles) for outcome, roles in found.items()}

    def ids(self) -> list[str]:
        """The derived memories that were made or remade."""
        return [change.id for change in self.changes if change.id and change.outcome in (Outcome.MADE, Outcome.REMADE)]

    def to_json(self) -> dict[str, Any]:
        """What `ebb sleep --json` prints."""
        return {
            "dry_run": self.dry_run,
            "cancelled": self.cancelled,
            "run": self.run,
            "settled": self.settled,
            "pending": self.pending,
            "counts": self.counts(),
            "ids": self.ids(),
            "changes": [change.to_json() for change in self.changes],
            "proposals": self.proposals,
            "described": self.described,
            "reworded": self.reworded,
            "fading": self.fading,
            "problem": self.problem,
            "elapsed_ms": round(self.seconds * 1000, 1),
        }
