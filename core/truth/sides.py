"""On which side of a change a value stands: what was, or what is. "Thursday, not Friday"; "from 850 to 900"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_DETERMINED = (
    r"(?:(?:my|our|the|a|an|his|her|their|it|being|at|in|on|to|with|by|for|me|of|old|former|previous|trusty|dear"
    r"|living|beloved|good|dentist|number|one)\s+){0,4}"
)
_WAS = re.compile(
    r"(?:\b(?:instead of|rather than|replac(?:es|ed|ing)|in place of|used to (?:be|live|work|drive|go|have|pay|open)"
    r"|was|were|paid|old|ex|goodbye|good bye|bye(?:[- ]bye)?|farewell|so long|adieu|left|leaving|quit|sold"
    r"|ditched|dumped"
    r"|dropped|delete|forget|scrap|ignore|bin|lose|beats|beat|better than|over|traded(?: in)?|swapped|exchanged"
    r"|switched|got rid of|gave up|gave away|gave|parted with|away from|out of|moved out of|previously|formerly|before"
    r"|after (?:\w+ ){1,4}(?:at|in|with)|wrote|noted|said|thought|(?:badge|keys|laptop) at|done with|tired of"
    r"|no more|as opposed to))\s+" + _DETERMINED + r"\Z",
    re.I,
)
_FROM = re.compile(r"\bfrom\s+" + _DETERMINED + r"\Z", re.I)
_TO = re.compile(r"\A[^,.;!]{0,30}?(?:\bto\b|->|→)", re.I)
_PREFERRED = re.compile(r"\bprefer\w*\s+[\w' ]{2,30}\s(?:to|over)\s+\Z", re.I)
_DENIED = re.compile(r"(?:\b(?:not|no longer|never)|n't)\s+(?:[a-z']+\s+){0,4}\Z", re.I)
_GONE = re.compile(
    r"\A[\s,]*(?:(?:is|was|has|are|have|'s|got)\s+)?(?:gone|history|dead|out\b|no longer|no more\b|retired|died"
    r"|behind (?:me|us)"
    r"|packed (?:up|in)|broke (?:down|up)|sold|been (?:sold|replaced|retired)|any ?more\b|won't|can't|stopped|closed"
    r"|back then|until now|in the past|gave up)",
    re.I,
)
_IS = re.compile(r"(?:\b(?:to|now|new|hello|hi|welcome|but|into|with|is|it's|its|meet|until|till|for|use)|:|->|→|'s)\s*"
                 r"(?:(?:a|an|the|my|our|in|at|on|be|now)\s+){0,2}\Z", re.I)  # fmt: skip
_NOW = re.compile(r"\A\W*(?:(?:euros?|degrees|a month)\s+)?(?:now|instead|these days|from (?:now|today)|it is)\b", re.I)


@dataclass(frozen=True, slots=True)
class Value:
    """A value at [start, end) of a passage, with what makes it the same as another.

    `ends_at` is when a planned time is over by itself, in microseconds.
    """

    start: int
    end: int
    value: str
    key: str
    ends_at: int | None = None


def was(text: str, one: Value) -> bool:
    """Whether the words about a value say that it is over: "not Friday", "from 850", "the old Skoda"."""
    before = text[max(one.start - 60, 0) : one.start]
    clause = re.split(r"[,;:.!]\s|\bbut\b|\band\b", before)[-1]
    if _FROM.search(before) and _TO.match(text[one.end : one.end + 40]):
        return True
    return bool(
        _WAS.search(before)
        or _PREFERRED.search(before)
        or _DENIED.search(clause)
        or _GONE.match(text[one.end : one.end + 40])
    )


def sides(text: str, values: Sequence[Value]) -> tuple[list[Value], Value | None]:
    """What was, and the one value that is; None where that is not certain."""
    old = [one for one in values if was(text, one)]
    new = [one for one in values if one not in old and one.key not in {other.key for other in old}]
    if len({one.key for one in new}) > 1:
        marked = [one for one in new if _IS.search(text[max(one.start - 30, 0) : one.start])]
        marked = [one for one in marked if _NOW.match(text[one.end : one.end + 30])] or marked
        new = marked if len({one.key for one in marked}) == 1 else []
    return old, new[0] if new else None
