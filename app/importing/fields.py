"""A note's fields: YAML front matter between `---` lines, and Logseq's `key:: value` lines."""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from app.importing.dates import moment
from core.errors import BadInput
from core.text import clean

Fields = Mapping[str, Any]

LIMIT = 64 * 1024  # Characters of front matter; a person's own is below 2,000.
DEPTH = 20
OPENING = re.compile(r"---[ \t]*\n")
CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
PROPERTY = re.compile(r"[ \t]*(?:[-*][ \t]+)?([^\W\d][\w .-]{0,60})::(?:[ \t]+(.*))?")

TITLES = ("title",)
TAGS = ("tags", "tag", "keywords")
ALIASES = ("aliases", "alias")
DATES = (
    *("date", "created", "created_at", "created-at", "date created", "date_created", "creation date"),
    *("updated", "updated_at", "updated-at", "modified", "date modified", "last_modified"),
)
LAYOUT = ("cssclass", "cssclasses", "layout", "publish", "draft", "permalink", "slug")
NOTHING = ("", "~", "null")


class BadFrontMatter(ValueError):
    """A front matter block that is not used; the message is a clause that says why."""


def split(text: str) -> tuple[dict[str, Any], str]:
    """The front matter's fields, names in lower case, and the text after it; ({}, text) if there is none.

    Every value is a string, a list or a dict: a title 2024 stays "2024".
    Raises: BadFrontMatter if it is no valid YAML, too large, too deep, or uses anchors.
    """
    opening = OPENING.match(text)
    closing = CLOSING.search(text, opening.end()) if opening else None
    if not opening or not closing:
        return {}, text
    if closing.start() - opening.end() > LIMIT:
        raise BadFrontMatter(f"its front matter is longer than {LIMIT // 1024} KB")
    fields = _load(text[opening.end() : closing.start()])
    if fields in (None, ""):
        return {}, text[closing.end() :]
    if not isinstance(fields, dict):
        return {}, text
    return {str(name).strip().lower(): value for name, value in fields.items()}, text[closing.end() :]


def _load(block: str) -> Any:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    depth = 0
    try:
        for event in yaml.parse(block, Loader=loader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise BadFrontMatter("its front matter uses YAML anchors")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH:
                raise BadFrontMatter("its front matter is nested too deeply")
        return yaml.load(block, Loader=loader)  # the base loader makes strings, lists and dicts only
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, BadFrontMatter):
            raise
        raise BadFrontMatter("its front matter is no valid YAML") from error


def properties(body: str) -> dict[str, str]:
    """The Logseq page properties at the top of `body`, names in lower case; `body` keeps them."""
    found: dict[str, str] = {}
    for line in body.lstrip().split("\n", 200)[:200]:
        match = PROPERTY.fullmatch(line)
        if not match:
            break
        found[match[1].strip().lower()] = (match[2] or "").strip()
    return found


def title(fields: Fields) -> str | None:
    """The title that the fields give, on one line, or None."""
    for value in _values(fields, TITLES):
        if isinstance(value, str) and value.strip() not in NOTHING:
            return " ".join(value.split())
    return None


def tags(fields: Fields) -> tuple[str, ...]:
    """The tags that the fields give as a list or as words, without `#` and brackets."""
    return _names(fields, TAGS)


def stored(names: Iterable[str]) -> tuple[str, ...]:
    """Tags as the memory keeps them, each once; what cannot be a tag is left out."""
    kept: dict[str, None] = {}
    for name in names:
        with suppress(BadInput):
            kept[clean.tag(name)] = None
    return tuple(kept)


def aliases(fields: Fields) -> tuple[str, ...]:
    """The other names that the fields give the note."""
    return _names(fields, ALIASES)


def occurred(fields: Fields) -> datetime | None:
    """When the note was written, from the first field that holds a time: dates before creation before change."""
    return next((time for value in _values(fields, DATES) if (time := moment(value))), None)


def remainder(fields: Fields) -> str:
    """The fields that Ebb has no place for, one `name: value` line each, so that nothing written is lost."""
    used = {*TITLES, *TAGS, *ALIASES, *DATES, *LAYOUT}
    shown = {name: _shown(value) for name, value in fields.items() if name not in used}
    lines = [f"{name}: {value}" for name, value in shown.items() if value not in NOTHING]
    return "\n".join(lines) + "\n\n" if lines else ""


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _values(fields: Fields, names: Iterable[str]) -> Iterable[Any]:
    return (fields[name] for name in names if name in fields)


def _names(fields: Fields, keys: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for value in _values(fields, keys):
        if isinstance(value, str):
            found += value.split() if "," not in value and value.lstrip().startswith("#") else value.split(",")
        elif isinstance(value, list):
            found += [entry for entry in value if isinstance(entry, str)]
    bare = (name.strip().removeprefix("#").strip("[]\"' ") for name in found)
    return tuple(dict.fromkeys(name for name in bare if name not in NOTHING))
