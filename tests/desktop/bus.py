"""A private message bus (a real dbus-daemon) and small services on it, such as a portal or a session keeper."""

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

needs_bus = pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="not installed: dbus-daemon")
"""Marks tests that need a message bus."""

OPEN = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy>
</busconfig>"""
Answer = tuple[str, tuple[Any, ...]] | None
"""A signature and the values; None for an error."""


@contextmanager
def message_bus(folder: Path) -> Iterator[str]:
    """A bus with nobody on it; gives its address."""
    path, rules = folder / "bus", folder / "bus.conf"
    rules.write_text(OPEN.format(path=path))
    command = ["dbus-daemon", f"--config-file={rules}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout
        address = daemon.stdout.readline().strip()
        try:
            yield address
        finally:
            daemon.terminate()


class Service:
    """Answers under some names until the `with` block ends.

    `answer(path, interface, member, body)` gives an answer; `signals` are sent after each one.
    """

    def __init__(
        self, address: str, names: tuple[str, ...], answer: Callable[[str, str, str, tuple[Any, ...]], Answer]
    ) -> None:
        from jeepney.bus_messages import message_bus as daemon
        from jeepney.io.blocking import Proxy, open_dbus_connection

        self._connection = open_dbus_connection(bus=address)
        self._answer = answer
        self._over = threading.Event()
        self.signals: list[Any] = []
        """Messages to send once the next answer is out."""
        self.caller = ""
        """The unique name of who asked last."""
        for name in names:
            Proxy(daemon, self._connection).RequestName(name)
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> "Service":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()
        self._connection.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                message = self._connection.receive(timeout=0.02)
            except TimeoutError:
                continue
            except (OSError, EOFError):
                return
            self._reply(message)

    def _reply(self, message: Any) -> None:
        from jeepney import HeaderFields, MessageType, new_error, new_method_return

        if message.header.message_type != MessageType.method_call:
            return
        fields = message.header.fields
        self.caller = fields[HeaderFields.sender]
        path, interface, member = (
            fields.get(name, "") for name in (HeaderFields.path, HeaderFields.interface, HeaderFields.member)
        )
        answer = self._answer(path, interface, member, message.body)
        if answer is None:
            self._connection.send(new_error(message, "org.freedesktop.DBus.Error.Failed"))
        else:
            self._connection.send(new_method_return(message, *answer))
        while self.signals:
            self._connection.send(self.signals.pop(0))
