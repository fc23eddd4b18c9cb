"""Rules for what people are: where they live and work, whom they are with, how to reach them, who looks after them."""

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
_TITLES = (
    "engineer|developer|designer|teacher|nurse|doctor|manager|director|analyst"
    "|scientist|writer|editor|lawyer|accountant|chef|cook"
    "|baker|librarian|architect|researcher|professor|lecturer|consultant"
    "|programmer|photographer|journalist|therapist|counsel"
    "l?or|electrician|plumber|carpenter|driver|pilot|waiter|waitress|barista"
    "|lead|head|officer|assistant|administrator|coordinator"
)
_PLACES = "flat|house|apartment|place|home|room|studio|condo|cottage|bungalow"
_STATES = "single|married|engaged|divorced|separated|widowed"


def _employer(text: str) -> str:
    """A company's name, not what stands beside it."""
    return name(
        re.sub(r"\A(?:my|the|our|a|an)\s+(?:new\s+)?(?:job|role|position|work)\s+(?:at|with)\s+", "", text.strip())
    )


def _left(match: Match) -> Iterator[Found]:
    """Left an employer, perhaps for another; "left early", or for a place, says nothing of work."""
    if re.search(r"\b(?:early|late|at \d|o'clock|by (?:train|bus|car))\b", match.clause.text, re.I):
        return
    old, _, new = match.value.partition(" for ")
    if before := _employer(old):
        yield match.found(slots.WORKS, before, Form.ENDS, cue="left")
        if new and name(new):
            slot = slots.LIVES if _moves(match) else slots.WORKS
            yield match.found(slot, before, Form.ENDS, cue="left")
            yield match.found(slot, name(new), cue="left for")


def _moves(match: Match) -> bool:
    return (
        re.search(r"\b(?:box(?:es)?|packed|mov\w+|flat|house|city|town|country)\b", match.clause.sentence, re.I)
        is not None
    )


def _quit(match: Match) -> Iterator[Found]:
    """Quit a job, named or not, or a pursuit."""
    said = match.value.strip()
    if re.match(r"(?:(?:my|his|her|the|their)\s+)?(?:job|work|position)\b(?!\s+(?:at|with))", said, re.I):
        yield match.found(slots.WORKS, "", Form.ENDS, cue="quit", keyed="")
        return
    if place := _employer(said):
        yield match.found(slots.WORKS, place, Form.ENDS, cue="quit")
    elif pursuit := phrase(said):
        yield match.found(slots.DOES, pursuit, Form.ENDS, cue="quit")


def _held_there(match: Match) -> Iterator[Found]:
    if place := name(match.value):
        yield match.found(slots.LIVES, place, Form.HELD)


def _title(match: Match) -> Iterator[Found]:
    said = re.match(rf"(?:an?|the)?\s*(?P<v>(?:[\w-]+\s+){{0,3}}?(?:{_TITLES}))\b", match.value.strip(), re.I)
    if said:
        yield match.found(slots.TITLE, said["v"], cue=match.cue(match.groups.get("cue") or ""))


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


HOMES: tuple[Rule, ...] = (
    rule(
        "live lives living based reside resides residing",
        r"(?:lives?|living|based|resid(?:es?|ing))\s+(?:happily |alone |together |back )?in\s+(?P<v>.+)",
        holds(slots.LIVES),
    ),
    rule(
        "moved relocated",
        rf"(?:moved|relocated)(?:\s+(?:back|over|up|down|out|away|house|home|in))?{OLD}\s+to\s+(?P<v>.+)",
        holds(slots.LIVES, "moved"),
        bare=True,
    ),
    rule(
        "moved settled rent rents",
        rf"(?P<how>moved|settled|rent|rents)\s+(?:in|into|a|an|the)\s+"
        rf"(?:[\w-]+\s+){{0,3}}?(?:{_PLACES})\s+in\s+(?P<v>.+)",
        lambda match: holds(slots.LIVES, "moved" if match.groups["how"].lower() in {"moved", "settled"} else "")(match),
        bare=True,
    ),
    rule(
        "keys lease",
        rf"(?:keys? (?:to|for)|lease (?:on|for))\s+(?:my|our|the|a)\s+"
        rf"(?:[\w-]+\s+){{0,2}}?(?:{_PLACES})\s+in\s+(?P<v>.+)",
        holds(slots.LIVES, "moved"),
        who=False,
    ),
    rule("home", r"\A(?:my\s+)?home is\s+(?:now\s+)?(?:in\s+)?(?P<v>.+)", holds(slots.LIVES), who=False),
    rule("longer", r"no longer liv(?:e|es|ing)\s+in\s+(?P<v>.+)", ends([slots.LIVES], value=name)),
    rule(
        "don't doesn't not live",
        r"(?:don't|doesn't|do not|does not) live\s+in\s+(?P<v>.+)",
        ends([slots.LIVES], value=name),
    ),
    rule("moved", r"moved\s+(?:out of|away from)\s+(?P<v>.+)", ends([slots.LIVES], "moved", name), bare=True),
    rule("used", r"used to live\s+in\s+(?P<v>.+)", ends([slots.LIVES], "used to", name)),
    rule("lived", r"lived\s+in\s+(?P<v>.+)", _held_there),
    rule("home", rf"(?P<v>{NAMES})\s+is\s+(?:my |our )?home\b(?P<cue>.*)", holds(slots.LIVES), who=False),
    rule(
        "home", r"\b(?P<det>my|our)\s+(?:new\s+)?home\s+is\s+(?:now\s+)?in\s+(?P<v>.+)", holds(slots.LIVES), who=False
    ),
    rule(
        "home",
        rf"(?P<det>{NAMES}'s)\s+(?:new\s+)?home\s+is\s+"
        rf"(?:now\s+)?in\s+(?P<v>.+)",
        holds(slots.LIVES),
        who=False,
    ),
)
WORK: tuple[Rule, ...] = (
    rule(
        "work works working",
        r"(?:works?|working)\s+(?:full-time |part-time )?(?:at|for)\s+(?P<v>.+)",
        holds(slots.WORKS),
    ),
    rule("employed", r"employed\s+(?:at|by|with)\s+(?P<v>.+)", holds(slots.WORKS)),
    rule(
        "started start starts began begun starting",
        r"(?:started|starts?|began|begun)\s+(?:(?:working|work|(?:a|my|the|her"
        r"|his)\s+new\s+(?:job|role|position))\s+)?(?:at|with)"
        r"\s+(?P<v>.+)",
        holds(slots.WORKS, "started at", _employer),
        bare=True,
    ),
    rule("joined", r"joined\s+(?P<v>.+)", holds(slots.WORKS, "joined"), bare=True),
    rule(
        "job position role",
        r"(?:got|landed|took|have|has|found|accepted|started)?\s*(?:a|the|my)?\s*new\s+"
        r"(?:job|position|role)\s+(?:at|with)\s+(?P<v>.+)",
        holds(slots.WORKS, "new job at"),
    ),
    rule(
        "job first day week shift",
        r"(?:\A|\b(?:my|our)\s+)(?:(?:very )?first\s+(?:day|week|shift)\s+"
        r"|new job\s+)(?:(?:at|in|of)\s+my\s+new\s+job\s+)?"
        r"(?:is\s+)?(?:at|with)\s+(?P<v>.+)",
        holds(slots.WORKS, "new job at"),
        who=False,
    ),
    rule("job", r"\b(?P<det>my|our)\s+job\s+is\s+(?:now\s+)?(?:at|with)\s+(?P<v>.+)", holds(slots.WORKS), who=False),
    rule(
        "job employer",
        r"\Anew (?:job|employer)\s*(?::|is)\s*"
        r"(?:at\s+)?(?P<v>.+)",
        holds(slots.WORKS, "new"),
        who=False,
    ),
    rule(
        "employer",
        rf"(?P<det>\b(?:my|our|{NAMES}'s))\s+(?:new\s+)?employer\s*(?:is|:)\s*(?:now\s+)?(?P<v>.+)",
        holds(slots.WORKS),
        who=False,
    ),
    rule("hired", r"(?:got|was|were)?\s*hired\s+(?:by|at)\s+(?P<v>.+)", holds(slots.WORKS, "hired"), bare=True),
    rule("hired", rf"(?P<v>{NAMES})\s+(?:has\s+)?hired\s+me\b", holds(slots.WORKS, "hired"), who=False),
    rule("left", r"left\s+(?P<v>.+)", _left, bare=True),
    rule("quit", r"quit\s+(?P<v>.+)", _quit, bare=True),
    rule("resigned", r"resigned\s+from\s+(?P<v>.+)", ends([slots.WORKS], "resigned", _employer), bare=True),
    rule(
        "fired laid let",
        r"(?:(?:was|were|got|been)\s+)?(?:fired|laid off|let go)\s+(?:by|from"
        r"|at)\s+(?P<v>.+)",
        ends([slots.WORKS], "let go", name),
    ),
    rule("let", rf"(?P<v>{NAMES})\s+let\s+(?:me|us)\s+go\b", ends([slots.WORKS], "let go", name), who=False),
    rule("last", r"\bmy last day\s+(?:at|with)\s+(?P<v>.+)", ends([slots.WORKS], "last day", name), who=False),
    rule(
        "notice",
        r"(?:handed|gave)\s+in\s+(?:my|his|her)\s+notice\s+at\s+(?P<v>.+)",
        ends([slots.WORKS], "notice", name),
    ),
    rule("longer", r"no longer work(?:s|ing)?\s+(?:at|for)\s+(?P<v>.+)", ends([slots.WORKS], value=name)),
    rule(
        "don't doesn't not work stopped",
        r"(?:(?:don't|doesn't|do not|does not) work|stopped working)\s+(?:at|for)\s+(?P<v>.+)",
        ends([slots.WORKS], value=name),
    ),
    rule("work works working", r"(?:works?|working)\s+as\s+(?P<v>.+)", _title),
    rule(
        "job role position",
        r"(?P<cue>started|got|have|has|landed|took|accepted)\s+(?:a|my|the)\s+"
        r"(?:new\s+)?(?:job|role|position)\s+as\s+(?P<v>.+)",
        _title,
        bare=True,
    ),
    rule("promoted became", r"(?P<cue>promoted to|became)\s+(?P<v>.+)", _title, bare=True),
)
OTHERS: tuple[Rule, ...] = (
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
    rule("allergic", r"allergic\s+to\s+(?P<v>.+)", joins(slots.ALLERGIES)),
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
