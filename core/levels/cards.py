"""Entity cards: what is known of a person, a place or a thing, since when, with whom, in their own dated words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.clock import from_micros
from core.levels import central, sentences, wording
from core.levels.central import Rarity
from core.levels.evidence import Evidence, Fact, quoting
from core.levels.profile import Line, put
from core.levels.sentences import Sentence
from core.memory import Record
from core.store import entities, portraits
from core.store.connection import Connection
from core.store.derived import Derived, Role
from core.store.entities import Entity
from core.store.levels import Member
from core.truth.subjects import MACHINES, OWN

if TYPE_CHECKING:
    from core.levels.central import Vectors

MOST_READ = 160
"""Memories of an entity that are read."""
LEAST = 3
"""Memories that make a card."""
MOST_LINES = 8
MOST_LIKES = 5
MOST_RELATED = 5
NAMED = 0.35
"""What a sentence gains by naming whom it is about."""

_CALL = re.compile(
    r"\A(?:(?i:hey|hi|hello|wow|thanks|yeah|yes|no|oh|well|so|dear)\b[, ]*)*[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)?[,!]"
    r"|,\s*[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)?\s*[.!?…]*\Z"
)
"""Somebody who is spoken to, not of: "Nate, ..." and "..., Nate!"."""


@dataclass(frozen=True, slots=True)
class Related(Record):
    """Somebody or something that stands in the same memories, and in how many of those that were read."""

    name: str
    kind: str
    memories: int


@dataclass(frozen=True, slots=True)
class About(Record):
    """What is known of an entity: `memories` names it, `lines` are key statements in order of time."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    memories: int
    since: datetime
    last: datetime
    related: tuple[Related, ...]
    holds: tuple[Fact, ...]
    likes: tuple[Line, ...]
    lines: tuple[Evidence, ...]
    own: str = ""
    """The person's own words, where they edited the card."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An entity with the memories that are read for its card."""

    entity: Entity
    aliases: tuple[str, ...]
    count: int
    members: tuple[Member, ...]
    related: tuple[Related, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it goes by, folded."""
        return tuple(dict.fromkeys(entities.folded(name) for name in (self.entity.name, *self.aliases)))


def read(connection: Connection, entity: Entity, as_of: int | None = None) -> Subject | None:
    """The memories of an entity that occurred by `as_of` (microseconds); None if there are none."""
    members, count = portraits.of_entity(connection, entity.id, as_of, MOST_READ)
    if not members:
        return None
    aliases = portraits.aliases(connection, entity.id)
    return Subject(entity, aliases, count, tuple(members), _related(connection, entity, members))


def _related(connection: Connection, entity: Entity, members: Sequence[Member]) -> tuple[Related, ...]:
    """Who and what stands in the same memories, or speaks in the same threads, most often first."""
    counted: Counter[int] = Counter()
    for mentions in entities.of(connection, [member.seq for member in members]).values():
        counted.update({mention.entity.id for mention in mentions})
    threads = {member.thread_id for member in members if member.thread_id is not None}
    spoke = portraits.speakers(connection, threads)
    meant = portraits.roots(connection, {name for name, _ in spoke})
    counted.update(one for one, _ in {(meant[name], thread) for name, thread in spoke})
    del counted[entity.id]
    ranked = [one for one, times in counted.most_common(MOST_RELATED + 2) if times > 1]
    known = entities.by_id(connection, ranked)
    found = [Related(known[one].name, known[one].kind, counted[one]) for one in ranked if one in known]
    return tuple(one for one in found if is_subject(one.name))[:MOST_RELATED]


def is_subject(name: str) -> bool:
    """Whether a name can have a card: not the person, whom the profile tells of, and no machine."""
    return name.lower() not in OWN | MACHINES


def about(
    subject: Subject,
    vectors: "Vectors",
    rarity: Rarity,
    *,
    holds: Sequence[Fact] = (),
    likes: Sequence[Line] = (),
    as_of: int | None = None,
) -> About:
    """The card of a subject; `holds` are what is stated of it, `likes` what it says of itself."""
    quotes = central.chosen(_telling(subject), vectors, rarity, MOST_LINES, per_member=2)
    return About(
        name=subject.entity.name,
        kind=subject.entity.kind,
        aliases=subject.aliases,
        memories=subject.count,
        since=from_micros(subject.members[0].occurred_at),
        last=from_micros(subject.members[-1].occurred_at),
        related=subject.related,
        holds=tuple(holds),
        likes=tuple(likes)[:MOST_LIKES],
        lines=tuple(quoting(quote, as_of) for quote in quotes),
    )


def _telling(subject: Subject) -> list[Sentence]:
    """The sentences that are about the subject: they name it, or it says them, or they stand in a note of its name."""
    found = []
    named = _naming(subject)
    for member in subject.members:
        own = bool(member.author) and entities.folded(member.author) in subject.names
        titled = bool(member.title) and entities.folded(member.title) in subject.names
        for sentence in sentences.of(member):
            if not own and named.search(_CALL.sub("", sentence.text)):
                found.append(sentences.raised(sentence, NAMED))
            elif titled or (own and sentences.speaks_of_self(sentence)):
                found.append(sentence)
    return found


def _naming(subject: Subject) -> re.Pattern[str]:
    """What finds any of the subject's names as a whole word."""
    names = sorted({subject.entity.name, *subject.aliases}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.I)


def derived(card: About, subject: Subject) -> Derived | None:
    """A card as a memory; None if too few memories are about it, or nothing can be quoted."""
    if subject.count < LEAST or not card.lines:
        return None
    numbers = {member.id: member.seq for member in subject.members}
    parts = (*(fact.evidence for fact in card.holds), *(line.evidence for line in card.likes))
    shown = [*card.lines, *(one for evidence in parts for one in evidence)]
    spans = [(numbers[one.id], one.start, one.end) for one in shown if one.id in numbers]
    labelled = {one.id for one in card.lines if one.label}
    ends = [member.until for member in subject.members if member.id in labelled and member.until is not None]
    return Derived(
        key=key(subject.entity.name),
        role=Role.CARD,
        title=wording.cut(card.name, 200),
        text="\n".join(text(card)),
        occurred_at=max(subject.members[-1].occurred_at, *ends, 0),
        basis=wording.basis(subject.members, subject.count, card.aliases, card.related, card.holds, card.likes),
        spans=tuple(dict.fromkeys(spans)),
        members=tuple(dict.fromkeys(seq for seq, _, _ in spans)),
        why=f"quoted on the card of {wording.cut(card.name, 100)}",
    )


def key(name: str) -> str:
    """The key of the card of whoever or whatever goes by this name."""
    return f"card/{entities.folded(name)}"


def text(card: About) -> list[str]:
    """A card as lines of text."""
    since, last = (wording.day(at.astimezone()) for at in (card.since, card.last))
    known = f"Known since {since}, last mentioned {last}" if since != last else f"Known of {since}"
    lines = [f"{known}; in {wording.counted(card.memories, 'memory')}."]
    if card.aliases:
        lines.append(f"Also {wording.listed(card.aliases)}.")
    if card.related:
        lines.append(f"Often with {wording.listed([one.name for one in card.related], 5)}.")
    lines += [fact.text for fact in card.holds]
    lines += [put(line) for line in card.likes]
    return [*lines, *map(_quoted, card.lines)]


def _quoted(one: Evidence) -> str:
    teller = wording.cut(one.author or one.title or "note", 60)
    label = f" ({one.label})" if one.label else ""
    return f"{wording.day(one.at.astimezone())}, {teller}{label}: “{' '.join(one.quote.split())}”"
