"""Memories written as a vault that people read and edit: only what changed, and never over what somebody edited.

Three things decide about a file: what was written last (the manifest), what stands there, what would be written.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.vault import manifest as manifests
from app.vault.deciding import Deciding
from app.vault.folder import EDITED, Folder
from app.vault.manifest import Manifest
from app.vault.places import PAGE, PICTURE, Places, is_memory, is_page
from app.vault.recovery import recover
from app.vault.report import Report
from app.vault.states import States
from app.vault.wanted import Wanted
from app.vault.writing import Writing
from core.store import exporting, proposals
from core.store.exporting import Head, Outline

if TYPE_CHECKING:
    from app.ebb import Ebb

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
T = TypeVar("T", Head, Outline)


class Export:
    """One vault, open for writing; `run` may be called again, for what changed since. Hold the vault's lock."""

    def __init__(self, ebb: "Ebb", manifest: Manifest, wanted: Wanted) -> None:
        """Nothing is looked at yet; `manifest` says what was written before, and where the vault is."""
        self._ebb = ebb
        self._store = ebb.exchange.store
        self._wanted = wanted
        self._folder = Folder(manifest.root, durable=ebb.config.store.durability == "full")
        self._manifest = manifest
        self._states: States | None = None
        self._places: Places | None = None
        self._absent: set[str] = set()

    @property
    def root(self) -> Path:
        """Where the vault is."""
        return self._folder.root

    def run(self, progress: Progress | None = None, cancelled: Cancelled = lambda: False) -> Report:
        """Write what changed since the last run, up to the page after which it is cancelled. Raises: OSError."""
        report = Report(dry_run=self._wanted.dry_run)
        self._begin()
        places = self._places = Places(
            self._manifest, self._folder, self._wanted.style, self._wanted.redact, dry=self._wanted.dry_run
        )
        report.moved = places.find_moved()
        self._let_return()
        total = self._choose(places)
        writing = Writing(self._folder, self._manifest, dry=self._wanted.dry_run)
        deciding = Deciding(self._ebb.exchange, self._folder, self._manifest, places, writing, self._wanted, report)
        for page in self._pages(exporting.outlines):
            if cancelled():
                report.cancelled = True
                break
            deciding.take(page)
            places.let_go(one.id for one in page)
            self._keep(page)
            report.memories += len(page)
            if progress:
                progress(report.memories, total)
        self._absent = set(report.deleted)
        if not report.cancelled:
            self._end(report, places, writing)
        writing.commit()
        return report

    def _let_return(self) -> list[str]:
        """Have the notes written again of whose deletion the person wanted nothing."""
        kept = self._store.read(proposals.declined_deletions)
        gone = [id for id in kept if (entry := self._manifest.get(id)) and self._folder.seen(entry.path) is None]
        self._manifest.drop(gone)
        return gone

    def follow(self, ids: Sequence[str], *, lost: bool) -> Report:
        """After `run`: write what changed of these memories alone, and if `lost` take out what is forgotten.

        What was deleted in the vault before is not told again, and the pages of days and people are left to
        `run_pages`. Raises: OSError.
        """
        assert self._places
        report = Report()
        writing = Writing(self._folder, self._manifest, dry=False)
        deciding = Deciding(
            self._ebb.exchange, self._folder, self._manifest, self._places, writing, self._wanted, report
        )
        report.moved = self._places.find_moved(ids)
        ids = sorted({*ids, *self._let_return()})
        chosen = ids if self._wanted.only is None else sorted({*ids} & {*self._wanted.only})
        parts = [chosen[start : start + exporting.PAGE] for start in range(0, len(chosen), exporting.PAGE)]
        for part in parts:
            for head in self._of(exporting.heads, part):
                self._places.give(head)
        for part in parts:
            page = self._of(exporting.outlines, part)
            deciding.take(page)
            self._keep(page)
            report.memories += len(page)
        writing.commit()
        if lost:
            self._remove_forgotten(report)
        report.deleted = [path for path in report.deleted if path not in self._absent]
        self._absent.update(report.deleted)
        return report

    def look(self, folders: Iterable[str]) -> Report:
        """After `run`: follow the notes that were moved away from these folders, deleted there, or put back.

        Raises: OSError.
        """
        gone, back = set[str](), set[str]()
        for folder in folders:
            for key, entry in self._manifest.within(folder):
                stands = self._folder.seen(entry.path) is not None
                if is_memory(key) and stands == (entry.path in self._absent):
                    (back if stands else gone).add(key)
        self._absent -= {path for id in back if (path := self._manifest.path(id))}
        looked = sorted(gone | back)
        for start in range(0, len(looked), exporting.PAGE):
            gone.update(self._store.read(partial(exporting.callers, ids=looked[start : start + exporting.PAGE])))
        return self.follow(sorted(gone | back), lost=False) if looked else Report()

    def folders(self, ids: Iterable[str] | None = None) -> set[str]:
        """The folders in which the notes of these memories lie, or all."""
        paths = (
            (path for id in ids if (path := self._manifest.path(id)))
            if ids is not None
            else (entry.path for key, entry in self._manifest.items() if is_memory(key))
        )
        return {path.rpartition("/")[0] for path in paths}

    def run_pages(self) -> Report:
        """After `run` or `follow`: renew the pages of days and people. Raises: OSError."""
        assert self._places
        report = Report()
        writing = Writing(self._folder, self._manifest, dry=False)
        self._write_pages(report, self._places, writing)
        writing.commit()
        self._manifest.compact(now=self._places.renamed)
        return report

    def _write_pages(self, report: Report, places: Places, writing: Writing) -> None:
        from app.vault.paging import Paging

        paging = Paging(self._ebb.exchange.store, self._folder, self._manifest, places, writing, self._wanted)
        paging.write(report, self._absent)

    def _of(self, read: Callable[..., list[T]], ids: Sequence[str]) -> list[T]:
        return self._store.snapshot(partial(read, after="", filters=self._wanted.filters, only=ids))

    def _begin(self) -> None:
        if not self._wanted.dry_run:
            self._folder.prepare()
        if not self._manifest.exists:
            self._manifest.begin({"flavour": self._wanted.style.flavour, "redacted": self._wanted.redaction})
        recover(self._manifest, self._folder)
        if self._states is None and not self._wanted.redact and not self._wanted.dry_run:
            self._states = States(self._folder.root)

    def _choose(self, places: Places) -> int:
        """Give every memory its file; returns how many there are."""
        total = 0
        for page in self._pages(exporting.heads):
            self._manifest.fetch(head.id for head in page)
            for head in page:
                places.give(head)
            total += len(page)
        return total

    def _keep(self, page: Sequence[Outline]) -> None:
        if self._states:
            self._states.keep(self._store.read(lambda connection: list(exporting.kept(connection, page))))

    def _end(self, report: Report, places: Places, writing: Writing) -> None:
        self._remove_forgotten(report)
        if report.changed or not any(self._manifest.items(PAGE)):
            self._write_pages(report, places, writing)
        writing.commit()
        self._clear_incoming(report)
        self._manifest.compact(now=places.renamed)
        if self._states:
            self._states.drop(self._living)
            self._states.compact()

    def _remove_forgotten(self, report: Report) -> None:
        """Take out the files of memories that are gone, unless somebody edited them."""
        entries = ((key, entry) for key, entry in self._manifest.items() if not is_page(key))
        while part := list(islice(entries, exporting.PAGE)):
            living = self._living([entry.of if key.startswith(PICTURE) else key for key, entry in part])
            gone: list[str] = []
            for key, entry in part:
                if (entry.of if key.startswith(PICTURE) else key) in living:
                    continue
                if self._folder.standing(entry) == EDITED:
                    report.left.append(entry.path)
                    continue
                gone.append(key)
                report.removed += is_memory(key)
                if not self._wanted.dry_run:
                    self._folder.remove(entry.path)
            self._manifest.drop(gone)

    def _living(self, ids: Sequence[str]) -> set[str]:
        return self._store.read(partial(exporting.living, ids=ids))

    def _clear_incoming(self, report: Report) -> None:
        """Take away offers that nobody needs any more."""
        if self._wanted.all and not self._wanted.dry_run:
            for path in self._folder.below(manifests.INCOMING):
                if path.removeprefix(f"{manifests.INCOMING}/") not in report.offered:
                    self._folder.remove(path)

    def _pages(self, read: Callable[..., list[T]]) -> Iterator[list[T]]:
        """The memories that are wanted, page by page, each from one moment."""
        after = ""
        while page := self._store.snapshot(
            partial(read, after=after, filters=self._wanted.filters, only=self._wanted.only)
        ):
            yield page
            after = page[-1].id


def exported(
    ebb: "Ebb", directory: Path, progress: Progress | None = None, cancelled: Cancelled = lambda: False
) -> Report:
    """Write everything to the vault in `directory` as the settings say. Raises: BadInput, Locked, DiskFull."""
    from app.vault.opening import export, located
    from app.vault.wanted import wanted

    return export(ebb, located(directory), wanted(ebb), progress, cancelled)
