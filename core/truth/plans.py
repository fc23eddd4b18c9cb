"""Rules for what is planned: events and their times, moved, and called off."""

import re
from collections.abc import Iterator

from core.text.words import STOP_WORDS, words
from core.truth import statement as slots
from core.truth.rules import OLD, Match, Rule, rule
from core.truth.statement import Form, Found
from core.truth.values import NAMES, name, time_key

_EVENT = (
    "appointment|dentist|doctor|meeting|call|interview|trip|flight|train|party"
    "|dinner|lunch|wedding|concert|exam|deadline|class|lesson"
    "|delivery|viewing|visit|holiday|vacation|workshop|conference|race|game"
    "|match|rehearsal|review|stand-?up|check-?up|haircut"
    "|surgery|operation|launch|release|gig|reunion|picnic|course|webinar|vet"
    "|barbecue|bbq|date|session|presentation|demo|talk|festival"
)
PROVIDERS = "dentist|doctor|gp|vet|physio|optician|hairdresser|barber|therapist|orthodontist|cardiologist|dermatologist"
"""Whom one has appointments with, as the branches of a pattern."""
_EV = (
    rf"(?P<x>(?:[\w'-]+\s+){{0,2}}?(?:{_EVENT})(?:\s+(?:appointment|check-?up|visit))?"
    rf"(?:\s+(?:to|with|at|in|for)\s+(?:the\s+|my\s+)?{NAMES})?)"
)
_MOVED = r"(?:moved|postponed|pushed|rescheduled|shifted|brought forward|delayed|put off|changed|bumped|rebooked)"
_AWAY = r"(?:\s+(?:back|forward|out))?"
_TO = rf"{_AWAY}{OLD}\s+(?:to|until|till|for)\s+(?P<v>.+)"
TIME = re.compile(
    r"(?:(?:on|for|in|at|this|next|now|planned|scheduled|set|booked)\s+)*(?P<v>(?:(?:early"
    r"|late|mid)[ -])?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|mon|tue|wed|thu|fri|sat|sun|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|jan|feb|mar"
    r"|apr|jun|jul|aug|sept?|oct|nov|dec|tomorrow|tonight|today|next \w+|\d{1,2}(?:st"
    r"|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
    r"|nov|dec)\w*|\d{4}-\d\d-\d\d|(?:the )?\d{1,2}(?:st|nd|rd|th)|\d{1,2}(?::\d\d)?\s?"
    r"(?:am|pm)|\d{1,2}:\d\d|noon|spring|summer|autumn|winter)\b"
    r"(?:,?\s+(?:at\s+)?(?:\d{1,2}(?::\d\d)?\s?(?:am|pm|o'clock)?|noon"
    r"|the \d+\w+|\d{1,2} \w+|morning|afternoon|evening)\b)*)",
    re.I,
)
EVENTS = re.compile(rf"\b(?:{_EVENT})s?\b", re.I)


def _planned(match: Match) -> Iterator[Found]:
    """An event and its time; with a rule's own cue the time is a new one."""
    time = TIME.match(match.value.strip())
    subject = _event(match)
    if not time or not subject:
        return
    keyed, over = time_key(time["v"], match.said)
    moved = "moved" if match.groups.get("moved") else ""
    yield match.found(slots.WHEN, time["v"], cue=match.cue(moved), keyed=keyed, subject=subject, ends_at=over)


def _off(match: Match) -> Iterator[Found]:
    if subject := _event(match):
        yield match.found(slots.WHEN, "", Form.ENDS, cue="cancelled", keyed="", subject=subject)


def _event(match: Match) -> str | None:
    """The subject of an event: "my dentist's appointment" and "the dentist" are one; "it" is the last one."""
    said = match.groups.get("x")
    if said is None:
        thing = match.context.thing
        return thing if thing and EVENTS.search(thing) else None
    owner, found = match.context.owner(match.groups.get("det")), event_key(_with_provider(said, match.clause.sentence))
    match.context.thing = f"{owner}/{found}" if owner and found else None
    return match.context.thing


def _with_provider(said: str, sentence: str) -> str:
    """ "The appointment" is the dentist's where the sentence speaks of one."""
    if not re.fullmatch(r"\W*(?:appointment|visit|check-?up)\W*", said, re.I):
        return said
    found = re.search(rf"\b(?:{PROVIDERS})\b", sentence, re.I)
    return f"{found[0]} {said}" if found else said


def event_key(said: str) -> str:
    """An event's name: "my dentist's appointment" and "the dentist" are one, as "the Rome trip" and "trip to Rome"."""
    kept = sorted({word for word in words(said) if word not in STOP_WORDS and word not in _QUALIFIED})
    if len(kept) > 1:
        kept = [word for word in kept if word not in {"appointment", "visit"}]
    return " ".join(kept) if EVENTS.search(said) else ""


_QUALIFIED = frozenset("new next today tomorrow morning big little short long upcoming planned".split())


def _going(match: Match) -> Iterator[Found]:
    place = name(match.value)
    time = TIME.search(match.value)
    cue = match.cue()
    if place and time and not re.match(re.escape(place.split()[0]), time["v"], re.I):
        match.context.thing = f"{match.context.author}/{' '.join(sorted({'trip', *words(place)}))}"
        keyed, over = time_key(time["v"], match.said)
        yield match.found(slots.WHEN, time["v"], cue=cue, keyed=keyed, subject=match.context.thing, ends_at=over)


def _not_going(match: Match) -> Iterator[Found]:
    subject = f"{match.subject}/{event_key(f'trip to {match.value}')}"
    yield match.found(slots.WHEN, "", Form.ENDS, cue="cancelled", keyed="", subject=subject)


def _cancelled_by(match: Match) -> Iterator[Found]:
    subject = f"{match.context.author}/{event_key(match.groups['prov'] + ' appointment')}"
    yield match.found(slots.WHEN, "", Form.ENDS, cue="cancelled", keyed="", subject=subject)


_EVENT_WORDS = _EVENT.replace("-?", "").replace("|", " ") + " stand-up check-up standup"
PLANS: tuple[Rule, ...] = (
    rule(
        "date dates day time",
        rf"\bnew (?P<moved>dates?|day|time)\s+(?:for|of)\s+(?P<det>my|our|the)\s+{_EV}\s*(?::|is|are)\s*(?P<v>.+)",
        _planned,
        who=False,
    ),
    rule(
        "moved postponed pushed rescheduled shifted brought delayed put changed bumped rebooked",
        rf"(?P<det>\b(?:my|our|the|her|his)\s+|\A)?{_EV}(?:\s+(?:was|is|has"
        rf"|have|been|got|gets))*\s+(?P<moved>{_MOVED}){_TO}",
        _planned,
        who=False,
    ),
    rule(
        "moved postponed pushed rescheduled shifted brought delayed put changed bumped rebooked",
        rf"(?P<moved>{_MOVED}){_AWAY}\s+(?P<det>my|our|the)\s+{_EV}{_TO}",
        _planned,
        who=False,
    ),
    rule(
        "it's been pushed moved postponed rescheduled on in",
        rf"\b(?P<cue>it)(?:'s|\s+is|\s+was|\s+has)(?:\s+been|\s+now)*(?:\s+"
        rf"(?P<moved>{_MOVED}){_AWAY}\s+to)?\s+(?P<v>.+)",
        _planned,
        who=False,
    ),
    rule(
        _EVENT_WORDS,
        rf"(?P<det>\b(?:my|our|the)\s+|\A){_EV}(?:\s+(?:is|are|takes place|will be|has been|was)|'s|\s*:|,|)\s*"
        rf"(?:now\s+)?(?:planned |scheduled |set |booked )?(?P<v>(?:for |on |in |at |now |next |this )*.+)",
        _planned,
        who=False,
    ),
    rule(
        _EVENT_WORDS,
        rf"(?:have|has|got|booked|scheduled)\s+(?:a|an|my|the)\s+{_EV}\s+(?P<v>(?:for |on |in |at )?.+)",
        _planned,
        bare=True,
    ),
    rule("dentist doctor vet", r"seeing\s+(?:the|my)\s+(?P<x>dentist|doctor|vet)\s+(?P<v>.+)", _planned),
    rule("going travelling flying", r"(?:going|travelling|traveling|flying)\s+to\s+(?P<v>.+)", _going),
    rule(
        "cancelled canceled off scrapped axed through happening happen",
        rf"(?P<det>\b(?:my|our|the)\s+|\A){_EV}(?:\s+(?:is|was|has been|got|has|had to be|have|been|now))*\s+"
        rf"(?:cancelled|canceled|called off|scrapped|axed|fallen through|fell through|off(?=\W*\Z|\s+after all)"
        r"|no longer (?:happening|on)|not happening|won't happen)",
        _off,
        who=False,
    ),
    rule(
        "cancelled canceled called cancel call scrapped scrap",
        rf"(?:cancelled|canceled|called off|scrapped|had to (?:cancel|call off|scrap))\s+(?P<det>my|our|the)\s+{_EV}",
        _off,
        who=False,
    ),
    rule(
        "isn't aren't won't",
        rf"(?P<det>\b(?:my|our|the)\s+|\A){_EV}\s+(?:isn't|aren't|won't be)\s+(?:happening|taking place)",
        _off,
        who=False,
    ),
    rule("no", rf"\A(?:so\s+|well\s+)?no\s+(?P<det>(?=\w)){_EV}\s+(?:after all|any ?more|this)", _off, who=False),
    rule(
        "not aren't isn't won't",
        rf"(?:not|won't be|aren't|isn't)\s+(?:going|flying|travelling"
        rf"|traveling)\s+to\s+(?P<v>{NAMES})\s+(?:after all|any ?more)",
        _not_going,
    ),
    rule(
        "cancelled canceled",
        r"\A(?:the )?(?P<prov>dentist|doctor|vet|hairdresser|physio|optician|therapist|gp)\s+(?:has\s+|had to\s+)?"
        r"(?:cancelled|canceled|cancel)\s+(?:my|our|the)\s+(?:appointment|visit|check-?up|session|slot)",
        _cancelled_by,
        who=False,
    ),
)
