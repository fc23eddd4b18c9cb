"""Recalls and the forgetting curve of a memory, and what is fading and worth keeping."""

from app.config import Config
from app.lookback import Lookback
from core.store.store import Store


class Decaying:
    """What recall does to memories, and what time does."""

    def __init__(self, store: Store, config: Config, lookback: Lookback) -> None:
        self._store = store
        self._config = config
        self._lookback = lookback
