"""The settings and rules as the daemon looks at them: read anew whenever their files change."""

import time
from typing import TYPE_CHECKING, Any

from app.config import Capture, load

if TYPE_CHECKING:
    from pathlib import Path

    from app.home import Home
    from core.screen.rules import Rules

OWN_SECONDS = 30.0
"""How often it is asked anew which windows are Ebb's own while the app has said that it runs: it may have died."""


class Current:
    """The settings of capturing and the rules made of them."""

    def __init__(self, home: "Home") -> None:
        self._home = home
        self._read: Any = None
        self._ruled: Any = None
        self.capture = Capture()
        self.rules: Rules | None = None

    def refresh(self) -> bool:
        """Read what changed; returns whether that was the settings.

        Raises: BadInput for settings that are wrong; until they are right again it is raised each time.
        """
        config, own = _stamp(self._home.config), _stamp(self._home.root / "app.json")
        changed = self.rules is None or config != self._read
        if changed:
            self.rules = None
            self.capture = load(self._home.config).capture
        ruled = own and (own, time.monotonic() // OWN_SECONDS)
        if changed or ruled != self._ruled:
            from app.capture.own import own_windows
            from core.screen.rules import Rules

            self.rules = Rules.of(self.capture, own_windows(self._home))
        self._read, self._ruled = config, ruled
        return changed


def _stamp(path: "Path") -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
