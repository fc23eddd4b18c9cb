"""Which day a daily note of an Obsidian vault is of, by the format of file names that the vault's settings give."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.importing.dates import moment

SETTINGS = Path(".obsidian/daily-notes.json")
USUAL = "YYYY-MM-DD"
LARGEST = 64 * 1024  # Bytes of settings; real ones have three lines.
LONGEST = 100  # Characters of a format; patterns are possessive, so that none takes more than one way through a name.
MONTHS = "january february march april may june july august september october november december".split()
# Moment.js's tokens, https://momentjs.com/docs/#/displaying/format/; a day is found by year, month and day alone.
TOKEN = re.compile(r"\[([^\]]*)\]|(YYYY|MMMM|MMM|MM|M|DD|Do|D|dddd|ddd|dd|ww|w|WW|W|gggg|GGGG|Q)|(.)", re.DOTALL)
PATTERNS = {
    "YYYY": r"(?P<year>\d{4})",
    "MMMM": r"(?P<name>[^\W\d]{3,12}+)",
    "MMM": r"(?P<name>[^\W\d]{3,12}+)\.?",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{2})",
    "D": r"(?P<day>\d{1,2})",
    "Do": r"(?P<day>\d{1,2})\w{2}",
}


def settings(root: Path) -> Mapping[str, Any]:
    """The vault's settings for daily notes, empty where there are none that can be read."""
    path = root / SETTINGS
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
            return {}
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def days(given: Mapping[str, Any]) -> Callable[[str], datetime | None]:
    """What tells the day (noon, UTC) of a note from its path without ending, "journal/2021/03.05"; None for no day."""
    format, folder = given.get("format"), given.get("folder")
    shape = format if isinstance(format, str) and 0 < len(format) <= LONGEST else USUAL
    start = f"{folder.strip('/')}/" if isinstance(folder, str) and folder.strip("/") else ""
    pattern = _pattern(shape)
    return lambda path: _day(pattern, path[len(start) :]) if pattern and path.startswith(start) else None


def _pattern(shape: str) -> "re.Pattern[str] | None":
    found: list[str] = []
    named: set[str] = set()
    for literal, token, other in TOKEN.findall(shape):
        part = PATTERNS.get(token, r"\w{1,20}+") if token else re.escape(literal or other)
        group = re.search(r"<(\w+)>", part) if token else None
        if group and group[1] in named:
            part = part.replace(f"?P<{group[1]}>", "?:")
        elif group:
            named.add(group[1])
        found.append(part)
    whole = {"year", "day"} <= named and bool(named & {"month", "name"})
    return re.compile("".join(found)) if whole else None


def _day(pattern: "re.Pattern[str]", path: str) -> datetime | None:
    match = pattern.fullmatch(path[: 2 * LONGEST])
    if not match:
        return None
    parts = match.groupdict()
    month = parts.get("month")
    if month is None:
        name = parts["name"].casefold()
        month = next((str(number) for number, full in enumerate(MONTHS, 1) if full.startswith(name)), "0")
    return moment(f"{parts['year']}-{month}-{parts['day']}")
