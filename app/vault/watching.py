"""A vault kept current: notes at once, by asking the memory which of them changed; pages and all else when it is quiet.

Only what was kept between two looks tells what changed, a few numbers for every block of memories; files are looked at
where a memory changed, and all of them by the whole runs in between.
"""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from app.vault.export import Export
from app.vault.manifest import Manifest
from app.vault.report import Report
from app.vault.wanted import Wanted, renewed
from core.store import blocks, exporting
from core.store.blocks import Stamps

if TYPE_CHECKING:
    from app.ebb import Ebb

REST = 3
"""How many times as long as pages, or a whole run, took there is none after them."""
MANY = 40
"""Blocks of memories after whose change a whole run costs no more."""
WHOLE_SECONDS = 3600.0
"""How long after a whole run the next one is, if the memory changed: so that what was moved in the vault is found."""


class Watching:
    """What a watch knows between two looks; `stamp` tells whether another program wrote the vault since."""

    def __init__(self, ebb: "Ebb", load: Callable[[Wanted], Manifest], wanted: Wanted) -> None:
        """`load` reads the manifest; nothing is looked at yet."""
        self.stamp = (-1, -1)
        self._ebb = ebb
        self._store = ebb.exchange.store
        self._load = load
        self._wanted = wanted
        self._export: Export | None = None
        self._known = Stamps({}, 0, 0)
        self._moved_on = -1
        self._behind = False
        self._rest_until = 0.0
        self._whole_at = 0.0

    def is_due(self) -> bool:
        """Whether the memory changed, or pages have still to follow and may; costs next to nothing."""
        return self._moved_on != self._store.read(exporting.moved_on) or (self._behind and self._has_rested())

    def follow(self, stamp: tuple[int, int], cancelled: Callable[[], bool]) -> Report | None:
        """Write what changed; None if that has to wait. Hold the vault's lock. Raises: OSError, BadInput."""
        moved_on = self._store.read(exporting.moved_on)
        if self._export and moved_on == self._moved_on and stamp == self.stamp:
            return self._run_pages(self._export)
        now = self._store.snapshot(blocks.stamps)
        changed = now.changed(self._known)
        is_renewed = self._is_renewed()
        if self._export is None or stamp != self.stamp or is_renewed or monotonic() >= self._whole_at:
            report = self._run_whole(cancelled)
        elif len(changed) <= MANY:
            ids = self._store.read(lambda connection: blocks.ids(connection, changed))
            report = self._export.follow(ids, lost=now.lost(self._known))
            self._behind = self._behind or report.changed > 0
        elif self._has_rested():
            report = self._run_whole(cancelled)
        else:
            return None
        if not report.cancelled:
            self._known, self._moved_on = now, moved_on
        return report

    def _run_whole(self, cancelled: Callable[[], bool]) -> Report:
        begun = monotonic()
        self._export = None
        export = Export(self._ebb, self._load(self._wanted), self._wanted)
        report = export.run(cancelled=cancelled)
        if not report.cancelled:
            self._export, self._behind = export, False
        self._rested(begun)
        self._whole_at = monotonic() + WHOLE_SECONDS
        return report

    def _run_pages(self, export: Export) -> Report:
        begun = monotonic()
        report = export.run_pages()
        self._behind = False
        self._rested(begun)
        return report

    def _rested(self, begun: float) -> None:
        self._rest_until = monotonic() + REST * (monotonic() - begun)

    def _has_rested(self) -> bool:
        return monotonic() >= self._rest_until

    def _is_renewed(self) -> bool:
        """Whether somebody is known now who has to be taken out; from now on they are."""
        fresh = renewed(self._ebb, self._wanted)
        if fresh.redact == self._wanted.redact:
            return False
        self._wanted = fresh
        return True
