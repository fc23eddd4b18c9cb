"""The nouns that name a slot: numbers and prices, where things are kept, hours, people's roles, favourites, plans."""

from core.truth import naming
from core.truth import statement as slots
from core.truth.frames import NEW, OWNED, Frame, Place, Values
from core.truth.homes import PLACES
from core.truth.people import ROLES
from core.truth.plans import PROVIDERS
from core.truth.things import KEPT
from core.truth.values import NAMES

_OWN = rf"(?:{OWNED}\s+)?(?:{NEW}\s+)*"
_BILLS = (
    "rent|salary|wages?|mortgage|pension|pocket money|allowance|electricity bill|gas bill|phone bill|water bill"
    "|gym membership|membership|subscription"
)
_SET = "thermostat|heating|boiler|fridge|freezer|radiator|aircon|air conditioning|air con"
_ROLE = "|".join(sorted(ROLES))
_KEPT = "|".join(sorted(KEPT))
_KEPT_OF = r"(?:spare|extra|second|house|front door|back door|emergency|car|bike|garage|office|mailbox|first aid|gift)"
_RAISED = (
    r"raised?|rais(?:es|ing)|put|increased?|jumped|went|gone|goes|ros(?:e|en)|risen|adjusted|climbed|crept|shot|hiked"
    r"|bumped|dropped|fell|fallen|lowered|cut|reduced|brought|wants|asks|charges|up to|down to|increase|rise|hike"
    r"|changed|revised|settled"
)
_TURNED = (
    r"set|put|turn(?:ed)?|adjusted|reset|changed|moved|went|gone|lowered|raised|nudged|cranked|dialled|dialed|bumped"
    r"|knocked|brought|dropped|switched|upped|stays"
)
_PLACED = r"put|moved|hid|hidden|relocated|left|stuck|tucked|placed|stashed|hung|taped|transferred|dropped|buried"


def _frame(triggers: str, named: str, values: Values, place: Place, sets: str = "", *, mine: bool = False) -> Frame:
    return Frame(frozenset(triggers.replace("|", " ").split()), named, values, place, sets, mine)


_TRIP = "trip|flight|holiday|vacation|tour|getaway|city break|weekend away"
_KIND = (
    r"(?!(?:is|was|has|isn't|are|in|of|at|for|to|used|now|these|had|spot|place|will|so|ever|by|and|anymore|changed|moved"
    r"|remains|stays|instead|today|here|right|called|named|since|because|with|from)\b)(?-i:[a-z])[\w-]*"
)
_MOVED = (
    r"\b(?:(?:just |we |i |we've |i've |have |has )moved(?= there| here|\W*(?:\Z|[.!,]))|(?:moved|live|lives"
    r"|living) (?:there|here)|moved (?:house|home|flats?|cit(?:y|ies)|countr(?:y|ies)|again|out|in(?:to)?"
    r"|on \w+day|last|this|yesterday|today)"
    r"|(?:the|our|my) (?:big )?move|moving day|(?:un)?packed|signed (?:the|a|our) lease|upped sticks"
    r"|first (?:night|morning|day|week|weekend|evening)s? in (?:our|my|the) new (?:flat|home|house|place|city"
    r"|town|apartment))\b"
)
FRAMES: tuple[Frame, ...] = (
    _frame("live lives living moved move moving unpacked packed signed upped first", _MOVED,
           naming.towns, naming.living,
           "moved|move|moving|unpacked|packed|signed|sticks|first", mine=True),
    _frame(PLACES + " address city town neighbourhood base",
           rf"{_OWN}\b(?:home )?(?:{PLACES}|address|city|town|neighbou?rhood|base)\b", naming.towns, naming.home,
           "moved|unpacked|signed|handed over", mine=True),
    _frame("jobs job employer employers companies firms chapter gig",
           r"\b(?:(?:changed|switched|swapped|moved|new|between|different)\s+(?:jobs?|employers?|companies|firms"
           r"|gigs?)|new chapter|career (?:move|change))\b",
           naming.firms, naming.working, "changed|switched|swapped|moved|new|career", mine=True),
    _frame("car cars ride wheels drive drives driving sold traded swapped switched replaced rid gone died scrapped"
           " picked goodbye bye bought"
           " upgraded exchanged get",
           rf"{_OWN}\b(?:car|cars|ride|wheels|drive|drives|driving|sold|traded|swapped|switched|replaced|got rid"
           rf"|gone|died|scrapped"
           r"|picked up|collected|good ?bye|bye|bought|upgraded|exchanged|get around)\b",
           naming.cars, naming.driving, "picked up|collected|upgraded", mine=True),
    _frame(
        "number phone mobile cell digits sim",
        rf"{_OWN}(?:(?:phone|mobile|cell|telephone|work|home|private)\s*(?:phone)?\s*)?"
        r"\b(?:number|digits|sim(?:\s+card)?|mobile|cell|phone)\b",
        naming.numbers, naming.of_person(slots.PHONE), "changed?|switched|got", mine=True,
    ),
    _frame(
        "reach call ring text phone contact whatsapp message dial get use using delete forget save note",
        r"\b(?:no longer use|don't use|please use|use|using|delete|forget|save|note)\b|\b(?:reach|call|ring|text"
        r"|phone|contact|whatsapp|message|dial|find|(?:get|catch)(?:\s+(?:hold of"
        r"|through to))?)\s+"
        r"(?:me|us)\b",
        naming.numbers, naming.of_person(slots.PHONE), mine=True,
    ),
    _frame(
        "email e-mail mail e inbox",
        rf"{_OWN}e-?mail(?:\s+(?:address|account))?\b|\b(?:write|email|mail|reach)\s+(?:to\s+)?(?P<me>me)\b",
        naming.mails, naming.of_person(slots.EMAIL), "changed|switched|moved", mine=True,
    ),
    _frame(
        _BILLS.replace("s?", "") + " wages",
        rf"(?<!office )(?<!average )(?<!garage )(?<!parking )(?<!ground ){_OWN}\b(?P<x>{_BILLS})\b"
        r"(?!\s+(?:an?|out|in)\s|\s+(?:cap|limit|control|index|deposit|arrears|subsid\w+|benefit|freeze|car|prices?)\b)(?:\s+(?:increase|rise|hike|payments?|bill))?"
        r"(?:\s+(?:for|on|of)\s+(?:my|our|the|this)\s+(?:flat|house|place|apartment|room|studio))?",
        naming.amounts, naming.bill, _RAISED,
    ),
    _frame(
        "landlord landlady",
        r"(?P<det>my|our|the)\s+(?:landlord|landlady)\b[^.,;]{0,20}?\b(?:wants|charges|asks|demands|takes|is asking)\b",
        naming.amounts, naming.rented, "wants|charges|asks|demands|takes|asking",
    ),
    _frame(_SET, rf"{_OWN}\b(?P<x>{_SET})\b(?P<y>)", naming.amounts, naming.of_thing(slots.VALUE), _TURNED),
    _frame(
        "open opens opening opened hours",
        r"(?:\b(?P<det>the|my|our)\s+|(?:\A|[:.!?]\s+)(?!(?:they|it|we|i|you|he|she|that|this|here|there)\b))(?P<x>[\w-]+(?:\s[\w-]+)??)(?:'s)?(?P<y>)\s+(?:[\w',]+\s+){0,6}?(?:[\w']+:\s+(?:it|they|now)\s+(?:now\s+)?)?"
        r"open(?:s|ing|ed)?\b(?:\s+(?:times?|hours?))?",
        naming.clocks, naming.of_thing(slots.OPENS), "changed|moved|pushed|shifted|later|earlier|extended|brought",
    ),
    _frame(
        "open opens opening hours time times",
        r"\b(?P<new>new\s+)?(?:opening\s+)?(?:times?|hours?)\s+(?:at|of|for)\s+(?P<det>the|my|our)\s+"
        r"(?P<x>[\w-]+(?:\s(?!is|are|has|have|changed)[\w-]+)??)(?=\W|\s+(?:is|are|has|have|changed))(?P<y>)",
        naming.clocks, naming.of_thing(slots.OPENS), "changed|moved|pushed|shifted",
    ),
    _frame(
        _KEPT,
        rf"(?:{OWNED}\s+(?:{NEW}\s+)*(?P<x>(?:(?:front|back)\s+door\s+)?(?:[\w-]+\s+)??(?:{_KEPT}))"
        rf"|\b(?P<y>{_KEPT_OF}\s+(?:{_KEPT})))\b(?!\s+(?:for|of|to)\b)",
        naming.wheres, naming.of_thing(slots.PLACE), _PLACED,
    ),
    _frame(_ROLE + "|" + "s|".join(sorted(ROLES)) + "s", rf"{_OWN}\b(?P<x>{_ROLE})(?:'s name\b|s\b"
        rf"|\b)(?!')", naming.people, naming.role,
           "switched|changed|registered|signed up|taken over|took over|replaced", mine=True),
    _frame("teeth hair eyes taxes", r"\b(?P<det>my|our)\s+(?P<x>teeth|hair|eyes|taxes)\b", naming.people, naming.cared,
           "switched|changed", mine=True),
    _frame(
        "favourite favorite fav fave",
        rf"{_OWN}\b(?:fav|fave|favou?rite)\b(?:\s+(?P<x>{_KIND}(?:\s+{_KIND})?))?",
        naming.people, naming.favourite, "replaced|become|switched|changed", mine=True,
    ),
    _frame(
        f"{_TRIP} going off flying travelling traveling visiting",
        rf"(?:{OWNED}\s+)?(?:{NEW}\s+)*(?:\b(?P<kind>{_TRIP})\s+(?:to|in)\s+(?P<to>{NAMES})|(?P<of>{NAMES})\s+(?P<kind2>{_TRIP})\b)",
        naming.times, naming.trip, naming.SHIFTED,
    ),
    _frame(PROVIDERS, rf"{_OWN}\b(?P<x>{PROVIDERS})(?:'s)?\b(?:\s+(?:appointment|appt|check-?up|visit))?", naming.times,
           naming.provider, naming.SHIFTED),
    _frame(
        "going off flying travelling traveling booked rebooked",
        r"\b(?:(?:going|off|flying|travelling|traveling)\s+to|(?:re)?booked)\s+(?P<to>(?-i:[A-Z])\w+)(?P<of>)(?P<kind>)(?P<kind2>)",
        naming.times, naming.trip, naming.SHIFTED,
    ),
)  # fmt: skip
