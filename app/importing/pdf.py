"""PDF: each page with text becomes one document, its number in the address ("report.pdf#page=3").

The file is read by a process of its own, whose time and memory are bounded.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any

from app.importing.dates import moment
from app.importing.items import Found, Item, Remark, Skipped
from app.importing.parts import Part, beginning
from app.importing.pdf_pages import MOST_PAGES, START
from app.importing.turns import Extent, told
from core.errors import Unreadable
from core.memory import Kind
from core.text import clean

LARGEST = 256 * 1024 * 1024  # Bytes of one file.
SECONDS = 600.0  # From its beginning to its end; the process bounds its own CPU time below that.
LONGEST_LINE = 4 * 1024 * 1024
ROOT = str(Path(__file__).resolve().parents[2])


def recognises(path: Path) -> bool:
    """Whether `path` is a PDF, or a folder or zip whose first PDF is one."""
    return START in beginning(path, _wanted)[:1024]


def read(path: Path) -> Iterator[Found]:
    """Yield the pages of each file in order; what is broken, locked or only scanned is skipped with its reason."""
    return told(path, _wanted, _document)


def _wanted(name: str) -> bool:
    return name.lower().endswith(".pdf")


def _document(part: Part, extent: Extent) -> Iterator[Found]:
    if part.size > LARGEST:
        raise Unreadable(f"larger than {LARGEST // 1024 // 1024} MB")
    with _pages(part) as lines:
        about = next(lines, {})
        if "pages" not in about:
            raise Unreadable(str(about.get("error") or "it takes too much time or memory to read"))
        count = min(int(about["pages"]), MOST_PAGES)
        read = empty = broken = 0
        for line in lines:
            text = line.get("text")
            read += 1
            yield extent.within(part.size * read // max(1, count))
            if isinstance(text, str) and any(map(str.isalnum, text)):
                yield _item(part, about, int(line["page"]), text)
            else:
                empty, broken = empty + (text is not None), broken + (text is None)
    yield from _left_out(part, int(about["pages"]), read, empty, broken)


def _left_out(part: Part, pages: int, read: int, empty: int, broken: int) -> Iterator[Found]:
    count = min(pages, MOST_PAGES)
    if not count:
        yield Skipped(part.file, "it has no pages")
    elif empty == count:
        yield Skipped(part.file, "its pages are pictures without text; a program for text recognition can add it")
    elif empty:
        yield Remark(part.file, f"pages without text, which were left out: {empty:,}")
    if broken:
        yield Skipped(part.file, f"pages that cannot be read: {broken:,}")
    if read < count:
        yield Skipped(part.file, f"pages after the {read:,}. take too much time or memory: {count - read:,}")
    if pages > MOST_PAGES:
        yield Remark(part.file, f"only the first {MOST_PAGES:,} of its {pages:,} pages were read")


def _item(part: Part, about: dict[str, Any], page: int, text: str) -> Item:
    name = Path(part.name).name
    given = clean.title(str(about.get("title") or ""))
    title = given if any(map(str.isalpha, given)) else clean.title(Path(name).stem)
    at: datetime | None = moment(about.get("at"))
    return Item(
        text=text.strip(),
        kind=Kind.DOCUMENT,
        title=title if about["pages"] == 1 else f"{title[:280]}, page {page}",
        occurred_at=at or part.changed,
        source={
            "app": "pdf",
            "uri": f"{part.name}#page={page}",
            "file": part.file,
            "title": title,
        },
    )


@contextmanager
def _pages(part: Part) -> Iterator[Iterator[dict[str, Any]]]:
    """What the reading process says, line by line; it is ended with the block, and after SECONDS at the latest."""
    path = os.pathsep.join([*filter(None, sys.path), ROOT])  # the same modules as here, and never the working folder's
    process = subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", "-m", "app.importing.pdf_pages"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,  # Ctrl-C in the terminal is the parent's to handle
    )
    watch = threading.Timer(SECONDS, process.kill)
    watch.daemon = True
    watch.start()
    try:
        _fed(process, part)
        assert process.stdout
        yield _lines(process.stdout)
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def _fed(process: "subprocess.Popen[bytes]", part: Part) -> None:
    """Give the process the file; it reads all of it before it says anything, or dies early and says nothing."""
    assert process.stdin
    with part.stream() as stream, suppress(BrokenPipeError):
        copyfileobj(stream, process.stdin)
    with suppress(BrokenPipeError):
        process.stdin.close()


def _lines(output: IO[bytes]) -> Iterator[dict[str, Any]]:
    while line := output.readline(LONGEST_LINE):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            return  # a line that a death cut short
        if isinstance(found, dict):
            yield found
