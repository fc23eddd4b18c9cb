"""What a browser's tool bar says once it has been read: the page's address, and whether the window is a private one.

A frame seldom shows the tool bar, so what it said last holds for a window until it says something else.
"""

from collections.abc import Sequence
from typing import NamedTuple

from core.screen import globs
from core.screen.frame import Line, Rect, Window
from core.screen.rules import OPEN, UNKNOWN, Decision, Rules, is_browser

TOOL_BAR = 200
"""Rows from a window's top within which its tabs, address and menu stand, on dense screens too."""
_WINDOWS_KEPT = 256


class _Seen(NamedTuple):
    title: str
    decision: Decision


class Pages:
    """What the tool bars of the windows said last."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._seen: dict[str, _Seen] = {}

    def judge(self, window: Window, view: Rect, lines: Sequence[Line]) -> Decision:
        """Say whether what was read of a window may be kept.

        `view` is its part of the monitor, on the screen, and `lines` are relative to that. A refusal holds while no
        other address is read. With patterns of addresses set, a page whose address nobody could read is unknown.
        """
        if not is_browser(window.app):
            return self._rules.url_allowed(window.url, app=window.app)
        bar = tool_bar(window, view, lines)
        decision = self._rules.url_allowed(window.url, bar, window.app)
        if decision.allowed and not self._speaks(window, bar):
            decision = self._held(window)
        self._keep(window, decision)
        return decision

    def _speaks(self, window: Window, bar: Sequence[Line]) -> bool:
        """Whether an address stands there, so that the tool bar may be believed."""
        return bool(window.url) or any(globs.addresses(line.text) for line in bar)

    def _held(self, window: Window) -> Decision:
        """What the tool bar said last; of a page with another title, only a refusal holds."""
        settings = self._rules.settings
        seen = self._seen.get(window.id)
        if seen is not None and (not seen.decision.allowed or seen.title == window.title):
            return seen.decision
        doubtful = bool(settings.exclude_urls) and settings.unknown == "skip"
        return Decision(False, f"{UNKNOWN}: no address read") if doubtful else Decision(True, OPEN)

    def _keep(self, window: Window, decision: Decision) -> None:
        self._seen.pop(window.id, None)
        self._seen[window.id] = _Seen(window.title, decision)
        if len(self._seen) > _WINDOWS_KEPT:
            del self._seen[next(iter(self._seen))]


def tool_bar(window: Window, view: Rect, lines: Sequence[Line]) -> list[Line]:
    """The lines that stand within a window's first rows, whichever part of it the view shows."""
    hidden = view.y - window.rect.y
    return [line for line in lines if hidden + line.rect.y < TOOL_BAR]
