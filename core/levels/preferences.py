"""What somebody likes, dislikes, does habitually or calls a favourite, read from their own sentences; and its drift.

The long-term view is an exponential moving average of what they said, the recent one the mean of the last five; where
the two part, the preference has changed (PAMU, preference-aware memory update). English cues; nothing is inferred.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.levels.sentences import Sentence, of
from core.store.levels import Member
from core.text.words import STOP_WORDS, stem, words

WINDOW = 5
SLOWNESS = 0.1
"""The weight of the newest observation in the long moving average."""
PARTED = 0.4
"""The distance between the long and the recent mean (each -1 to 1) at which a preference has changed."""
STABLE = 2
"""Times that something must have been said to count as stable."""
LONGEST = 7
"""Words of what is liked or disliked that are told."""

_LIKED = ("like", "love", "enjoy", "adore", "prefer")
_ADVERBS = ("really", "still", "also", "do", "just", "absolutely", "always")
PHRASES = (
    *(f"i {word}" for word in _LIKED),
    *(f"i {adverb} {word}" for adverb in _ADVERBS for word in _LIKED),
    "i hate", "i dislike", "i detest", "i avoid", "i don't", "i do not", "i never", "i can't stand", "i cannot stand",
    "i no longer", "i stopped", "i gave up", "i quit", "i am allergic", "i'm allergic", "i am a fan", "i'm a fan",
    "i'm a big fan", "i'm a huge fan", "i'm into", "i am into", "i'm fond", "i am fond", "i usually", "i always",
    "i can't eat", "i cannot eat", "passionate about", "my favourite", "my favorite", "i really hate", "i've gone off",
)  # fmt: skip
"""What sentences with a preference hold, as the full-text index finds them."""

_HOW = r"(?:(?:really|absolutely|still|also|do|just|always|truly|especially|particularly|honestly|so)\s+)*"
_WHAT = r"(?P<what>(?:[^.,;:!?()\n]|[:.](?=\w))+)"
_LIKES = re.compile(
    rf"\bI(?:'m| am)?\s+{_HOW}(?:(?:like|love|enjoy|adore|prefer)d?\b"
    r"(?!\s+(?:to (?:know|hear|see|say|think|believe)|how|it when)\b)"
    rf"|fond of|into|passionate about|an? (?:\w+ )?fan of)\s+{_WHAT}"
)
_DISLIKES = re.compile(
    rf"\bI(?:'m| am|'ve| have)?\s+{_HOW}(?:hate|dislike|detest|avoid|allergic to|gone off|given up|stopped|quit|gave up"
    r"|do(?:n't| not) (?:really )?(?:like|enjoy|eat|drink)|never (?:eat|drink|wear)"
    rf"|can(?:'t|not| not) (?:stand|eat|drink)|no longer (?:like|love|enjoy|eat|drink))\s+{_WHAT}"
)
_FAVOURITE = re.compile(
    r"\b[Mm]y (?:all-time |absolute )?favou?rite (?P<slot>[a-z][\w' -]{2,30}?)"
    rf" (?:is|are|was|has to be|would be)\s+{_WHAT}"
)
_HABIT = re.compile(
    r"\bI (?:usually|always) (?!like|love|enjoy|prefer|feel|felt|think|thought|want|wonder|knew|know|say|said"
    rf"|been|have|had|wish|remember|seem|try to|hope|was|am)(?=[a-z]){_WHAT}"
)
_END = re.compile(
    r"\s+(?:but|because|since|so|when|whenever|while|although|though|if|unless|which|who|where|as|like|such as|'cause"
    r"|and (?:I|we|it|they|my|he|she|\w+ing|thought|am|was)|now|anymore|any more|these days|at the moment|too|a lot"
    r"|very much|so much|more and more|again|every day)\b.*\Z",
    re.I | re.S,
)
_PREPOSITION = re.compile(r"\s+(?:in|on|at|with|for|to|from|after|before|by|during|about|over|than|of)\s+", re.I)
_OPENING = re.compile(r"\A(?:(?:an?|my|our|to|some|any|most|both|eating|drinking)\s+)+", re.I)
_PASSING = re.compile(
    r"\b(?:them|it|this|that|these|those|you|your|him|her|his|me|all the|every|everything|something|anything|what"
    r"|how)\b",
    re.I,
)
"""What speaks of the moment or of what was said before, not of a taste."""
_VERBS = (
    *((cue, "Gave up") for cue in ("gave up", "given up", "stopped", "quit")),
    ("allergic to", "Is allergic to"),
    ("avoid", "Avoids"),
    *((f" {verb}", f"Does not {verb}") for verb in ("eat", "drink", "wear")),
)
_SIGNS = re.compile(r"[\"“”*_]")
_ADJECTIVE = re.compile(r"\ban? [\w-]+\Z", re.I)
_FURTHER = re.compile(r",\s+(?!(?:an?|the|and|or|but|so|I)\b)(?=\w)")
_STOP = re.compile(r"[.,;:!?()\n]")
_DEFINITE = re.compile(r"\Athe\b", re.I)


@dataclass(frozen=True, slots=True)
class Observation:
    """One sentence in which somebody says what they like (`sign` 1) or do not (-1).

    `key` is what it is about, as stems; a `favourite` of something, or a `habit`, has its own keys; `told` is how it is
    told of them ("Likes coffee").
    """

    key: str
    what: str
    sign: int
    sort: str
    told: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Preference:
    """What the observations of one matter come to, oldest first; `changed_at` in microseconds, None while it holds."""

    key: str
    what: str
    told: str
    sort: str
    sign: int
    stable: bool
    changed_at: int | None
    before: str
    observations: tuple[Observation, ...]


def observed(members: Iterable[Member]) -> list[Observation]:
    """Every preference that stands in these memories, by their authors, in the order of the memories."""
    return [found for member in members for sentence in of(member) for found in _in(sentence)]


def _in(sentence: Sentence) -> Iterator[Observation]:
    text = sentence.member.text[sentence.start : sentence.end].replace("’", "'")
    if text.rstrip().endswith("?"):
        return
    if match := _FAVOURITE.search(text):
        slot = " ".join(match["slot"].split())
        if what := _what(match["what"]):
            told = f"Favourite {slot}: {what}"
            yield Observation(f"favourite {_head(slot)}", what, 1, "favourite", told, sentence)
        return
    for pattern, sign, sort in ((_DISLIKES, -1, "taste"), (_LIKES, 1, "taste"), (_HABIT, 1, "habit")):
        if match := pattern.search(text):
            what = _what(_extended(text, *match.span("what")))
            if what and (head := _head(what)):
                yield Observation(f"{sort} {head}", what, sign, sort, f"{_verb(match[0], sign, sort)} {what}", sentence)
            return


def _extended(text: str, start: int, end: int) -> str:
    """What stands from `start` to `end`, or to the next stop where it ends between adjectives: "a safe, warm place"."""
    if not (_ADJECTIVE.search(text, start, end) and _FURTHER.match(text, end)):
        return text[start:end]
    further = _STOP.search(text, end + 1)
    return text[start : further.start() if further else len(text)].replace(",", "")


def _verb(said: str, sign: int, sort: str) -> str:
    """How it is told of somebody: "I can't eat" is "Does not eat"."""
    if sort == "habit":
        return "Usually:"
    return next((verb for cue, verb in _VERBS if cue in said), "Does not like") if sign < 0 else "Likes"


def _what(text: str) -> str:
    """What is spoken of, without what only leads there or on; empty if it says nothing, or more than LONGEST words."""
    bare = _OPENING.sub("", " ".join(_SIGNS.sub("", _END.sub("", text)).split())).strip(" '-")
    if _PASSING.search(bare):
        return ""
    found = bare.split()
    if len(found) > LONGEST:
        found = _PREPOSITION.split(bare, maxsplit=1)[0].split()
    while found and found[-1].lower() in STOP_WORDS:
        found.pop()
    told = " ".join(found)
    return told if len(found) <= LONGEST and any(word not in STOP_WORDS for word in words(told)) else ""


def _head(what: str) -> str:
    """The stem of the word that names the matter: "black coffee in the morning" is about coffee."""
    first = _PREPOSITION.split(what, maxsplit=1)[0]
    held = [word for word in words(first) if word not in STOP_WORDS] or [
        word for word in words(what) if word not in STOP_WORDS
    ]
    if not held:
        return ""
    gerund = held[0] if held[0].endswith("ing") and len(held[0]) > 5 else ""
    return " ".join(sorted({stem(word) for word in (held[:2] if gerund else held[-1:])}))


def preferences(observations: Sequence[Observation], now: int) -> list[Preference]:
    """What all observations come to by `now` (microseconds), most often said first, then the latest."""
    by_key: dict[str, list[Observation]] = {}
    for one in sorted(observations, key=lambda one: (one.sentence.member.occurred_at, one.sentence.member.seq)):
        if one.sentence.member.occurred_at <= now:
            by_key.setdefault(one.key, []).append(one)
    found = [_preference(key, seen) for key, seen in by_key.items() if not _once(seen)]
    return sorted(found, key=lambda one: (-len(one.observations), -one.observations[-1].sentence.member.occurred_at))


def _preference(key: str, seen: Sequence[Observation]) -> Preference:
    last = seen[-1]
    if last.sort == "favourite":
        turned = next((one for one in reversed(seen) if one.what.lower() != last.what.lower()), None)
        changed = seen[seen.index(turned) + 1] if turned else None
        before = turned.what if turned else ""
        stable = sum(one.what.lower() == last.what.lower() for one in seen) >= STABLE
        return Preference(key, last.what, last.told, last.sort, 1, stable, _at(changed), before, tuple(seen))
    signs = [one.sign for one in seen]
    since = drifted(signs)
    changed = None if since is None else seen[since]
    sign = (1 if sum(signs[-WINDOW:]) >= 0 else -1) if since is None else last.sign
    last = next(one for one in reversed(seen) if one.sign == sign)
    before = "" if since is None else ("liked" if last.sign < 0 else "not liked")
    stable = since is None and len(seen) >= STABLE
    return Preference(key, last.what, last.told, last.sort, sign, stable, _at(changed), before, tuple(seen))


def _once(seen: Sequence[Observation]) -> bool:
    """Whether it was said a single time of a single thing ("the yellow leaves"), which is no taste yet."""
    return len(seen) == 1 and seen[0].sort == "taste" and _DEFINITE.match(seen[0].what) is not None


def drifted(signs: Sequence[int]) -> int | None:
    """Where what was said (1 or -1, oldest first) turned against its own long average; None while it has not."""
    long = float(signs[0])
    for sign in signs[1:]:
        long += SLOWNESS * (sign - long)
    recent = sum(signs[-WINDOW:]) / len(signs[-WINDOW:])
    if abs(long - recent) < PARTED or (recent - long) * signs[-1] <= 0:
        return None
    place = len(signs) - 1
    while place > 0 and signs[place - 1] == signs[-1]:
        place -= 1
    return place or None


def _at(observation: Observation | None) -> int | None:
    return None if observation is None else observation.sentence.member.occurred_at
