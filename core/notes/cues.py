"""What the words around a name say of its kind: people are greeted and speak, one moves to a place, works at a firm."""

import re

from core.store.entities import ORGANISATION, PEOPLE, PLACE

REACH = 40
"""Characters before and after a name in which cues are looked for."""

_RELATIVES = (
    r"sisters?|brothers?|mother|father|mum|mom|dad|wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|daughter|son|"
    r"child|cousins?|aunt|uncle|niece|nephew|grandmother|grandfather|grandma|grandpa|friends?|buddy|mate|flatmate|"
    r"roommate|neighbou?rs?|colleagues?|boss|manager|coach|teacher|tutor|doctor|dentist|therapist|landlord|landlady|"
    r"electrician|plumber|nurse|mentor|assistant|author|singer|writer|poet|painter|actor|actress"
)
_DOES = (
    r"said|says|told|asked|asks|replied|rang|texted|emailed|wrote|thinks|thought|loves|loved|hates|hated|laughed|"
    r"smiled|cried|invited|recommended|promised|worries|worried|borrowed|lent|married|joked|hopes|"
    r"came (?:over|by|with)|picked me|and (?:I|me)|is (?:coming|feeling|my|his|her|our)"
)
_MAY_DO = (
    r"calls?|called|tells|writes|wants?|wanted|likes|liked|gave|gives|knows|knew|suggests|suggested|mentioned|agreed|"
    r"brought|showed|keeps|kept|spent|speaks|spoke|met|visited|helped|explained|believes|needs|lives|lived|has been"
)
_PERSON_BEFORE = re.compile(
    rf"\b(?:(?:{_RELATIVES}),?|(?:mr|mrs|ms|miss|dr|prof|professor|uncle|aunt|auntie)\.?"
    r"|asked|told|met|married|rang|ring|texted|phoned|invited|thanked|hugged|"
    r"(?:lent|gave|borrowed|got|bought) (?:\w+ )?(?:to|from)|borrowed from|"
    r"(?:talked|spoke|talking|spoken|speak|talk|chat(?:ted)?) (?:to|with)|"
    r"me and|(?:birthday|dinner|lunch|coffee|call|breakfast|drinks) with)\s\Z",
    re.IGNORECASE,
)
_MAY_BE_PERSON_BEFORE = re.compile(r"\b(?:with|for|ask|call|called|tell|meet|thank|by)\s\Z", re.IGNORECASE)
_CALLED_BEFORE = re.compile(
    r"(?:\A|[\s,!.?])(?:hey|hi|hiya|hello|dear|thanks(?: so much| a lot| a bunch| again)?|thank you(?: so much)?|"
    r"congrats|congratulations|bye|goodbye|wow|oh|aw+|yeah|yep|yes|no|sure|welcome|sorry|cheers|good morning|morning|"
    r"good night|great|nice|awesome|cool|absolutely|definitely|totally|appreciate it|love (?:it|you|that)|"
    r"take care|see you(?: soon| later)?|you're right|of course|okay|ok)[,!]?\s\Z",
    re.IGNORECASE,
)
_OWNS = re.compile(
    r"['’]s\s(?:birthday|mother|mum|mom|father|dad|wife|husband|sister|brother|kids?|daughter|son|wedding|phone|boss|"
    r"girlfriend|boyfriend|partner|friends?|party|surgery|advice|idea|plot|recipe)\b"
)
_PERSON_AFTER = re.compile(
    rf"\s(?:{_DOES})\b|,\s(?:my|his|her|our)\s(?:\w+\s)?(?:{_RELATIVES})\b|,\swho\b|\s*\n\s*(?:She|He)\b"
)
_MAY_BE_PERSON_AFTER = re.compile(rf"\s(?:{_MAY_DO})\b|['’]s\s|\s(?:\w+\s){{0,4}}(?:his|her|him|he|she)\b")
_SPEAKS = re.compile(rf"\s(?:{_DOES}|{_MAY_DO})\b")
_STANDS_ALONE = re.compile(
    r"['’]s\b|\s*(?:[.,!?;:)\]\n–—]|\Z)|\s(?:and|or|for|with|to|in|on|last|this|next|when|where|which|that|who|was|is|"
    r"are|has|had|again|by|at|from|because|but|after|before|together|as|it|we|I|so|since|during|until|every|yesterday|"
    r"today|tomorrow|soon|now|then|too|once|twice|about|while|if)\b"
)
"""What follows a name that is not only said of the noun after it, as in "LGBTQ support group"."""
_PLACE_BEFORE = re.compile(
    r"\b(?:(?:live|lives|lived|living|born|based|stay(?:ed|ing|s)?|hik(?:e|ed|ing)|grew up|camp(?:ed|ing)) "
    r"(?:in|at|near|on|around)|"
    r"(?:moved?|moving|moves|flew|fly|flying|travel(?:l?ed|l?ing|s)?|drove|drive|trip|flight|went|going|go|back|bus|"
    r"train|road|way|tickets?|been|gone|visit|returned|return|returning|heading|headed|sailed|walked|walk) "
    r"(?:back )?(?:to|from|in)|nights? (?:in|at)|(?:days?|weeks?|months?|summers?|years?|holidays?|vacation) (?:in|at)|"
    r"visit(?:ed|ing|s)|explor(?:e|ed|ing)|north of|south of|east of|west of|outside|near|"
    r"guesthouse|hotel|caf[eé]|restaurant|village|town|city|island|lake|river|country)"
    r"\s(?:the\s|of\s|called\s)?\Z",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in|at)\s(?:the\s)?\Z", re.IGNORECASE)
_WORK_BEFORE = re.compile(
    r"\b(?:work(?:s|ed|ing)? (?:at|for)|jobs? (?:at|with)|position at|intern(?:ed|ship|ing)? (?:at|with)|hired by|"
    r"employed by|volunteer(?:s|ed|ing)? (?:at|for|with)|stud(?:y|ied|ies|ying) at|degree (?:at|from)|founded|"
    r"interview (?:at|with)|offer from)\s(?:the\s)?\Z",
    re.IGNORECASE,
)
_PLACE_WORDS_LIST = """
    street road avenue lane square park lake river mount mountain mountains beach bay island islands castle bridge
    station airport harbour harbor valley forest canyon garden gardens hotel cafe café restaurant library museum gallery
    theatre theater city county village hill hills falls coast room plot sea ocean pier market farm court house tower
    cathedral temple shore plaza arena stadium trail terrace
"""
PLACE_WORDS = frozenset(_PLACE_WORDS_LIST.split())
_ORGANISATION_WORDS_LIST = """
    university college school institute inc ltd llc gmbh corp company bank foundation council committee association
    society club hospital agency ministry department press group union trust labs studio studios records federation
    league party airlines insurance heating
"""
ORGANISATION_WORDS = frozenset(_ORGANISATION_WORDS_LIST.split())
_LEADING_PLACES = frozenset(
    ("lake", "mount", "river", "cafe", "café", "museum", "hotel", "isle", "bay", "cape", "gulf")
)


def votes(before: str, name: str, after: str, *, titled: bool) -> list[tuple[str, int]]:
    """The kinds that cues speak for, each with a weight from 1 to 4; `titled` if a "Dr." or the like leads the name."""
    found: list[tuple[str, int]] = []
    if titled:
        found.append((PEOPLE, 4))
    elif _PERSON_BEFORE.search(before) or is_called(before):
        found.append((PEOPLE, 2))
    elif _MAY_BE_PERSON_BEFORE.search(before):
        found.append((PEOPLE, 1))
    if _PERSON_AFTER.match(after) or _OWNS.match(after):
        found.append((PEOPLE, 2))
    elif _MAY_BE_PERSON_AFTER.match(after):
        found.append((PEOPLE, 1))
    if _STANDS_ALONE.match(after):
        if _PLACE_BEFORE.search(before):
            found.append((PLACE, 2))
        elif _IN.search(before):
            found.append((PLACE, 1))
        if _WORK_BEFORE.search(before):
            found.append((ORGANISATION, 2))
    return [*found, *_by_its_words(name)]


def _by_its_words(name: str) -> list[tuple[str, int]]:
    words = name.lower().split()
    if len(words) < 2:
        return []
    if words[-1] in ORGANISATION_WORDS or words[0] in ORGANISATION_WORDS:
        return [(ORGANISATION, 4)]
    return [(PLACE, 4)] if words[-1] in PLACE_WORDS or words[0] in _LEADING_PLACES else []


def is_called(before: str) -> bool:
    """Whether the words before a name address whoever bears it: "Hey ", "Thanks, "."""
    return _CALLED_BEFORE.search(before) is not None


def speaks(after: str) -> bool:
    """Whether what follows a name is what people do."""
    return _SPEAKS.match(after) is not None
