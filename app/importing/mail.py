"""Mail as mbox, eml or Maildir, also inside a zip: each message becomes one memory of its thread.

The words stay as they were sent, quotes too; HTML is turned into text where a message has no other; what was attached
is named. An mbox is read as a stream, message by message: it may be larger than memory.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from typing import IO
from urllib.parse import quote

from app.importing.fields import stored
from app.importing.hypertext import plain
from app.importing.items import Found, Item, Remark, Skipped
from app.importing.parts import Part, beginning
from app.importing.textfile import decoded
from app.importing.turns import Extent, told
from core.memory import Kind
from core.text import clean

LARGEST = 64 * 1024 * 1024  # Bytes of one message; mail servers take 25 to 50 MB.
LONGEST_LINE = 1024 * 1024
LONGEST_HEADER = 10_000
MOST_PARTS = 1_000
MOST_NAMED = 20
ENDINGS = (".eml", ".emlx", ".mbox", ".mbx")
# RFC 4155: a line "From address date" after an empty one begins a message.
START = re.compile(rb"From [^\r\n]*\b\d{4}\b[^\r\n]*\r?\n")
QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
FIELDS = re.compile(rb"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){3}")
LETTER = re.compile(rb"^(?:From|Subject|Message-ID|Received):", re.MULTILINE | re.IGNORECASE)
ID = re.compile(r"<([^<>\s]{1,300})>")
UNWANTED = frozenset(("spam", "trash", "drafts"))
SYSTEM = frozenset("inbox sent unread opened archived important chat muted snoozed scheduled spam trash drafts".split())


def recognises(path: Path) -> bool:
    """Whether `path` is a mailbox, a message, or a folder or zip whose first wanted file is one."""
    start = beginning(path, _wanted)
    return bool(START.match(start)) or _is_letter(start)


def read(path: Path) -> Iterator[Found]:
    """Yield the messages in the order of their files and positions; what is broken is skipped, the rest goes on."""
    return told(path, _wanted, _messages)


def _wanted(name: str) -> bool:
    steps = name.rsplit("/", 2)
    in_maildir = len(steps) > 1 and steps[-2] in ("cur", "new")
    return name.lower().endswith(ENDINGS) or steps[-1] == "mbox" or in_maildir


def _is_letter(start: bytes) -> bool:
    first, _, rest = start.partition(b"\n")
    start = rest if first.strip().isdigit() else start
    head = start.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0] + b"\n"
    return bool(FIELDS.match(head)) and bool(LETTER.search(head))


def _messages(part: Part, extent: Extent) -> Iterator[Found]:
    with part.stream() as stream:
        yield from _told_apart(part, extent, stream)


def _told_apart(part: Part, extent: Extent, stream: IO[bytes]) -> Iterator[Found]:
    broken = large = empty = unwanted = 0
    for done, data in _split(stream):
        yield extent.within(done)
        if data is None:
            large += 1
            continue
        try:
            item = _item(part, data)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, HeaderParseError):
            broken += 1
            continue
        if isinstance(item, Item):
            yield item
        else:
            empty, unwanted = empty + (item == "empty"), unwanted + (item == "unwanted")
    if broken:
        yield Skipped(part.file, f"messages that cannot be read: {broken:,}")
    if large:
        yield Skipped(part.file, f"messages of more than {LARGEST // 1024 // 1024} MB: {large:,}")
    if empty:
        yield Skipped(part.file, f"messages that hold no text: {empty:,}")
    if unwanted:
        yield Remark(
            part.file, f"messages left out because they lie in the spam, the trash or the drafts: {unwanted:,}"
        )


def _split(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Yield where each message ends and its bytes, None for one that is too large."""
    lines: list[bytes] = []
    at = size = 0
    after_blank = True
    mailbox = False
    while line := stream.readline(LONGEST_LINE):
        if after_blank and (mailbox or at == 0) and START.match(line):
            if mailbox:
                yield at, _whole(lines, size, mailbox)
            mailbox, lines, size = True, [], 0
        else:
            size += len(line)
            if size <= LARGEST:
                lines.append(line)
        at += len(line)
        after_blank = line in (b"\n", b"\r\n")
    if size:
        yield at, _whole(lines, size, mailbox)


def _whole(lines: list[bytes], size: int, mailbox: bool) -> bytes | None:
    """A message, in a mailbox without the marks that quote its lines; None if it is larger than LARGEST."""
    data = b"".join(lines)
    return None if size > LARGEST else QUOTED.sub(rb"\1", data) if mailbox else data


def _item(part: Part, data: bytes) -> Item | str:
    """The memory of a message, or why there is none: "empty", "unwanted"."""
    from email import message_from_bytes

    message = message_from_bytes(_apple(data))
    labels = [label.strip() for label in _field(message, "x-gmail-labels").split(",")]
    if {label.casefold() for label in labels} & UNWANTED:
        return "unwanted"
    body, files = _content(message)
    text = "\n\n".join(filter(None, (_to(message), body, "\n".join(f"[attachment {name}]" for name in files))))
    subject = clean.title(_field(message, "subject"))
    if not any(map(str.isalnum, body + subject)) and not files:
        return "empty"
    own = _ids(message, "message-id")
    position = (
        f"mid:{quote(own[0], safe='@.+$!=_-')}" if own else f"{part.name}#{hashlib.sha256(data).hexdigest()[:20]}"
    )
    source = {"app": "mail", "uri": position, "file": part.file, "title": subject, "thread": _thread(message, position)}
    source["author"] = next(iter(_people(message, "from")), "")
    return Item(
        text=text if any(map(str.isalnum, text)) else subject,
        kind=Kind.CHAT,
        title=subject or None,
        tags=stored(label for label in labels if label.casefold() not in SYSTEM and not label.startswith("Category")),
        occurred_at=_time(message) or part.changed,
        source={name: value for name, value in source.items() if value},
    )


def _apple(data: bytes) -> bytes:
    """An emlx's message: its first line is the message's length, behind which a property list follows."""
    first, _, rest = data.partition(b"\n")
    return rest[: int(first)] if first.strip().isdigit() and len(first) < 12 else data


def _field(message: "Message[str, str]", name: str) -> str:
    """A header's words on one line, "" if there is none; what cannot be decoded becomes U+FFFD."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name), "")
    raw = str(raw)[:LONGEST_HEADER]
    if not raw.isascii():
        raw = decoded(raw.encode("utf-8", "surrogateescape"))[0]
    pieces: list[str] = []
    for piece, charset in decode_header(raw):
        pieces.append(piece if isinstance(piece, str) else _words(piece, charset))
    return " ".join("".join(pieces).split())


def _words(data: bytes, charset: str | None) -> str:
    """Bytes as text by the charset that was declared, else by what they look like."""
    try:
        return (
            data.decode(charset) if charset and charset.lower() not in ("unknown-8bit", "ascii") else decoded(data)[0]
        )
    except (LookupError, ValueError):
        return decoded(data)[0]


def _ids(message: "Message[str, str]", name: str) -> list[str]:
    return ID.findall(_field(message, name))


def _thread(message: "Message[str, str]", position: str) -> str:
    """The conversation: Gmail's number, else the message that the references begin with, else this one."""
    if number := _field(message, "x-gm-thrid"):
        return f"mail:gmail-{number}"
    first = next(
        iter(_ids(message, "references") or _ids(message, "in-reply-to") or _ids(message, "message-id")), position
    )
    return f"mail:{first}"


def _people(message: "Message[str, str]", name: str) -> list[str]:
    return [" ".join(called.split()) or address for called, address in getaddresses([_field(message, name)]) if address]


def _to(message: "Message[str, str]") -> str:
    people = _people(message, "to") + _people(message, "cc")
    more = f" and {len(people) - MOST_NAMED} more" if len(people) > MOST_NAMED else ""
    return f"To: {', '.join(people[:MOST_NAMED])}{more}" if people else ""


def _time(message: "Message[str, str]") -> datetime | None:
    try:
        found = parsedate_to_datetime(_field(message, "date"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _content(message: "Message[str, str]") -> tuple[str, list[str]]:
    """The body's text, and the names of what is attached."""
    texts: list[str] = []
    pages: list[str] = []
    files: list[str] = []
    waiting = [message]
    for _ in range(MOST_PARTS):
        if not waiting:
            break
        part = waiting.pop()
        kind = part.get_content_type()
        inner = part.get_payload()
        name = _file_name(part)
        if kind.startswith("message/"):
            subject = _field(inner[0], "subject") if isinstance(inner, list) and isinstance(inner[0], Message) else ""
            files.append(clean.title(subject) or name or kind)
        elif isinstance(inner, list):
            waiting += [one for one in reversed(inner) if isinstance(one, Message)]
        elif name or not kind.startswith("text/"):
            files += [name] if name else []
        elif kind in ("text/plain", "text/html"):
            (texts if kind == "text/plain" else pages).append(_text(part))
    body = "\n\n".join(filter(None, (text.strip("\n") for text in texts)))
    if not any(map(str.isalnum, body)):
        body = "\n\n".join(filter(None, map(plain, pages)))
    return body, list(dict.fromkeys(files))


def _file_name(part: "Message[str, str]") -> str:
    name = part.get_filename()
    if not name:
        return part.get_content_type() if part.get_content_disposition() == "attachment" else ""
    pieces = [
        piece if isinstance(piece, str) else _words(piece, charset) for piece, charset in decode_header(name[:500])
    ]
    return clean.title("".join(pieces)).replace("]", ")").replace("[", "(") or "attachment"


def _text(part: "Message[str, str]") -> str:
    data = part.get_payload(decode=True)
    words = _words(data, part.get_content_charset()) if isinstance(data, bytes) else ""
    return words.replace("\r\n", "\n").replace("\r", "\n")
