"""Rules for jobs that end: quit, left, lost, over."""

import re
from collections.abc import Iterator

from core.truth import statement as slots
from core.truth.jobs import JOB, MANNER, employer
from core.truth.rules import Match, Rule, ends, rule
from core.truth.statement import Form, Found
from core.truth.values import NAMES, name, phrase

_JOURNEY = re.compile(
    r"\b(?:early|late|on time|o'clock|by (?:train|bus|car|plane)|at (?:\d|noon|dawn|midnight|one|two|three|four"
    r"|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|half past))\b",
    re.I,
)


def _left(match: Match) -> Iterator[Found]:
    """Left an employer, perhaps for another; "left early", or for a place, says nothing of work."""
    if _JOURNEY.search(match.clause.text):
        return
    old, _, new = match.value.partition(" for ")
    if before := employer(old):
        yield match.found(slots.WORKS, before, Form.ENDS, cue="left")
        if new and name(new):
            slot = slots.LIVES if _moves(match) else slots.WORKS
            yield match.found(slot, before, Form.ENDS, cue="left")
            yield match.found(slot, name(new), cue="left for")


def _moves(match: Match) -> bool:
    return (
        re.search(r"\b(?:box(?:es)?|packed|mov\w+|flat|house|city|town|country)\b", match.clause.sentence, re.I)
        is not None
    )


def _quit(match: Match) -> Iterator[Found]:
    """Quit a job, named or not, or a pursuit."""
    said = match.value.strip()
    if re.match(r"(?:(?:my|his|her|the|their)\s+)?(?:job|work|position)\b(?!\s+(?:at|with))", said, re.I):
        yield match.found(slots.WORKS, "", Form.ENDS, cue="quit", keyed="")
        return
    if place := employer(said):
        yield match.found(slots.WORKS, place, Form.ENDS, cue="quit")
    elif pursuit := phrase(said):
        yield match.found(slots.DOES, pursuit, Form.ENDS, cue="quit")


def _leaving(match: Match) -> Iterator[Found]:
    if re.search(r"\blast day\b|\btoday\b", match.clause.sentence, re.I) and not _JOURNEY.search(match.clause.text):
        yield from _over(match)


def _over(match: Match) -> Iterator[Found]:
    """Done with something: whichever slot it filled."""
    if value := name(match.value):
        yield match.found(slots.WORKS, value, Form.ENDS, cue="over")


_ENDS = ends([slots.WORKS], "no longer", name)


LEAVING: tuple[Rule, ...] = (
    rule("leaving", r"leaving\s+(?P<v>.+)", _leaving),
    rule("parted", rf"(?P<v>{NAMES})\s+and\s+(?P<i>I)\s+(?:have\s+)?parted\s+(?:ways|company)", _over, who=False),
    rule(
        "gave given", rf"(?:gave|given)\s+up\s+(?:my|his|her|the)\s+{JOB}\s+(?:at|with)\s+(?P<v>.+)", _over, bare=True
    ),
    rule("out", rf"\A(?:i'm\s+)?out\s+of\s+(?P<v>{NAMES})", _over, who=False),
    rule("more", rf"\A(?:so\s+|and\s+)?no more\s+(?P<v>{NAMES})\W*\Z", _over, who=False),
    rule("left", r"left\s+(?P<v>.+)", _left, bare=True),
    rule("quit", r"quit\s+(?P<v>.+)", _quit, bare=True),
    rule(
        "resigned retired departed sacked dismissed redundant fired laid let walked parted finished dropped",
        r"(?:(?:was|were|got|been|made)\s+)*(?:resigned|retired|departed|sacked|dismissed|redundant|fired"
        r"|laid off|let go|walked|walked out"
        r"|parted ways|parted company|finished(?: up)?|stepped down|handed in my (?:notice"
        r"|resignation))\s+(?:from|by|at|with|of|out of)\s+(?P<v>.+)",
        ends([slots.WORKS], "resigned", employer),
        bare=True,
    ),
    rule(
        "let fired sacked laid dismissed made",
        rf"(?P<v>{NAMES})\s+(?:has\s+|have\s+)?(?:let\s+(?:me|us)\s+go|(?:fired|sacked|dismissed)\s+(?:me|us)|laid\s+(?:me|us)\s+off|made\s+me\s+redundant)\b",
        ends([slots.WORKS], "let go", name),
        who=False,
    ),
    rule(
        "last final",
        r"\b(?:my\s+|was\s+the\s+|the\s+|\A)(?:very\s+)?(?:last|final)\s+(?:day|shift|week|working day)\s+(?:at"
        r"|with)\s+(?P<v>.+)",
        ends([slots.WORKS], "last day", name),
        who=False,
    ),
    rule(
        "time days years chapter contract job stint career",
        r"\bmy\s+(?:time|days|years|chapter|contract|job|stint|career)\s+(?:at|with)\s+(?P<v>.+?)\s+(?:(?:is|are|has|have|came|was)\s+)?"
        r"(?:now\s+|officially\s+|been\s+)*(?:over|ended|done|finished|up|history|terminated|to an end|gone)",
        ends([slots.WORKS], "over", name),
        who=False,
    ),
    rule(
        "notice badge resignation laptop keys",
        r"(?:handed|gave|given|turned)\s+(?:in\s+|back\s+)?(?:my|his|her|the)\s+(?:notice|badge|resignation|laptop|keys)\s+(?:in\s+)?(?:at|to)\s+(?P<v>.+)",
        ends([slots.WORKS], "notice", name),
        bare=True,
    ),
    rule(
        "longer",
        rf"(?:am\s+|is\s+)?no longer\s+(?:work(?:s|ing)?|employed)?{MANNER}(?:at|for|with|by)\s+(?P<v>.+)",
        _ENDS,
        bare=True,
    ),
    rule("longer", r"no longer\s+(?:at|with)\s+(?P<v>.+)", _ENDS, bare=True),
    rule(
        "don't doesn't not work stopped isn't aren't",
        rf"(?:(?:don't|doesn't|do not|does not) work|stopped working|not working){MANNER}(?:at|for|with)\s+(?P<v>.+)",
        _ENDS,
        bare=True,
    ),
    rule("isn't not aren't", r"(?:isn't|aren't|not)\s+(?:at|with)\s+(?P<v>.+?)\s+any ?more\b", _ENDS, bare=True),
    rule(
        "lost",
        rf"lost\s+(?:my|his|her|the)\s+{JOB}\s+(?:at|with)\s+(?P<v>.+)",
        ends([slots.WORKS], "lost", name),
        bare=True,
    ),
    rule("done finished through", r"(?:done|finished|through)\s+(?:with|at)\s+(?P<v>.+)", _over, bare=True),
)
