"""Files given by hand, taken in: a picture by what can be read in it, any other file as an import reads it."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from app.importing.items import Found, Item, Remark, Skipped
from core.errors import BadInput, EbbError
from core.memory import Kind
from core.text import clean

if TYPE_CHECKING:
    from app import Ebb

MOST_PIXELS = 100_000_000
"""Pixels of the largest picture that is read, a scan of A2 at 300 dpi; decoded it takes 300 MB."""
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person says of what they add; None leaves to the file what it is."""

    title: str | None = None
    tags: tuple[str, ...] = ()
    kind: str | None = None
    occurred_at: datetime | None = None


@dataclass(slots=True)
class Filed:
    """What became of files: the ids of their memories in order, what is to be known, and what stayed out and why."""

    ids: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def add_files(
    ebb: "Ebb",
    paths: Sequence[Path],
    wanted: Wanted,
    *,
    progress: Callable[[int, int | None], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Filed:
    """Remember files; one that cannot be read is left out and named, the others go in.

    The same file again yields the memories it has. `progress` is told how many memories are done; `cancelled` is asked
    before each, and what went in stays. Raises: CannotOpen's family, Locked.
    """
    filed = Filed()
    names: list[tuple[str, str]] = []
    calls: list[tuple[str, str]] = []
    for path in paths:
        for found in _read(ebb, path, wanted.title):
            if cancelled():
                return filed
            if isinstance(found, Item):
                if id := _taken(ebb, found, path, wanted, filed):
                    names += [(id, name) for name in found.names if name != found.title]
                    calls += [(id, name) for name in found.links]
                if progress:
                    progress(len(filed.ids), None)
            elif isinstance(found, Skipped):
                filed.skipped.append(found)
            elif isinstance(found, Remark):
                filed.remarks.append(found)
    ebb.link_titles(calls, names)
    return filed


def _taken(ebb: "Ebb", item: Item, path: Path, wanted: Wanted, filed: Filed) -> str | None:
    """Add one item as it is wanted, and note it; None where the memory refuses it."""
    given = item.arguments()
    given["tags"] = (*given["tags"], *wanted.tags)
    given["kind"] = wanted.kind or given["kind"]
    given["occurred_at"] = wanted.occurred_at or given["occurred_at"]
    try:
        id = ebb.add(**given)
    except BadInput as error:
        filed.skipped.append(Skipped(str(path), error.message.rstrip(".")))
        return None
    filed.ids.append(id)
    return id


def _read(ebb: "Ebb", path: Path, title: str | None) -> Iterator[Found]:
    """What a file holds, under the title; where it holds several things, theirs follow it."""
    try:
        found = _opened(ebb, path)
        head = list(_up_to_second(found))
        alone = sum(isinstance(one, Item) for one in head) < 2
        for one in chain(head, found):
            yield _titled(one, title, alone)
    except EbbError as error:
        yield Skipped(
            str(path), f"{error.message.rstrip('.')}" + (f" ({error.hint.rstrip('.')})" if error.hint else "")
        )


def _up_to_second(found: Iterator[Found]) -> Iterator[Found]:
    """What comes up to the second item, which tells a document of one part from one of many."""
    items = 0
    for one in found:
        items += isinstance(one, Item)
        yield one
        if items == 2:
            return


def _titled(found: Found, title: str | None, alone: bool) -> Found:
    if title is None or not isinstance(found, Item):
        return found
    return replace(found, title=title if alone or not found.title else f"{title}: {found.title}")


def _opened(ebb: "Ebb", path: Path) -> Iterator[Found]:
    """The reader that fits a file, reading. Raises: BadInput."""
    from app.importing.readers import reader

    start = _start(path)
    if start.startswith(_PICTURES) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return iter([_picture(ebb, path)])
    if not start:
        raise BadInput("it is empty")
    try:
        chosen = reader(path)
    except BadInput:
        raise BadInput("Ebb cannot read this kind of file", "it takes text, PDF, mail and pictures") from None
    if chosen.restore:
        raise BadInput("it was written by Ebb itself", f"ebb import {path}")
    return chosen.read(path)


def _start(path: Path) -> bytes:
    """The first bytes of a file. Raises: BadInput for what is no file that can be read."""
    if path.is_dir():
        raise BadInput("it is a folder", f"ebb import {path}")
    if not path.exists():
        raise BadInput("there is no such file")
    if not path.is_file():
        raise BadInput("it is not a regular file")
    try:
        with path.open("rb") as file:
            return file.read(8192)
    except OSError as error:
        raise BadInput(f"it cannot be opened, {(error.strerror or 'nobody knows why').lower()}") from error


def _picture(ebb: "Ebb", path: Path) -> Item | Skipped:
    """What can be read in a picture. Raises: ModelMissing where nothing on this machine reads pictures."""
    import numpy as np
    from PIL import Image, ImageOps, UnidentifiedImageError

    from app.screens.engines import find_reader
    from core.screen.frame import Rect
    from core.screen.strips import Strips

    try:
        with Image.open(path, formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return Skipped(str(path), f"the picture is larger than {MOST_PIXELS // 1_000_000} million pixels")
            image = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return Skipped(str(path), "the picture is damaged")
    engine = find_reader(ebb.config.capture)
    try:
        lines = Strips(engine).read(image, [Rect(0, 0, image.shape[1], image.shape[0])])
    finally:
        engine.close()
    text = "\n".join(line.text for line in lines)
    if not any(map(str.isalnum, text)):
        return Skipped(str(path), "nothing can be read in the picture")
    name = clean.title(os.fsencode(path.name).decode("utf-8", "replace"))
    file = os.fsencode(path.absolute()).decode("utf-8", "replace")
    return Item(text, Kind.DOCUMENT, name, source={"app": "picture", "uri": name, "file": file})
