"""Counting, listing, adding up, first, last and longest: answered from all that tells of it.

A question is read by templates; what tells of it is a sentence that says, as a fact, that the person asked for did it.
The same question and memories always give the same answer, and every sentence that was counted is cited.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import Enum

from core.answer.extract import teller
from core.answer.links import quoted
from core.answer.quantities import Quantity, quantities, said, unit_of
from core.answer.validity import Overs, day, is_all_over, over_in
from core.answer.verbs import LIGHT, alike, base_of, forms, is_irregular
from core.memory import Answer, Citation, Kind, Memory
from core.text.sentences import spans
from core.text.times import TimeRange, dates_in, ranges
from core.text.words import STOP_WORDS, content, numbers, stem, words

MOST = 50
"""Sentences that an answer quotes."""
LONGEST_QUOTE = 300
SAME = 0.6
"""Two sentences of one day that share so much of their words tell of the same."""


class Wants(Enum):
    """What is made of what was found."""

    COUNT = "count"
    LIST = "list"
    TOTAL = "total"
    FIRST = "first"
    LAST = "last"
    MOST = "longest"
    LEAST = "shortest"


@dataclass(frozen=True, slots=True)
class Tally:
    """A question, read: who did what, when; `verbs` and each of `terms` are words of which one must be there."""

    wants: Wants
    subject: str
    verbs: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    unit: str = ""
    things: str = ""
    time: TimeRange | None = None

    @property
    def groups(self) -> list[tuple[str, ...]]:
        """Groups of words; a memory that tells of it holds one of each."""
        return [*((self.verbs,) if self.verbs else ()), *self.terms]


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that tells of it, when it took place, and how often or how much, where it says so."""

    memory: Memory
    start: int
    end: int
    at: datetime
    times: int = 1
    amount: Quantity | None = None

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.memory.text[self.start : self.end]


_WHO = r"(?P<who>I|we|(?-i:[A-Z])[\w’'-]+)"
_DID = r"(?:did|have|has|had|do|does)"
_NOUN = r"(?P<noun>[a-z][\w-]*(?:\s+(?!did|have|has|had|do|does|was|were|is|are)[a-z][\w-]*){0,2})"
_EDGE = r"(?P<edge>first|last)"
_SUPER = {
    "longest": Wants.MOST, "biggest": Wants.MOST, "largest": Wants.MOST, "furthest": Wants.MOST,
    "farthest": Wants.MOST, "most expensive": Wants.MOST, "highest": Wants.MOST, "heaviest": Wants.MOST,
    "shortest": Wants.LEAST, "smallest": Wants.LEAST, "cheapest": Wants.LEAST, "lowest": Wants.LEAST,
}  # fmt: skip
_QUESTIONS: tuple[tuple[Wants | None, str], ...] = (
    (Wants.COUNT, rf"how (?:many times|often)(?: in total)? {_DID} {_WHO} (?:ever |actually )?(?P<rest>.+)"),
    (Wants.TOTAL, rf"how (?:much|far)(?: (?P<noun>money|time|distance))?(?: in total)? {_DID} {_WHO} (?P<rest>.+)"),
    (Wants.COUNT, rf"how many (?:different )?{_NOUN} {_DID} {_WHO} (?:ever )?(?P<rest>.+)"),
    (Wants.LIST, rf"(?:list|name|show)(?: me)?(?: all)?(?: of)?(?: the| my)? {_NOUN}(?: (?:that|which|who))? {_WHO}"
                 rf"(?: have| had| has)? (?P<rest>.+)"),
    (Wants.LIST, rf"(?:what|which) (?:are |were )?all (?:of )?(?:the )?{_NOUN}(?: (?:that|which|who))? {_WHO}"
                 r" (?P<rest>.+)"),
    (Wants.LIST, rf"(?:what|which) (?P<noun>(?:[a-z][\w-]*\s+){{0,2}}(?:[a-z][\w-]*s|people|children)) {_DID} {_WHO}"
                 r" (?P<rest>.+)"),
    (None, rf"when {_DID} {_WHO} {_EDGE} (?P<rest>.+)"),
    (None, rf"when was the {_EDGE} time (?:that )?{_WHO} (?P<rest>.+)"),
    (None, rf"(?:what|which)(?: (?:was|is))? the {_EDGE} {_NOUN}(?: that)? {_WHO} (?P<rest>.+)"),
    (None, rf"(?:what|which|how \w+)(?:'s| is| was| were)? (?:my|the) (?P<super>{'|'.join(_SUPER)}) {_NOUN}"
           rf"(?:(?: that)? {_WHO} (?P<rest>.+))?"),
)  # fmt: skip
_ANYTHING = frozenset("money time distance people persons person places place things thing stuff everything".split())
_TIMELESS = re.compile(r"\b(?:so far|altogether|in total|in all|ever|together|at all|overall|please)\b", re.I)
_LEAD = re.compile(r"\b(?:in|on|during|at|since|before|after|until|over|within|for)\s+(?:the\s+)?\Z", re.I)
_UNSURE = re.compile(
    r"\b(?:will|would|want(?:s|ed)?|wanna|going to|gonna|plan(?:s|ned|ning)?|hop(?:e|ed|ing)|should|might"
    r"|could|if|wish|must|need(?:ed)? to|have to|had to|let's|almost|nearly|forgot to|supposed to|meant to|instead of"
    r"|cancel\w*|skipped|used to|every|always|usually|often|tomorrow|remember to|todo|to-do|invit\w+|can't wait"
    r"|not|never|nobody|no longer|without|dream\w*|imagin\w*|idea)\b|n['’]t\b|\?\s*\Z|\A\s*(?:[-*]\s*)?\[ \]",
    re.I,
)
_NO_DEED = re.compile(r"\bto \w|\bno \w|\b(?:into|out of|over|away|across|short|late)\b", re.I)
_OTHERS = r"(?:he|she|they|you|it|who|(?-i:[A-Z])[\w’'-]+)"
_OWN_VOICE = frozenset(("you", "me", "i", ""))
_UNTOLD = frozenset(forms("go")) | {"visited", "visit"}


def tally_of(question: str, now: datetime) -> Tally | None:
    """Read a question for something to count, list, add up or pick out; None for any other."""
    plain = " ".join(_TIMELESS.sub(" ", question.replace("’", "'")).split()).strip(" ?.!")
    times = ranges(plain, now)
    if len(times) > 1:
        return None
    if times:
        lead = _LEAD.search(plain[: times[0].text_start])
        start = lead.start() if lead else times[0].text_start
        plain = f"{plain[:start].strip()} {plain[times[0].text_end :].strip()}".strip()
    for wants, pattern in _QUESTIONS:
        if match := re.fullmatch(pattern, plain, re.I):
            return _read(match, wants, times[0] if times else None)
    return None


def _read(match: re.Match[str], wants: Wants | None, time: TimeRange | None) -> Tally | None:
    found = match.groupdict()
    noun, rest = (found.get("noun") or "").lower(), (found.get("rest") or "").strip()
    if found.get("edge"):
        wants = Wants.FIRST if found["edge"].lower() == "first" else Wants.LAST
    wants = wants or _SUPER[str(found["super"]).lower()]
    unit = unit_of(noun)
    if wants is Wants.COUNT and unit:
        wants = Wants.TOTAL
    acts = [word for word in words(rest) if word not in {"ever", "to", "the", "a", "an", "my", "our"}]
    verb = acts[0] if acts else ""
    others = [word for word in content(rest) if word != verb]
    nouns = [] if unit or noun in _ANYTHING else content(noun)
    if wants is Wants.TOTAL and not (
        unit or verb in forms("spend") or verb in forms("pay") or noun or "far" in match[0]
    ):
        return None
    light = base_of(verb) in LIGHT
    verbs = () if not verb or light else alike(verb)
    terms = tuple(alike(word) for word in dict.fromkeys([*nouns, *others]))
    if not (verbs or terms) or (light and not terms):
        return None
    who = (found.get("who") or "I").lower()
    return Tally(
        wants,
        "" if who in {"i", "we"} else str(found["who"]),
        verbs,
        terms,
        unit,
        noun if wants in _THINGS else "",
        time,
    )


_THINGS = (Wants.COUNT, Wants.LIST)


def window(tally: Tally) -> tuple[datetime, datetime] | None:
    """When memories that may tell of it were written: what took place is told of for two months at most."""
    if tally.time is None:
        return None
    try:
        return tally.time.start - timedelta(days=1), tally.time.end + timedelta(days=62)
    except OverflowError:
        return None


def told_of(tally: Tally, memories: Sequence[Memory], zone: tzinfo | None, overs: Overs) -> list[Told]:
    """The sentences that tell of it as a fact, in order of time, each event once."""
    found = [one for memory in memories for one in _in(tally, memory, zone, overs)]
    found.sort(key=lambda one: (one.at, one.memory.id, one.start))
    kept: list[Told] = []
    for one in found:
        held = _stems(one.text)
        near = (other for other in reversed(kept[-20:]) if other.at.date() == one.at.date())
        if not any(_shared(held, _stems(other.text)) >= SAME for other in near):
            kept.append(one)
    return kept


def _in(tally: Tally, memory: Memory, zone: tzinfo | None, overs: Overs) -> list[Told]:
    if memory.kind in {Kind.SCREEN, Kind.SUMMARY, Kind.PROFILE, Kind.FACT} or memory.trust == "agent":
        return []
    author = (memory.source.author or "").lower()
    own = author in _OWN_VOICE if not tally.subject else tally.subject.lower() in author.split()
    if not own and not (tally.subject and tally.subject.lower() in memory.text.lower()):
        return []
    written = memory.occurred_at.astimezone(zone)
    around = _stems(f"{memory.title} {' '.join(memory.tags)}")
    found: list[Told] = []
    for start, end in spans(memory.text):
        sentence = memory.text[start:end]
        if not _tells(tally, sentence, around, own=own) or is_all_over(
            over_in(overs, memory.id, start, end), start, end
        ):
            continue
        at = _when(sentence, written)
        if at is None or (tally.time and not tally.time.start <= at < tally.time.end):
            continue
        amounts = quantities(sentence, tally.unit)
        found.append(
            Told(
                memory,
                start,
                min(end, start + LONGEST_QUOTE),
                at,
                _often(tally, sentence),
                amounts[0] if amounts else None,
            )
        )
    return found


def _tells(tally: Tally, sentence: str, around: frozenset[str], *, own: bool) -> bool:
    if _UNSURE.search(sentence):
        return False
    if tally.verbs and _NO_DEED.search(sentence) and not _deed(tally, sentence):
        return False
    held = _stems(sentence)
    if tally.verbs and not any(stem(verb) in held or verb in words(sentence) for verb in tally.verbs):
        return False
    for term in tally.terms:
        if not any(stem(word) in held | around for word in term):
            return False
    return _by_subject(tally, sentence, own=own)


def _deed(tally: Tally, sentence: str) -> bool:
    """Whether one of the verbs stands there as something done, not as what one is to do, did not do, or "ran into"."""
    verbs = _any_form(tally.verbs)
    done = rf"(?<!\bto )(?<!\bno )\b(?:{verbs})\b(?!\s+(?:into|out of|over|away|across|short|late)\b)"
    return re.search(done, sentence, re.I) is not None


def _any_form(verbs: Sequence[str]) -> str:
    """A pattern for any of the words, with the endings of regular verbs."""
    return rf"(?:{'|'.join(map(re.escape, verbs))})(?:e?d|ing|e?s)?"


def _by_subject(tally: Tally, sentence: str, *, own: bool) -> bool:
    """Whether the sentence tells what the subject did, not somebody else."""
    verbs = _any_form([word for group in (*tally.groups, _UNTOLD) for word in sorted(group)])
    if not own:
        return re.search(rf"\b{re.escape(tally.subject)}\b(?:\s+\w+){{0,3}}?\s+(?:{verbs})\b", sentence) is not None
    if re.search(rf"\b(?:I|[Ww]e)(?:['’]ve)?\b.*\b(?:{verbs})\b", sentence):
        return True
    other = re.search(rf"(?:\A|[^\w'’])({_OTHERS})\s+(?:also\s+|just\s+|\w+ly\s+)?(?:{verbs})\b", sentence)
    return other is None or (other[1].lower() not in _PRONOUNS and _opens(other[1].lower()))


def _opens(word: str) -> bool:
    """Whether a capitalised word before a verb is an ordinary one that begins the sentence, and no name."""
    return word in STOP_WORDS or word in _OPENINGS or is_irregular(word)


_PRONOUNS = frozenset(("he", "she", "they", "you", "it", "who"))
_OPENINGS_LIST = """
    today yesterday morning evening afternoon finally quickly suddenly finished started stopped stayed tried enjoyed
    loved liked managed ended watched visited walked
"""
_OPENINGS = frozenset(_OPENINGS_LIST.split())


def _when(sentence: str, written: datetime) -> datetime | None:
    """When it took place: the time that the sentence names, else when it was written; None if that lay ahead."""
    for time in dates_in(sentence, written):
        if time.start > written:
            return None
        if (time.end - time.start).days <= 31:
            return time.start
    return written


def _often(tally: Tally, sentence: str) -> int:
    """How often, or how many, a sentence says: "twice", "3 times", "two books"; else once."""
    if tally.wants is not Wants.COUNT:
        return 1
    lower = sentence.lower()
    if tally.things:
        noun = words(tally.things)[-1]
        near = re.search(rf"\b([\w-]+)\s+(?:\w+\s+)?{re.escape(base_of(noun))}", lower)
        counted = numbers(near[1]) if near else []
        return int(counted[0]) if counted and counted[0].isdigit() and 1 < int(counted[0]) < 100 else 1
    if re.search(r"\btwice\b", lower):
        return 2
    near = re.search(r"\b([\w-]+)\s+times\b", lower)
    counted = numbers(near[1]) if near else []
    return int(counted[0]) if counted and counted[0].isdigit() and 0 < int(counted[0]) < 100 else 1


def tallied(tally: Tally, found: Sequence[Told], zone: tzinfo | None) -> Answer | None:
    """The answer, with what was counted; None where there is nothing to make one of. The caller sets the question."""
    match tally.wants:
        case Wants.COUNT:
            return _listed(_counted(tally, sum(one.times for one in found)), found, zone)
        case Wants.LIST:
            return _listed(f"{len(found)}" if len(found) > 1 else "", found, zone)
        case Wants.FIRST | Wants.LAST:
            chosen = found[0 if tally.wants is Wants.FIRST else -1 :][:1]
            return _listed(day(chosen[0].at, zone), chosen, zone, joint=": ") if chosen else None
        case Wants.TOTAL:
            measured = _measured(found)
            total = Quantity(sum(one.amount.value for one in measured if one.amount), _unit(measured))
            return _listed(said(total), measured, zone) if measured else None
        case Wants.MOST | Wants.LEAST:
            measured = _measured(found)
            if not measured:
                return None
            pick = max if tally.wants is Wants.MOST else min
            best = pick(measured, key=lambda one: one.amount.value if one.amount else 0.0)
            return _listed(said(best.amount) if best.amount else "", [best], zone, joint=": ")


def _measured(found: Sequence[Told]) -> list[Told]:
    """Those that say how much, in the unit that most of them use."""
    units = [one.amount.unit for one in found if one.amount]
    common = max(dict.fromkeys(units), key=units.count, default="")
    return [one for one in found if one.amount and one.amount.unit == common]


def _unit(measured: Sequence[Told]) -> str:
    return next((one.amount.unit for one in measured if one.amount), "")


def _counted(tally: Tally, count: int) -> str:
    if tally.things:
        return f"{count} {tally.things}" if count != 1 else f"1 {base_of(tally.things)}"
    return {1: "Once", 2: "Twice"}.get(count, f"{count} times")


def _listed(head: str, found: Sequence[Told], zone: tzinfo | None, joint: str = ":\n") -> Answer | None:
    if not found:
        return None
    citations: list[Citation] = []
    lines: list[str] = []
    for n, one in enumerate(found[:MOST], start=1):
        citations.append(Citation(n, one.memory.id, one.text, one.start, one.end))
        text = quoted(" ".join(one.text.split()), one.memory)
        lines.append(f"“{text}” [{n}] ({teller(one.memory)}, {day(one.memory.occurred_at, zone)})")
    more = [f"… and {len(found) - MOST} more"] if len(found) > MOST else []
    body = "\n".join([*lines, *more])
    return Answer(f"{head}{joint}{body}" if head else body, tuple(citations), abstained=False)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS or word in _UNTOLD)


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(len(a | b), 1)
