"""The tools that a client is offered: what each is called, takes and does; without the protocol's library."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.mcp.agents import LONGEST_DRAFT, Agents
from app.mcp.arguments import LONGEST, Arguments
from app.mcp.scopes import Scope
from app.mcp.shapes import Reply
from core.clock import zoned
from core.memory import Kind

if TYPE_CHECKING:
    from app.mcp.gate import Gate

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_KINDS = {"type": "array", "items": {"type": "string", "enum": [kind.value for kind in Kind]}}


@dataclass(frozen=True, slots=True)
class Given:
    """What a tool works with: the arguments, the memory as the client sees it, and where drafts are handed in."""

    arguments: Arguments
    gate: "Gate"
    agents: Agents
    scope: Scope


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: `takes` are the properties of its JSON Schema, `needs` those that must be given."""

    name: str
    title: str
    about: str
    takes: Mapping[str, Mapping[str, Any]]
    needs: tuple[str, ...]
    run: Callable[[Given], Reply]
    writes: bool = False

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the arguments."""
        properties = {name: dict(what) for name, what in self.takes.items()}
        return {
            "type": "object",
            "properties": properties,
            "required": list(self.needs),
            "additionalProperties": False,
        }


def offered(scope: Scope) -> tuple[Tool, ...]:
    """The tools for a client of this scope: `add` only where the person allows it."""
    return tuple(tool for tool in TOOLS if scope.add or not tool.writes)


def _search(given: Given) -> Reply:
    take = given.arguments
    query, limit = take.text("query"), take.whole("limit", 10, 1, 50)
    since, until = take.maybe("since", 200), take.maybe("until", 200)
    kinds, tags = take.texts("kinds"), take.texts("tags")
    take.done()
    return given.gate.search(query, limit=limit, since=since, until=until, kinds=kinds, tags=tags)


def _read(given: Given) -> Reply:
    id, offset = given.arguments.text("id", 200), given.arguments.whole("offset", 0, 0, 1 << 31)
    given.arguments.done()
    return given.gate.read(id, offset)


def _ask(given: Given) -> Reply:
    question = given.arguments.text("question")
    given.arguments.done()
    return given.gate.ask(question)


def _timeline(given: Given) -> Reply:
    day, days = given.arguments.maybe("day", 200), given.arguments.whole("days", 14, 1, 366)
    given.arguments.done()
    return given.gate.timeline(day, days)


def _context(given: Given) -> Reply:
    topic, characters = given.arguments.text("topic"), given.arguments.whole("characters", 4_000, 500, 20_000)
    given.arguments.done()
    return given.gate.context(topic, characters)


def _add(given: Given) -> Reply:
    take = given.arguments
    text, title, tags = take.text("text", LONGEST_DRAFT), take.maybe("title"), take.texts("tags")
    words = take.maybe("occurred_at", 200)
    take.done()
    from core.text.times import when

    happened = None if words is None else when(words, zoned(None))
    id = given.agents.hand_in(given.scope, text, title=title, tags=tags, occurred_at=happened)
    return Reply({"id": id, "state": "waiting", "note": "It is remembered once the person keeps it."})


TOOLS = (
    Tool(
        "search",
        "Search the memory",
        "Find memories by words and meaning, best first, each with the part that was found. Read one whole with `read`."
        " Times may be ISO 8601 or plain words.",
        {
            "query": _TEXT | {"description": "What to look for, in words or as a question.", "maxLength": LONGEST},
            "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 10},
            "since": _TEXT | {"description": "Only from this time on: 2023-05-01, yesterday, 3 weeks ago."},
            "until": _TEXT | {"description": "Only up to the end of this time: 2023-05-31, May 2023."},
            "kinds": _KINDS | {"description": "Only these kinds."},
            "tags": _TEXTS | {"description": "Only with all of these tags."},
        },
        ("query",),
        _search,
    ),
    Tool(
        "read",
        "Read a memory",
        "One memory in full, by its whole id, with its source and what it is linked with.",
        {
            "id": _TEXT | {"description": "The id, 26 characters, as `search` gives it."},
            "offset": {"type": "integer", "minimum": 0, "default": 0, "description": "The character to begin at."},
        },
        ("id",),
        _read,
    ),
    Tool(
        "ask",
        "Ask the memory",
        "Answer a question by quoting memories, with citations; it says so when the memory does not hold the answer.",
        {"question": _TEXT | {"description": "A question in plain words.", "maxLength": LONGEST}},
        ("question",),
        _ask,
    ),
    Tool(
        "timeline",
        "Look at days",
        "What was remembered on a day, in order; without a day, the newest days with how many memories they have.",
        {
            "day": _TEXT | {"description": "A day, week or month: 2023-05-31, yesterday, last Tuesday, May 2023."},
            "days": {"type": "integer", "minimum": 1, "maximum": 366, "default": 14},
        },
        (),
        _timeline,
    ),
    Tool(
        "recall_context",
        "Recall what bears on a topic",
        "What the memory holds on a topic as one text to work from, each memory numbered, dated and with its source.",
        {
            "topic": _TEXT | {"description": "The topic or task, in a sentence.", "maxLength": LONGEST},
            "characters": {"type": "integer", "minimum": 500, "maximum": 20000, "default": 4000},
        },
        ("topic",),
        _context,
    ),
    Tool(
        "add",
        "Hand in a memory",
        "Propose something to remember. It waits until the person keeps it, and is found only then.",
        {
            "text": _TEXT
            | {"description": "What to remember, as it should be read later.", "maxLength": LONGEST_DRAFT},
            "title": _TEXT,
            "tags": _TEXTS,
            "occurred_at": _TEXT | {"description": "When it happened: 2023-05-08, yesterday. Now unless given."},
        },
        ("text",),
        _add,
        writes=True,
    ),
)
