"""Sentences taken apart into clauses, without those that state nothing: questions, wishes, hearsay, hypotheses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.text.sentences import spans

LONGEST = 20_000
"""Characters of a memory that are read for statements."""

_QUOTED = re.compile(r"[\"“«][^\"”»\n]{2,300}[\"”»]")
_SPLIT = re.compile(
    r"(?:\s*[;–—]\s*|(?<=\w):\s+(?=(?i:i|we|it|my|the|our)\b)|,?\s+(?=(?:and"
    r"|but|so|because|although|though|while|then|yet)\b"
    r"\s+)|,\s+(?=\S))"
)
_JOINER = re.compile(
    r"(?:and|but|so|because|although|though|while|then|yet)\s+"
    r"(?:then\s+|so\s+|also\s+|now\s+)?",
    re.I,
)
_HYPOTHESIS = re.compile(
    r"\b(?:if|unless|whether|imagin\w+|suppos(?:e|ing)|what if|wish\w*|dream\w*|dreamt|as if|as though|pretend\w*"
    r"|in the (?:film|movie|novel|story|game|show|series|book)|character|protagonist|hero|heroine|fictional"
    r"|hypothetical\w*|assum\w+|provided that|in case|in theory|joking|kidding"
    r"|i'd|i’d|we'd|we’d|would|could|should|might)\b",
    re.I,
)
_UNSURE = re.compile(
    r"\b(?:may|maybe|perhaps|possibly|probably|almost|nearly|hop(?:e|es|ed"
    r"|ing)|want(?:s|ed|ing)?|plan(?:s|ning)? (?:to|on)"
    r"|think(?:s|ing)? (?:of|about)|thought (?:of|about)|consider\w*|like to"
    r"|love to|hate to|need(?:s|ed)? to|have to|has to"
    r"|about to|going to (?-i:(?!\S*[A-Z]))|gonna|tempted|afraid|fear\w*|worried"
    r"|wonder\w*|doubt\w*|one day|some ?day|eventually"
    r"|turned down|refused|rejected|declined|offer(?:ed)? (?:me )?(?:a|to)|instead of moving|try(?:ing)? to|tried to"
    r"|wo(?:n['’]t|uld not) (?:move|work|live)|looking (?:for|at|to)|looked (?:for|at))\b",
    re.I,
)
_HEARSAY = re.compile(
    r"\b(?:says?|said|saying|tells?|told|asks?|asked|asking|hears?|heard|thinks? "
    r"(?:that |i |we |\w+ (?:is|has|was))|thought that"
    r"|believes?|claims?|claimed|reckons?|guess(?:es|ed)?|suggest(?:s|ed)?"
    r"|mention(?:s|ed)|announced|according to|apparently"
    r"|supposedly|allegedly|rumou?rs?|rumou?red|i read|wrote|writes|article|average|headline)\b",
    re.I,
)
_LONG_AGO = re.compile(
    r"\b(?:when (?:i|we|he|she|they) (?:was|were|lived|worked|first)|as an? "
    r"(?:child|kid|student|teenager|boy|girl|baby)"
    r"|years ago|decades ago|back then|at the time|in those days|growing up|grew up|originally|once upon|in my youth"
    r"|in (?:school|college|university)|previously|formerly|nearly|almost)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence at [start, end) of the text; `text` has straight apostrophes and quoted words blanked out.

    `first` if it begins its sentence, `past` if it tells of long ago, `sentence` is the whole sentence likewise.
    """

    start: int
    end: int
    text: str
    first: bool
    past: bool
    sentence: str


def clauses(text: str) -> Iterator[list[Clause]]:
    """The clauses that state something, by sentence; a sentence that only asks, reports or supposes has none."""
    plain = text[:LONGEST].replace("’", "'")
    for start, end in spans(plain):
        sentence = _blanked(plain[start:end])
        if sentence.rstrip().endswith("?") or sentence.startswith(">") or len(sentence) < 6:
            continue
        found = list(_stating(sentence, start))
        if found:
            yield found


def _stating(sentence: str, offset: int) -> Iterator[Clause]:
    """The clauses up to the first that reports what somebody else says; none if the sentence only supposes."""
    if _HYPOTHESIS.search(sentence):
        return
    past = _LONG_AGO.search(sentence) is not None
    for number, (first, last) in enumerate(_parts(sentence)):
        joiner = _JOINER.match(sentence, first, last)
        begin = joiner.end() if joiner else first
        clause = sentence[begin:last]
        if _HEARSAY.search(clause):
            return
        if not _UNSURE.search(clause):
            yield Clause(offset + begin, offset + last, clause, number == 0, past, sentence)


def _parts(sentence: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _SPLIT.finditer(sentence):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < len(sentence):
        yield at, len(sentence)


def _blanked(sentence: str) -> str:
    if '"' in sentence or "“" in sentence or "«" in sentence:
        return _QUOTED.sub(lambda match: " " * len(match[0]), sentence)
    return sentence
