"""One conversation as Markdown: who said what and when, the sources of each answer below it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from core.chat.turn import Kept, Turn
from core.text.sanitise import shown, shown_line

_GONE = {Kept.FORGOTTEN.value: "*(forgotten)*", Kept.ERASED.value: "*(erased)*"}
_NAMES = {"you": "You", "ebb": "Ebb"}


def markdown(title: str, turns: Sequence[Turn], sources: Mapping[str, str], zone: tzinfo | None = None) -> str:
    """The turns of a branch as a document; `sources` gives each cited memory's id a name. Ends in a newline."""
    return "\n".join(_document(title, turns, sources, zone)) + "\n"


def _document(title: str, turns: Sequence[Turn], sources: Mapping[str, str], zone: tzinfo | None) -> Iterator[str]:
    yield f"# {_plain(title) or 'A conversation'}"
    for turn in turns:
        yield from ("", f"## {_NAMES[turn.role]}, {_when(turn.at, zone)}", "")
        yield _GONE.get(turn.kept) or _words(turn)
        if turn.stopped:
            yield from ("", "*(stopped)*")
        yield from _sources(turn, sources)


def _words(turn: Turn) -> str:
    """The words, so that no line of them begins a heading of this document."""
    text = shown(turn.text).strip()
    for sentence in turn.unsupported:
        known = shown(sentence).strip()
        text = text.replace(known, f"{known} *(no memory supports this)*", 1) if known else text
    return "\n".join(f"\\{line}" if line.startswith("#") else line for line in text.split("\n"))


def _sources(turn: Turn, sources: Mapping[str, str]) -> Iterator[str]:
    if turn.citations:
        yield ""
    for citation in turn.citations:
        name = _plain(sources.get(citation.id, ""))
        yield f"- [{citation.n}] {name + ' ' if name else ''}`{citation.id}`: “{_plain(citation.quote)}”"


def _plain(text: str) -> str:
    """Text on one line in which nothing opens a link, an image or a tag."""
    return shown_line(text).replace("[", "\\[").replace("<", "&lt;").replace("`", "'")


def _when(at: datetime, zone: tzinfo | None) -> str:
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M}"
