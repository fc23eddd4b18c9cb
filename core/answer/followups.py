"""A question that leans on the conversation, said so that it stands alone: "and in June?" brings the last one along.

Rules and no model: an ellipsis takes over the last question with its own part exchanged, a pronoun is said by what it
means. What no rule can place stays as it was asked. Nothing is added that was not said in the conversation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.text.times import ranges
from core.text.words import content, names

LOOKED_AT = 12
"""Turns of a conversation that a question may lean on."""
LONGEST_TURN = 2000
LONGEST = 300
"""Characters of a question that is said anew; a longer one says what it means itself."""

EBB = frozenset(("ebb", "assistant"))


class Turn(Protocol):
    """What was said once in a conversation: `role` is "ebb" or "assistant" for an answer, anything else a person."""

    @property
    def role(self) -> str:
        """Who said it."""

    @property
    def text(self) -> str:
        """What was said."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A question that stands alone, as far as rules can bring it; `open` while it still leans on something."""

    text: str
    open: bool = False


_OPENER = re.compile(
    r"\A\s*(?:(?:and|but|so|or|also|then|ok(?:ay)?|well|hm+)\b[\s,]*)*"
    r"(?:(?:what|how) about|what of|same (?:question )?for)?\s*",
    re.I,
)
_ASKS = r"who|whom|whose|what|which|when|where|why|how(?: (?:many|much|often|long|old|far)(?: times)?)?"
_BARE = re.compile(
    rf"\A(?P<ask>(?:since |until |from |to |with |for |at )?(?:{_ASKS})"
    r"|(?:on |in )?(?:what|which) (?:day|date|month|year))(?: exactly| else)?"
    r"(?: (?:was|is|were|are) (?:that|it|this))?\s*\??\s*\Z",
    re.I,
)
_ASKING = re.compile(rf"\A\s*(?:{_ASKS})\b", re.I)
_VERB = re.compile(
    r"\b(?:am|is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|might|list|show|tell|count"
    r"|find|name)\b|n't\b",
    re.I,
)
_HE, _SHE, _THEY = "he him his himself", "she her hers herself", "they them their theirs"
_PRONOUN = re.compile(
    r"\b(?:he|him|his|himself|she|her|hers|herself|they|them|their|theirs|it|its|there|then|that|this|those|these|one)"
    r"(?P<clitic>['’](?:s|d|ll|re|ve))?\b",
    re.I,
)
_POSSESSIVE = frozenset(("his", "hers", "her", "their", "theirs", "its"))
_OBJECT_AFTER_HER = re.compile(
    r"\A\s*(?:\Z|[?.!,]|(?:in|on|at|to|for|from|with|about|last|yesterday|again|and|when)\b)"
)
_WOMEN = "mother|mum|mom|sister|daughter|wife|aunt|niece|grandmother|grandma|girlfriend"
_MEN = "father|dad|brother|son|husband|uncle|nephew|grandfather|grandpa|boyfriend"
_ANYONE = "friend|boss|partner|dentist|doctor|neighbou?r|colleague|cousin|landlord|landlady|therapist|teacher|manager"
_KIN = re.compile(
    rf"\b(?:my|our)\s+(?:(?P<she>{_WOMEN})|(?P<he>{_MEN})|(?:{_ANYONE}))\b(?!['’]s)|\b(?P<theirs>parents|kids|children)\b",
    re.I,
)
_NOUN = r"[^\W\d_][\w'’-]*"
_NOT_NOUN = (
    r"(?!(?:did|do|does|was|is|are|were|in|on|at|to|from|with|for|of|last|yesterday|today|this|and|or|when|that|which"
    r"|who|i|we|he|she|they|it|have|has|had|lie|be|stand|cost|go|say|again|ago)\b)"
)
_THING = re.compile(
    rf"(?<![\w’'])(?:(?:my|our|the|a|an|this|that)\s+|[A-Z][\w]+['’]s\s+)(?:{_NOT_NOUN}{_NOUN}\s+){{0,2}}{_NOT_NOUN}{_NOUN}",
    re.I,
)
_PLACE = re.compile(
    rf"\b(?:in|at|to|near|from|into)\s+((?:the\s+|my\s+)?(?-i:[A-Z]){_NOUN}(?:\s+(?-i:[A-Z]){_NOUN})*)", re.I
)
_SUBJECT = re.compile(
    r"\b(?P<aux>did|do|does|was|were|is|are|has|have|had|will|would|can|could)\s+"
    r"(?P<subject>(?:my|our|the)\s+[a-z]+|I|we|(?-i:[A-Z])[\w’'-]+(?:\s(?-i:[A-Z])[\w-]+)?)\b",
    re.I,
)
_AGREED = {
    "i": {"does": "do", "has": "have", "is": "am", "are": "am"},
    "": {"do": "does", "have": "has", "am": "is", "are": "is"},
}
_MARKS = re.compile(r"\[\d+\]")
_TELLER = re.compile(r"\s*\([^()\n]*\b\d{4}[^()\n]*\)")


def alone(question: str, history: Sequence[Turn], now: datetime) -> Standing:
    """The question with what it takes from the conversation, whose turns are in order, said in it.

    A question that leans on nothing comes back as it is.
    """
    if len(question) > LONGEST or not history:
        return Standing(question)
    asked, said = _gone_over(history[-LOOKED_AT:], now)
    return _alone(question, asked, said, now)


def leans(question: str) -> bool:
    """Whether a question, by its words alone, means something that it does not say."""
    if len(question) > LONGEST:
        return False
    rest = question[_OPENER.match(question).end() :]  # type: ignore[union-attr]
    return _is_part(question, rest) or any(True for _ in _unexplained(question))


def _gone_over(history: Sequence[Turn], now: datetime) -> tuple[list[str], list[str]]:
    """The questions so far, each standing alone, and all that was said, newest last."""
    asked: list[str] = []
    said: list[str] = []
    for turn in history:
        text = _TELLER.sub("", _MARKS.sub("", turn.text[:LONGEST_TURN]))
        if turn.role in EBB:
            said.append(text)
            continue
        whole = _alone(text, asked, said, now).text if len(text) <= LONGEST else text
        asked.append(whole)
        said.append(whole)
    return asked, said


def _alone(question: str, asked: Sequence[str], said: Sequence[str], now: datetime) -> Standing:
    question = question.strip()
    last = next((one for one in reversed(asked) if _ASKING.match(one) or _VERB.search(one)), "")
    rest = question[_OPENER.match(question).end() :]  # type: ignore[union-attr]
    part = _is_part(question, rest)
    if part and last:
        whole = _exchanged(last, _replaced(rest, asked, said, now).text.strip(" ?.!"), now)
        if whole:
            return Standing(_replaced(whole, asked, said, now).text)
    found = _replaced(question, asked, said, now)
    return Standing(found.text, found.open or (part and bool(said)))


def _is_part(question: str, rest: str) -> bool:
    """Whether it is only a part of a question: no verb, or a question word on its own."""
    bare = rest.strip()
    if not bare:
        return False
    if _BARE.match(bare):
        return True
    about = len(bare) < len(question.strip()) and not _ASKING.match(bare)
    return (about or len(content(bare)) <= 3) and not _VERB.search(bare) and not _ASKING.match(bare)


def _exchanged(last: str, part: str, now: datetime) -> str:
    """The last question with a part of it exchanged for another of the same kind; "" where none fits."""
    if (bare := _BARE.match(part)) is not None:
        return _asked_for(last, bare["ask"])
    if times := ranges(part, now):
        return _at_time(last, part, len(times), now)
    if (times := ranges(f"in {part}", now)) and times[0].text_end == len(part) + 3:
        return _at_time(last, f"in {part}", 1, now)
    if re.match(r"(?:in|at|to|near|from)\s+(.+)", part, re.I):
        old = _PLACE.search(last)
        return _spliced(last[: old.start()], part, last[old.end() :]) if old else _appended(last, part)
    if led := re.match(r"(with|for|about|by|on)\s", part, re.I):
        old = re.search(rf"\b{led[1]}\s+(?:(?:my|our|the|a|an)\s+)?[\w-]+(?:\s(?-i:[A-Z])[\w-]+)*", last, re.I)
        return _spliced(last[: old.start()], part, last[old.end() :]) if old else _appended(last, part)
    return _about(last, part)


def _asked_for(last: str, ask: str) -> str:
    """The last question with another question word: "where?" after "When did I meet Ana?"."""
    body = last.strip()
    if (opening := _ASKING.match(body)) is not None:
        rest = body[opening.end() :]
        noun = re.match(r"\s+(?!did|do|does|was|is|are|were|has|have|had|will|would|can|could)[a-z]+", rest, re.I)
        whom = re.match(r"\s+(?!did|do|does|was|is|are|were|has|have|had|will|would|can|could)", rest, re.I)
        if opening[0].strip().lower() in {"which", "what"} and noun:
            rest = rest[noun.end() :]
        elif whom:
            return ""
        return f"{_capital(ask)}{rest}"
    verb = _VERB.match(body)
    return f"{_capital(ask)} {body[0].lower()}{body[1:]}" if verb else ""


def _at_time(last: str, part: str, count: int, now: datetime) -> str:
    """The last question at another time."""
    old = ranges(last, now)
    if not old:
        return _appended(last, part)
    first, final = old[0], old[-1]
    start = first.text_start
    lead = re.search(r"\b(?:in|on|during|at|since|before|after|until|over)\s+(?:the\s+)?\Z", last[:start], re.I)
    start = lead.start() if lead else start
    return _spliced(last[:start], part, last[(final if count >= len(old) else first).text_end :])


def _about(last: str, part: str) -> str:
    """The last question about somebody or something else."""
    owner = re.match(r"(?P<who>(?:my|our)\s+[a-z]+|[A-Z][\w-]+)['’]s?\Z", part, re.I)
    if owner and (old := re.search(r"(?:\bmy\s+[a-z]+|\b[A-Z][\w-]+)['’]s\b|\bmy\b", last)):
        return f"{last[: old.start()]}{part}{last[old.end() :]}"
    if part.lower() in {"i", "we", "me", "us"}:
        subject = _SUBJECT.search(last)
        return _with_subject(last, subject, part) if subject else ""
    person = bool(_KIN.match(part)) or (part[:1].isupper() and " " not in part.strip())
    known = [name for name in names(last) if name in last]
    if person and known:
        before, _, after = last.rpartition(known[-1])
        return _spliced(before, part, after)
    if person and (kin := _KIN.search(last)):
        return _spliced(last[: kin.start()], part, last[kin.end() :])
    if person and (subject := _SUBJECT.search(last)):
        return _with_subject(last, subject, part)
    things = [match for match in _THING.finditer(last)]
    if things and re.match(r"(?:my|our|the|a|an)\b", part, re.I):
        return _spliced(last[: things[-1].start()], part, last[things[-1].end() :])
    if things:
        det = re.match(r"(?:my|our|the|a|an|\S+['’]s)\s+", things[-1][0], re.I)
        said = part if re.match(r"(?:\w+['’]s)\s", part) or not det else f"{det[0]}{part}"
        return _spliced(last[: things[-1].start()], said, last[things[-1].end() :])
    if known:
        before, _, after = last.rpartition(known[-1])
        return _spliced(before, part, after)
    if (subject := _SUBJECT.search(last)) and part[:1].isupper():
        return _with_subject(last, subject, part)
    return ""


def _with_subject(last: str, subject: re.Match[str], part: str) -> str:
    """The last question about another subject, its verb brought into agreement."""
    new = {"me": "I", "i": "I", "us": "we", "we": "we"}.get(part.lower(), part)
    aux = subject["aux"]
    agreed = _AGREED["i" if new.lower() in {"i", "we"} else ""].get(aux.lower(), aux)
    return f"{last[: subject.start('aux')]}{agreed} {new}{last[subject.end('subject') :]}"


def _spliced(before: str, part: str, after: str) -> str:
    """Three parts of a sentence as one, with single spaces and none before a mark."""
    joint = "" if after.startswith(("'", "’")) else " "
    return re.sub(r"\s+([?.,!])", r"\1", " ".join(f"{before} {part}{joint}{after}".split()))


def _appended(last: str, part: str) -> str:
    return f"{last.rstrip(' ?.!')} {part}?" if part else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:].lower()


# Pronouns


def _unexplained(question: str) -> "list[re.Match[str]]":
    """The pronouns of a question that nothing before them in it explains."""
    found: list[re.Match[str]] = []
    for match in _PRONOUN.finditer(question):
        word = re.split(r"['’]", match[0].lower())[0]
        before, after = question[: match.start()], question[match.end() :]
        if _is_expletive(word, before, after) or (names(before) and word in f"{_HE} {_SHE} {_THEY}".split()):
            continue
        if word in f"{_HE} {_SHE} {_THEY} it its".split() and (_KIN.search(before) or _THING.search(before)):
            continue
        found.append(match)
    return found


def _is_expletive(word: str, before: str, after: str) -> bool:
    """Whether a word is no pronoun here: "is there", "that time", "the one who", "this week"."""
    if word == "there":
        return bool(re.search(r"\b(?:is|are|was|were|been|be)\s+\Z", before, re.I)) and bool(re.match(r"\s+\w", after))
    if word == "then":
        return not before.strip() or bool(re.match(r"\s*,", after))
    if word in {"that", "this", "those", "these"}:
        return bool(re.match(r"\s+\w", after)) or bool(
            re.search(r"\w\s*\Z", before) and re.search(r"\b(?:so|all)\s+\Z", before)
        )
    if word == "one":
        return not re.search(r"\b(?:which|that|this|the other|the last|the first)\s+\Z", before, re.I)
    if word == "it":
        return bool(re.match(r"\s+(?:rain|snow)", after)) or bool(re.search(r"\bwhat time is\s+\Z", before, re.I))
    return False


def _replaced(question: str, asked: Sequence[str], said: Sequence[str], now: datetime) -> Standing:
    """The question with each pronoun said by the nearest thing before it that it can mean."""
    open_ = False
    parts: list[str] = []
    at = 0
    for match in _unexplained(question):
        word = re.split(r"['’]", match[0].lower())[0]
        meant = _meant(word, asked, said, now)
        if not meant or meant.lower() in question.lower():
            open_ = open_ or not meant
            continue
        owns = word in _POSSESSIVE and not (word == "her" and _OBJECT_AFTER_HER.match(question[match.end() :]))
        parts += [question[at : match.start()], meant + ("'s" if owns else "") + (match["clitic"] or "")]
        at = match.end()
    text = "".join([*parts, question[at:]])
    return Standing(text[:1].upper() + text[1:] if parts else text, open_)


def _meant(word: str, asked: Sequence[str], said: Sequence[str], now: datetime) -> str:
    """What a pronoun means: what was last spoken of that it fits; "" for nothing.

    Things are looked for in the questions first: an answer's quotations name many.
    """
    things = word not in f"{_HE} {_SHE} there then".split()
    for text in [*(reversed(asked) if things else ()), *reversed(said)]:
        if found := _meant_in(word, text, now):
            return found
    return ""


def _meant_in(word: str, text: str, now: datetime) -> str:
    if word in f"{_HE} {_SHE}".split():
        other = "she" if word in _HE.split() else "he"
        fitting = [match[0] for match in _KIN.finditer(text) if not match[other] and not match["theirs"]]
        people = _people(text)
        return people[0] if people else fitting[-1] if fitting else ""
    if word in _THEY.split():
        people = _people(text)
        kin = [match[0] for match in _KIN.finditer(text)]
        return (
            " and ".join(people[:2]) if len(people) > 1 else kin[-1] if kin else people[0] if people else _thing(text)
        )
    if word == "there":
        places = [match[1] for match in _PLACE.finditer(text) if not ranges(match[1], now)]
        return f"in {places[-1]}" if places else ""
    if word == "then":
        times = [time.words for time in ranges(text, now)]
        dated = bool(times) and re.match(r"\d{4}\Z|[A-Z]", times[-1]) is not None
        return f"in {times[-1]}" if dated else times[-1] if times else ""
    return _thing(text)


def _people(text: str) -> list[str]:
    """The names of a text that do not stand behind a word of place."""
    places = {match[1].split()[-1] for match in _PLACE.finditer(text)}
    return [name for name in names(text) if name.split()[-1] not in places and not name.isupper()]


def _thing(text: str) -> str:
    things = [match[0] for match in _THING.finditer(text) if not _KIN.match(match[0])]
    if not things:
        return ""
    return re.sub(r"\A(?:a|an|this|that)\s+", "the ", things[0], flags=re.I)
