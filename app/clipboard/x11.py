"""The clipboard of an X server: XFixes tells when its owner changes, the owner is asked what it holds (ICCCM 2).

An owner is another program and may answer slowly, wrongly or without end; everything it sends has a limit.
"""

import contextlib
import select
import time
from collections.abc import Callable, Iterator
from typing import Any

from app.capture.desktop.seam import DesktopGone, NoDesktop
from app.capture.desktop.x11 import connected
from app.clipboard.clips import HINTS, LONGEST, Clip

ANSWER_SECONDS = 2.0
"""How long an owner may take for one answer, or one part of it."""
WHOLE_SECONDS = 10.0
MOST_BYTES = 4 * LONGEST
_TEXTS = (("UTF8_STRING", "utf-8"), ("text/plain;charset=utf-8", "utf-8"), ("STRING", "latin-1"))
_TARGETS_MOST = 4096


class _NoAnswer(Exception):
    """The owner does not say what was asked, or says too much."""


class X11Clipboard:
    """The CLIPBOARD selection of a display."""

    name = "X11"

    def __init__(self, display: str) -> None:
        """Raises: NoDesktop."""
        from Xlib import X
        from Xlib.ext import xfixes

        self._display = connected(display)
        self._closed = False
        with self._alive():
            if not self._display.has_extension(xfixes.extname):
                self.close()
                raise NoDesktop("This X server does not tell what is copied: it lacks XFixes.", "Use another server.")
            self._display.xfixes_query_version()
            self._told = self._display.extension_event.SetSelectionOwnerNotify
            root = self._display.screen().root
            self._window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask)
            self._selection = self._display.intern_atom("CLIPBOARD")
            self._property = self._display.intern_atom("EBB_CLIPBOARD")
            self._incremental = self._display.intern_atom("INCR")
            mask = xfixes.XFixesSetSelectionOwnerNotifyMask
            self._display.xfixes_select_selection_input(self._window, self._selection, mask)
            self._display.sync()

    def next(self, seconds: float) -> Clip | None:
        """Wait for the clipboard's next owner, and read what it holds. Raises: DesktopGone."""
        with self._alive():
            event = self._event(lambda one: (one.type, getattr(one, "sub_code", None)) == self._told, seconds)
            if event is None or not event.owner:
                return None
            return self._clip(event)

    def close(self) -> None:
        """Let go of the display."""
        if not self._closed:
            self._closed = True
            with contextlib.suppress(Exception):
                self._display.close()

    def _clip(self, event: Any) -> Clip | None:
        app, title = self._active(event.owner)
        try:
            formats = self._formats(event.selection_timestamp)
            if any(name.lower().endswith(HINTS) for name in formats):
                return Clip("", app, title, left_out="marked as a password")
            known = next(((name, encoding) for name, encoding in _TEXTS if name in formats), None)
            if known is None:
                return None
            data = self._content(known[0], event.selection_timestamp, MOST_BYTES)
        except _NoAnswer as error:
            return Clip("", app, title, left_out=str(error))
        return Clip(data.decode(known[1], "replace"), app, title)

    def _formats(self, at: int) -> set[str]:
        """The names of the formats that the owner offers."""
        data = self._content("TARGETS", at, _TARGETS_MOST)
        atoms = [int.from_bytes(data[start : start + 4], "little") for start in range(0, len(data) - 3, 4)]
        names = set()
        for atom in filter(None, atoms):
            with contextlib.suppress(self._bad_atom()):
                names.add(self._display.get_atom_name(atom))
        return names

    def _content(self, format: str, at: int, most: int) -> bytes:
        """What the owner holds in a format. Raises: _NoAnswer."""
        from Xlib import X
        from Xlib.protocol import event as events

        self._window.delete_property(self._property)
        self._window.convert_selection(self._selection, self._display.intern_atom(format), self._property, at)
        answer = self._event(lambda one: isinstance(one, events.SelectionNotify), ANSWER_SECONDS)
        if answer is None or answer.property == X.NONE:
            raise _NoAnswer("not to be read")
        found = self._window.get_property(self._property, X.AnyPropertyType, 0, most // 4 + 1, delete=False)
        if found is None:
            raise _NoAnswer("not to be read")
        if found.property_type == self._incremental:
            return self._in_parts(most)
        if found.bytes_after:
            raise _NoAnswer("too long")
        return _bytes(found)

    def _in_parts(self, most: int) -> bytes:
        """What the owner sends bit by bit (ICCCM 2.7.2). Raises: _NoAnswer."""
        from Xlib import X
        from Xlib.protocol import event as events

        def is_part(one: Any) -> bool:
            return bool(
                isinstance(one, events.PropertyNotify)
                and one.atom == self._property
                and one.state == X.PropertyNewValue
            )

        parts: list[bytes] = []
        until = time.monotonic() + WHOLE_SECONDS
        self._window.delete_property(self._property)
        while self._event(is_part, min(ANSWER_SECONDS, until - time.monotonic())) is not None:
            found = self._window.get_property(self._property, X.AnyPropertyType, 0, most // 4 + 1, delete=True)
            part = _bytes(found) if found is not None else b""
            if not part:
                return b"".join(parts)
            parts.append(part)
            if sum(map(len, parts)) > most:
                raise _NoAnswer("too long")
        raise _NoAnswer("not to be read")

    def _event(self, wanted: Callable[[Any], bool], seconds: float) -> Any:
        """The next event that is wanted, passing over others; None after that long."""
        until = time.monotonic() + seconds
        self._display.flush()
        while True:
            while self._display.pending_events():
                event = self._display.next_event()
                if wanted(event):
                    return event
            left = until - time.monotonic()
            if left <= 0:
                return None
            select.select([self._display.fileno()], [], [], left)

    def _active(self, owner: Any) -> tuple[str, str]:
        """The program and title of the window that has the keyboard, or else of the selection's owner."""
        from Xlib import X
        from Xlib.error import XError

        root, window = self._display.screen().root, owner
        with contextlib.suppress(XError):
            found = root.get_full_property(self._display.intern_atom("_NET_ACTIVE_WINDOW"), X.AnyPropertyType)
            if found is not None and len(found.value) and found.value[0]:
                window = self._display.create_resource_object("window", found.value[0])
            app = self._said(window, "WM_CLASS").split("\0")[-1]
            return app.lower(), self._said(window, "_NET_WM_NAME") or self._said(window, "WM_NAME")
        return "", ""

    def _said(self, window: Any, name: str) -> str:
        from Xlib import X

        found = window.get_property(self._display.intern_atom(name), X.AnyPropertyType, 0, 256)
        return _bytes(found).decode("utf-8", "replace").strip().removesuffix("\0") if found is not None else ""

    @staticmethod
    def _bad_atom() -> type[Exception]:
        from Xlib.error import BadAtom

        kind: type[Exception] = BadAtom
        return kind

    @contextlib.contextmanager
    def _alive(self) -> Iterator[None]:
        """Turn the ways in which a lost display shows into one. Raises: DesktopGone."""
        from Xlib.error import ConnectionClosedError, XError

        try:
            yield
        except (ConnectionClosedError, XError, OSError) as error:
            raise DesktopGone("The display is gone.", "Is the desktop session still there?") from error


def _bytes(found: Any) -> bytes:
    """The value of a property, whatever its size of items."""
    value = found.value
    if isinstance(value, bytes):
        return value
    return b"".join(int(item).to_bytes(4, "little", signed=item < 0) for item in value)
