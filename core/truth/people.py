"""Rules for what people are: whom they are with, how to reach them, who looks after them."""

import re
from collections.abc import Iterator

from core.truth import statement as slots
from core.truth.rules import OLD, OWNER, Match, Read, Rule, ends, holds, joins, rule
from core.truth.statement import Form, Found
from core.truth.subjects import is_name
from core.truth.values import NAMES, digits, name, phrase

_PHONE = r"(?P<v>\+?\(?\d[\d ()/.-]{4,}\d)"
_PHONE_WORDS = r"(?:(?:cell|mobile|phone|telephone|work|home)(?:\s*phone)?(?:\s+number)?|number)"
_ROLES = (
    "dentist|doctor|gp|therapist|vet|accountant|hairdresser|barber|physio"
    "|physiotherapist|trainer|coach|lawyer|mechanic|optician"
    "|tutor|teacher|boss|manager|landlord|landlady|supervisor|mentor"
    "|psychologist|cardiologist|dermatologist|midwife|cleaner"
)
ROLES = frozenset(_ROLES.split("|"))
"""What people are to somebody, one at a time: slots of their own."""
_STATES = "single|married|engaged|divorced|separated|widowed"


def _role(match: Match) -> Iterator[Found]:
    """Who somebody's dentist is: a name in a slot that is called after the role."""
    who = name(match.value)
    role = match.groups["role"].lower()
    owner = match.context.owner(match.groups.get("det"))
    if not who or not owner or not is_name(who.replace("Dr", "").replace(".", "").strip()):
        return
    cue = match.cue("changed" if match.groups.get("new") or match.groups.get("old") else "")
    slot = re.sub(r"s\Z", "", role)
    if (old := match.groups.get("old")) and name(old):
        yield match.found(slot, name(old), Form.ENDS, cue=cue, subject=owner)
    yield match.found(slot, who, cue=cue, subject=owner)


def _reached(slot: str, cue: str = "") -> Read:
    def read(match: Match) -> Iterator[Found]:
        owner = match.context.owner(match.groups.get("det")) if match.groups.get("det") else match.subject
        value = match.value.strip(" .")
        if owner and value:
            keyed = digits(value) if slot == slots.PHONE else value.casefold()
            yield match.found(slot, value, cue=match.cue(cue), keyed=keyed, subject=owner)

    return read


def _status(match: Match) -> Iterator[Found]:
    said = match.groups["state"].lower()
    yield match.found(slots.STATUS, said, cue=match.cue("got" if match.groups.get("got") else ""))


def _broke_up(match: Match) -> Iterator[Found]:
    who = name(match.value)
    yield match.found(slots.PARTNER, who, Form.ENDS, cue="broke up")
    yield match.found(slots.STATUS, "single", cue="broke up")


def _diet(match: Match) -> Iterator[Found]:
    cue = "went" if match.groups.get("went") else ""
    yield match.found(slots.DIET, match.groups["diet"].lower(), cue=match.cue(cue))


def _health(match: Match) -> Iterator[Found]:
    yield match.found(slots.HEALTH, match.groups["v"].lower())


def _recovered(match: Match) -> Iterator[Found]:
    yield match.found(slots.HEALTH, "", Form.ENDS, cue="recovered", keyed="")


def _allergy(match: Match) -> Iterator[Found]:
    """Whatever the author's own allergies are said to be."""
    said = next((match.groups[place] for place in "vwx" if match.groups.get(place)), "")
    own = re.search(r"\b(?:i|i'm|i am|my|me|new)\b", match.clause.sentence, re.I) is not None
    if own and re.search(r"\ballerg", match.clause.sentence, re.I) and (value := phrase(said)):
        yield match.found(slots.ALLERGIES, value, Form.JOINS, subject=match.context.author)


def _avoided(match: Match) -> Iterator[Found]:
    """What somebody cannot eat, where the sentence says that it is an allergy."""
    if re.search(r"\ballerg", match.clause.sentence, re.I):
        yield from joins(slots.ALLERGIES)(match)


OTHERS: tuple[Rule, ...] = (
    rule(
        "allergy allergies allergic",
        r"(?:\ballerg(?:y|ies)\b(?:\s+test)?(?:\s+(?:now|was|is|are|include|includes|positive|came back"
        r"|of mine))*(?:\s*:|\s+(?:include|includes|positive)(?:\s+for)?|\s+for)\s+(?P<v>[\w-]+)"
        r"|\A(?P<w>[A-Za-z][\w-]+)(?::|\s+is\s+something)|\b(?:that|add|avoid|have)\s+(?P<x>[\w-]+)\s+(?:is\s+something|to\s+the\s+list|because\s+of))",
        _allergy,
        who=False,
    ),
    rule("become", r"become\s+(?:allergic|intolerant)\s+to\s+(?P<v>.+)", joins(slots.ALLERGIES)),
    rule(
        "allergic",
        r"\Aapparently\s+(?P<i>I)(?:'m|\s+am)\s+(?:also\s+)?allergic\s+to\s+(?P<v>.+)",
        joins(slots.ALLERGIES),
        who=False,
    ),
    rule("gives give makes make", r"\A(?P<v>[A-Za-z][\w-]+)\s+(?:gives?|makes?)\s+(?:me|us)\b", _avoided, who=False),
    rule(
        "number phone mobile cell telephone",
        rf"{OWNER}\s+(?:new\s+)?{_PHONE_WORDS}(?:\s+is|\s+has|\s+was)?(?:\s*:)?(?:\s+now)?\s*{_PHONE}",
        _reached(slots.PHONE),
        who=False,
    ),
    rule(
        "number phone",
        rf"{OWNER}\s+(?:\w+\s+)?{_PHONE_WORDS}\s+(?:has\s+)?(?:been\s+)?changed\s+to\s+{_PHONE}",
        _reached(slots.PHONE, "changed"),
        who=False,
    ),
    rule(
        "number phone",
        rf"(?:have|has|got|changed)\s+(?:a\s+|my\s+|his\s+|her\s+)?(?:new\s+)?{_PHONE_WORDS}"
        rf"(?:\s+to|\s*:|,)?\s*(?:it's\s+)?{_PHONE}",
        _reached(slots.PHONE, "changed"),
    ),
    rule(
        "number phone mobile",
        rf"\Anew\s+{_PHONE_WORDS}\s*(?::|is)?\s*{_PHONE}",
        _reached(slots.PHONE, "new"),
        who=False,
    ),
    rule("reach", rf"\breach me\s+(?:on|at|under)\s+{_PHONE}", _reached(slots.PHONE), who=False),
    rule(
        "email e mail",
        rf"{OWNER}\s+(?:new\s+)?e-?mail(?:\s+address)?\s*(?:is|:|has changed to"
        rf"|changed to)(?:\s+now)?\s*(?P<v>\S+@\S+\w)",
        _reached(slots.EMAIL),
        who=False,
    ),
    rule(
        "address",
        rf"{OWNER}\s+(?:new\s+|home\s+)*address\s*(?:is|:|has changed to"
        rf"|changed to)(?:\s+now)?\s*(?P<v>[^.;]*\d[^.;]*)",
        _reached(slots.ADDRESS),
        who=False,
    ),
    rule(
        _ROLES.replace("|", " "),
        rf"(?P<det>\b(?:my|our|{NAMES}'s))\s+(?P<new>new\s+)?(?P<role>{_ROLES})\s*"
        rf"(?:is|:)\s*(?:now\s+)?(?:called\s+|named\s+)?(?P<v>.+)",
        _role,
        who=False,
    ),
    rule(
        _ROLES.replace("|", " "),
        rf"(?P<v>(?:Drs?\.?\s+)?{NAMES})\s+is\s+(?:now\s+)?(?P<det>my|our"
        rf"|{NAMES}'s)\s+(?P<new>new\s+)?(?P<role>{_ROLES})\b",
        _role,
        who=False,
    ),
    rule(
        _ROLES.replace("|", " "),
        rf"\A(?P<new>new)\s+(?P<role>{_ROLES})\s*(?::|is)\s*(?P<v>.+)",
        _role,
        who=False,
    ),
    rule(
        "switched changed " + " ".join(f"{role}s" for role in _ROLES.split("|")),
        rf"(?:switched|changed)\s+(?P<role>(?:{_ROLES})s?){OLD}\s+to\s+(?P<v>.+)",
        _role,
    ),
    rule(
        _STATES.replace("|", " "), rf"(?P<got>got\s+)?(?P<state>{_STATES})\b(?! (?:couple|people|man|woman))", _status
    ),
    rule("broke split", r"(?:broke|split)\s+up(?:\s+with\s+(?P<v>.+))?", _broke_up),
    rule("dating seeing", r"(?:dating|seeing)\s+(?P<v>.+)", holds(slots.PARTNER)),
    rule(
        "girlfriend boyfriend partner",
        r"(?P<det>\b(?:my|our))\s+(?P<new>new\s+)?(?:girlfriend|boyfriend|partner)\s+is\s+(?P<v>.+)",
        holds(slots.PARTNER),
        who=False,
    ),
    rule(
        "vegan vegetarian pescatarian",
        r"(?P<went>went\s+|turned\s+|became\s+)?(?:a\s+)?(?P<diet>vegan|vegetarian|pescatarian)\b",
        _diet,
    ),
    rule(
        "sick ill hospital pregnant flu covid fever",
        r"(?:have\s+|has\s+|got\s+|in\s+|feel\s+|feeling\s+)?(?:a\s+|the\s+)?"
        r"(?P<v>sick|ill|hospital|pregnant|flu|covid|fever)\b",
        _health,
    ),
    rule(
        "recovered better healthy",
        r"(?:fully\s+)?(?:recovered|healthy again|back on my feet|better again)\b",
        _recovered,
    ),
    rule("speak speaks", r"speaks?\s+(?:fluent\s+)?(?P<v>.+)", joins(slots.SPEAKS, name)),
    rule(
        "allergic intolerant",
        r"(?:an?\s+)?(?:allergic|intolerant)\s+to\s+(?P<v>(?!(?:it|that|them|this)\b).+)",
        joins(slots.ALLERGIES),
    ),
    rule(
        "can't cannot mustn't react reacted reacting",
        r"(?:can't|cannot|must not|mustn't|not allowed to|react(?:s|ed)?|reacting)\s+(?:eat|have|touch|tolerate"
        r"|badly to|to)\s+(?P<v>(?!it\b)[\w-]+)",
        _avoided,
    ),
    rule(
        "allergy allergies",
        r"(?:an?\s+|have\s+|has\s+|developed\s+|got\s+)+(?:[\w-]+\s+)?allerg(?:y|ies)\s+to\s+(?P<v>.+)",
        joins(slots.ALLERGIES),
    ),
    rule(
        "allergy",
        r"(?:have|has|developed|got)\s+an?\s+(?!new|bad|severe|mild|food)(?P<v>[\w-]+)\s+allergy\b",
        joins(slots.ALLERGIES),
    ),
    rule("allergic longer", r"no longer allergic\s+to\s+(?P<v>.+)", ends([slots.ALLERGIES])),
    rule(
        "daughter son baby born",
        rf"\b(?:our|my)\s+(?:son|daughter|baby)\s+(?P<v>{NAMES})\s+was\s+born",
        joins(slots.CHILDREN, name),
        who=False,
    ),
    rule(
        "friend",
        rf"\b(?:my|our)\s+(?:new\s+|old\s+|good\s+|best\s+)?friend\s+(?P<v>{NAMES})",
        joins(slots.FRIENDS, name),
        who=False,
    ),
)
