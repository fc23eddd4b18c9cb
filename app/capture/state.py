"""What the capture daemon and the reader say about themselves, in two small files of the home.

`capture.json` is the daemon's, `reader.json` the reader's. Both are replaced in one step and readable by their owner
alone; they hold figures and names of rules, never what was seen.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from core.clock import aware

if TYPE_CHECKING:
    from app.home import Home


@dataclass(frozen=True, slots=True)
class DaemonState:
    """The daemon's heartbeat. Times are aware UTC; `state` is one word, `problems` are sentences for a person."""

    pid: int
    started_at: datetime
    at: datetime
    state: str = "starting"
    last_frame_at: datetime | None = None
    """When the screens were last looked at with success."""
    seen: int = 0
    """Looks at the screens."""
    kept: int = 0
    """Frames that had something new."""
    paused_until: datetime | None = None
    problems: tuple[str, ...] = ()
    cpu_percent: float = 0.0
    """Of one core, the daemon and its reader together, over the last minute."""
    reader: int | None = None
    """The reader's process, if one runs."""


@dataclass(frozen=True, slots=True)
class ReaderState:
    """The reader's heartbeat: at which frame it is, how many it read and could not read, its CPU seconds."""

    pid: int
    at: datetime
    frame: int | None = None
    done: int = 0
    failed: int = 0
    cpu_seconds: float = 0.0
    engine: str = ""


T = TypeVar("T")


def daemon_file(home: "Home") -> Path:
    """Where the daemon's heartbeat is."""
    return home.root / "capture.json"


def reader_file(home: "Home") -> Path:
    """Where the reader's heartbeat is."""
    return home.root / "reader.json"


def write_daemon(home: "Home", state: DaemonState) -> None:
    """Replace the daemon's heartbeat. Raises: OSError."""
    replace_file(daemon_file(home), state)


def write_reader(home: "Home", state: ReaderState) -> None:
    """Replace the reader's heartbeat. Raises: OSError."""
    replace_file(reader_file(home), state)


def read_daemon(home: "Home") -> DaemonState | None:
    """Read the daemon's last heartbeat; None if there is none that can be read."""
    return found(daemon_file(home), DaemonState)


def read_reader(home: "Home") -> ReaderState | None:
    """Read the reader's last heartbeat; None if there is none that can be read."""
    return found(reader_file(home), ReaderState)


def replace_file(path: Path, state: Any) -> None:
    """Replace a file by a dataclass as JSON, in one step. Raises: OSError.

    Unlike a memory it need not survive a power cut, so nothing is synchronised.
    """
    text = json.dumps(asdict(state), default=datetime.isoformat)
    passing = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(passing, path)
    except BaseException:
        with suppress(OSError):
            passing.unlink()
        raise


def found(path: Path, kind: type[T]) -> T | None:
    """Read a dataclass that `replace_file` wrote; None if there is none that can be read."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        known = fields(kind)  # type: ignore[arg-type]
        values = {part.name: _value(part.type, given[part.name]) for part in known if part.name in given}
        return kind(**values)
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _value(kind: Any, value: Any) -> Any:
    """A field's value as it was before it became JSON. Raises: ValueError, TypeError for one that cannot be."""
    if value is None:
        return None
    if kind in (datetime, datetime | None):
        return aware(datetime.fromisoformat(value))
    if kind == tuple[str, ...]:
        return tuple(map(str, value))
    if kind == int | None:
        return int(value)
    return kind(value)
