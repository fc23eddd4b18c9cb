"""Names in a text replaced by pseudonyms, however they are spelt there: case, accents, joints and genitives vary."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.notes.common import CALENDAR, LIGHT, ORDINARY, TITLES
from core.text.words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+|\d+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
"""Letters of scripts that put no blanks between words: Thai, Lao, Burmese, Khmer, kana, ideographs, hangul."""
_JOINTS = frozenset("and the von van der den del della dos des bin ibn la le du de da di al el zu of y e".split())
_COMMON = STOP_WORDS | LIGHT | ORDINARY | CALENDAR | frozenset(
    "art bill bob chance chase chuck drew faith frank gene grace grant guy hope iris ivy jack jasmine jewel joy june"
    " lance lily mark mercy miles nick olive pat patience penny pierce ray rich rob rose ruby rusty sandy skip sky"
    " stone sue summer sunny violet wade ward wood baker brown cook fisher green hill king lake long miller page"
    " park price short smith white young".split()
)  # fmt: skip
"""Words that are names too; in lower case they are words."""
_LITERAL = re.compile(r"[\d@]")
_GAP = 4
"""Signs that may stand between the words of one name: a blank, "-", ". "."""
_LEAST_PART = 3
"""Letters that a part of a name must have to be replaced where it stands alone."""
SOMEBODY = "Person"
"""What stands for a word that is part of several people's names."""
_PIECES = 4
"""Humps that one name may have, as McDonald has two."""
_Words = tuple[str, ...]
_Word = tuple[int, int, str]
"""A word in a text, from start to before end, as it is folded."""


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways of writing names: what stands for each, and how many words those have that begin with a word.

    A lone word in `capital` is a name only with a capital.
    """

    pseudonyms: dict[_Words, str]
    lengths: dict[str, tuple[int, ...]]
    capital: set[str]


class Pseudonyms:
    """Replaces people's names; `people` maps each pseudonym to all the names that it stands for.

    A word of a name counts too ("Adeyemi" for Grace Adeyemi). A word that is an ordinary one as well ("Grace") counts
    only with a capital. Where several people share a word, it becomes "Person", which tells them apart no more. Names
    with digits or "@" count only as a whole; those of scripts without blanks count inside longer runs too.
    """

    def __init__(self, people: Mapping[str, Iterable[str]]) -> None:
        whole: dict[_Words, str] = {}
        parts: dict[_Words, str] = {}
        self._unspaced: dict[str, list[tuple[str, str]]] = {}
        for pseudonym, names in people.items():
            for name in names:
                words = tuple(word for _, _, word in _words(name))
                _share(whole, _whole(words), pseudonym)
                if not _LITERAL.search(name):
                    _share(parts, _parts(words), pseudonym)
                if _UNSPACED.match(name):
                    folded = _folded(name)[0].strip()
                    self._unspaced.setdefault(folded[0], []).append((folded, pseudonym))
        for alternatives in self._unspaced.values():
            alternatives.sort(key=lambda pair: len(pair[0]), reverse=True)
        self._ways = _indexed(parts | whole)

    def replaced(self, text: str, *, lower: bool = False, joint: str = " ") -> str:
        """The text without the names; `lower` takes ordinary words in lower case for names too, as in tags.

        `joint` stands for the blank in a pseudonym. A text without any name comes back as it is.
        """
        kept, last = [], 0
        for start, end, pseudonym in sorted([*self._in_runs(text), *self._in_words(text, _words(text), lower)]):
            if start >= last:
                kept += [text[last:start], pseudonym.replace(" ", joint)]
                last = end
        return "".join([*kept, text[last:]])

    def _in_runs(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Names in scripts without blanks, anywhere."""
        if not self._unspaced or text.isascii():
            return
        folded, places = _folded(text)
        for at, char in enumerate(folded):
            for name, pseudonym in self._unspaced.get(char, ()):
                if folded.startswith(name, at):
                    yield _place(places, at), _place(places, at + len(name) - 1) + 1, pseudonym
                    break

    def _in_words(self, text: str, words: Sequence[_Word], lower: bool) -> Iterator[tuple[int, int, str]]:
        """Names among words; a word that is none is looked at again where a hump, as in annaBerg, divides it."""
        at = 0
        while at < len(words):
            start, end, word = words[at]
            length = self._length(words, at, text, lower)
            if length:
                name = tuple(word for _, _, word in words[at : at + length])
                yield start, words[at + length - 1][1], self._ways.pseudonyms[name]
            elif humps := [start + match.start() for match in _HUMP.finditer(text[start:end])]:
                yield from self._in_humps(text, [start, *humps, end], lower)
            at += length or 1

    def _length(self, words: Sequence[_Word], at: int, text: str, lower: bool) -> int:
        """How many words the longest name has that begins at this word; 0 where none does."""
        for length in self._ways.lengths.get(words[at][2], ()):
            part = words[at : at + length]
            if (
                len(part) == length
                and tuple(word for _, _, word in part) in self._ways.pseudonyms
                and _holds_together(part)
            ):
                common = length == 1 and part[0][2] in self._ways.capital
                if not common or lower or text[part[0][0]].isupper():
                    return length
        return 0

    def _in_humps(self, text: str, cuts: Sequence[int], lower: bool) -> Iterator[tuple[int, int, str]]:
        """Names among the pieces of a word, each from one or some pieces."""
        at = 0
        while at < len(cuts) - 1:
            ends = range(min(at + _PIECES, len(cuts) - 1), at, -1)
            for end in ends:
                pseudonym = self._ways.pseudonyms.get((_folded(text[cuts[at] : cuts[end]])[0],))
                if pseudonym:
                    yield cuts[at], cuts[end], pseudonym
                    at = end - 1
                    break
            at += 1


def _holds_together(words: Sequence[_Word]) -> bool:
    return all(after[0] - before[1] <= _GAP for before, after in zip(words, words[1:], strict=False))


def _share(ways: dict[_Words, str], more: Iterable[_Words], pseudonym: str) -> None:
    for way in more:
        ways[way] = pseudonym if ways.get(way, pseudonym) == pseudonym else SOMEBODY


def _indexed(ways: Mapping[_Words, str]) -> _Ways:
    """The ways by their words; the last word may have the s of a genitive or plural."""
    plurals = {(*words[:-1], f"{words[-1]}s"): words for words in ways}
    pseudonyms = {plural: ways[words] for plural, words in plurals.items()} | dict(ways)
    lengths: dict[str, set[int]] = {}
    for words in pseudonyms:
        lengths.setdefault(words[0], set()).add(len(words))
    alone = (plurals.get(words, words)[0] for words in pseudonyms if len(words) == 1)
    capital = {end for word in alone if word in _COMMON or len(word) < _LEAST_PART for end in (word, f"{word}s")}
    longest_first = {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}
    return _Ways(pseudonyms, longest_first, capital)


def _whole(words: _Words) -> Iterator[_Words]:
    """A whole name as it is written, and in one word; a single letter or digit is no name."""
    if len("".join(words)) > 1:
        yield words
        yield ("".join(words),)


def _parts(words: _Words) -> Iterator[_Words]:
    if len(words) > 1:
        yield from ((word,) for word in words if len(word) >= _LEAST_PART and word not in _JOINTS | TITLES)


def _words(text: str) -> list[_Word]:
    folded, places = _folded(text)
    spans = ((match.start(), match.end(), match[0]) for match in _WORD.finditer(folded))
    return [(_place(places, start), _place(places, end - 1) + 1, word) for start, end, word in spans]


def _place(places: Sequence[int], at: int) -> int:
    return places[at] if places else at


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text in lower case without accents and invisible signs, and where each character of it stood.

    Plain ASCII keeps its places, and none are returned.
    """
    if text.isascii():
        return text.lower(), ()
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for plain in _plain(char):
            folded.append(plain)
            places.append(place)
    return "".join(folded), places


def _plain(char: str) -> str:
    if char.isascii():
        return char.lower()
    apart = unicodedata.normalize("NFKD", char)
    bare = "".join(one for one in apart if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return bare.casefold()
