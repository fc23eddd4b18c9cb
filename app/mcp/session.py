"""One client's session without its protocol: every request is answered within its scope and written down first."""

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Any

from app.mcp.agents import shortened
from app.mcp.arguments import Arguments
from app.mcp.scopes import DEFAULT, Scope, check_name
from app.mcp.shapes import Reply
from app.mcp.tools import Given, Tool, offered
from core.clock import to_micros, utc_now
from core.errors import BadInput, EbbError, MemoryNotFound
from core.store.calls import Call
from core.text.sanitise import shown_line

if TYPE_CHECKING:
    from app.ebb import Ebb
    from app.mcp.gate import Gate

MEMORY_URI = "ebb://memory/"
TODAY_URI = "ebb://today"
_OUTCOME = 200


class Session:
    """What `ebb mcp` does for one client; safe to call from several threads."""

    def __init__(self, ebb: "Ebb", client: str | None = None) -> None:
        """`client` is whom the command line names. Raises: BadInput for an impossible name or broken settings."""
        self._agents = ebb.agents
        self._client = client
        if client is not None:
            check_name(client)
        self.scope()

    @cached_property
    def _gate(self) -> "Gate":
        """The memory as the client sees it; what that loads can wait until the client has been greeted."""
        return self._agents.gate(self._client)

    def scope(self) -> Scope:
        """What the client may see now. Raises: BadInput for broken settings."""
        return self._agents.scope(self._client)

    def tools(self) -> tuple[Tool, ...]:
        """What the client is offered."""
        return offered(self.scope())

    def call(self, name: str, arguments: Mapping[str, Any] | None, said: str = "") -> Reply:
        """Run a tool; `said` is what the client calls itself. Raises: EbbError's family, UnknownTool."""

        def work() -> Reply:
            scope = self.scope()
            tool = next((one for one in offered(scope) if one.name == name), None)
            if tool is None:
                known = ", ".join(one.name for one in offered(scope))
                raise UnknownTool(f"There is no tool {shown_line(name, 40)!r} for this client.", f"It has {known}.")
            return tool.run(Given(Arguments(arguments), self._gate, self._agents, scope))

        return self._noted(name, arguments or {}, said, work)

    def resource(self, uri: str, said: str = "") -> Reply:
        """Read a resource: one memory, or what today holds. Raises: EbbError's family."""

        def work() -> Reply:
            if uri == TODAY_URI:
                return self._gate.day("today")
            if not uri.startswith(MEMORY_URI):
                raise MemoryNotFound(f"There is no resource {shown_line(uri, 60)!r}.", f"Known: {MEMORY_URI}ID.")
            return self._gate.read(uri.removeprefix(MEMORY_URI))

        return self._noted("resource", {"uri": uri}, said, work)

    def prompt(self, name: str, arguments: Mapping[str, Any] | None, said: str = "") -> Reply:
        """The text of a prompt, with the memories that it is about. Raises: EbbError's family."""
        from app.mcp.prompts import prompted

        return self._noted(
            f"prompt {name}", arguments or {}, said, lambda: prompted(self._gate, name, Arguments(arguments))
        )

    def _noted(self, tool: str, arguments: Mapping[str, Any], said: str, work: Callable[[], Reply]) -> Reply:
        """Do some work and write down what came of it, before anything of it goes out."""
        began, at, outcome, sent = perf_counter(), to_micros(utc_now()), "failed", 0
        try:
            reply = work()
            outcome, sent = "done", len(reply.ids)
        except EbbError as error:
            outcome = shown_line(str(error), _OUTCOME)
            raise
        finally:
            given = json.dumps(shortened(arguments), ensure_ascii=False)
            took = round((perf_counter() - began) * 1000, 1)
            self._agents.note(Call(at, self._label(said), shown_line(tool, 40), given, sent, took, outcome))
        return reply

    def _label(self, said: str) -> str:
        """Who asked: the name from the command line, else in quotation marks what the client calls itself."""
        name = shown_line(said, 40)
        return self._client or (f"“{name}”" if name else DEFAULT)


class UnknownTool(BadInput):
    """There is no such tool or prompt for this client."""
