"""Which slot a question asks for, so that it is answered from what holds rather than from what only sounds like it."""

import re
from collections.abc import Callable

from core.text.words import words
from core.truth import statement as slots
from core.truth.people import ROLES
from core.truth.plans import event_key
from core.truth.rules import compiled
from core.truth.statement import SELF
from core.truth.subjects import KIN, Context
from core.truth.values import NAME

Slot = tuple[str, str]
_WHO = (
    rf"(?P<i>\b(?:I|we))|(?P<kin>\b(?:my|our)\s+(?:{KIN})(?:\s+{NAME})?|{NAME}'s\s+(?:{KIN}))"
    r"|(?P<name>(?-i:[A-Z])[\w'-]+(?:\s(?-i:[A-Z])[\w'-]+)?)"
)
_DO = rf"(?:do|does|did)\s+(?:{_WHO})\s+(?:still\s+|now\s+|currently\s+|use(?:d)?\s+to\s+)*"
_IS = r"(?:'s|\s+is|\s+are|\s+was|\s+were)"
_OF = rf"(?P<det>my|our|the|{NAME}'s)\s+(?:current\s+|new\s+|old\s+|former\s+|previous\s+)*"
_END = (
    r"\s*(?:now|currently|these days|at the moment|today|before|then|back then"
    r"|at that time|set to|set at|kept|hidden|again)*"
    r"\s*\?*\s*\Z"
)
_ROLE = "|".join(sorted(ROLES))
_CITY = r"(?:city|town|place|country|street|area|neighbou?rhood)"
_X = r"(?P<x>[\w'-]+(?:\s+[\w'-]+){0,4}?)"

_Make = Callable[[re.Match[str], Context], Slot | None]


def _of_whom(slot: str) -> _Make:
    def make(match: re.Match[str], context: Context) -> Slot | None:
        subject = context.owner(match["det"]) if "det" in match.groupdict() else context.subject(match)
        return (subject, slot) if subject else None

    return make


def _named(match: re.Match[str], context: Context) -> Slot | None:
    """A slot that is called as in the question: "dentist", "favourite cafe"."""
    subject = context.owner(match["det"])
    return (subject, match["x"].lower().strip().replace("favorite", "favourite")) if subject else None


def _of_thing(slot: str) -> _Make:
    def make(match: re.Match[str], context: Context) -> Slot | None:
        found = match.groupdict()
        subject = context.belonging(found.get("det") or "my", match["x"])
        return (subject, slot) if subject else None

    return make


def _of_event(match: re.Match[str], context: Context) -> Slot | None:
    owner, found = context.owner(match["det"]), event_key(match["x"])
    return (f"{owner}/{found}", slots.WHEN) if owner and found else None


# The words one of which must be there, the pattern, and what it asks for.
_QUESTIONS: tuple[tuple[str, str, _Make], ...] = (
    ("live", rf"\bwhere\s+{_DO}live\b", _of_whom(slots.LIVES)),
    ("live", rf"\b(?:what|which)\s+{_CITY}\s+{_DO}live\s+in\b", _of_whom(slots.LIVES)),
    ("living based", rf"\bwhere{_IS}\s+(?:{_WHO})\s+(?:now\s+)?(?:living|based)\b", _of_whom(slots.LIVES)),
    ("work", rf"\bwhere\s+{_DO}work\b", _of_whom(slots.WORKS)),
    ("work", rf"\b(?:who|whom|what company|which company)\s+{_DO}work\s+(?:for|at)\b", _of_whom(slots.WORKS)),
    ("working", rf"\bwhere{_IS}\s+(?:{_WHO})\s+working\b", _of_whom(slots.WORKS)),
    ("employer", rf"\b(?:who|what){_IS}\s+{_OF}employer\b", _of_whom(slots.WORKS)),
    ("living", rf"\bwhat\s+{_DO}do\s+for\s+a\s+living\b", _of_whom(slots.TITLE)),
    (
        "title profession position role",
        rf"\bwhat{_IS}\s+{_OF}(?:job title|profession|position|role){_END}",
        _of_whom(slots.TITLE),
    ),
    (
        "number phone cell mobile",
        rf"\bwhat{_IS}\s+{_OF}(?:(?:cell|mobile|phone|telephone)(?:\s+number)?|number){_END}",
        _of_whom(slots.PHONE),
    ),
    ("email mail", rf"\bwhat{_IS}\s+{_OF}e-?mail(?:\s+address)?{_END}", _of_whom(slots.EMAIL)),
    ("address", rf"\bwhat{_IS}\s+{_OF}address{_END}", _of_whom(slots.ADDRESS)),
    ("drive", rf"\b(?:what|which)(?:\s+(?:kind|make)\s+of)?(?:\s+car)?\s+{_DO}drive\b", _of_whom(slots.DRIVES)),
    ("car", rf"\b(?:what|which)(?:\s+(?:kind|make)\s+of)?\s+car\s+{_DO}(?:own|have)\b", _of_whom(slots.DRIVES)),
    ("car", rf"\bwhat(?:\s+(?:kind|make)\s+of\s+car)?{_IS}\s+{_OF}car{_END}", _of_whom(slots.DRIVES)),
    (_ROLE.replace("|", " "), rf"\bwho{_IS}\s+{_OF}(?P<x>{_ROLE}){_END}", _named),
    ("favourite favorite", rf"\bwhat{_IS}\s+{_OF}(?P<x>favou?rite\s+[\w-]+(?:\s[\w-]+)?){_END}", _named),
    ("where", rf"\bwhere{_IS}\s+{_OF}{_X}{_END}", _of_thing(slots.PLACE)),
    ("keep", rf"\bwhere\s+(?:do|did)\s+(?:I|we)\s+keep\s+{_OF}{_X}{_END}", _of_thing(slots.PLACE)),
    (
        "when day time month",
        rf"\b(?:when|(?:on )?(?:what|which) (?:day|month)|what time){_IS}\s+{_OF}{_X}{_END}",
        _of_event,
    ),
    ("open", rf"\b(?:when|what time|from when)\s+(?:does|do|did)\s+{_OF}{_X}\s+open\b", _of_thing(slots.OPENS)),
    ("close", rf"\b(?:when|what time|until when)\s+(?:does|do|did)\s+{_OF}{_X}\s+close\b", _of_thing(slots.CLOSES)),
    ("rent", r"\bhow much\s+(?P<x>rent)\s+(?:do|did)\s+(?:I|we)\s+pay\b", _of_thing(slots.VALUE)),
    ("what how", rf"\b(?:what|how much|how high|how expensive){_IS}\s+{_OF}{_X}{_END}", _of_thing(slots.VALUE)),
    ("pet pets animals animal", rf"\b(?:what|which)\s+(?:pets?|animals?)\s+{_DO}have\b", _of_whom(slots.PETS)),
    (
        "hobbies hobby sports",
        rf"\b(?:what|which)\s+(?:hobbies|hobby|sports?)\s+{_DO}"
        rf"(?:have|do|play)\b",
        _of_whom(slots.DOES),
    ),
    ("languages language", rf"\b(?:what|which)\s+languages?\s+{_DO}speak\b", _of_whom(slots.SPEAKS)),
    ("allergic", rf"\bwhat\s+(?:am|are|is)\s+(?:{_WHO})\s+allergic\s+to\b", _of_whom(slots.ALLERGIES)),
)


def slot_of(question: str) -> Slot | None:
    """The (subject, slot) that a person's question asks for; None if it asks for anything else."""
    plain = question.replace("’", "'")
    context = Context(SELF)
    spoken = set(words(plain)) | {word.removesuffix("'s") for word in plain.lower().split()}
    for triggers, pattern, make in _QUESTIONS:
        match = compiled(pattern).search(plain) if spoken & set(triggers.split()) else None
        if match and (found := make(match, context)):
            return found
    return None
