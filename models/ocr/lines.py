"""What an engine reads: words with their boxes, line by line, and what every engine can do."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""A picture, (height, width, 3) uint8 in the order red, green, blue."""
Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the picture."""


def pixels_of(image: Image, box: Box) -> Image:
    """The part of a picture in a box; empty where the box lies outside."""
    x, y, width, height = box
    return image[y : y + height, x : x + width]


def widened(boxes: Sequence[Box], width: int, height: int) -> list[Box]:
    """Boxes of the words of a line as high as the line and half way to their neighbours, all relative to the line.

    Engines say only roughly where a word is, and may leave out its outer letters.
    """
    edges = [0, *((one[0] + one[2] + other[0]) // 2 for one, other in zip(boxes, boxes[1:], strict=False)), width]
    made = []
    for (left, _, wide, _), before, after in zip(boxes, edges[:-1], edges[1:], strict=True):
        near = max(before, left - (height // 2 if before else 2 * height))
        far = min(after, left + wide + (height // 2 if after < width else 2 * height))
        made.append((near, 0, max(far - near, 1), height))
    return made


class ReadWord(NamedTuple):
    """One word; `confidence` from 0 to 1."""

    text: str
    box: Box
    confidence: float


class ReadLine(NamedTuple):
    """The words of one line in reading order; there is at least one."""

    words: tuple[ReadWord, ...]


class Engine(Protocol):
    """Reads text; one instance is used by one thread at a time."""

    @property
    def name(self) -> str:
        """Engine, version and languages, as kept beside what it read."""

    def read(self, image: Image, regions: Sequence[Box]) -> list[ReadLine]:
        """Read each region, in order; a low one is taken as a single line, a high one may hold many."""

    def close(self) -> None:
        """Free what it holds; idempotent."""
