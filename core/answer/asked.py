"""A question that counts, lists, adds up or picks out, read: what is wanted, of whose doing, when, and of what.

What is wanted is told by its quantifier wherever it stands; what is left of the question are the words of a doing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from enum import Enum

from core.answer import activities
from core.answer.quantities import unit_of
from core.answer.verbs import LIGHT, alike, base_of
from core.text.times import TimeRange, ranges
from core.text.words import STOP_WORDS, words


class Wants(Enum):
    """What is made of what was found."""

    COUNT = "count"
    LIST = "list"
    TOTAL = "total"
    FIRST = "first"
    LAST = "last"
    MOST = "longest"
    LEAST = "shortest"
    WHEN = "when"


class Part(Enum):
    """How the name that a question gives takes part in the doing: nothing special, with them, there, paid for."""

    PLAIN = "plain"
    COMPANY = "company"
    PLACE = "place"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Tally:
    """A question, read: who did what, when; `verbs` and each of `terms` are words of which one must be there.

    `activity` is what `core.answer.activities` calls the doing, "" for one that it does not know; `made` are the things
    that it is done with, which may also be told by their titles.
    """

    wants: Wants
    subject: str
    verbs: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    unit: str = ""
    things: str = ""
    time: TimeRange | None = None
    activity: str = ""
    part: Part = Part.PLAIN
    made: tuple[str, ...] = ()

    @property
    def groups(self) -> list[tuple[str, ...]]:
        """Groups of words; a memory that tells of it holds one of each."""
        told = self.verbs and (self.part is Part.PLAIN or not self.terms)
        return [*((self.verbs,) if told else ()), *self.terms, *((self.made,) if self.made else ())]


_SUPER = {
    "longest": Wants.MOST, "biggest": Wants.MOST, "largest": Wants.MOST, "furthest": Wants.MOST,
    "farthest": Wants.MOST, "most expensive": Wants.MOST, "highest": Wants.MOST, "heaviest": Wants.MOST,
    "shortest": Wants.LEAST, "smallest": Wants.LEAST, "cheapest": Wants.LEAST, "lowest": Wants.LEAST,
    "dearest": Wants.MOST, "least expensive": Wants.LEAST, "lightest": Wants.LEAST,
}  # fmt: skip
_POLITE = re.compile(
    r"\A\W*(?:(?:hey|hi|hello|ok|okay|so|well|and|but|please|ebb|just|now|then|kindly|"
    r"(?:can|could|would|will) you(?: (?:please|kindly|also|just|perhaps))*|(?:do|would) you (?:know|remember|recall)"
    r"|(?:please )?(?:tell|remind|inform) me(?: about| of)?|let me know|(?:I(?:'d| would) (?:like|love)|I want|I need)"
    r"(?: you)? to (?:know|see|have|hear)|I(?: was|'m| am)? wonder(?:ing|ed)?(?: if you know)?|any idea"
    r"|give me|what can you tell me about|work out|figure out|find out|say|look up)(?:[\s,]+|\Z))+",
    re.I,
)
_TIMELESS = re.compile(
    r"\b(?:so far|altogether|in total|in all|all in all|ever|together|at all|overall|please|exactly|actually|already"
    r"|thanks|thank you|up to now|until now|to date|yet|roughly|about)\b(?=\W*(?:\Z|\w))",
    re.I,
)
_EDGES = {
    Wants.LAST: r"(?:last|latest|most recent(?:ly)?|newest)",
    Wants.FIRST: r"(?:(?:for )?(?:the )?(?:very )?first time|first|earliest|oldest)",
}
_COUNTS = re.compile(
    r"\bhow (?:often|frequently|regularly|many)\b(?: different)?|\b(?:number|count|tally) of\b"
    r"|\A(?:the )?count\b(?: up)?|\bhow many\b",
    re.I,
)
_TOTALS = re.compile(
    r"\bhow (?:much|far)\b|\b(?:total|sum|combined|overall)\b|\bwhat (?:distance|amount|sum)\b|\bdistance\b"
    r"|\bwhat\b(?=.*\bcosts?\b)|\Awhat (?:did|have|do) (?:I|we) (?:spend|spent|pay|paid) (?:on|for)\b"
    r"|\b(?:my )?(?:spending|expenses|expenditure)\b|\A(?:the )?money\b",
    re.I,
)
_LISTS = re.compile(
    r"\A(?:(?:a |the )?(?:full |complete )?list(?: of)?|name|show(?: me)?|enumerate|all|every)\b"
    r"(?: me)?(?: all| every)?(?: of)?",
    re.I,
)
_WHEN = re.compile(r"\A(?:since )?when\b|\A(?:on |in )?(?:what|which|the) (?:day|date)s?\b", re.I)
_OTHER = re.compile(r"\b(?:who|whom|whose|where|why)\b|\bhow (?:old|long ago|does|do you|to|can|should)\b", re.I)
_TIMES = frozenset(
    "time times occasion occasions number count total sum distance amount money day days date dates "
    "most recent recently late later".split()
)
_ANYTHING = frozenset("money time distance people persons person places place things thing stuff everything".split())
_SUBJECT = re.compile(
    r"\b(?:did|have|has|had|do|does|was|were|is|are)\s+(?P<who>I|we|my|(?-i:[A-Z])[\w’'-]+)\b(?! and (?:I|me)\b)", re.I
)
_OWN = re.compile(r"\b(?:I|we|my|me|our|us|mine|myself)\b|\bI['’]", re.I)
_ASKING = re.compile(r"\b(?:did|does|do|is|are|was|were|has|have|had|can|will|would)\b", re.I)
_LEAD = re.compile(
    r"\b(?:in|on|during|at|since|before|after|until|over|within|for|throughout|of)\s+(?:the\s+)?\Z", re.I
)
_PLURAL = re.compile(
    r"\A(?:what|which)\s+(?:of\s+)?(?:(?:the|my|are|were|all)\s+)*(?P<noun>(?:[a-z][\w-]*\s+){0,2}?(?:[a-z][\w-]*s|people|children))\b"
    r"(?=\s*(?:that|which|did|have|has|do|I\b|we\b|(?-i:[A-Z])|\Z))",
    re.I,
)
_IS = re.compile(r"\b(what|who|when|where|how|which|that)'s\b", re.I)
_TOGETHER = re.compile(
    r"\b(?:r[au]n(?:ning)? into|bump(?:ed|ing)? into|c(?:aught|atch(?:ing)?) up with|h(?:ung|ang(?:ing)?) out with"
    r"|(?:get|got|getting) together with|spen[dt] (?:some )?time with)\b",
    re.I,
)
"""What is said of people whom one meets, in several words."""
_STATE = re.compile(
    r"\bhow (?:many|much)\b.*\b(?:(?:do|does|did)\s+[\w'-]+\s+(?:have|own|need|want|like|know)\b(?! to)"
    r"|(?:is|are|was|were)\s+there\b|(?:have|has) [\w'-]+ got\b)|\bhow often\s+(?:do|does)\s+(?!I\b|we\b)",
    re.I,
)
"""Asks for what is so and not for what took place: that is told once, with its number."""
_UNREAL = frozenset(("would", "will", "should", "shall", "might", "may", "planning"))


def tally_of(question: str, now: datetime, known: Callable[[str], bool] | None = None) -> Tally | None:
    """Read a question for something to count, list, add up or pick out; None for any other.

    What no memory holds, as `known` tells, is taken for the nearest word of an activity.
    """
    plain = " ".join(question.replace("’", "'").split()).strip(" ?.!")
    plain = _TOGETHER.sub("meet", _IS.sub(r"\1 is", _TIMELESS.sub(" ", _POLITE.sub("", plain))))
    times = ranges(plain, now)
    if len(times) > 1:
        return None
    if times:
        lead = _LEAD.search(plain[: times[0].text_start])
        start = lead.start() if lead else times[0].text_start
        plain = f"{plain[:start].strip()} {plain[times[0].text_end :].strip()}"
    plain = " ".join(plain.split()).strip(" ?.!,:;")
    if known is not None:
        plain = _respelled(plain, known)
    found = _wanted(plain)
    return _read(found[0], found[1], plain, times[0] if times else None) if found else None


def _respelled(plain: str, known: Callable[[str], bool]) -> str:
    """The question with its unheard-of words spelt as the words of activities that they nearly are."""

    def spelt(match: re.Match[str]) -> str:
        word = match[0]
        if word in STOP_WORDS or word in activities.WORDS or word in _TIMES or known(word):
            return word
        near = get_close_matches(word, activities.WORDS, 1, 0.85)
        return near[0] if near else word

    return re.sub(r"(?<![\w'])[a-z]{4,}(?![\w'])", spelt, plain)


def _wanted(plain: str) -> tuple[Wants, str] | None:
    """What is wanted, and the question without the words that say so."""
    if words(plain) and set(words(plain)[:1]) & _UNREAL:
        return None
    for name, wants in _SUPER.items():
        if re.search(rf"\b(?:my|the|our)\s+{name}\b|\A{name}\b", plain, re.I):
            rest = re.sub(rf"\b(?:which of|how (?:far|long|much)|what|which|{name})\b", " ", plain, flags=re.I)
            return wants, rest
    for wants, edge in _EDGES.items():
        if (match := re.search(rf"\b{edge}\b(?: times?\b)?", plain, re.I)) is not None:
            return wants, _without(
                _WHEN.sub(" ", plain), re.search(rf"\b{edge}\b", _WHEN.sub(" ", plain), re.I) or match
            )
    if _OTHER.search(plain) or _STATE.search(plain):
        return None
    if (match := _COUNTS.search(plain)) is not None:
        return Wants.COUNT, _without(plain, match)
    if (match := _TOTALS.search(plain)) is not None:
        return Wants.TOTAL, re.sub(r"\b(?:how (?:much|far)|what)\b", " ", plain, flags=re.I)
    if (match := _PLURAL.match(plain)) is not None and not _WHEN.match(plain):
        return Wants.LIST, plain[match.start("noun") :]
    if (match := _LISTS.match(plain)) is not None:
        return Wants.LIST, plain[match.end() :]
    if (match := _WHEN.match(plain)) is not None:
        return Wants.WHEN, plain[match.end() :]
    noun = words(plain)[:1]
    if noun and noun[0].endswith("s") and activities.of_thing(noun[0]):
        return Wants.LIST, plain
    return None


def _without(plain: str, match: re.Match[str]) -> str:
    return f"{plain[: match.start()]} {plain[match.end() :]}"


def _subject(plain: str) -> str | None:
    """Whose doing is asked for: "" for the person's own, a name, None where it is nobody's."""
    named = _SUBJECT.search(plain)
    if named and named["who"].lower() not in {"i", "we", "my"}:
        if re.match(rf"{re.escape(named['who'])} and (?:I|me)\b", plain[named.start("who") :]):
            return ""
        return named["who"]
    if _OWN.search(plain):
        return ""
    return None if _ASKING.search(plain) else ""


def _read(wants: Wants, rest: str, plain: str, time: TimeRange | None) -> Tally | None:
    subject = "" if wants in {Wants.MOST, Wants.LEAST} else _subject(plain)
    if subject is None or (wants is Wants.WHEN and (subject or not re.search(r"\b(?:did|was|were|have)\b", plain))):
        return None
    said = _said(rest, subject)
    unit = next((unit_of(word) for word in said if unit_of(word)), "")
    far = re.search(r"\b(?:far|distance)\b", plain, re.I) is not None
    if wants is Wants.COUNT and unit:
        wants = Wants.TOTAL
    named = [word for word in said if word not in _TIMES and not unit_of(word)]
    money = wants is Wants.TOTAL and re.search(r"\bmoney\b", plain, re.I)
    activity, act = ("spend", "") if money else _activity(named, plain)
    if wants is Wants.TOTAL and not (unit or far or activity == "spend"):
        return None
    others = [word for word in named if word != act and word not in _ANYTHING and not _same(word, activity)]
    light = [word for word in others if base_of(word) in LIGHT]
    others = [word for word in others if word not in light]
    made = (
        activities.things_of(activity)
        if activity and any(activities.of_thing(word) == activity for word in named)
        else ()
    )
    others = [word for word in others if not made or activities.of_thing(word) != activity]
    part = _part(plain, activity, others, wants)
    verbs = activities.told_by(activity) if activity else ()
    doing = next((word for word in others if _is_verb(word, plain)), "")
    if doing and not verbs and not light:
        verbs = alike(doing)
        others.remove(doing)
    terms = tuple(alike(word) for word in dict.fromkeys(others))
    if not (verbs or terms or made) or (wants is Wants.WHEN and not terms):
        return None
    if wants is Wants.WHEN and not verbs and part is Part.PLAIN:
        return None
    things = _things(wants, plain, named)
    unit = unit or ("km" if far else "")
    return Tally(wants, subject, verbs, terms, unit, things, time, activity, part, made)


def _said(rest: str, subject: str) -> list[str]:
    """The words of a question that say something, in order; those that only name the asker or are small go."""
    skipped = STOP_WORDS | {subject.lower(), "s", "i've", "i'd", "since"}
    light = {
        form
        for form in words(rest)
        if base_of(form) in LIGHT and form not in {"is", "are", "was", "were", "do", "did", "have", "had", "has"}
    }
    return [word for word in dict.fromkeys(words(rest)) if word not in skipped or word in light]


def _activity(named: list[str], plain: str) -> tuple[str, str]:
    """The activity that is asked for, and the word that says so: what the thing is for, else the first verb's."""
    for word in named:
        if (thing := activities.of_thing(word)) and any(thing in activities.of(other) for other in named):
            return thing, next(other for other in named if thing in activities.of(other))
    for word in named:
        found = [name for name in activities.of(word) if base_of(word) not in LIGHT]
        if found:
            place = re.search(r"\b(?:in|to)\s+(?-i:[A-Z])", plain)
            return (
                "visit" if "visit" in found and (place or base_of(word) == "visit" or word == "trip") else found[0]
            ), word
    for word in named:
        if thing := activities.of_thing(word):
            return thing, ""
    return "", ""


def _same(word: str, activity: str) -> bool:
    return bool(activity) and base_of(word) not in LIGHT and activity in activities.of(word)


def _part(plain: str, activity: str, others: list[str], wants: Wants) -> Part:
    if activity == "spend":
        return Part.PRICE if others and wants in {Wants.TOTAL, Wants.MOST, Wants.LEAST} else Part.PLAIN
    if not others:
        return Part.PLAIN
    name = "|".join(map(re.escape, others))
    if activity == "visit" or (not activity and re.search(rf"\b(?:in|to|at)\s+(?:{name})\b", plain, re.I)):
        return Part.PLACE
    if activity == "meet" or (not activity and re.search(rf"\bwith\s+(?:{name})\b", plain, re.I)):
        return Part.COMPANY
    return Part.PLAIN


def _is_verb(word: str, plain: str) -> bool:
    """Whether a word of no activity stands where a verb does: behind the one who does it."""
    return re.search(rf"\b(?:I|we|ve)\s+(?:ever\s+|\w+ly\s+)?{re.escape(word)}\b", plain, re.I) is not None


def _things(wants: Wants, plain: str, named: list[str]) -> str:
    """What is counted or listed, where it is things and not times."""
    if wants not in {Wants.COUNT, Wants.LIST}:
        return ""
    if re.search(r"\bhow (?:often|frequently|regularly)\b|\btimes?\b|\boccasions?\b", plain, re.I):
        return ""
    asked = re.search(
        r"\b(?:how many|number of|count of|count|list of|which|what|all|every)\s+(?:different |the |my |of )*"
        r"([a-z][\w-]*)",
        plain,
        re.I,
    )
    noun = asked[1].lower() if asked else named[0] if named else ""
    return noun if activities.of_thing(noun) or noun in named and not activities.of(noun) else ""


def window(tally: Tally) -> tuple[datetime, datetime] | None:
    """When memories that may tell of it were written: what took place is told of for two months at most."""
    if tally.time is None:
        return None
    try:
        return tally.time.start - timedelta(days=1), tally.time.end + timedelta(days=62)
    except OverflowError:
        return None
