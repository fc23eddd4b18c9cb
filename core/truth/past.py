"""Whether a question asks for the past, and how what was superseded stands behind what superseded it."""

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

_PAST = re.compile(
    r"\b(?:used to|use to|previous(?:ly)?|former(?:ly)?|back then|back in|no longer"
    r"|any ?more|earlier|in the past|originally|at first"
    r"|at (?:the|that) time|in those days|once|ago|history|until when|how long did|so far"
    r"|(?:my|our|the|her|his|their|\w+'s) (?:old|ex|last|first) (?:\w+ )?(?:job|flat"
    r"|house|home|address|number|phone|car|dentist|doctor|boss"
    r"|rent|price|date|place|company|employer|landlord|favou?rite)"
    r"|(?:in|during|since|by|around|until|till|before|after|from) (?:(?:early|late|mid) )?(?:\w+ )?(?:19|20)\d\d"
    r"|when (?:i|we|he|she|they|\w+) (?:lived|worked|was|were|had|still|used)"
    r"|(?:where|what|who|whom|which|how much)(?: \w+)? did .+? (?:live"
    r"|work|drive|own|use|pay|rent|have|keep|earn|cost)"
    r"|(?:where|what|who|whom|which|how much)(?: \w+)? (?:was|were|had)"
    r"|last (?:year|month|spring|summer|autumn|winter|january|february|march"
    r"|april|may|june|july|august|september|october|november"
    r"|december))\b|\bbefore(?=\s*(?:\?|\Z|that\b|then\b|(?:i|we|he|she|they) ))",
    re.IGNORECASE,
)


def asks_of_the_past(question: str) -> bool:
    """Whether a question asks for what held once: "used to", "before", "former", "in 2022", "when I lived"."""
    return _PAST.search(question.replace("’", "'")) is not None


def after_superseders(order: Sequence[K], superseders: Mapping[K, Collection[K]]) -> list[K]:
    """The same order, but each behind all of those in it that superseded it."""
    waiting, placed = list(order), []
    left = set(waiting)
    while waiting:
        free = next((one for one in waiting if not left & (set(superseders.get(one, ())) - {one})), waiting[0])
        waiting.remove(free)
        left.discard(free)
        placed.append(free)
    return placed
