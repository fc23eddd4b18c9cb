"""Turns a JSON schema into the grammar that holds a model's output to it."""

from typing import Any

MAX_TEXT = 400
MAX_ITEMS = 32
MAX_SPAN = 128  # whole numbers between two bounds that are listed one by one
# The stock rule `[^"\\]` lets raw control characters into strings, which strict JSON parsers refuse, and `\u` escapes
# spell half characters, which are no text.
_LOOSE_CHAR = 'char ::= [^"\\\\] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F])'
_STRICT_CHAR = 'char ::= [^"\\\\\\x00-\\x1F\\x7F] | "\\\\" ["\\\\/bfnrt]'


def bounded(schema: Any) -> Any:
    """The schema as the runtime can hold a model to it; what it leaves open is its caller's to check.

    Every string and list gets an upper length: without one, a small model may never stop. The runtime ignores the
    bounds of numbers: whole numbers between near bounds become a list of choices.
    """
    if isinstance(schema, list):
        return [bounded(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type")
    if isinstance(kind, list):  # of several kinds the runtime ignores the bounds
        return {"anyOf": [bounded({**schema, "type": one}) for one in kind]}
    result = {key: bounded(value) for key, value in schema.items()}
    if kind == "string" and not {"enum", "const", "format", "pattern"} & schema.keys():
        result.setdefault("maxLength", MAX_TEXT)
    if kind == "array":
        result.setdefault("maxItems", MAX_ITEMS)
    if kind == "integer" and (choices := _between(schema)):
        return {"enum": choices}
    return result


def strict(grammar: str) -> str:
    """The grammar with control characters and half characters shut out of strings."""
    return grammar.replace(_LOOSE_CHAR, _STRICT_CHAR)


def _between(schema: dict[str, Any]) -> list[int]:
    """The whole numbers that a schema allows; none if it does not bound them, or only widely."""
    least, most = schema.get("minimum"), schema.get("maximum")
    if type(least) is not int or type(most) is not int or not least <= most < least + MAX_SPAN:
        return []
    return list(range(least, most + 1))
