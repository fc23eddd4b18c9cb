"""Markdown as pieces of text with the names of their styles: nothing in it is fetched, run or sent to the terminal.

What the syntax means is markdown-it's to say; HTML stays the letters it is written in, an image is named, and where a
link leads is always shown. Runs in a thread: a text of 200,000 characters takes most of a second.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from core.text.sanitise import shown, shown_line
from core.text.wiki import called, name_in

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

LONGEST_TARGET: Final = 60
"""Cells of a link's target that are shown behind its words; the whole is shown before it is opened."""

_BULLETS = "•◦▪"
_TAG_OR_ADDRESS = re.compile(r"(?P<link>https?://[^\s<>)\]]+)|(?P<tag>(?<![\w#/])#\w[\w/-]*)")
_TASK = re.compile(r"\[([ xX])\] ")
_WIKI = re.compile(r"!?\[\[([^\[\]\n]+)\]\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one style; `styles` are names of the page's parts, `link` the number of the link it belongs to."""

    text: str
    styles: tuple[str, ...] = ()
    link: int = -1


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: to the memory that bears `name`, else to `address`."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: `first` and `rest` stand before them, `pieces` are broken to the width.

    A block with `rows` is a table, each row a list of cells, the first the heads; the columns numbered in `right` end
    their cells at the right.
    """

    pieces: tuple[Piece, ...] = ()
    first: tuple[Piece, ...] = ()
    rest: tuple[Piece, ...] = ()
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()
    right: frozenset[int] = frozenset()
    rule: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was read: its blocks in order, its links in order, how many characters it has."""

    blocks: tuple[Block, ...]
    links: tuple[Target, ...]
    size: int


def read(text: str) -> Document:
    """Read a Markdown text that was made safe before."""
    reader = _Reader()
    reader.read(_parser().parse(text))
    return Document(tuple(reader.blocks), tuple(reader.links), len(text))


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("link", "wiki", _wiki)
    return parser


def _wiki(state: "StateInline", silent: bool) -> bool:
    """Take `[[name]]` and `![[name]]` for links of their own."""
    if state.src[state.pos] not in "![":
        return False
    found = _WIKI.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("wiki", "", 0)
        token.content, token.info = found[1], found[0]
    state.pos = found.end()
    return True


@dataclass(slots=True)
class _Level:
    """A quote, a list or an item that blocks stand in: what stands before its first line, and before the others."""

    kind: str
    rest: Piece = Piece("")
    first: Piece | None = None
    number: int = 0


@dataclass(slots=True)
class _Reader:
    """Walks through markdown-it's tokens and collects blocks; a blank line stands where the text has one."""

    blocks: list[Block] = field(default_factory=list)
    links: list[Target] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=list)
    before: list[_Level] = field(default_factory=list)
    """The levels that the last block stood in."""
    until: int = 0
    """The line after the last block."""
    heading: int = 0

    def read(self, tokens: "Sequence[Token]") -> None:
        """Take in these tokens, in order."""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "table_open":
                end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
                self._put(token, Block(rows=self._rows(tokens[at:end]), right=_right(tokens[at:end])))
                at = end
            else:
                self._take(token)
            at += 1

    def _take(self, token: "Token") -> None:
        match token.type:
            case "heading_open":
                self.heading = int(token.tag[1:])
            case "heading_close":
                self.heading = 0
            case "inline":
                self._put(token, Block(self._paragraph(list(self._inline(token.children or ())))))
            case "fence" | "code_block":
                named = (Piece(f"{shown_line(token.info, 40)}\n", ("quiet",)),) if token.info else ()
                self._put(token, Block((*named, Piece(token.content.rstrip("\n"), ("code",)))))
            case "hr":
                self._put(token, Block(rule=True))
            case "blockquote_open":
                self.levels.append(_Level("quote", Piece("▎ ", ("lead",))))
            case "bullet_list_open" | "ordered_list_open":
                self.levels.append(_Level(token.tag, number=int(token.attrGet("start") or 1)))
            case "list_item_open":
                mark = self._mark()
                self.levels.append(_Level("item", Piece(" " * len(mark)), Piece(mark, ("lead",))))
            case "list_item_close":
                if self.levels[-1].first is not None:
                    self._put(token, Block())
                self.levels.pop()
            case "blockquote_close" | "bullet_list_close" | "ordered_list_close":
                self.levels.pop()

    def _mark(self) -> str:
        around = self.levels[-1]
        if around.kind == "ol":
            around.number += 1
            return f"{around.number - 1}. "
        depth = sum(level.kind == "ul" for level in self.levels) - 1
        return f"{_BULLETS[depth % len(_BULLETS)]} "

    def _paragraph(self, pieces: list[Piece]) -> tuple[Piece, ...]:
        """A paragraph's pieces, as a heading if it is one; a task's box goes in the place of its item's mark."""
        item = self.levels[-1] if self.levels else None
        if item is not None and item.first is not None and pieces and (task := _TASK.match(pieces[0].text)):
            done = task[1] in "xX"
            item.first = Piece("☑ " if done else "☐ ", ("tag",))
            pieces[0] = replace(pieces[0], text=pieces[0].text[task.end() :])
            return tuple(_laid(pieces, "quiet")) if done else tuple(pieces)
        if self.heading:
            return tuple(_laid(pieces, "title" if self.heading == 1 else "heading"))
        return tuple(pieces)

    def _put(self, token: "Token", block: Block) -> None:
        begin, end = token.map or (self.until, self.until)
        if self.blocks and begin > self.until:
            both = [now.rest for now, then in zip(self.levels, self.before, strict=False) if now is then]
            self.blocks.append(Block(first=tuple(both)))
        first = tuple(level.first or level.rest for level in self.levels)
        self.blocks.append(replace(block, first=first, rest=tuple(level.rest for level in self.levels)))
        for level in self.levels:
            level.first = None
        self.before, self.until = list(self.levels), end

    def _rows(self, tokens: "Sequence[Token]") -> tuple[tuple[tuple[Piece, ...], ...], ...]:
        rows: list[list[tuple[Piece, ...]]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                cell = list(self._inline(token.children or ()))
                rows[-1].append(tuple(_laid(cell, "strong") if len(rows) == 1 else cell))
        return tuple(tuple(row) for row in rows)

    def _inline(self, tokens: "Sequence[Token]") -> Iterator[Piece]:
        """The pieces of a paragraph; where a link leads stands behind its words."""
        styles: list[str] = []
        link, said = -1, ""
        for token in tokens:
            if token.type in _STYLES:
                styles.append(_STYLES[token.type])
            elif token.type in _ENDS:
                styles.remove(_ENDS[token.type])
            elif token.type == "link_open":
                link, said = self._link(_target(str(token.attrGet("href") or ""))), ""
            elif token.type == "link_close":
                yield from self._leads(link, said)
                link = -1
            else:
                for piece in self._words(token, tuple(styles), link):
                    said += piece.text
                    yield piece

    def _words(self, token: "Token", styles: tuple[str, ...], link: int) -> Iterator[Piece]:
        match token.type:
            case "softbreak" | "hardbreak":
                yield Piece("\n")
            case "code_inline":
                yield Piece(shown_line(token.content), (*styles, "code"), link)
            case "wiki":
                yield from self._called(token, styles)
            case "image":
                yield from self._image(token, styles)
            case _ if link >= 0:
                yield Piece(shown(token.content), (*styles, "link"), link)
            case _:
                yield from self._plain(shown(token.content), styles)

    def _plain(self, text: str, styles: tuple[str, ...]) -> Iterator[Piece]:
        """Words in which #tags are set off and addresses are links."""
        at = 0
        for found in _TAG_OR_ADDRESS.finditer(text):
            yield Piece(text[at : found.start()], styles)
            kind = str(found.lastgroup)
            words = found[0].rstrip(".,;:!?'\"") if kind == "link" else found[0]
            yield Piece(words, (*styles, kind), self._link(Target(address=words)) if kind == "link" else -1)
            at = found.start() + len(words)
        yield Piece(text[at:], styles)

    def _called(self, token: "Token", styles: tuple[str, ...]) -> Iterator[Piece]:
        name = next(iter(called(f"[[{token.content}]]")), "")
        words = shown_line(token.content.rpartition("|")[2])
        if name:
            link = self._link(Target(name=name))
            yield Piece(words, (*styles, "link"), link)
            yield from self._leads(link, words)
        else:
            yield Piece(token.info, styles)

    def _image(self, token: "Token", styles: tuple[str, ...]) -> Iterator[Piece]:
        address = str(token.attrGet("src") or "")
        link = self._link(Target(address=address))
        yield Piece(f"▣ {shown_line(token.content) or 'picture'}", (*styles, "link"), link)
        yield from self._leads(link, "")

    def _leads(self, link: int, said: str) -> Iterator[Piece]:
        target = self.links[link]
        leads = target.name or target.address
        if leads.removeprefix("mailto:") != said:
            yield Piece(f" ({shown_line(leads, LONGEST_TARGET)})", ("quiet",), link)

    def _link(self, target: Target) -> int:
        self.links.append(target)
        return len(self.links) - 1


_STYLES: Final = {"strong_open": "strong", "em_open": "emphasis", "s_open": "struck"}
_ENDS: Final = {"strong_close": "strong", "em_close": "emphasis", "s_close": "struck"}


def _target(address: str) -> Target:
    """Where a link to an address leads: one to a Markdown file beside it calls a memory by its name."""
    name = name_in(address)
    return Target(name=name) if name else Target(address=address)


def _right(tokens: "Sequence[Token]") -> frozenset[int]:
    """The columns of a table that are set to the right, as its heads say."""
    heads = [token for token in tokens if token.type == "th_open"]
    return frozenset(place for place, head in enumerate(heads) if head.attrGet("style") == "text-align:right")


def _laid(pieces: Iterable[Piece], style: str) -> list[Piece]:
    return [replace(piece, styles=(style, *piece.styles)) for piece in pieces]
