"""Counting, listing, adding up, first, last and longest: answered from all that tells of it.

What tells of it is a sentence that says, as a fact, that the person asked for did it. Where that is only likely, the
sentence is kept apart, and the answer says "at least". The same question and memories always give the same answer, and
every sentence that was counted is cited.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from core.answer.asked import Part, Tally, Wants
from core.answer.extract import AS_FAR, teller
from core.answer.links import quoted
from core.answer.quantities import MONEY, Quantity, quantities, said
from core.answer.telling import SURE, called, is_denied, is_fact, is_of_another, names_all, stems, sureness
from core.answer.validity import Overs, day, is_all_over, over_in
from core.answer.verbs import base_of
from core.memory import Answer, Citation, Kind, Memory
from core.text.sentences import spans
from core.text.times import dates_in
from core.text.words import numbers, words

MOST = 50
"""Sentences that an answer quotes."""
MOST_LIKELY = 5
"""Sentences of which it is only likely that an answer names."""
LONGEST_QUOTE = 300
SAME = 0.6
"""Two sentences of one day that share so much of their words tell of the same."""
MOST_DAYS = 5
"""Days that are told when it is asked when something was; what took place more often was on no day."""
PERHAPS = "Perhaps "
AT_LEAST = "At least "
"""What an answer begins with that may not be so, or not be all; as `AS_FAR`."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that tells of it, when it took place, and how often or how much, where it says so.

    `sure` is false where it is only likely that the sentence tells of what was asked for.
    """

    memory: Memory
    start: int
    end: int
    at: datetime
    times: int = 1
    amount: Quantity | None = None
    sure: bool = True

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.memory.text[self.start : self.end]


_TIMELY = re.compile(
    r"\d{4}|\d(?:st|nd|rd|th)\b|\d[./-]\d|\b(?:the|on) \d|\b(?:ago|yesterday|today|tomorrow|tonight|last|this|next"
    r"|since|before|after|until|till|past|previous|week\w*|month\w*|year\w*|day\w*|night|spring|summer|autumn|fall|winter"
    r"|christmas|easter|jan\w*|feb\w*|mar|march|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*"
    r"|mon|tues?|wed|thu\w*|fri|sat|sun|\w+day|noon|new year\w*|eve)\b",
    re.I,
)
"""What a sentence holds that names a time; most hold nothing of it, and need no closer reading."""
_MEASURING = frozenset((Wants.TOTAL, Wants.MOST, Wants.LEAST))
_NOT_TOLD = frozenset((Kind.SCREEN, Kind.SUMMARY, Kind.PROFILE, Kind.FACT))
_OWN_VOICE = frozenset(("you", "me", "i", ""))


def told_of(tally: Tally, memories: Sequence[Memory], zone: tzinfo | None, overs: Overs) -> list[Told]:
    """The sentences that tell of it as a fact, in order of time, each event once."""
    titles = {title for memory in memories for title in called(memory.text, tally.made)} if tally.made else set()
    found = [one for memory in memories for one in _in(tally, memory, zone, overs, titles)]
    found.sort(key=lambda one: (one.at, one.memory.id, one.start))
    kept: list[Told] = []
    seen: set[str] = set()
    for one in found:
        things = _things(tally, one.text, titles)
        if (things and things <= seen) or _again(one, kept):
            continue
        seen |= things
        kept.append(one)
    return kept


def joined(tally: Tally, found: Sequence[Told], others: Sequence[Memory], zone: tzinfo | None) -> list[Told]:
    """What was found, with the first sentences of other memories that may tell of it in other words: only likely.

    What tells of another activity, of no fact or of another time is left out, and what tells of the same again.
    """
    known = {one.memory.id for one in found}
    days: dict[date, list[frozenset[str]]] = {}
    for one in found:
        days.setdefault(one.at.date(), []).append(stems(one.text))
    more: list[Told] = []
    for memory in others:
        start, end = next(iter(spans(memory.text)), (0, 0))
        sentence = memory.text[start:end]
        if memory.id in known or not _is_own(tally, memory) or not is_fact(sentence) or is_of_another(tally, sentence):
            continue
        if is_denied(tally, sentence) or (tally.part is not Part.PLAIN and not names_all(tally, sentence)):
            continue
        at = _when(sentence, memory.occurred_at.astimezone(zone))
        if at is None or (tally.time and not tally.time.start <= at < tally.time.end):
            continue
        one = Told(memory, start, min(end, start + LONGEST_QUOTE), at, 1, _amount(tally, sentence), sure=False)
        told, held = days.setdefault(at.date(), []), stems(one.text)
        if not any(_shared(held, other) >= SAME for other in told):
            known.add(memory.id)
            told.append(held)
            more.append(one)
    return sorted([*found, *more], key=lambda one: (one.at, one.memory.id, one.start))


def usual_unit(tally: Tally, found: Sequence[Told]) -> str:
    """The unit in which most of what tells of it says how much: another sentence with one may tell of it too."""
    if tally.part is not Part.PLAIN or not found:
        return ""
    units = [one.unit for told in found for one in quantities(told.text)[:1]]
    common = max(dict.fromkeys(units), key=units.count, default="")
    return common if 2 * units.count(common) > len(found) and common not in MONEY else ""


def _is_own(tally: Tally, memory: Memory) -> bool:
    """Whether a memory is of the one who is asked for."""
    if memory.kind in _NOT_TOLD or memory.trust == "agent":
        return False
    author = (memory.source.author or "").lower()
    return author in _OWN_VOICE if not tally.subject else tally.subject.lower() in author.split()


def _again(one: Told, kept: list[Told]) -> bool:
    """Whether an event of the same day has been told already; the surer sentence of the two stays."""
    held = stems(one.text)
    for place in range(len(kept) - 1, max(len(kept) - 21, -1), -1):
        other = kept[place]
        if other.at.date() == one.at.date() and _shared(held, stems(other.text)) >= SAME:
            if one.sure and not other.sure:
                kept[place] = one
            return True
    return False


def _things(tally: Tally, sentence: str, titles: set[str]) -> set[str]:
    """The things that a sentence names, by what they are called, where things are asked for."""
    if not tally.made or not tally.things:
        return set()
    found = set(called(sentence, tally.made))
    return found | {title for title in titles if re.search(rf"\b{re.escape(title)}\b", sentence)}


def _in(tally: Tally, memory: Memory, zone: tzinfo | None, overs: Overs, titles: set[str]) -> list[Told]:
    if memory.kind in _NOT_TOLD or memory.trust == "agent":
        return []
    own = _is_own(tally, memory)
    if not own and not (tally.subject and tally.subject.lower() in memory.text.lower()):
        return []
    written = memory.occurred_at.astimezone(zone)
    around = stems(f"{memory.title} {' '.join(memory.tags)}")
    found: list[Told] = []
    for start, end in spans(memory.text):
        sentence = memory.text[start:end]
        sure = sureness(tally, sentence, around, titles, own=own)
        if not sure or is_all_over(over_in(overs, memory.id, start, end), start, end):
            continue
        at = _when(sentence, written)
        if at is None or (tally.time and not tally.time.start <= at < tally.time.end):
            continue
        stop = min(end, start + LONGEST_QUOTE)
        amount = _amount(tally, sentence)
        found.append(Told(memory, start, stop, at, _often(tally, sentence), amount, sure == SURE))
    return found


def _amount(tally: Tally, sentence: str) -> Quantity | None:
    """How much a sentence says, where that is asked for."""
    measured = quantities(sentence, tally.unit) if tally.wants in _MEASURING else []
    return next((one for one in measured if tally.part is not Part.PRICE or _paid_in(one)), None)


def _paid_in(amount: Quantity) -> bool:
    return amount.unit in MONEY or amount.unit == "crowns"


def _when(sentence: str, written: datetime) -> datetime | None:
    """When it took place: the time that the sentence names, else when it was written; None if that lay ahead."""
    for time in dates_in(sentence, written) if _TIMELY.search(sentence) else ():
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
    """The answer, with what was counted; None where there is nothing to make one of. The caller sets the question.

    What is only likely is not counted, but named, and then the answer is "at least".
    """
    sure = [one for one in found if one.sure]
    likely = [one for one in found if not one.sure]
    least = AT_LEAST if likely or tally.subject else ""
    match tally.wants:
        case Wants.COUNT:
            head = _counted(tally, sum(one.times for one in sure))
            return _listed(least + (_lowered(head) if least else head), sure, zone, likely=likely)
        case Wants.LIST:
            head = f"{least}{len(sure)}" if least or len(sure) > 1 else ""
            return _listed(head, sure, zone, likely=likely)
        case Wants.FIRST | Wants.LAST | Wants.WHEN:
            return _dated(tally, sure, likely, zone)
        case Wants.TOTAL:
            measured = _measured(sure)
            total = Quantity(sum(one.amount.value for one in measured if one.amount), _unit(measured))
            unsure = [one for one in likely if one.amount and one.amount.unit == total.unit]
            head = (AT_LEAST if likely or len(measured) < len(sure) else "") + said(total)
            return _listed(head, measured, zone, likely=unsure) if measured else None
        case Wants.MOST | Wants.LEAST:
            measured = _measured(sure)
            if not measured:
                return None
            pick = max if tally.wants is Wants.MOST else min
            best = pick(measured, key=lambda one: one.amount.value if one.amount else 0.0)
            beyond = [one for one in likely if one.amount and best.amount and one.amount.unit == best.amount.unit]
            head = (AS_FAR if likely or len(measured) < len(sure) else "") + (said(best.amount) if best.amount else "")
            return _listed(head, [best], zone, joint=": ", likely=beyond)


def rests_on_wording(tally: Tally) -> bool:
    """Whether a number is right only if every wording in which the doing was told is understood.

    So it is of counts, sums and the longest; of what was paid for a thing every sentence names the thing and a price.
    """
    if tally.wants is Wants.TOTAL:
        return tally.part is not Part.PRICE
    return tally.wants in {Wants.COUNT, Wants.MOST, Wants.LEAST}


def doubted(answer: Answer) -> Answer:
    """The answer, which says that it goes as far as what was found, unless it says so already."""
    if answer.abstained or answer.text.startswith((AT_LEAST, AS_FAR, PERHAPS, "“")):
        return answer
    return replace(answer, text=AS_FAR + _lowered(answer.text))


def _dated(tally: Tally, sure: Sequence[Told], likely: Sequence[Told], zone: tzinfo | None) -> Answer | None:
    """When it was: the first time, the last, or every one; where it is not sure to be that one, with what may be."""
    if tally.wants is Wants.WHEN:
        chosen = sure or likely
        if not chosen or len(chosen) > MOST_DAYS:
            return None
        days = list(dict.fromkeys(day(one.at, zone) for one in chosen))
        return _listed(
            ("" if sure else PERHAPS) + " and ".join(days), chosen, zone, joint=": " if len(chosen) == 1 else ":\n"
        )
    first = tally.wants is Wants.FIRST
    chosen = sure[:1] if first else sure[-1:]
    if not chosen:
        return None
    beyond = [one for one in likely if (one.at < chosen[0].at if first else one.at > chosen[0].at)]
    return _listed((AS_FAR if beyond else "") + day(chosen[0].at, zone), chosen, zone, joint=": ", likely=beyond)


def _lowered(head: str) -> str:
    return head[0].lower() + head[1:]


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


def _listed(
    head: str, found: Sequence[Told], zone: tzinfo | None, joint: str = ":\n", likely: Sequence[Told] = ()
) -> Answer | None:
    if not found:
        return None
    named = [*found[:MOST], *likely[:MOST_LIKELY]]
    citations = tuple(Citation(n, one.memory.id, one.text, one.start, one.end) for n, one in enumerate(named, start=1))
    lines = [_line(n, one, zone) for n, one in enumerate(named, start=1)]
    more = [f"… and {len(found) - MOST} more"] if len(found) > MOST else []
    parts = [*lines[: len(found[:MOST])], *more]
    if likely:
        count = len(likely)
        parts += [f"{'One more' if count == 1 else f'{count} more'} may tell of it:", *lines[len(found[:MOST]) :]]
    body = "\n".join(parts)
    return Answer(f"{head}{joint}{body}" if head else body, citations, abstained=False)


def _line(n: int, one: Told, zone: tzinfo | None) -> str:
    text = quoted(" ".join(one.text.split()), one.memory)
    return f"“{text}” [{n}] ({teller(one.memory)}, {day(one.memory.occurred_at, zone)})"


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(len(a | b), 1)
