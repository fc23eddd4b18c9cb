"""Words set off wherever they stand in a text that was read as Markdown."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.text.sanitise import shown
from ui.tui.markdown import Block, Document, Piece, read

Span = tuple[int, int]


def marked(document: Document, words: Sequence[str]) -> Document:
    """The document with these words and quotes in the style `match`; the same document where none of them stands."""
    wanted = sorted(_as_read(words), key=len, reverse=True)
    blocks = tuple(_marked(block, wanted) for block in document.blocks) if wanted else document.blocks
    return replace(document, blocks=blocks) if blocks != document.blocks else document


def places(text: str, words: Sequence[str]) -> list[Span]:
    """Where these words stand in a text, in any case; each `(start, end)`."""
    lowered = text.casefold()
    if len(lowered) != len(text):
        return []
    found = []
    for word in {shown(word).casefold() for word in words if word.strip()}:
        start = lowered.find(word)
        while start >= 0:
            found.append((start, start + len(word)))
            start = lowered.find(word, start + len(word))
    return found


def _as_read(words: Sequence[str]) -> set[str]:
    """The words as they read where the signs of Markdown are gone."""
    texts = {"".join(piece.text for piece in block.pieces) for word in words for block in read(shown(word)).blocks}
    return {text.strip() for text in (*texts, *words) if text.strip()}


def _marked(block: Block, words: Sequence[str]) -> Block:
    if block.rows:
        rows = tuple(tuple(tuple(_cut(cell, words)) for cell in row) for row in block.rows)
        return replace(block, rows=rows)
    return replace(block, pieces=tuple(_cut(block.pieces, words)))


def _cut(pieces: Sequence[Piece], words: Sequence[str]) -> Iterator[Piece]:
    """The pieces, cut where a word begins or ends."""
    spans = places("".join(piece.text for piece in pieces), words)
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        cuts = sorted({at, end, *(edge for span in spans for edge in span if at < edge < end)})
        for left, right in zip(cuts, cuts[1:], strict=False):
            inside = any(start <= left and right <= stop for start, stop in spans)
            styles = (*piece.styles, "match") if inside else piece.styles
            yield replace(piece, text=piece.text[left - at : right - at], styles=styles)
        at = end
