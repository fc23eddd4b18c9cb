"""Rules for what people have and do, much of it many at once: pets, cars, pursuits, places, things bought and read."""

import re
from collections.abc import Iterator

from core.text.words import STOP_WORDS
from core.truth import statement as slots
from core.truth.rules import Match, Rule, ends, joins, rule
from core.truth.statement import Form, Found
from core.truth.subjects import is_name
from core.truth.values import NAME, NAMES, name, phrase

_ANIMALS = (
    "dog|puppy|cat|kitten|rabbit|bunny|hamster|guinea pig|parrot|budgie|canary"
    "|bird|fish|goldfish|turtle|tortoise|snake|lizard|gecko"
    "|ferret|horse|pony|rat|mouse|chicken|hen|duck|goat|pig|donkey|pup|labrador"
    "|beagle|poodle|collie|terrier|greyhound|tabby|pet"
)
_KIND = rf"(?:(?:[\w-]+\s+){{0,3}}?(?:{_ANIMALS}))"
_A = r"(?:a|an|another|our|my|the|two|one more|this)"
_CARS = frozenset(
    """skoda golf fiat panda toyota corolla yaris honda civic jazz ford focus fiesta renault clio zoe twingo
    peugeot citroen volvo saab bmw audi mercedes opel corsa seat ibiza leon dacia duster sandero mazda nissan
    leaf micra hyundai kia tesla mini cooper subaru suzuki swift jimny volkswagen vw polo passat octavia fabia
    jeep lexus porsche mitsubishi outlander prius picanto berlingo kangoo tiguan touareg lada bolt""".split()
)
_FAVOURITE = r"favou?rite\s+(?P<x>[\w-]+(?:\s+[\w-]+)?)"
_OWNED = (slots.DRIVES, slots.BOUGHT)


_NO_PURSUIT = re.compile(
    r"\b(?:it|that|this|these|those|is|are|was|job|work|company|business|role|part|me|him"
    r"|them|us|my|their|from|at|by|days|weeks|ago|recently|how|hobby)\b",
    re.I,
)
_NO_THING = re.compile(r"(?:day|days|week|month|year|time|one|it|them|lot|few|couple|some)\b", re.I)


def is_car(text: str) -> bool:
    """Whether a word of a text is a make or model of car."""
    return any(word in _CARS for word in re.findall(r"[a-z]+", text.lower()))


def _pet(match: Match) -> Iterator[Found]:
    """A pet by its name, or what kind of animal it is where it has none."""
    called = match.groups.get("called") or match.groups.get("called2") or ""
    named = name(called) if called else ""
    if not named:
        other = re.search(rf"\b(?:named|called|name is)\s+(?P<v>{NAME})", match.clause.sentence)
        named = name(other["v"]) if other else ""
    kind = (match.groups.get("kind") or "").strip()
    if named and is_name(named):
        yield match.found(slots.PETS, named, Form.JOINS)
    elif kind and not match.groups.get("det"):
        yield match.found(slots.PETS, kind, Form.JOINS)


def _adopted(match: Match) -> Iterator[Found]:
    named = name(match.value)
    if named and is_name(named):
        yield match.found(slots.PETS, named, Form.JOINS)


def _died(match: Match) -> Iterator[Found]:
    named = name(match.value)
    if named and is_name(named):
        yield match.found(slots.PETS, named, Form.ENDS, cue="died", subject=match.context.author)


def _swapped(match: Match) -> Iterator[Found]:
    """One thing for another: a car if either is one."""
    old, new = phrase(match.groups["old"]), phrase(match.value)
    if not old or not new:
        return
    yield from (match.found(slot, old, Form.ENDS, cue="swapped") for slot in _OWNED)
    if is_car(old) or is_car(new):
        yield match.found(slots.DRIVES, new, cue="swapped")
    else:
        yield match.found(slots.BOUGHT, new, Form.JOINS)


def _car(match: Match) -> Iterator[Found]:
    """A car that somebody has; anything else says nothing of what they drive."""
    new = phrase(match.value)
    if new and is_car(new):
        sold = re.search(r"\b(?:sold|new car)\b", match.clause.sentence, re.I)
        if sold or not re.match(r"bought|got myself", match.clause.text.strip(), re.I):
            yield match.found(slots.DRIVES, new, cue=match.cue("sold" if sold else ""))


def _driven(match: Match) -> Iterator[Found]:
    if new := phrase(match.value):
        yield match.found(slots.DRIVES, new, cue=match.cue("new" if match.groups.get("new") else ""))


def _bought(match: Match) -> Iterator[Found]:
    new = phrase(match.value)
    if not new or _NO_THING.match(new):
        return
    yield match.found(slots.BOUGHT, new, Form.JOINS)
    yield from _car(match)


def _favourite(match: Match) -> Iterator[Found]:
    """A favourite of a kind; one at a time for each kind of thing."""
    owner = match.context.owner(match.groups.get("det"))
    what = re.sub(r"\s+(?:is|now|has|are|in|of|at|for|to|ever)\b.*", "", match.groups["x"].lower())
    value = name(match.value) or phrase(match.value)
    if owner and what and value.lower() not in STOP_WORDS:
        cue = match.cue("new" if match.groups.get("new") else "")
        yield match.found(slots.FAVOURITE + what, value, cue=cue, subject=owner)


def _place(text: str) -> str:
    """A place by its name; "a Thai restaurant" is none."""
    return "" if re.match(r"(?:an?|some|the|my|our)\s", text.strip(), re.I) else name(text)


def _switched(match: Match) -> Iterator[Found]:
    """From one thing that is used to another; times and figures are no such things."""
    old, new = phrase(match.groups.get("old") or ""), phrase(match.value)
    if not new or re.search(r"\d", new):
        return
    if old:
        yield from (match.found(slot, old, Form.ENDS, cue="switched") for slot in (slots.USES, slots.DOES))
    yield match.found(slots.USES, new, Form.JOINS, cue="switched to")


def _pursuit(match: Match) -> Iterator[Found]:
    said = re.sub(r"\b(?:lessons?|class(?:es)?|course|group|club|team)\b.*", "", match.value, flags=re.I)
    pursuit = phrase(said)
    if pursuit and len(pursuit.split()) <= 3 and not pursuit[0].isdigit() and not _NO_PURSUIT.search(pursuit):
        yield match.found(slots.DOES, pursuit, Form.JOINS)


def _no_pursuit(match: Match) -> Iterator[Found]:
    if (pursuit := phrase(match.value)) and len(pursuit.split()) <= 5:
        yield match.found(slots.DOES, pursuit, Form.ENDS, cue="no longer")


BELONGINGS: tuple[Rule, ...] = (
    rule(
        "adopted got have has brought took rescued welcomed own " + _ANIMALS.replace("|", " "),
        rf"(?:adopted|got|have|has|brought home|took in|taken in|rescued|welcomed"
        rf"|own)\s+{_A}\s+(?:second\s+|third\s+|new\s+|rescue\s+)?"
        rf"(?:pet\b\W*\s*{_A}\s+)?(?P<kind>{_KIND})\b(?:,?\s+(?:named|called)\s+"
        rf"(?P<called>{NAMES})|,\s*(?P<called2>{NAME}))?",
        _pet,
        bare=True,
    ),
    rule("adopted", rf"adopted\s+(?P<v>{NAME})\b", _adopted, bare=True),
    rule("meet", rf"\Ameet\s+(?P<called>{NAME})\b", _pet, who=False),
    rule(
        _ANIMALS.replace("|", " "),
        rf"(?P<called>{NAME})\s+is\s+(?:our|my)\s+(?:new\s+|second\s+|third\s+)?{_KIND}\b",
        _pet,
        who=False,
    ),
    rule(_ANIMALS.replace("|", " "), rf"\A(?P<called>{NAME})\s+the\s+{_KIND}\b", _pet, who=False),
    rule(_ANIMALS.replace("|", " "), rf"\b(?:our|my)\s+(?:{_ANIMALS}),?\s+(?P<called>{NAME})\b", _pet, who=False),
    rule("died passed gone", rf"(?P<v>{NAME})\s+(?:has\s+)?(?:died|passed away|is gone)\b", _died, who=False),
    rule("lost goodbye", rf"(?:lost|(?:had to )?(?:say|said) goodbye to)\s+(?P<v>{NAME})\b", _died),
    rule("rest peace", rf"\Arest in peace,?\s+(?P<v>{NAME})\b", _died, who=False),
    rule("drive drives driving", r"(?:drives?|driving)\s+(?:a|an|my|the)\s+(?P<v>.+)", _driven),
    rule("car", r"\b(?P<det>my|our)\s+(?P<new>new\s+)?car\s+is\s+(?:now\s+)?(?:an?\s+)(?P<v>.+)", _driven, who=False),
    rule(
        "traded swapped exchanged",
        r"(?:traded|swapped|exchanged)\s+(?:in\s+)?(?:my|the|our|his|her)\s+(?P<old>.+?)\s+(?:in\s+)?for\s+(?P<v>.+)",
        _swapped,
        bare=True,
    ),
    rule("replaced", r"replaced\s+(?:my|the|our)\s+(?P<old>.+?)\s+(?:with|by)\s+(?P<v>.+)", _swapped, bare=True),
    rule("have has own owns got", r"(?:have|has|owns?|got)\s+(?:got\s+)?(?:a|an)\s+(?P<v>.+)", _car, bare=True),
    rule(
        "sold gave given rid returned",
        r"(?:sold|gave away|given away|got rid of|returned)\s+(?P<v>.+)",
        ends(_OWNED, "sold"),
        bare=True,
    ),
    rule(
        "sold",
        r"\b(?:my|the|our)\s+(?P<v>[\w-]+(?:\s[\w-]+)?)\s+(?:is|has been|was|got)\s+sold\b",
        ends(_OWNED, "sold"),
        who=False,
    ),
    rule(
        "bought myself",
        r"(?:bought|got myself|treated myself to)\s+(?:a|an|some|the|two|another|my)\s+(?P<v>.+)",
        _bought,
        bare=True,
    ),
    rule(
        "favourite favorite",
        rf"(?P<det>(?<!one of )\b(?:my|our|{NAMES}'s))\s+(?P<new>new\s+"
        rf"|current\s+)?{_FAVOURITE}\s+is\s+(?:now\s+)?(?P<v>.+)",
        _favourite,
        who=False,
    ),
    rule(
        "favourite favorite",
        rf"(?P<v>{NAMES})\s+(?:is|has become|became)\s+(?:now\s+)?(?P<det>my"
        rf"|our|{NAMES}'s)\s+(?P<new>new\s+)?{_FAVOURITE}",
        _favourite,
        who=False,
    ),
    rule("switched", r"switched(?:\s+over)?(?:\s+from\s+(?P<old>.+?))?\s+to\s+(?P<v>.+)", _switched, bare=True),
    rule(
        "took taken started begun began signed joined learning playing practising into play plays",
        r"(?:took up|taken up|(?:started|begun|began)(?:\s+(?:learning|playing|doing"
        r"|practising|taking))?(?!\s+(?:at|with|by|on|to)\b)"
        r"|signed up for|joined an?|learning|getting into|play|plays)\s+(?P<v>.+)",
        _pursuit,
        bare=True,
    ),
    rule("hobby", r"\A(?P<v>[\w -]{3,30}?)\s+is\s+my\s+new\s+hobby", _pursuit, who=False),
    rule("gave given", r"(?:gave|given)\s+up\s+(?:on\s+)?(?P<v>.+)", _no_pursuit, bare=True),
    rule(
        "stopped dropped",
        r"(?:stopped|dropped)\s+(?:going to |doing |playing |taking |learning )?(?P<v>.+)",
        _no_pursuit,
        bare=True,
    ),
    rule("longer", r"no longer\s+(?:do|does|plays?|takes?|go to|goes to|practise)\s+(?P<v>.+)", _no_pursuit),
    rule(
        "don't doesn't",
        r"(?:don't|doesn't)\s+(?:do|play|take|go to|practise)\s+(?P<v>.+?)\s+any\s?more\b",
        _no_pursuit,
    ),
    rule("done", r"\Adone with\s+(?P<v>.+)", _no_pursuit, who=False),
    rule("visited", r"visited\s+(?P<v>.+)", joins(slots.BEEN, _place), bare=True),
    rule("went been", r"(?:went|been)\s+to\s+(?P<v>.+)", joins(slots.BEEN, _place), bare=True),
    rule("back", rf"\Aback from\s+(?:[a-z]+\s+){{0,4}}(?:in\s+)?(?P<v>{NAMES})", joins(slots.BEEN, name), who=False),
    rule("finished read", r"(?:finished reading|finished|read)\s+(?P<v>.+)", joins(slots.READ, name), bare=True),
)
