"""What holds and what held: statements over time, and likely conflicts for a person to decide."""

from app.lookback import Lookback
from core.store.store import Store


class Truths:
    """Statements and proposals."""

    def __init__(self, store: Store, lookback: Lookback) -> None:
        self._store = store
        self._lookback = lookback
