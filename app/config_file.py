"""config.toml as text: read into dotted names, and changed one line at a time so that comments stay."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.home import write_private
from core.errors import BadInput


def read(file: Path) -> dict[str, Any]:
    """Return what the file sets, dotted name to value, unchecked; a missing file sets nothing. Raises: BadInput."""
    return _parsed(file, _text(file))


def write(file: Path, name: str, value: Any) -> None:
    """Set one dotted name, or take it out where `value` is None; the other lines stay, comments too.

    The file is replaced in one step and readable by its owner alone. Raises: BadInput, OSError.
    """
    text = _text(file)
    wanted = _parsed(file, text)
    wanted.pop(name, None)
    if value is not None:
        wanted[name] = value
    section, _, key = name.partition(".")
    changed = _changed(text, section, None if value is None else f"{key} = {_literal(value)}", key)
    write_private(file, changed if _means(changed, wanted) else _composed(wanted))


def write_table(file: Path, name: str, changes: Mapping[str, str | None]) -> None:
    """Set lines of the table with this dotted name, or take those out whose value is None; comments stay.

    The file is replaced in one step and readable by its owner alone. Raises: BadInput, OSError.
    """
    text = _text(file)
    wanted = _parsed(file, text)
    before = wanted.get(name, {})
    inside = {**(before if isinstance(before, dict) else {}), **changes}
    table = {key: value for key, value in inside.items() if value is not None}
    kept = {**wanted, name: table}
    if table == before:
        return
    section, _, key = name.partition(".")
    changed = text
    for one, value in changes.items():
        line = None if value is None else f"{_literal(one)} = {_literal(value)}"
        changed = _changed(changed, name, line, f"""["']?{re.escape(one)}["']?""")
    if not _means(changed, kept):  # it stands inline
        changed = _changed(text, section, f"{key} = {_literal(table)}", key)
    write_private(file, changed if _means(changed, kept) else _composed(kept))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.", "Mend or remove it.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not UTF-8.", "Mend or remove it.") from error


def _parsed(file: Path, text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    import tomllib

    try:
        return dict(_flat(tomllib.loads(text)))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file} is no valid TOML: {error}.", "Mend or remove it.") from error


def _flat(tables: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for section, inside in tables.items():
        if isinstance(inside, dict):
            yield from ((f"{section}.{key}", value) for key, value in inside.items())
        else:
            yield section, inside


def _changed(text: str, section: str, line: str | None, key: str) -> str:
    lines = text.splitlines()
    named = re.escape(section)
    head = next((at for at, old in enumerate(lines) if re.match(rf"\s*\[\s*{named}\s*\]", old)), None)
    if head is None:
        return text if line is None else "\n".join([*lines, *([""] if lines else []), f"[{section}]", line, ""])
    end = next((at for at in range(head + 1, len(lines)) if re.match(r"\s*\[", lines[at])), len(lines))
    old = next((at for at in range(head + 1, end) if re.match(rf"\s*{key}\s*=", lines[at])), None)
    added = [] if line is None else [line]
    if old is not None:
        lines[old : old + 1] = [one + _comment(lines[old]) for one in added]
    else:
        lines[head + 1 : head + 1] = added
    return "\n".join([*lines, ""])


def _comment(line: str) -> str:
    """What a line says behind its value, with the space before it; empty for nothing."""
    import tomllib

    for found in re.finditer(r"\s*#", line):
        try:
            tomllib.loads(line[: found.start()])
        except tomllib.TOMLDecodeError:  # this # stands in the value
            continue
        return line[found.start() :]
    return ""


def _means(text: str, wanted: Mapping[str, Any]) -> bool:
    import tomllib

    try:
        return dict(_flat(tomllib.loads(text))) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _composed(values: Mapping[str, Any]) -> str:
    sections: dict[str, list[str]] = {}
    for name, value in values.items():
        section, _, key = name.partition(".")
        sections.setdefault(section, []).append(f"{key} = {_literal(value)}")
    return "\n".join(f"[{section}]\n" + "\n".join(lines) + "\n" for section, lines in sections.items())


def _literal(value: Any) -> str:
    import json

    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_literal(one)}" for key, one in value.items()) + " }"
    if isinstance(value, str) and re.search("[\ud800-\udfff]", value):
        raise BadInput("The value is not valid Unicode text.", "Name the file by a path that is UTF-8.")
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
