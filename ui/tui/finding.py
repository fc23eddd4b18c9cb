"""What a search brings to the screen; runs in a thread."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.memory import Memory
from ui.tui.rows import Row, row_of_hit, row_of_memory

if TYPE_CHECKING:
    from app import Ebb

LIMIT = 24
"""Results that are asked for while one types; at 100,000 memories each more takes a millisecond of the time to see any.
"""
MOST = 1_000
"""Results that are asked for by who goes to the end of the list or marks all."""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows and memories in the same order; None where a row is no memory but leads elsewhere.

    `problems` are clauses that say what of the line was not understood; `more` says that there may be further ones.
    """

    rows: tuple[Row, ...]
    memories: tuple[Memory | None, ...]
    problems: tuple[str, ...] = ()
    more: bool = False


def find(ebb: "Ebb", line: str, now: datetime, limit: int = LIMIT) -> Found:
    """The best hits for a line that may hold filters, its last word maybe unfinished; without words the newest."""
    result = ebb.queries.found(line, limit=limit, now=now, typing=True)
    rows = [row_of_hit(hit, result.asked.words, now) for hit in result.hits]
    rows += [row_of_memory(memory, now) for memory in result.memories]
    memories = (*(hit.memory for hit in result.hits), *result.memories)
    return Found(tuple(rows), memories, result.asked.problems, len(rows) >= limit)
