"""What a search brings to the screen; runs in a thread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.memory import Memory
from ui.tui.rows import Row, row_of_hit, row_of_memory

if TYPE_CHECKING:
    from app import Ebb
    from app.querying import Result

LIMIT = 24
"""Results that are asked for while one types: more than a screen shows at once."""
MOST = 1_000
"""Results that are asked for by who goes to the end of the list or marks all."""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows and memories in the same order; None where a row is no memory but leads elsewhere.

    `problems` are clauses that say what of the line was not understood; `more` says that there may be further ones.
    What is not `whole` was seen at a glance: all of recall takes its place as soon as nobody types.
    """

    rows: tuple[Row, ...]
    memories: tuple[Memory | None, ...]
    problems: tuple[str, ...] = ()
    more: bool = False
    whole: bool = True


def glance(
    ebb: "Ebb", line: str, now: datetime, limit: int = LIMIT, stop: Callable[[], bool] | None = None
) -> Found | None:
    """What holds the words of a line, at once; without words all that `find` gives, and None where nothing holds them.

    Raises: Overtaken, once `stop()` is true.
    """
    result = ebb.queries.glance(line, limit=limit, now=now, stop=stop)
    if result is None:
        return find(ebb, line, now, stop=stop)
    return _found(result, now, limit, whole=False) if result.hits else None


def find(ebb: "Ebb", line: str, now: datetime, limit: int = LIMIT, stop: Callable[[], bool] | None = None) -> Found:
    """The best hits for a line that may hold filters, its last word maybe unfinished; without words the newest.

    Raises: Overtaken, once `stop()` is true.
    """
    return _found(ebb.queries.found(line, limit=limit, now=now, typing=True, stop=stop), now, limit)


def _found(result: "Result", now: datetime, limit: int, *, whole: bool = True) -> Found:
    rows = [row_of_hit(hit, result.asked.words, now) for hit in result.hits]
    rows += [row_of_memory(memory, now) for memory in result.memories]
    memories = (*(hit.memory for hit in result.hits), *result.memories)
    return Found(tuple(rows), memories, result.asked.problems, not whole or len(rows) >= limit, whole)
