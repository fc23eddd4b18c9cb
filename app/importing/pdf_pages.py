"""The process that reads one PDF: bytes on its standard input, a line of JSON for each page on its standard output.

A PDF is a program for a machine that others have written, so it is read apart from the memory, with bounded time and
memory; nothing else is imported here. Lines: `{"title", "at", "pages"}` first, then `{"page", "text"}`, or `{"error"}`.
"""

import io
import json
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PdfReader

START = b"%PDF-"
MEMORY = 2 * 1024 * 1024 * 1024  # Bytes of address space; pypdf takes about ten times the file.
SECONDS = 300  # CPU seconds for the whole file; pypdf reads about 50 pages a second.
PAGE_SECONDS = 20
MOST_PAGES = 5_000
LONGEST_PAGE = 200_000  # Characters; a page of a newspaper has 30,000.


class TooLong(Exception):
    """A page that takes longer than PAGE_SECONDS."""


def main() -> int:
    """Read the PDF on standard input; what is broken is told, never raised."""
    _restrain()
    data = sys.stdin.buffer.read()
    if START not in data[:1024]:
        return _say(error="it is no PDF")
    try:
        reader = _opened(data)
        count = len(reader.pages) if reader is not None else 0
    except Exception as error:  # the edge of this process: whatever a hostile file sets off ends here
        return _say(error="it needs a decoder that is not installed" if _lacks(error) else "it is damaged")
    if reader is None:
        return _say(error="it is protected by a password; save a copy without one")
    _say(**_about(reader), pages=count)
    for number in range(min(count, MOST_PAGES)):
        _say(page=number + 1, text=_text(reader, number))
    return 0


def _restrain() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _interrupted)


def _interrupted(number: int, frame: FrameType | None) -> None:
    raise TooLong


def _opened(data: bytes) -> "PdfReader | None":
    """The file, None if it wants a password; the empty one opens what is only protected against printing."""
    from pypdf import PasswordType, PdfReader

    with _within(PAGE_SECONDS):
        reader = PdfReader(io.BytesIO(data), strict=False)
        locked = reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
        return None if locked else reader


class _within:
    """Raises TooLong inside after so many seconds, where the system has alarms."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


def _lacks(error: Exception) -> bool:
    return type(error).__name__ == "DependencyError"


def _about(reader: "PdfReader") -> dict[str, Any]:
    """The title and the time of making, as far as the file tells them."""
    title = at = None
    with suppress(Exception):
        title = reader.metadata and reader.metadata.title
    with suppress(Exception):
        made = reader.metadata and reader.metadata.creation_date
        at = made.isoformat() if made else None
    return {"title": str(title)[:1000] if title else None, "at": at}


def _text(reader: "PdfReader", number: int) -> str | None:
    """The page's text, None if it cannot be read."""
    try:
        with _within(PAGE_SECONDS):
            return reader.pages[number].extract_text()[:LONGEST_PAGE]
    except (Exception, TooLong):
        return None


def _say(**line: Any) -> int:
    sys.stdout.buffer.write(json.dumps(line).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
