"""Memories cut into passages that the embedder can read whole, and made into what the store keeps."""

from collections.abc import Sequence

import numpy as np

from core.ports import Embedder, Encoding
from core.recall.dense import sign_bits
from core.recall.late import packed_tokens
from core.store.vectors import Due, Passage
from core.text.sentences import passages

MARGIN = 8
"""Tokens left free for the two markers and for a border that falls inside a word."""
MOST_PASSAGES = 400
"""Passages per memory: about 250 pages; what lies beyond is found by its words."""
LETTERS = 8
"""Characters per token, more than prose has: what lies beyond MOST_PASSAGES is not even counted."""


def embedded(due: Sequence[Due], embedder: Embedder) -> list[tuple[Due, list[Passage]]]:
    """Embed memories: passages with float16 vectors, sign bits and int8 token vectors."""
    room = embedder.max_tokens - MARGIN
    read = [memory.text[: MOST_PASSAGES * room * LETTERS] for memory in due]
    counts = embedder.count_tokens([f"{memory.title}\n{text}" for memory, text in zip(due, read, strict=True)])
    cut = [
        (memory, [(0, len(memory.text))] if count <= room else _spans(memory.title, text, room, embedder))
        for memory, text, count in zip(due, read, counts, strict=True)
    ]
    texts = [_headed(memory, start, end) for memory, spans in cut for start, end in spans]
    encodings = iter(embedder.encode(texts))
    return [(memory, [_passage(span, next(encodings)) for span in spans]) for memory, spans in cut]


def _spans(title: str, text: str, room: int, embedder: Embedder) -> list[tuple[int, int]]:
    """Passages that fit with the title above them; a title takes half of the room at most."""
    left = max(room - embedder.count_tokens([title])[0], room // 2)
    return passages(text, left, lambda part: embedder.count_tokens([part])[0])[:MOST_PASSAGES]


def _headed(memory: Due, start: int, end: int) -> str:
    """The passage under the memory's title, so that a part knows what the whole is about."""
    body = memory.text[start:end]
    return f"{memory.title}\n{body}" if memory.title and not body.startswith(memory.title) else body


def _passage(span: tuple[int, int], encoding: Encoding) -> Passage:
    return Passage(
        start=span[0],
        end=span[1],
        vector=encoding.vector.astype(np.float16).tobytes(),
        bits=sign_bits(encoding.vector),
        tokens=packed_tokens(encoding.tokens),
    )
