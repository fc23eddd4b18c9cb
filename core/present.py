"""Stored rows made into memories as they stand at an instant, with retention and state."""

import json
from datetime import datetime

from core.decay.curve import Curve, days_between, retention
from core.decay.states import is_kept, state_of
from core.memory import Link, Memory, State
from core.store.rows import Row


def memory(row: Row, now: datetime, curve: Curve = Curve.FSRS, links: tuple[Link, ...] = ()) -> Memory:
    """The memory a row holds, as it stands at `now`: superseded only once that was known and held."""
    present = retention(days_between(row.last_recalled_at, now), row.stability_days, curve)
    kept = is_kept(pinned=row.pinned, linked=row.linked, kind=row.kind, trust=row.trust)
    return Memory(
        id=row.id,
        kind=row.kind,
        title=row.title,
        text=row.text,
        context=row.context,
        keywords=tuple(json.loads(row.keywords)),
        tags=row.tags,
        created_at=row.created_at,
        occurred_at=row.occurred_at,
        retention=round(present, 4),
        stability_days=row.stability_days,
        pinned=row.pinned,
        state=state_of(present, status=_status(row, now), kept=kept).value,
        source=row.source,
        links=links,
        trust=row.trust,
        role=row.role,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        difficulty=row.difficulty,
        importance=row.importance,
        recall_count=row.recall_count,
        last_recalled_at=row.last_recalled_at,
    )


def _status(row: Row, now: datetime) -> str:
    if row.status == State.SUPERSEDED and any(time and time > now for time in (row.known_until, row.valid_until)):
        return "active"
    return row.status
