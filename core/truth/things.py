"""Rules for what things are: prices and figures, settings, where they are kept, opening hours."""

import re
from collections.abc import Iterator

from core.truth import statement as slots
from core.truth.plans import EVENTS, TIME
from core.truth.rules import OLD, OWNER, Match, Rule, rule
from core.truth.statement import Form, Found
from core.truth.subjects import KIN
from core.truth.values import AMOUNT, amount, amount_key, clock_key, name, phrase

SECRET = re.compile(r"\b(?:password|passcode|pin|passphrase|secret|token|credentials?)\b", re.I)
"""What is never stated, since answers would show it."""
_ELSEWHERE = re.compile(
    rf"\A(?:{KIN})\b|\b(?:favou?rite\b.*|(?:{KIN}|number|phone|mobile|cell|e-?mail"
    rf"|address|home|flat|house|place|apartment|job|employer|dentist|doctor|car|name)\Z|fav\b.*)",
    re.I,
)
"""Things that other rules know better, and people, who are no things."""
_X = r"(?P<x>[\w-]+(?:\s+[\w'-]+){0,3}?)"
_THING = rf"{OWNER}\s+(?P<new>new\s+)?{_X}"
_IS = r"(?:\s+(?:is|are|has been|have been|was)|'s)"
_PREP = r"(?:in|under|underneath|beneath|on|behind|inside|next to|above|beside|below|between|at|by|near|with)"
_WHERE = rf"(?P<v>(?:up |down |back |over )?{_PREP}\s+.+)"
_BARE_THINGS = (
    r"(?P<x>(?:rent|salary|wage|pay|fee|subscription|membership|mortgage"
    r"|deposit|electricity|heating|gas bill|budget))"
)
STRICT = frozenset("rent salary wage age mortgage height weight subscription membership pension".split())
"""Things of which everybody has one, whose figure two plain statements can settle."""
KEPT = frozenset(
    """key keys passport charger ladder drill torch documents papers certificate suitcase tent wallet remote
    batteries folder toolbox tools glasses umbrella backup card cards medicine scissors manual receipt receipts
    contract""".split()
)
"""Things that are kept somewhere; where others are changes by the hour."""

_CLOCK = re.compile(r"(?P<v>\d{1,2}(?::\d\d)?\s?(?:am|pm)?|noon|midnight)", re.I)


def _thing(match: Match) -> str | None:
    """The subject of the thing that a clause speaks of, or "it" means; None for secrets and what is not certain."""
    said = match.groups.get("x")
    if said is None:
        return match.context.thing
    if SECRET.search(match.clause.text) or _ELSEWHERE.search(said):
        return None
    return match.context.belonging(match.groups.get("det"), said)


def _own(match: Match) -> str:
    return "new" if match.groups.get("new") else "changed" if match.groups.get("changed") else ""


def _figure(match: Match) -> Iterator[Found]:
    value = amount(re.sub(r"\A(?:now|set|at|to|about|around)\s+", "", match.value.strip(), flags=re.I))
    subject = _thing(match) if value else None
    if not subject:
        return
    cue = match.cue(_own(match))
    if (old := match.groups.get("old")) and amount(old):
        yield match.found(slots.VALUE, amount(old), Form.ENDS, cue=cue, keyed=amount_key(amount(old)), subject=subject)
    yield match.found(slots.VALUE, value, cue=cue, keyed=amount_key(value), subject=subject)


def _copula(match: Match) -> Iterator[Found]:
    """ "The X is now Y": any value with the word now, a proper name without."""
    if EVENTS.search(match.groups.get("x") or "") or re.match(rf"(?:now\s+)?{_PREP}\b", match.value.strip(), re.I):
        return
    now = match.groups.get("now") or re.search(r"\bnow\b", match.value)
    said = re.sub(r"\A(?:now|called)\s+", "", match.value.strip(), flags=re.I)
    value = phrase(said) if now else name(said)
    if (
        not value
        or amount(match.value.strip())
        or len(value.split()) > 6
        or re.match(r"(?:set|moved|on|not|no)\b", value, re.I)
    ):
        return
    if subject := _thing(match):
        yield match.found(slots.VALUE, value, cue=match.cue("now" if now else ""), subject=subject)


def _kept(match: Match) -> Iterator[Found]:
    if EVENTS.search(match.groups.get("x") or "") or TIME.match(match.value):
        return
    value = _place(match.value)
    subject = _thing(match) if value else None
    if not subject:
        return
    cue = match.cue(_own(match))
    if (old := match.groups.get("old")) and (before := _place(old)):
        yield match.found(slots.PLACE, before, Form.ENDS, cue="no longer", subject=subject)
    yield match.found(slots.PLACE, value, cue=cue, subject=subject)


def _place(text: str) -> str:
    """ "under the pot now, not in the shed" is "under the pot"."""
    words_said = text.strip()
    lead = re.match(rf"(?:now\s+)?(?:up |down |back |over )?{_PREP}\s+", words_said, re.I)
    if not lead:
        return ""
    rest = phrase(words_said[lead.end() :])
    return f"{lead[0].removeprefix('now ')}the {rest}".strip() if rest and not rest[0].isdigit() else ""


def _opens(match: Match) -> Iterator[Found]:
    clock = _CLOCK.match(match.value.strip())
    subject = _thing(match) if clock else None
    if clock and subject:
        slot = slots.CLOSES if "close" in match.clause.text.lower() else slots.OPENS
        value = clock["v"].strip()
        yield match.found(slot, value, cue=match.cue(_own(match)), keyed=clock_key(value), subject=subject)


def _moved_to(match: Match) -> Iterator[Found]:
    rest = phrase(match.value)
    if (
        rest
        and not EVENTS.search(match.groups["x"])
        and not TIME.match(match.value.strip())
        and (subject := _thing(match))
    ):
        yield match.found(slots.PLACE, f"in the {rest}", cue="moved to", subject=subject)


def _mentioned(match: Match) -> Iterator[Found]:
    _thing(match)
    return iter(())


FIGURES: tuple[Rule, ...] = (
    rule(
        "",
        rf"{_THING}{_IS}\s+(?:now\s+)?(?:(?:set|turned)\s+(?:to|at)\s+|at\s+"
        rf"|only\s+|about\s+|around\s+)?(?P<v>{AMOUNT}.*)",
        _figure,
        who=False,
    ),
    rule(
        "cost costs comes pays",
        rf"{_THING}\s+(?:now\s+)?(?:costs?|comes to)\s+(?:now\s+)?(?P<v>{AMOUNT}.*)",
        _figure,
        who=False,
    ),
    rule("", rf"\b(?P<cue>it)(?:'s|\s+is|\s+costs)\s+(?:now\s+|actually\s+)?(?P<v>{AMOUNT}.*)", _figure, who=False),
    rule(
        "went gone goes rose risen increased dropped fell raised lowered changed climbed set turned",
        rf"{_THING}\s+(?:has\s+|have\s+|was\s+|is\s+|been\s+)*(?P<changed>went|gone|goes"
        rf"|rose|risen|increased|dropped|fell|raised|lowered|changed"
        rf"|climbed|set|turned)(?:\s+(?:up|down))?{OLD}\s+to\s+(?P<v>{AMOUNT}.*)",
        _figure,
        who=False,
    ),
    rule(
        "rent salary wage pay fee subscription membership mortgage deposit electricity heating gas budget",
        rf"\A(?P<new>new\s+)?{_BARE_THINGS}(?:\s*:|\s+is|\s+(?:has\s+)?(?P<changed>gone|went|rose|increased"
        rf"|raised|dropped|fell)(?:\s+(?:up|down))?{OLD}\s+to)\s+(?:now\s+)?"
        rf"(?P<v>{AMOUNT}.*)",
        _figure,
        who=False,
    ),
    rule(
        "raised increased lowered reduced cut changed turned set put",
        rf"(?P<changed>raised|increased|lowered|reduced|cut|changed|turned|set)\s+(?:up\s+"
        rf"|down\s+)?{_THING}(?:\s+(?:up|down))?{OLD}\s+(?:to|at)\s+"
        rf"(?P<v>{AMOUNT}.*)",
        _figure,
        who=False,
    ),
    rule("keep", rf"\bkeep\s+{_THING}\s+at\s+(?P<v>{AMOUNT}.*)", _figure, who=False),
    rule(
        "pay pays",
        rf"\b(?:I|we)\s+pay\s+(?P<v>{AMOUNT})\s+(?:of|for|in)\s+(?:the\s+|my\s+)?(?P<x>[\w-]+)",
        _figure,
        who=False,
    ),
    rule("now", rf"{_THING}{_IS}\s+(?P<now>now)\s+(?P<v>.+)", _copula, who=False),
    rule("is", rf"{_THING}\s+is\s+(?:called\s+)?(?P<v>.+)", _copula, who=False),
)
PLACES: tuple[Rule, ...] = (
    rule(
        "is are 's",
        rf"{_THING}(?:\s+(?:is|are)|'s)\s+(?:now\s+)?(?:kept\s+|hidden\s+|stored\s+|parked\s+|hanging\s+)?{_WHERE}",
        _kept,
        who=False,
    ),
    rule(
        "hangs lives sits stays belongs lies",
        rf"{_THING}\s+(?:now\s+)?(?:hangs|lives|sits|stays|belongs|lies)\s+(?:now\s+)?{_WHERE}",
        _kept,
        who=False,
    ),
    rule("no longer", rf"{_THING}\s+(?:is|are)\s+no longer\s+(?P<old>.+?)\s+but\s+{_WHERE}", _kept, who=False),
    rule("it", rf"\b(?P<cue>it)(?:'s|\s+is)\s+(?:now\s+)?{_WHERE}", _kept, who=False),
    rule("keep keeps", rf"\bkeeps?\s+{_THING}\s+{_WHERE}", _kept, who=False),
    rule(
        "moved put hid",
        rf"(?P<changed>moved|put|hid)\s+{_THING}\s+(?:to|into)\s+(?P<v>.+)",
        _moved_to,
        bare=True,
    ),
    rule("moved", rf"\bmoved\s+{_THING}\s*\Z", _mentioned, who=False),
    rule(
        "place spot home",
        rf"\bnew\s+(?P<changed>place|spot|home|location)\s+(?:for|of)\s+(?P<det>the|my"
        rf"|our)\s+(?P<x>[\w-]+(?:\s+[\w-]+){{0,2}}?)\s*(?:is|:)\s*{_WHERE}",
        _kept,
        who=False,
    ),
    rule("about", rf"\b(?:wrong|mistaken)\s+about\s+{_THING}\s*\Z", _mentioned, who=False),
    rule("wrong", rf"\b(?:got|had)\s+{_THING}\s+wrong\b", _mentioned, who=False),
    rule(
        "opens open closes",
        rf"{_THING}(?:'s doors)?\s+(?:now\s+)?(?:is\s+)?(?:opens?|closes)(?:\s+now)?\s+(?:at|from)\s+(?P<v>.+)",
        _opens,
        who=False,
    ),
    rule(
        "opening",
        r"\b(?P<new>new\s+)?opening\s+(?:time|hours?)\s+(?:of|for)\s+(?P<det>the|my|our)\s+"
        r"(?P<x>[\w-]+(?:\s+[\w-]+){0,2}?)\s*(?:is|are|:)\s*(?P<v>.+)",
        _opens,
        who=False,
    ),
)
