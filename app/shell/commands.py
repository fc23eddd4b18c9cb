"""The commands that shells left in the spool: read, rid of secrets, and told apart into stretches of work."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from app.shell.masking import masked
from core.clock import aware
from core.text.clean import cleaned

LONGEST = 4000
"""Characters of a command; a longer one, mostly a pasted file, is cut."""
GAP = timedelta(minutes=30)
"""How long nothing may be run in a folder before what comes next is something else."""
MOST = 200
"""Commands that one memory holds."""
_NUMBER = re.compile(r"\s*\d+[* ] ")
_TRIVIAL = re.compile(
    r"(?:cd|ls|ll|la|l|pwd|clear|reset|exit|logout|history|jobs|fg|bg|pushd|popd|dirs|date|whoami|true|:|cls|h)"
    r"(?:\s+(?:-\w+|\.\.?|~|-|%?\d+))*|cd\s+\S+|ebb(?:\s.*)?"
)
"""What tells nobody anything a day later; Ebb's own commands hold what is remembered already, or was looked for."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command as it was run: when it ended (aware), in which shell and folder, how it ended and after how long.

    `origin` is the same whenever the same record is read.
    """

    origin: str
    at: datetime
    shell: str
    folder: str
    text: str
    status: int
    seconds: int


def read(data: bytes, origin: str, shell: str) -> Iterator[Command]:
    """The commands in one file of the spool; what is no whole record, or says nothing, is left out."""
    parts = data.split(b"\0")[:-1]
    for number in range(len(parts) // 5):
        record = [part.decode("utf-8", "replace") for part in parts[5 * number : 5 * number + 5]]
        command = _command(f"{origin}#{number}", shell, record)
        if command is not None:
            yield command


def _command(origin: str, shell: str, record: list[str]) -> Command | None:
    at, status, seconds, folder, text = record
    if shell == "bash":  # its history tells the command with its number
        text = _NUMBER.sub("", text, count=1)
    hidden, text = text[:1].isspace(), cleaned(text.strip()).text
    if hidden or not text or _TRIVIAL.fullmatch(text):
        return None
    try:
        moment = aware(datetime.fromtimestamp(int(at)))
        ended, lasted = int(status), int(seconds)
    except (ValueError, OverflowError, OSError):
        return None
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    return Command(origin, moment, shell, masked(cleaned(folder).text), masked(text), ended, lasted)


def dumped(commands: Iterable[Command]) -> str:
    """Commands as lines of JSON, to be read again later."""
    return "".join(json.dumps(asdict(one), default=datetime.isoformat) + "\n" for one in commands)


def loaded(text: str) -> Iterator[Command]:
    """What `dumped` wrote; a line that is none is left out."""
    for line in text.splitlines():
        try:
            given = json.loads(line)
            yield Command(**{**given, "at": aware(datetime.fromisoformat(given["at"]))})
        except (ValueError, TypeError, KeyError):
            continue


def stretches(commands: Iterable[Command]) -> list[list[Command]]:
    """Commands that belong together, oldest first: of one local day and folder, without a long break."""
    found: list[list[Command]] = []
    latest: dict[str, list[Command]] = {}
    for one in sorted(commands, key=lambda command: (command.at, command.origin)):
        stretch = latest.get(one.folder)
        if stretch is None or not _goes_on(stretch, one):
            stretch = latest[one.folder] = []
            found.append(stretch)
        stretch.append(one)
    return found


def _goes_on(stretch: list[Command], command: Command) -> bool:
    last = stretch[-1].at
    same_day = last.astimezone().date() == command.at.astimezone().date()
    return same_day and command.at - last <= GAP and len(stretch) < MOST


def is_over(stretch: list[Command], now: datetime) -> bool:
    """Whether nothing can be added to a stretch any more."""
    today = stretch[-1].at.astimezone().date() == now.astimezone().date()
    return not today or now - stretch[-1].at > GAP or len(stretch) >= MOST


def told(stretch: list[Command]) -> str:
    """A stretch as the text of a memory: a command a line, with how it failed; repetitions are counted."""
    lines: list[tuple[str, int]] = []
    for one in stretch:
        line = one.text + _outcome(one)
        if lines and lines[-1][0] == line:
            lines[-1] = (line, lines[-1][1] + 1)
        else:
            lines.append((line, 1))
    return "\n".join(line if times == 1 else f"{line}  # {times} times" for line, times in lines)


def _outcome(command: Command) -> str:
    """What is to be known of how it ended, as the shell's comment; 130 is Ctrl-C, which is no failure."""
    said = [f"failed with {command.status}"] if command.status not in (0, 130, 141, 148) else []
    if command.seconds >= 60:
        said.append(f"took {timedelta(seconds=command.seconds)}")
    return f"  # {', '.join(said)}" if said else ""
