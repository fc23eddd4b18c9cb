"""What is known of an entity, put together from its memories, their vectors and its own preferences."""

from functools import partial

from core.levels import cards, central, holding, profile
from core.levels.central import Rarity
from core.store import days, entities, levels
from core.store.connection import Connection
from core.store.derived import Derived
from core.store.entities import Entity
from core.store.store import Store


def make_card(connection: Connection, entity: Entity, model_name: str | None, rarity: Rarity) -> Derived | None:
    """An entity's card as a memory; None if there is too little for one."""
    subject = cards.read(connection, entity) if cards.is_subject(entity.name) else None
    if subject is None or subject.count < cards.LEAST:
        return None
    return cards.derived(describe(connection, subject, model_name, rarity), subject)


def describe(
    connection: Connection, subject: cards.Subject, model_name: str | None, rarity: Rarity, as_of: int | None = None
) -> cards.About:
    """What is known of a subject, with its own preferences where it speaks."""
    vectors = central.read_vectors(
        levels.vectors_of(connection, [member.seq for member in subject.members], model_name)
    )
    authors = {member.author for member in subject.members if entities.folded(member.author) in subject.names}
    now = max(member.occurred_at for member in subject.members) if as_of is None else as_of
    likes = profile.read(connection, now, sorted(authors))[0].lines if authors else ()
    names = {name.casefold() for name in (subject.entity.name, *subject.aliases)}
    holds = holding.facts(connection, sorted(names), as_of)
    return cards.about(subject, vectors, rarity, holds=holds, likes=likes, as_of=as_of)


def rarity(store: Store) -> Rarity:
    """How rare words are in a memory, as its index tells."""
    size = store.read(days.total)
    return Rarity(lambda word, cap: store.read(partial(levels.word_count, word=word, cap=cap)), size)
