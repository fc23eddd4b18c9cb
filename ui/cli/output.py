"""Where the command line writes: data to stdout, talk to stderr, colour only for a terminal that wants it.

Nothing here knows what a memory is. Text that a person or a file wrote goes through `core.text.sanitise` before.
"""

import os
import re
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TextIO

import click

_ASCII = str.maketrans(
    {"…": "...", "·": "-", "✓": "+", "✗": "x", "→": "->", "←": "<-", "─": "-", "█": "#", "“": '"', "”": '"'}
)
# Controls, lone surrogates, and what is invisible or turns the direction: legal in JSON, not in a terminal.
_UNSAFE = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True},
    "dim": {"dim": True},
    "match": {"bold": True, "fg": "yellow"},
    "good": {"fg": "green"},
    "warn": {"fg": "yellow"},
    "bad": {"fg": "red"},
    "tag": {"fg": "cyan"},
}


class NobodyReads(Exception):
    """The program that read stdout or stderr has gone. (Click would take a BrokenPipeError for its own.)"""


def calm() -> None:
    """Make stdout and stderr take any character, as an escape where the encoding lacks it; closed ones take all."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - open until the process ends
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def put(text: str = "") -> None:
    """Write one line (or several) of data to stdout."""
    _write(sys.stdout, text + "\n")


def say(text: str) -> None:
    """Write one line of talk to stderr."""
    _write(sys.stderr, text + "\n")


def piece(text: str) -> None:
    """Write part of a line to stdout at once, for text that arrives bit by bit."""
    _write(sys.stdout, text)
    with suppress(BrokenPipeError):  # the next piece says so
        sys.stdout.flush()


def put_json(value: Any) -> None:
    """Write one JSON document to stdout, without any character that a terminal would obey."""
    import json

    text = json.dumps(value, ensure_ascii=not _unicode(sys.stdout), indent=2 if terminal() else None)
    put(_UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], text))


def paint(text: str, style: str) -> str:
    """Colour `text` as "title", "dim", "match", "good", "warn", "bad" or "tag" if stdout shows colours."""
    return click.style(text, **_STYLES[style]) if text and _colours() else text


def terminal(stream: TextIO | None = None) -> bool:
    """Tell whether a person sees the stream (stdout unless named)."""
    stream = sys.stdout if stream is None else stream
    return stream is not None and not stream.closed and stream.isatty()


def can_ask() -> bool:
    """Tell whether a question can be put to a person: stdin and stderr are a terminal."""
    return terminal(sys.stdin) and terminal(sys.stderr)


def agreed(question: str) -> bool:
    """Put a question on stderr; true for "y" or "yes", false for all else and for the end of input."""
    _write(sys.stderr, f"{question} [y/N] ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        say("")
    return answer.strip().lower() in ("y", "yes")


def width() -> int:
    """How many cells a line may have: the terminal's, COLUMNS, or 100 where there is neither; at least 40."""
    return max(40, screen()[0])


def screen() -> tuple[int, int]:
    """Measure the terminal in cells and lines; 100 by 24 where there is none."""
    size = shutil.get_terminal_size((100, 24))
    return size.columns, size.lines


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text if _unicode(stream) else text.translate(_ASCII))
    except BrokenPipeError as error:
        raise NobodyReads from error


def _unicode(stream: TextIO) -> bool:
    return (stream.encoding or "").lower().replace("-", "").startswith("utf")


def _colours() -> bool:
    return terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
