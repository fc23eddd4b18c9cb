"""Telegram Desktop's export as "Machine-readable JSON": result.json of one chat, or of a whole account.

The layout is described at https://core.telegram.org/import-export. A file may be large, so it is read message by
message; a chat's name and id stand before its messages.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.importing.dates import moment
from app.importing.elements import Broken, Window, listed
from app.importing.folder import printable
from app.importing.items import Found, Item, Skipped
from app.importing.media import kind_of, named
from app.importing.parts import Part, beginning
from app.importing.turns import EVERY, SYSTEM, UNNAMED, Extent, LeftOut, Thread, called, many, mapped, told, words

MESSAGES = re.compile(r'"messages"\s{0,20}:\s{0,20}\[')
BARE = re.compile(r"result\.json")
MEDIA = {
    "voice_message": "voice message",
    "video_message": "video message",
    "video_file": "video",
    "audio_file": "audio",
    "animation": "animation",
    "sticker": "sticker",
}
NOT_THERE = "(File "  # "(File not included. Change data exporting settings to download.)" and the like.
DELETED = "Deleted Account"  # What Telegram itself writes in the HTML export where JSON has null.
HTML_ONLY = (
    "it is Telegram's HTML export, which Ebb does not read; export it again in the format “Machine-readable JSON”"
)


def recognises(path: Path) -> bool:
    """Whether `path` is or holds such a file; the HTML export too, so that the person can be told what to do."""
    if path.is_file() and path.suffix.lower() not in (".json", ".zip", ".html"):
        return False
    start = beginning(path, _wanted)
    if b'"messages"' in start and (b'"date_unixtime"' in start or b'"text_entities"' in start or b'"from_id"' in start):
        return True
    return (b'"about"' in start and b"Telegram" in start and b"{" in start[:8]) or _is_html(path)


def read(path: Path) -> Iterator[Found]:
    """Yield the messages of every chat in order; what Telegram itself says is left out and counted."""
    if _is_html(path):
        yield Skipped(printable(path), HTML_ONLY)
        return
    yield from told(path, _wanted, _chats)


def _wanted(name: str) -> bool:
    return name.count("/") <= 1 and name.rsplit("/", 1)[-1] == "result.json"


def _is_html(path: Path) -> bool:
    if path.suffix.lower() == ".json":
        return False
    start = beginning(path, lambda name: name.count("/") <= 1 and name.rsplit("/", 1)[-1] == "messages.html")
    return b'class="page_wrap"' in start and not beginning(path, _wanted).lstrip().startswith(b"{")


def _chats(part: Part, extent: Extent) -> Iterator[Found]:
    left_out = LeftOut()
    before = None
    thread = Thread("telegram", "", part.file)
    with part.stream() as stream:
        window = Window(stream)
        for number, (heading, message) in enumerate(listed(window, MESSAGES), 1):
            if heading != before:
                before, thread = heading, _thread(heading, part)
            if isinstance(message, Broken):
                yield from left_out.fault(part.file, f"message {number}: {message.reason}")
            else:
                yield from _items(mapped(message), thread, left_out)
            if number % EVERY == 0:
                yield extent.within(window.done)
    yield from left_out.remarks(part.file)


def _items(message: Mapping[str, Any], thread: Thread, left_out: LeftOut) -> Iterator[Item]:
    """The item of a message, if it says anything."""
    if text := _text(message, left_out):
        stamp = message.get("date_unixtime")
        place = str(message["id"] if isinstance(message.get("id"), int) else stamp)
        author = words(message.get("from")) or words(message.get("author")) or DELETED
        yield thread.item(text, author, moment(stamp) or moment(message.get("date")), place, place)


def _thread(heading: str, part: Part) -> Thread:
    chat = _object(heading)
    name = words(chat.get("name")) or ("Saved Messages" if chat.get("type") == "saved_messages" else "")
    id = chat.get("id")
    return Thread("telegram", str(id) if isinstance(id, int) else name or called(part, BARE), part.file, name)


def _object(heading: str) -> Mapping[str, Any]:
    """The fields of the chat that the text before its messages holds: the last object that begins there."""
    end = len(heading)
    for _ in range(5):  # a name may hold a brace
        end = heading.rfind("{", 0, end)
        if end < 0:
            break
        try:
            return mapped(json.loads(heading[end:].rstrip().rstrip(",") + "}"))
        except ValueError:
            continue
    return {}


def _text(message: Mapping[str, Any], left_out: LeftOut) -> str:
    """The words of a message, with its media named; "" for what is none, which is counted."""
    if message.get("type", "message") != "message":
        left_out.note(SYSTEM)
        return ""
    media, is_named = _media(message)
    said = _runs(message.get("text")) or _runs(message.get("text_entities"))
    if not said.strip() and not is_named:
        if media:
            left_out.note(UNNAMED)
        return ""
    forwarded = words(message.get("forwarded_from"))
    lines = [named("forwarded from", forwarded) if forwarded else "", media, said]
    return "\n".join(line for line in lines if line)


def _runs(text: Any) -> str:
    """The runs of a text in one; a link that follows a formatted run without a blank gets one."""
    if isinstance(text, str):
        return text
    said = ""
    formatted = False
    for run in many(text):
        piece = run if isinstance(run, str) else words(mapped(run).get("text"))
        if formatted and mapped(run).get("type") == "link" and said[-1:].strip() and said[-1] not in "([{<\"'«“":
            said += " "
        said += piece
        if mapped(run).get("type") == "text_link" and (address := words(mapped(run).get("href"))):
            said += f" ({address})"
        formatted = isinstance(run, dict) and run.get("type") != "plain"
    return said


def _media(message: Mapping[str, Any]) -> tuple[str, bool]:
    """What stands for the media of a message, and whether that says anything by itself."""
    if photo := words(message.get("photo")):
        name = "" if photo.startswith(NOT_THERE) else Path(photo).name
        return named("image", name), bool(name)
    if file := words(message.get("file")):
        kind = MEDIA.get(words(message.get("media_type"))) or kind_of(
            message.get("file_name"), message.get("mime_type")
        )
        name = words(message.get("file_name")) or ("" if file.startswith(NOT_THERE) else Path(file).name)
        if kind == "sticker":
            return named(kind, words(message.get("sticker_emoji"))), False
        return named(kind, name), bool(name)
    if poll := mapped(message.get("poll")):
        answers = [f"- {words(mapped(answer).get('text'))}" for answer in many(poll.get("answers"))]
        return "\n".join([named("poll", words(poll.get("question"))), *answers]), True
    if place := mapped(message.get("location_information")):
        name = words(message.get("place_name")) or f"{place.get('latitude')}, {place.get('longitude')}"
        return named("location", name), True
    if contact := mapped(message.get("contact_information")):
        name = f"{words(contact.get('first_name'))} {words(contact.get('last_name'))}".strip()
        return named("contact", f"{name} {words(contact.get('phone_number'))}".strip()), True
    return "", False
