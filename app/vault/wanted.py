"""What an export is asked to write, and how."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from app.vault.note import PLAIN, Style
from app.vault.places import Redact
from core.store.filters import Filters

if TYPE_CHECKING:
    from app.ebb import Ebb

EVERYTHING = Filters()
MOST_FOUND = 500
"""Memories that a query may choose."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The memories that pass `filters`, or those of `only` (ids) unless None; written in a style, redacted or not.

    `redaction` says in words what `redact` takes out, "" for nothing; `asked` is what it was made from.
    """

    style: Style = PLAIN
    filters: Filters = EVERYTHING
    only: tuple[str, ...] | None = None
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
        hits = ebb.search(query, limit=MOST_FOUND, since=since, until=until, kinds=kinds, tags=tags, all=True)
        chosen = replace(chosen, only=tuple(hit.memory.id for hit in hits))
    return _redacting(ebb, chosen, redact) if redact else chosen


def ids(ebb: "Ebb", wanted: Wanted) -> set[str] | None:
    """The ids of what is wanted, None if that is everything."""
    from core.store.exporting import heads

    found: set[str] = set()
    after = ""
    if wanted.all:
        return None
    while page := ebb.exchange.store.read(partial(heads, after=after, filters=wanted.filters, only=wanted.only)):
        found.update(one.id for one in page)
        after = page[-1].id
    return found


def renewed(ebb: "Ebb", wanted: Wanted) -> Wanted:
    """The same, with everybody who is known by now taken out."""
    return _redacting(ebb, wanted, wanted.asked) if wanted.asked else wanted


def _redacting(ebb: "Ebb", chosen: Wanted, redact: Sequence[str]) -> Wanted:
    from app.vault.redaction import KINDS, redactor

    kinds = [kind for kind in KINDS if kind in redact]
    names = [name for name in dict.fromkeys(redact) if name not in KINDS]
    named = [f"{len(names)} {'person' if len(names) == 1 else 'people'}"] if names else []
    return replace(chosen, redact=redactor(kinds, names, ebb), redaction=", ".join([*kinds, *named]),
                   asked=tuple(redact), pictures=False)  # fmt: skip
