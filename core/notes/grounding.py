"""Checks what a model says of a memory against the memory: what does not stand there is dropped, never stored.

No model is asked. Words are compared by their stems, names and numbers exactly, dates by what they mean.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from core.answer.evidence import Claim, Evidence
from core.errors import BadInput
from core.memory import Kind, Memory
from core.notes.schema import RULES, Reply
from core.store.entities import folded
from core.text import clean
from core.text.words import STOP_WORDS, content, numbers, stem, words

COVERED = 0.8  # of a context sentence's content words that must stand in the memory
COPIED = 4  # words in a row that only the prompt has
REPEATED = 3  # times that one content word may not stand in a sentence
LONGEST_CONTEXT, LONGEST_KEYWORD, LONGEST_TITLE = 240, 40, 80

_FRAMING_LIST = """
    about asks author context conversation describes discusses explains expresses feels keyword message mentions memory
    note person plans remembers reports says shares speaker speaks states talks tells thinks user wants writes
"""
_FRAMING = frozenset(stem(word) for word in _FRAMING_LIST.split())
"""Words that only say that something is said."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """What of a reply stands in the memory, and how many of its parts were kept and dropped.

    Of the dropped, `copied` repeat the prompt and `repeated` go round in circles; the others do not stand there.
    """

    reply: Reply
    kept: int
    dropped: int
    copied: int = 0
    repeated: int = 0


class Ground:
    """A memory as something to check against; `zone` is the one in which dates are told, `listeners` heard it."""

    def __init__(self, memory: Memory, zone: tzinfo, listeners: Sequence[str] = ()) -> None:
        self._memory = memory
        self._evidence = Evidence(replace(memory, tags=(*memory.tags, *listeners), keywords=()), zone)
        self._own = Evidence(replace(memory, tags=()), zone)
        self._text = f" {' '.join(words(f'{memory.title} {memory.text}'))} "
        speakers = (memory.source.author or "", *listeners)
        self._speakers = frozenset(word for name in speakers for word in words(name))

    def checked(self, reply: Reply, vocabulary: Collection[str]) -> Grounded:
        """The parts of a reply that stand in the memory; `vocabulary` are the tags that the person uses."""
        found = Reply(
            keywords=self._keywords(reply.keywords),
            context=reply.context if self._is_context(reply.context) else "",
            tags=self._tags(reply.tags, vocabulary),
            title=reply.title if self._is_title(reply.title) else "",
            entities=tuple(dict(one for one in reply.entities if self._is_name(one[0])).items()),
        )
        left = set(_texts(reply)) - set(_texts(found))
        copied = sum(map(self._is_copied, left))
        kept = len(_texts(found))
        dropped = len(_texts(reply)) - kept
        return Grounded(found, kept, dropped, copied, sum(repeats(text) and not self._is_copied(text) for text in left))

    def _keywords(self, said: Sequence[str]) -> tuple[str, ...]:
        found: dict[frozenset[str], str] = {}
        for keyword in said:
            stems = frozenset(map(stem, content(keyword)))
            if stems and len(keyword) <= LONGEST_KEYWORD and self._stands(keyword) and self._is_own(keyword):
                found.setdefault(stems, keyword.strip(" .,;:"))
        return tuple(found.values())

    def _is_own(self, keyword: str) -> bool:
        return not set(words(keyword)) <= self._speakers

    def _stands(self, phrase: str) -> bool:
        """Whether every word and number of a phrase stands in the memory's own text or title."""
        said = [word for word in words(phrase) if word not in STOP_WORDS]
        return all(map(self._own.holds, (*said, *numbers(phrase)))) and not self._is_copied(phrase)

    def _is_context(self, sentence: str) -> bool:
        if not sentence or len(sentence) > LONGEST_CONTEXT or self._is_copied(sentence) or repeats(sentence):
            return False
        claim = Claim(sentence)
        stems = [root for root in claim.stems if root not in _FRAMING]
        known = self._evidence.stems | {stem(word) for word in self._speakers}
        covered = sum(root in known for root in stems)
        if not stems or covered < COVERED * len(stems) or not covered:
            return False
        return claim.stands_in([self._evidence])

    def _tags(self, said: Sequence[str], vocabulary: Collection[str]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for tag in said:
            try:
                name = clean.tag(tag)
            except BadInput:
                continue
            own = self._stands(name.replace("-", " ")) and self._is_own(name.replace("-", " ")) and name.count("-") < 2
            if name in vocabulary or (own and any(char.isalpha() for char in name)):
                found[name] = None
        return tuple(tag for tag in found if tag not in self._memory.tags)

    def _is_title(self, title: str) -> bool:
        if not title or self._memory.title or self._memory.kind not in {Kind.NOTE, Kind.DOCUMENT}:
            return False
        return len(title) <= LONGEST_TITLE and bool(content(title)) and self._stands(title) and not repeats(title)

    def _is_name(self, name: str) -> bool:
        """Whether a name stands in the memory word for word, written there with a capital."""
        key = " ".join(words(name))
        if not key or f" {key} " not in self._text or all(word in STOP_WORDS for word in key.split()):
            return False
        pattern = r"\W+".join(re.escape(word) for word in key.split())
        written = re.finditer(rf"(?<!\w){pattern}(?!\w)", f"{self._memory.title}\n{self._memory.text}", re.IGNORECASE)
        return any(any(char.isupper() for char in match[0]) for match in written) and folded(name) != ""

    def _is_copied(self, text: str) -> bool:
        return copies(text, _PROMPT, self._text)


_PROMPT = f" {' '.join(words(RULES))} "


def copies(text: str, prompt: str, own: str) -> bool:
    """Whether it repeats words of the prompt, in a row, that the memory does not have.

    `prompt` and `own`, what the memory says, are words with a space before and after each.
    """
    said = words(text)
    runs = (f" {' '.join(said[at : at + COPIED])} " for at in range(len(said) - COPIED + 1))
    return any(run in prompt and run not in own for run in runs)


def repeats(sentence: str) -> bool:
    """Whether a sentence goes round in circles: one content word again and again."""
    said = Counter(map(stem, content(sentence)))
    return any(count >= REPEATED for count in said.values())


def _texts(reply: Reply) -> list[str]:
    names = [name for name, _ in reply.entities]
    return [*reply.keywords, *filter(None, [reply.context]), *reply.tags, *filter(None, [reply.title]), *names]
