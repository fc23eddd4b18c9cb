"""A small OpenAI-compatible server on this machine, whose answers a test writes."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server:
    """What the server was asked, and how it answers; `events` gives the lines of an answer to a request's body."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.models: Any = {"data": [{"id": "tiny"}]}
        self.tokens: Callable[[str], list[int]] | None = None
        self.status = 200
        self.headers: dict[str, str] = {"Content-Type": "text/event-stream"}
        self.events: Callable[[dict[str, Any]], Iterator[bytes]] = lambda _: said("Hello there.")
        self.gone = threading.Event()
        self.url = ""

    def bodies(self) -> list[dict[str, Any]]:
        """What was asked of the model, in order."""
        return [body for path, body in self.asked if path.endswith("/chat/completions")]


def said(text: str) -> Iterator[bytes]:
    """The lines of a streamed answer, word by word."""
    yield b": a comment\n\n"
    for word in text.split(" ") if text else []:
        space = "" if text.startswith(word) else " "
        delta = {"choices": [{"delta": {"content": space + word}, "finish_reason": None}]}
        yield b"data: " + json.dumps(delta).encode() + b"\n\n"
    yield b'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\n'
    yield b"data: [DONE]\n\n"


@contextmanager
def running() -> Iterator[Server]:
    """A server that runs until the end of the block."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.asked.append((self.path, {}))
            self._whole(server.models)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append((self.path, body))
            if self.path.endswith("/tokenize"):
                if server.tokens is None:
                    self.send_error(404)
                else:
                    self._whole({"tokens": server.tokens(body["content"])})
                return
            self.send_response(server.status)
            for name, value in server.headers.items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                for line in server.events(body):
                    self.wfile.write(line)
                    self.wfile.flush()
            except (BrokenPipeError, ConnectionResetError):
                server.gone.set()
            self.close_connection = True

        def _whole(self, value: Any) -> None:
            data = json.dumps(value, indent=1).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        server.url = f"http://127.0.0.1:{listening.server_address[1]}/v1"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()
