"""The person's side of agents: what they want remembered, to keep or drop, and the account of what they asked for."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app import config as settings
from app.keeping import Keeping
from app.mcp.scopes import Scope, check_name, scope_of
from core import intake
from core.clock import from_micros, to_micros, utc_now
from core.decay.curve import first_importance, first_stability
from core.errors import BadInput, MemoryNotFound
from core.ids import is_prefix, new_id
from core.memory import Kind, Record
from core.store import calls, quarantine
from core.store.calls import Call
from core.store.connection import Connection
from core.store.quarantine import Waiting
from core.text.sanitise import shown_line

if TYPE_CHECKING:
    from app.home import Home
    from app.lookback import Lookback
    from app.mcp.gate import Gate
    from app.minds import Minds
    from app.pending import Pending
    from core.store.store import Store

AGENT = "agent"
"""The trust of what an agent wanted remembered, kept or not."""
MOST_WAITING = 200
"""Drafts of one client that may wait; it hands in no more until the person has looked at them."""
LONGEST_DRAFT = 20_000
SHORTEST_PREFIX = 4


@dataclass(frozen=True, slots=True)
class Draft(Record):
    """What an agent wants remembered and the person has not decided; `occurred_at` None: when it was handed in."""

    id: str
    client: str
    at: datetime
    title: str
    text: str
    tags: tuple[str, ...]
    occurred_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked(Record):
    """One call of an agent: `memories` is how many went out, `outcome` "done" or the line that refused it."""

    at: datetime
    client: str
    tool: str
    arguments: str
    memories: int
    ms: float
    outcome: str


class Agents:
    """Drafts in quarantine, the account of calls, and the gate through which a client sees the memory."""

    def __init__(self, home: "Home", store: "Store", minds: "Minds", lookback: "Lookback", pending: "Pending") -> None:
        self._home, self._store, self._minds = home, store, minds
        self._lookback, self._pending = lookback, pending

    def scope(self, client: str | None) -> Scope:
        """What a client may see by the settings as they stand in the file now. Raises: BadInput."""
        return scope_of(settings.load(self._home.config).mcp.clients, client)

    def gate(self, client: str | None) -> "Gate":
        """The memory as a client sees it; None is one that was not named. Raises: BadInput for an impossible name."""
        from app.mcp.gate import Gate

        if client is not None:
            check_name(client)
        config = settings.load(self._home.config)
        return Gate(self._store, self._minds, self._lookback, config, lambda: self.scope(client))

    # Quarantine

    def hand_in(
        self,
        scope: Scope,
        text: str,
        *,
        title: str | None = None,
        tags: Sequence[str] = (),
        occurred_at: datetime | None = None,
    ) -> str:
        """Let a draft wait for the person; the same again is one draft. Returns the id it will have once it is kept.

        Raises: BadInput where the client may not, where too many wait, and for what cannot be a memory.
        """
        if not scope.add:
            raise BadInput("This client may only read.", f"The person allows it with add = true in {_table(scope)}.")
        if len(text) > LONGEST_DRAFT:
            raise BadInput(f"The text has {len(text):,} characters; at most {LONGEST_DRAFT:,} may be handed in.")
        now = utc_now()
        made = intake.draft(text, Kind.NOTE, title, tags, occurred_at, None, now=now)
        happened = None if occurred_at is None else made.occurred_at
        draft = Waiting(new_id(), scope.client, to_micros(now), made.title, made.text, made.tags, happened)
        key = hashlib.sha256(repr((scope.client, made.text, happened)).encode("utf-8", "surrogatepass")).digest()

        def work(connection: Connection) -> str:
            if quarantine.count(connection, scope.client) >= MOST_WAITING:
                raise BadInput(f"{MOST_WAITING} drafts wait already.", "The person looks at them first: ebb quarantine")
            return quarantine.put(connection, draft, key)

        return self._store.write(work)

    def waiting(self, limit: int = 100) -> list[Draft]:
        """The drafts that wait, oldest first."""
        found = self._store.read(lambda connection: quarantine.waiting(connection, limit))
        return [_draft(one) for one in found]

    def count_waiting(self) -> int:
        """How many drafts wait."""
        return self._store.read(quarantine.count)

    def draft(self, id: str) -> Draft:
        """The draft with this id, or the one whose id begins so. Raises: MemoryNotFound."""
        return _draft(self._waiting(id))

    def keep(self, id: str) -> str:
        """Make a draft a memory, which bears the trust of an agent and its client's name; returns the memory's id.

        What is remembered word for word already stays one memory, and yields its id. Raises: MemoryNotFound.
        """
        waiting = self._waiting(id)
        happened = from_micros(waiting.at if waiting.occurred_at is None else waiting.occurred_at)
        made = intake.draft(
            waiting.text, Kind.NOTE, waiting.title, waiting.tags, happened, {"app": waiting.client}, now=utc_now()
        )
        importance = first_importance(Kind.NOTE, AGENT, titled=bool(waiting.title), tagged=bool(waiting.tags))
        draft = replace(
            made, id=waiting.id, trust=AGENT, created_at=waiting.at, importance=importance,
            stability=first_stability(Kind.NOTE, importance),
        )  # fmt: skip
        kept = Keeping(self._store, settings.load(self._home.config)).add(draft)
        self._store.write(lambda connection: quarantine.take(connection, waiting.id))
        self._pending.wake()
        return kept

    def drop(self, id: str) -> Draft:
        """Let a draft go, for good; returns what it was. Raises: MemoryNotFound."""
        waiting = self._waiting(id)
        self._store.write(lambda connection: quarantine.take(connection, waiting.id))
        return _draft(waiting)

    def put_back(self, draft: Draft) -> str:
        """Let a draft that was dropped wait again; returns its new id. Raises: BadInput where too many wait."""
        return self.hand_in(
            Scope(draft.client, add=True), draft.text, title=draft.title, tags=draft.tags, occurred_at=draft.occurred_at
        )

    # The account of calls

    def note(self, call: Call) -> None:
        """Write a call down; the oldest goes where there are many."""
        self._store.write(lambda connection: calls.note(connection, call))

    def calls(self, limit: int = 100, client: str | None = None) -> list[Asked]:
        """The last calls, newest first; of one client only, if it is named."""
        found = self._store.read(lambda connection: calls.newest(connection, limit, client))
        return [
            Asked(from_micros(one.at), one.client, one.tool, one.arguments, one.memories, one.ms, one.outcome)
            for one in found
        ]

    def _waiting(self, id: str) -> Waiting:
        key = id.strip()
        found: list[Waiting] = []
        if is_prefix(key) and len(key) >= SHORTEST_PREFIX:
            found = self._store.read(lambda connection: quarantine.beginning(connection, key))
        if len(found) == 1:
            return found[0]
        if found:
            raise MemoryNotFound(f"Several drafts begin with {key}.", "Give more of the id.")
        raise MemoryNotFound(f"No draft {shown_line(id, 40)!r} waits.", "`ebb quarantine` lists those that do.")


def shortened(arguments: Mapping[str, Any], longest: int = 80) -> dict[str, Any]:
    """Arguments as the account keeps them: each on one line and short; of a draft only how long it is."""
    told: dict[str, Any] = {}
    for name, value in list(arguments.items())[:10]:
        key = shown_line(str(name), 20)
        if name == "text" and isinstance(value, str):
            told[key] = f"{len(value):,} characters"
        elif value is None or isinstance(value, bool | int | float):
            told[key] = value
        else:
            told[key] = shown_line(str(value)[: 4 * longest], longest)
    return told


def _draft(one: Waiting) -> Draft:
    happened = None if one.occurred_at is None else from_micros(one.occurred_at)
    return Draft(one.id, one.client, from_micros(one.at), one.title, one.text, one.tags, happened)


def _table(scope: Scope) -> str:
    return f"[mcp.clients.{scope.client}] of config.toml"
