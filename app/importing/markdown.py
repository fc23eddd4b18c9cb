"""Markdown and plain text, one file or a vault: each file becomes one note, its words unchanged.

A note's address (`uri`) is its path from the vault's folder down, "vault/pages/x.md": the same when the vault has
moved, and free of the person's home. `file` is the absolute path, for opening it; it is no part of the identity.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG
from urllib.parse import unquote

from app.importing import fields, folder, markup
from app.importing.dates import journal_day
from app.importing.items import Found, Item, Remark, Skipped
from core.errors import BadInput
from core.text import clean, wiki

LARGEST = 8 * 1024 * 1024  # Bytes; a note of this size is a book's text or a log.
OLD_ENCODING = "cp1252"  # What Windows programs wrote before UTF-8; it reads Latin-1 too.


def recognises(path: Path) -> bool:
    """Whether `path` is a note or a folder that holds at least one."""
    if path.is_dir():
        return any(isinstance(found, Path) for found in folder.notes(path))
    return path.is_file() and folder.is_note(path.name)


def read(path: Path) -> Iterator[Found]:
    """Yield the notes at `path`, sorted by path, and what could not be read."""
    path = path.absolute()
    root = folder.vault(path)
    for found in folder.notes(path) if path.is_dir() else (path,):
        yield from (found,) if isinstance(found, Skipped) else _note(found, root)


def _note(path: Path, root: Path) -> Iterator[Found]:
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
    if clean.looks_binary(data):
        yield Skipped(name, "not a text file")
        return
    text, remark = _text(data)
    if remark:
        yield Remark(name, remark)
    try:
        front, body = fields.split(text)
    except fields.BadFrontMatter as error:
        front, body = {}, text
        yield Remark(name, f"{error}; kept as text")
    yield _item(path, root, status, front, body)


def _text(data: bytes) -> tuple[str, str]:
    """The file's text with plain line ends, and what to tell about its encoding ("" for nothing)."""
    decoded = clean.decoded(data)
    remark = ""
    if decoded.replaced:
        remark = f"{decoded.replaced:,} characters could not be read"
        if data.decode("utf-8", "ignore").isascii():
            decoded = clean.cleaned(data.decode(OLD_ENCODING, "replace"))
            remark = "it is not UTF-8; read as Windows-1252"
    return decoded.text.replace("\r\n", "\n").replace("\r", "\n"), remark


def _item(path: Path, root: Path, status: os.stat_result, front: fields.Fields, body: str) -> Item | Skipped:
    page = fields.properties(body)
    known = {**page, **front}
    text = fields.remainder(front) + body.strip("\n")
    if not any(map(str.isalnum, text)):
        return Skipped(folder.printable(path), "it holds no text")
    stem = _name(path)
    title = fields.title(known) or (None if page else markup.heading(body)) or stem
    changed = datetime.fromtimestamp(status.st_mtime, UTC)
    return Item(
        text=text,
        title=clean.title(title),
        tags=_tags((*fields.tags(front), *fields.tags(page), *markup.tags(body))),
        occurred_at=fields.occurred(known) or journal_day(path.stem) or changed,
        source={"app": "markdown", "uri": _address(path, root), "file": folder.printable(path)},
        names=tuple(dict.fromkeys((title, stem, folder.printable(path.stem), *fields.aliases(known)))),
        links=wiki.called(body),
    )


def _tags(names: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for name in names:
        with suppress(BadInput):
            kept[clean.tag(name)] = None
    return tuple(kept)


def _name(path: Path) -> str:
    """The page's name behind the file's: `a___b` is Logseq's "a/b", `%3F` is "?", `2021_03_15` a day."""
    stem = folder.printable(path.stem)
    if len(stem) == len("2021_03_15") and (day := journal_day(stem)):
        return day.astimezone().date().isoformat()
    return unquote(stem.replace("___", "/")) or stem


def _address(path: Path, root: Path) -> str:
    return folder.printable(Path(root.name) / path.relative_to(root)).replace(os.sep, "/")
