"""The official ChatGPT export: each turn of a conversation's active branch becomes one memory.

A conversation is a tree: editing a question or asking again starts a branch. What the person last saw is the path from
`current_node` up to the root; turns of other branches are taken on demand, else a remark counts them. Facts of the
format were read from real exports' structure; every value may be missing or of a wrong type.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from app.importing.turns import BRANCHES, Extent, LeftOut, many, mapped, told, words
from core.memory import Kind

AUTHORS = {"user": "You", "assistant": "ChatGPT"}
# What the model says to its tools and to itself, not to the person.
UNSPOKEN = frozenset(
    (
        *("code", "execution_output", "thoughts", "reasoning_recap", "tether_quote", "tether_browsing_display"),
        *("sonic_webpage", "system_error", "computer_output", "app_pairing_content"),
        *("user_editable_context", "model_editable_context"),
    )
)
TOOLS = frozenset(
    (
        *("python", "browser", "web", "web_search", "bio", "dalle", "image_gen", "canmore", "container", "computer"),
        *("file_search", "myfiles_browser", "api_tool", "automations", "guardian_tool", "user_info"),
    )
)
PLACEHOLDERS = {
    "image_asset_pointer": "image",
    "audio_asset_pointer": "audio",
    "video_container_asset_pointer": "video",
}
# The export keeps the markers of footnotes between private-use characters.
FOOTNOTES = re.compile("\ue200(?:file|nav)?cite[^\ue201]{0,500}\ue201")
NAME = re.compile(r"conversations(?:[-_]\d+)?\.json", re.IGNORECASE)
LONGEST_ID = 100

Mapped = Mapping[str, Any]


class BrokenConversation(ValueError):
    """A conversation that cannot be read; the message is a clause that says why."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One spoken turn: its message's id, whose it is, its words, when, and its branch where it left the path."""

    id: str
    role: str
    text: str
    at: datetime | None
    branch: str = ""


def recognises(path: Path) -> bool:
    """Whether `path` is an export: its start speaks of a conversation's tree, which other programs' exports do not."""
    if path.is_file() and path.suffix.lower() not in (".json", ".zip"):
        return False
    return b'"mapping"' in beginning(path, _wanted)


def read(path: Path) -> Iterator[Found]:
    """Yield the turns of every conversation in order; what is broken is skipped, the rest goes on."""
    yield from told(path, _wanted, partial(_conversations, whole=False, seen=set()))


def read_all(path: Path) -> Iterator[Found]:
    """`read`, with the turns of branches that were not taken, each branch as a thread of its own."""
    yield from told(path, _wanted, partial(_conversations, whole=True, seen=set()))


def _wanted(name: str) -> bool:
    return name.count("/") <= 1 and bool(NAME.fullmatch(name.rsplit("/", 1)[-1]))


def _conversations(part: Part, extent: Extent, whole: bool, seen: set[tuple[str, int]]) -> Iterator[Found]:
    """The turns of a file; those that were `seen` before, as files of one export may overlap, only once."""
    left_out = LeftOut("conversations")
    with part.stream() as stream:
        window = Window(stream)
        for number, conversation in enumerate(elements(window), 1):
            try:
                turns, others = _turns(conversation)
            except BrokenConversation as error:
                yield from left_out.fault(part.file, f"conversation {number}{_called(conversation)}: {error}")
                continue
            if not whole:
                left_out.note(BRANCHES, len(others))
            for item in _items(conversation, [*turns, *(others if whole else ())], part.file):
                if (key := (item.source["uri"], hash(item.text))) not in seen:
                    seen.add(key)
                    yield item
            yield extent.within(window.done)
    yield from left_out.remarks(part.file)


def _called(conversation: Any) -> str:
    title = words(mapped(conversation).get("title"))
    return f" “{title[:60]}”" if title.strip() else ""


def _turns(conversation: Any) -> tuple[list[Turn], list[Turn]]:
    """The turns of the active branch, oldest first, and those of other branches."""
    if isinstance(conversation, Broken):
        raise BrokenConversation(conversation.reason)
    mapping = mapped(conversation).get("mapping")
    if not isinstance(mapping, dict):
        raise BrokenConversation("it has no tree of messages")
    parents = {node: words(mapped(value).get("parent")) or None for node, value in mapping.items()}
    current = conversation.get("current_node")
    leaf = current if isinstance(current, str) and current in mapping else _latest_leaf(mapping)
    try:
        path = branches.path(parents, leaf)
    except branches.Circle as error:
        raise BrokenConversation(str(error)) from error
    turns = [turn for node in path if (turn := _turn(node, mapping[node]))]
    off = branches.off(parents, path)
    return turns, [turn for node, branch in off.items() if (turn := _turn(node, mapping[node], branch))]


def _latest_leaf(mapping: Mapped) -> str | None:
    parents = {words(mapped(node).get("parent")) for node in mapping.values()}
    leaves = [node for node in mapping if node not in parents]
    dated = [(at, node) for node in leaves if (at := _time(_message(mapping[node])))]
    return max(dated)[1] if dated else next(reversed(leaves), None)


def _message(node: Any) -> Mapped:
    return mapped(mapped(node).get("message"))


def _turn(node: str, value: Any, branch: str = "") -> Turn | None:
    """The turn at a node, None if nobody said anything there that the person saw."""
    message = _message(value)
    author, content, metadata = (mapped(message.get(key)) for key in ("author", "content", "metadata"))
    role = author.get("role")
    if role not in ("user", "assistant") or metadata.get("is_visually_hidden_from_conversation"):
        return None
    if role == "assistant" and str(message.get("recipient")).split(".")[0] in TOOLS:
        return None
    if str(content.get("content_type")) in UNSPOKEN:
        return None
    text = _text(content.get("parts"), metadata)
    if not text:
        return None
    return Turn(_id(message.get("id")) or _id(node) or "", role, text, _time(message), branch)


def _text(parts: Any, metadata: Mapped) -> str:
    """The spoken parts joined by blank lines, then what was handed in, by name.

    A picture or sound without a name leaves a placeholder beside words, and nothing where it stands alone.
    """
    files = {words(file.get("id")): words(file.get("name")) for file in map(mapped, many(metadata.get("attachments")))}
    spoken = any(name.strip() for name in files.values())
    pieces: list[str] = []
    for part in many(parts):
        said = FOOTNOTES.sub("", words(part) or words(mapped(part).get("text"))).strip("\n")
        if said.strip():
            spoken = True
            pieces.append(said)
        elif kind := PLACEHOLDERS.get(words(mapped(part).get("content_type"))):
            address = words(mapped(part).get("asset_pointer"))
            pieces.append(named(kind, files.pop(address.rpartition("/")[2], "")))
    pieces += [named(kind_of(name), name) for name in files.values() if name.strip()]
    return "\n\n".join(pieces) if spoken else ""


def _time(message: Mapped) -> datetime | None:
    return moment(message.get("create_time")) or moment(message.get("update_time"))


def _id(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST_ID else None


def _items(conversation: Mapped, turns: list[Turn], file: str) -> Iterator[Item]:
    title = conversation.get("title")
    title = title if isinstance(title, str) and title.strip() else None
    thread = f"chatgpt:{_conversation_id(conversation, turns)}"
    last = _time(conversation)
    for turn in turns:
        last = turn.at or last
        branch = f"{thread}#{turn.branch}" if turn.branch else thread
        source = {"app": "chatgpt", "uri": f"{thread}/{turn.id}", "thread": branch, "file": file}
        source |= {"author": AUTHORS[turn.role]} | ({"title": title} if title else {})
        yield Item(turn.text, Kind.CHAT, title, (), last, source)


def _conversation_id(conversation: Mapped, turns: list[Turn]) -> str:
    """The export's id, else one made from the conversation's beginning, which stays when the talk goes on."""
    given = _id(conversation.get("conversation_id")) or _id(conversation.get("id"))
    if given or not turns:
        return given or ""
    beginning = f"{conversation.get('create_time')}\n{turns[0].text}"
    return hashlib.sha256(beginning.encode("utf-8", "replace")).hexdigest()[:26]
