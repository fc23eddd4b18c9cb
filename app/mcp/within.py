"""Recall and statements that know of nothing outside a scope; what answers questions is handed these instead."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.truths import Truths
from core.answer.stated import Stated
from core.answer.validity import Over
from core.recall.engine import Found, Recall, Request
from core.store.filters import Filters
from core.store.passing import passing

if TYPE_CHECKING:
    from app.lookback import Lookback
    from core.decay.curve import Curve
    from core.ports import Embedder
    from core.store.store import Store

Narrowed = Callable[[Filters], Filters]
"""Adds the conditions of a scope to others."""


class RecallWithin(Recall):
    """Finds memories of the scope alone; where it is empty, nothing."""

    def __init__(
        self, store: "Store", embedder: "Callable[[], Embedder | None]", curve: "Curve", narrowed: Narrowed
    ) -> None:
        super().__init__(store, embedder, curve)
        self._narrowed = narrowed

    def find(self, request: Request) -> Found:
        """As `Recall.find`, narrowed. Raises: BadInput."""
        return super().find(replace(request, filters=self._narrowed(request.filters)))


class TruthsWithin(Truths):
    """Knows what memories of the scope state.

    Unless the scope is whole, it tells nothing of what has ceased to hold: that may be known from elsewhere alone.
    """

    def __init__(self, store: "Store", lookback: "Lookback", narrowed: Narrowed, *, whole: bool) -> None:
        super().__init__(store, lookback, merge=_decided_elsewhere, forget=_decided_elsewhere)
        self._narrowed = narrowed
        self._whole = whole

    def answering(self, question: str, now: datetime, *, past: bool) -> list[Stated]:
        """As `Truths.answering`, without what memories outside the scope state."""
        found = super().answering(question, now, past=past and self._whole)
        seen = self._store.read(lambda c: passing(c, [one.memory.id for one in found], self._narrowed(Filters())))
        return [one for one in found if one.memory.id in seen and (self._whole or one.until is None)]

    def over(self, ids: Sequence[str], moment: datetime) -> dict[str, list[Over]]:
        """As `Truths.over`; nothing unless the scope is whole."""
        return super().over(ids, moment) if self._whole else {}


def _decided_elsewhere(*_: object) -> None:
    """A client decides no conflicts."""
