"""What shells left in the spool becomes memories: one for each stretch of work in a folder, once it is over."""

import os
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.home import FOLDER_MODE, Home, unwritable, write_private
from app.shell.commands import Command, dumped, is_over, loaded, read, stretches, told
from core.clock import utc_now
from core.errors import Locked
from core.memory import Kind
from core.store.lock import FileLock

if TYPE_CHECKING:
    from app import Ebb

WAITING = "waiting.jsonl"
MOST_BYTES = 16_000_000
"""Bytes of one shell's file that are read; a person types as much in some years."""
SETTLING_SECONDS = 1.0
_WHOLE = b"\0\n"


def spool(home: Home) -> Path:
    """The folder into which shells write, readable by its owner alone; made if it is missing. Raises: OSError."""
    folder = home.root / "shell"
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    return folder


def lock_of(home: Home) -> FileLock:
    """The lock that whoever takes in holds meanwhile."""
    return FileLock(home.root / "shell.lock", 0)


def is_waiting(home: Home) -> bool:
    """Whether a shell has left anything; one look into a folder."""
    with suppress(OSError), os.scandir(home.root / "shell") as entries:
        return any(True for _ in entries)
    return False


def take(ebb: "Ebb", *, everything: bool = False, now: datetime | None = None) -> list[str]:
    """Remember the stretches that are over, or all; returns the ids of their memories, oldest first.

    What is not over waits, without its secrets. Nothing is done where another process is at it. Commands are there
    until they are remembered, and remembered once, whenever this is cut short. Raises: CannotOpen's family, Locked.
    """
    home = Home(Path(ebb.home))
    if not is_waiting(home):
        return []
    try:
        with lock_of(home).held():
            return _taken(ebb, spool(home), everything, now or utc_now())
    except Locked:
        return []
    except OSError as error:
        raise unwritable(home, error) from error


def _taken(ebb: "Ebb", folder: Path, everything: bool, now: datetime) -> list[str]:
    _set_aside(folder)
    read_now = sorted(folder.glob("*.taken"))
    commands = {one.origin: one for one in _waiting(folder)}
    for file in read_now:
        commands |= {one.origin: one for one in read(_whole(file), file.name, file.name.partition("-")[0])}
    over: list[list[Command]] = []
    waiting: list[Command] = []
    for stretch in stretches(commands.values()):
        if everything or is_over(stretch, now):
            over.append(stretch)
        else:
            waiting += stretch
    ids = ebb.add_many([_item(stretch) for stretch in over])
    _keep(folder, waiting)
    for file in read_now:
        file.unlink(missing_ok=True)
    return ids


def _set_aside(folder: Path) -> None:
    """Rename the files that shells write, so that they begin new ones."""
    for file in list(folder.iterdir()):
        if file.is_file() and not file.is_symlink() and "." not in file.name:
            os.replace(file, file.with_name(f"{file.name}.{time.time_ns()}.taken"))


def _whole(file: Path) -> bytes:
    """What a shell wrote, waiting a moment for one that is just writing its last record."""
    until = time.monotonic() + SETTLING_SECONDS
    while True:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES)
        if data.endswith(_WHOLE) or not data or time.monotonic() > until:
            return data
        time.sleep(0.01)


def _waiting(folder: Path) -> list[Command]:
    try:
        return list(loaded((folder / WAITING).read_text("utf-8")))
    except (OSError, UnicodeDecodeError):
        return []


def _keep(folder: Path, commands: list[Command]) -> None:
    if commands:
        write_private(folder / WAITING, dumped(commands))
    else:
        (folder / WAITING).unlink(missing_ok=True)


def _item(stretch: list[Command]) -> dict[str, object]:
    first = stretch[0]
    return {
        "text": told(stretch),
        "kind": Kind.DOCUMENT,
        "title": f"Commands in {_short(first.folder)}",
        "tags": ("shell",),
        "occurred_at": first.at,
        "source": {"app": first.shell, "title": first.folder, "uri": f"shell/{first.at.isoformat()}"},
    }


def _short(folder: str) -> str:
    """A folder as a prompt shows it."""
    own = os.path.expanduser("~")
    return f"~{folder[len(own) :]}" if folder == own or folder.startswith(f"{own}/") else folder
