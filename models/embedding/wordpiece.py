"""Text into WordPiece ids, with the word behind each content token.

A content token is neither special, nor part of a stop word, nor of a word without a letter or digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Encoding, Tokenizer

from models.embedding.stopwords import STOP_WORDS

LONG = 8192
"""Characters; a longer text is first read up to here, for the tokens beyond `limit` are thrown away."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """One text as tokens: all `ids` with [CLS] and [SEP], and where its content tokens stand in them."""

    ids: list[int]
    content: list[int]
    words: tuple[str, ...]


class WordPiece:
    """The model's own tokenizer, cutting each text at `limit` tokens with [CLS] and [SEP]."""

    def __init__(self, definition: str, limit: int) -> None:
        self._tokenizer = Tokenizer.from_str(definition)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._limit = limit

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """Tokenise each text, in order."""
        texts = [encodable(text) for text in texts]
        heads = [text[:LONG] for text in texts]
        found = self._tokenizer.encode_batch(heads)
        return [self._cut(text, head, encoded) for text, head, encoded in zip(texts, heads, found, strict=True)]

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, uncut, with [CLS] and [SEP]."""
        return [len(encoded) for encoded in self._tokenizer.encode_batch_fast([encodable(text) for text in texts])]

    def vocabulary(self) -> list[str]:
        """Return all pieces by id."""
        ids = self._tokenizer.get_vocab()
        return sorted(ids, key=ids.__getitem__)

    def _cut(self, text: str, head: str, encoded: Encoding) -> Pieces:
        """Read on until the first `limit` tokens cannot change any more, then keep those."""
        while len(head) < len(text) and whole_words(encoded) < self._limit:
            head = text[: 4 * len(head)]
            encoded = self._tokenizer.encode(head)
        ids = encoded.ids
        if len(ids) > self._limit:
            ids = ids[: self._limit - 1] + ids[-1:]
        return Pieces(ids, *content(encoded, head, len(ids) - 1))


def encodable(text: str) -> str:
    """Return the text with lone surrogates, which no tokenizer takes, replaced by question marks."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


def whole_words(encoded: Encoding) -> int:
    """Return the number of tokens before the last word, which the end of the text may have cut."""
    words = encoded.word_ids
    last = next((word for word in reversed(words) if word is not None), None)
    return sum(word != last for word in words)


def content(encoded: Encoding, text: str, stop: int) -> tuple[list[int], tuple[str, ...]]:
    """Return the positions of the content tokens before `stop`, and the lower-case word of each."""
    spans: dict[int, tuple[int, int]] = {}
    numbers, offsets = encoded.word_ids, encoded.offsets
    for number, (begin, end) in zip(numbers, offsets, strict=True):
        if number is not None:
            spans[number] = (spans.get(number, (begin, end))[0], end)
    words = {
        number: "".join(filter(str.isprintable, text[begin:end].lower())) for number, (begin, end) in spans.items()
    }
    told = {number: word for number, word in words.items() if word not in STOP_WORDS and any(map(str.isalnum, word))}
    kept = [(at, told[number]) for at, number in enumerate(numbers[:stop]) if number in told]
    return [at for at, _ in kept], tuple(word for _, word in kept)


def plain(word: str) -> str:
    """Return the word in lower case, without the control characters that the tokenizer skips."""
    word = word.lower()
    return word if word.isprintable() else "".join(filter(str.isprintable, word))
