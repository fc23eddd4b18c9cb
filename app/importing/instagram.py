"""Instagram's and Messenger's "Download your information" as JSON: message_1.json, message_2.json… of each chat.

Meta writes each byte of UTF-8 as a character of its own ("Ã¤" for "ä"), and the newest messages first.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from app.importing.dates import moment
from app.importing.folder import printable
from app.importing.items import Found
from app.importing.media import named
from app.importing.parts import Part, beginning
from app.importing.turns import SYSTEM, UNNAMED, Extent, LeftOut, Thread, called, many, mapped, told, words
from core.errors import Unreadable

MESSAGE_FILE = re.compile(r"message_\d{1,6}\.json")
MEDIA = {"photos": "image", "videos": "video", "audio_files": "audio", "gifs": "animation", "files": "file"}
LONGEST_OWN = 300  # Characters; what is longer is nobody's but the person's.
# What the program says in the name of the one who did something, in English, as the export does.
OWN_WORDS = re.compile(
    r".*(?:[Ll]iked a message|[Rr]eacted .{1,20} to your message|voted for .* in the poll\.|created a poll: .*"
    r"|This poll is no longer available\.|'s poll has multiple updates\.|sent an attachment\.|sent a photo\."
    r"|sent a (?:voice|video|audio) message\.)\s*",
    re.DOTALL,
)


class Said(NamedTuple):
    """One turn: when in Unix milliseconds, by whom, and its words."""

    at: int
    author: str
    text: str


@dataclass(slots=True)
class Gathering:
    """Puts each chat together from its files, which stand side by side, and gives it out when it is whole."""

    left_out: LeftOut = field(default_factory=LeftOut)
    folder: Path | None = None
    thread: Thread | None = None
    turns: list[Said] = field(default_factory=list)

    def take(self, part: Part, extent: Extent) -> Iterator[Found]:
        """Read a file; yields the chat before, if this one begins another. Raises: Unreadable."""
        content = _content(part)
        folder = Path(part.name).parent
        if self.thread is None or folder != self.folder:
            yield from self.whole()
            self.folder, self.thread = folder, _thread(content, part)
        self.turns += _turns(content, self.left_out)

    def whole(self) -> Iterator[Found]:
        """The turns of the chat that was gathered, oldest first; it is let go of."""
        turns, self.turns = sorted(self.turns, key=lambda turn: turn.at), []
        for turn in turns:
            if self.thread:
                yield self.thread.item(turn.text, turn.author, moment(turn.at), str(turn.at), str(turn.at))


def recognises(path: Path) -> bool:
    """Whether `path` is such a file, or a folder or zip that holds some."""
    if path.is_file() and path.suffix.lower() not in (".json", ".zip"):
        return False
    start = beginning(path, _wanted)
    return b'"sender_name"' in start and b'"timestamp_ms"' in start


def read(path: Path) -> Iterator[Found]:
    """Yield the messages of every chat, oldest first; what the program itself says is left out and counted."""
    gathering = Gathering()
    yield from told(path, _wanted, gathering.take)
    yield from gathering.whole()
    yield from gathering.left_out.remarks(printable(path))


def _wanted(name: str) -> bool:
    return bool(MESSAGE_FILE.fullmatch(name.rsplit("/", 1)[-1]))


def _content(part: Part) -> Mapping[str, Any]:
    try:
        content = mapped(json.loads(part.data()))
    except (ValueError, RecursionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("it is no valid JSON") from error
    if "messages" not in content:
        raise Unreadable("it holds no messages")
    return content


def _thread(content: Mapping[str, Any], part: Part) -> Thread:
    """The chat's own id, which the folder bears too, else the name of the file."""
    app = "messenger" if "facebook" in part.file.lower() else "instagram"
    id = words(content.get("thread_path")).rpartition("/")[2] or called(part, MESSAGE_FILE)
    return Thread(app, id, part.file, _mended(words(content.get("title"))))


def _turns(content: Mapping[str, Any], left_out: LeftOut) -> Iterator[Said]:
    for entry in reversed(many(content.get("messages"))):
        message = mapped(entry)
        at = message.get("timestamp_ms")
        if text := _text(message, left_out):
            yield Said(at if isinstance(at, int) else 0, _mended(words(message.get("sender_name"))), text)


def _text(message: Mapping[str, Any], left_out: LeftOut) -> str:
    """The words of a message with its link and its media named; "" for what is none, which is counted."""
    said = _mended(words(message.get("content")))
    own = bool(len(said) <= LONGEST_OWN and OWN_WORDS.fullmatch(said)) or message.get("is_unsent") is True
    lines = [] if own or not said.strip() else [said]
    link = _mended(words(mapped(message.get("share")).get("link")))
    lines += [link] if link and link not in said else []
    for kind, shown in MEDIA.items():
        lines += [named(shown, Path(words(mapped(one).get("uri"))).name) for one in many(message.get(kind))]
    if not lines:
        left_out.note(SYSTEM if own else UNNAMED)
    return "\n".join(lines)


def _mended(text: str) -> str:
    """The characters that the bytes stand for; text that holds none such stays."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
