"""Rules for where people work, and as what: begun, held, and ended."""

import re
from collections.abc import Iterator

from core.truth import statement as slots
from core.truth.homes import IS_THERE
from core.truth.rules import Match, Rule, holds, rule
from core.truth.statement import Found
from core.truth.values import NAMES, name

_TITLES = (
    "engineer|developer|designer|teacher|nurse|doctor|manager|director|analyst"
    "|scientist|writer|editor|lawyer|accountant|chef|cook"
    "|baker|librarian|architect|researcher|professor|lecturer|consultant"
    "|programmer|photographer|journalist|therapist|counsel"
    "l?or|electrician|plumber|carpenter|driver|pilot|waiter|waitress|barista"
    "|lead|head|officer|assistant|administrator|coordinator"
)


def employer(text: str) -> str:
    """A company's name, not what stands beside it."""
    return name(
        re.sub(r"\A(?:my|the|our|a|an)\s+(?:new\s+)?(?:job|role|position|work|team)\s+(?:at|with)\s+", "", text.strip())
    )


def _title(match: Match) -> Iterator[Found]:
    said = re.match(rf"(?:an?|the)?\s*(?P<v>(?:[\w-]+\s+){{0,3}}?(?:{_TITLES}))\b", match.value.strip(), re.I)
    if said:
        yield match.found(slots.TITLE, said["v"], cue=match.cue(match.groups.get("cue") or ""))


JOB = (
    r"(?:job|position|role|gig|post|contract|placement|internship|apprenticeship|employment|work|traineeship"
    r"|career|stint)"
)
_AS = r"(?:\s+as\s+(?:an?\s+)?[\w-]+(?:\s+[\w-]+)?)?"
MANNER = (
    rf"(?:\s+(?:over|again|full[- ]time|part[- ]time|remotely|freelance|there|happily|now|mostly|still"
    rf"|back|directly))*{_AS}\s+"
)
_WORDS_OF_WORK = re.compile(
    r"\b(?:jobs?|work\w*|employ\w*|boss|hired|career|quit|resigned|contract|colleagues?|chapter|badge|notice"
    r"|company|companies|firm|team|no longer|(?:from|since|starting) (?:today|monday|this)|as of)\b",
    re.I,
)


_POST = re.compile(
    rf"(?:\b(?:{_TITLES}|team|staff|crew|intern|trainee|apprentice|manager|nurse|clerk|payroll)|er|or|ist|ant)\Z", re.I
)
_IS = re.compile(r"(?:\b(?:am|is|are)|'m|'s|'re)\s+(?:now\s+|still\s+|currently\s+)?(?:an?|part|head|on|in)\b", re.I)
_OUTING = re.compile(r"\b(?:kids|children|son|daughter|holidays?|beach|trip|school|nursery|camp|festival|fun)\b", re.I)


def _with(match: Match) -> Iterator[Found]:
    """ "I'm with Beacon now": an employer only where the sentence speaks of work."""
    if IS_THERE.search(match.clause.text) and _WORDS_OF_WORK.search(match.clause.sentence):
        yield from holds(slots.WORKS)(match)


def _place_of_work(match: Match) -> Iterator[Found]:
    """ "My job is at Beacon", "my new boss at Beacon"; "I lost my job at Beacon" says nothing of the kind."""
    said = match.clause.text
    leads = re.match(r"\W*(?:so |well |now |and )*(?:my|our|[\w-]+'s) ", said, re.I) is not None
    if leads or match.groups.get("new"):
        yield from holds(slots.WORKS, "new" if match.groups.get("new") else "")(match)


def _first_day(match: Match) -> Iterator[Found]:
    if not _OUTING.search(match.clause.sentence):
        yield from holds(slots.WORKS, "new job at")(match)


def _as_one(match: Match) -> Iterator[Found]:
    """ "I'm an engineer at Beacon", "part of the team at Beacon"; a guest there is none of them."""
    if _POST.search(match.groups["as"]) and _IS.search(match.clause.text):
        yield from holds(slots.WORKS)(match)


def _works_since(match: Match) -> Iterator[Found]:
    """ "I've worked at Beacon for years" still holds; "I worked there for years" need not."""
    if re.search(r"(?:\bhave|\bhas|'ve|'s)\s+(?:\w+\s+)?worked\b", match.clause.text, re.I):
        yield from holds(slots.WORKS)(match)


def _begun(match: Match) -> Iterator[Found]:
    """A job that is had is only stated, one that is got has begun."""
    had = (match.groups.get("how") or "").lower() in {"have", "has", "'ve"} and not match.groups.get("new")
    yield from holds(slots.WORKS, "" if had else "new job at", employer)(match)


WORK: tuple[Rule, ...] = (
    rule(
        "work works working employed",
        rf"(?:works?|working|employed){MANNER}(?:at|for|by|with)\s+(?P<v>.+)",
        holds(slots.WORKS),
    ),
    rule(
        "earn earns payroll",
        r"(?:earns?\s+(?:my|his|her)\s+(?:money|living|keep)\s+(?:at|with)|on\s+the\s+payroll\s+(?:at|of))\s+(?P<v>.+)",
        holds(slots.WORKS),
    ),
    rule("at with", r"(?:been\s+)?(?:at|with|over at)\s+(?P<v>.+)", _with),
    rule(
        "started start starts began begun starting",
        rf"(?:started|starts?|began|begun)\s+(?:(?:out|over|fresh|afresh|anew|today|yesterday)\s+)?(?:(?:working|work|(?:a|my|the|her"
        rf"|his)\s+new\s+{JOB}){_AS}\s+)?(?:at|with)\s+(?P<v>.+)",
        holds(slots.WORKS, "started at", employer),
        bare=True,
    ),
    rule(
        "joined",
        r"joined\s+(?:forces\s+with\s+|the\s+team\s+at\s+|up\s+with\s+)?(?P<v>.+)",
        holds(slots.WORKS, "joined"),
        bare=True,
    ),
    rule(
        "signed",
        r"signed\s+(?:on\s+)?(?:(?:my|a|the)\s+(?:new\s+|work\s+|job\s+)?(?:contract|offer|papers)\s+)?(?:with|at)\s+(?P<v>(?!Dr).+)",
        holds(slots.WORKS, "signed"),
        bare=True,
    ),
    rule(
        "job position role gig post contract placement internship apprenticeship employment work traineeship",
        r"(?P<how>got|landed|took|taken|have|has|'ve|found|accepted|started|began|begun|scored|secured|moved|switched|changed|transferred"
        r"|bagged|snagged|chose|picked)?\s*(?:up\s+|on\s+|over\s+|to\s+|into\s+)?(?:myself\s+|himself\s+|herself\s+)?(?:an?|the|my|his|her)?\s*"
        rf"(?P<new>(?:brand[- ])?new\s+)?(?:[\w-]+\s+)??{JOB}{_AS}\s+(?:at|with|over at)\s+(?P<v>.+)",
        _begun,
        bare=True,
    ),
    rule(
        "job first day week shift morning",
        r"(?:\A|\b(?:my|our|the|was|is)\s+)(?:(?:very |my )?first\s+(?:day|week|shift|morning"
        r"|month)\s+(?:of\s+work\s+)?"
        r"|new job\s+)(?:(?:at|in|of)\s+my\s+new\s+job\s+)?"
        r"(?:is\s+)?(?:at|with)\s+(?P<v>.+)",
        _first_day,
        who=False,
    ),
    rule(
        "job role position employer company workplace boss manager colleague colleagues team office desk",
        rf"(?P<det>\b(?:my|our|{NAMES}'s))\s+(?P<new>(?:brand[- ])?new\s+)?(?:(?:job|role|position|gig|workplace"
        rf"|office|desk)(?:\s+is|'s)?\s+(?:now\s+)?(?:at|with)"
        rf"|(?:boss|manager|colleagues?|team|co-?workers?|desk|office)\s+(?:over\s+)?at|(?:employer|company|workplace)\s*(?:is|:)(?:\s+called)?)\s+"
        r"(?:now\s+)?(?P<v>.+)",
        _place_of_work,
        who=False,
    ),
    rule(
        "job employer gig",
        r"\Anew (?:job|employer|gig|company)\s*(?::|is|,)\s*"
        r"(?:at\s+|with\s+)?(?P<v>.+)",
        holds(slots.WORKS, "new"),
        who=False,
    ),
    rule(
        "hired recruited employed poached headhunted taken",
        r"(?:(?:got|was|were|been|gotten)\s+)*(?:hired|recruited|poached|headhunted|snapped up|taken on)\s+(?:by"
        r"|at)\s+(?P<v>.+)",
        holds(slots.WORKS, "hired"),
        bare=True,
    ),
    rule(
        "hired employs recruited poached took gave",
        rf"(?P<v>{NAMES})\s+(?:has\s+|have\s+|just\s+|now\s+)*(?:hired|employs?|recruited|poached|headhunted|snapped"
        r"|took\s+me\s+on|taken\s+me\s+on|gave\s+me\s+(?:a|the)\s+job)(?:\s+(?:me|us|up)\b|\b(?<=on)|\b(?<=job))",
        holds(slots.WORKS, "hired"),
        who=False,
    ),
    rule(
        "took hired gave",
        r"\bthey\s+(?:took\s+me\s+on|hired\s+me|gave\s+me\s+(?:a|the)\s+job)\s+at\s+(?P<v>.+)",
        holds(slots.WORKS, "hired"),
        who=False,
    ),
    rule(
        "employer workplace",
        rf"(?P<v>{NAMES})\s+(?:is|has become|became)\s+(?:now\s+)?(?P<det>my|our"
        rf"|{NAMES}'s)\s+(?P<new>new\s+)?(?:employer|workplace)\b",
        lambda match: holds(slots.WORKS, "new" if match.groups.get("new") else "")(match),
        who=False,
    ),
    rule(
        "employee staffer",
        rf"(?:an?\s+|officially\s+|proud\s+|new\s+|the newest\s+)*(?P<v>{NAMES})\s+(?:employee|staffer)\b",
        holds(slots.WORKS, "employee"),
        bare=True,
    ),
    rule(
        "join work start at",
        r"(?:left|leaving|quit|resigned|gave up)\s+.{1,40}?\s+to\s+(?:join|work\s+(?:for|at)|start\s+(?:at|with)"
        r"|go to)\s+(?P<v>.+)",
        holds(slots.WORKS, "joined"),
        bare=True,
    ),
    rule("worked", r"worked\s+(?:at|for|with)\s+(?P<v>.+?)\s+(?:since|for)\b.*", _works_since),
    rule(
        "a an part head member of",
        r"(?:an?|part of|head of|on|in)\s+(?:the\s+)?(?P<as>[\w-]+(?:\s+[\w-]+){0,3}?)\s+(?:over\s+)?at\s+(?P<v>.+)",
        _as_one,
    ),
    rule("work works working", r"(?:works?|working)\s+as\s+(?P<v>.+)", _title),
    rule(
        "job role position",
        r"(?P<cue>started|got|have|has|landed|took|accepted)\s+(?:a|my|the)\s+"
        r"(?:new\s+)?(?:job|role|position)\s+as\s+(?P<v>.+)",
        _title,
        bare=True,
    ),
    rule("promoted became", r"(?P<cue>promoted to|became)\s+(?P<v>.+)", _title, bare=True),
)
