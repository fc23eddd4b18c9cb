"""What a sentence says of a slot that it names by a noun, wherever in it the value stands.

"They've put the rent up to 905", "I pay 905 in rent now instead of 850": the noun names the slot, the value is known by
its looks, and the words about each value tell which one was and which one is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from core.truth.changing import NEGATED, cue_of
from core.truth.rules import compiled
from core.truth.sides import Value, sides
from core.truth.statement import Form, Found
from core.truth.subjects import KIN, WHO, Context
from core.truth.values import NAME

OWNED = (
    r"(?P<det>\b(?:my|our|his|her|their|your|the|an?|(?:the\s+|my\s+|our\s+)?(?!it's|that's|he's"
    r"|she's)[\w-]+(?:'s"
    r"|s')))"
)
"""Whose a noun is, where it is said: "my", "Ana's", "the neighbour's"."""
NEW = r"(?P<new>new|different|current|own|old|latest|monthly|usual|family|first|favou?rite|trusty|good)"
_KIN = re.compile(rf"(?:my|our)\s+(?:{KIN})'s\Z", re.I)
_NAMED = re.compile(rf"{NAME}(?:'s|s')\Z")
_AUTHOR = re.compile(r"\b(?:i|we|me|us|my|our)\b", re.I)
_WHO = re.compile(rf"\W*(?:(?:so|well|and|but|then|now|today|finally|anyway)\b,?\s+)*{WHO}", re.I)
_OTHERS = re.compile(
    r"\A\s*(?:(?:of|for)\s+(?!(?:my|our|the|this|us|me)\s+(?:teeth|flat|house|place|apartment|home|month|town|age)\b"
    r"|(?:us|me|now|all is|all time)\b)(?:the|an?|his|her|their|your|you|that|another|every|all|people|those|my"
    r"|our)\b|of\s+(?-i:[A-Z])"
    r"|where\s+(?:you|they|he|she)\b|(?:in|round|around|at)\s+(?:the|this|your|that)\s+(?:city|area|country|neighbou?rhood|street)\b"
    r"|(?:upstairs|downstairs|next door|over there|there|elsewhere|around here|round here)\b)",
    re.I,
)
_CLOSE = re.compile(
    r"\A(?:\s|[:,.?!'’()€$£–-]|\b(?:is|s|are|it|its|now|at|of|in|to|from|for|on|and|set|called|named|name|comes|costs|pay"
    r"|a|an|the|my|our|me|i|we|month|monthly|euros?|about|around|only|just|still|currently|always|kept|keep|hidden|hide"
    r"|find|you'll|degrees|be|will|number|open|opens|opening|time|year|per|left|there's|there|s|have|has|got"
    r"|town|city|doors|here|looks|after|does|cuts|takes|care|checks|handles|remains|all|reads|shows|stands|expects|daily|sharp|family|yes|no|contest|so|far|with|by|love|go|see|planned|booked|under|reach|or|each|week|every|day)\b)*\Z",
    re.I,
)
_SOMEBODY = re.compile(r"\W*(?:the|an?|their|his|her|your|they|you|some\w*|every\w*|people|one)\b", re.I)
_NOBODY = re.compile(r"\W*(?:some|some(?:one|body)|every(?:one|body)|people|many|most|others|nobody)\b", re.I)
_AGENT = re.compile(r"\W*(?:the|our|my)\s+(?:landlord|landlady|agency|owner|library|dentist|clinic|practice)\b", re.I)
_PAYING = re.compile(r"\b(?:pay(?:s|ing)?|paid|costs?|charges?|earns?|makes?)\b", re.I)
_NEAREST = 5
_SOMETHING_NEW = re.compile(r"\W*(?:the|a)\s+(?:old|new|move|lease|first)\b", re.I)
_BOUNDARY = re.compile(r"[,;:.!?–—]\s|\b(?:and|but|so|while|because)\b", re.I)
_NEXT = re.compile(r"\b(?:and|but|so|while|because)\b", re.I)
_LIGHT = re.compile(
    r"\b(?:i|i'm|i've|we|we're|we've|you|you'll|it|it's|its|that|that's|this|these|they|they're|he|she|is|are|am|be|been|was|has|have|now|new|old|one"
    r"|the|a|an|my|our|at|on|in|to|of|for|from|with|by|up|off|only|just|go|goes|going|pay|use|ring|call|text|reach|me|us"
    r"|find|look|live|drive|opens?|opening|today|here|there|not|no|more|any|anymore|longer|instead|days|day|number|euros?"
    r"|dentist|appointment|called|named|time|month|set|stays|it'll|'s|moved|currently|officially|please|first|night|morning)\b|[^\w\s]",
    re.I,
)
_WORD = re.compile(r"[a-z][a-z'-]*")
FURTHEST = 90
"""Characters between a noun and a value that still belongs to it."""

Values = Callable[[str, datetime], Iterator[Value]]
Place = Callable[[re.Match[str], str, Context], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class Frame:
    """A slot that a noun names.

    `named` finds the noun, with groups `det`, `new` and `x` as far as there are any; `values` what may be the value;
    `place` makes the (subject, slot) of a match, with the subject that the sentence speaks of, or None. `sets` are
    words by which somebody sets the value, which is a change by itself. `mine` if nothing but the author's own words
    ("my", "I") make it the author's: "the number" may be anybody's.
    """

    triggers: frozenset[str]
    named: str
    values: Values
    place: Place
    sets: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """One or two sentences that state something, from `start` of the text; what states nothing is blank.

    `seam` is where the second one begins, in `text`: the first names the slot, and the second the value.
    """

    start: int
    text: str
    words: frozenset[str]
    seam: int = 0


def passage(start: int, text: str, seam: int = 0) -> Passage:
    """A passage with its words, in lower case, those with an apostrophe as a whole and up to it."""
    found = set(_WORD.findall(text.lower()))
    found |= {word.split("'")[0] for word in found if "'" in word}
    return Passage(start, text, frozenset(found), seam)


def framed(frame: Frame, passage: Passage, context: Context, said: datetime) -> list[Found]:
    """What a passage states of a frame's slot: the old values as ended, the new one as holding."""
    text = passage.text
    for match in compiled(frame.named).finditer(text):
        if passage.seam and match.end() > passage.seam:
            break
        who = whose(match, text, context, mine=frame.mine)
        if who is None or _OTHERS.match(text[match.end() :]) or _forbidden(text, match):
            continue
        place = frame.place(match, who, context)
        if place is None:
            continue
        found = _read(frame, match, place, passage, said)
        if found:
            return found
    return []


def _read(frame: Frame, match: re.Match[str], place: tuple[str, str], passage: Passage, said: datetime) -> list[Found]:
    text = passage.text
    values = [
        one
        for one in frame.values(text, said)
        if one.start >= passage.seam and _belongs(text, one, match) and one.value.lower() != place[0]
    ]
    old, new = sides(text, values)
    if (
        new
        and (match.groupdict().get("new") or "").lower() in {"old", "former", "previous"}
        and match.end() <= new.start
        and _plain(text, match, new)
    ):
        return []
    if new is None:
        return []
    span = clause(text, min(match.start(), new.start), max(match.end(), new.end))
    cue = cue_of(text, text, _own(frame, match, text, old, new), wide=True)
    if not _plain(text, match, new) and (not cue or _digresses(text, match, new)):
        return []
    made = [(one, Form.ENDS) for one in {one.key: one for one in old}.values()] if cue else []
    return [
        Found(
            passage.start + span[0],
            passage.start + span[1],
            *place,
            one.value[:200],
            one.key,
            form,
            cue,
            ends_at=one.ends_at,
        )
        for one, form in (*made, (new, Form.HOLDS))
    ]


def _own(frame: Frame, match: re.Match[str], text: str, old: list[Value], new: Value) -> str:
    """The words of change that a frame itself has: a new one, what was, a verb that sets the value."""
    groups = match.groupdict()
    if (groups.get("new") or "").lower() in {"new", "different"}:
        return "new"
    if old:
        return f"no longer {old[0].value}"
    said = compiled(rf"\b(?:{frame.sets})\b").search(text) if frame.sets else None
    return said[0].lower() if said and (said.start() < new.start or match.start() > new.start) else ""


def whose(match: re.Match[str], text: str, context: Context, *, mine: bool) -> str | None:
    """Whose the noun is; None for what is somebody's whom nobody knows, or of nobody certain."""
    det = (match.groupdict().get("det") or "").lower()
    if det in {"my", "our", "me", "us"}:
        return context.author
    if det in {"his", "her", "their"}:
        return context.person
    if det == "your":
        return None
    if det.endswith(("'s", "s'")):
        said = match["det"]
        if _KIN.match(said):
            return context.kin(said.removesuffix("'s"))
        return context.owner(said) if _NAMED.fullmatch(said) and said.endswith("'s") else None
    begin = max((at.end() for at in re.finditer(r"[.!?;:]\s", text[: match.start()])), default=0)
    who = _WHO.match(text, begin)
    if who and match.start() <= who.start("name") < match.end():  # "Rent's up": the noun begins the sentence
        return context.author
    if who and who.start("i") < 0 and (subject := context.subject(who)):
        return subject
    if who and who.start("kin") >= 0:
        return None
    if mine and not _AUTHOR.search(text) and _SOMEBODY.match(text, begin) and not _SOMETHING_NEW.match(text, begin):
        return None
    lead = text[begin : match.start()]
    if not (det or mine) and _PAYING.search(lead) and not _AUTHOR.search(lead):
        return None
    others = not (det or mine) and _SOMEBODY.match(text, begin) and not _SOMETHING_NEW.match(text, begin)
    agent = _AGENT.match(text, begin) is not None or match.start() - begin < _NEAREST
    return None if _NOBODY.match(text, begin) or (others and not agent) else context.author


def _forbidden(text: str, match: re.Match[str]) -> bool:
    """ "Never hide a spare key there", "Don't use this number"."""
    begin = max((at.end() for at in re.finditer(r"[.!?;:,]\s", text[: match.start()])), default=0)
    lead = NEGATED.search(text[begin : match.start()])
    return lead is not None and "any" not in text[match.end() :] and not re.match(r"\W*not in\b", text[begin:], re.I)


def _belongs(text: str, one: Value, match: re.Match[str]) -> bool:
    """Whether a value stands near its noun, beside it, and is not itself somebody whose something is spoken of."""
    apart = one.end <= match.start() or one.start >= match.end()
    near = one.start - match.end() <= FURTHEST and match.start() - one.end <= FURTHEST
    return apart and near and text[one.end : one.end + 2] not in {"'s", "s'"}


def _plain(text: str, match: re.Match[str], new: Value) -> bool:
    """Whether nothing but small words stand between noun and value, so that the one is said of the other."""
    between = text[match.end() : new.start] if new.start >= match.end() else text[new.end : match.start()]
    return _CLOSE.match(between) is not None


def _digresses(text: str, match: re.Match[str], new: Value) -> bool:
    """Whether another clause, with words of its own, begins between a noun and the value behind it."""
    if new.start < match.end():
        return _NEXT.search(text[new.end : match.start()]) is not None and new.key[:1].isdigit()
    last = _BOUNDARY.split(text[match.end() : new.start])
    return len(last) > 1 and len(_LIGHT.sub(" ", last[-1]).split()) > 1


def clause(text: str, first: int, last: int) -> tuple[int, int]:
    """The clauses that hold [first, last)."""
    begin = max((at.end() for at in re.finditer(r"[,;:.!?–—]\s+(?:(?:and|but|so)\s+)?", text[:first])), default=0)
    end = re.compile(r"(?:\s*[,;–—]\s|[.!?](?:\s|\Z)|\s+(?:and|but)\s)").search(text, last)
    return begin, end.start() + text[end.start()].count(".") if end else len(text.rstrip())
