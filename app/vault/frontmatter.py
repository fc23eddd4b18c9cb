"""A note's properties as YAML front matter: flat, every string quoted, read back without a YAML type or anchor."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

Value = str | bool | datetime | Sequence[str]
Fields = dict[str, str | list[str]]

_OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CLOSING = re.compile(r"^---[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_STRING = r'"((?:[^"\\]|\\(?:["\\]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}))*)"'
_BARE = r"(?:true|false|[0-9][0-9T:.Z+-]*)"
_LINE = re.compile(rf"([A-Za-z-]+):(?: {_STRING}| ({_BARE}))?")
_ENTRY = re.compile(rf"  - {_STRING}")
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))")
_KEY = re.compile(r"""["']?([^\s"'#:-][^"':]*)["']?[ \t]*:(?:\s|$)""")
_JOINERS = "\u200c\u200d"


class NoFrontMatter(ValueError):
    """What stands there is no note's front matter; the message is a clause that says why."""


def block(properties: Mapping[str, Value], foreign: str = "") -> str:
    """The front matter with its `---` lines; empty strings and lists are left out, `foreign` lines stand last."""
    lines = [line for name, value in properties.items() for line in _lines(name, value)]
    return "".join(f"{line}\n" for line in ["---", *lines]) + foreign + "---\n"


def quoted(text: str) -> str:
    """A YAML double-quoted string on one line of printable characters."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(char if _stands(char) else _escaped(char) for char in text) + '"'


def split(content: str) -> tuple[str, str]:
    """(what stands between the `---` lines, what follows them to the last character). Raises: NoFrontMatter."""
    opening = _OPENING.match(content)
    closing = _CLOSING.search(content, opening.end()) if opening else None
    if not opening or not closing:
        raise NoFrontMatter("it has no front matter")
    return content[opening.end() : closing.start()], content[closing.end() :]


def fields(between: str) -> Fields:
    """The properties, names in lower case, values as strings and lists of strings. Raises: NoFrontMatter.

    What Ebb wrote is read line by line; what a person or a program wrote anew is read as YAML.
    """
    found: Fields = {}
    key = ""
    for line in between.split("\n")[:-1]:
        if entry := _ENTRY.fullmatch(line):
            values = found.get(key)
            if not isinstance(values, list):
                return _read_as_yaml(between)
            values.append(_unescaped(entry[1]))
        elif match := _LINE.fullmatch(line):
            key = match[1].lower()
            found[key] = [] if match.lastindex == 1 else _unescaped(match[2]) if match[2] is not None else match[3]
        else:
            return _read_as_yaml(between)
    return found


def foreign(between: str, is_own: Callable[[str], bool]) -> str:
    """The lines of the properties that are not Ebb's, as they stand, so that a rewritten note keeps them."""
    kept: list[str] = []
    keeping = False
    for line in between.replace("\r\n", "\n").split("\n"):
        if match := _KEY.match(line):
            keeping = not is_own(match[1].strip().lower())
        if keeping and line.strip():
            kept.append(line)
    return "".join(f"{line}\n" for line in kept)


def _lines(name: str, value: Value) -> Iterator[str]:
    if isinstance(value, bool):
        yield f"{name}: {'true' if value else 'false'}"
    elif isinstance(value, datetime):
        yield f"{name}: {stamp(value)}"
    elif isinstance(value, str):
        if value:
            yield f"{name}: {quoted(value)}"
    elif value:
        yield f"{name}:"
        for entry in value:
            yield f"  - {quoted(entry)}"


def stamp(time: datetime) -> str:
    """An instant in UTC to the microsecond, ISO 8601."""
    return time.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _stands(char: str) -> bool:
    return (char.isprintable() or char in _JOINERS) and char not in '"\\'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_meant, text) if "\\" in text else text


def _meant(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    return chr(int(code, 16)) if code else match[4]


def _read_as_yaml(between: str) -> Fields:
    from app.importing.fields import BadFrontMatter
    from app.importing.fields import split as read

    plain = between.replace("\r\n", "\n")
    try:
        found, _ = read(f"---\n{plain}{'' if plain.endswith(chr(10)) else chr(10)}---\n")
    except BadFrontMatter as error:
        raise NoFrontMatter(str(error)) from error
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: object) -> str | list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else str(value)
