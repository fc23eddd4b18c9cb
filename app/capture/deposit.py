"""Hands what is new to those who keep it: its pixels to the spool, its row to the database, both or neither."""

from collections import deque
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from core.errors import EbbError

if TYPE_CHECKING:
    from app.capture.spool import Spool
    from app.screens.keeping import Keeping
    from core.screen.frame import Sighting

BACKLOG = 16
"""How many sightings are held while they cannot be handed on; older ones give way."""


class Deposit:
    """What was seen waits here, packed, only while the spool is full or the database locked."""

    def __init__(self, spool: "Spool", keeping: "Keeping") -> None:
        self.spool = spool
        self._keeping = keeping
        self._backlog: deque[tuple[Sighting, bytes, str]] = deque(maxlen=BACKLOG)
        self.kept = 0
        """Frames handed on."""
        self.trouble: str | None = None
        """Why something could not be handed on, as a sentence; None if nothing is held."""

    def put(self, sighting: "Sighting", rule: str) -> None:
        """Hand a sighting on now, or as soon as that works; while something is held, `flush` tries anew.

        Its pixels are not needed any longer when this returns.
        """
        from app.capture.spool import packed

        bare = replace(sighting, view=replace(sighting.view, pixels=sighting.view.pixels[:0].copy()))
        self._backlog.append((bare, packed(sighting), rule))
        if self.trouble is None:
            self.flush()

    def flush(self) -> bool:
        """Hand on what is held, oldest first; false if something still is."""
        while self._backlog:
            try:
                self._hand_on(*self._backlog[0])
            except EbbError as error:
                self.trouble = f"What was seen cannot be kept: {error.message}"
                return False
            self._backlog.popleft()
            self.kept += 1
        self.trouble = None
        return True

    def skip(self, rule: str, app: str, at: datetime) -> None:
        """Count a look at a window that was not captured, without its content."""
        with suppress(EbbError):  # a count is lost; what keeps it from being written shows elsewhere
            self._keeping.skip(rule, app, at)

    def _hand_on(self, sighting: "Sighting", pixels: bytes, rule: str) -> None:
        id = self.spool.put_packed(pixels)
        try:
            self._keeping.open_frame(sighting, rule, id)
        except BaseException:
            self.spool.drop(id)
            raise
