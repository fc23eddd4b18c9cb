"""The words of change: what makes a statement an exact update rather than one more plain one."""

import re
from typing import Final

_NOW = re.compile(
    r"\b(?:now|nowadays|these days|from (?:now|today|tomorrow|here) on|no longer|any ?more|instead"
    r"|as of|starting (?:this|next|today|tomorrow)|from (?:this|next|today|tomorrow)|with effect from|effective"
    r"|since|has become|became|at last|for good|until further notice)\b|,\s*not\b|\bnew\b(?= (?:phone|number|mobile"
    r"|cell|rent|dentist|doctor|gp|boss|car|address|e-?mail"
    r"|favou?rite|place|opening|time|price|job|employer|dates?|home|flat|house|apartment|hours|digits))",
    re.I,
)
_CORRECTED = re.compile(
    r"\A\W*(?:actually|(?:small |quick |minor |slight )?correction|no,? wait|sorry,? (?:i meant|it)|scratch that"
    r"|my mistake|my bad|on second thought|i (?:was|am) (?:wrong"
    r"|mistaken)|i (?:got|had) .{1,40} wrong|i (?:wrote|noted|put down) .{1,40}\bbut\b|i (?:misread"
    r"|misremembered|mixed up)"
    r"|wait,|oops|typo|edit:|\*)|\bactually\b|\b(?:turned|turns) out\b|\bi meant\b|\bin fact\b|\bshould have been\b",
    re.I,
)
_ELSEWHERE = re.compile(
    r"\b(?:no longer|any ?more|instead|used to|at last|these days|nowadays|now|from now on|as of|good ?bye|bye"
    r"|farewell|change of plans?|plans? changed|changed my mind|turned out"
    r"|(?:has|have|had|was|is|got|just|we|i|they|'ve|\A)\s*(?:moved|changed|switched|swapped|replaced|rescheduled|rebooked"
    r"|postponed|retired|sold|quit|left|unpacked|taken over)|(?:un)?packed|change[ds]?|died|is gone|new|different)\b"
    r"|,\s*not\b|(?:is|are|does|do)n't\b",
    re.I,
)
NEGATED: Final = re.compile(r"\b(?:not|never|nobody|no one|don't|didn't|haven't|hasn't|won't|isn't|aren't)\b", re.I)


def corrects(sentence: str) -> bool:
    """Whether a sentence takes something back: "Actually", "I was wrong", "it turned out"."""
    return _CORRECTED.search(sentence) is not None


def cue_of(clause: str, sentence: str, own: str = "", *, wide: bool = False) -> str:
    """The words that make what a clause states an exact update; "" if there are none.

    A correction anywhere in the sentence comes first, then `own`, then words of change in the clause, then with `wide`
    those of the rest of the sentence.
    """
    if corrects(sentence):
        return "correction"
    if own:
        return own
    said = _NOW.search(clause) or (_ELSEWHERE.search(sentence) if wide else None)
    return said[0].lower().strip(" ,") if said else ""
