"""A browser's history (Chrome and its kin, Firefox, Safari): each page with a title becomes one memory.

A page is what was read there, not each visit: its time is that of the last one.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from app.importing.folder import printable
from app.importing.items import Found, Item, Remark, Skipped
from core.errors import Unreadable
from core.memory import Kind
from core.screen.secrets import masked
from core.text import clean

FILES = ("History", "places.sqlite", "History.db")
START = b"SQLite format 3\0"
MARKS = (b"last_visit_time", b"moz_places", b"history_items")
WEB = ("http", "https")
SECRET = re.compile(
    r"token|secret|passw|auth|session|signature|otp|(?:^|[^a-z])(?:key|apikey|sig|sid|code|pwd|ticket|state)(?:[^a-z]|$)",
    re.IGNORECASE,
)
LONGEST_ADDRESS = 2_000


def recognises(path: Path) -> bool:
    """Whether `path` is a history, or a browser's profile folder that holds one."""
    try:
        return _is_history(path) or any(_is_history(file) for file in _inside(path))
    except OSError:
        return False


def read(path: Path) -> Iterator[Found]:
    """Yield the pages in the order in which they were first visited."""
    path = path.absolute()
    for file in _inside(path) or [path]:
        yield from _pages(file)


def _inside(path: Path) -> list[Path]:
    return [path / name for name in FILES if (path / name).is_file()] if path.is_dir() else []


def _is_history(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        start = stream.read(256 * 1024)
    return start.startswith(START) and any(mark in start for mark in MARKS)


def _pages(path: Path) -> Iterator[Found]:
    from core.store import browsers

    name = printable(path)
    seen: set[int] = set()
    untitled = 0
    try:
        for page in browsers.visited(path):
            address, place = _address(page.address)
            title = clean.title(page.title)
            if not address:
                continue
            if not any(map(str.isalnum, title)) or title == page.address:
                untitled += 1
                continue
            if (key := hash((title, place))) in seen:
                continue
            seen.add(key)
            source = {"app": "history", "uri": address, "file": name, "title": title}
            yield Item(f"{title}\n{address}", Kind.DOCUMENT, title, (), page.at, source)
    except Unreadable as error:
        yield Skipped(name, error.message)
    if untitled:
        yield Remark(name, f"pages without a title, which were left out: {untitled:,}")
    if path.name == FILES[1] and seen:
        yield Remark(name, "its bookmarks are taken in with --from bookmarks")


def _address(address: str) -> tuple[str, str]:
    """A web address without what logs somebody in, and its host and path; two empty ones for anything else."""
    if len(address) > LONGEST_ADDRESS:
        address = address.split("?", 1)[0].split("#", 1)[0][:LONGEST_ADDRESS]
    try:
        parts = urlsplit(address)
        if parts.scheme not in WEB or not parts.hostname:
            return "", ""
        host = parts.netloc.rsplit("@", 1)[-1]
        asked, part = parts.query, "" if SECRET.search(parts.fragment) else parts.fragment
        if SECRET.search(asked):
            pairs = parse_qsl(asked, keep_blank_values=True, max_num_fields=100)
            asked = urlencode([pair for pair in pairs if not SECRET.search(pair[0])])
        return masked(urlunsplit((parts.scheme, host, parts.path, asked, part))), host + parts.path
    except ValueError:
        return "", ""
