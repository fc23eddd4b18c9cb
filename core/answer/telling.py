"""Whether a sentence tells, as a fact, that somebody did what a question asks for: surely, likely, or not.

A sentence is weighed clause by clause, so that "no time to cook, so we met Ana for dinner" tells of the dinner. What
was wished, planned, cancelled or done by others tells of nothing.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from core.answer import activities
from core.answer.asked import Part, Tally
from core.answer.quantities import MONEY, quantities
from core.answer.verbs import LIGHT, forms, is_irregular
from core.text.words import STOP_WORDS, names, stem, words

SURE, LIKELY, NOT = 1.0, 0.5, 0.0

_UNREAL = re.compile(
    r"\b(?:tomorrow|cancel\w*|skipped|used to|every|always|usually|often|remember to|todo|to-do|invit\w+|can't wait"
    r"|dream\w*|imagin\w*|idea|instead of|next (?:week|month|year|time|summer|winter|spring|autumn))\b"
    r"|\?\s*\Z|\A\s*(?:[-*]\s*)?\[ \]",
    re.I,
)
"""What makes a whole sentence tell of no fact."""
_UNSURE = re.compile(
    r"\b(?:will|would|want(?:s|ed)?|wanna|going to|gonna|plan(?:s|ned|ning)?|hop(?:e|ed|ing)|should|might"
    r"|could|if|wish|must|need(?:ed)? to|have to|had to|let's|almost|nearly|forgot to|supposed to|meant to"
    r"|not|never|nobody|no longer|without|(?:think|thought|talk|talked|thinking|talking) (?:about|of)|would like"
    r"|looking forward|signed up|registered|failed to|refused|wait(?:s|ed|ing)? (?:for|to))\b|n['’]t\b",
    re.I,
)
"""What makes a clause tell of no fact."""
_CLAUSE = re.compile(r"[,;:()–—]\s*|\s+(?:but|so|then|although|though|because|while)\s+", re.I)
_NO_DEED = re.compile(r"\bto \w|\bno \w|\b(?:into|out of|over|away|across|short|late)\b", re.I)
_ASIDE = r"(?!\s+(?:into|out of|over|away|across|short|late)\b)"
_GEAR = (
    r"(?!\s+(?:shoes?|socks?|gear|clothes|shorts|trousers|kit|club|magazine|list|group|app|costume|pool|lamp|glasses"
    r"|tickets?|lessons?|partner|course|plan)\b)"
)
_OTHERS = r"(?:he|she|they|you|it|who|(?-i:[A-Z])[\w’'-]+)"
_BETWEEN = r"(?:(?:also|just|still|has|have|had|is|was|did|says? s?he|says? they|\w+ly)\s+)*"
_PRONOUNS = frozenset(("he", "she", "they", "you", "it", "who"))
_UNTOLD = frozenset(forms("go")) | {"visited", "visit"}
_OPENINGS_LIST = """
    today yesterday morning evening afternoon finally quickly suddenly finished started stopped stayed tried enjoyed
    loved liked managed ended watched visited walked
"""
_OPENINGS = frozenset(_OPENINGS_LIST.split())
_FIRST = re.compile(r"\b(?:I|[Ww]e|me|us|[Mm]y|[Oo]ur)\b")
_CAME = r"(?:came|dropped|stopped|popped|joined|visited|stayed|turned up|looked in|picked (?:me|us) up|met)"
_TOGETHER = (
    r"(?:r[au]n(?:ning)? into|bump(?:ed|ing)? into|c(?:aught|atch(?:ing)?) up with|h(?:ung|ang(?:ing)?) out with"
    r"|g[eo]t(?:ting)? together with|spent .{0,30}?\bwith)"
)
_GAP = r"(?:\s+(?!the\b|an?\b|with\b|for\b)(?-i:[a-z])\w*){0,2}?"
_THERE = r"(?:in|to|around|round|through|at|across|via|from|near|of)"
_REMOTE = frozenset(("phone", "write", "read", "spend", "watch"))
"""What one does about a person or place without being there."""
_BOOKED = re.compile(r"\b(?:book(?:ed|ing)?|tickets?|flights? to|train to .* booked)\b", re.I)


def sureness(tally: Tally, sentence: str, around: Collection[str], titles: Collection[str], *, own: bool) -> float:
    """How surely a sentence tells of it: `SURE`, `LIKELY` or `NOT`.

    `around` are stems of the memory's title and tags; `titles` what things of the kind asked for are called; `own` is
    whether the one asked for says it.
    """
    held = stems(sentence)
    if _UNREAL.search(sentence) or not all(
        any(stem(one) in held or one in around or stem(one) in around for one in term) for term in tally.terms
    ):
        return NOT
    if not own:
        return SURE if _did(tally, sentence) else NOT
    if tally.part is Part.PRICE:
        return _paid(tally, sentence)
    if tally.part is Part.COMPANY:
        return _together(tally, sentence)
    if tally.part is Part.PLACE:
        return _there(tally, sentence)
    return _done(tally, sentence, held, titles)


def called(sentence: str, made: Sequence[str]) -> list[str]:
    """What the things that a sentence names are called: "Emma" for "the book Emma"."""
    if not made:
        return []
    kinds = "|".join(map(re.escape, made))
    pattern = rf"\b(?i:{kinds})\s+(?:called\s+|named\s+)?[\"“'‘]?((?:[A-Z][\w’'-]*)(?:\s+[A-Z][\w’'-]*)*)"
    return [match[1] for match in re.finditer(pattern, sentence)]


def stems(text: str) -> frozenset[str]:
    """The stems of what a text says, with the small words that tell of a doing."""
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS or word in _UNTOLD)


def is_fact(sentence: str) -> bool:
    """Whether a sentence may tell, as a fact, what its teller did."""
    return not _UNREAL.search(sentence) and bool(_clauses(sentence)) and not _others_do(sentence, "(?!)")


def is_of_another(tally: Tally, sentence: str) -> bool:
    """Whether the words of a sentence tell of an activity, and not of the one that is asked for."""
    if tally.part is Part.COMPANY:
        return bool(activities.done_in(words(sentence)) - activities.SOCIAL)
    found = _activities(sentence, things=False)
    return bool(tally.activity) and bool(found) and tally.activity not in found


def is_denied(tally: Tally, sentence: str) -> bool:
    """Whether a sentence says that the doing was only wished, planned or left undone."""
    told = rf"\b(?:{_pattern(tally.verbs)})\b" if tally.verbs else "(?!)"
    return any(_UNSURE.search(clause) and re.search(told, clause, re.I) for clause in _CLAUSE.split(sentence))


def names_all(tally: Tally, sentence: str) -> bool:
    """Whether a sentence holds a word of each term of a question."""
    held = stems(sentence)
    return all(any(stem(one) in held for one in term) for term in tally.terms)


def _clauses(sentence: str) -> list[str]:
    """The clauses of a sentence that may tell of a fact."""
    return [clause for clause in _CLAUSE.split(sentence) if clause and not _UNSURE.search(clause)]


def _did(tally: Tally, sentence: str) -> bool:
    """Whether a sentence of somebody else's tells of the one who is asked for."""
    pattern = rf"\b{re.escape(tally.subject)}\b(?:\s+\w+){{0,3}}?\s+(?:{_pattern(tally.verbs or tuple(_UNTOLD))})\b"
    return any(re.search(pattern, clause) for clause in _clauses(sentence))


def _done(tally: Tally, sentence: str, held: Collection[str], titles: Collection[str]) -> float:
    clauses = _clauses(sentence)
    if tally.verbs:
        if not any(_deed(tally.verbs, clause) for clause in clauses) or _by_others(tally, sentence):
            return NOT
    elif not clauses or _by_others(tally, sentence):
        return NOT
    if not tally.made and tally.activity and not any(_told_as_done(tally, clause) for clause in clauses):
        return NOT
    if not tally.made or any(stem(one) in held for one in tally.made):
        return SURE
    if any(re.search(rf"\b{re.escape(title)}\b", sentence) for title in titles):
        return SURE
    return LIKELY if names(sentence) else NOT


def _told_as_done(tally: Tally, clause: str) -> bool:
    """Whether a clause does not only name the doing beside another, as "read about running" or "the bike has" do."""
    told = _pattern(tally.verbs)
    if re.match(
        rf"\W*(?:the|my|our|a|an|new|old)\s+(?:\w+\s+)?(?:{told})\s+(?:has|had|is|needs?|got|broke\w*)\b", clause, re.I
    ):
        return bool(quantities(clause))
    return not re.search(rf"\babout\s+(?:\w+\s+)?(?:{told})\b", clause, re.I) or bool(quantities(clause))


def _together(tally: Tally, sentence: str) -> float:
    """Whether they met."""
    name = _named(tally)
    for clause in _clauses(sentence):
        if not re.search(name, clause, re.I):
            continue
        if re.search(rf"\b{_TOGETHER}\s+(?:\w+\s+and\s+)?{name}", clause, re.I):
            return NOT if _others_do(clause, name) else SURE
        verbs = _pattern([form for verb in ("meet", "see", "visit", "encounter", "greet") for form in forms(verb)])
        if re.search(rf"\b(?:{verbs})\b(?:\s+up)?(?:\s+with)?{_GAP}\s+{name}", clause, re.I):
            return NOT if _others_do(clause, name) else SURE
        if re.search(rf"\A\W*{name}\s+{_CAME}\b", clause, re.I):
            return SURE
        if re.search(
            rf"\bwith\s+(?:\w+\s+and\s+)?{name}|{name}\s+and\s+(?:I|me)\b|\b(?:I|me)\s+and\s+{name}", clause, re.I
        ):
            apart = _activities(sentence) - activities.SOCIAL
            return NOT if apart or _others_do(clause, name) else SURE
        if not _activities(sentence) and not re.match(rf"\W*{name}\s+[a-z]", clause, re.I):
            return LIKELY
    return NOT


def _there(tally: Tally, sentence: str) -> float:
    """Whether they were there."""
    name = _named(tally)
    for clause in _clauses(sentence):
        if not re.search(name, clause, re.I) or _BOOKED.search(clause) or _others_do(clause, name):
            continue
        if (
            tally.verbs
            and _deed(tally.verbs, sentence)
            and not re.match(rf"\W*{name}\s+(?:is|has|lies)\b", clause, re.I)
        ):
            return SURE
        at = re.search(rf"\b{_THERE}\s+(?:the\s+)?(?:\w+\s+of\s+)?{name}", clause, re.I)
        if at and not re.search(r"\b(?:about|map of|friend from|news from)\s", clause, re.I):
            return LIKELY if _activities(sentence) & _REMOTE else SURE
        if not _activities(sentence) & _REMOTE and not re.match(
            rf"\W*{name}\s+(?:is|has|lies|was|are)\b", clause, re.I
        ):
            return LIKELY
    return NOT


def _paid(tally: Tally, sentence: str) -> float:
    """Whether they paid for it."""
    clauses = _clauses(sentence)
    if not clauses or any(_others_do(clause, _named(tally)) for clause in clauses):
        return NOT
    if any(amount.unit in MONEY or amount.unit == "crowns" for amount in quantities(sentence)):
        return SURE
    return LIKELY if re.search(r"\d", sentence) and not quantities(sentence) else NOT


def _deed(verbs: Sequence[str], clause: str) -> bool:
    """Whether one of the verbs stands there as something done, not as what one is to do, did not do, or "ran into"."""
    pattern = rf"\b(?:{_pattern(verbs)})\b{_GEAR}"
    if _NO_DEED.search(clause):
        pattern = rf"(?<!\bto )(?<!\bno ){pattern}{_ASIDE}"
    return re.search(pattern, clause, re.I) is not None


def _by_others(tally: Tally, sentence: str) -> bool:
    """Whether the sentence tells what somebody else did."""
    verbs = _pattern([*tally.verbs, *(word for term in tally.terms for word in term), *sorted(_UNTOLD)])
    if re.search(rf"\b(?:I|[Ww]e)(?:['’]ve)?\b.*\b(?:{verbs})\b", sentence):
        return False
    other = re.search(rf"(?:\A|[^\w'’])({_OTHERS})\s+{_BETWEEN}(?:{verbs})\b(?P<end>\W*(?:\Z|[,.;:!]))?", sentence)
    if other is None:
        return _others_do(sentence, "(?!)") if not tally.made else False
    if (other["end"] and tally.made) or re.match(r"\s*(?:with|from|to)\b", sentence[other.end() :]):
        return False
    first = other[1].lower()
    asked = {stem(word) for group in (tally.verbs, *tally.terms) for word in group}
    return first in _PRONOUNS or not (_opens(first) or stem(first) in asked)


def _others_do(clause: str, name: str) -> bool:
    """Whether a clause begins with somebody else, or the one who is named, doing something: "Ana has bought"."""
    opening = re.match(rf"\W*({_OTHERS})\s+(?:\w+ly\s+)?([a-z]+)\b", clause)
    if opening is None or re.match(rf"\W*{name}\s+and\s+(?:I|me)\b", clause, re.I):
        return False
    first, verb = opening[1].lower(), opening[2]
    if first not in _PRONOUNS and _opens(first):
        return False
    if re.search(r"\b(?:I|we)\b", clause) or first == "it":
        return False
    return (
        is_irregular(verb)
        or verb in LIGHT
        or verb in {"is", "was", "has", "had"}
        or verb.endswith(("ed", "s"))
        and verb not in STOP_WORDS
    )


def _opens(word: str) -> bool:
    """Whether a capitalised word before a verb is an ordinary one that begins the sentence, and no name."""
    return word in STOP_WORDS or word in _OPENINGS or is_irregular(word) or word in activities.WORDS


def _named(tally: Tally) -> str:
    """A pattern for what the question names."""
    return rf"\b(?:{'|'.join(re.escape(word) for term in tally.terms for word in term)})\b"


@lru_cache(maxsize=256)
def _any_form(verbs: tuple[str, ...]) -> str:
    return rf"(?:{'|'.join(map(re.escape, verbs))})(?:[bdgmnprt]?(?:ed|ing)|d|e?s)?"


def _pattern(verbs: Sequence[str]) -> str:
    """A pattern for any of the words, with the endings of regular verbs."""
    return _any_form(tuple(verbs))


@lru_cache(maxsize=2048)
def _activities(sentence: str, *, things: bool = True) -> frozenset[str]:
    """The activities that a sentence's words tell of; `things` tell of what is done with them, too."""
    said = [word for word in words(sentence) if word not in LIGHT]
    by_things = (activities.of_thing(word) for word in said if things)
    return frozenset(name for word in said for name in activities.of(word)) | frozenset(
        name for name in by_things if name
    )
