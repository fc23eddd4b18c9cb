"""What a language model did for memories in idle time: its runs are the account; and what is left for it to do."""

import json
import sqlite3
from collections import Counter

from core.store import likenesses, runs
from core.store.derived import EDITED, Role
from core.store.descriptions import MODELLED

KIND = "librarian"
"""The kind of its runs; they count questions asked, the milliseconds they took, and what became of the replies."""
ASKED, TIME = "asked", "milliseconds"
SPOKEN = (Role.EPISODE, Role.DAY, Role.WEEK, Role.CARD)
"""The derived memories that a model puts into words whole; of the profile it words the lines."""
_ROLES = ", ".join(f"'{role}'" for role in (*SPOKEN, Role.PROFILE))
_UNSPOKEN = f"m.role IN ({_ROLES}) AND m.status = 'active' AND m.described <> {MODELLED} AND NOT {EDITED}"
_UNJUDGED = """FROM proposals p JOIN memories a ON a.seq = p.a JOIN memories b ON b.seq = p.b
    WHERE p.state = 'open' AND p.note IS NULL AND a.status = 'active' AND b.status = 'active'"""


def run(connection: sqlite3.Connection, at: int, since: int) -> int:
    """The run begun at `since` (the day's beginning) or later, open again, unless it was undone; else a new one."""
    found = connection.execute(
        "SELECT max(id) FROM runs WHERE kind = ? AND at >= ? AND state <> 'undone'", (KIND, since)
    ).fetchone()[0]
    if found is None:
        return runs.begin(connection, KIND, at)
    connection.execute("UPDATE runs SET state = 'running', ended_at = NULL WHERE id = ?", (found,))
    return int(found)


def spent(connection: sqlite3.Connection, since: int) -> tuple[int, int]:
    """Memories asked about, and milliseconds that took, in runs begun at `since` (microseconds) or later."""
    row = connection.execute(
        f"""SELECT coalesce(sum(json_extract(counts, '$.{ASKED}')), 0),
            coalesce(sum(json_extract(counts, '$.{TIME}')), 0) FROM runs WHERE kind = ? AND at >= ?""",
        (KIND, since),
    ).fetchone()
    return int(row[0]), int(row[1])


def totals(connection: sqlite3.Connection) -> Counter[str]:
    """What all runs count together."""
    found: Counter[str] = Counter()
    for (counts,) in connection.execute("SELECT counts FROM runs WHERE kind = ?", (KIND,)):
        found.update(json.loads(counts))
    return found


def unspoken(connection: sqlite3.Connection, limit: int) -> list[int]:
    """Derived memories that no model has put into words as they stand, newest first."""
    rows = connection.execute(
        f"SELECT m.seq FROM memories m WHERE {_UNSPOKEN} ORDER BY m.occurred_at DESC, m.seq DESC LIMIT ?", (limit,)
    )
    return [seq for (seq,) in rows]


def unjudged(connection: sqlite3.Connection, limit: int) -> list[int]:
    """Open proposals that no model has judged, by number, those about the newest memories first."""
    rows = connection.execute(f"SELECT p.id {_UNJUDGED} ORDER BY b.occurred_at DESC, p.id DESC LIMIT ?", (limit,))
    return [id for (id,) in rows]


def waiting(connection: sqlite3.Connection) -> dict[str, int]:
    """How much a model has not seen: proposals and names to judge, derived memories to word, memories to describe."""
    asked = {
        "judge": f"SELECT count(*) {_UNJUDGED}",
        "word": f"SELECT count(*) FROM memories m WHERE {_UNSPOKEN}",
        "describe": f"""SELECT count(*) FROM memories
            WHERE status = 'active' AND role = '' AND trust <> 'agent' AND described NOT IN (0, {MODELLED})""",
    }
    found = {name: int(connection.execute(query).fetchone()[0]) for name, query in asked.items()}
    return {"judge": found.pop("judge"), "liken": likenesses.waiting(connection), **found}
