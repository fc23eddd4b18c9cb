"""The pages of a vault, kept as its notes are: days with what happened, people and places, an index of it all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from itertools import groupby

from app.vault import names, pages
from app.vault.edges import escaped
from app.vault.folder import MISSING, OURS, Folder
from app.vault.manifest import INCOMING, Entry, Manifest, digest
from app.vault.places import PAGE, Places, relative
from app.vault.report import Report
from app.vault.wanted import Wanted
from app.vault.writing import Pending, Writing
from core.clock import from_micros
from core.store import entities, exporting
from core.store.entities import ORGANISATION, PEOPLE, PLACE, Counted
from core.store.exporting import Moment
from core.store.shelf import Shelf
from core.store.store import Store

_FOLDERS = {PEOPLE: "People", PLACE: "Places", ORGANISATION: "Organisations"}
_MOST = 200
"""Entities of each kind that have a page, and memories that it lists."""
_LEAST = 2
"""Memories that name somebody who has a page."""
_OTHERS = {pages.DAY: "day", pages.INDEX: "index", pages.ENTITY: "name"}


class _Day:
    """A day as its page tells it: the lines that it has room for, and the `others`, conversations or memories."""

    def __init__(self) -> None:
        self.count = 0
        self.told: dict[str | int, pages.Told] = {}
        self.others: Shelf = Shelf()

    def take(self, moment: Moment, at: datetime, path: str) -> None:
        """Add the next memory."""
        self.count += 1
        key = moment.thread or moment.id
        if before := self.told.get(key):
            self.told[key] = replace(before, ended=at, count=before.count + 1)
        elif len(self.told) < pages.MOST:
            self.told[key] = pages.Told(path, at, at)
        else:
            self.others.put([(key,)])


class Paging:
    """Writes the pages of one run."""

    def __init__(
        self, store: Store, folder: Folder, manifest: Manifest, places: Places, writing: Writing, wanted: Wanted
    ) -> None:
        self._store = store
        self._folder = folder
        self._manifest = manifest
        self._places = places
        self._writing = writing
        self._wanted = wanted
        self._current: set[str] = set()
        self._absent: frozenset[str] = frozenset()

    def write(self, report: Report, absent: Iterable[str]) -> None:
        """Renew the sections of all pages; those that have nothing left to say go. Raises: OSError.

        No page leads to the `absent` notes.
        """
        self._absent = frozenset(absent)
        days, count = [], 0
        for on, day in self._days():
            count += day.count
            lines = partial(pages.day, day.told.values())
            days.append((on, self._put(report, f"day:{on}", pages.DAY, on, lines, more=len(day.others))))
        named = {kind: list(self._entities(report, kind)) for kind in _FOLDERS}
        headings = {_FOLDERS[kind]: paths for kind, paths in named.items() if paths}
        if count:
            self._put(report, pages.INDEX, pages.INDEX, "Index", partial(pages.index, days, headings, count))
        self._remove_others(report)

    def _days(self) -> Iterator[tuple[date, "_Day"]]:
        """Every local day with its memories, oldest first."""
        for on, group in groupby(self._moments(), lambda each: each[1].date()):
            day = _Day()
            for moment, at, path in group:
                day.take(moment, at, path)
            yield on, day

    def _moments(self) -> Iterator[tuple[Moment, datetime, str]]:
        """The memories whose notes are in the vault, with their local times and paths."""
        after = (-(1 << 62), 0)
        while page := self._store.read(partial(exporting.moments, after=after)):
            for start in range(0, len(page), exporting.PAGE):
                part = page[start : start + exporting.PAGE]
                self._places.fetch(one.id for one in part)
                for one in part:
                    path = self._places.path(one.id)
                    if path and path not in self._absent:
                        yield one, from_micros(one.at).astimezone(), path
            after = (page[-1].at, page[-1].seq)

    def _entities(self, report: Report, kind: str) -> Iterator[str]:
        """Write the pages of whom most memories name; yields their paths, most named first."""
        for one in self._store.read(partial(entities.all_with_counts, limit=_MOST, kind=kind)):
            found = self._notes_of(one) if one.memories >= _LEAST else []
            if len(found) < _LEAST:
                continue
            name, *aliases = dict.fromkeys(self._told(text) for text in (one.entity.name, *one.aliases))
            lines = partial(pages.entity, name, aliases, found, max(one.memories, len(found)))
            title = names.safe(name) or f"{kind} {one.entity.id}"
            yield self._put(report, f"entity:{one.entity.id}", pages.ENTITY, title, lines, _FOLDERS[kind], aliases)

    def _notes_of(self, one: Counted) -> list[tuple[date, str]]:
        seqs = self._store.read(partial(entities.memories_of, entity=one.entity.id, limit=_MOST))
        dated = self._store.read(partial(exporting.dated, seqs=seqs))
        known = ((at, self._places.path(id)) for id, at in dated)
        return [(from_micros(at).astimezone().date(), path) for at, path in known if path and path not in self._absent]

    def _told(self, name: str) -> str:
        return self._places.told(name)

    def _put(
        self,
        report: Report,
        name: str,
        kind: str,
        title: str | date,
        lines: Callable[[pages.Link], list[str]],
        folder: str = "",
        aliases: Sequence[str] = (),
        more: int = 0,
    ) -> str:
        """Renew one page's section, or make the page; returns its path."""
        key = f"{PAGE}{name}"
        self._current.add(key)
        entry = self._manifest.get(key)
        if entry and isinstance(title, str) and self._told(names.stem(entry.path)) != names.stem(entry.path):
            self._places.rename(key, entry, self._path(kind, title, folder))
            entry = self._manifest.get(key)
        path = entry.path if entry else self._path(kind, title, folder)
        section = pages.marked(lines(lambda target: self._link(target, path)), self._wanted.style, more)
        seen = self._folder.seen(path)
        if entry and seen is None and not self._wanted.restore_deleted:
            report.deleted.append(path)
        elif entry is None or seen is None:
            data = pages.page(kind, section, self._wanted.style, aliases)
            self._renew(report, Pending(key, path, data, seen, digest(section)))
        elif entry.signature != digest(section):
            self._change(report, key, entry, section)
        return path

    def _change(self, report: Report, key: str, entry: Entry, section: bytes) -> None:
        """Replace the section, unless somebody edited it or took it out."""
        seen, standing = self._folder.seen(entry.path), self._folder.read(entry.path) or b""
        old = pages.section(standing)
        if old is not None and digest(old) in (entry.signature, digest(section)):
            data = pages.renewed(standing, section)
            self._renew(report, Pending(key, entry.path, data, seen, digest(section)))
            return
        report.edited.append(entry.path)
        report.offered.append(entry.path)
        aside = f"{INCOMING}/{entry.path}"
        self._writing.put(Pending("", aside, section, self._folder.seen(aside)))

    def _renew(self, report: Report, pending: Pending) -> None:
        report.pages += 1
        self._writing.put(pending)

    def _path(self, kind: str, title: str | date, folder: str) -> str:
        logseq = self._wanted.style.flavour == "logseq"
        if isinstance(title, date):
            name = f"{title:%Y_%m_%d}" if logseq else f"{title:%Y-%m-%d}"
            return self._places.page("journals" if logseq else f"Days/{title:%Y}", name, f"{name} ({_OTHERS[kind]})")
        return self._places.page("pages" if logseq else folder, title, f"{title} ({_OTHERS[kind]})")

    def _link(self, path: str, of: str) -> str:
        from urllib.parse import quote

        name = names.stem(path)
        if self._wanted.style.links == "wiki":
            return f"[[{name}]]"
        return f"[{escaped(name)}]({quote(relative(path, of), safe='/')})"

    def _remove_others(self, report: Report) -> None:
        """Take out the pages that have nothing to say any more, unless somebody edited them."""
        gone = []
        for key, entry in self._manifest.items(PAGE):
            if key in self._current:
                continue
            standing = self._folder.standing(entry)
            if standing == OURS and not self._wanted.dry_run:
                self._folder.remove(entry.path)
            if standing in (OURS, MISSING):
                gone.append(key)
                report.pages += standing == OURS
        self._manifest.drop(gone)
