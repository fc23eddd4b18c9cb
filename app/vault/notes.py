"""A note as the text of a file, and back: front matter, the memory's text to the last character, its links."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from app.vault import edges, frontmatter, logseq
from app.vault.note import PLAIN, Edge, Note, Style
from core.errors import BadInput

SOURCE_PARTS = ("app", "title", "uri", "file", "thread", "author")
ID, TITLE, ALIASES, TAGS, FOUND_TAGS = "ebb-id", "title", "aliases", "tags", "ebb-tags"
KIND, ROLE, CREATED, OCCURRED, PINNED = "kind", "ebb-role", "created", "occurred", "pinned"
OWN = frozenset(
    (ID, TITLE, ALIASES, TAGS, FOUND_TAGS, KIND, ROLE, CREATED, OCCURRED, PINNED)
    + tuple(f"source-{part}" for part in SOURCE_PARTS)
)
"""The properties that Ebb writes; a person's others are kept as they stand."""

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_YES = ("true", "yes", "on", "1")


class NotANote(BadInput):
    """A file that holds no note of Ebb's; the message is a clause that says why."""


def rendered(
    note: Note,
    style: Style = PLAIN,
    *,
    name: str = "",
    pictures: Sequence[str] = (),
    addresses: Mapping[str, str] | None = None,
    foreign: str = "",
    elsewhere: Sequence[Edge] = (),
) -> str:
    """The note as the text of its file; `kept` and the links' weights and actors do not go in.

    `name` is the file's, without its ending: a title that differs becomes an alias. `pictures` are embedded below the
    text; `addresses` are the relative paths of links in Markdown, by id; `foreign` are properties to keep (`foreign`),
    and `elsewhere` links to what is not in the vault.
    """
    properties = _properties(note, name)
    write = logseq.block if style.flavour == "logseq" else frontmatter.block
    return write(properties, foreign) + edges.appended(note.text, note.edges, style, pictures, addresses, elsewhere)


def parsed(content: str) -> Note:
    """The note that a file's text holds, with all that stands in it: the inverse of `rendered`.

    A link that somebody typed has no id, and a tag of Ebb's that was taken out of the tags is gone.
    Raises: NotANote.
    """
    try:
        fields, body = _read(content)
        id = _one(fields, ID).strip()
        if not _ULID.fullmatch(id):
            raise NotANote("it has no ebb-id")
        text, links = edges.split(body)
        tags, found = _many(fields, TAGS), _many(fields, FOUND_TAGS)
        created = _time(fields, CREATED)
        return Note(
            id=id,
            kind=_one(fields, KIND) or "note",
            title=_one(fields, TITLE),
            text=text,
            created_at=created,
            occurred_at=_time(fields, OCCURRED) if OCCURRED in fields else created,
            tags=tuple(tag for tag in tags if tag not in found),
            found_tags=tuple(tag for tag in found if tag in tags),
            pinned=_one(fields, PINNED).strip().lower() in _YES,
            role=_one(fields, ROLE),
            source={part: value for part in SOURCE_PARTS if (value := _one(fields, f"source-{part}"))},
            edges=links,
        )
    except frontmatter.NoFrontMatter as error:
        raise NotANote(str(error)) from error


def foreign(content: str) -> str:
    """The lines of a file's properties that are not Ebb's, "" if there are none."""
    try:
        between, _ = frontmatter.split(content)
    except frontmatter.NoFrontMatter:
        return logseq.foreign(content, OWN.__contains__)
    return frontmatter.foreign(between, OWN.__contains__)


def _properties(note: Note, name: str) -> dict[str, frontmatter.Value]:
    aliases = (note.title,) if note.title and note.title != name else ()
    return {
        ID: note.id,
        TITLE: note.title,
        ALIASES: aliases,
        TAGS: (*note.tags, *note.found_tags),
        FOUND_TAGS: note.found_tags,
        KIND: note.kind,
        ROLE: note.role,
        CREATED: note.created_at,
        OCCURRED: note.occurred_at,
        PINNED: note.pinned,
        **{f"source-{part}": note.source[part] for part in SOURCE_PARTS if note.source.get(part)},
    }


def _read(content: str) -> tuple[frontmatter.Fields, str]:
    if logseq.begins(content):
        return logseq.split(content)
    between, body = frontmatter.split(content)
    return frontmatter.fields(between), body


def _one(fields: frontmatter.Fields, name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else value[0] if value else ""


def _many(fields: frontmatter.Fields, name: str) -> tuple[str, ...]:
    value = fields.get(name, [])
    given = value if isinstance(value, list) else value.split(",")
    return tuple(dict.fromkeys(tag for tag in given if tag.strip()))


def _time(fields: frontmatter.Fields, name: str) -> datetime:
    text = _one(fields, name).strip()
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotANote(f"its property {name!r} is no time") from error
