"""jrnl's journals, the text file itself and its JSON export: each entry becomes one note.

An entry begins with its time at the start of a line, in brackets since version 2; the first sentence is its title, `*`
beside the title stars it, and `@words` are its tags (https://jrnl.sh/en/stable/).
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.importing.dates import moment
from app.importing.fields import stored
from app.importing.items import Found, Item, Remark, Skipped
from app.importing.parts import Part, beginning
from app.importing.textfile import decoded, is_binary
from app.importing.turns import Extent, told
from core.errors import Unreadable
from core.text import clean

DATE = r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})"
TIME = r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[ \u202f]?([AaPp])\.?[Mm]\.?)?"
BRACKETED = re.compile(rf"^\[{DATE}[ T]{TIME}\][ \t]?(.*)$", re.MULTILINE)
BARE = re.compile(rf"^{DATE} {TIME}[ \t](.*)$", re.MULTILINE)
TAG = re.compile(r"(?<![\w/.:@])@([^\W_][\w-]{0,63})(?![\w@]*[.@]\w)")
SENTENCE = re.compile(r"(?<=[.!?])\s")
ENDINGS = (".txt", ".jrnl", ".json")


def recognises(path: Path) -> bool:
    """Whether `path` is a journal: a text that begins with an entry's time, or jrnl's JSON."""
    if path.is_dir() or path.suffix.lower() == ".zip":
        return False
    start = beginning(path, _wanted)
    if b'"entries"' in start and b'"body"' in start and b'"date"' in start and b'"title"' in start:
        return True
    return bool(BRACKETED.match(start.decode("utf-8-sig", "ignore").lstrip()))


def read(path: Path) -> Iterator[Found]:
    """Yield the entries in the order of the file, or of the files of a folder of journals."""
    return told(path, _wanted, _entries)


def _wanted(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def _entries(part: Part, _: Extent) -> Iterator[Found]:
    data = part.data()
    if is_binary(data):
        raise Unreadable("not a text file; decrypt an encrypted journal first (`jrnl --decrypt`)")
    text, remark = decoded(data)
    if remark:
        yield Remark(part.file, remark)
    if text.lstrip()[:1] == "{":
        yield from _from_json(part, text)
        return
    yield from _from_text(part, text)


def _from_text(part: Part, text: str) -> Iterator[Found]:
    pattern = BRACKETED if BRACKETED.search(text) else BARE
    heads = [(match, at) for match in pattern.finditer(text) if (at := _time(match))]
    if not heads:
        yield Skipped(part.file, "it holds no journal entries")
        return
    if text[: heads[0][0].start()].strip():
        yield Remark(part.file, "what stands before the first entry was left out")
    ends = [match.start() for match, _ in heads[1:]] + [len(text)]
    known: Counter[str] = Counter()
    for (match, at), end in zip(heads, ends, strict=True):
        head, starred = _unstarred(match[match.lastindex or 0])
        body = text[match.end() : end].strip("\n")
        yield from _item(part, at, f"{head}\n{body}", (), starred, known)


def _from_json(part: Part, text: str) -> Iterator[Found]:
    try:
        entries = json.loads(text)["entries"]
    except (ValueError, RecursionError, KeyError, TypeError):
        entries = None
    if not isinstance(entries, list):
        yield Skipped(part.file, "it is no jrnl export")
        return
    known: Counter[str] = Counter()
    broken = 0
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("date"), str):
            broken += 1
            continue
        at = moment(f"{entry['date']} {entry.get('time') or ''}".strip())
        title, body = (str(entry.get(name) or "") for name in ("title", "body"))
        tags = tuple(tag for tag in _list(entry.get("tags")) if isinstance(tag, str))
        yield from _item(part, at, f"{title}\n{body}", tags, bool(entry.get("starred")), known)
    if broken:
        yield Skipped(part.file, f"entries that cannot be read: {broken:,}")


def _item(
    part: Part, at: datetime | None, written: str, tags: tuple[str, ...], starred: bool, known: Counter[str]
) -> Iterator[Item]:
    """The entry, unless it says nothing; entries of one minute are told apart by their number."""
    text = written.strip("\n")
    if not any(map(str.isalnum, text)):
        return
    when = at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else "undated"
    known[when] += 1
    position = when if known[when] == 1 else f"{when}-{known[when]}"
    named = (*tags, *TAG.findall(text), *(("starred",) if starred else ()))
    yield Item(
        text=text,
        title=clean.title(SENTENCE.split(text.strip().split("\n")[0], maxsplit=1)[0]),
        tags=stored(name.lstrip("@#") for name in named),
        occurred_at=at,
        source={"app": "jrnl", "uri": f"{part.name}#{position}", "file": part.file},
    )


def _list(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value)
    return value if isinstance(value, list) else []


def _unstarred(head: str) -> tuple[str, bool]:
    words = head.strip()
    if words.startswith("* "):
        return words[2:].strip(), True
    return (words[:-1].rstrip(), True) if words.endswith(" *") else (words, False)


def _time(match: "re.Match[str]") -> datetime | None:
    date, hour, minute, second, half = match.groups()[:5]
    hours = int(hour) % 12 + 12 * (half.lower() == "p") if half else int(hour)
    steps = re.split("[-/.]", date)
    if len(steps[0]) < 4:
        steps = steps[::-1]
    return moment(f"{'-'.join(steps)} {hours:02}:{minute}:{second or '00'}")
