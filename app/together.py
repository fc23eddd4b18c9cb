"""Changing many memories in one step that can be taken back whole."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ebb import Ebb
    from core.memory import Memory


def pin(ebb: "Ebb", ids: Sequence[str], pinned: bool) -> list[str]:
    """Pin or unpin these; returns those that were not so already. Raises: MemoryNotFound."""
    rows = [ebb.exchange.lookback.row(id) for id in ids]
    changed = [row for row in rows if row.pinned != pinned]
    ebb.exchange.keeping.pin_all([row.seq for row in changed], pinned)
    return [row.id for row in changed]


def retag(ebb: "Ebb", memories: Sequence["Memory"], add: Sequence[str], take: Sequence[str]) -> dict[str, list[str]]:
    """Give these memories tags and take others away; returns the tags that the changed ones had. Raises: BadInput."""
    from core.intake import tags_of

    added, taken = tags_of(add), set(tags_of(take))
    wanted = {one.id: [tag for tag in (*one.tags, *added) if tag not in taken] for one in memories}
    before = {one.id: list(one.tags) for one in memories if set(wanted[one.id]) != set(one.tags)}
    set_tags(ebb, {id: wanted[id] for id in before})
    return before


def set_tags(ebb: "Ebb", tags: Mapping[str, Sequence[str]]) -> None:
    """Give each memory (by id) exactly these tags. Raises: MemoryNotFound, BadInput."""
    lookback = ebb.exchange.lookback
    ebb.exchange.keeping.retag_all({lookback.seq(id): names for id, names in tags.items()})
    ebb.exchange.pending.wake()


def forget(ebb: "Ebb", ids: Sequence[str]) -> list[str]:
    """Forget these, and erase those that were seen on the screen; returns those that can be brought back."""
    seen = set(ebb.seen(ids))
    ebb.forget(ids)
    return [id for id in ids if id not in seen]
