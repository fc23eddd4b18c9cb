"""What may be asked of memories besides words: time, kind, tag, origin, status; made into bound SQL in one place."""

from dataclasses import dataclass
from datetime import datetime

from core.clock import to_micros

SUPERSEDED = "SELECT seq FROM memories INDEXED BY memories_superseded WHERE status = 'superseded'"
DERIVED = "SELECT seq FROM memories INDEXED BY memories_derived WHERE role <> ''"


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that a memory must meet, all of them; empty means any. `until` is exclusive.

    `superseded` and `derived` say whether such memories may pass. `as_of` looks back from an instant: nothing that
    occurred later passes, and what was superseded only later counts as it stood then. `tagged` are tags of which the
    person gave at least one; those that Ebb found by itself do not count. `apps` are programs of which one must do.
    `title` is what the title must match, as `index.titled` says it.
    """

    since: datetime | None = None
    until: datetime | None = None
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    app: str | None = None
    author_ids: tuple[int, ...] = ()
    superseded: bool = True
    derived: bool = True
    as_of: datetime | None = None
    tagged: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    pinned: bool = False
    title: str = ""

    def __bool__(self) -> bool:
        return self != Filters()

    def clauses(self, kind: str = "m.kind") -> tuple[list[str], list[object]]:
        """SQL conditions over `memories m`, with their values; as `+m.kind` the kind is no way to find them by."""
        clauses, values = self._wanted(kind)
        return [*clauses, *(f"m.seq NOT IN ({part})" for part in self.barred())], values

    def _wanted(self, kind: str = "m.kind") -> tuple[list[str], list[object]]:
        clauses: list[str] = []
        values: list[object] = []
        if self.since:
            clauses.append("m.occurred_at >= ?")
            values.append(to_micros(self.since))
        if self.until:
            clauses.append("m.occurred_at < ?")
            values.append(to_micros(self.until))
        if self.as_of:
            clauses.append("m.occurred_at <= ?")
            values.append(to_micros(self.as_of))
        if self.kinds:
            clauses.append(f"{kind} IN ({_marks(self.kinds)})")
            values.extend(self.kinds)
        for tag in self.tags:
            clauses.append(
                "m.seq IN (SELECT mt.seq FROM memory_tags mt JOIN tags t ON t.id = mt.tag_id WHERE t.name = ?)"
            )
            values.append(tag)
        if self.tagged:
            clauses.append(
                f"""m.seq IN (SELECT mt.seq FROM memory_tags mt JOIN tags t ON t.id = mt.tag_id
                    WHERE mt.actor = 'person' AND t.name IN ({_marks(self.tagged)}))"""
            )
            values.extend(self.tagged)
        if self.app:
            clauses.append("m.source_id IN (SELECT id FROM sources WHERE app = ? COLLATE NOCASE)")
            values.append(self.app)
        if self.apps:
            clauses.append(f"m.source_id IN (SELECT id FROM sources WHERE app COLLATE NOCASE IN ({_marks(self.apps)}))")
            values.extend(self.apps)
        if self.pinned:
            clauses.append("m.pinned = 1")
        if self.title:
            clauses.append("m.seq IN (SELECT rowid FROM memory_index WHERE memory_index MATCH ?)")
            values.append(self.title)
        if self.author_ids:
            clauses.append(
                f"""m.seq IN (SELECT seq FROM memory_entities WHERE role = 'author'
                    AND entity_id IN ({_marks(self.author_ids)}))"""
            )
            values.extend(self.author_ids)
        return clauses, values

    def condition(self, column: str) -> tuple[str, list[object]]:
        """` AND column IN (...)` with its values, or an empty string when everything may pass.

        For a column that is indexed: what passes is found first. Without values it only leaves superseded ones out.
        """
        clauses, values = self._wanted()
        condition = f" AND {column} IN (SELECT m.seq FROM memories m WHERE {' AND '.join(clauses)})" if clauses else ""
        return condition + self._notbarred(column), values

    def check(self, column: str) -> tuple[str, list[object]]:
        """The same condition for rows that something else finds: each is looked at on its own."""
        clauses, values = self._wanted()
        wanted = " AND ".join([f"m.seq = {column}", *clauses])
        condition = f" AND EXISTS (SELECT 1 FROM memories m WHERE {wanted})" if clauses else ""
        return condition + self._notbarred(f"+{column}"), values

    def _notbarred(self, column: str) -> str:
        return "".join(f" AND {column} NOT IN ({part})" for part in self.barred())

    def barred(self) -> list[str]:
        """Queries for the few that may not pass, whatever else holds; they are looked up, not looked at one by one."""
        barred = []
        if not self.superseded:
            then = (
                ""
                if self.as_of is None
                else f" AND max(coalesce(known_until, 0), coalesce(valid_until, 0)) <= {to_micros(self.as_of)}"
            )
            barred.append(SUPERSEDED + then)
        if not self.derived:
            barred.append(DERIVED)
        return barred


def _marks(values: tuple[object, ...]) -> str:
    return ", ".join("?" * len(values))
