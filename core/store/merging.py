"""Two memories that say the same made one: the other is superseded, never lost, and can be parted again."""

import sqlite3
from dataclasses import dataclass
from typing import cast

from core.decay.curve import Curve
from core.decay.grades import Event
from core.store import links, recalls, revisions
from core.store.recalls import Standing
from core.store.revisions import Author

SUPERSEDES = "supersedes"
_VALIDITY = ("status", "known_until")


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge of `b` into `a` changed, so that it can be taken back."""

    a: int
    b: int
    before: Standing
    event: int | None
    tags: tuple[str, ...]
    edges: tuple[tuple[int, int, str], ...]
    validity: dict[str, object]


def merge(connection: sqlite3.Connection, a: int, b: int, at: int, curve: Curve) -> Merged | None:
    """Make `a` supersede `b`: it takes over tags, pin, the person's links and the firmer hold, and is recalled.

    None, and nothing is changed, unless both are there and neither is forgotten or superseded already.
    """
    ours, theirs = revisions.current(connection, a), revisions.current(connection, b)
    before, other = recalls.standing(connection, a), recalls.standing(connection, b)
    if a == b or not (ours and theirs and before and other and ours["status"] == theirs["status"] == "active"):
        return None
    names = _names(connection, a, b)
    had = _tags(ours)
    tags = tuple(tag for tag in _tags(theirs) if tag not in had)
    taken = {"tags": [*had, *tags]}
    revisions.revise(connection, a, taken, at=at, why=f"took in {names[b]}", author=Author(cause=b))
    since = min(_occurred(connection, a), at)
    changed = {"status": "superseded", "known_until": since}
    revisions.revise(connection, b, changed, at=at, why=f"merged into {names[a]}", author=Author(cause=a))
    return Merged(
        a,
        b,
        before,
        _strengthen(connection, a, before, other, at, curve),
        tags,
        tuple(_link(connection, a, b, at)),
        {name: theirs[name] for name in _VALIDITY},
    )


def part(connection: sqlite3.Connection, merged: Merged, at: int, curve: Curve) -> None:
    """Take a merge back: both stand as they did, and their revisions say so."""
    names = _names(connection, merged.a, merged.b)
    now = revisions.current(connection, merged.a)
    if now is not None:
        left = [tag for tag in _tags(now) if tag not in merged.tags]
        revisions.revise(connection, merged.a, {"tags": left}, at=at, why=f"parted from {names.get(merged.b, 'it')}")
    revisions.revise(connection, merged.b, merged.validity, at=at, why=f"parted from {names.get(merged.a, 'it')}")
    connection.executemany("DELETE FROM links WHERE source = ? AND target = ? AND kind = ?", merged.edges)
    if merged.event is None:
        recalls.restore(connection, merged.a, merged.before)
    else:
        recalls.retract(connection, merged.a, merged.event, merged.before, curve)


def _strengthen(
    connection: sqlite3.Connection, a: int, ours: Standing, theirs: Standing, at: int, curve: Curve
) -> int | None:
    joined = Standing(
        max(ours.stability, theirs.stability),
        min(ours.difficulty, theirs.difficulty),
        max(ours.last_recalled_at, theirs.last_recalled_at),
        ours.recall_count + theirs.recall_count,
        ours.pinned or theirs.pinned,
        False,
    )
    recalls.restore(connection, a, joined)
    return recalls.record(connection, a, Event.KEPT, at, curve)


def _link(connection: sqlite3.Connection, a: int, b: int, at: int) -> list[tuple[int, int, str]]:
    """Link `a` to what it supersedes, and to all that the person had linked `b` with; returns the new links."""
    rows = connection.execute(
        """SELECT iif(source = :b, :a, source), iif(target = :b, :a, target), kind, weight, why FROM links
            WHERE (source = :b OR target = :b) AND actor = 'person' AND source <> :a AND target <> :a""",
        {"a": a, "b": b},
    ).fetchall()
    made = []
    for source, target, kind, weight, why in [*rows, (a, b, SUPERSEDES, 1.0, "says the same; merged by you")]:
        edge = (source, target, kind)
        known = connection.execute("SELECT 1 FROM links WHERE source = ? AND target = ? AND kind = ?", edge).fetchone()
        if not known:
            links.add(connection, source, target, kind=kind, weight=weight, why=why, at=at)
            made.append(edge)
    return made


def _tags(state: dict[str, object]) -> list[str]:
    """The person's own tags in what `revisions.current` gives."""
    return cast("list[str]", state["tags"])


def _names(connection: sqlite3.Connection, *seqs: int) -> dict[int, str]:
    marks = ", ".join("?" * len(seqs))
    return dict(connection.execute(f"SELECT seq, id FROM memories WHERE seq IN ({marks})", seqs).fetchall())


def _occurred(connection: sqlite3.Connection, seq: int) -> int:
    return int(connection.execute("SELECT occurred_at FROM memories WHERE seq = ?", (seq,)).fetchone()[0])
