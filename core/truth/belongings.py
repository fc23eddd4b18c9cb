"""Rules for what people have and do, much of it many at once: pets, cars, pursuits, places, things bought and read."""

import re
from collections.abc import Iterator

from core.text.words import STOP_WORDS
from core.truth import statement as slots
from core.truth.rules import Match, Rule, ends, rule
from core.truth.statement import Form, Found
from core.truth.subjects import is_name
from core.truth.values import NAME, NAMES, name, phrase

ANIMALS = (
    "dog|puppy|cat|kitten|rabbit|bunny|hamster|guinea pig|parrot|budgie|canary"
    "|bird|fish|goldfish|turtle|tortoise|snake|lizard|gecko"
    "|ferret|horse|pony|rat|mouse|chicken|hen|duck|goat|pig|donkey|pup|labrador"
    "|beagle|poodle|collie|terrier|greyhound|tabby|pet"
)
"""Kinds of animals that are kept, as the branches of a pattern."""
_KIND = rf"(?:(?:[\w-]+\s+){{0,3}}?(?:{ANIMALS}))"
_A = r"(?:a|an|another|our|my|the|two|one more|this)"
_CARS = frozenset(
    """skoda golf fiat panda toyota corolla yaris honda civic jazz ford focus fiesta renault clio zoe twingo
    peugeot citroen volvo saab bmw audi mercedes opel corsa seat ibiza leon dacia duster sandero mazda nissan
    leaf micra hyundai kia tesla mini cooper subaru suzuki swift jimny volkswagen vw polo passat octavia fabia
    jeep lexus porsche mitsubishi outlander prius picanto berlingo kangoo tiguan touareg lada bolt""".split()
)
_FAVOURITE = r"favou?rite\s+(?P<x>[\w-]+(?:\s+[\w-]+)?)"
_OWNED = (slots.DRIVES, slots.BOUGHT)


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
    if named and is_name(named) and not is_car(named):
        yield match.found(slots.PETS, named, Form.ENDS, cue="died", subject=match.context.author)


def _gone(match: Match) -> Iterator[Found]:
    """A pet that died or was given away; one that is missed only if the sentence says so."""
    named = next((name(match.groups[place]) for place in "vwxy" if match.groups.get(place)), "")
    missed = "w" in match.groups and not re.search(r"\b(?:died|passed|gone)\b", match.clause.sentence, re.I)
    if named and is_name(named) and not missed:
        yield match.found(slots.PETS, named, Form.ENDS, cue="gone", subject=match.context.author)


def _swapped(match: Match) -> Iterator[Found]:
    """One thing for another: a car if either is one."""
    old, new = phrase(match.groups["old"]), phrase(match.value)
    if not old or not new or new.startswith(("at ", "in ")):
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


def _bought_it(match: Match) -> Iterator[Found]:
    if re.search(r"\bbought (?:it|one|them)\b", match.clause.sentence, re.I):
        yield from _bought(match)


def _favourite(match: Match) -> Iterator[Found]:
    """A favourite of a kind; one at a time for each kind of thing."""
    owner = match.context.owner(match.groups.get("det"))
    what = re.sub(r"\s+(?:is|now|has|are|in|of|at|for|to|ever)\b.*", "", match.groups["x"].lower())
    value = name(match.value) or phrase(match.value)
    if owner and what and value.lower() not in STOP_WORDS:
        cue = match.cue("new" if match.groups.get("new") else "")
        yield match.found(slots.FAVOURITE + what, value, cue=cue, subject=owner)


def _switched(match: Match) -> Iterator[Found]:
    """From one thing that is used to another; times and figures are no such things."""
    old, new = phrase(match.groups.get("old") or ""), phrase(match.value)
    if not new or re.search(r"\d", new):
        return
    if old:
        yield from (match.found(slot, old, Form.ENDS, cue="switched") for slot in (slots.USES, slots.DOES))
    yield match.found(slots.USES, new, Form.JOINS, cue="switched to")


BELONGINGS: tuple[Rule, ...] = (
    rule(
        "adopted got have has brought took rescued welcomed own " + ANIMALS.replace("|", " "),
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
        ANIMALS.replace("|", " "),
        rf"(?P<called>{NAME})\s+is\s+(?:our|my)\s+(?:new\s+|second\s+|third\s+)?{_KIND}\b",
        _pet,
        who=False,
    ),
    rule(ANIMALS.replace("|", " "), rf"\A(?P<called>{NAME})\s+the\s+{_KIND}\b", _pet, who=False),
    rule(ANIMALS.replace("|", " "), rf"\b(?:our|my)\s+(?:{ANIMALS}),?\s+(?P<called>{NAME})\b", _pet, who=False),
    rule(
        "died passed gone longer isn't crossed put left ran",
        rf"(?P<v>{NAME})\s+(?:has\s+|just\s+|sadly\s+)*(?:died|passed(?: away| on)?(?=\W*\Z|\s+(?:last|this"
        rf"|today|yesterday|on|at|in))"
        r"|is gone|is no longer with us|isn't with us any ?(?:more|longer)|is no more|crossed the rainbow bridge"
        r"|left us|ran away"
        r"|was put (?:down|to sleep)|had to be put (?:down|to sleep)|didn't make it)\b",
        _died,
        who=False,
    ),
    rule(
        "put died home gave make didn't",
        rf"(?:had\s+(?P<v>{NAME})\s+put\s+(?:down|to sleep)|(?:miss|missing)\s+(?P<w>{NAME})\b.*"
        rf"|(?:found\s+a\s+new\s+home\s+for)\s+(?P<x>{NAME})"
        rf"|gave\s+(?P<y>{NAME})\s+(?:away|to\s+(?:my|our|a)\b))",
        _gone,
    ),
    rule("make didn't", rf"(?P<v>{NAME})\s+(?:didn't|did not)\s+make\s+it\b", _died, who=False),
    rule(
        "lost goodbye buried rehomed put let bye",
        rf"(?:lost|(?:had to )?(?:say|said) (?:good)?bye to|buried|rehomed|(?:had to )?(?:put down|let go of)"
        rf"|(?:had to )?put(?=\s+\w+\s+(?:down|to sleep))|(?:had to )?let(?=\s+\w+\s+go))\s+(?:our |my |dear "
        rf"|sweet |poor |old )*(?P<v>{NAME})\b",
        _died,
        bare=True,
    ),
    rule(
        "rest peace rip r.i.p goodbye farewell",
        rf"\A(?:rest in peace|rip|r\.i\.p\.|goodbye|farewell),?\s+(?:dear |sweet |little |old |my )*(?P<v>{NAME})\b",
        _died,
        who=False,
    ),
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
        "bought myself ourselves ordered purchased picked splurged invested acquired treated snapped",
        r"(?:bought|(?:got|bought) (?:myself|ourselves)|treated (?:myself|ourselves) to|ordered|purchased"
        r"|picked up|splurged on"
        r"|invested in|acquired|snapped up)\s+(?:a|an|some|the|two|another|my)\s+(?P<v>.+)",
        _bought,
        bare=True,
    ),
    rule(
        "have",
        r"(?:(?:finally|now)\s+)?have\s+a(?:n)?\s+new\s+(?P<v>[a-z][\w-]+)\b(?!\s+(?:job|home|flat|house|number|boss|dentist|hobby|favou?rite))",
        _bought,
    ),
    rule(
        "spent",
        r"spent\s+(?:too much|far too much|a fortune|\S+ euros)\s+on\s+(?:an?\s+)(?:new\s+)?(?P<v>.+)",
        _bought,
        bare=True,
    ),
    rule(
        "found saw spotted",
        r"(?:found|saw|spotted)\s+(?:an?\s+)(?:cheap\s+|nice\s+|lovely\s+|great\s+|new\s+)*(?P<v>[a-z][\w-]+)\b.*",
        _bought_it,
        bare=True,
    ),
    rule(
        "came arrived delivered",
        r"\A(?:the|our|my)\s+new\s+(?P<v>[a-z][\w-]+)\s+(?:came|arrived|was delivered)\b",
        _bought,
        who=False,
    ),
    rule("got", r"got\s+(?:a|an|some)\s+(?:brand[- ])?new\s+(?P<v>.+)", _bought, bare=True),
    rule(
        "new",
        r"\A(?:my|our)\s+new\s+(?P<v>[a-z][\w-]+(?:\s[a-z][\w-]+)?)\s+(?:has\s+|just\s+|finally\s+)*(?:arrived"
        r"|came|is here|was delivered)\b",
        _bought,
        who=False,
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
)
