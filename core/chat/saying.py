"""What kind of thing a person says: what asks, what states, what does neither. English, by words alone, no model."""

import re

from core.text.sentences import spans
from core.text.words import words

_ASKING_LIST = """
    who whom whose what when where which why how is are am was were do does did has have had can could will would
    should shall may might
"""
_ASKING = frozenset(_ASKING_LIST.split())
_TELLING_LIST = """
    tell show list find search summarise summarize compare explain count name remind describe give recall look quote
    and or
"""
_REQUESTS = frozenset(_TELLING_LIST.split())
_POLITE = re.compile(r"\A(?:(?:hey|hi|hello|ok|okay|so|well|now|please|ebb|and|but|then|also)\b[\s,!.:]*)+", re.I)
_SMALL = re.compile(
    r"\W*(?:hi|hello|hey|good (?:morning|evening|afternoon|night)|thanks?(?: you)?(?: (?:so|very) much| a lot)?"
    r"|cheers|ok(?:ay)?|great|nice|cool|good|yes|no|bye|goodbye)?(?:[\s,]+ebb)?\W*\Z",
    re.I,
)


def is_small_talk(text: str) -> bool:
    """Whether a turn is a greeting or thanks and says nothing."""
    return _SMALL.match(text) is not None


def asks(text: str) -> bool:
    """Whether any sentence of a turn asks for something."""
    return any(_asks(text[start:end]) for start, end in spans(text))


def states(text: str) -> bool:
    """Whether any sentence of a turn says something that may be worth knowing later: it neither asks nor greets."""
    sentences = [text[start:end] for start, end in spans(text)]
    return any(not _asks(sentence) and not is_small_talk(sentence) for sentence in sentences)


def parted(text: str) -> tuple[str, str]:
    """The sentences of a turn that ask, and those that say something, each as one text."""
    asking: list[str] = []
    telling: list[str] = []
    for start, end in spans(text):
        (asking if _asks(text[start:end]) else telling).append(text[start:end])
    return " ".join(asking), " ".join(sentence for sentence in telling if not is_small_talk(sentence))


def _asks(sentence: str) -> bool:
    if re.search(r"[?？؟]\W*\Z", sentence):
        return True
    said = words(_POLITE.sub("", sentence))
    if not said:
        return False
    return said[0] in _ASKING | _REQUESTS or said[0].split("'")[0].split("’")[0] in _ASKING
