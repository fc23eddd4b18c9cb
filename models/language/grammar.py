"""Turns a JSON schema into the grammar that holds a model's output to it."""

from typing import Any

MAX_TEXT = 400
MAX_ITEMS = 32
# The stock rule `[^"\\]` lets raw control characters into strings, which strict JSON parsers refuse.
_LOOSE_CHAR = 'char ::= [^"\\\\] |'
_STRICT_CHAR = 'char ::= [^"\\\\\\x00-\\x1F\\x7F] |'


def bounded(schema: Any) -> Any:
    """The schema with an upper length for every string and list: without one, a small model may never stop."""
    if isinstance(schema, list):
        return [bounded(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: bounded(value) for key, value in schema.items()}
    if schema.get("type") == "string" and not {"enum", "const", "format", "pattern"} & schema.keys():
        result.setdefault("maxLength", MAX_TEXT)
    if schema.get("type") == "array":
        result.setdefault("maxItems", MAX_ITEMS)
    return result


def strict(grammar: str) -> str:
    """The grammar with control characters shut out of strings."""
    return grammar.replace(_LOOSE_CHAR, _STRICT_CHAR)
