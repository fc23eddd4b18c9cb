"""What every test stands on: the user's home and the network are out of reach; a memory opens in a folder."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from app import Ebb

NOWHERE = "http://127.0.0.1:9"
"""The discard port on this machine: what a child process reaches when it asks for the network."""


def _refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise on each attempt to reach another machine; installed once, for the life of the process."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise PermissionError(f"a test tried to reach {address[0]}")
    elif event == "socket.getaddrinfo" and arguments[0] not in (None, "", "localhost", "127.0.0.1", "::1"):
        raise PermissionError(f"a test tried to look up {arguments[0]}")


sys.addaudithook(_refuse_the_network)

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # so a shell begins what runs behind it, and children inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _no_real_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Point everything that names the user's folders at an empty one, for this process and its children."""
    home = tmp_path_factory.mktemp("nobody")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("EBB_", "XDG_"))]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        for name in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        patch.setenv("EBB_HOME", str(home / "ebb"))
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            patch.setenv(name, NOWHERE)
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The path of a home that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def ebb(home: Path) -> "Iterator[Ebb]":
    """An open, empty memory in `home`."""
    from app import Ebb

    with Ebb.open(home) as opened:
        yield opened
