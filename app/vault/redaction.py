"""What is shared without what is nobody else's business: secrets masked, people under pseudonyms.

A redacted vault is for others to read: what only an identical memory needs does not go out with it, and neither do
pictures, in which nothing can be replaced.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.vault.note import Edge, Note
from core.errors import BadInput
from core.notes.pseudonyms import Pseudonyms
from core.store.entities import NAME, PEOPLE, Entity

if TYPE_CHECKING:
    from app import Ebb

SECRETS, PERSONS, NAMES = "secrets", "persons", "names"
KINDS = (SECRETS, PERSONS, NAMES)
"""What can be redacted as a whole: secrets; people that Ebb knows; these and names of which it knows no more."""

_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_TELEPHONE = re.compile(r"(?<![\w+])(?:\+|00)[1-9](?:[ ()/.-]{0,2}\d){7,14}(?!\w)")
_ROLES = frozenset(("user", "assistant", "system", "tool", "you", "me", "ebb", "chatgpt", "unknown"))
"""What importers and chats call an author whose name they do not know."""
_EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class Redaction:
    """Takes secrets, if `secrets`, and people, if there are pseudonyms for these `people`, out of notes and texts."""

    secrets: bool
    pseudonyms: Pseudonyms | None = field(compare=False)
    people: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __call__(self, note: Note) -> Note:
        """The note as others may read it; the same note always becomes the same one."""
        kinds = {**note.source}
        if self.pseudonyms:
            kinds.pop("file", None)  # a path in the person's own home
        return replace(
            note,
            title=self.text(note.title),
            text=self.text(note.text),
            tags=self._tags(note.tags),
            found_tags=self._tags(note.found_tags),
            source={part: self.address(value) if part == "uri" else self.text(value) for part, value in kinds.items()},
            edges=tuple(self._edge(edge) for edge in note.edges),
            kept={},
        )

    def text(self, text: str) -> str:
        """A title, a text, a name or a reason without what is not to be shared."""
        if self.secrets:
            from core.screen.secrets import masked

            text = masked(text)
        if self.pseudonyms:
            text = _TELEPHONE.sub("[phone]", _ADDRESS.sub("[e-mail]", text))
            text = self.pseudonyms.replaced(text)
        return text

    def address(self, text: str) -> str:
        """The same for a tag, a path or an address, where names stand in lower case and without blanks."""
        plain = self.text(text)
        return self.pseudonyms.replaced(plain, lower=True, joint="-") if self.pseudonyms else plain

    def _tags(self, tags: Iterable[str]) -> tuple[str, ...]:
        from core.intake import tags_of

        return tags_of([self.address(tag) for tag in tags])

    def _edge(self, edge: Edge) -> Edge:
        return replace(edge, name=self.text(edge.name), why=self.text(edge.why))


def redactor(kinds: Collection[str], names: Sequence[str], ebb: "Ebb") -> Redaction:
    """What takes secrets (kind "secrets"), everybody known (kind "persons"), or those called `names` out of notes.

    A name stands for all names of whoever it may mean. Each keeps one pseudonym as long as the memory knows them.
    Raises: BadInput for an unknown kind or a name without a letter.
    """
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise BadInput(f"Ebb cannot redact {unknown[0]!r}.", f"Give {', '.join(KINDS)}, or somebody's name.")
    if bare := [name for name in names if not any(map(str.isalnum, name))]:
        raise BadInput(f"{bare[0]!r} is nobody's name.", "Give a name, as in: --redact 'Grace Adeyemi'.")
    people = _people(kinds, names, ebb)
    return Redaction(SECRETS in kinds, Pseudonyms(people) if people else None, people)


def _people(kinds: Collection[str], names: Sequence[str], ebb: "Ebb") -> Mapping[str, Sequence[str]]:
    """Each pseudonym with the names that it stands for."""
    wanted = {*([PEOPLE] if PERSONS in kinds else []), *([PEOPLE, NAME] if NAMES in kinds else [])}
    if not wanted and not names:
        return {}
    known = {one.entity: (one.entity.name, *one.aliases) for one in ebb.levels.entities(_EVERY)}
    people = {_pseudonym(entity): all_names for entity, all_names in known.items() if entity.kind in wanted}
    for number, name in enumerate(dict.fromkeys(names), start=1):
        meant = ebb.levels.candidates(name)
        for entity in meant:
            people[_pseudonym(entity)] = (name, *known.get(entity, (entity.name,)))
        if not meant:
            people[f"Name {_letters(number)}"] = (name,)
    return {
        pseudonym: kept
        for pseudonym, all_names in people.items()
        if (kept := [name for name in all_names if name.casefold() not in _ROLES])
    }


def _pseudonym(entity: Entity) -> str:
    return f"{'Person' if entity.kind == PEOPLE else 'Name'} {entity.id}"


def _letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA, so that no number of somebody known is taken."""
    before, letter = divmod(number - 1, 26)
    return f"{_letters(before) if before else ''}{chr(ord('A') + letter)}"
