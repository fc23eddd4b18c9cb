"""What each client may see: the tables [mcp.clients.NAME] of config.toml, read and checked.

A client is whom the person's command line names, never whom it says that it is. One without a table of its own gets
that of `default`, and where there is none, notes, talks and documents to read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.clock import aware
from core.errors import BadInput
from core.intake import kind_of, tags_of
from core.memory import Kind
from core.store.filters import Filters
from core.text.sanitise import shown_line
from core.text.times import when

DEFAULT = "default"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
READABLE = (Kind.NOTE.value, Kind.CHAT.value, Kind.DOCUMENT.value)
"""The kinds that a client sees unless the person says otherwise: no screens, and nothing that was made from them."""
_KEYS = ("kinds", "tags", "since", "add")
_NOTHING = Filters(kinds=("nothing",))


@dataclass(frozen=True, slots=True)
class Scope:
    """What one client may see, and whether it may hand in drafts.

    `tags`: at least one of them, given by the person; empty means any. `since` is a WHEN ("2025-01-01", "30 days ago"),
    read anew at each call; "" means from the beginning.
    """

    client: str
    kinds: tuple[str, ...] = READABLE
    tags: tuple[str, ...] = ()
    since: str = ""
    add: bool = False

    @property
    def whole(self) -> bool:
        """Whether everything may be seen; only then is what Ebb made from memories seen, too."""
        return set(self.kinds) == set(Kind) and not self.tags and not self.since

    def within(self, filters: Filters, now: datetime) -> Filters:
        """The same conditions and those of the scope; what lies outside of it passes none of them."""
        if set(self.kinds) == set(Kind):
            kinds = filters.kinds
        else:
            kinds = tuple(kind for kind in filters.kinds or self.kinds if kind in self.kinds)
            if not kinds:
                return _NOTHING
        begins = aware(when(self.since, now)) if self.since else None
        since = max((one for one in (filters.since, begins) if one), default=None)
        return replace(filters, kinds=kinds, since=since, tagged=self.tags, derived=filters.derived and self.whole)


def scope_of(clients: Mapping[str, Any] | None, client: str | None) -> Scope:
    """The scope of the client that the command line names; that of `default` for any other. Raises: BadInput."""
    tables = clients or {}
    name = client or DEFAULT
    table = tables.get(name, tables.get(DEFAULT, {}))
    return Scope(name, **_checked(f"mcp.clients.{name}", table))


def check_clients(clients: Mapping[str, Any]) -> None:
    """Refuse what is wrong in the clients' tables. Raises: BadInput, with the setting's name."""
    for name, table in clients.items():
        if not NAME.fullmatch(name):
            raise BadInput(
                f"{shown_line(name, 40)!r} cannot be the name of a client.", "Use letters, digits, '-' and '_'."
            )
        _checked(f"mcp.clients.{name}", table)


def check_name(client: str) -> None:
    """Refuse a name that no client can have. Raises: BadInput."""
    check_clients({client: {}})


def _checked(where: str, table: Any) -> dict[str, Any]:
    if not isinstance(table, Mapping):
        raise BadInput(f"{where} must be a table.", f'Write [{where}] and below it: kinds = ["note"]')
    for key in table:
        if key not in _KEYS:
            raise BadInput(f"There is no setting {f'{where}.{key}'!r}.", f"A client has {', '.join(_KEYS)}.")
    found: dict[str, Any] = {}
    if "kinds" in table:
        found["kinds"] = tuple(kind_of(kind) for kind in _texts(f"{where}.kinds", table["kinds"]))
    if "tags" in table:
        found["tags"] = tags_of(_texts(f"{where}.tags", table["tags"]))
    if "since" in table:
        found["since"] = _time(f"{where}.since", table["since"])
    if "add" in table:
        if not isinstance(table["add"], bool):
            raise BadInput(f"{where}.add must be true or false, not {table['add']!r}.")
        found["add"] = table["add"]
    return found


def _texts(where: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadInput(f"{where} must be a list of texts, not {value!r}.", 'As in: ["note", "chat"]')
    return value


def _time(where: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{where} must be text, not {value!r}.", 'As in: "2025-01-01" or "30 days ago"')
    from core.clock import utc_now

    if value:
        when(value, utc_now())
    return value
