"""Speaks the Model Context Protocol on stdin and stdout, through the official SDK; opens no port.

Each request is answered in a thread, so that none holds up another and a cancelled one is let go at once.
"""

import asyncio
import json
import logging
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from app.mcp.session import MEMORY_URI, TODAY_URI, Session, UnknownTool
from app.mcp.shapes import NOTICE, Reply
from core.errors import EbbError

if TYPE_CHECKING:
    from mcp import types
    from mcp.server import Server

T = TypeVar("T")
THREADS = 2
INSTRUCTIONS = (
    "Ebb is a person's own memory: notes, talks and documents of theirs, kept on their machine. `search` finds, `read`"
    " gives one whole, `ask` quotes an answer, `recall_context` gives what bears on a task. Each memory says where it"
    f" comes from and how far to trust it. {NOTICE}"
)


def serve(session: Session) -> None:
    """Answer one client until it closes stdin. Nothing but the protocol reaches stdout.

    An interrupt ends the process at once: the thread that reads stdin cannot be woken, and what is written is whole.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    log = logging.getLogger("mcp")
    log.addHandler(logging.NullHandler())  # what it logs may quote memories
    log.propagate = False
    with ThreadPoolExecutor(THREADS, "ebb-mcp") as pool:
        asyncio.run(_serve(_Handlers(session, pool)))


async def _serve(handlers: "_Handlers") -> None:
    from mcp.server.stdio import stdio_server

    server = handlers.server()
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


class _Handlers:
    """The SDK's handlers for one session."""

    def __init__(self, session: Session, pool: ThreadPoolExecutor) -> None:
        self._session = session
        self._pool = pool

    def server(self) -> "Server[Any]":
        """The SDK's server with all of them."""
        from importlib.metadata import PackageNotFoundError, version

        from mcp.server import Server

        try:
            known = version("ebb-memory")
        except PackageNotFoundError:
            known = ""
        return Server(
            "ebb",
            version=known,
            title="Ebb",
            instructions=INSTRUCTIONS,
            on_list_tools=self.list_tools,
            on_call_tool=self.call_tool,
            on_list_resources=self.list_resources,
            on_list_resource_templates=self.list_templates,
            on_read_resource=self.read_resource,
            on_list_prompts=self.list_prompts,
            on_get_prompt=self.get_prompt,
        )

    async def list_tools(self, _: Any, __: Any) -> "types.ListToolsResult":
        """Name the tools that this client may use now."""
        from mcp import types

        made = [
            types.Tool(
                name=tool.name,
                title=tool.title,
                description=tool.about,
                input_schema=tool.schema(),
                annotations=types.ToolAnnotations(
                    read_only_hint=not tool.writes, destructive_hint=False, open_world_hint=False
                ),
            )
            for tool in await self._done(self._session.tools)
        ]
        return types.ListToolsResult(tools=made)

    async def call_tool(self, context: Any, params: "types.CallToolRequestParams") -> "types.CallToolResult":
        """Run a tool; what it refuses is a result that says so, which the agent can read."""
        from mcp import types

        try:
            reply = await self._answered(lambda: self._session.call(params.name, params.arguments, _said(context)))
        except UnknownTool as error:
            raise _refused(error) from error
        except EbbError as error:
            return types.CallToolResult(content=[types.TextContent(text=str(error))], is_error=True)
        values = dict(reply.values)
        return types.CallToolResult(content=[types.TextContent(text=_json(values))], structured_content=values)

    async def list_resources(self, _: Any, __: Any) -> "types.ListResourcesResult":
        """Name the one resource that is always there."""
        from mcp import types

        about = "What was remembered today, in order."
        today = types.Resource(uri=TODAY_URI, name="today", description=about, mime_type="application/json")
        return types.ListResourcesResult(resources=[today])

    async def list_templates(self, _: Any, __: Any) -> "types.ListResourceTemplatesResult":
        """Say how a memory is named."""
        from mcp import types

        template = types.ResourceTemplate(
            uri_template=f"{MEMORY_URI}{{id}}",
            name="memory",
            description="One memory by its id.",
            mime_type="application/json",
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(
        self, context: Any, params: "types.ReadResourceRequestParams"
    ) -> "types.ReadResourceResult":
        """Give a resource as JSON."""
        from mcp import types

        try:
            reply = await self._answered(lambda: self._session.resource(params.uri, _said(context)))
        except EbbError as error:
            raise _refused(error) from error
        contents = types.TextResourceContents(
            uri=params.uri, mime_type="application/json", text=_json(dict(reply.values))
        )
        return types.ReadResourceResult(contents=[contents])

    async def list_prompts(self, _: Any, __: Any) -> "types.ListPromptsResult":
        """Name the prompts."""
        from mcp import types

        from app.mcp.prompts import PROMPTS

        made = [
            types.Prompt(
                name=prompt.name,
                description=prompt.about,
                arguments=[
                    types.PromptArgument(name=name, description=about, required=name in prompt.needs)
                    for name, about in prompt.takes.items()
                ],
            )
            for prompt in PROMPTS
        ]
        return types.ListPromptsResult(prompts=made)

    async def get_prompt(self, context: Any, params: "types.GetPromptRequestParams") -> "types.GetPromptResult":
        """Give a prompt with the memories that it is about."""
        from mcp import types

        try:
            reply = await self._answered(lambda: self._session.prompt(params.name, params.arguments, _said(context)))
        except EbbError as error:
            raise _refused(error) from error
        content = types.TextContent(text=str(reply.values["text"]))
        return types.GetPromptResult(messages=[types.PromptMessage(role="user", content=content)])

    def _answered(self, work: Callable[[], Reply]) -> Awaitable[Reply]:
        return self._done(work)

    async def _done(self, work: Callable[[], T]) -> T:
        """Work done in a thread; what nobody foresaw is said without its message, which may quote a memory."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        except EbbError:
            raise
        except Exception as error:  # the edge of the process: one broad catch for all handlers
            raise EbbError(f"Something went wrong inside Ebb ({type(error).__name__}).") from error


def _said(context: Any) -> str:
    """What the client calls itself; "" where it does not say."""
    params = context.session.client_params
    return params.client_info.name if params is not None else ""


def _refused(error: EbbError) -> Exception:
    from mcp import MCPError
    from mcp.types import INVALID_PARAMS

    return MCPError(INVALID_PARAMS, str(error))


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
