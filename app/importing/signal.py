"""Signal's messages, as the programs write them that can: Signal itself exports nothing that people can read.

Known are the Markdown and JSON of signal-export (chat.md, data.json; the older text files look alike), the long and the
short text of sigtop, and the JSON lines that signal-cli prints.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from app.importing import dates
from app.importing.items import Found, Skipped
from app.importing.media import kind_of, named
from app.importing.parts import Part, beginning
from app.importing.textfile import decoded
from app.importing.turns import (
    EVERY,
    SYSTEM,
    UNNAMED,
    Extent,
    LeftOut,
    Thread,
    called,
    many,
    mapped,
    text_of,
    told,
    words,
)

BARE = re.compile(r"chat\.md|index\.md|data\.json")
# [2019-12-24, 12:23] Jane: … and, in newer files, [2019-12-24 12:23:45] Jane: …
BRACKETS = re.compile(
    r"^\[(?P<stamp>\d{4}-\d{2}-\d{2}(?:, \d{2}:\d{2}(?::\d{2})?| \d{2}:\d{2}:\d{2}))\] (?P<author>[^\n:]{1,120}): ?",
    re.MULTILINE,
)
# 2019-12-24 12:23 Jane: [1 attachment] …
SHORT = re.compile(r"^(?P<stamp>\d{4}-\d{2}-\d{2} \d{2}:\d{2}) (?P<author>[^\n:]{1,120}):(?: |$)", re.MULTILINE)
DATED = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2} ", re.MULTILINE)  # A journal's entries begin so too.
LONG = re.compile(
    r"^(?:From: (?P<author>[^\n]{1,200})\n)?Type: (?P<type>[^\n]{1,40})\nSent: (?P<stamp>[^\n]{1,60})\n"
    r"(?P<fields>(?:(?:Received|Attachment|Reaction|Edited): [^\n]*\n)*)\n?",
    re.MULTILINE,
)
ATTACHMENT = re.compile(r"^Attachment: (.+) \(([^()\n]*), \d+ bytes\)$", re.MULTILINE)
NUMBER = re.compile(r"\s*\((?:\+\d+|group|[0-9a-f-]{8,})\)\Z")
GONE = "(This message was deleted)"


class Said(NamedTuple):
    """One turn: its stamp as written, when that was, by whom, its words, where in the file, and in which chat of it."""

    stamp: str
    at: datetime | None
    author: str
    text: str
    start: int
    chat: str = ""


Form = Callable[[str, LeftOut], Iterator[Said]]


def recognises(path: Path) -> bool:
    """Whether `path` is a chat in one of these forms, or a folder or zip that holds some."""
    if path.is_file() and path.suffix.lower() not in (".txt", ".md", ".json", ".jsonl", ".zip"):
        return False
    start = beginning(path, _wanted)
    return bool(start) and _form(decoded(start)[0], path.suffix.lower() != ".txt") is not None


def read(path: Path) -> Iterator[Found]:
    """Yield the messages of every chat in the order of its file."""
    yield from told(path, _wanted, _chat)


def _wanted(name: str) -> bool:
    return name.count("/") <= 2 and bool(BARE.fullmatch(name.rsplit("/", 1)[-1]))


def _form(text: str, seconds: bool) -> Form | None:
    """What reads this text; `seconds` says whether [… 12:23:45] counts, which in .txt files is WhatsApp's."""
    text = text.lstrip("\n")
    if text.startswith("{"):
        line = _object(text.split("\n", 1)[0])
        return _exported if "sender" in line and "body" in line else _received if "envelope" in line else None
    if text.startswith("Conversation: ") and LONG.search(text):
        return _long
    if (match := BRACKETS.match(text)) and (seconds or len(match["stamp"]) == len("2019-12-24, 12:23")):
        return _bracketed
    return _short if SHORT.match(text) and len(DATED.findall(text)) == len(SHORT.findall(text)) else None


def _chat(part: Part, extent: Extent) -> Iterator[Found]:
    text, remarks = text_of(part)
    yield from remarks
    form = _form(text, True)
    if form is None:
        yield Skipped(part.file, "not a form of Signal chat that Ebb knows")
        return
    heading = re.match(r"\s*Conversation: (.+)\n", text)
    name = NUMBER.sub("", heading[1]) if heading else called(part, BARE)
    threads: dict[str, Thread] = {}
    left_out = LeftOut()
    for number, said in enumerate(form(text, left_out), 1):
        if not said.text.strip() or said.text.strip() == GONE:
            left_out.note(SYSTEM if said.text.strip() else UNNAMED)
        else:
            chat = said.chat or name
            thread = threads.setdefault(chat, Thread("signal", chat, part.file, chat))
            yield thread.item(said.text, said.author, said.at, said.stamp, said.stamp[:10])
        if number % EVERY == 0:
            yield extent.within(said.start * part.size // len(text))
    yield from left_out.remarks(part.file)


def _bracketed(text: str, left_out: LeftOut) -> Iterator[Said]:
    yield from _stamped(BRACKETS, text)


def _short(text: str, left_out: LeftOut) -> Iterator[Said]:
    yield from _stamped(SHORT, text)


def _stamped(stamp: re.Pattern[str], text: str) -> Iterator[Said]:
    """Each stamp's words go up to the next one."""
    open_: re.Match[str] | None = None
    for match in stamp.finditer(text):
        if open_:
            yield _said(open_, text[open_.end() : match.start()])
        open_ = match
    if open_:
        yield _said(open_, text[open_.end() :])


def _said(match: re.Match[str], body: str) -> Said:
    at = dates.moment(match["stamp"].replace(",", ""))
    return Said(match["stamp"], at, match["author"], body.strip("\n"), match.start())


def _long(text: str, left_out: LeftOut) -> Iterator[Said]:
    """Each block of fields is followed by an empty line and the words; replies quote with "> " and stay as they are."""
    blocks = LONG.finditer(text)
    block = next(blocks, None)
    while block:
        following = next(blocks, None)
        body = text[block.end() : following.start() if following else len(text)].strip("\n")
        if block["type"] in ("incoming", "outgoing"):
            files = [named(kind_of(name, mime), name) for name, mime in ATTACHMENT.findall(block["fields"])]
            author = NUMBER.sub("", block["author"] or "")
            yield Said(block["stamp"], _mail_time(block["stamp"]), author, _joined([*files, body]), block.start())
        else:
            left_out.note(SYSTEM)
        block = following


def _exported(text: str, left_out: LeftOut) -> Iterator[Said]:
    """The lines of signal-export's data.json."""
    for start, line in _lines(text):
        files = [_file(one, "name") for one in many(line.get("attachments"))]
        stamp = words(line.get("date"))
        pieces = [words(line.get("quote")).strip("\n"), words(line.get("body")), *files]
        yield Said(stamp, dates.moment(stamp), words(line.get("sender")), _joined(pieces), start)


def _received(text: str, left_out: LeftOut) -> Iterator[Said]:
    """The lines that signal-cli prints: what came in, and what was sent from another device."""
    for start, line in _lines(text):
        envelope = mapped(line.get("envelope"))
        sent = mapped(mapped(envelope.get("syncMessage")).get("sentMessage"))
        message = mapped(envelope.get("dataMessage")) or sent
        other = words(envelope.get("sourceName")) or words(envelope.get("source"))
        if not message or mapped(message.get("reaction")):
            left_out.note(SYSTEM)
            continue
        group = mapped(message.get("groupInfo"))
        chat = words(group.get("groupName")) or words(group.get("groupId"))
        chat = chat or (words(sent.get("destinationName")) or words(sent.get("destination")) if sent else other)
        files = [_file(one, "filename") for one in many(message.get("attachments"))]
        at = dates.moment(message.get("timestamp"))
        said = _joined([words(message.get("message")), *files])
        yield Said(str(message.get("timestamp")), at, "You" if sent else other, said, start, chat)


def _file(attachment: Any, key: str) -> str:
    name = mapped(attachment).get(key) or mapped(attachment).get("id")
    return named(kind_of(name, mapped(attachment).get("contentType")), name)


def _lines(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The JSON objects of the lines with the place of each; lines that hold none are passed over."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if line := _object(text[start:end]):
            yield start, line
        start = end + 1


def _object(line: str) -> Mapping[str, Any]:
    try:
        return mapped(json.loads(line))
    except (ValueError, RecursionError):
        return {}


def _mail_time(stamp: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(stamp).astimezone(UTC)
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None


def _joined(pieces: list[str]) -> str:
    return "\n".join(piece for piece in pieces if piece.strip())
