"""A schema is given bounds, and a grammar keeps control characters out of strings."""

import pytest

from models.language.grammar import MAX_ITEMS, MAX_TEXT, bounded, strict

SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 9}},
    },
}


def test_every_string_and_list_gets_an_upper_bound() -> None:
    properties = bounded(SCHEMA)["properties"]
    assert properties["name"] == {"type": "string", "maxLength": MAX_TEXT}
    assert properties["kind"] == {"type": "string", "enum": ["a", "b"]}
    assert properties["tags"]["maxItems"] == MAX_ITEMS
    assert properties["tags"]["items"]["maxLength"] == 9


def test_the_schema_that_was_given_is_left_alone() -> None:
    bounded(SCHEMA)
    assert SCHEMA["properties"]["name"] == {"type": "string"}  # type: ignore[index]


def test_the_bounds_of_whole_numbers_become_choices_since_the_runtime_ignores_them() -> None:
    assert bounded({"type": "integer", "minimum": -1, "maximum": 2}) == {"enum": [-1, 0, 1, 2]}
    wide = {"type": "integer", "minimum": 0, "maximum": 10**9}
    assert bounded(wide) == wide


def test_a_text_that_may_be_missing_is_bounded_too() -> None:
    assert bounded({"type": ["string", "null"]}) == {
        "anyOf": [{"type": "string", "maxLength": MAX_TEXT}, {"type": "null"}]
    }


def test_the_runtime_s_own_string_rule_is_made_strict() -> None:
    runtime = pytest.importorskip("llama_cpp.llama_grammar", reason="llama-cpp-python is not installed")
    grammar = runtime.json_schema_to_gbnf('{"type": "string", "maxLength": 3}')
    assert strict(grammar) != grammar
    assert r"[^\"\\\x00-\x1F\x7F]" in strict(grammar).replace('[^"', '[^\\"')
    assert "[0-9a-fA-F]" not in strict(grammar)
