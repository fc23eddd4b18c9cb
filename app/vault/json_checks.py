"""A line of a JSON export made into what the store takes, each value checked: the file may come from anywhere."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from core.clock import to_micros
from core.errors import BadInput
from core.ids import is_prefix
from core.memory import State
from core.store.memories import COLUMNS
from core.store.records import Record, Type
from core.store.revisions import TAGS

LONGEST = 100_000
"""Characters of any value besides the texts of memories."""
_WHOLE = frozenset(("start", "end", "n"))
_REAL = frozenset(("weight", "score", "retention", "stability", "difficulty"))
_OPTIONAL = frozenset(("run", "cause", "ended_at", "decided_at", "note", "target"))
_LARGEST = (1 << 63) - 1


def record(type: Type, line: Mapping[str, Any]) -> Record:
    """The record that a line of this type holds, times in microseconds. Raises: BadInput."""
    return {column: _value(type, column, line.get(column)) for column in type.columns}


def _value(type: Type, column: str, value: Any) -> Any:
    if value is None and column in _OPTIONAL and (type.name, column) != ("link", "target"):
        return None
    if column in type.times:
        return micros(value, column)
    if column in ("before", "after"):
        return _fields(value)
    if column in type.texts:
        return whole_numbers(value, column)
    if column in _WHOLE:
        return whole(value, column)
    if column in _REAL:
        return real(value, column)
    return words(value, column)


def words(value: Any, name: str, longest: int = LONGEST) -> str:
    """A str that can be stored. Raises: BadInput."""
    if not isinstance(value, str) or len(value) > longest:
        raise _wrong(name)
    from core.text import clean

    return clean.cleaned(value).text


def whole(value: Any, name: str) -> int:
    """A whole number; true and false are 1 and 0. Raises: BadInput."""
    if not isinstance(value, int) or abs(value) > _LARGEST:
        raise _wrong(name)
    return int(value)


def real(value: Any, name: str, least: float = 0.0, most: float = 1e9) -> float:
    """A number within bounds. Raises: BadInput."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise _wrong(name)
    return float(value)


def micros(value: Any, name: str) -> int:
    """An ISO 8601 time in microseconds. Raises: BadInput."""
    try:
        return to_micros(datetime.fromisoformat(value))
    except (TypeError, ValueError, OverflowError):
        raise _wrong(name) from None


def optional(check: Callable[[Any, str], Any], value: Any, name: str) -> Any:
    """None, or what `check` makes of it. Raises: BadInput."""
    return None if value is None else check(value, name)


def ulid(value: Any, name: str = "id") -> str:
    """A memory's id. Raises: BadInput."""
    if not isinstance(value, str) or len(value) != 26 or not is_prefix(value) or value != value.upper():
        raise _wrong(name)
    return value


def listed(value: Any, name: str) -> list[Any]:
    """A list. Raises: BadInput."""
    if not isinstance(value, list):
        raise _wrong(name)
    return value


def mapping(value: Any, name: str) -> dict[str, Any]:
    """A mapping. Raises: BadInput."""
    if not isinstance(value, dict):
        raise _wrong(name)
    return value


def whole_numbers(value: Any, name: str) -> dict[str, int]:
    """Named whole numbers. Raises: BadInput."""
    return {words(key, name): whole(number, name) for key, number in mapping(value, name).items()}


def octets(value: Any, name: str) -> bytes:
    """Bytes from their hexadecimal digits. Raises: BadInput."""
    try:
        return bytes.fromhex(value or "")
    except (TypeError, ValueError):
        raise _wrong(name) from None


def _fields(value: Any) -> dict[str, Any]:
    """What a revision says of a memory before or after it."""
    return {_field(name): _part(name, one) for name, one in mapping(value, "revision").items()}


def _field(name: str) -> str:
    if name not in COLUMNS and name not in TAGS:
        raise _wrong("revision")
    return name


def _part(name: str, value: Any) -> Any:
    if name in TAGS:
        return [words(tag, "tag") for tag in listed(value, "tag")]
    if name in ("valid_from", "valid_until", "known_until"):
        return optional(whole, value, name)
    if name == "occurred_at":
        return whole(value, name)
    if name == "importance":
        return real(value, name, 0.0, 1.0)
    if name == "status" and value not in ("active", State.SUPERSEDED, State.FORGOTTEN):
        raise _wrong(name)
    from core.text.clean import MAX_CHARACTERS

    return words(value, name, MAX_CHARACTERS)


def _wrong(name: str) -> BadInput:
    return BadInput(f"its {name!r} is not what Ebb writes")
