"""Linking two memories by hand: which one is meant by what was typed, and the kinds that a link can be of."""

from typing import TYPE_CHECKING, Final

from core import present
from core.clock import utc_now
from core.store import rows, wiki
from core.store.links import ENTITY, MANUAL, MENTIONS, REPLY, SIMILAR, SUPERSEDES, TIME

if TYPE_CHECKING:
    from app.ebb import Ebb
    from core.memory import Memory
    from core.store.connection import Connection

BY_HAND: Final = (MANUAL, MENTIONS, SUPERSEDES, REPLY, ENTITY, SIMILAR, TIME)
"""Kinds that a person can give a link, the usual one first; what sleep makes of memories is linked by sleep alone."""


def titled(ebb: "Ebb", words: str, limit: int = 6) -> list["Memory"]:
    """The memories whose titles hold these words, in the order of `Network.titles`."""
    names = ebb.network.titles(words, limit)

    def work(connection: "Connection") -> dict[int, rows.Row]:
        seqs = [seq for name in names if (seq := wiki.bearer(connection, name)) is not None]
        found = rows.by_seq(connection, seqs)
        return {seq: found[seq] for seq in seqs if seq in found}

    now, lookback = utc_now(), ebb.exchange.lookback
    return [present.memory(row, now, lookback.curve) for row in ebb.exchange.store.read(work).values()]
