"""Which windows may be looked at: one decision for a window, with the rule that made it, before a pixel is taken.

Everything that keeps a window out comes before anything that lets it in; what cannot be told is kept out. What only
the pixels can say, the address and the mode in a browser's tool bar, `core.screen.pages` judges after the reading.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from core.screen import globs, hours, private
from core.screen.confusions import blurred
from core.screen.frame import Line, Scene, Window
from core.screen.programs import ALWAYS_PRIVATE, BROWSERS, LOCKERS, PROMPT_TITLES, PROMPTS, VAULTS

OPEN = "allowed: no rule against it"
PRIVATE = "private window"
UNKNOWN = "unknown window"
_PROMPT_WORDS = frozenset(globs.folded(title) for title in PROMPT_TITLES)


class Settings(Protocol):
    """The settings that rules are made of; `app.config.Capture` has them."""

    @property
    def exclude_apps(self) -> tuple[str, ...]:
        """Patterns of programs that are kept out."""

    @property
    def exclude_titles(self) -> tuple[str, ...]:
        """Patterns of titles that are kept out."""

    @property
    def exclude_urls(self) -> tuple[str, ...]:
        """Patterns of addresses that are kept out."""

    @property
    def only_apps(self) -> tuple[str, ...]:
        """Patterns of the only programs that are let in; empty lets all in."""

    @property
    def unknown(self) -> str:
        """keep or skip what nobody can tell."""

    @property
    def private(self) -> str:
        """keep or skip private windows."""

    @property
    def hours(self) -> tuple[str, ...]:
        """The only times at which is captured; empty means always."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something may be kept, and the rule that says so, as a person reads it."""

    allowed: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Own:
    """The windows in which Ebb itself is shown: by id, and by processes that may own them."""

    windows: frozenset[int] = frozenset()
    pids: frozenset[int] = frozenset()

    @classmethod
    def of(cls, windows: Iterable[str] = (), pids: Iterable[int] = ()) -> "Own":
        """Made of window ids, decimal or 0x…, and process ids; ids that are no numbers are left out."""
        return cls(frozenset(number for one in windows if (number := _number(one)) is not None), frozenset(pids))

    def holds(self, window: Window) -> bool:
        """Whether a window is one of them."""
        return _number(window.id) in self.windows or window.pid in self.pids


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be looked at, put together from the settings once."""

    settings: Settings
    own: Own = Own()
    stretches: tuple[hours.Hours, ...] = field(default=())

    @classmethod
    def of(cls, settings: Settings, own_windows: Own = Own()) -> "Rules":  # noqa: B008 - a frozen value
        """Read the settings. Raises: BadInput for hours that are none."""
        return cls(settings, own_windows, tuple(hours.parsed(one) for one in settings.hours))

    def decide(self, window: Window, at: datetime) -> Decision:
        """Say whether a window may be looked at, taken by itself; see `decisions` for menus and dialogs."""
        against = self._against(window, at)
        return Decision(False, against) if against else Decision(True, self._for(window))

    def decisions(self, scene: Scene) -> dict[str, Decision]:
        """Say it for every window of a scene, by id: what belongs to a window that is kept out is kept out with it."""
        alone = {window.id: self.decide(window, scene.at) for window in scene.windows}
        out = [window for window in scene.windows if not alone[window.id].allowed]
        return {
            window.id: self._with(window, alone[window.id], [(one, alone[one.id].rule) for one in out])
            for window in scene.windows
        }

    def url_allowed(
        self, url: str | None, lines: Sequence[Line] | Sequence[str] = (), app: str | None = None
    ) -> Decision:
        """Judge an address, and what was read of a tool bar: every address in it, and whether it names a private mode.

        Signs that reading mistakes for each other count as the same. `app` tells a program that is no browser, of
        which the lines say nothing.
        """
        texts = [line if isinstance(line, str) else line.text for line in lines]
        browser = app is None or is_browser(app)
        if browser and self.settings.private == "skip" and any(private.tool_bar_says_private(text) for text in texts):
            return Decision(False, PRIVATE)
        found = [address for text in texts for address in globs.addresses(text)] if browser else []
        pattern = self._url_pattern([url, *found] if url else found) or self._blurred_pattern(texts if browser else [])
        return Decision(False, f"url pattern {pattern}") if pattern else Decision(True, OPEN)

    def _against(self, window: Window, at: datetime) -> str | None:
        """The first rule that keeps a window out, or None."""
        if self.own.holds(window):
            return "Ebb itself"
        if not hours.within(self.stretches, at):
            return "outside the hours"
        return _sort(window) or self._private(window) or self._patterns(window) or self._doubt(window)

    def _private(self, window: Window) -> str | None:
        if self.settings.private != "skip":
            return None
        browser = is_browser(window.app)
        if _named(ALWAYS_PRIVATE, window.app) or private.title_says_private(window.title, browser):
            return PRIVATE
        return "browser popup" if browser and window.popup else None

    def _patterns(self, window: Window) -> str | None:
        known = self.settings
        for pattern in known.exclude_apps:
            if globs.app_excluded(pattern, window.app):
                return f"app pattern {pattern}"
        for pattern in known.exclude_titles:
            if globs.title_matches(pattern, window.title):
                return f"title pattern {pattern}"
        page = self._url_pattern([*([window.url] if window.url else []), *globs.addresses(window.title)])
        return f"url pattern {page}" if page else None

    def _doubt(self, window: Window) -> str | None:
        """What keeps a window out because too little is known about it."""
        nameless = not window.app.strip() or (is_browser(window.app) and not window.title.strip())
        if nameless and self.settings.unknown == "skip":
            return UNKNOWN
        only = self.settings.only_apps
        if only and not any(globs.app_named(pattern, window.app) for pattern in only):
            return "not among only_apps"
        return None

    def _for(self, window: Window) -> str:
        """The rule that lets a window in."""
        for pattern in self.settings.only_apps:
            if globs.app_named(pattern, window.app):
                return f"allowed: only_apps {pattern}"
        return "allowed: unknown windows are kept" if not window.app.strip() else OPEN

    def _with(self, window: Window, alone: Decision, out: Sequence[tuple[Window, str]]) -> Decision:
        """The decision for a window beside those that are kept out."""
        if not alone.allowed:
            return alone
        for other, rule in out:
            if _belongs(window, other) and rule not in ("outside the hours", UNKNOWN):
                return Decision(False, f"belongs to: {rule}")
        return alone

    def _url_pattern(self, urls: Sequence[str]) -> str | None:
        fits = (one for one in self.settings.exclude_urls if any(globs.url_matches(one, url) for url in urls))
        return next(fits, None)

    def _blurred_pattern(self, texts: Sequence[str]) -> str | None:
        """The first pattern that an address fits as a tired reader sees both."""
        found = [address for text in texts for address in globs.addresses(blurred(text))]
        fits = (
            one
            for one in self.settings.exclude_urls
            if any(globs.url_matches(blurred(one), address) for address in found)
        )
        return next(fits, None)


def is_browser(app: str) -> bool:
    """Whether a program shows pages that may be private."""
    return _named(BROWSERS, app)


def allowed(decisions: Mapping[str, Decision], window: Window) -> bool:
    """Whether a window of a scene may be looked at; one that nobody decided on may not."""
    decision = decisions.get(window.id)
    return decision is not None and decision.allowed


def _sort(window: Window) -> str | None:
    """The built-in rule for what a window is."""
    if _named(LOCKERS, window.app):
        return "lock screen"
    if _named(PROMPTS, window.app) or _asks_for_password(window.title):
        return "password prompt"
    return "password manager" if _named(VAULTS, window.app) else None


def _asks_for_password(title: str) -> bool:
    padded = f" {_words(globs.folded(title))} "
    return any(f" {words} " in padded if words.isascii() else words in padded for words in _PROMPT_WORDS)


def _words(text: str) -> str:
    """The text's words alone, single-spaced; an underscore or an apostrophe joins."""
    return " ".join("".join(char if char.isalnum() or char in "_'-" else " " for char in text).split())


@lru_cache(maxsize=512)
def _named(patterns: tuple[str, ...], app: str) -> bool:
    return any(globs.app_excluded(pattern, app) for pattern in patterns)


def _belongs(window: Window, other: Window) -> bool:
    """Whether a window is a menu or a dialog of the program of another, as far as can be told."""
    same = window.app == other.app or (window.pid is not None and window.pid == other.pid)
    return same and (window.popup or (is_browser(other.app) and not private.has_browser_name(window.title)))


def _number(text: str) -> int | None:
    try:
        return int(text, 0)
    except ValueError:
        return None
