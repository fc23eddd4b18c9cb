"""What a search brings to the screen; runs in a thread."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.memory import Memory
from ui.tui.rows import Row, row_of_hit, row_of_memory

if TYPE_CHECKING:
    from app import Ebb

_LIMIT = 50
"""Results that are asked for; who needs more narrows the words."""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows and memories in the same order."""

    rows: tuple[Row, ...]
    memories: tuple[Memory, ...]


def find(ebb: "Ebb", words: str, now: datetime) -> Found:
    """The best hits for these words, the last of them maybe unfinished; what came last when there are none."""
    if words:
        hits = ebb.search(words, limit=_LIMIT, now=now, typing=True)
        return Found(tuple(row_of_hit(hit, words, now) for hit in hits), tuple(hit.memory for hit in hits))
    recent = ebb.recent(_LIMIT)
    return Found(tuple(row_of_memory(memory, now) for memory in recent), tuple(recent))
