"""A vault read back: what is unknown comes back as it was, what was edited becomes revisions, nothing is deleted.

Only Ebb's own list of files in the vault is written, so that the next export knows what has been taken in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.importing.items import Cancelled, Item, Progress, Remark, Skipped
from app.importing.report import Report
from app.vault import reading
from app.vault.drafts import adopted, bonds
from app.vault.manifest import FOLDER, Base, Entry, Manifest
from app.vault.note import Note
from app.vault.notes import NotANote
from app.vault.reading import File, Survey
from app.vault.states import States
from core.errors import BadInput
from core.store import adopting
from core.store.adopting import Adopted
from core.store.connection import Connection
from core.store.lock import FileLock
from core.store.shelf import Roll
from core.store.streaming import streaming

if TYPE_CHECKING:
    from app.ebb import Ebb

BATCH = 200  # Notes of one transaction.
BATCH_CHARACTERS = 4_000_000
SAMPLES = 3
LOCK_SECONDS = 30.0
FORMAT = "ebb-vault"


@dataclass(slots=True)
class Books:
    """What an import did so far."""

    total: int = 0
    new: Roll = field(default_factory=Roll)
    known: Roll = field(default_factory=Roll)
    linked: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    samples: list[Item] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def report(self, *, dry_run: bool, cancelled: bool) -> Report:
        """The books, closed."""
        added, known = len(self.new), len(self.known)
        self.new.add(self.known)
        return Report(
            format=FORMAT,
            added=added,
            known=known,
            linked=self.linked,
            skipped=tuple(self.skipped),
            remarks=tuple(self.remarks),
            samples=tuple(self.samples),
            by_kind=dict(self.kinds),
            ids=() if dry_run else self.new,
            dry_run=dry_run,
            cancelled=cancelled,
        )


def restored(
    ebb: "Ebb", path: Path, *, dry_run: bool, progress: Progress | None, cancelled: Cancelled | None
) -> Report:
    """Take in what the vault at `path`, or one note of it, holds and the memory does not; twice changes nothing.

    Raises: BadInput for a vault that a newer Ebb wrote.
    """
    path = path.absolute()
    stream = streaming(ebb.exchange.store, writing=not dry_run)
    if path.suffix.lower() == ".zip" and path.is_file():
        from app.vault.zipped import unpacked

        with unpacked(path) as (root, refused), ebb.exchange.pending.paused(), stream:
            work = Restoring(ebb, root, dry_run, progress, cancelled, origin=path)
            work.books.skipped += refused
            done = work.run(None)
        ebb.exchange.pending.wake()
        return done
    root = reading.root_of(path) or (path if path.is_dir() else path.parent)
    with ebb.exchange.pending.paused(), stream:
        done = Restoring(ebb, root, dry_run, progress, cancelled).run(None if path.is_dir() else path)
    ebb.exchange.pending.wake()
    return done


class Restoring:
    """One vault on its way back."""

    def __init__(
        self,
        ebb: "Ebb",
        root: Path,
        dry_run: bool,
        progress: Progress | None,
        cancelled: Cancelled | None,
        origin: Path | None = None,
    ) -> None:
        """Use `restored`; `origin` is the zip that was unpacked to `root`."""
        self.origin = origin or root
        self.ebb = ebb
        self.store = ebb.exchange.store
        self.root = root
        self.dry_run = dry_run
        self.manifest = Manifest.load(root)
        self.states = States(root)
        self.books = Books()
        self._progress = progress
        self.stopped = cancelled or (lambda: False)

    def run(self, only: Path | None) -> Report:
        """Look at the files, then take in what is unknown, its links, and what was changed."""
        survey = reading.surveyed(self.root, self.manifest, only=only, progress=self._progress, cancelled=self.stopped)
        self.books.skipped += survey.skipped
        fresh = Roll() if survey.cancelled else self._fresh(survey)
        stopped = survey.cancelled or self._adopt(survey, fresh)
        if self.dry_run and not stopped:
            from app.vault.returning import counted

            counted(self, survey)
        elif not stopped:
            stopped = self._bind(survey, fresh) or self._rest(survey, fresh, whole=only is None)
        self.books.skipped = [replace(one, file=self.called(one.file)) for one in self.books.skipped]
        return self.books.report(dry_run=self.dry_run, cancelled=stopped)

    def _rest(self, survey: Survey, fresh: Roll, *, whole: bool) -> bool:
        from app.vault.returning import Returning

        return Returning(self, survey).run((id for id in survey.edited() if id not in fresh), whole=whole)

    def _fresh(self, survey: Survey) -> Roll:
        """The ids that the memory does not know, oldest first: so turns follow each other as they did."""
        fresh = Roll()
        for part in parts(survey.ids(), 500):
            there = self.store.read(partial(adopting.known, ids=part))
            fresh.add(id for id in part if id not in there)
            self.books.known.add(id for id in part if id in there)
        self.books.total = len(survey) + 2 * len(fresh)
        return fresh

    def _adopt(self, survey: Survey, fresh: Roll) -> bool:
        """Take in unknown notes; whether it was cancelled."""
        done = len(survey)
        for batch in self._read(survey, fresh):
            if self.stopped():
                return True
            wanted = [one for note, kept in batch if (one := self._adopted(survey, note, kept))]
            ids = [one.draft.id for one in wanted]
            if not self.dry_run:
                ids = list(self.store.write(partial(adopting.adopt, wanted=wanted)))
            self.books.new.add(ids)
            done += len(batch)
            self.told(done)
        return False

    def _adopted(self, survey: Survey, note: Note, kept: dict[str, Any]) -> Adopted | None:
        try:
            made = adopted(note, kept)
            made = replace(made, decided=made.superseded)
        except BadInput as error:
            self.books.skipped.append(Skipped(survey.file(note.id).path, error.message.rstrip(".")))
            return None
        self.books.kinds[note.kind] += 1
        if len(self.books.samples) < SAMPLES:
            self.books.samples.append(Item(note.text, note.kind, note.title or None, note.tags, note.occurred_at))
        return made

    def _bind(self, survey: Survey, fresh: Roll) -> bool:
        """Give what came in now, or before an import was cut off, its links back; whether it was cancelled."""
        done = self.books.total - len(fresh)
        after = 0
        while found := self.store.read(partial(adopting.unsettled, after=after, limit=BATCH)):
            after = found[-1][1]
            survey.fetch(id for id, _ in found)
            for batch in self._read(survey, [id for id, _ in found if id in survey]):
                if self.stopped():
                    return True
                numbers = dict(found)
                self.books.linked += self.store.write(partial(self._tie, batch=batch, numbers=numbers))
                done += len(batch)
                self.told(done)
        return False

    def _tie(self, connection: Connection, batch: list[tuple[Note, dict[str, Any]]], numbers: dict[str, int]) -> int:
        made = adopting.bind(connection, [bond for note, kept in batch for bond in self._bonds(note, kept)])
        adopting.settle(connection, [numbers[note.id] for note, _ in batch if note.id in numbers])
        return made

    def _bonds(self, note: Note, kept: dict[str, Any]) -> list[adopting.Bond]:
        try:
            return bonds(note, kept)
        except BadInput:
            return bonds(note, {})

    def _read(self, survey: Survey, ids: Iterable[str]) -> Iterator[list[tuple[Note, dict[str, Any]]]]:
        """The notes of these ids with what was kept beside them, in batches."""
        batch: list[Note] = []
        size = 0
        for id in ids:
            note = self.note(survey.file(id), id)
            if note:
                batch.append(note)
                size += len(note.text)
            if len(batch) >= BATCH or size >= BATCH_CHARACTERS:
                yield self._with_states(batch)
                batch, size = [], 0
        if batch:
            yield self._with_states(batch)

    def _with_states(self, batch: Sequence[Note]) -> list[tuple[Note, dict[str, Any]]]:
        kept = dict(self.states.of([note.id for note in batch]))
        return [(note, kept.get(note.id, {})) for note in batch]

    def note(self, file: File, id: str) -> Note | None:
        """The note in a file, None if it went, or changed, while this runs."""
        try:
            note = reading.note_of(self.root, file)
        except (NotANote, OSError):
            note = None
        if note is None or note.id != id:
            self.books.skipped.append(Skipped(file.path, "it was changed meanwhile"))
            return None
        return note

    def note_seen(self, entries: list[tuple[str, Entry, Base | None]]) -> None:
        """Write down that files were taken in as they stand: the next export may renew them."""
        if not (entries and self.manifest.exists):
            return
        try:
            with self._held():
                self.manifest.record(entries)
                self.manifest.settle()
        except OSError as error:
            self._complain(error)

    def _held(self) -> AbstractContextManager[None]:
        """While inside, no other program of Ebb's writes the vault. Raises: Locked."""
        return FileLock(self.root / FOLDER / "lock", LOCK_SECONDS).held()

    def _complain(self, error: OSError) -> None:
        told = f"its list of files cannot be written ({error.strerror}); the next export leaves what was edited alone"
        self.books.remarks.append(Remark(str(self.root), told))

    def called(self, path: str) -> str:
        """A path below the vault's folder as the person knows it."""
        below = path.removeprefix(str(self.root))
        return f"{self.origin}{below}" if below != path else path

    def told(self, done: int) -> None:
        """Tell how far it is."""
        if self._progress:
            self._progress(min(done, self.books.total), self.books.total)


def parts(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    """The ids, so many at once."""
    rest = iter(ids)
    while part := list(islice(rest, size)):
        yield part
