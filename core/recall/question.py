"""What a query asks for, read by rules: its words, the people it names, the times it speaks of.

Rules and not a model: small models get time ranges wrong (LongMemEval), and this runs at every key.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.errors import BadInput
from core.recall.moments import Moment, moments
from core.text.times import ranges
from core.text.words import STOP_WORDS, word_spans, words

LONGEST = 4000
"""Characters of a query that are read; what a person asks is shorter."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query, read: `words` are what to look for; `meaning` is the text to embed, without the names in `authors`.

    `only_names` if it says nothing else; `prefix` if its last word may go on.
    """

    text: str
    words: tuple[str, ...]
    meaning: str
    authors: tuple[int, ...]
    moments: tuple[Moment, ...]
    only_names: bool = False
    prefix: bool = False


def read(query: str, authors: Mapping[str, int], now: datetime, *, typing: bool = False) -> Question:
    """Read a query; `authors` maps the names of those who speak in memories to their numbers. Raises: BadInput."""
    text = query[:LONGEST].strip()
    if not text:
        raise BadInput("There is nothing to search for.", "Give a few words.")
    known = _names(authors)
    places = word_spans(text)
    spoken = [word for _, word in places]
    named = [word for word in spoken if word in known]
    told = [word for word in spoken if word not in known and word not in STOP_WORDS]
    looked_for = told or spoken
    unfinished = typing and bool(places) and places[-1][0][1] == len(text) and not query[-1:].isspace()
    return Question(
        text=text,
        words=tuple(dict.fromkeys(reversed(looked_for)))[::-1],
        meaning=_without(text, named) or text,
        authors=tuple(dict.fromkeys(number for name in named for number in known[name])),
        moments=tuple(moments(ranges(text, now))),
        only_names=bool(named) and not told,
        prefix=unfinished and looked_for[-1] == spoken[-1],
    )


def _names(authors: Mapping[str, int]) -> dict[str, list[int]]:
    """Every part of every name, lower case, with whom it may mean; common words and initials are no names."""
    known: dict[str, list[int]] = {}
    for name, number in authors.items():
        for part in words(name):
            if part not in STOP_WORDS and not part.isdigit() and not (part.isascii() and len(part) == 1):
                known.setdefault(part, []).append(number)
    return known


def _without(text: str, names: list[str]) -> str:
    """The text without these words: a name that half of all turns bear only blurs the meaning of a query."""
    if not names:
        return text
    pattern = "|".join(re.escape(name).replace("'", "['’]") for name in sorted(set(names), key=len, reverse=True))
    return " ".join(re.sub(rf"(?<!\w)(?:{pattern})(?:['’]s)?(?!\w)", " ", text, flags=re.IGNORECASE).split())
