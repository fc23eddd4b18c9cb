"""What a step that works behind is given: the store, the embedder, the run that its changes are recorded under."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.ports import Embedder
from core.store.connection import Connection
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class Bench:
    """A step is a function `(bench, size) -> int`: it takes up to `size` memories that are due, newest first, does its
    part in one write transaction, marks them done, and returns how many there were; 0 when nothing is due.

    `run(connection)` gives the number of the run, begun in that transaction if need be; `go_on()` waits until nobody
    asks for anything and raises to stop; `embedder` is None when only keywords work.
    """

    store: Store
    embedder: Embedder | None
    run: Callable[[Connection], int]
    go_on: Callable[[], None]
    now: Callable[[], datetime]
