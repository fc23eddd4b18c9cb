"""The official Claude export: each turn of a conversation becomes one memory, each text that was handed in a document.

Newer exports hold a tree, as editing a question starts a branch: what was said last and what led there is taken, other
branches on demand. Facts of the format were read from real exports' structure; every value may be missing or wrong.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from app.importing import branches
from app.importing.dates import moment
from app.importing.elements import Broken, Window, elements
from app.importing.items import Found, Item
from app.importing.media import kind_of, named
from app.importing.parts import Part, beginning
from app.importing.turns import BRANCHES, UNNAMED, Extent, LeftOut, many, mapped, told, words
from core.memory import Kind

AUTHORS = {"human": "You", "user": "You", "assistant": "Claude"}

Mapped = Mapping[str, Any]


def recognises(path: Path) -> bool:
    """Whether `path` is an export: its start speaks of `chat_messages`, which other programs' exports do not."""
    if path.is_file() and path.suffix.lower() not in (".json", ".zip"):
        return False
    return b'"chat_messages"' in beginning(path, _wanted)


def read(path: Path) -> Iterator[Found]:
    """Yield the turns of every conversation in order; what is broken is skipped, the rest goes on."""
    yield from told(path, _wanted, partial(_conversations, whole=False))


def read_all(path: Path) -> Iterator[Found]:
    """`read`, with the turns of branches that were not taken, each branch as a thread of its own."""
    yield from told(path, _wanted, partial(_conversations, whole=True))


def _wanted(name: str) -> bool:
    return name.count("/") <= 1 and name.rsplit("/", 1)[-1] == "conversations.json"


def _conversations(part: Part, extent: Extent, whole: bool) -> Iterator[Found]:
    left_out = LeftOut("conversations")
    with part.stream() as stream:
        window = Window(stream)
        for number, conversation in enumerate(elements(window), 1):
            messages = mapped(conversation).get("chat_messages")
            if isinstance(messages, list):
                yield from _items(conversation, messages, part.file, left_out, whole)
                yield extent.within(window.done)
            else:
                reason = conversation.reason if isinstance(conversation, Broken) else "it has no messages"
                yield from left_out.fault(part.file, f"conversation {number}: {reason}")
    yield from left_out.remarks(part.file)


def _items(talk: Mapped, messages: list[Any], file: str, left_out: LeftOut, whole: bool) -> Iterator[Item]:
    id = words(talk.get("uuid")) or words(mapped(messages[0] if messages else None).get("uuid"))
    title = words(talk.get("name")).strip() or None
    branch = _branches(talk, messages)
    last = _time(talk)
    for number, message in enumerate(map(mapped, messages), 1):
        last = _time(message) or last
        place = words(message.get("uuid")) or str(number)
        if place in branch and not whole:
            left_out.note(BRANCHES)
            continue
        thread = f"claude:{id}" + (f"#{branch[place]}" if place in branch else "")
        source = {"app": "claude", "uri": f"claude:{id}/{place}", "thread": thread, "file": file}
        source |= {"author": AUTHORS.get(words(message.get("sender")), "Claude")} | ({"title": title} if title else {})
        documents = list(_documents(message))
        if text := _text(message):
            yield Item(text, Kind.CHAT, title, (), last, source)
        elif not documents:
            left_out.note(UNNAMED)
        for count, (name, content) in enumerate(documents, 1):
            yield Item(content, Kind.DOCUMENT, name or None, (), last, source | {"uri": f"{source['uri']}/{count}"})


def _time(of: Mapped) -> datetime | None:
    """When it was made; a time whose zone is cut off is in UTC, as all of the export's are."""
    at = words(of.get("created_at"))
    return moment(at) or moment(f"{at[:19]}Z")


def _branches(talk: Mapped, messages: list[Any]) -> dict[str, str]:
    """The messages that stand on branches which were not taken, by id, with the one that each branch began with."""
    parents: dict[str, str | None] = {}
    for message in map(mapped, messages):
        parent = words(message.get("parent_message_uuid"))
        if not parent:
            return {}  # an export without a tree
        if uuid := words(message.get("uuid")):
            parents[uuid] = parent
    leaf = words(talk.get("current_leaf_message_uuid"))
    try:
        taken = branches.path(parents, leaf if leaf in parents else next(reversed(parents), None))
    except branches.Circle:
        return {}
    return branches.off(parents, taken)


def _text(message: Mapped) -> str:
    """What was said, without the model's thoughts and its talk with tools, and what was handed in by name."""
    blocks = [mapped(block) for block in many(message.get("content"))]
    spoken = [words(block.get("text")).strip("\n") for block in blocks if block.get("type") == "text"]
    said = "\n\n".join(piece for piece in spoken if piece.strip()) or words(message.get("text")).strip("\n")
    files = [*many(message.get("attachments")), *many(message.get("files"))]
    names = dict.fromkeys(words(mapped(file).get("file_name")) for file in files)
    shown = [named(kind_of(name), name) for name in names if name.strip()]
    return "\n".join([*shown, said] if said.strip() else shown)


def _documents(message: Mapped) -> Iterator[tuple[str, str]]:
    """Name and text of what was handed in; long texts that are pasted become such, without a name."""
    for file in map(mapped, many(message.get("attachments"))):
        if (content := words(file.get("extracted_content"))).strip():
            yield words(file.get("file_name")).strip(), content
