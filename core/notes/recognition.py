"""Decides which candidates are names: by the store's own capitals, known names and cues; there is no list of names."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from core.notes import names
from core.notes.common import KIN, ORDINARY, TITLES
from core.notes.names import Candidate, Scan
from core.store.entities import NAME, PEOPLE, folded

Counts = tuple[int, int]
Ask = Callable[[str], Counts]
"""Asks the store how often a phrase stands there in lower case and with a trusted capital."""

SURE = 2  # the weight of a cue that hardly deceives
LEAST_SURE = 0.12  # of a name's mentions that must have such a cue, or
ENOUGH_WEAK, LEAST_WEAK = 3, 0.6  # votes, and as a share of the mentions, that weak cues must give


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a text bears, and whether somebody is addressed by it there."""

    name: str
    called: bool


class Known:
    """The names that are known, by key, each with its kind, and the first names of people.

    `kinds_of` asks the store which kinds a key has, `leads` whether a person's longer name begins with a word.
    """

    def __init__(self, kinds_of: Callable[[str], Collection[str]], leads: Callable[[str], bool]) -> None:
        self._kinds_of = kinds_of
        self._leads = leads
        self._kinds: dict[str, str] = {}
        self._firsts: dict[str, bool] = {}
        self.new: set[str] = set()
        """The keys that the store did not know."""

    def add(self, name: str) -> None:
        """Take in a name that was found."""
        key = folded(name)
        if not self._kind(key):
            self._kinds[key] = NAME
            self.new.add(key)

    def __contains__(self, name: str) -> bool:
        return bool(self._kind(folded(name)))

    def kind(self, name: str) -> str:
        """The kind that the store knows of a name; "" if it is unknown."""
        return self._kind(folded(name))

    def is_person(self, name: str) -> bool:
        """Whether this is a person's name or first name."""
        return self.kind(name) == PEOPLE or self.is_first(name)

    def is_first(self, name: str) -> bool:
        """Whether a person's longer name begins with this."""
        key = folded(name)
        if key not in self._firsts:
            self._firsts[key] = " " not in key and len(key) > 1 and key not in TITLES and self._leads(key)
        return self._firsts[key]

    def _kind(self, key: str) -> str:
        if key not in self._kinds:
            kinds = self._kinds_of(key)
            self._kinds[key] = (
                PEOPLE if PEOPLE in kinds else next(iter(sorted(set(kinds) - {NAME})), NAME if kinds else "")
            )
        return self._kinds[key]


class Recogniser:
    """Reads a batch of scanned texts against what is known; one instance per batch."""

    def __init__(self, known: Known, scans: Iterable[Scan], ask: Ask) -> None:
        self.known = known
        self._ask = ask
        self._lower: Counter[str] = Counter()
        self._capital: Counter[str] = Counter()
        self._asked: dict[str, Counts] = {}
        self._votes: dict[str, Counter[str]] = {}
        self._sure: Counter[tuple[str, str]] = Counter()
        self._mentions: Counter[str] = Counter()
        for scan in scans:
            self._lower.update(scan.lower)
            self._capital.update(scan.capital)

    def trusted(self, scan: Scan, *, chat: bool) -> list[Name]:
        """The names that stand within sentences; they are known from then on."""
        return self._taken((one for one in scan.candidates if one.trusted), chat)

    def likely(self, scan: Scan, *, chat: bool) -> list[Name]:
        """The names at the beginnings of sentences and in headlines; call it when all trusted ones are known."""
        return self._taken((one for one in scan.candidates if not one.trusted), chat)

    def kind(self, name: str) -> str:
        """What the cues of the whole batch say that a name is; NAME if they do not."""
        key = folded(name)
        votes = self._votes.get(key, Counter())
        if name in self.known and self._is_persons(name, votes):
            return PEOPLE
        ranked = [kind for kind, _ in votes.most_common() if kind != PEOPLE and self._speak_for(key, kind)]
        return ranked[0] if ranked else NAME

    def _is_persons(self, name: str, votes: Counter[str]) -> bool:
        """Whether a name is a person's: what people do is said of it often enough, or it begins with a person's."""
        first, *others = name.split()
        if any(votes[PEOPLE] <= count for kind, count in votes.items() if kind != PEOPLE) or name.isupper():
            return False
        if any(part.isupper() or self._counts(part)[0] for part in others):
            return False
        if self._speak_for(folded(name), PEOPLE):
            return True
        if len(others) not in {1, 2}:
            return False
        return self.known.is_person(first) or self._speak_for(folded(first), PEOPLE)

    def _speak_for(self, key: str, kind: str) -> bool:
        """Whether enough of a name's mentions have a cue for a kind: some a sure one, or most a weak one."""
        mentions, votes = self._mentions[key], self._votes.get(key, Counter())
        return self._sure[key, kind] >= max(1, LEAST_SURE * mentions) or votes[kind] >= max(
            ENOUGH_WEAK, LEAST_WEAK * mentions
        )

    def _taken(self, candidates: Iterable[Candidate], chat: bool) -> list[Name]:
        found = []
        for candidate in candidates:
            accepted = self._accepted(candidate, chat)
            if accepted:
                self._vote(accepted)
                found.append(Name(accepted.name, accepted.called))
        return found

    def _vote(self, candidate: Candidate) -> None:
        key = folded(candidate.name)
        self._mentions[key] += 1
        votes = self._votes.setdefault(key, Counter())
        for kind, weight in candidate.votes:
            votes[kind] += weight
            self._sure[key, kind] += weight >= SURE
        self.known.add(candidate.name)

    def _accepted(self, candidate: Candidate, chat: bool) -> Candidate | None:
        if candidate.owns and not self._is_known(candidate.name):
            return None
        if candidate.owner and not self._is_known(candidate.owner):
            whole = f"{candidate.owner} {candidate.name}"
            return None if names.opens_lightly(whole) else replace(candidate, name=whole, owner="")
        if " " not in candidate.name and "-" not in candidate.name:
            return candidate if self._single(candidate, chat) else None
        return self._several(candidate, chat)

    def _is_known(self, name: str) -> bool:
        return name in self.known or self.known.is_person(name)

    def _single(self, candidate: Candidate, chat: bool) -> bool:
        name = candidate.name
        word = name.lower()
        if word in KIN:
            return not chat
        if self.known.is_person(name) and (candidate.trusted or word not in ORDINARY):
            return True
        if names.is_ordinary(name) or len(name) < 2:
            return False
        if name in self.known and candidate.trusted:
            return True
        lower, capital = self._counts(name)
        if candidate.trusted:
            return capital >= lower
        if candidate.speaks and lower == 0:
            return True
        return capital > 0 and capital >= 3 * lower

    def _several(self, candidate: Candidate, chat: bool) -> Candidate | None:
        name = candidate.name
        if name in self.known and self.known.kind(name) != NAME:
            return candidate
        if candidate.trusted:
            lower, capital = self._counts(name)
            return candidate if capital >= lower and not all(map(names.is_ordinary, name.split())) else None
        parts = [part for part in name.split() if part[0].isupper()]
        if candidate.headline:
            return candidate if self._in_headline(name, parts) else None
        if name in self.known:
            return candidate
        if names.opens_lightly(name) or self._is_common(parts[0]):
            lower, capital = self._counts(name)
            if capital > lower:
                return candidate
            rest = names.without_opener(candidate)
            return self._accepted(rest, chat) if rest else None
        rest = names.without_opener(candidate)
        return rest if rest and rest.name in self.known and not self._capital[parts[0].lower()] else candidate

    def _in_headline(self, name: str, parts: list[str]) -> bool:
        """Whether a headline's capitals are a name's: it is known, or none of its words is ever written small."""
        if name in self.known:
            return True
        if len(parts) > 3 or any(names.is_ordinary(part) for part in parts):
            return False
        counts = [self._counts(part) for part in parts]
        return all(lower == 0 for lower, _ in counts) and any(capital for _, capital in counts)

    def _is_common(self, word: str) -> bool:
        lower, capital = self._counts(word)
        return lower > capital

    def _counts(self, phrase: str) -> Counts:
        """How often a phrase is written small and with a trusted capital, here or in the store."""
        key = phrase.lower()
        single = " " not in key and "-" not in key
        if single and self._lower[key] + self._capital[key] >= 4:
            return self._lower[key], self._capital[key]
        if key not in self._asked:
            self._asked[key] = self._ask(phrase)
        lower, capital = self._asked[key]
        return (max(lower, self._lower[key]), max(capital, self._capital[key])) if single else (lower, capital)
