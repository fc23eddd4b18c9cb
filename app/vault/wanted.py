"""What an export is asked to write, and how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from app.vault.note import PLAIN, Style
from app.vault.places import Redact
from core.store.filters import Filters

if TYPE_CHECKING:
    from app.ebb import Ebb
    from core.store.shelf import Shelf

EVERYTHING = Filters()
MOST_FOUND = 500
"""Memories that a query may choose."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The memories that pass `filters`, or those of `only` (ids) unless None; written in a style, redacted or not.

    `find` gives the ids that the query finds now, None without one. `redaction` says in words what `redact` takes out,
    "" for nothing; `asked` is what it was made from.
    """

    style: Style = PLAIN
    filters: Filters = EVERYTHING
    only: tuple[str, ...] | None = None
    find: Callable[[], tuple[str, ...]] | None = field(default=None, compare=False)
    redact: Redact | None = None
    redaction: str = ""
    asked: tuple[str, ...] = ()
    pictures: bool = True
    restore_deleted: bool = False
    dry_run: bool = False

    @property
    def all(self) -> bool:
        """Whether nothing is left out."""
        return self.only is None and not self.filters


def wanted(
    ebb: "Ebb",
    *,
    links: str | None = None,
    flavour: str | None = None,
    pictures: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: Sequence[str] = (),
    tags: Sequence[str] = (),
    query: str | None = None,
    redact: Sequence[str] = (),
    restore_deleted: bool = False,
    dry_run: bool = False,
) -> Wanted:
    """What `ebb export` was asked for: None leaves a matter to the settings; `until` is exclusive.

    With `query`, the memories that recall finds for it; `redact` are "secrets", "persons", "names" or people's names.
    Raises: BadInput.
    """
    settings = ebb.config.export
    chosen = Wanted(
        style=Style(links or settings.links, flavour or settings.flavour),
        filters=replace(ebb.exchange.lookback.filters(since, until, kinds, tags), derived=True),
        pictures=settings.pictures if pictures is None else pictures,
        restore_deleted=restore_deleted,
        dry_run=dry_run,
    )
    if query is not None:
        search = partial(
            ebb.search, query, since=since, until=until, kinds=kinds, tags=tags, limit=MOST_FOUND, all=True
        )

        def find() -> tuple[str, ...]:
            return tuple(hit.memory.id for hit in search())

        chosen = replace(chosen, only=find(), find=find)
    return _redacting(ebb, chosen, redact) if redact else chosen


def ids(ebb: "Ebb", wanted: Wanted) -> "Shelf | None":
    """The ids of what is wanted, None if that is everything."""
    from core.store.exporting import heads
    from core.store.shelf import Shelf

    if wanted.all:
        return None
    found, after = Shelf(), ""
    while page := ebb.exchange.store.read(partial(heads, after=after, filters=wanted.filters, only=wanted.only)):
        found.put((one.id,) for one in page)
        after = page[-1].id
    return found


def renewed(ebb: "Ebb", wanted: Wanted) -> Wanted:
    """The same, with what the query finds by now besides, and everybody who is known by now taken out."""
    if wanted.find and wanted.only is not None:
        wanted = replace(wanted, only=tuple(dict.fromkeys((*wanted.only, *wanted.find()))))
    return _redacting(ebb, wanted, wanted.asked) if wanted.asked else wanted


def _redacting(ebb: "Ebb", chosen: Wanted, redact: Sequence[str]) -> Wanted:
    from app.vault.redaction import KINDS, redactor

    kinds = [kind for kind in KINDS if kind in redact]
    names = [name for name in dict.fromkeys(redact) if name not in KINDS]
    named = [f"{len(names)} {'person' if len(names) == 1 else 'people'}"] if names else []
    return replace(chosen, redact=redactor(kinds, names, ebb), redaction=", ".join([*kinds, *named]),
                   asked=tuple(redact), pictures=False)  # fmt: skip
