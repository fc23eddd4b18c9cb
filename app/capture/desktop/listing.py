"""The windows of an X server as everybody else knows them, and the borders that are nobody's to look at."""

from collections.abc import Iterator, Sequence

from app.capture.desktop.toplevels import OPAQUE, Toplevel
from core.screen.frame import Rect, Window


def as_windows(tops: Sequence[Toplevel], active: int | None, through: bool) -> tuple[Window, ...]:
    """The windows that show, topmost first, as they come in; `through` says that faint ones let others through."""
    return tuple(_as_window(top, tops, active, through) for top in tops)


def _as_window(top: Toplevel, tops: Sequence[Toplevel], active: int | None, through: bool) -> Window:
    app, title = _as_popup(top, tops) if top.popup else (top.app, top.title)
    number = int(top.client.id)
    return Window(
        id=str(number),
        app=app,
        title=title,
        rect=top.visible,
        url=top.url,
        pid=top.pid,
        active=number == active,
        popup=top.popup,
        translucent=top.holes or (through and top.opacity < OPAQUE),
    )


def _as_popup(top: Toplevel, tops: Sequence[Toplevel]) -> tuple[str, str]:
    """The program and title of a menu or tip: those of the window that it belongs to.

    Where several windows could be the one, nobody can tell: a private window's menu must not pass as another's.
    """
    others = [other for other in tops if not other.popup]
    owners = [other for other in others if int(other.client.id) == top.owner]
    owners = owners or [other for other in others if _same_program(top, other)]
    if not owners:
        return top.app, top.title
    kinds = {(owner.app, owner.title) for owner in owners}
    return kinds.pop() if len(kinds) == 1 else ("", top.title)


def _same_program(popup: Toplevel, other: Toplevel) -> bool:
    """Whether a window may be the one that a popup is of: by name, and by process where it has no name."""
    if popup.app:
        return other.app == popup.app and (None in (popup.pid, other.pid) or other.pid == popup.pid)
    return popup.pid is not None and other.pid == popup.pid


def borders(tops: Sequence[Toplevel]) -> Iterator[Rect]:
    """What shows of all that a window manager drew around windows, on the screen; the windows come topmost first."""
    above: list[Rect] = []
    for top in tops:
        if top.framed:
            yield from minus(top.visible, [top.inside, *above])
        above.append(top.visible)


def minus(rect: Rect, holes: Sequence[Rect]) -> list[Rect]:
    """What of a rectangle lies outside all the others, in pieces that do not overlap."""
    pieces = [rect]
    for hole in holes:
        pieces = [part for piece in pieces for part in _around(piece, hole)]
    return pieces


def _around(rect: Rect, hole: Rect) -> Iterator[Rect]:
    """Above, below, left and right of a hole."""
    cut = rect.meet(hole)
    if cut is None:
        yield rect
        return
    strips = (
        Rect(rect.x, rect.y, rect.width, cut.y - rect.y),
        Rect(rect.x, cut.bottom, rect.width, rect.bottom - cut.bottom),
        Rect(rect.x, cut.y, cut.x - rect.x, cut.height),
        Rect(cut.right, cut.y, rect.right - cut.right, cut.height),
    )
    yield from (strip for strip in strips if strip.width > 0 and strip.height > 0)
