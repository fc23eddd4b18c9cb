"""The official ChatGPT export: each turn of a conversation's active branch becomes one memory.

A conversation is a tree: editing a question or asking again starts a branch. What the person last saw is the path from
`current_node` up to the root; turns of other branches stay out, and a remark counts them. Facts of the format were read
from real exports' structure; every value may be missing or of a wrong type.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.importing import archive
from app.importing.dates import moment
from app.importing.elements import Broken, elements
from app.importing.folder import printable
from app.importing.items import Found, Item, Remark, Skipped
from core.errors import Unreadable
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
    "image_asset_pointer": "[image]",
    "audio_asset_pointer": "[audio]",
    "video_container_asset_pointer": "[video]",
}
# The export keeps the markers of footnotes between private-use characters.
FOOTNOTES = re.compile("\ue200(?:file|nav)?cite[^\ue201]{0,500}\ue201")
NAME = re.compile(r"conversations(?:[-_]\d+)?\.json", re.IGNORECASE)
LONGEST_ID = 100
MOST_LISTED = 100

Mapped = Mapping[str, Any]


class BrokenConversation(ValueError):
    """A conversation that cannot be read; the message is a clause that says why."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One spoken turn: the id of its message, whose it is, its words, and when it was said."""

    id: str
    role: str
    text: str
    at: datetime | None


def recognises(path: Path) -> bool:
    """Whether `path` is an export: its start speaks of a conversation's tree, which other programs' exports do not."""
    if path.is_file() and path.suffix.lower() not in (".json", ".zip"):
        return False
    return b'"mapping"' in archive.head(path, _wanted)


def read(path: Path) -> Iterator[Found]:
    """Yield the turns of every conversation in order; what is broken is skipped, the rest goes on."""
    path = path.absolute()
    name = printable(path)
    others = broken = 0
    seen: set[tuple[str, int]] = set()
    try:
        for number, (label, conversation) in enumerate(_conversations(path), 1):
            try:
                turns, left_out = _turns(conversation)
            except BrokenConversation as error:
                broken += 1
                if broken <= MOST_LISTED:
                    yield Skipped(label, f"conversation {number}{_called(conversation)}: {error}")
                continue
            others += left_out
            for item in _items(conversation, turns, name):
                if (key := (item.source["uri"], hash(item.text))) not in seen:
                    seen.add(key)
                    yield item
    except Unreadable as error:
        yield Skipped(name, error.message)
    if broken > MOST_LISTED:
        yield Skipped(name, f"more conversations that cannot be read: {broken - MOST_LISTED:,}")
    if others:
        yield Remark(name, f"turns left out because they stand on branches that were not taken: {others:,}")


def _conversations(path: Path) -> Iterator[tuple[str, Any]]:
    name = printable(path)
    for part, data in archive.files(path, _wanted):
        label = name if part == path.name else f"{name}/{printable(part)}"
        for conversation in elements(data.decode("utf-8-sig", "replace")):
            yield label, conversation


def _wanted(name: str) -> bool:
    return bool(NAME.fullmatch(name))


def _called(conversation: Any) -> str:
    title = _dict(conversation).get("title")
    return f" “{title[:60]}”" if isinstance(title, str) and title.strip() else ""


def _turns(conversation: Any) -> tuple[list[Turn], int]:
    """The turns of the active branch, oldest first, and how many turns stand on other branches."""
    if isinstance(conversation, Broken):
        raise BrokenConversation(conversation.reason)
    mapping = _dict(conversation).get("mapping")
    if not isinstance(mapping, dict):
        raise BrokenConversation("it has no tree of messages")
    path = _path(mapping, conversation.get("current_node"))
    turns = [turn for node in path if (turn := _turn(node, mapping[node]))]
    on_path = set(path)
    others = sum(1 for node, value in mapping.items() if node not in on_path and _turn(node, value))
    return turns, others


def _path(mapping: Mapped, current: Any) -> list[str]:
    """The ids from the root to `current`, or where that is missing to the latest node without children."""
    node = current if isinstance(current, str) and current in mapping else _latest_leaf(mapping)
    path: dict[str, None] = {}
    while isinstance(node, str) and node in mapping:
        if node in path:
            raise BrokenConversation("its tree of messages runs in a circle")
        path[node] = None
        node = _dict(mapping[node]).get("parent")
    return list(path)[::-1]


def _latest_leaf(mapping: Mapped) -> str | None:
    parents = {parent for node in mapping.values() if isinstance(parent := _dict(node).get("parent"), str)}
    leaves = [node for node in mapping if node not in parents]
    dated = [(at, node) for node in leaves if (at := _time(_message(mapping[node])))]
    return max(dated)[1] if dated else next(reversed(leaves), None)


def _message(node: Any) -> Mapped:
    return _dict(_dict(node).get("message"))


def _turn(node: str, value: Any) -> Turn | None:
    """The turn at a node, None if nobody said anything there that the person saw."""
    message = _message(value)
    author, content, metadata = (_dict(message.get(key)) for key in ("author", "content", "metadata"))
    role = author.get("role")
    if role not in ("user", "assistant") or metadata.get("is_visually_hidden_from_conversation"):
        return None
    if role == "assistant" and str(message.get("recipient")).split(".")[0] in TOOLS:
        return None
    if str(content.get("content_type")) in UNSPOKEN:
        return None
    text = _text(content.get("parts"))
    if not text:
        return None
    return Turn(_id(message.get("id")) or _id(node) or "", role, text, _time(message))


def _dict(value: Any) -> Mapped:
    return value if isinstance(value, dict) else {}


def _text(parts: Any) -> str:
    """The spoken parts joined by blank lines; pictures and sounds leave a placeholder beside words, nothing alone."""
    if not isinstance(parts, list):
        return ""
    spoken = False
    pieces: list[str] = []
    for part in parts:
        words = part if isinstance(part, str) else _dict(part).get("text")
        words = FOOTNOTES.sub("", words).strip("\n") if isinstance(words, str) else ""
        if words.strip():
            spoken = True
            pieces.append(words)
        elif (kind := _dict(part).get("content_type")) and isinstance(kind, str) and kind in PLACEHOLDERS:
            pieces.append(PLACEHOLDERS[kind])
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
        source = {"app": "chatgpt", "uri": f"{thread}/{turn.id}", "thread": thread, "file": file}
        source |= {"author": AUTHORS[turn.role]} | ({"title": title} if title else {})
        yield Item(turn.text, Kind.CHAT, title, (), last, source)


def _conversation_id(conversation: Mapped, turns: list[Turn]) -> str:
    """The export's id, else one made from the conversation's beginning, which stays when the talk goes on."""
    given = _id(conversation.get("conversation_id")) or _id(conversation.get("id"))
    if given or not turns:
        return given or ""
    beginning = f"{conversation.get('create_time')}\n{turns[0].text}"
    return hashlib.sha256(beginning.encode("utf-8", "replace")).hexdigest()[:26]
