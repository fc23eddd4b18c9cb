"""Rules for where people live: said plainly, moved to, moved in, left, and what is called home."""

import re
from collections.abc import Iterator

from core.truth import statement as slots
from core.truth.rules import OLD, Match, Rule, ends, holds, rule
from core.truth.statement import Form, Found
from core.truth.values import NAMES, name

PLACES = "flat|house|apartment|place|home|room|studio|condo|cottage|bungalow|loft|pad|bedsit|townhouse|digs"
_HOW = (
    r"(?:(?:happily|alone|together|back|down|again|with (?:my|our|his|her|the|two|some|a) [\w-]+|full-time|permanently"
    r"|now|here|over|up|out|somewhere|right|mostly|for good)\s+)*"
)
_AWAY = (
    r"(?:\s+(?:back|over|up|down|out|away|house|home|in|everything|together|permanently|for good|across town"
    r"|countries|cities|all the way|abroad|cross-country|again|the (?:whole )?(?:family|kids|lot)|our lives|my life"
    r"|with (?:my|our|his|her|the) [\w-]+|last \w+|this \w+|yesterday|on \w+day|and settled))*"
)
IS_THERE = re.compile(r"(?:\b(?:am|is|are|been)|'m|'s|'re)\s+(?:[a-z]+\s+){0,2}(?:at|with|in)\b", re.I)
"""That somebody is somewhere or with somebody."""
_LIFE = re.compile(
    r"\b(?:moved?|moving|boxes|packed|unpacked|flat|apartment|for good|permanently|these days|lease|settled)\b", re.I
)


def _held_there(match: Match) -> Iterator[Found]:
    if place := name(match.value):
        yield match.found(slots.LIVES, place, Form.HELD)


def _moved_in(match: Match) -> Iterator[Found]:
    """Moved or settled into a home somewhere; one that is only rented or owned may be one of several."""
    moved = match.groups["how"].lower() not in {"rent", "rents", "have", "has", "got", "own", "owns"}
    yield from holds(slots.LIVES, "moved" if moved else "")(match)


def _there_now(match: Match) -> Iterator[Found]:
    """ "I'm in Lisbon now" may be a journey; with words of moving it is none."""
    place = name(match.value)
    if place and IS_THERE.search(match.clause.text) and _LIFE.search(match.clause.sentence):
        yield match.found(slots.LIVES, place, cue=match.cue("moved"))


def _settled(match: Match) -> Iterator[Found]:
    yield from holds(slots.LIVES, "settled" if match.groups.get("cue") else "")(match)


def _lives_since(match: Match) -> Iterator[Found]:
    """ "I've lived in Ghent for years" still holds; "I lived in Ghent for years" need not."""
    if re.search(r"(?:\bhave|\bhas|'ve|'s)\s+(?:\w+\s+)?lived\b", match.clause.text, re.I) and (
        place := name(match.value)
    ):
        yield match.found(slots.LIVES, place)


_ENDS = ends([slots.LIVES], value=name)
HOMES: tuple[Rule, ...] = (
    rule(
        "live lives living based reside resides residing settled roots dwell dwells rooted stationed lodging lodge",
        rf"(?:lives?|living|based|resid(?:es?|ing)|dwell(?:s|ing)?|lodg(?:es?|ing)|rooted|stationed"
        rf"|(?P<cue>settled(?:\s+(?:down|in|happily))?|put(?:ting)? down (?:some |our |my )?roots|made (?:our|my"
        rf"|a) home))\s+{_HOW}"
        r"in\s+(?P<v>.+)",
        _settled,
        bare=True,
    ),
    rule(
        "live",
        r"(?:went|gone|off|came|come)\s+(?:off\s+|away\s+)?to\s+live\s+in\s+(?P<v>.+)",
        holds(slots.LIVES, "moved"),
        bare=True,
    ),
    rule(
        "moved relocated emigrated migrated decamped resettled transplanted",
        rf"(?:moved|relocated|emigrated|migrated|decamped|resettled){_AWAY}{OLD}\s+(?:over\s+)?to\s+(?P<v>.+)",
        holds(slots.LIVES, "moved"),
        bare=True,
    ),
    rule(
        "moved settled rent rents found got have has own owns bought",
        rf"(?P<how>moved|settled|rent|rents|found|got|have|has|owns?)\s+(?:in\s+|into\s+|us\s+|myself\s+)?(?:a|an|the|our|my)\s+"
        rf"(?:[\w-]+\s+){{0,3}}?(?:{PLACES})\s+(?:right\s+|over\s+)?in\s+(?P<v>.+)",
        _moved_in,
        bare=True,
    ),
    rule(
        "keys lease",
        rf"(?:keys? (?:to|for|of)|lease (?:on|for|of))\s+(?:my|our|the|a)\s+"
        rf"(?:[\w-]+\s+){{0,2}}?(?:{PLACES})\s+in\s+(?P<v>.+)",
        holds(slots.LIVES, "moved"),
        who=False,
    ),
    rule(
        "home",
        r"\A(?:my\s+|our\s+)?(?:new\s+)?home(?: (?:for|to) (?:me|us))?(?: is|'s|:"
        r"| has been)\s+(?:now\s+)?(?:in\s+)?(?P<v>.+)",
        holds(slots.LIVES),
        who=False,
    ),
    rule(
        "home base",
        r"(?:calls?|calling|(?P<cue>made|make))\s+(?P<v>.+?)\s+(?:my |our |his |her )?(?:home|base)\b",
        _settled,
    ),
    rule("longer", rf"(?:am\s+|is\s+|are\s+)?no longer\s+(?:liv(?:e|es|ing)\s+|based\s+)?{_HOW}in\s+(?P<v>.+)", _ENDS),
    rule(
        "don't doesn't not live living isn't aren't",
        r"(?:(?:don't|doesn't|do not|does not) live|isn't|aren't|(?:'m|am|is|are)? ?not)\s+(?:living\s+|based\s+)?in\s+"
        r"(?P<v>.+?(?<=\w)\b(?:.*any ?more.*|(?<=live in \w{3}).*|.*))",
        lambda match: _ENDS(match) if re.search(r"live|living|any ?more", match.clause.text, re.I) else iter(()),
        bare=True,
    ),
    rule(
        "moved gone left",
        r"(?:moved|gone)\s+(?:out of|away from|from)\s+(?P<v>.+)",
        ends([slots.LIVES], "moved", name),
        bare=True,
    ),
    rule("used", r"used to live\s+in\s+(?P<v>.+)", ends([slots.LIVES], "used to", name)),
    rule("lived", r"lived\s+in\s+(?P<v>.+?)\s+(?:for|since|all my|ever since)\b.*", _lives_since),
    rule("lived", r"lived\s+in\s+(?P<v>.+)", _held_there),
    rule(
        "home",
        rf"(?P<v>{NAMES})(?:\s+(?:is|has become|became|has been|feels like)|'s)\s+(?:(?:my|our|now|new"
        rf"|officially|already|a)\s+)*home\b(?! to\b)",
        holds(slots.LIVES),
        who=False,
    ),
    rule(
        "live lives living",
        rf"(?P<v>{NAMES})\s+(?:is|'s)\s+(?:now\s+)?where\s+(?P<i>I|we)\s+(?:now\s+)?(?:live|am living|are living)\b",
        holds(slots.LIVES),
        who=False,
    ),
    rule(
        "rent have own moved bought",
        r"(?:rent|have|own|bought|moved into)\s+one\s+in\s+(?P<v>.+)",
        holds(slots.LIVES, "moved"),
        bare=True,
    ),
    rule(
        "resident residents citizen citizens inhabitant",
        r"(?:an?\s+|proud\s+|new\s+|official\s+)*(?:residents?|citizens?|inhabitants?)\s+of\s+(?P<v>.+)",
        holds(slots.LIVES, "moved"),
    ),
    rule("in", r"(?:back\s+)?in\s+(?P<v>.+)", _there_now),
    rule(
        "residents resident locals local citizens people folks folk",
        rf"(?:a\s+|an\s+|proud\s+|new\s+|official\s+)*(?P<v>{NAMES})\s+(?:residents?|locals?|dwellers?|citizens?|people|folks?)\b",
        holds(slots.LIVES, "moved"),
    ),
)
