"""Which names mean the same: one person, one entity. A wrong merge is worse than a missed one.

In this order: the same name in another case; a first name, a titled surname or a nickname of one known person only; an
alias that a note gives; a misspelling of a distinctive name in the same company. What is only likely is proposed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.notes.common import TITLES
from core.notes.likeness import may_be_misspelt
from core.store import entities
from core.store.connection import Connection
from core.store.entities import NAME, OPEN, PEOPLE, Named
from core.store.revisions import Author

MOST_PROPOSED = 3
"""Entities that a short name may mean before it means nobody in particular."""
FIRST_LETTERS = 3
"""Letters in which two spellings of a name must agree to be compared at all."""


@dataclass(frozen=True, slots=True)
class Pass:
    """When and by whom merges are made."""

    at: int
    begin: Callable[[], Author]
    """Begins a run if need be; called only when there is something to do."""

    @property
    def author(self) -> Author:
        """Ebb, in the run under way."""
        return self.begin()


def resolve(
    connection: Connection,
    touched: Iterable[int],
    made: Pass,
    *,
    nicknames: Mapping[int, int],
    given: Mapping[int, int],
) -> None:
    """Merge the names that a batch brought, by number, with those they mean.

    `nicknames` maps names to the people who were addressed by them, `given` aliases to the titles that notes give.
    """
    names = entities.numbered(connection, set(touched))
    for one in names:
        _same_key(connection, one, made)
    for alias, entity in given.items():
        _merge(connection, alias, entity, "a note gives it as another name", made)
    for one in _short_names(connection, names):
        _first_name(connection, one, made)
    for short, person in nicknames.items():
        _merge(connection, short, person, "what this person is called in a conversation with them", made)
    for one in names:
        _misspelling(connection, one, made)


def full_names(connection: Connection, short: Named) -> list[Named]:
    """The people that a first name or a titled surname may mean, each once, by their fullest names."""
    parts = short.key.split()
    if len(parts) == 1 and len(parts[0]) > 1 and parts[0] not in TITLES:
        found = entities.beginning(connection, f"{parts[0]} ")
    elif len(parts) == 2 and parts[0] in TITLES:
        found = [one for one in entities.ending(connection, parts[1]) if one.key.split()[0] not in TITLES]
    else:
        return []
    people = [one.id for one in found if _may_be_one_person(short, one)]
    same = entities.roots(connection)
    return [one for one in entities.numbered(connection, {same.get(id, id) for id in people}) if one.id != short.id]


def _may_be_one_person(short: Named, full: Named) -> bool:
    return full.kind == PEOPLE and short.kind in {PEOPLE, NAME} and len(full.key.split()) <= 3


def _short_names(connection: Connection, names: list[Named]) -> list[Named]:
    """The short ones among the names, and those that a new full name may be meant by."""
    found = {one.id: one for one in names if len(one.key.split()) <= 2}
    for one in names:
        parts = one.key.split()
        if len(parts) > 1 and one.kind == PEOPLE:
            keys = (parts[0], *(f"{title} {parts[-1]}" for title in TITLES))
            found |= {short.id: short for short in entities.with_key(connection, *keys)}
    return list(found.values())


def _same_key(connection: Connection, one: Named, made: Pass) -> None:
    """One name written in two ways, or met as a person's and as any name: the person's stands, else the older."""
    same = sorted(entities.with_key(connection, one.key), key=lambda other: (other.kind != PEOPLE, other.id))
    for other in same[1:]:
        _merge(connection, other.id, same[0].id, "the same name", made)


def _first_name(connection: Connection, short: Named, made: Pass) -> None:
    """A first name means the one person known to bear it; once there are two, it means neither for certain."""
    full = full_names(connection, short)
    if not full:
        return
    why = f"the only {full[0].name.split()[0] if ' ' not in short.key else full[0].name.split()[-1]} there is"
    if len(full) == 1 and _is_plausible(connection, short, full[0]):
        _merge(connection, short.id, full[0].id, why, made)
        return
    if len(full) > 1 and _made_by_ebb(connection, short):
        entities.split(connection, short.id, at=made.at, author=made.author)
    for one in full if len(full) <= MOST_PROPOSED else ():
        entities.merge(
            connection, short.id, one.id, why="may be short for it", at=made.at, author=made.author, state=OPEN
        )


def _is_plausible(connection: Connection, short: Named, full: Named) -> bool:
    """Whether the short name is a person's, or at least not in far more memories than the full one."""
    if short.kind == PEOPLE:
        return True
    counted = entities.counts(connection, (short.id, full.id), 1000)
    return counted[short.id] <= 3 * counted[full.id] + 2


def _made_by_ebb(connection: Connection, short: Named) -> bool:
    return entities.merged_by(connection, short.id) not in {None, "person"}


def _misspelling(connection: Connection, one: Named, made: Pass) -> None:
    if " " not in one.key:
        return
    near = entities.beginning(connection, one.key[:FIRST_LETTERS])
    alike = [other.id for other in near if other.id != one.id and may_be_misspelt(one.key, other.key)]
    same = entities.roots(connection) if alike else {}
    found = entities.numbered(connection, {same.get(id, id) for id in alike})
    if len(found) != 1 or found[0].id == same.get(one.id, one.id):
        return
    (other,) = found
    counted = entities.counts(connection, (one.id, other.id), 100)
    rare, common = (one, other) if counted[one.id] <= counted[other.id] else (other, one)
    company = entities.companions(connection, rare.id)
    together = common.id in company and entities.share_memory(connection, rare.id, common.id)
    if together or not company & entities.companions(connection, common.id):
        return
    state = entities.MADE if counted[rare.id] <= 2 < counted[common.id] else OPEN
    entities.merge(
        connection, rare.id, common.id, why="spelt almost alike, in the same company", at=made.at,
        author=made.author, state=state,
    )  # fmt: skip


def _merge(connection: Connection, alias: int, entity: int, why: str, made: Pass) -> None:
    entities.merge(connection, alias, entity, why=why, at=made.at, author=made.author)
