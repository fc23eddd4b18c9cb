"""What a noun names and what may be its value: the slots of frames, and the values that belong to each."""

import re
from collections.abc import Iterator
from datetime import datetime

from core.truth import looks
from core.truth import statement as slots
from core.truth.belongings import is_car
from core.truth.frames import Place
from core.truth.plans import EVENTS, event_key
from core.truth.sides import Value
from core.truth.subjects import Context, is_name
from core.truth.things import SECRET

SHIFTED = (
    r"moved?|postponed|pushed|resch\w+|shifted|brought|forward|delayed|put (?:off|back)|changed|bumped|rebooked|slipped"
    r"|switched|swapped|extended|advanced|got a new|rearranged|instead"
)
"""Words for a plan that is moved, as the branches of a pattern."""

CARES = {"teeth": "dentist", "hair": "hairdresser", "eyes": "optician", "taxes": "accountant"}


_MEETS = re.compile(
    rf"\b(?:appointments?|appt|check-?ups?|visit|slot|session|{SHIFTED}|see(?:ing)?|go(?:ing)? to the|at the)\b", re.I
)


_IN = re.compile(
    r"\b(?:in|to|into|from|for|of|behind|left|leaving|in (?:sunny|beautiful|lovely|rainy|central))\s+(?:the\s+)?\Z",
    re.I,
)


_HERE = re.compile(r"\A,? here (?:we|i)\b|\A is (?:home|where (?:we|i) live)", re.I)


_AT = re.compile(r"(?:\b(?:at|with|to|for|by|is|it's|from|left|of|joined|joining)|:)\s+(?:now\s+)?(?:the\s+)?\Z", re.I)


_MOVING = re.compile(r"\b(?:moved|unpacked|signed|lease|keys|ours|settled|handed over|moving van|movers)\b", re.I)


_NAMED_AT = re.compile(r"\b(?:at|in|from|near|on|of)\s+(?:the\s+)?\Z", re.I)


_LAID = re.compile(r"\b(?:there's|there is|keep|hide|hidden|hid|left|leave|put|have)\b", re.I)


_UNDECIDED = re.compile(
    r"\b(?:will|'ll|propos\w+|threaten\w*|demand\w*|ask(?:ed|ing|s) for|expect\w*|estimat\w+|quoted|refus\w+|no way"
    r"|ridiculous|crazy|madness|object\w+|too much|limit|paying \S+ \w+ rent is|for that|like that|similar)\b",
    re.I,
)
"""A figure that is asked for or guessed is none that holds."""


_HAD = re.compile(r"\b(?:have|has|got|found|'ve|joined|hired|registered|chose|picked)\b", re.I)


def numbers(text: str, said: datetime) -> Iterator[Value]:
    return looks.phones(text)


def amounts(text: str, said: datetime) -> Iterator[Value]:
    return looks.amounts(text)


def clocks(text: str, said: datetime) -> Iterator[Value]:
    return looks.clocks(text)


def wheres(text: str, said: datetime) -> Iterator[Value]:
    return looks.wheres(text)


def times(text: str, said: datetime) -> Iterator[Value]:
    return looks.times(text, said)


def people(text: str, said: datetime) -> Iterator[Value]:
    """Names that do not tell where somebody is."""
    return (one for one in looks.names(text) if not _NAMED_AT.search(text[: one.start]))


def towns(text: str, said: datetime) -> Iterator[Value]:
    """Names of where somebody is or went to."""
    there = re.search(r"\b(?:moved|live|lives|living) (?:there|here)\b", text, re.I) is not None
    return (
        one
        for one in looks.names(text)
        if (there or _IN.search(text[: one.start]) or _HERE.match(text[one.end :])) and not is_car(one.value)
    )


def firms(text: str, said: datetime) -> Iterator[Value]:
    """Names of where somebody works, or of what the sentence says it is."""
    return (one for one in looks.names(text) if _AT.search(text[: one.start]))


def cars(text: str, said: datetime) -> Iterator[Value]:
    return looks.cars(text)


def mails(text: str, said: datetime) -> Iterator[Value]:
    return looks.mails(text)


def of_person(slot: str) -> Place:
    def place(match: re.Match[str], who: str, context: Context) -> tuple[str, str] | None:
        return who, slot

    return place


def of_thing(slot: str) -> Place:
    def place(match: re.Match[str], who: str, context: Context) -> tuple[str, str] | None:
        unknown = (match["det"] or "").lower() in {"a", "an"} and not _LAID.search(match.string[: match.start()])
        if SECRET.search(match.string) or unknown:
            return None
        found = context.thing_of(who, match["x"] or match["y"])
        return (found, slot) if found else None

    return place


def bill(match: re.Match[str], who: str, context: Context) -> tuple[str, str] | None:
    some = (match["det"] or "").lower() in {"a", "an"} and not match[0].lower().endswith(("increase", "rise", "hike"))
    if some or _UNDECIDED.search(match.string):
        return None
    context.thing = f"{who}/{match['x'].lower().removesuffix('s')}"
    return context.thing, slots.VALUE


def rented(match: re.Match[str], who: str, context: Context) -> tuple[str, str] | None:
    return None if _UNDECIDED.search(match.string) else (f"{who}/rent", slots.VALUE)


def home(match: re.Match[str], who: str, context: Context) -> tuple[str, str] | None:
    """Somebody's home; a flat or house that is nobody's own only with words of moving."""
    det, text = (match["det"] or "").lower(), match.string
    own = det not in {"", "the", "a", "an"} or (not det and re.fullmatch(r"\W*(?:so|well)?\W*", text[: match.start()]))
    return (who, slots.LIVES) if own or _MOVING.search(text) else None


def living(match: re.Match[str], who: str, context: Context) -> tuple[str, str]:
    return who, slots.LIVES


def working(match: re.Match[str], who: str, context: Context) -> tuple[str, str]:
    return who, slots.WORKS


def driving(match: re.Match[str], who: str, context: Context) -> tuple[str, str]:
    return who, slots.DRIVES


def role(match: re.Match[str], who: str, context: Context) -> tuple[str, str] | None:
    det, new = (match["det"] or "").lower(), (match["new"] or "").lower()
    if det in {"a", "an"} and new not in {"new", "different"} and not _HAD.search(match.string[: match.start()]):
        return None
    return who, match["x"].lower()


def cared(match: re.Match[str], who: str, context: Context) -> tuple[str, str]:
    return who, CARES[match["x"].lower()]


def favourite(match: re.Match[str], who: str, context: Context) -> tuple[str, str] | None:
    kind = match["x"]
    if not kind:
        of_all = re.search(r"\bof all (?:the |my )?(?P<x>[\w-]+?)s\b", match.string, re.I)
        kind = of_all["x"] if of_all else ""
    return (who, slots.FAVOURITE + kind.lower().strip()) if kind else None


def provider(match: re.Match[str], who: str, context: Context) -> tuple[str, str] | None:
    text = match.string
    around = text[match.end() : match.end() + 6]
    if not _MEETS.search(text) and not re.match(r"\W*(?:is|on|at|now)?\b", around):
        return None
    others = {word.lower() for word in EVENTS.findall(text)} - {match["x"].lower(), "appointment", "visit", "session"}
    key = event_key(f"{match['x']} appointment")
    return (
        None if others & {"trip", "meeting", "concert", "party", "wedding"} or not key else (f"{who}/{key}", slots.WHEN)
    )


def trip(match: re.Match[str], who: str, context: Context) -> tuple[str, str] | None:
    place, kind = match["to"] or match["of"], (match["kind"] or match["kind2"] or "trip").lower()
    kind = kind if kind in {"flight", "holiday", "vacation", "tour"} else "trip"
    return (f"{who}/{event_key(f'{kind} to {place}')}", slots.WHEN) if is_name(place.split()[0]) else None
