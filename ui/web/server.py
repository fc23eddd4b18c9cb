"""Serves the terminal app to a browser on this machine: loopback only, one link that works once, then a cookie.

Textual's own page loads fonts from the network, and its server trusts whoever reaches the port; so the page, the checks
of Host and Origin and the session are ours, and only its script, style and fonts are served from its package.
"""

import asyncio
import secrets
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path

import textual_serve
from aiohttp import WSMsgType, web

from ui.web.service import TabService

ADDRESS = "127.0.0.1"
COOKIE = "ebb-session"
MOST_TABS = 8
MOST_CELLS = 1000
"""Columns or lines of a terminal; larger numbers are a mistake or an attack."""

_HERE = Path(__file__).parent
_STATIC = Path(textual_serve.__file__).parent / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_USED = "This link was used already, or Ebb was started anew. Run `ebb web` again for a fresh one."

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """One server for one home; `link` opens it in a browser, once."""

    def __init__(self, home: Path, port: int) -> None:
        """`port` 0 takes any that is free."""
        self._home = home
        self._port = port
        self._token: str | None = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._tabs: set[web.WebSocketResponse] = set()

    @property
    def link(self) -> str:
        """The address with the token that works once; the port is known once the server runs."""
        return f"http://{ADDRESS}:{self._port}/?token={self._token}"

    async def serve(self, began: Callable[[str], None]) -> None:
        """Serve until SIGINT or SIGTERM; `began` is told the link. Raises: OSError where the port is taken."""
        runner = web.AppRunner(self.application(), access_log=None)
        await runner.setup()
        try:
            site = web.TCPSite(runner, ADDRESS, self._port)
            await site.start()
            self._port = runner.addresses[0][1]
            stop = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
            began(self.link)
            await stop.wait()
            for tab in list(self._tabs):
                await tab.close()
        finally:
            await runner.cleanup()

    def application(self) -> web.Application:
        """The routes, each behind the checks."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._guarded(request, handler)

        application = web.Application(middlewares=[guarded])
        application.add_routes(
            [web.get("/", self._page), web.get("/page.js", self._script), web.get("/ws", self._socket)]
        )
        application.router.add_static("/static", _STATIC)
        return application

    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let through only what this machine's browser asks of this address, with the session's cookie."""
        if request.host not in (f"{ADDRESS}:{self._port}", f"localhost:{self._port}"):
            return _refused("Ebb answers under its own address only.")
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"http://{request.host}":
            return _refused("Ebb answers its own page only.")
        if token := request.query.get("token"):
            return self._admitted(token)
        if not self._known(request):
            return _refused(_USED)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    def _known(self, request: web.Request) -> bool:
        return compare_digest(request.cookies.get(COOKIE, "").encode(), self._session.encode())

    def _admitted(self, token: str) -> web.Response:
        if self._token is None or not compare_digest(token.encode(), self._token.encode()):
            return _refused(_USED)
        self._token = None
        response = web.Response(status=303, headers={**_HEADERS, "Location": "/"})
        response.set_cookie(COOKIE, self._session, httponly=True, samesite="Strict", path="/")
        return response

    async def _page(self, request: web.Request) -> web.Response:
        text = (_HERE / "page.html").read_text(encoding="utf-8").replace("@SOCKET@", f"ws://{request.host}/ws")
        return web.Response(text=text, content_type="text/html")

    async def _script(self, request: web.Request) -> web.Response:
        text = (_HERE / "page.js").read_text(encoding="utf-8")
        return web.Response(text=text, content_type="text/javascript")

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if "Origin" not in request.headers or len(self._tabs) >= MOST_TABS:
            return _refused("Too many tabs are open." if "Origin" in request.headers else _USED)
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=1024 * 1024)
        await socket.prepare(request)
        self._tabs.add(socket)
        service = TabService(self._home, socket.send_bytes, socket.close)
        try:
            await service.start(_cells(request.query.get("width"), 80), _cells(request.query.get("height"), 24))
            await _carried(socket, service)
        finally:
            self._tabs.discard(socket)
            with suppress(ConnectionError):
                await service.stop()
        return socket


async def _carried(socket: web.WebSocketResponse, service: TabService) -> None:
    """Carry keys, sizes and focus from the tab to the app until the tab is closed; what is malformed is dropped."""
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            continue
        with suppress(ValueError, TypeError, KeyError, IndexError, AttributeError):
            kind, *rest = message.json()
            if kind == "stdin":
                await service.send_bytes(rest[0].encode("utf-8"))
            elif kind == "resize":
                await service.set_terminal_size(_cells(rest[0]["width"], 80), _cells(rest[0]["height"], 24))
            elif kind == "ping":
                await socket.send_json(["pong", rest[0]])
            elif kind in ("focus", "blur"):
                await getattr(service, kind)()


def _cells(value: object, default: int) -> int:
    """A number of columns or lines within reason."""
    try:
        return min(max(int(str(value)), 1), MOST_CELLS)
    except ValueError:
        return default


def _refused(words: str) -> web.Response:
    return web.Response(status=403, text=words + "\n", headers=_HEADERS)
