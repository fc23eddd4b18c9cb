"""What a worker sends is trusted with nothing: a frame of another shape ends the conversation with it."""

import json
from io import BufferedReader, BytesIO
from typing import Any, cast

import pytest

from models.language.child import _Frames, _read
from models.language.kept import LIMIT


def _passed_on(*lines: bytes) -> list[Any]:
    frames: _Frames = _Frames()
    _read(BufferedReader(cast(Any, BytesIO(b"".join(lines)))), frames)
    passed: list[Any] = []
    while (frame := frames.get(timeout=1)) is not None:
        passed.append(frame)
    assert frames.empty()
    return passed


def test_frames_are_passed_on_in_order_with_their_bytes() -> None:
    keep = b'{"id": 1, "keep": "name", "bytes": 7}\n'
    ready, end = b'{"ready": true}\n', b'{"id": 1, "end": {"prompt": 3, "first": 0.1}}\n'
    passed = _passed_on(ready, b'{"id": 1, "text": "a"}\n', keep, b"a\nb{}\n\n", end)
    assert [sorted(frame) for frame in passed] == [
        ["ready"],
        ["id", "text"],
        ["bytes", "data", "id", "keep"],
        ["end", "id"],
    ]
    assert passed[2]["data"] == b"a\nb{}\n\n"


@pytest.mark.parametrize(
    "frame",
    [
        7,
        [],
        {},
        {"id": "1", "text": "a"},
        {"id": True, "text": "a"},
        {"id": 1, "text": 7},
        {"id": 1, "wants": ["../../x"]},
        {"id": 1, "keep": "name", "bytes": -1},
        {"id": 1, "keep": "name", "bytes": LIMIT + 1},
        {"id": 1, "keep": "name", "bytes": "9"},
        {"id": 1, "keep": "name"},
        {"id": 1, "error": "failed"},
        {"id": 1, "end": {"prompt": "many"}},
        {"id": 1, "end": "soon"},
        {"error": "load", "message": 7},
        {"ready": True, "cell": 7},
    ],
)
def test_a_frame_of_another_shape_is_not_passed_on_and_nothing_after_it(frame: object) -> None:
    good = b'{"id": 1, "text": "a"}\n'
    assert _passed_on(good, json.dumps(frame).encode() + b"\n", good) == [{"id": 1, "text": "a"}]


def test_a_line_that_is_no_json_ends_it_too() -> None:
    assert _passed_on(b"Segmentation fault\n", b'{"id": 1, "text": "a"}\n') == []
