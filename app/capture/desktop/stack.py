"""All windows of an X server in the order in which they lie, kept right by the server's own events.

Asking each window anew at each look would cost a hundred round trips; a screen where nothing moves costs one.
"""

import select
import time
from collections.abc import Callable, Iterator
from typing import Any

from app.capture.desktop.listing import as_windows, borders
from app.capture.desktop.toplevels import OPAQUE, READERS, Gone, Toplevel
from core.screen.frame import Rect, Window

RESYNC_SECONDS = 120.0
"""How often everything is asked anew, should an event have been missed."""
GUARD = "mutter guard window"
"""Below this one GNOME's window manager keeps the windows that it hides."""


class Stack:
    """The windows of a display. `turn` grows with every change of them, `moved_at` tells when the last one moved.

    Takes the display's events; others may ask for theirs through `listen`.
    """

    def __init__(self, display: Any) -> None:
        from Xlib import X

        self._display = display
        self._x = X
        self._root = display.screen().root
        self._atoms: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._tops: dict[int, Toplevel] = {}
        self._within: dict[int, Toplevel] = {}
        self._order: list[int] = []
        self._order_known = False
        self._synced = -RESYNC_SECONDS
        self._active: int | None = None
        self._active_known = False
        self._listeners: dict[int, Callable[[Any], None]] = {}
        self.turn = 0
        self.moved_at = 0.0
        size = self._root.get_geometry()
        self._screen = Rect(0, 0, size.width, size.height)
        self._said: tuple[object, tuple[Window, ...], tuple[Rect, ...]] = (None, (), ())
        put = {X.CreateNotify, X.ReparentNotify, X.ConfigureNotify, X.GravityNotify, X.CirculateNotify}
        self._structural = put | {X.MapNotify, X.UnmapNotify, X.DestroyNotify}
        mask = X.SubstructureNotifyMask | X.StructureNotifyMask | X.PropertyChangeMask
        self._root.change_attributes(event_mask=mask)
        self.listen(display.extension_event.ShapeNotify, self._shaped)

    def atom(self, name: str) -> int:
        """The number of a name."""
        if name not in self._atoms:
            number = int(self._display.intern_atom(name))
            self._atoms[name] = number
            self._names[number] = name
        return self._atoms[name]

    def listen(self, kind: int, hear: Callable[[Any], None]) -> None:
        """Have events of one kind, by their number, handed on."""
        self._listeners[kind] = hear

    # -- keeping up ---------------------------------------------------------------------------------------------

    def catch_up(self) -> bool:
        """Hear all events that the server sent up to now, and ask what they made unknown; False if it stays unknown."""
        self._display.sync()
        self.hear()
        now = time.monotonic()
        if now - self._synced > RESYNC_SECONDS:
            self._synced = now
            self._tops.clear()
            self._within.clear()
            self._order_known = self._active_known = False
        for _ in range(3):
            if self._asked():
                return True
            self._display.sync()
            self.hear()
        return False

    def hear(self) -> None:
        """Take in the events that have arrived."""
        while self._display.pending_events():
            event = self._display.next_event()
            if not event.send_event:
                self._hear_one(event)

    def settle(self, seconds: float, patience: float) -> bool:
        """Wait until no window has moved for so long; False where that does not come to pass in time.

        What lay under a window that went is drawn a moment later.
        """
        end, known = time.monotonic() + patience, True
        while (left := self.moved_at + seconds - time.monotonic()) > 0:
            if time.monotonic() > end:
                return False
            select.select([self._display.fileno()], [], [], left)
            known = self.catch_up()
        return known

    def _moved(self) -> None:
        self.turn += 1
        self.moved_at = time.monotonic()

    def _hear_one(self, event: Any) -> None:
        kind = event.type
        if kind in self._listeners:
            self._listeners[kind](event)
        elif kind == self._x.PropertyNotify:
            self._hear_property(event)
        elif kind in self._structural:
            self._hear_structure(event)

    def _hear_property(self, event: Any) -> None:
        name = self._names.get(event.atom)
        if event.window.id == self._root.id:
            if name == "_NET_ACTIVE_WINDOW":
                self._active_known = False
            return
        top = self._within.get(event.window.id)
        if top and name and top.forget(name) and top.shown:
            self.turn += 1

    def _hear_structure(self, event: Any) -> None:
        """A window was made, put, moved, shown, hidden or ended: under the root, or inside a frame."""
        x, root = self._x, self._root.id
        if event.type == x.CreateNotify:
            self._order_known = False
            return
        heard_at, about = event.event.id, event.window.id
        if heard_at != root:
            self._hear_inside(heard_at)
            return
        if about == root and event.type == x.ConfigureNotify:
            self._screen = Rect(0, 0, event.width, event.height)
        top = self._tops.get(about)
        if event.type in (x.ReparentNotify, x.DestroyNotify, x.CirculateNotify) or top is None:
            self._order_known = False
            if about == root or (top and top.shown):
                self._moved()
            if event.type != x.CirculateNotify:
                self._drop(about)
        else:
            self._hear_change(top, event)

    def _hear_change(self, top: Toplevel, event: Any) -> None:
        """A known window was moved, restacked, shown or hidden."""
        x = self._x
        shown = top.shown
        if event.type == x.ConfigureNotify:
            border = 2 * event.border_width
            rect = Rect(event.x, event.y, event.width + border, event.height + border)
            if (rect.width, rect.height) != (top.rect.width, top.rect.height):
                top.forget_client()
            top.rect = rect
            self._order_known = False
        elif event.type in (x.MapNotify, x.UnmapNotify):
            top.mapped = event.type == x.MapNotify
            top.forget_client()
        if shown or top.shown:
            self._moved()

    def _hear_inside(self, frame: int) -> None:
        top = self._within.get(frame)
        if top:
            top.forget_client()
            if top.shown:
                self._moved()

    def _shaped(self, event: Any) -> None:
        top = self._tops.get(event.affected_window.id)
        if top:
            top.forget_client()
            self._moved()

    def _drop(self, number: int) -> None:
        top = self._tops.pop(number, None)
        if top:
            self._within = {inside: held for inside, held in self._within.items() if held is not top}

    # -- asking -------------------------------------------------------------------------------------------------

    def _asked(self) -> bool:
        """Ask what is not known; False if something went meanwhile."""
        if not self._order_known:
            self._order_known = True
            self._ask_order()
        if not self._active_known:
            self._active_known = True
            said = self._root.get_property(self.atom("_NET_ACTIVE_WINDOW"), 0, 0, 1)
            self._active = int(said.value[0]) if said and len(said.value) else None
        whole = True
        for top in list(self._tops.values()):
            if top.shown:
                whole &= self._ask(top)
        return whole

    def _ask_order(self) -> None:
        children = self._root.query_tree().children
        self._order = [int(child.id) for child in children]
        for number in set(self._tops) - set(self._order):
            self._drop(number)
        for child in children:
            if child.id not in self._tops:
                top = Toplevel(child, self.atom)
                try:
                    child.shape_select_input(1)
                    top.measure()
                except Gone:
                    continue
                self._tops[top.id] = top
                if top.shown:
                    self._moved()

    def _ask(self, top: Toplevel) -> bool:
        def watch(window: Any, frame: bool) -> None:
            x = self._x
            mask = x.PropertyChangeMask | (x.SubstructureNotifyMask if frame else 0)
            self._within[int(window.id)] = top
            window.change_attributes(event_mask=mask)

        for name in READERS:
            self.atom(name)
        try:
            top.ask(watch)
        except Gone:
            top.forget_client()
            self._order_known = False
            return False
        return True

    # -- answering ----------------------------------------------------------------------------------------------

    def windows(self) -> tuple[Window, ...]:
        """The windows that show, topmost first."""
        return self._answer()[0]

    def borders(self) -> tuple[Rect, ...]:
        """What shows of all that window managers drew around windows, on the screen."""
        return self._answer()[1]

    def _answer(self) -> tuple[tuple[Window, ...], tuple[Rect, ...]]:
        """Both, made once per turn."""
        tops = list(self._shown())
        through = self._composited() if any(top.opacity < OPAQUE for top in tops) else False
        state = (self.turn, self._active, through)
        if self._said[0] != state:
            self._said = (state, as_windows(tops, self._active, through), tuple(borders(tops)))
        return self._said[1:]

    def apps(self) -> Iterator[tuple[str, Rect]]:
        """The programs whose windows show, each with what it covers."""
        return ((top.app, top.visible) for top in self._shown())

    def _shown(self) -> Iterator[Toplevel]:
        for number in reversed(self._order):
            top = self._tops.get(number)
            if top and top.mapped and top.input_only and top.override and self._is_guard(top):
                return
            if top and top.shown and top.visible.meet(self._screen):
                yield top

    def _is_guard(self, top: Toplevel) -> bool:
        if not top.title and top.rect.area > 1:
            self._ask(top)
        return top.title == GUARD

    def _composited(self) -> bool:
        """Whether something mixes windows that lie over each other (EWMH, _NET_WM_CM_Sn)."""
        number = self._display.get_default_screen()
        return bool(self._display.get_selection_owner(self.atom(f"_NET_WM_CM_S{number}")))
