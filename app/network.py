"""The links of a memory as a whole, and the undoing of what Ebb did to it."""

from app.lookback import Lookback
from app.minds import Minds
from core.store.store import Store


class Network:
    """Neighbourhoods, orphans, hubs, suggestions; runs."""

    def __init__(self, store: Store, minds: Minds, lookback: Lookback) -> None:
        self._store = store
        self._minds = minds
        self._lookback = lookback
