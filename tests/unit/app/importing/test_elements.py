"""JSON arrays, read element by element."""

import io
import json
import re
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any, cast

import pytest

from app.importing import elements as module
from app.importing.elements import MOST_BROKEN, Broken, Window, elements, listed

MESSAGES = re.compile(r'"messages"\s*:\s*\[')


class Long(io.RawIOBase):
    """A stream of an array of `count` objects, made as it is read."""

    def __init__(self, count: int) -> None:
        self._rows: Iterator[bytes] = (b'{"text": "%0500d"},' % number for number in range(count))
        self._rest = b"["

    def read(self, size: int = -1) -> bytes:
        self._rest += b"".join(islice(self._rows, 1 + size // 500))
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


def stream(text: str) -> Window:
    return Window(io.BytesIO(text.encode()))


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


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 64, 1000])
def test_a_stream_gives_what_the_whole_text_gives_wherever_it_is_cut(
    monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(module, "PIECE", piece)
    values = [{"a": [1, {"b": "]ö🙂\\"}]}, -1.5e3, 12345, "x" * 50, None, [], True]
    text = json.dumps(values, ensure_ascii=False, indent=2)
    assert list(elements(stream(text))) == values
    assert list(elements(stream("\ufeff" + text))) == values
    broken = '[{"a": 1}, {"b": oops, "c": "} ] \\" {"}, {"d": [}}, 5, nope, "x"]'
    assert list(elements(stream(broken))) == list(elements(broken))
    assert list(elements(stream(text[:-30]))) == list(elements(text[:-30]))


@pytest.mark.parametrize("piece", [1, 5, 64, 1000])
def test_the_arrays_under_a_name_come_with_what_stands_before_them(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(module, "PIECE", piece)
    text = json.dumps(
        [{"n": 1, "messages": [1, {"messages": 2}]}, {"n": 2, "messages": []}, {"n": 3, "messages": ["x"]}]
    )
    found = list(listed(stream(text), MESSAGES))
    assert [value for _, value in found] == [1, {"messages": 2}, "x"]
    assert [heading.rpartition("{")[2] for heading, _ in found] == ['"n": 1, ', '"n": 1, ', '"n": 3, ']


def test_a_quoted_name_opens_no_array() -> None:
    text = json.dumps({"text": 'he said "messages": [1, 2]', "messages": [3]})
    assert [value for _, value in listed(stream(text), MESSAGES)] == [3]


def test_a_long_stream_is_never_held_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECE", 50_000)
    tracemalloc.start()
    try:
        count = sum(1 for _ in elements(Window(cast(IO[bytes], Long(10_000)))))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 10_000
    assert peak < 1_000_000  # of 5 MB


def test_an_element_beyond_all_bounds_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECE", 100)
    monkeypatch.setattr(module, "HELD", 1000)
    found = list(elements(stream('["' + "x" * 50_000 + '", 1]')))
    assert isinstance(found[0], Broken)
