"""One request to a model server and its answer, line by line, read on a thread of its own so that it can be left.

No proxy is asked, no redirection followed, and nothing is read without an upper bound.
"""

import http.client
import json
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from models.language.address import Address, loopback
from models.language.errors import ServerFailed, ServerRefused

POLL = 0.03  # seconds between two looks at whether the answer is still wanted
CONNECT = 5.0  # seconds that a server may take to accept
LINE = 1 << 20  # bytes of one line, and of a whole answer that is not streamed
AHEAD = 256  # lines that are read before they are asked for
OK, MULTIPLE_CHOICES = 200, 300


class Exchange:
    """A request under way; `lines` gives the answer's lines as they come."""

    def __init__(self, address: Address, method: str, path: str, body: dict[str, Any] | None = None) -> None:
        self._address = address
        self._request = (method, path, None if body is None else json.dumps(body).encode())
        self._lines: queue.Queue[bytes | ServerFailed | None] = queue.Queue(AHEAD)
        self._socket: socket.socket | None = None
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def lines(self, silence: float, unwanted: Callable[[], bool]) -> Iterator[bytes]:
        """The answer's lines; ends early once `unwanted()`. Raises: ServerFailed, also after `silence` seconds."""
        waited = 0.0
        try:
            while not unwanted():
                try:
                    line = self._lines.get(timeout=POLL)
                except queue.Empty:
                    waited += POLL
                    if waited > silence:
                        raise ServerFailed(f"The server was silent for {silence:.0f} seconds.") from None
                    continue
                waited = 0.0
                if line is None:
                    return
                if isinstance(line, ServerFailed):
                    raise line
                yield line
        finally:
            self.leave()

    def leave(self) -> None:
        """End the exchange, so that the server stops working on it; idempotent, from any thread."""
        self._left.set()
        under_way = self._socket
        if under_way is not None:
            with suppress(OSError):
                under_way.shutdown(socket.SHUT_RDWR)
            if self._thread is not threading.current_thread():
                self._thread.join(1)

    def _run(self) -> None:
        try:
            self._converse()
        except ServerFailed as error:
            self._put(error)
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            self._put(ServerFailed(f"The connection to the server broke: {reason.lower()}."))

    def _put(self, line: bytes | ServerFailed | None) -> None:
        while not self._left.is_set():
            with suppress(queue.Full):
                self._lines.put(line, timeout=POLL)
                break

    def _converse(self) -> None:
        connection = _connected(self._address)
        try:
            self._socket = connection.sock
            if self._left.is_set():
                return
            method, path, body = self._request
            headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
            connection.request(method, path, body, headers)
            with connection.getresponse() as answer:
                if not OK <= answer.status < MULTIPLE_CHOICES:
                    raise ServerFailed(f"The server answered with status {answer.status}{_reason(answer.read(LINE))}.")
                while not self._left.is_set() and (line := answer.readline(LINE)):
                    self._put(line)
            self._put(None)
        finally:
            self._socket = None
            connection.close()


def _connected(address: Address) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if address.secure else http.client.HTTPConnection
    failure: OSError | None = None
    for host in address.hosts():
        connection = kind(host, address.port, timeout=CONNECT)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            failure = error
            continue
        if not address.remote and not loopback(str(connection.sock.getpeername()[0])):
            connection.close()
            raise ServerRefused("The server's address leads to another machine.")
        connection.sock.settimeout(None)
        return connection
    raise ServerFailed(f"No server answers at {address.host}, port {address.port}.") from failure


def _reason(body: bytes) -> str:
    """What the server says of its error, on one line of printable characters; "" if it says nothing."""
    text = body.decode("utf-8", "replace")
    with suppress(ValueError):
        found = json.loads(text)
        error = found.get("error", text) if isinstance(found, dict) else text
        text = str(error.get("message", text) if isinstance(error, dict) else error)
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())[:200].rstrip(".")
    return f": {line}" if line else ""
