"""Room for pictures: those too old go, then those that are least remembered; the text of all stays."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.config import Config
from app.home import Home
from app.screens.sweeping import remove_doomed
from core.clock import from_micros, to_micros
from core.decay.curve import Curve, days_between, retention
from core.decay.states import state_of
from core.memory import State
from core.store import pictures
from core.store.connection import Connection
from core.store.pictures import Kept
from core.store.store import Store

GIGABYTE = 1_000_000_000
_PRESENT = tuple(State)


def made_room(store: Store, home: Home, config: Config, now: datetime) -> int:
    """`Keeping.keep_within_budget`. Pinned episodes keep their pictures whatever their age, and lose them last."""
    room = int(config.capture.gigabytes * GIGABYTE)
    oldest = to_micros(now - timedelta(days=config.capture.days))
    curve = Curve(config.decay.curve)

    def work(connection: Connection) -> int:
        before = pictures.total(connection)
        pictures.bare(connection, [one.episode for one in pictures.kept(connection, oldest) if not one.pinned])
        left = pictures.total(connection)
        if left > room:
            pictures.bare(connection, _surplus(faintest_first(pictures.kept(connection), now, curve), left - room))
        return before - pictures.total(connection)

    if not store.read(lambda connection: _is_due(connection, room, oldest)):
        return 0
    freed = store.write(work)
    remove_doomed(store, home)
    return freed


def faintest_first(episodes: Iterable[Kept], now: datetime, curve: Curve) -> list[Kept]:
    """Episodes by their memory's state, the least present first, by retention within it; pinned ones last."""

    def rank(one: Kept) -> tuple[bool, int, float, int]:
        left = retention(days_between(from_micros(one.recalled_at), now), one.stability, curve)
        state = state_of(left, status="active", kept=one.pinned)
        return one.pinned, -_PRESENT.index(state), left, one.until_at

    return sorted(episodes, key=rank)


def _surplus(episodes: Iterable[Kept], too_much: int) -> list[int]:
    chosen = []
    for one in episodes:
        if too_much <= 0:
            break
        chosen.append(one.episode)
        too_much -= one.bytes
    return chosen


def _is_due(connection: Connection, room: int, oldest: int) -> bool:
    return pictures.total(connection) > room or any(not one.pinned for one in pictures.kept(connection, oldest))
