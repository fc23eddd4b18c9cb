"""What kind of answer a question asks for, by its words, and whether a text holds something of that kind.

A memory that names a time answers "when" better than one that does not. Rules for English, read in microseconds.
"""

import re
from dataclasses import dataclass

_NAMED = r"""books?|novels?|authors?|films?|movies?|songs?|albums?|bands?|artists?|games?|shows?|series|cit(?:y|ies)|
    countr(?:y|ies)|states?|places?|teams?|events?|compan(?:y|ies)|schools?|universit(?:y|ies)|brands?|restaurants?"""
_COUNTED = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|few|several|couple\ of)"
_UNIT = r"(?:minutes?|hours?|days?|nights?|weeks?|months?|years?)"

# Each begins with a blank, which `re` looks for ten times as fast as for the beginning of any word.
_TIME = r"""\ (?:yesterday|today|tonight|tomorrow|last|ago|next|recently|just|weeks?|months?|years?|weekend|
    this\ (?:morning|summer|fall|autumn|spring|winter)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|
    march|april|may|june|july|august|september|october|november|december|\d{4})\b"""
_PLACE = r"""\ (?:(?:in|at|to|from|near)\ (?:the\ )?[A-Z]\w|(?:park|city|town|village|beach|lake|house|home|country|
    studio|shelter|center|centre|place|school|store|shop|museum|street|office|hospital)\b)"""
_NUMBER = r"""\ (?:[$€£]?\d|(?:two|three|four|five|six|seven|eight|nine|ten|twice|second|third|fourth|another|couple|
    few|once|first|one)\b)"""
_NAME = r"""\ (?:(?<=[a-z,]\ )[A-Z][a-z]|["“][^"”]+["”])"""
_LENGTH = rf"\ (?:{_COUNTED}\ (?:\w+\ )?{_UNIT}|since|for\ (?:an?|the))\b"
_REASON = r"""\ (?:because|'cause|since|so\ that|reasons?|that's\ why|inspired|motivat\w+|wanted|want|to)\b"""
_FEELING = r"""\ (?:feel\w*|felt|happy|sad|excited|proud|nervous|grateful|thankful|lov\w+|amazing|great|awesome|
    relie\w+|scared|afraid|calm|peace\w*|joy\w*|thrill\w+|stress\w*|emotional|angry|worried)\b"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of answer: what something of it looks like, in a text as it is (`cased`) or in lower case."""

    pattern: re.Pattern[str]
    cased: bool


_KINDS = tuple(
    (re.compile(asked, re.IGNORECASE | re.VERBOSE), Kind(re.compile(holding, re.VERBOSE), holding in (_PLACE, _NAME)))
    for asked, holding in (
        (r"^(?:when|(?:what|which)\ (?:date|day|week|weekend|month|year|time))\b|\bhow\ long\ ago\b", _TIME),
        (r"^where\b|^(?:what|which)\ (?:cit|countr|state|place|location|town)", _PLACE),
        (r"\bhow\ (?:many|much|old|often)\b|\bnumber\ of\b", _NUMBER),
        (rf"^who\b|\b(?:names?|called|titled?)\b|^which\b|^what\ (?:{_NAMED})\b", _NAME),
        (r"\bhow\ long\b", _LENGTH),
        (r"^why\b|\breason|\bmotivat|\binspir", _REASON),
        (r"\bfe(?:el|lt)|\bemotion|\breact", _FEELING),
    )
)


def sought(question: str) -> tuple[Kind, ...]:
    """What a text must hold one of, to answer this question; nothing where the words do not tell."""
    return tuple(kind for asked, kind in _KINDS if asked.search(question))


def holds(text: str, kinds: tuple[Kind, ...]) -> bool:
    """Whether a text holds something of one of these kinds."""
    line = _line(text)
    return any(kind.pattern.search(line if kind.cased else line.lower()) for kind in kinds)


_SEVERAL = re.compile(
    r"""^(?:what|which)\b(?:\s+(?:are|were|is|was|do|did|does|has|have|kinds?|types?|sorts?|of|other|some|the))*
        \s+(?:[\w-]+\s+)?(?!(?:is|was|does|has|this|his)\b)[\w-]*[^s\W]s\b
    |^(?:what|which)\ (?:kind|type|sort)s?\ of|\bhow\ many\b|\bboth\b|\bin\ what\ ways\b""",
    re.IGNORECASE | re.VERBOSE,
)


def several(question: str) -> bool:
    """Whether a question asks for several things: by a word for many of them, as far as its spelling tells."""
    return _SEVERAL.search(question) is not None


_CAPITALISED = re.compile(r" (?<=[a-z,] )[A-Z][a-z]")
_FIGURE = re.compile(r" [$€£]?\d")
_SELF = re.compile(r" (?:I|[Mm]y|me|[Ww]e|[Oo]ur)\b")


def substance(text: str, *, replies: bool) -> float:
    """How much a text is likely to tell, 0 to 1: names, quotes and figures, what one says of oneself, a reply.

    On LoCoMo these, without any question, tell turns that answer one from small talk (area under the curve .8).
    """
    line = _line(text)
    told = len(_CAPITALISED.findall(line)) + len(_FIGURE.findall(line)) + line.count('"') // 2
    own = len(_SELF.findall(line))
    return 0.5 * min(told, 4) / 4 + 0.3 * min(own, 3) / 3 + (0.2 if replies else 0.0)


def _line(text: str) -> str:
    return " " + text.replace("\n", " ")
