"""A hub on this machine: the part of the Hugging Face hub that a download needs, with faults on demand."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REVISION = "0123456789abcdef0123456789abcdef01234567"
PIECE = 16_384
WARNING = "Words of the hub \x1b]0;x\x07."


@dataclass
class Hub:
    """Files by "owner/name/file", and what is wrong; `asked` lists every request as (method, path, Range)."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    announced: dict[str, str] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)
    ranges: bool = True
    status: int = 0
    plain: bool = False
    elsewhere: bool = False
    claimed: int = 0
    hold_at: int = 0
    held: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    def add(self, name: str, content: bytes, announced: str | None = None) -> str:
        """Offer a file; its SHA-256, which the hub says unless it is made to announce another."""
        self.files[name] = content
        self.announced[name] = announced or hashlib.sha256(content).hexdigest()
        return hashlib.sha256(content).hexdigest()

    @property
    def downloads(self) -> list[str]:
        """The Range of every request for content, of those that were sent elsewhere the second one."""
        return [wanted for method, path, wanted in self.asked if method == "GET" and self._content(path)]

    def _content(self, path: str) -> bool:
        return path.startswith("/elsewhere/") == self.elsewhere


@contextmanager
def running() -> Iterator[Hub]:
    """A hub that answers until the block ends. After `cuts[0]` bytes of content it breaks the first answer, and so on.

    `status` answers everything with that; `plain` announces no SHA-256; `elsewhere` sends who asks for content to
    another host, as the real hub does; `claimed` is a size that is not true; after `hold_at` bytes it sets `held` and
    says nothing more until `released`.
    """
    hub = Hub()
    server = _Server(hub)
    hub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        hub.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    @property
    def hub(self) -> Hub:
        return self.server.hub

    def do_HEAD(self) -> None:
        self._answer(False)

    def do_GET(self) -> None:
        self._answer(True)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self, body: bool) -> None:
        self.hub.asked.append((self.command, self.path, self.headers.get("Range", "")))
        self.hub.tokens.append(self.headers.get("Authorization", ""))
        self.hub.agents.append(self.headers.get("User-Agent", ""))
        owner, name, _, _, file = self.path.removeprefix("/elsewhere").lstrip("/").split("/", 4)
        key = f"{owner}/{name}/{file}"
        if self.hub.status or key not in self.hub.files:
            self.send_response(self.hub.status or 404)
            if not self.hub.status:
                self.send_header("X-Error-Code", "EntryNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if self.hub.elsewhere and not self.path.startswith("/elsewhere/"):
            self._point(key)
        else:
            self._send(key, body)

    def _point(self, key: str) -> None:
        self.send_response(302)
        self.send_header("Location", f"http://localhost:{self.hub.address.rpartition(':')[2]}/elsewhere{self.path}")
        self.send_header("Content-Length", "0")
        self._announce(key)
        self.end_headers()

    def _announce(self, key: str) -> None:
        self.send_header("X-Repo-Commit", REVISION)
        self.send_header("X-HF-Warning", f"note; {WARNING}")
        self.send_header("ETag", '"weak"' if self.hub.plain else f'"{self.hub.announced[key]}"')
        if not self.hub.plain:
            self.send_header("X-Linked-Etag", f'"{self.hub.announced[key]}"')
            self.send_header("X-Linked-Size", str(self.hub.claimed or len(self.hub.files[key])))

    def _send(self, key: str, body: bool) -> None:
        content = self.hub.files[key]
        wanted = self.headers.get("Range", "")
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.hub.ranges else 0
        if start >= len(content) and start:
            self.send_response(416)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if wanted and self.hub.ranges else 200)
        if wanted and self.hub.ranges:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self._announce(key)
        self.end_headers()
        if body:
            self._write(content[start:])

    def _write(self, content: bytes) -> None:
        cut = self.hub.cuts.pop(0) if self.hub.cuts else len(content)
        try:
            for at in range(0, min(cut, len(content)), PIECE):
                if self.hub.hold_at and at >= self.hub.hold_at:
                    self.hub.held.set()
                    self.hub.released.wait()
                self.wfile.write(content[at : min(at + PIECE, cut)])
                self.wfile.flush()
        except OSError:  # the other end has gone
            self.close_connection = True
        if cut < len(content):
            self.close_connection = True
