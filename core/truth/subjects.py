"""Who or what a clause speaks of: the author, somebody by name or kinship, or a thing of theirs."""

import re
from dataclasses import dataclass, field
from typing import Final

from core.text.words import STOP_WORDS, words
from core.truth.statement import SELF
from core.truth.values import NAME, is_calendar

OWN: Final = frozenset(("you", "user", "me", "myself", "self", "human", "i"))
"""Authors, in lower case, that mean the person whose memory it is."""
MACHINES: Final = frozenset(
    ("assistant", "chatgpt", "claude", "gemini", "copilot", "system", "tool", "bot", "ai", "ebb")
)
"""Authors that state nothing of anybody."""

KIN: Final = (
    "sister|brother|mother|mum|mom|dad|father|wife|husband|partner|girlfriend"
    "|boyfriend|fianc[eé]e?|son|daughter|boss|manager"
    "|flatmate|roommate|housemate|neighbour|neighbor|cousin|aunt|auntie"
    "|uncle|grandmother|grandma|granny|grandfather|grandpa"
    "|landlord|landlady|friend|colleague|niece|nephew|parents|grandparents"
    "|neighbours|neighbors|in-laws|best friend|ex"
    "|stepmother|stepfather|sister-in-law|brother-in-law|mother-in-law"
    "|father-in-law|twin|coworker|co-worker|family|kids"
)
WHO: Final = (
    rf"(?:(?P<i>\b(?:I|we))|(?P<kin>\b(?:my|our|his|her|their|{NAME}'s)\s+(?:"
    rf"(?:older|younger|little|big|best|old|new|eldest)"
    rf"\s+)?(?:{KIN})(?:\s+{NAME})?)|(?P<he>\b(?:he|she))|(?P<name>(?:\A|"
    rf"(?<=[,:;]\s)|(?<=\band\s)|(?<=\bbut\s)|(?<=\bthat\s))"
    rf"{NAME}(?:\s{NAME})?(?![\w'&-])(?!\s+(?:an?|the|to|from|of|my|our|for|into|over|off|down|it|that|this|back|home"
    r"|up|out|away|goodbye|hi|hello|some|myself|another|rid|and|or|,|by|house|you|in|on|at|with|as|like|here|there)\b)"
    r"(?!\s+\w+[,:])))"
)
_KIN = re.compile(rf"(?P<of>\w+(?:'s)?)\s+(?:\w+\s+)??(?P<kin>{KIN})(?:\s+(?P<name>{NAME}))?\Z", re.I)
_NOT_NAMES_LIST = """
    update news reminder correction sorry first today big finally actually meanwhile people everyone everybody
    somebody mother father nobody students parents neighbours note rent dentist spare trip thermostat appointment
    book new meet yes no okay please thanks dear hello hi hey well oh wow also then there here it this that they you
    what since after before during swapped turned treated got moved started adopted bought sold traded quit left
    joined back spent had done turns recently lately suddenly luckily hopefully unfortunately currently yesterday
    honestly apparently eventually anyway plus seriously btw
"""
_NOT_NAMES = frozenset(_NOT_NAMES_LIST.split())


@dataclass
class Context:
    """What a memory's pronouns may mean: its author, and the last person and thing that it spoke of."""

    author: str
    person: str | None = None
    thing: str | None = None
    named: dict[str, str] = field(default_factory=dict)
    """The names of kin, by what they are to whom: "self/sister" is "ana"."""

    def subject(self, match: re.Match[str]) -> str | None:
        """The subject that a match of WHO means; None if that is not sure."""
        groups = match.groupdict()
        if groups.get("i"):
            return self.author
        if groups.get("kin"):
            return self.kin(groups["kin"])
        if groups.get("he"):
            return self.person
        found = groups.get("name")
        if not found or not is_name(found):
            return None
        self.person = found.lower()
        return self.person

    def kin(self, words_said: str) -> str | None:
        """ "my sister Ana" is ana, "my sister" self/sister, "Ana's sister" ana/sister."""
        match = _KIN.match(words_said)
        if not match:
            return None
        owner = self.owner(match["of"])
        if owner is None:
            return None
        of_whom = f"{owner}/{match['kin'].lower()}"
        if match["name"]:
            self.named[of_whom] = match["name"].lower()
        self.person = self.named.get(of_whom, of_whom)
        return self.person

    def owner(self, word: str | None) -> str | None:
        """Whose something is: of the author by "my", "our", "the" or nothing, of the last person, or of a name."""
        said = (word or "").strip().lower()
        if said in {"", "my", "our", "the", "a", "an", "this"}:
            return self.author
        if said in {"his", "her", "their"}:
            return self.person
        found = (word or "").strip().removesuffix("'s")
        return found.lower() if is_name(found) else None

    def belonging(self, owner: str | None, thing: str) -> str | None:
        """The subject of somebody's thing, which the next "it" means; None if it is no certain thing."""
        return self.thing_of(self.owner(owner), thing)

    def thing_of(self, whose: str | None, thing: str) -> str | None:
        """The subject of a thing of somebody known."""
        found = thing_key(thing)
        self.thing = f"{whose}/{found}" if whose and found else None
        return self.thing


def author_of(author: str | None) -> str | None:
    """The subject that "I" means for an author; None for a machine's own words."""
    found = " ".join((author or "").lower().split())
    if found in MACHINES:
        return None
    return SELF if not found or found in OWN else found


def is_name(text: str) -> bool:
    """Whether a capitalised word may be somebody's name."""
    found = text.split()
    return bool(found) and not any(
        word.lower() in STOP_WORDS or word.lower() in _NOT_NAMES or is_calendar(word) or word.endswith("ing")
        for word in found
    )


_GENERIC = frozenset(
    """thing one way day time life today problem point idea question answer best worst rest whole only same other
    first last next reason result fact truth case bit part lot kind food weather view sun sky air rain night
    morning evening party film movie music atmosphere feeling vibe people world news story game match song
    sunset experience journey""".split()
)
_QUALIFIERS = frozenset("new current latest actual monthly own my our the a an your his her their of".split())
_OTHERS = frozenset(
    "never almost nearly not old former previous last average usual next other another any every each".split()
)


def thing_key(thing: str) -> str:
    """A thing's name in lower case without what only qualifies it; "" for what is no one certain thing."""
    said = words(thing)
    kept = [word for word in said if word not in _QUALIFIERS]
    if not kept or len(kept) > 5 or _OTHERS & set(said) or kept[-1] in _GENERIC or any(w in STOP_WORDS for w in kept):
        return ""
    return " ".join(kept)
