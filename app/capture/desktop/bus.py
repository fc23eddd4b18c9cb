"""A D-Bus message bus, as far as the capture asks there for what it wants to know."""

import time
from typing import Any

RETRY_SECONDS = 60.0
"""When to look again for a bus that was not there."""
PATIENCE_SECONDS = 1.0
"""How long an answer may take."""


class Bus:
    """A bus that may not be there: each question is answered with None then. Not to be shared between threads."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: Any = None
        self._failed_at = -RETRY_SECONDS

    def ask(self, service: str, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Any:
        """The first value of a method's answer; None without a bus, a running service or an answer."""
        if self._connection is None and not self._connect():
            return None
        from jeepney import DBusAddress, MessageFlag, MessageType, new_method_call

        target = DBusAddress(path, bus_name=service, interface=interface)
        call = new_method_call(target, member, signature or None, body)
        call.header.flags |= MessageFlag.no_auto_start
        try:
            reply = self._connection.send_and_get_reply(call, timeout=PATIENCE_SECONDS)
        except Exception:
            self.close()
            self._failed_at = time.monotonic()
            return None
        said = reply.header.message_type == MessageType.method_return and reply.body
        return said[0] if said else None

    def value(self, service: str, path: str, interface: str, name: str) -> Any:
        """A property; None where nobody can tell."""
        found = self.ask(service, path, "org.freedesktop.DBus.Properties", "Get", "ss", interface, name)
        return found[1] if isinstance(found, tuple) and len(found) == 2 else None

    def close(self) -> None:
        """Hang up; the next question calls again."""
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def _connect(self) -> bool:
        if time.monotonic() - self._failed_at < RETRY_SECONDS:
            return False
        try:
            from jeepney.io.blocking import open_dbus_connection

            self._connection = open_dbus_connection(bus=self._address, auth_timeout=PATIENCE_SECONDS)
        except Exception:
            self._failed_at = time.monotonic()
            return False
        return True
