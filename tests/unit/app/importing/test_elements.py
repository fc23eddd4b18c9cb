"""JSON arrays, read element by element."""

import json
from typing import Any

import pytest

from app.importing.elements import MOST_BROKEN, Broken, elements


@pytest.mark.parametrize("value", [[], [1], [[], {}, 'a]b\\"', None, True], [{"a": [1, {"b": "]"}]}, -1.5e3]])
def test_a_whole_array_gives_what_json_gives(value: list[Any]) -> None:
    assert list(elements(json.dumps(value))) == value
    assert list(elements(json.dumps(value, indent=3))) == value


def test_a_value_that_is_no_array_is_the_only_element() -> None:
    assert list(elements('{"a": 1} trailing')) == [{"a": 1}]
    assert list(elements("")) == []


def test_after_a_broken_element_the_others_follow() -> None:
    found = list(elements('[{"a": 1}, {"b": oops, "c": "} ] \\" {"}, {"d": [}}, 5, nope, "x"]'))
    assert found[0] == {"a": 1}
    assert isinstance(found[1], Broken)
    assert [value for value in found if not isinstance(value, Broken)] == [{"a": 1}, 5, "x"]


@pytest.mark.parametrize("text", ["[1, 2", "[1 2]", "[1,", '["a\\', '[{"a', "[", "]", "[,]", "[1}"])
def test_damaged_arrays_end_quietly(text: str) -> None:
    assert [found for found in elements(text) if not isinstance(found, Broken)] in ([], [1], [1, 2])


def test_a_file_of_nothing_but_damage_is_given_up_soon() -> None:
    assert len(list(elements("[" + "x," * 100_000))) == MOST_BROKEN + 2


def test_an_endless_string_costs_one_pass() -> None:
    (found, *_) = elements('[{"a": nope, "' + '\\"' * 2_000_000)
    assert isinstance(found, Broken)
