"""What a rule is: a pattern over one clause, the words that must be there for it to be tried, and what it states."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from core.truth.changing import cue_of
from core.truth.clauses import Clause
from core.truth.statement import Form, Found
from core.truth.subjects import WHO, Context
from core.truth.values import NAMES, key, name, phrase

Read = Callable[["Match"], Iterable[Found]]

ADVERBS: Final = (
    r"(?:just|now|finally|currently|recently|already|still|also|actually|really"
    r"|both|all|officially|since|soon|only|even|happily"
    r"|have|has|am|is|are|been|be|being|\'?ve|\'?m|\'?s|\'?re|got"
    r"|ended up|quickly|promptly|not long ago|last week"
    r"|today|yesterday|this morning|this week)"
)
DOES: Final = rf"(?:'(?:ve|m|s|re|ll))?(?:\s+{ADVERBS})*\s+"
"""From a subject to its verb, past auxiliaries and adverbs; never past "not", "was", "had", "will" or "would"."""
ADVERB: Final = re.compile(ADVERBS + r"|then|so|well|and|but|meanwhile|luckily|sadly", re.I)
"""A word that begins a clause without being its subject: "Just moved"."""
BARE: Final = rf"(?:\A(?:(?:{ADVERBS}|then)[,:]?\s+)*)"
"""The beginning of a clause whose subject is left out: "Moved to Lisbon"."""
OWNER: Final = rf"(?P<det>(?<!ing )(?<! of )\b(?:my|our|the|{NAMES}'s))"
OLD: Final = r"(?:\s+from\s+(?P<old>.+?))?"


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern that was found in a clause: whose it is, and what is needed to make statements of it."""

    groups: dict[str, str]
    clause: Clause
    subject: str
    context: Context
    said: datetime

    @property
    def value(self) -> str:
        """What stands where the value should be, to the clause's end."""
        return self.groups.get("v") or ""

    def cue(self, own: str = "", *, wide: bool = False) -> str:
        """What makes it an exact update: a correction, the rule's own cue, or words such as "now" and "instead of"."""
        return cue_of(self.clause.text, self.clause.sentence, own, wide=wide)

    def found(
        self,
        slot: str,
        value: str,
        form: Form = Form.HOLDS,
        *,
        cue: str = "",
        keyed: str | None = None,
        subject: str | None = None,
        ends_at: int | None = None,
    ) -> Found:
        """A statement at the clause."""
        return Found(
            self.clause.start,
            self.clause.start + len(self.clause.text.rstrip()),
            subject or self.subject,
            slot,
            value[:200],
            key(value) if keyed is None else keyed,
            form,
            cue,
            ends_at=ends_at,
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern; `who` if it stands behind a subject and its auxiliaries."""

    source: str
    triggers: frozenset[str]
    read: Read
    who: bool

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first tried: all of them at once would take a fifth of a second."""
        return compiled(self.source)


@cache
def compiled(source: str) -> re.Pattern[str]:
    """A pattern, compiled once, that ignores case."""
    return re.compile(source, re.IGNORECASE)


def rule(triggers: str, pattern: str, read: Read, *, who: bool = True, bare: bool = False) -> Rule:
    """A rule that is tried where one of the words in `triggers` stands; none: wherever there is a figure.

    `who` puts a subject before the pattern, which with `bare` may be left out.
    """
    lead = ""
    if who:
        lead = rf"(?:{WHO}{DOES}|{BARE})" if bare else rf"{WHO}{DOES}"
    return Rule(lead + rf"(?:{pattern})", frozenset(triggers.split()), read, who)


def holds(slot: str, cue: str = "", value: Callable[[str], str] = name, keyed: Callable[[str], str] = key) -> Read:
    """Read the value; with an `old` one, that ends."""

    def read(match: Match) -> Iterator[Found]:
        new = value(match.value)
        if not new:
            return
        old = match.groups.get("old") or ""
        if old and (before := value(old)):
            yield match.found(slot, before, Form.ENDS, cue=match.cue(cue, wide=True), keyed=keyed(before))
        yield match.found(slot, new, cue=match.cue(cue, wide=True), keyed=keyed(new))

    return read


def joins(slot: str, value: Callable[[str], str] = phrase) -> Read:
    """Read one more value."""

    def read(match: Match) -> Iterator[Found]:
        if added := value(match.value):
            yield match.found(slot, added, Form.JOINS)

    return read


def ends(slots: Sequence[str], cue: str = "no longer", value: Callable[[str], str] = phrase) -> Read:
    """Read the value that ends in each of these slots."""

    def read(match: Match) -> Iterator[Found]:
        if ended := value(match.value):
            yield from (match.found(slot, ended, Form.ENDS, cue=cue) for slot in slots)

    return read
