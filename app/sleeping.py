"""Sleep: what is taken in by day becomes episodes, digests, cards and a profile, each pointing at its sources."""

from app.home import Home
from app.lookback import Lookback
from app.minds import Minds
from app.pending import Pending
from core.store.store import Store


class Levels:
    """Derived memories and the sleep that makes them."""

    def __init__(self, store: Store, minds: Minds, home: Home, lookback: Lookback, pending: Pending) -> None:
        self._store = store
        self._minds = minds
        self._home = home
        self._lookback = lookback
        self._pending = pending
