"""Slack's workspace export: a zip or folder with users.json, channels.json and one folder per channel, a file a day.

Ids of people and channels become names. A reply's thread is that of the message it answers; other messages of a channel
are one thread.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

from app.importing.dates import moment
from app.importing.elements import Broken, Window, elements
from app.importing.folder import printable
from app.importing.items import Found, Skipped
from app.importing.media import kind_of, named
from app.importing.parts import Part, parts
from app.importing.turns import SYSTEM, UNNAMED, Extent, LeftOut, Thread, many, mapped, told, words
from core.errors import Unreadable

PEOPLE = ("users.json", "org_users.json")
CHANNELS = ("channels.json", "groups.json", "mpims.json", "dms.json")
DAY_FILE = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
# https://docs.slack.dev/reference/events/message lists the subtypes; these are what somebody or some bot said.
SPOKEN = frozenset(
    ("bot_message", "me_message", "file_share", "file_comment", "file_mention", "thread_broadcast", "reply_broadcast")
)
REFERENCE = re.compile(r"<([@#!]?)([^<>|\s]{1,2000})(?:\|([^<>\n]{0,500}))?>")


@dataclass(slots=True)
class Names:
    """What the ids of people and channels stand for."""

    people: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)

    def note(self, file: str, entry: Mapping[str, Any]) -> None:
        """Take in one entry of a list."""
        id = words(entry.get("id"))
        if file in PEOPLE:
            self.people[id] = _person(entry)
        elif name := words(entry.get("name")):
            self.channels[id] = name
        else:
            self.channels[id] = ", ".join(self.people.get(words(one), words(one)) for one in many(entry.get("members")))


def recognises(path: Path) -> bool:
    """Whether `path` is such an export: it has a list of channels, and a folder of days."""
    if path.is_file() and path.suffix.lower() != ".zip":
        return False
    listed = dated = False
    for part in parts(path, lambda name: _is_day(name) or _lists_channels(name)):
        if isinstance(part, Part):
            listed = listed or Path(part.name).name in CHANNELS
            dated = dated or bool(DAY_FILE.fullmatch(Path(part.name).name))
            if listed and dated:
                return True
    return False


def read(path: Path) -> Iterator[Found]:
    """Yield the messages of every channel, day by day; what Slack itself says is left out and counted."""
    names = Names()
    for is_wanted in (_lists_people, _lists_channels):  # the names of direct messages are made from people's
        for part in parts(path, is_wanted):
            if isinstance(part, Part):
                yield from _listed(part, names)
    left_out = LeftOut()
    yield from told(path, _is_day, partial(_day, names=names, left_out=left_out))
    yield from left_out.remarks(printable(path))


def _lists_people(name: str) -> bool:
    return name.count("/") <= 1 and name.rsplit("/", 1)[-1] in PEOPLE


def _lists_channels(name: str) -> bool:
    return name.count("/") <= 1 and name.rsplit("/", 1)[-1] in CHANNELS


def _is_day(name: str) -> bool:
    return 1 <= name.count("/") <= 2 and bool(DAY_FILE.fullmatch(name.rsplit("/", 1)[-1]))


def _listed(part: Part, names: Names) -> Iterator[Skipped]:
    try:
        with part.stream() as stream:
            for entry in elements(Window(stream)):
                names.note(Path(part.name).name, mapped(entry))
    except Unreadable as error:
        yield Skipped(part.file, error.message)


def _person(user: Mapping[str, Any]) -> str:
    profile = mapped(user.get("profile"))
    for given in (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name")):
        if words(given).strip():
            return words(given).strip()
    return words(user.get("id"))


def _day(part: Part, extent: Extent, names: Names, left_out: LeftOut) -> Iterator[Found]:
    folder = Path(part.name).parent.name
    channel = names.channels.get(folder, folder)
    title = f"#{channel}" if channel == folder else channel
    threads: dict[str, Thread] = {}
    with part.stream() as stream:
        for entry in elements(Window(stream)):
            if isinstance(entry, Broken):
                yield from left_out.fault(part.file, f"a message: {entry.reason}")
                continue
            message = mapped(entry)
            if text := _text(message, names, left_out):
                stamp, asked = words(message.get("ts")), words(message.get("thread_ts"))
                id = f"{channel}/{asked}" if asked else channel
                thread = threads.setdefault(id, Thread("slack", id, part.file, title))
                yield thread.item(text, _author(message, names), moment(stamp), stamp)


def _author(message: Mapping[str, Any], names: Names) -> str:
    id = words(message.get("user")) or words(mapped(message.get("comment")).get("user"))
    profile = mapped(message.get("user_profile"))
    bot = mapped(message.get("bot_profile"))
    said = (names.people.get(id), profile.get("real_name"), bot.get("name"), message.get("username"))
    return next((words(name) for name in said if words(name)), id or words(message.get("bot_id")))


def _text(message: Mapping[str, Any], names: Names, left_out: LeftOut) -> str:
    """The words of a message with what it shows and its files named; "" for what is none, which is counted."""
    spoken = message.get("subtype") is None or words(message.get("subtype")) in SPOKEN
    if message.get("type", "message") != "message" or not spoken:
        left_out.note(SYSTEM)
        return ""
    lines = [_resolved(words(message.get("text")), names)]
    for attachment in map(mapped, many(message.get("attachments"))):
        if not attachment.get("from_url") or not lines[0]:
            lines += _shown(attachment, names)
    files = [*map(mapped, many(message.get("files"))), mapped(message.get("file"))]
    for file in files:
        name = words(file.get("name")) or words(file.get("title"))
        if name and name not in lines[0]:
            lines.append(named(kind_of(name, file.get("mimetype")), name))
    text = "\n".join(line for line in lines if line.strip())
    if not text:
        left_out.note(UNNAMED)
    return text


def _shown(attachment: Mapping[str, Any], names: Names) -> Iterator[str]:
    """What a bot shows under its message: heading, title, text and fields, else its short form."""
    pieces = [words(attachment.get(key)) for key in ("pretext", "title", "text")]
    for one in map(mapped, many(attachment.get("fields"))):
        pieces.append(f"{words(one.get('title'))}: {one.get('value') or ''}".strip(": "))
    if not any(pieces):
        pieces = [words(attachment.get("fallback"))]
    yield from (_resolved(piece, names) for piece in pieces if piece)


def _resolved(text: str, names: Names) -> str:
    """A text in Slack's markup with names for ids and plain links."""
    return unescape(REFERENCE.sub(lambda match: _meant(match, names), text))


def _meant(match: re.Match[str], names: Names) -> str:
    sign, target, label = match.groups()
    if sign == "@":
        return f"@{names.people.get(target) or label or target}"
    if sign == "#":
        return f"#{label or names.channels.get(target) or target}"
    if sign == "!":
        return label or f"@{target.partition('^')[0]}"
    target = target.removeprefix("mailto:")
    return f"{label} ({target})" if label and label != target and label not in target else target
