"""Rules for where people have been and what they have read: many at once, and never over."""

import re
from collections.abc import Iterator

from core.truth import statement as slots
from core.truth.rules import Match, Rule, joins, rule
from core.truth.statement import Form, Found
from core.truth.values import NAMES, name


def _place(text: str) -> str:
    """A place by its name; "a Thai restaurant" is none."""
    return "" if re.match(r"(?:an?|some|the|my|our)\s", text.strip(), re.I) else name(text)


def _spent_there(match: Match) -> Iterator[Found]:
    """Somewhere that was seen; a journey that is only planned is none."""
    if not _AHEAD.search(match.clause.sentence) and (place := _place(match.value)):
        yield match.found(slots.BEEN, place, Form.JOINS)


_AHEAD = re.compile(
    r"\b(?:will|plan\w*|book\w*|next|tomorrow|soon|going to|moved to|postponed|cancel\w*|in (?:january|february"
    r"|march|april"
    r"|may|june|july|august|september|october|november|december))\b",
    re.I,
)


_PLACES_SEEN = (
    rf"(?:\A(?:(?:my|our|a|the|lovely|quick|first|weekend|short|great|nice)\s+)*(?:time|visit|trip|weekend trip"
    rf"|weekend|days?|hours)\s+(?:in|to)"
    rf"|\b(?:made it|on a (?:\w+ )?trip|a visit)\s+to|\bstopped(?: off| over)?\s+in|\b(?:home"
    rf"|back)\s+again\s+after\s+(?:[a-z]+\s+){{1,4}}in"
    rf"|\b(?:we|i)\s+(?:got to see|saw))\s+(?P<v>{NAMES})\b(?!')"
)


def _spent(match: Match) -> Iterator[Found]:
    if re.search(
        r"\b(?:days?|weekend|week|afternoon|morning|evening|night|time|hours?|holiday|birthday|christmas|easter)\b",
        match.clause.text,
        re.I,
    ):
        yield from joins(slots.BEEN, name)(match)


OUTINGS: tuple[Rule, ...] = (
    rule("saw made stopped first weekend quick visit trip again", _PLACES_SEEN, _spent_there, who=False),
    rule(
        "day weekend afternoon evening night",
        rf"\A(?:an?|another|one|what an?)\s+(?:[a-z]+\s+)?(?:day|weekend|afternoon|evening"
        rf"|night)\s+(?:out\s+)?in\s+(?P<v>{NAMES})",
        joins(slots.BEEN, name),
        who=False,
    ),
    rule(
        "was were",
        rf"(?:was|were)\s+in\s+(?P<v>{NAMES})\s+(?:on|yesterday|last|this|for the (?:day|weekend))\b",
        joins(slots.BEEN, name),
    ),
    rule(
        "took",
        rf"took\s+(?:the|a)\s+(?:train|bus|ferry|boat|car)\s+(?:down\s+|up\s+|over\s+)?to\s+(?P<v>{NAMES})",
        joins(slots.BEEN, name),
        bare=True,
    ),
    rule(
        "visited toured explored saw", r"(?:visited|toured|explored)\s+(?P<v>.+)", joins(slots.BEEN, _place), bare=True
    ),
    rule(
        "went been flew drove travelled traveled popped hopped",
        r"(?:went|been|flew|drove|travelled|traveled|popped|hopped|nipped)\s+(?:over\s+|down\s+|up\s+|out\s+|across\s+)?to\s+(?P<v>.+)",
        joins(slots.BEEN, _place),
        bare=True,
    ),
    rule(
        "back returned home",
        rf"(?:\A|\b(?:got|came|am|are|just|'m|'re|we|i)\s+)(?:just\s+)?(?:back|returned|home)\s+from\s+(?:[a-z]+\s+){{0,5}}(?:in\s+|to\s+)?(?P<v>{NAMES})",
        joins(slots.BEEN, name),
        who=False,
    ),
    rule("spent had enjoyed", rf"(?:spent|had|enjoyed)\s+(?:[a-z-]+\s+){{1,6}}?in\s+(?P<v>{NAMES})", _spent, bare=True),
    rule(
        "trip outing excursion",
        rf"\A(?:lovely |nice |quick |short |great |our )*(?:day trip|day out|outing|excursion"
        rf"|school trip)\s+(?:to|in)\s+(?P<v>{NAMES})",
        joins(slots.BEEN, name),
        who=False,
    ),
    rule(
        "day weekend afternoon evening night",
        rf"\A(?:an?|another|one|what an?)\s+(?:[a-z]+\s+)?(?:day|weekend|afternoon|evening"
        rf"|night)\s+(?:out\s+)?in\s+(?P<v>{NAMES})",
        joins(slots.BEEN, name),
        who=False,
    ),
    rule(
        "was were",
        rf"(?:was|were)\s+in\s+(?P<v>{NAMES})\s+(?:on|yesterday|last|this|for the (?:day|weekend))\b",
        joins(slots.BEEN, name),
    ),
    rule(
        "took",
        rf"took\s+(?:the|a)\s+(?:train|bus|ferry|boat|car)\s+(?:down\s+|up\s+|over\s+)?to\s+(?P<v>{NAMES})",
        joins(slots.BEEN, name),
        bare=True,
    ),
    rule("finished read", r"(?:finished reading|finished|read)\s+(?P<v>.+)", joins(slots.READ, name), bare=True),
)
