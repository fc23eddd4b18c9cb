"""A browser's bookmarks: the HTML that every browser exports, the JSON of Chrome and Firefox, Firefox's places.sqlite.

Each becomes one memory: title, address and description; the folders it lies in are its tags.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.importing.fields import stored
from app.importing.hypertext import tokens
from app.importing.items import Found, Item, Remark
from app.importing.parts import Part, beginning
from app.importing.textfile import decoded
from app.importing.turns import told
from core.errors import Unreadable
from core.memory import Kind
from core.text import clean

SQLITE = b"SQLite format 3\0"
MOST_DEEP = 50
WEB = ("http://", "https://", "ftp://", "file://")
# The folders that browsers make themselves say nothing about what lies in them.
OWN_FOLDERS = frozenset(
    name.casefold()
    for name in (
        *("Bookmarks bar", "Bookmarks Toolbar", "Bookmarks Menu", "Other bookmarks", "Mobile bookmarks", "Favorites"),
        *("Bookmarks", "Favorites bar", "menu", "toolbar", "unfiled", "mobile", "tags", "Reading list", "Synced"),
        *("Imported", "Lesezeichen", "Lesezeichenleiste", "Lesezeichen-Symbolleiste", "Weitere Lesezeichen"),
    )
)
WEBKIT = datetime(1601, 1, 1, tzinfo=UTC)
UNIX = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Mark:
    """One bookmark as it is read."""

    address: str
    title: str = ""
    at: datetime | None = None
    folders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    words: str = ""


def recognises(path: Path) -> bool:
    """Whether `path` is a file of bookmarks; places.sqlite is taken for a history unless it is asked for."""
    start = beginning(path, _wanted) if path.is_file() else b""
    is_chrome = b'"roots"' in start and b'"bookmark_bar"' in start
    return b"NETSCAPE-BOOKMARK-FILE-1" in start[:2048].upper() or is_chrome or b'"text/x-moz-place' in start


def read(path: Path) -> Iterator[Found]:
    """Yield the bookmarks in the order of the file."""
    path = path.absolute()
    path = path / "places.sqlite" if (path / "places.sqlite").is_file() else path
    return told(path, _wanted, lambda part, _: _items(part, _marks(path, part)))


def _wanted(name: str) -> bool:
    return name.lower().endswith((".html", ".htm", ".json")) or name.rsplit("/", 1)[-1] == "Bookmarks"


def _marks(path: Path, part: Part) -> Iterator[Mark]:
    data = part.data()
    if data.startswith(SQLITE):
        return _of_firefox(path)
    if data.startswith(b"mozLz40"):
        raise Unreadable("Firefox has packed it; export the bookmarks as HTML or JSON in its library")
    text = decoded(data)[0]
    if text.lstrip()[:1] == "{":
        try:
            return _from_json(json.loads(text))
        except (ValueError, RecursionError):
            raise Unreadable("it is no valid JSON") from None
    return _from_html(text)


def _items(part: Part, marks: Iterator[Mark]) -> Iterator[Found]:
    scripts = 0
    for mark in marks:
        address = mark.address.strip()
        if not address.lower().startswith(WEB):
            scripts += bool(address) and not address.lower().startswith(("place:", "about:", "chrome:"))
            continue
        title = clean.title(mark.title)
        text = "\n".join(filter(None, (title, address)))
        text += f"\n\n{mark.words.strip()}" if mark.words.strip() else ""
        named = (name for name in (*mark.folders, *mark.tags) if name.strip().casefold() not in OWN_FOLDERS)
        source = {"app": "bookmarks", "uri": address, "file": part.file, "title": title}
        yield Item(text, Kind.DOCUMENT, title or None, stored(named), mark.at, source)
    if scripts:
        yield Remark(part.file, f"bookmarks that lead to no page, such as scripts, which were left out: {scripts:,}")


def _of_firefox(path: Path) -> Iterator[Mark]:
    from core.store import browsers

    for page in browsers.kept(path):
        yield Mark(page.address, page.title, page.at, page.folders, page.tags)


def _from_json(value: Any) -> Iterator[Mark]:
    roots = value.get("roots") if isinstance(value, dict) else None
    tops = list(roots.values()) if isinstance(roots, dict) else [value]
    waiting: list[tuple[Any, tuple[str, ...]]] = [(top, ()) for top in reversed(tops)]
    while waiting:
        node, folders = waiting.pop()
        if not isinstance(node, dict):
            continue
        name = next((node[key] for key in ("name", "title") if isinstance(node.get(key), str)), "")
        if isinstance(children := node.get("children"), list):
            inside = (*folders, name) if name and len(folders) < MOST_DEEP else folders
            waiting += [(child, inside) for child in reversed(children)]
        elif isinstance(address := node.get("url", node.get("uri")), str):
            tags = tuple(str(node.get("tags") or "").split(","))
            yield Mark(address, name, _added(node), folders, tags)


def _added(node: Mapping[str, Any]) -> datetime | None:
    """Chrome counts microseconds since 1601, in a string; Firefox since 1970."""
    given, start = (node["date_added"], WEBKIT) if "date_added" in node else (node.get("dateAdded"), UNIX)
    return _moment(given, start, 1)


def _moment(value: Any, start: datetime, microseconds: int) -> datetime | None:
    try:
        return start + timedelta(microseconds=int(value) * microseconds) if value and int(value) > 0 else None
    except (ValueError, TypeError, OverflowError):
        return None


def _from_html(text: str) -> Iterator[Mark]:
    """Reads `<DT><H3>folder</H3><DL>…</DL>`, `<DT><A HREF ADD_DATE TAGS>title</A>` and `<DD>description`."""
    folders: list[str] = []
    heading, into = "", ""
    mark: Mark | None = None
    for token in tokens(text):
        if not token.tag:
            heading += token.words if into == "h3" else ""
            if mark and into == "a":
                mark.title += token.words
            elif mark and into == "dd":
                mark.words += token.words
        elif token.tag in ("br", "p", "b", "i", "/b", "/i"):
            continue
        else:
            if mark and token.tag not in ("/a", "dd"):
                yield mark
                mark = None
            into = token.tag if token.tag in ("h3", "a", "dd") else ""
            if token.tag == "h3":
                heading = ""
            elif token.tag == "a":
                mark = _named(token.attributes, folders)
            elif token.tag == "dl":
                folders, heading = [*folders, heading.strip()][:MOST_DEEP], ""
            elif token.tag == "/dl":
                folders = folders[:-1]
    if mark:
        yield mark


def _named(given: Mapping[str, str], folders: list[str]) -> Mark:
    added = given.get("add_date", "")
    at = _moment(added, UNIX, 1 if len(added) > 13 else 1000 if len(added) > 11 else 1_000_000)
    tags = tuple(given.get("tags", "").split(","))
    return Mark(given.get("href", ""), "", at, tuple(filter(None, folders)), tags)
