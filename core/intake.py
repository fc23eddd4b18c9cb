"""What is given becomes a draft: checked, cleaned, dated, and with the fingerprint that makes `add` idempotent."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from core.clock import aware, to_micros
from core.decay.curve import first_difficulty, first_importance, first_stability
from core.errors import BadInput
from core.ids import new_id
from core.memory import Kind, Source
from core.store.memories import Draft
from core.text import clean
from core.text.sanitise import shown_line

_SOURCE_PARTS = ("app", "title", "uri", "file", "thread", "author")
_ITEM_PARTS = frozenset(("text", "kind", "title", "tags", "occurred_at", "source"))
_LONGEST_SOURCE = 2000
_EARLIEST = to_micros(datetime(1, 1, 3, tzinfo=UTC))  # so that it is a date in every time zone
_LATEST = to_micros(datetime(9999, 12, 29, tzinfo=UTC))


def drafts(items: Iterable[Mapping[str, Any]], now: datetime) -> list[Draft]:
    """Check and prepare items, dicts with the arguments of `add`.

    Two equal turns in one thread without a uri are two memories; anything else given twice is one.
    Raises: BadInput, naming the item.
    """
    seen: dict[bytes, int] = {}
    prepared: list[Draft] = []
    for number, item in enumerate(items, start=1):
        try:
            if unknown := set(item) - _ITEM_PARTS:
                raise BadInput(
                    f"There is no field {sorted(unknown)[0]!r}.", f"Known: {', '.join(sorted(_ITEM_PARTS))}."
                )
            prepared.append(draft(**item, now=now, seen=seen))
        except (BadInput, TypeError) as error:
            raise BadInput(f"Item {number}: {error}") from error
    return prepared


def draft(
    text: str,
    kind: str = Kind.NOTE,
    title: str | None = None,
    tags: Sequence[str] = (),
    occurred_at: datetime | None = None,
    source: Mapping[str, Any] | None = None,
    *,
    now: datetime,
    seen: dict[bytes, int] | None = None,
) -> Draft:
    """One memory to be; `seen` counts equal turns within a batch. Raises: BadInput."""
    if not isinstance(text, str):
        raise BadInput("The text of a memory must be a str.", "Decode bytes first.")
    origin = source_of(source)
    body = clean.checked(text).text
    kind = kind_of(kind)
    happened = None if occurred_at is None else instant(occurred_at)
    key = _fingerprint(body, kind, happened, origin)
    if seen is not None and origin.thread and not origin.uri:
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            key = hashlib.sha256(key + seen[key].to_bytes(4, "big")).digest()
    moment = to_micros(now)
    trust = _trust(kind, origin)
    importance = first_importance(kind, trust, titled=bool(title), tagged=bool(tags))
    return Draft(
        id=new_id(),
        kind=kind,
        title=clean.title(title) if title else "",
        text=body,
        tags=tags_of(tags),
        source=origin,
        trust=trust,
        created_at=moment,
        occurred_at=moment if happened is None else happened,
        stability=first_stability(kind, importance),
        fingerprint=key,
        difficulty=first_difficulty(kind),
        importance=importance,
    )


def kind_of(kind: str) -> str:
    """The kind, checked. Raises: BadInput."""
    try:
        return Kind(kind).value
    except ValueError:
        raise BadInput(f'"{shown_line(str(kind), 60)}" is no kind.', f"Choose from {', '.join(Kind)}.") from None


def tags_of(tags: str | Sequence[str]) -> tuple[str, ...]:
    """Tags as they are stored, each once; a str is one tag. Raises: BadInput."""
    return tuple(dict.fromkeys(clean.tag(tag) for tag in ([tags] if isinstance(tags, str) else tags)))


def source_of(source: Mapping[str, Any] | None) -> Source:
    """A mapping with any of app, title, uri, file, thread, author as a Source. Raises: BadInput."""
    if source is None:
        return Source()
    if not isinstance(source, Mapping):
        raise BadInput("A source must be a mapping.", f"Its keys are {', '.join(_SOURCE_PARTS)}.")
    if unknown := set(source) - set(_SOURCE_PARTS):
        raise BadInput(f"A source has no {sorted(map(str, unknown))[0]!r}.", f"Known: {', '.join(_SOURCE_PARTS)}.")
    return Source(**{part: clean.cleaned(str(value)).text[:_LONGEST_SOURCE] for part, value in source.items() if value})


def instant(time: date) -> int:
    """Microseconds since 1970 for a datetime or a date (its start); no zone means local. Raises: BadInput."""
    if not isinstance(time, date):
        raise BadInput("occurred_at must be a datetime.", "`core.text.times.when` reads words.")
    moment = time if isinstance(time, datetime) else datetime(time.year, time.month, time.day)
    try:
        micros = to_micros(aware(moment))
    except (OverflowError, ValueError, OSError):
        micros = _LATEST
    if not _EARLIEST < micros < _LATEST:
        raise BadInput(f"{time} lies outside the calendar.", "Give a year from 1 to 9999.")
    return micros


def _trust(kind: str, origin: Source) -> str:
    if kind == Kind.SCREEN:
        return "screen"
    if kind == Kind.CHAT:
        return "chat"
    return "import" if origin.file or origin.uri else "self"


def _fingerprint(text: str, kind: str, occurred_at: int | None, origin: Source) -> bytes:
    # A file may be touched, moved in time or opened elsewhere without becoming another memory: where a source has a
    # uri, that and the text are its identity.
    when = None if origin.uri else occurred_at
    parts = [kind, text, when, origin.app, origin.uri, origin.thread, origin.author]
    if not origin.uri:
        parts += [origin.file, origin.title]
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).digest()
