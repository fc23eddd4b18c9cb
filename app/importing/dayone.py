"""Day One's JSON export, a zip or the JSON inside it: each entry becomes one note.

The zip holds one JSON per journal (`{"metadata": …, "entries": [{"uuid", "creationDate", "text", "tags", …}]}`) and the
pictures, which are named in the text where they stand.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.importing import markup
from app.importing.dates import moment
from app.importing.fields import stored
from app.importing.items import Found, Item, Skipped
from app.importing.parts import Part, beginning
from app.importing.turns import Extent, mapped, told
from core.errors import Unreadable
from core.text import clean

# Pictures stand in the text as ![](dayone-moment://ID); sounds, films and papers have their kind in the address.
MOMENT = re.compile(r"!\[[^\[\]\n]*\]\(dayone-moment:/{1,2}(?:(\w+)/)?([0-9A-Fa-f-]+)\)")
ESCAPED = re.compile(r"\\([.!()+\-])")  # Day One writes a backslash before marks that need none.
MEDIA = {"photos": "image", "videos": "video", "audios": "audio", "pdfAttachments": "attachment"}
LARGEST = 512 * 1024 * 1024  # Bytes of one journal; twenty years of daily pages are a tenth of it.


def recognises(path: Path) -> bool:
    """Whether `path` is an export: a JSON with entries that have Day One's dates."""
    wanted = (lambda name: _wanted(name) and "/" not in name) if path.is_dir() else _wanted
    start = beginning(path, wanted) if path.suffix.lower() in (".zip", ".json") or path.is_dir() else b""
    return b'"entries"' in start and b'"creationDate"' in start and b'"uuid"' in start


def read(path: Path) -> Iterator[Found]:
    """Yield the entries of every journal in order; what is broken is skipped, the rest goes on."""
    return told(path, _wanted, _entries)


def _wanted(name: str) -> bool:
    return name.lower().endswith(".json")


def _entries(part: Part, _: Extent) -> Iterator[Found]:
    data = part.data(LARGEST)
    try:
        entries = mapped(json.loads(data)).get("entries")
    except (ValueError, RecursionError):
        raise Unreadable("it is no valid JSON") from None
    if not isinstance(entries, list):
        raise Unreadable("it is no Day One journal")
    broken = empty = 0
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("text", ""), str):
            broken += 1
        elif item := _item(part, entry):
            yield item
        else:
            empty += 1
    if broken:
        yield Skipped(part.file, f"entries that cannot be read: {broken:,}")
    if empty:
        yield Skipped(part.file, f"entries that hold no text: {empty:,}")


def _item(part: Part, entry: Mapping[str, Any]) -> Item | None:
    names = _media(entry)
    body = MOMENT.sub(lambda match: names.get(match[2].upper(), f"[{match[1] or 'image'}]"), entry.get("text") or "")
    body = ESCAPED.sub(r"\1", body).strip("\n")
    text = "\n\n".join(filter(None, (body, _around(entry))))
    if not any(map(str.isalnum, text)):
        return None
    uuid = entry.get("uuid")
    at = moment(entry.get("creationDate"))
    # Day One's own address opens the entry, https://dayoneapp.com/guides/tips-and-tutorials/day-one-url-scheme/
    position = uuid if isinstance(uuid, str) and uuid.isalnum() else ""
    uri = f"dayone://view?entryId={position}" if position else f"{part.name}#{at.isoformat() if at else 'undated'}"
    journal = Path(part.name).stem
    return Item(
        text=text,
        title=_title(body),
        tags=_tags(entry),
        occurred_at=at or moment(entry.get("modifiedDate")),
        source={"app": "dayone", "uri": uri, "file": part.file, "title": journal},
    )


def _media(entry: Mapping[str, Any]) -> dict[str, str]:
    """What stands for each picture: "[image 5f2a.jpeg]", the name it has in the export's folder."""
    found: dict[str, str] = {}
    for field, kind in MEDIA.items():
        listed = entry.get(field)
        for one in map(mapped, listed if isinstance(listed, list) else []):
            name = ".".join(str(one[key]) for key in ("md5", "type") if isinstance(one.get(key), str))
            found[str(one.get("identifier")).upper()] = f"[{kind} {name}]" if name else f"[{kind}]"
    return found


def _around(entry: Mapping[str, Any]) -> str:
    """Where it was written and in what weather, one line each."""
    location, weather = mapped(entry.get("location")), mapped(entry.get("weather"))
    places = [location.get(key) for key in ("placeName", "localityName", "administrativeArea", "country")]
    named = dict.fromkeys(place.strip() for place in places if isinstance(place, str) and place.strip())
    degrees, sky = weather.get("temperatureCelsius"), weather.get("conditionsDescription")
    felt = [f"{degrees:.0f} °C"] if isinstance(degrees, int | float) and not isinstance(degrees, bool) else []
    felt += [sky] if isinstance(sky, str) and sky else []
    lines = (f"Place: {', '.join(named)}" if named else "", f"Weather: {', '.join(felt)}" if felt else "")
    return "\n".join(filter(None, lines))


def _title(body: str) -> str | None:
    """The first heading, else the first line if it is short enough for a title."""
    first = next((line.strip() for line in body.split("\n") if line.strip()), "")
    found = markup.heading(body) or (first if len(first) <= 100 and not first.startswith(("[", "!")) else "")
    return clean.title(found.lstrip("# ")) or None


def _tags(entry: Mapping[str, Any]) -> tuple[str, ...]:
    listed = entry.get("tags")
    given = [tag for tag in listed if isinstance(tag, str)] if isinstance(listed, list) else []
    return stored((*given, *(("starred",) if entry.get("starred") is True else ())))
