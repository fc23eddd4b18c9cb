"""Markdown and plain text, one file, a vault or a zip of one: each file becomes one note, its words unchanged.

A note's address (`uri`) is its path from the vault's folder down, "vault/pages/x.md": the same when the vault has
moved, and free of the person's home. `file` is the absolute path, for opening it; it is no part of the identity.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from urllib.parse import unquote

from app.importing import daily, fields, folder, markup, parts, textfile
from app.importing.dates import journal_day
from app.importing.items import Found, Item, Remark, Skipped
from core.errors import Unreadable
from core.text import clean, wiki

LARGEST = 8 * 1024 * 1024  # Bytes; a note of this size is a book's text or a log.

OTHERS = {"pdf": (".pdf",), "mail": (".eml", ".emlx", ".mbox"), "calendar": (".ics",)}

Day = Callable[[str], datetime | None]
Wanted = Callable[[str], bool]


def recognises(path: Path) -> bool:
    """Whether `path` is a note, or a folder or zip that holds at least one."""
    if path.is_dir():
        return any(isinstance(found, Path) for found in folder.notes(path))
    if path.suffix.lower() == ".zip":
        return path.is_file() and parts.holds(path, folder.is_note)
    return path.is_file() and folder.is_note(path.name)


def read(path: Path) -> Iterator[Found]:
    """Yield the notes at `path`, sorted by path, what could not be read, and what else lies beside them."""
    path = path.absolute()
    attached = 0
    others: Counter[str] = Counter()

    def wanted(name: str) -> bool:
        if folder.is_note(name):
            return True
        others.update(format for format, endings in OTHERS.items() if name.lower().endswith(endings))
        return False

    for found in (_zipped if path.suffix.lower() == ".zip" and path.is_file() else _unpacked)(path, wanted):
        attached += len(markup.embedded(found.text)) if isinstance(found, Item) else 0
        yield found
    name = folder.printable(path)
    if attached:
        yield Remark(name, f"attachments that the notes name and that stay where they are: {attached:,}")
    for format, count in others.items():
        yield Remark(name, f"files beside the notes that --from {format} takes in: {count:,}")


def _unpacked(path: Path, wanted: Wanted) -> Iterator[Found]:
    root = folder.vault(path)
    day = daily.days(daily.settings(root))
    for found in folder.walked(path, wanted) if path.is_dir() else (path,):
        yield from (found,) if isinstance(found, Skipped) else _file(found, root, day)


def _zipped(path: Path, wanted: Wanted) -> Iterator[Found]:
    for part in parts.parts(path, wanted):
        if isinstance(part, Skipped):
            yield part
            continue
        try:
            data = part.data(LARGEST)
        except Unreadable as error:
            yield Skipped(part.file, error.message)
            continue
        yield from _note(data, part.name, part.file, part.changed, journal_day)


def _file(path: Path, root: Path, day: Day) -> Iterator[Found]:
    name = folder.printable(path)
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            yield Skipped(name, "not a regular file")
            return
        if status.st_size > LARGEST:
            yield Skipped(name, f"larger than {LARGEST // 1024 // 1024} MB")
            return
        data = path.read_bytes()
    except OSError as error:
        yield Skipped(name, f"it cannot be opened ({error.strerror})")
        return
    yield from _note(data, _address(path, root), name, datetime.fromtimestamp(status.st_mtime, UTC), day)


def _note(data: bytes, address: str, file: str, changed: datetime, day: Day) -> Iterator[Found]:
    if textfile.is_binary(data):
        yield Skipped(file, "not a text file")
        return
    text, remark = textfile.decoded(data)
    if remark:
        yield Remark(file, remark)
    front: fields.Fields = {}
    body = text
    try:
        front, body = fields.split(text)
    except fields.BadFrontMatter as error:
        yield Remark(file, f"{error}; kept as text")
    yield _item(address, file, changed, front, body, day)


def _item(address: str, file: str, changed: datetime, front: fields.Fields, body: str, day: Day) -> Item | Skipped:
    page = fields.properties(body)
    known = {**page, **front}
    text = fields.remainder(front) + body.strip("\n")
    if not any(map(str.isalnum, text)):
        return Skipped(file, "it holds no text")
    path = PurePosixPath(address)
    marked = path.suffix.lower() in folder.MARKDOWN
    stem = _name(path.stem)
    written = day(_below(path)) or journal_day(path.stem)
    title = fields.title(known) or (None if page or not marked else markup.heading(body)) or stem
    inline = markup.tags(body) if marked else ()
    return Item(
        text=text,
        title=clean.title(title),
        tags=fields.stored((*fields.tags(front), *fields.tags(page), *inline)),
        occurred_at=fields.occurred(known) or written or changed,
        source={"app": "markdown", "uri": address, "file": file},
        names=tuple(dict.fromkeys((title, stem, path.stem, *_paths(path), *fields.aliases(known)))),
        links=wiki.called(body),
    )


def _below(path: PurePosixPath) -> str:
    """The path without the vault's name and the ending, as wiki links and the daily notes' format have it."""
    return "/".join((*path.parts[1:-1], path.stem))


def _paths(path: PurePosixPath) -> tuple[str, ...]:
    """What `[[folder/note]]` calls a note: Obsidian writes it so where two notes have one name."""
    return (_below(path),) if len(path.parts) > 2 else ()


def _name(stem: str) -> str:
    """The page's name behind the file's: `a___b` is Logseq's "a/b", `%3F` is "?", `2021_03_15` a day."""
    if len(stem) == len("2021_03_15") and (day := journal_day(stem)):
        return day.astimezone().date().isoformat()
    return unquote(stem.replace("___", "/")) or stem


def _address(path: Path, root: Path) -> str:
    return folder.printable(Path(root.name) / path.relative_to(root)).replace(os.sep, "/")
