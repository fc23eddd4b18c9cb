"""A vault kept current: notes at once, by asking the memory which of them changed; pages and all else when it is quiet.

Only what was kept between two looks tells what changed: a few numbers for every block of memories, and the times of the
vault's folders. Files are looked at where a memory or a folder changed, and all of them by the whole runs in between.
"""

from collections.abc import Callable, Iterable
from time import monotonic
from typing import TYPE_CHECKING

from app.vault.export import Export
from app.vault.folders import Folders
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
"""How long after a whole run the next one is, if the memory changed: so that what no look in between found is."""
LOOK_SECONDS = 5.0
"""How often the times of the vault's folders are asked for; a tenth of a millisecond for a hundred folders."""


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
        self._folders: Folders | None = None
        self._touched: set[str] = set()
        self._look_at = 0.0

    def is_due(self) -> bool:
        """Whether the memory or a folder changed, or pages have still to follow and may; costs next to nothing."""
        if self._moved_on != self._store.read(exporting.moved_on):
            return True
        if self._folders and monotonic() >= self._look_at:
            self._look_at = monotonic() + LOOK_SECONDS
            self._touched |= self._folders.changed()
        return bool(self._behind or self._touched) and self._has_rested()

    def follow(self, stamp: tuple[int, int], cancelled: Callable[[], bool]) -> Report | None:
        """Write what changed; None if that has to wait. Hold the vault's lock. Raises: OSError, BadInput."""
        moved_on = self._store.read(exporting.moved_on)
        if self._export and moved_on == self._moved_on and stamp == self.stamp:
            return self._look(self._export) if self._touched else self._run_pages(self._export)
        now = self._store.snapshot(blocks.stamps)
        changed = now.changed(self._known)
        is_renewed = self._is_renewed()
        if self._export is None or stamp != self.stamp or is_renewed or monotonic() >= self._whole_at:
            report = self._run_whole(cancelled)
        elif len(changed) <= MANY:
            ids = self._store.read(lambda connection: blocks.ids(connection, changed))
            self._note_touched()
            report = self._export.follow(ids, lost=now.lost(self._known))
            self._behind = self._behind or report.changed > 0
            self._learn(self._export.folders(ids))
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
            self._folders, self._touched = Folders(self._export.root), set()
            self._learn(export.folders())
        self._rested(begun)
        self._whole_at = monotonic() + WHOLE_SECONDS
        return report

    def _run_pages(self, export: Export) -> Report:
        begun = monotonic()
        self._note_touched()
        report = export.run_pages()
        self._behind = False
        self._learn()
        self._rested(begun)
        return report

    def _look(self, export: Export) -> Report:
        """Follow what somebody moved or deleted in the folders that were touched."""
        begun = monotonic()
        self._note_touched()
        touched, self._touched = self._touched, set()
        report = export.look(touched)
        self._behind = self._behind or bool(report.memories or report.moved or report.deleted)
        self._learn(new.rpartition("/")[0] for _, new in report.moved)
        self._rested(begun)
        return report

    def _note_touched(self) -> None:
        """Keep in mind what somebody touched before this writes there too."""
        if self._folders:
            self._touched |= self._folders.changed()

    def _learn(self, folders: Iterable[str] = ()) -> None:
        if self._folders:
            self._folders.learn(folders)

    def _rested(self, begun: float) -> None:
        self._rest_until = monotonic() + REST * (monotonic() - begun)

    def _has_rested(self) -> bool:
        return monotonic() >= self._rest_until

    def _is_renewed(self) -> bool:
        """Whether somebody is known now who has to be taken out, or the query finds more; from now on both hold."""
        fresh = renewed(self._ebb, self._wanted)
        if fresh == self._wanted:
            return False
        self._wanted = fresh
        return True
