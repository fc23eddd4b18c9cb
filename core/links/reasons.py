"""Why two memories belong together, in words that a person can read: what both say, whom both name."""

import re
from collections.abc import Callable, Iterable, Sequence

from core.store.surroundings import Standing
from core.text.words import STOP_WORDS, words

MOST_WORDS = 2
SHARES = 0.1, 0.05
"""Of all memories, the share in which a word may stand and still tell why two belong together: keywords, and others."""
FEW = 40, 12
"""Memories below which such a word is never too common."""
MOST_COUNTED = 500
"""Memories up to which a word is counted; one that stands in more tells nothing, however many there are."""
MOST_ASKED = 5
"""Words of a pair that are counted: keywords first, then the longest, which mostly are the rarest."""
LONGEST = 80
_WORD = re.compile(r"[^\W\d_]{3,}")
_SIBILANT = ("ches", "shes", "sses", "xes", "zes")
_SENTENCE = re.compile(r"[^.!?\n]*\?")


class Vocabulary:
    """The words of memories and in how many memories each stands; read and asked once for each."""

    def __init__(self, ask: Callable[[str, int], int], total: int) -> None:
        """`ask` counts the memories that hold a word, up to a number; `total` is how many there are."""
        self._ask = ask
        self._counts: dict[str, int] = {}
        self._words: dict[int, dict[str, str]] = {}
        self._keyed: dict[int, set[str]] = {}
        self._most = [min(MOST_COUNTED, max(few, int(share * total))) for few, share in zip(FEW, SHARES, strict=True)]

    def tells(self, word: str, *, keyed: bool) -> int:
        """In how many memories a word stands; 0 if in too many to tell anything."""
        if word not in self._counts:
            self._counts[word] = self._ask(word, self._most[0] + 1)
        count = max(1, self._counts[word])
        return count if count <= self._most[not keyed] else 0

    def words(self, one: Standing) -> dict[str, str]:
        """Every word of a memory, by what two forms of it have in common, as it is written first."""
        if one.seq not in self._words:
            found = dict.fromkeys(_WORD.findall(f"{one.title}\n{one.text}".lower()))
            self._words[one.seq] = {_root(word): word for word in reversed(found) if word not in STOP_WORDS}
        return self._words[one.seq]

    def keyed(self, one: Standing) -> set[str]:
        """The words of a memory's keywords, in the same form."""
        if one.seq not in self._keyed:
            self._keyed[one.seq] = {_root(word) for keyword in one.keywords for word in _WORD.findall(keyword.lower())}
        return self._keyed[one.seq]


def _root(word: str) -> str:
    """A word less a plural's ending."""
    if word.endswith(_SIBILANT):
        return word[:-2]
    return word if word.endswith("ss") else word.removesuffix("s")


def alike(
    a: Standing, b: Standing, vocabulary: Vocabulary, names: Sequence[str] = (), others: Iterable[str] = ()
) -> str:
    """Why two are alike: whom both name (`names`), and the rare words that both use; "" if there is neither.

    `others` are names in either that tell nothing.
    """
    shared = _shared(a, b, vocabulary, (*names, *others))
    if names:
        return mention(names) + (f", about {listed(shared)}" if shared else "")
    return f"both about {listed(shared)}" if shared else ""


def apart(a: Standing, b: Standing) -> str:
    """Why two are alike that share no telling word: what each is about."""
    return f"alike in meaning: {subject(a)}, and {subject(b)}"


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""


def answered(question: str) -> str:
    """Which question it answers: its last one, cut."""
    asked = [part.strip() for part in _SENTENCE.findall(question)]
    return f"answers “{cut(asked[-1] if asked else question)}”"


def cut(text: str, length: int = LONGEST) -> str:
    """A text on one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0] + "…"


def subject(one: Standing) -> str:
    """What a memory is about, in a few words: its first keyword, its title, or how it begins."""
    return cut(one.keywords[0] if one.keywords else one.title or one.text, 40)


def mention(names: Sequence[str]) -> str:
    """That both name these."""
    return f"both mention {listed(names[:2])}"


def _shared(a: Standing, b: Standing, vocabulary: Vocabulary, names: Iterable[str]) -> list[str]:
    """The rarest words that both use, keywords first, as the first writes them; parts of names and common ones not."""
    ours = vocabulary.words(a)
    both = ours.keys() & vocabulary.words(b).keys()
    if not both:
        return []
    both -= {_root(word) for name in (*names, a.author, b.author) for word in words(name)}
    keyed = vocabulary.keyed(a) | vocabulary.keyed(b)
    asked = sorted(both, key=lambda root: (root not in keyed, -len(root), root))[:MOST_ASKED]
    ranked = [(root not in keyed, vocabulary.tells(ours[root], keyed=root in keyed), root) for root in asked]
    return [ours[root] for _, count, root in sorted(ranked) if count][:MOST_WORDS]
