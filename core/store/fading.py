"""What is fading and may be worth keeping, best first; what is still vivid is never among it."""

import sqlite3
from dataclasses import dataclass

from core.decay import worth
from core.decay.curve import Curve, days_until
from core.decay.states import FADING, VIVID
from core.decay.worth import Ties
from core.store.recalls import DAY_MICROS

_SPARE = 10
"""Times as many memories as are asked for whose links are counted: links may change the order, not what is offered."""

_WEIGHED = f"""WITH own AS (SELECT seq, count(*) AS links FROM (
            SELECT source AS seq FROM links WHERE actor = 'person'
            UNION ALL SELECT target FROM links WHERE actor = 'person') GROUP BY seq),
    fading AS (
        SELECT m.seq, m.pinned, m.kind = 'note' AND m.trust = 'self' AS by_hand, m.importance, m.recall_count,
            coalesce(own.links, 0) AS own_links, (:now - m.last_recalled_at) / (m.stability * {DAY_MICROS}.0) AS gone
        FROM memories m LEFT JOIN own ON own.seq = m.seq
        WHERE m.status = 'active' AND m.role = '' AND m.kind <> 'screen' AND m.let_go = :let_go
            AND :now - m.last_recalled_at > m.stability * {DAY_MICROS} * :vivid),
    weighed AS (
        SELECT *, gone / (gone + :half) AS urgency, {worth.PINNED} * pinned + {worth.BY_HAND} * by_hand
            + 2 * max(importance - 0.5, 0) + {worth.RECALLED} * min(recall_count, {worth.MOST_RECALLS})
            + {worth.OWN_LINK} * min(own_links, {worth.MOST_OWN_LINKS}) AS worth FROM fading)
    SELECT {{what}} FROM weighed WHERE worth >= :least"""
_WORTHIEST = f"""{_WEIGHED.format(what="seq, pinned, by_hand, importance, recall_count, own_links, urgency")}
    ORDER BY worth + urgency DESC, seq DESC LIMIT :limit"""
_COUNT = _WEIGHED.format(what="count(*)")

_LINKS = """SELECT count(*) FROM (SELECT kind, actor FROM links WHERE source = :seq
    UNION ALL SELECT kind, actor FROM links WHERE target = :seq)
    WHERE actor <> 'person' AND kind NOT IN ('time', 'reply')"""
"""Links that Ebb made; those that say only that two memories stood side by side are left out."""


@dataclass(frozen=True, slots=True)
class Fading:
    """A memory that is fading, by number, with what speaks for it."""

    seq: int
    ties: Ties


def fading(connection: sqlite3.Connection, now: int, curve: Curve, limit: int, *, let_go: bool = False) -> list[Fading]:
    """Up to `limit` fading memories that something speaks for: the worthiest first, and of those the faintest.

    `now` in microseconds. Screens, derived memories and what was let go are left out; `let_go` lists those let go,
    whatever their worth.
    """
    asked = {**_asked(now, curve, let_go), "limit": limit * _SPARE}
    found = []
    for seq, pinned, by_hand, importance, recalls, own, urgency in connection.execute(_WORTHIEST, asked).fetchall():
        (links,) = connection.execute(_LINKS, {"seq": seq}).fetchone()
        ties = Ties(bool(pinned), bool(by_hand), importance, recalls, own, links)
        found.append((worth.worth(ties) + urgency, Fading(seq, ties)))
    found.sort(key=lambda one: (-one[0], -one[1].seq))
    return [one for _, one in found[:limit]]


def count(connection: sqlite3.Connection, now: int, curve: Curve) -> int:
    """How many fading memories something speaks for."""
    return int(connection.execute(_COUNT, _asked(now, curve, False)).fetchone()[0])


def _asked(now: int, curve: Curve, let_go: bool) -> dict[str, float]:
    return {
        "now": now,
        "vivid": days_until(VIVID, 1.0, curve),
        "half": days_until(FADING, 1.0, curve),
        "least": 0.0 if let_go else worth.LEAST,
        "let_go": int(let_go),
    }
