"""Where a model server listens; another machine than this one is refused unless it was allowed by hand."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from models.language.errors import ServerRefused

SECURE_PORT, PLAIN_PORT = 443, 80
PATH = "/v1"  # where OpenAI-compatible servers answer, if the address names no path


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address, taken apart; `path` begins with a slash and ends with none."""

    host: str
    port: int
    path: str
    secure: bool
    remote: bool

    def hosts(self) -> list[str]:
        """The hosts to connect to, in order: for this machine numbers only. Raises: ServerRefused."""
        if self.remote or self.host != "localhost":
            return [self.host]
        try:
            found = {str(info[4][0]) for info in socket.getaddrinfo("localhost", self.port, type=socket.SOCK_STREAM)}
        except OSError:
            found = {"127.0.0.1"}
        near = sorted(host for host in found if loopback(host))
        if not near:
            raise ServerRefused("The name localhost leads to another machine.")
        return near


def parsed(url: str, *, allow_remote: bool) -> Address:
    """Take a server's address apart. Raises: ServerRefused."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise ServerRefused(f"{url!r} is no address of a server.") from error
    if parts.scheme not in ("http", "https") or not host or not host.isascii() or "%" in host:
        raise ServerRefused(f"{url!r} is no address of a server.")
    if parts.username is not None or parts.query or parts.fragment:
        raise ServerRefused("The server's address may have no user, question or fragment in it.")
    remote = not (host == "localhost" or loopback(host))
    if remote and not allow_remote:
        raise ServerRefused(f"The server {host} is another machine, which memories are not sent to.")
    secure = parts.scheme == "https"
    path = parts.path.rstrip("/") or PATH
    return Address(host, port or (SECURE_PORT if secure else PLAIN_PORT), path, secure, remote)


def loopback(host: str) -> bool:
    """Whether a host is a number of this very machine's; names are not looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
