"""Memories cut into passages that the embedder can read whole, and made into what the store keeps."""

from collections.abc import Sequence

import numpy as np

from core.ports import Embedder, Encoding
from core.recall.late import packed_tokens
from core.store.vectors import Due, Passage
from core.text.sentences import passages

MARGIN = 8
"""Tokens left free for the two markers and for a border that falls inside a word."""
MOST_PASSAGES = 400
"""Passages per memory: about 250 pages; what lies beyond is found by its words."""


def embedded(due: Sequence[Due], embedder: Embedder) -> list[tuple[Due, list[Passage]]]:
    """Embed memories: passages with float16 vectors, sign bits and int8 token vectors."""
    cut = [(memory, _spans(memory, embedder)) for memory in due]
    texts = [_headed(memory, start, end) for memory, spans in cut for start, end in spans]
    encodings = iter(embedder.encode(texts))
    return [(memory, [_passage(span, next(encodings)) for span in spans]) for memory, spans in cut]


def _spans(memory: Due, embedder: Embedder) -> list[tuple[int, int]]:
    limit = embedder.max_tokens - MARGIN
    whole = f"{memory.title}\n{memory.text}"
    if len(whole) <= limit or embedder.count_tokens([whole])[0] <= limit:
        return [(0, len(memory.text))]
    room = max(limit - embedder.count_tokens([memory.title])[0], limit // 2)
    return passages(memory.text, room, lambda text: embedder.count_tokens([text])[0])[:MOST_PASSAGES]


def _headed(memory: Due, start: int, end: int) -> str:
    """The passage under the memory's title, so that a part knows what the whole is about."""
    body = memory.text[start:end]
    return f"{memory.title}\n{body}" if memory.title and not body.startswith(memory.title) else body


def _passage(span: tuple[int, int], encoding: Encoding) -> Passage:
    return Passage(
        start=span[0],
        end=span[1],
        vector=encoding.vector.astype(np.float16).tobytes(),
        bits=np.packbits(encoding.vector > 0, bitorder="little").tobytes(),
        tokens=packed_tokens(encoding.tokens),
    )
