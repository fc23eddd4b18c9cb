"""Rules for what people do, where they have been and what they have read: much of it many at once."""

import re
from collections.abc import Iterator

from core.truth import statement as slots
from core.truth.rules import Match, Rule, rule
from core.truth.statement import Form, Found
from core.truth.values import phrase

_NO_PURSUIT = re.compile(
    r"\b(?:it|that|this|these|those|is|are|was|job|work|company|business|role|part|me|him"
    r"|them|us|my|their|from|at|by|days|weeks|ago|recently|how|hobby)\b",
    re.I,
)
_EVERYDAY = re.compile(
    r"(?:work|school|church|bed|town|it|that|this|so|the|my|our|laundry|dishes|nothing|everything|things|stuff|homework|a|an"
    r"|first|new|great|good|big|long|what|one|therapy|physio|some|any|more|as|dog|workshops?|accident|cooking|driving)\b",
    re.I,
)


def _pursuit(match: Match) -> Iterator[Found]:
    said = re.sub(r"\b(?:lessons?|class(?:es)?|course|group|club|team)\b.*", "", match.value, flags=re.I)
    pursuit = phrase(said)
    if pursuit and len(pursuit.split()) <= 3 and not pursuit[0].isdigit() and not _NO_PURSUIT.search(pursuit):
        yield match.found(slots.DOES, pursuit, Form.JOINS)


def _no_pursuit(match: Match) -> Iterator[Found]:
    if (pursuit := phrase(match.value)) and len(pursuit.split()) <= 5:
        yield match.found(slots.DOES, pursuit, Form.ENDS, cue="no longer")


def _pursued(match: Match) -> Iterator[Found]:
    """Something done regularly; everyday matters are no pursuits."""
    if not _EVERYDAY.match(match.value):
        yield from _pursuit(match)


def _tried(match: Match) -> Iterator[Found]:
    if re.search(r"\b(?:signed up|hooked|joined|booked|enrolled|love)\b", match.clause.sentence, re.I):
        yield from _pursued(match)


_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_X = r"(?P<v>[a-z][\w-]+)"
_COURSE = r"(?:lessons?|class(?:es)?|course|club|group|practice|training|sessions?)"
PURSUITS: tuple[Rule, ...] = (
    rule(
        "every on",
        rf"\A(?:now\s+)?(?:every|on|each)\s+(?:{_DAY}|week|weekend|morning|evening)\s+(?P<i>I|we)\s+(?:now\s+)?(?:go\s+to|go|have|do|play|attend)\s+{_X}",
        _pursued,
        who=False,
    ),
    rule("go goes", rf"goes?\s+{_X}\s+(?:every|on|each|twice|once)\b", _pursued),
    rule("go goes", rf"go\s+{_X}\s+(?:every|on|each|twice|once)\b", _pursued),
    rule("have has", rf"(?:have|has)\s+{_X}\s+(?:on {_DAY}|every|each)\b", _pursued),
    rule(
        "hobby pastime obsession passion thing",
        rf"(?:got|have|has|found|my|our)\s+(?:a\s+)?(?:brand[- ])?new(?:est)?\s+(?:hobby|pastime|obsession"
        rf"|passion|thing)\s*(?::|is|,|called)?\s+(?:now\s+)?{_X}",
        _pursued,
        bare=True,
    ),
    rule(
        "thing hobby passion",
        rf"\A(?:my|our)\s+(?:new|newest|latest)\s+(?:hobby|thing|passion|obsession)\s+(?:is|:)\s+(?:now\s+)?{_X}",
        _pursued,
        who=False,
    ),
    rule("picked", rf"picked\s+up\s+{_X}\s+(?:again|as\s+a\s+hobby|recently|this|last)\b", _pursued, bare=True),
    rule(
        "doing playing practising",
        rf"(?:doing|playing|practising|practicing)\s+{_X}\s+(?:for|since|every|on|lately)\b",
        _pursued,
        bare=True,
    ),
    rule("tried", rf"tried\s+{_X}\s*\Z", _tried, bare=True),
    rule(
        "lesson lessons class classes course club group first",
        rf"\A(?:my\s+|our\s+)?(?:very\s+)?(?:first|having|taking|new|started|joined|began)\s+(?:an?\s+|some\s+|my\s+)?{_X}\s+{_COURSE}\b",
        _pursued,
        who=False,
    ),
    rule(
        "give quit stop drop gave",
        r"(?:had|decided|chose|chosen)\s+to\s+(?:give\s+up(?:\s+on)?|quit|stop|drop|leave)\s+(?:doing\s+|playing\s+|my\s+|the\s+)*(?P<v>.+)",
        _no_pursuit,
        bare=True,
    ),
    rule("gave given", rf"(?:gave|given)\s+{_X}\s+up\b", _no_pursuit, bare=True),
    rule(
        "won't not no longer",
        rf"(?:won't\s+be|not|no\s+longer)\s+(?:doing|playing|going\s+to|taking)\s+{_X}",
        _no_pursuit,
    ),
    rule("dropped out", rf"(?:dropped|pulled|bowed)\s+out\s+of\s+(?:the\s+|my\s+)?{_X}", _no_pursuit, bare=True),
    rule("more", rf"(?:taking\s+|doing\s+|having\s+)?no\s+more\s+{_X}", _no_pursuit),
    rule(
        "days time lessons career over",
        rf"\Amy\s+{_X}\s+(?:days|time|career|lessons|phase|classes)\s+(?:is|are)\s+(?:over|behind|done|finished)\b",
        _no_pursuit,
        who=False,
    ),
    rule(
        "done through over longer",
        r"\A(?P<v>[A-Za-z][\w-]+)\s+(?:and\s+I\s+are\s+(?:done|through|over)|is\s+no\s+longer\s+my\s+(?:thing|hobby|sport))\b",
        _no_pursuit,
        who=False,
    ),
    rule(
        "sold gave",
        rf"(?:sold|gave\s+away|got\s+rid\s+of)\s+(?:all\s+)?my\s+{_X}\s+(?:gear|kit|equipment|shoes|things|stuff|racket|set|clothes|boots)\b",
        _no_pursuit,
        bare=True,
    ),
    rule("doing do", r"(?:now\s+)?doing\s+(?P<v>[a-z][\w-]+)\s+(?:now|these days)\b", _pursued),
    rule("discovered", r"discovered\s+(?P<v>[a-z][\w-]+)\b", _pursued, bare=True),
    rule(
        "over history past",
        r"\A(?P<v>[A-Za-z][\w-]+)\s+is\s+(?:over|history|a thing of the past|done)\s+for\s+(?:me|us)\b",
        _no_pursuit,
        who=False,
    ),
    rule(
        "isn't not",
        r"\A(?P<v>[A-Za-z][\w-]+)\s+(?:isn't|is not|is no longer)\s+for\s+(?:me|us)\b",
        _no_pursuit,
        who=False,
    ),
    rule(
        "quitting leaving dropping stopping",
        r"(?:quitting|dropping|stopping|giving up)\s+(?P<v>.+)",
        _no_pursuit,
        bare=True,
    ),
    rule(
        "enough", r"\A(?:enough|so much for|bye,?|goodbye,?) (?:of |with )?(?P<v>[a-z][\w-]+)\b", _no_pursuit, who=False
    ),
    rule(
        "took taken started begun began signed joined learning playing practising into play plays"
        " enrolled trying hooked learn"
        " discovered",
        r"(?:took up|taken up|(?:started|begun|began)(?:\s+(?:out\s+)?(?:with|learning|playing|doing"
        r"|practising|practicing|taking|going to))?(?!\s+(?:at|with|by|on|to)\b)"
        r"|(?:signed|signing) (?:myself )?up (?:for|to)|enrolled (?:in|on|for)|joined an?|learning"
        r"|getting (?:really )?into|play|plays"
        r"|gotten into|hooked on|trying (?:out|my hand at)|tried my hand at|having a go at|fell in love with"
        r"|fallen in love with)"
        r"\s+(?P<v>.+)",
        _pursuit,
        bare=True,
    ),
    rule(
        "do does go goes",
        r"(?:now\s+)?(?:do|does|go(?:es)? to)\s+(?P<v>[a-z][\w-]+(?:\s+(?:lessons?|class(?:es)?|practice"
        r"|training))?)\s+"
        r"(?:now|these days|on|every|twice|once|each|regularly|weekly)\b",
        _pursued,
    ),
    rule(
        "first new lesson lessons class classes session course training",
        r"(?:had|have|took|taking|booked|started|begun|attended|went to)\s+(?:(?:my|our|a"
        r"|some)\s+)?(?:very\s+)?(?:first\s+|new\s+|trial\s+|beginners'?\s+)?"
        r"(?P<v>[a-z][\w-]+)\s+(?:lessons?|class(?:es)?|sessions?|course|training)\b",
        _pursued,
        bare=True,
    ),
    rule(
        "hobby pastime obsession passion",
        r"\A(?:my\s+)?new(?:est)?\s+(?:hobby|pastime|obsession|passion)\s*(?::|is|,)\s*(?:now\s+)?(?P<v>.+)",
        _pursuit,
        who=False,
    ),
    rule(
        "hobby passion thing obsession",
        r"\A(?P<v>[\w -]{3,30}?)\s+(?:is|has become|became)\s+my\s+(?:new|latest)\s+(?:hobby|passion|thing|obsession)",
        _pursuit,
        who=False,
    ),
    rule(
        "gave given quit packed",
        r"(?:gave|given|packed|jacked|chucked)\s+(?:up|in)\s+(?:on\s+)?(?P<v>.+)",
        _no_pursuit,
        bare=True,
    ),
    rule(
        "stopped dropped quit left abandoned ditched finished done tired bored enough fed",
        r"(?:stopped|dropped|quit|abandoned|ditched|(?:done|through) with|bored (?:of|with)|tired of"
        r"|had enough of|fed up with"
        r"|left (?:the|my)(?= [\w-]+ (?:club|class|group|team|course)))"
        r"\s+(?:going to |doing |playing |taking |learning |practising |my |the )*(?P<v>.+)",
        _no_pursuit,
        bare=True,
    ),
    rule(
        "cancelled dropped canceled",
        r"(?:cancelled|canceled|dropped)\s+(?:my|the)\s+(?P<v>[\w-]+)\s+(?:class(?:es)?|lessons?|membership|course|sessions?)\b",
        _no_pursuit,
        bare=True,
    ),
    rule(
        "longer",
        r"no longer\s+(?:do|does|doing|plays?|playing|takes?|go to|goes to|practise|into)\s+(?P<v>.+)",
        _no_pursuit,
    ),
    rule(
        "don't doesn't not",
        r"(?:don't|doesn't|not)\s+(?:do|doing|play|playing|take|taking|go to|going to|practise"
        r"|into)\s+(?P<v>.+?)\s+any\s?more\b",
        _no_pursuit,
    ),
    rule(
        "more",
        r"\A(?:so\s+|well\s+)?no more\s+(?P<v>[a-z][\w -]+?)(?:\s+for (?:me|us)\b|\W*\Z)",
        _no_pursuit,
        who=False,
    ),
)
