"""What the way out and the way back need of an open memory."""

from dataclasses import dataclass

from app.home import Home
from app.keeping import Keeping
from app.lookback import Lookback
from app.pending import Pending
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class Exchange:
    """The parts of one open memory behind its facade: the store, the home, questions, changes, and the work behind."""

    store: Store
    home: Home
    lookback: Lookback
    keeping: Keeping
    pending: Pending
