"""One for another, where nothing but the old value tells what of: "Goodbye Porto, hello Lisbon".

What was stated before says which slot the old value fills; where it fills none, or several, nothing is stated.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from core.text.words import STOP_WORDS
from core.truth import statement as slots
from core.truth.frames import Passage
from core.truth.rules import compiled
from core.truth.statement import MANY, UNTOLD, Form, Found
from core.truth.subjects import WHO, Context
from core.truth.values import NAMES, key, name, phrase


@dataclass(frozen=True, slots=True)
class Known:
    """A value that somebody was stated to have before."""

    slot: str
    value: str
    key: str


Recall = Callable[[str], Iterable[Known]]
"""What is known of a subject from earlier statements."""

ASKED: Final = (
    slots.LIVES, slots.WORKS, slots.TITLE, slots.PARTNER, slots.DRIVES, slots.PHONE, slots.EMAIL,
    slots.DOES, slots.USES,
    "dentist", "doctor", "gp", "therapist", "vet", "hairdresser", "barber", "trainer", "coach", "boss", "landlord",
    "favourite cafe", "favourite restaurant", "favourite bar", "favourite shop",
)  # fmt: skip
"""The slots whose values a swap may name."""

_W = r"[\w'’&-]+"
_DET = r"(?:my |our |the |a |an |his |her |their |old |trusty |(?:job|desk|role|position|post) at |flat in |life in )*"
_OLD = rf"{_DET}(?P<old>{NAMES}|{_W}(?: {_W}){{0,2}}?)"
_END = r"(?=\W*(?:\Z|[,.;!–—(]| (?:and|but|now|today|these|this|last|for|as|in|on|at|with|since)\b))"
_NEW = rf"{_DET}(?:new )?(?:one (?:at|in) )?(?P<v>{NAMES}|{_W}(?: {_W}){{0,2}}?){_END}"
_BYE = r"(?:good ?bye|bye(?:[- ]bye)?|farewell|so long|adieu|adios|ciao|cheerio)(?: to)?"
_HELLO = r"(?:hello|hi|hey|welcome|bonjour|hola)(?: to)?"
_NEGATED = re.compile(r"\b(?:not|never|n't|nobody)\b|n't\b", re.I)
_PATTERNS: Final = (
    rf"\b{_BYE},? {_OLD}\W+(?:and )?{_HELLO},? {_NEW}",
    rf"\b{_HELLO},? (?P<v>{NAMES})\W+(?:and )?{_BYE},? (?P<old>{NAMES})",
    rf"\b(?:swapped|traded|exchanged|switched|ditched|dumped|dropped|left|changed|abandoned|gave up|replaced|deserted"
    rf"|forsook|quit|chucked)(?: in)? {_OLD} (?:in )?(?:for|with|by|to) {_NEW}",
    rf"\b(?:switched|changed|moved|went|gone|transferred|swapped|jumped|defected|crossed)(?: over| across"
    rf"| \w+)? from {_OLD} (?:over )?to {_NEW}",
    rf"(?P<v>{NAMES}) (?:has |have )?(?:replaced|replaces|took over from|taken over from|succeeded"
    rf"|succeeds) {_OLD}(?=\W|\Z)",
    rf"(?P<v>{NAMES})(?: now)?,? (?:instead of|rather than|in place of|not) (?P<old>{NAMES})",
    rf"\b(?:no longer|not)(?: with| at| in| by)? (?P<old>{NAMES})(?: any ?more)?(?:,? but|,|:| -)(?: it's| now"
    rf"| with| at| in)* (?P<v>{NAMES})",
    rf"(?P<old>{NAMES}) is (?:gone|history|over|out|behind (?:me|us)"
    rf"|the past)\W+(?:and )?(?P<v>{NAMES}) is (?:in|home|it|the future|next)",
    rf"\b(?:no more|done with|enough of) (?P<old>{NAMES})\W+(?:it's |it is |now )*(?P<v>{NAMES})(?= now| it is|\W)",
    rf"\b(?:to|at|with|in|for|joined|joining) (?P<v>{NAMES}),? after (?:leaving|quitting|\w+ (?:years?|months?"
    rf"|weeks?) (?:at|in|with)|my time (?:at|in)) {_DET}(?P<old>{NAMES})",
    rf"\b(?:no longer|not|don't|doesn't) [\w ]{{0,20}}?(?P<old>{NAMES})(?: any ?(?:more|longer))?(?:,|;| but| -"
    rf"|\.)+ (?:it's |it is |now |but |now it's )*(?P<v>{NAMES})(?= now| it is| instead| these days| from)",
    rf"(?P<old>{NAMES})\s*(?:->|→|=>)\s*(?P<v>{NAMES})",
)  # fmt: skip
_USED = (
    rf"\bused to (?P<did>live in|work (?:at|for)|drive)(?: my| an?| the)? (?P<old>{NAMES})\W+(?:but "
    rf"|and )?(?:now|these days|today|nowadays)"
    rf"(?:,? (?:it's|it is|i'm|i am|we're|i drive|i work|i live|we live))?(?: in| at| for| an?| the"
    rf"| with)* (?P<v>{NAMES})"
)
_DID: Final = {"live": slots.LIVES, "work": slots.WORKS, "drive": slots.DRIVES}
_TRIGGERS = frozenset(
    """used goodbye bye farewell long adieu adios ciao cheerio swapped traded exchanged switched ditched dumped dropped
    left changed abandoned gave replaced replaces deserted forsook quit chucked moved went gone transferred jumped
    defected crossed took taken succeeded succeeds instead rather place not longer history over out behind past more
    done enough leaving quitting after don't doesn't""".split()
)
_ARROW = re.compile(r"->|→|=>")


def swapped(passage: Passage, context: Context, recall: Recall, told: Sequence[Found]) -> list[Found]:
    """The old value as ended and the new one in its slot; only the old one, UNTOLD, where its slot is not known.

    Nothing where `told`, what else is read of the passage, has the new value in a slot that leaves no doubt.
    """
    text = passage.text
    if _TRIGGERS.isdisjoint(passage.words) and not _ARROW.search(text):
        return []
    for match in compiled(_USED).finditer(text):
        if subject := _subject(text, match, context):
            slot = _DID[match["did"].split()[0].lower()]
            return list(_made(passage, match, subject, Known(slot, match["old"], key(match["old"]))))
    sure = {one.key for one in told if one.form is Form.HOLDS and one.slot not in {slots.LIVES, slots.WORKS}}
    untold: dict[tuple[str, str], Found] = {}
    for subject, match in _matches(text, context):
        old, new = key(phrase(match["old"])), key(phrase(match["v"]))
        if new in sure:
            continue
        slots_held = {one.slot: one for one in recall(subject) if one.key == old}
        if old and len(slots_held) == 1:
            return list(_made(passage, match, subject, next(iter(slots_held.values()))))
        if old and old not in STOP_WORDS:
            span = passage.start + match.start(), passage.start + match.end()
            untold[subject, old] = Found(*span, subject, UNTOLD, match["old"][:200], old, Form.ENDS, "swapped")
    return list(untold.values())


def _matches(text: str, context: Context) -> Iterator[tuple[str, re.Match[str]]]:
    for pattern in _PATTERNS:
        for match in compiled(pattern).finditer(text):
            subject = _subject(text, match, context)
            if subject is not None and not _NEGATED.search(text[: match.start()].rpartition(",")[2]):
                yield subject, match


def _made(passage: Passage, match: re.Match[str], subject: str, old: Known) -> Iterator[Found]:
    new = name(match["v"]) if old.value[:1].isupper() else phrase(match["v"])
    if not new or key(new) == old.key or len(new.split()) > 4:
        return
    start, end = passage.start + match.start(), passage.start + match.end("v")
    end = max(end, passage.start + match.end("old"))
    cue = f"no longer {old.value}"[:60]
    yield Found(start, end, subject, old.slot, old.value, old.key, Form.ENDS, cue)
    form = Form.JOINS if old.slot in MANY else Form.HOLDS
    yield Found(start, end, subject, old.slot, new[:200], key(new), form, "" if form is Form.JOINS else cue)


def _subject(text: str, match: re.Match[str], context: Context) -> str | None:
    """Of whom a swap is: the last one before it that the sentence speaks of, else the author."""
    begin = max((at.end() for at in re.finditer(r"[.!?;:]\s", text[: match.start()])), default=0)
    said = None
    for who in compiled(WHO).finditer(text, begin, match.start()):
        said = who
    if said is None:
        lead = text[begin : match.start()].strip()
        return (
            None
            if re.match(r"(?:the|their|they|his|her|your|you|a|an|somebody|someone)\b", lead, re.I)
            else context.author
        )
    return context.subject(said)
