"""Whether a JSON value fits a schema: the part of JSON Schema that Ebb's own schemas are written in.

A grammar holds a model of this process to its schema; what a server's model says is checked with this.
"""

from typing import Any

_KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def fits(value: Any, schema: Any) -> bool:
    """Whether `value` fits; lengths and numeric bounds count, words that are not known here do not."""
    if schema is True or not isinstance(schema, dict):
        return schema is not False
    if "anyOf" in schema and not any(fits(value, one) for one in schema["anyOf"]):
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    return _of_kind(value, schema.get("type")) and _within(value, schema) and _inside(value, schema)


def _of_kind(value: Any, kind: Any) -> bool:
    if kind is None:
        return True
    if isinstance(kind, list):
        return any(_of_kind(value, one) for one in kind)
    if isinstance(value, bool):
        return bool(kind == "boolean")
    return isinstance(value, _KINDS.get(kind, (object,)))


def _within(value: Any, schema: dict[str, Any]) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if isinstance(value, str | list):
        least, most = ("minLength", "maxLength") if isinstance(value, str) else ("minItems", "maxItems")
        return bool(schema.get(least, 0) <= len(value) <= schema.get(most, len(value)))
    return True


def _inside(value: Any, schema: dict[str, Any]) -> bool:
    if isinstance(value, list):
        return all(fits(one, schema.get("items", True)) for one in value)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        return set(schema.get("required", ())) <= value.keys() and all(
            fits(one, known.get(name, others)) for name, one in value.items()
        )
    return True
