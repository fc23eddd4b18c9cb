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
_LONGEST_JOINER = 18
_HYPOTHESIS = re.compile(
    r"\b(?:if(?! you (?:need|want) (?:me|to (?:reach|call)))|unless|whether|imagin\w+|suppos(?:e|ing)|what if"
    r"|wish\w*|dream\w*|dreamt|as if|as though|pretend\w*"
    r"|in the (?:film|movie|novel|story|game|show|series|book)|episode|season finale|character|protagonist|hero"
    r"|heroine|fictional"
    r"|not true|untrue|hypothetical\w*|assum\w+|provided that|in case|in theory|joking|kidding"
    r"|i'd|we'd|you'd|he'd|she'd|they'd|it'd|would|could|should|might)\b",
    re.I,
)
_UNSURE = re.compile(
    r"\b(?:may|maybe|perhaps|possibly|probably|almost|nearly|hop(?:e|es|ed"
    r"|ing)|(?<!landlord )(?<!landlady )want(?:s|ed|ing)?|plan(?:s|ning)? (?:to|on)"
    r"|think(?:s|ing)? (?:of|about)|thought (?:of|about)|consider\w*|like to"
    r"|love to|hate to|need(?:s|ed)? to|have to (?!be at)|has to (?!be at)"
    r"|about to|(?<!stopped )(?<!started )(?<!began )going to (?-i:(?!\S*[A-Z]))|gonna|tempted|afraid|fear\w*|worried"
    r"|wonder\w*|doubt\w*|one day|some ?day|eventually"
    r"|turned down|refused|rejected|declined|offer(?:ed)? (?:me )?(?:a|to)|instead of moving|try(?:ing)? to|tried to"
    r"|wo(?:n['’]t|uld not) (?:move|work|live)|looking (?:for|at|to)|looked (?:for|at))\b",
    re.I,
)
_HEARSAY = re.compile(
    r"\b(?:says?|said|saying|tells?|told|asks?|asked|asking|hears?|heard|thinks? "
    r"(?:that |i |we |\w+ (?:is|has|was))|thought that"
    r"|believes?|claims?|claimed|reckons?|guess(?:es|ed)?|suggest(?:s|ed)?"
    r"|mention(?:s|ed)|announced|according to|apparently(?! (?:i|i'm|i've|we|we're|my|our)\b)"
    r"|supposedly|allegedly|rumou?rs?|rumou?red|i read|wrote|writes|article|average|headline|adverts?|advertised"
    r"|ads?|listings?|listed)\b",
    re.I,
)
_LONG_AGO = re.compile(
    r"\b(?:when (?:i|we|he|she|they) (?:was|were|lived|worked|first)|as an? "
    r"(?:child|kid|student|teenager|boy|girl|baby)"
    r"|years ago|decades ago|back then|at the time|in those days|growing up|grew up|originally|once upon|in my youth"
    r"|in (?:school|college|university)|previously|formerly|nearly|almost)\b",
    re.I,
)
_OFFICIAL = re.compile(
    r"\b(?:landlord|landlady|agency|clinic|surgery|practice|receptionist|office|hr|library|website|notice|letter|airline"
    r"|travel agent|bank|test|results?|doctor|council|sign)\b.{0,30}?\b(?:says?|said|tells?|told|wrote"
    r"|writes|announced)\b"
    r"|\b(?:say|said|saying|says) (?:good ?bye|hi|hello|hey|farewell)\b",
    re.I,
)
"""Who says it decides on it: a landlord on the rent, a library on its hours."""
_MISREAD = re.compile(r"\bi (?:wrote|said|noted|thought|told you|put down)\b.{1,60}\b(?:but|actually|in fact)\b", re.I)
_TOPIC = re.compile(r"\W*(?:my|our|new|the)\s+(?:[\w-]+\s*){1,3}\?\W*\Z", re.I)


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


@dataclass(frozen=True, slots=True)
class Sentence:
    """What states something in [start, end) of a text, by clauses; in `text` all else is blank.

    A topic that is only named ("My favourite cafe?", "New number!") has a text that the next sentence goes on with.
    """

    start: int
    end: int
    text: str
    clauses: tuple[Clause, ...]

    @property
    def past(self) -> bool:
        """Whether it tells of long ago."""
        return any(clause.past for clause in self.clauses)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences that state something; one that only asks, reports or supposes is left out."""
    plain = text[:LONGEST].replace("’", "'")
    for start, end in spans(plain):
        sentence = _blanked(plain[start:end])
        if sentence.startswith(">") or len(sentence) < 5:
            continue
        if sentence.rstrip().endswith("?"):
            if _TOPIC.match(sentence):
                yield Sentence(start, end, sentence, ())
            continue
        found = tuple(_stating(sentence, start))
        if found:
            yield Sentence(start, end, _only(sentence, start, found), found)


def _only(sentence: str, start: int, found: tuple[Clause, ...]) -> str:
    """A sentence with blanks for the clauses that state nothing."""
    kept = [False] * len(sentence)
    last = 0
    for clause in found:
        joined = clause.start - start - last <= _LONGEST_JOINER
        begin = last if joined else clause.start - start
        last = clause.end - start
        kept[begin:last] = [True] * (last - begin)
    return "".join(char if kept[at] or not char.isalnum() else " " for at, char in enumerate(sentence))


def _stating(sentence: str, offset: int) -> Iterator[Clause]:
    """The clauses up to the first that reports what somebody else says; none if the sentence only supposes."""
    if _HYPOTHESIS.search(sentence):
        return
    past = _LONG_AGO.search(sentence) is not None
    corrected = _MISREAD.search(sentence) is not None
    for number, (first, last) in enumerate(_parts(sentence)):
        joiner = _JOINER.match(sentence, first, last)
        begin = joiner.end() if joiner else first
        clause = sentence[begin:last]
        if _HEARSAY.search(clause) and not corrected and not _OFFICIAL.search(clause):
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
