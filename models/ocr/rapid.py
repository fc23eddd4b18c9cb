"""RapidOCR with the models in its package, offline: slower and more exact; single lines need no detection."""

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.ocr.lines import Box, Image, ReadLine, ReadWord, pixels_of, widened

LINE_HEIGHT = 44
"""Pixels up to which a region is taken as one line."""
MARGIN = 3
"""Pixels round a single line."""
LEAST_CONFIDENCE = 0.5
"""What a line must have, RapidOCR's own limit; below it there is hardly ever text."""


class Rapid:
    """An engine; its models are loaded when something is first read."""

    def __init__(self) -> None:
        from importlib.metadata import version

        self.name = f"rapidocr {version('rapidocr')}"
        self._made: Any = None

    def read(self, image: Image, regions: Sequence[Box]) -> list[ReadLine]:
        """Read each region, in order; one up to 44 pixels high is taken as a single line."""
        inside = [place for place, region in enumerate(regions) if pixels_of(image, region).size]
        found: dict[int, list[ReadLine]] = {}
        single = [place for place in inside if regions[place][3] <= LINE_HEIGHT]
        found.update(zip(single, self._single(image, [regions[place] for place in single]), strict=True))
        for place in inside:
            if place not in found:
                found[place] = self._many(image, regions[place])
        return [line for place in inside for line in found[place]]

    def close(self) -> None:
        """Free the models; idempotent."""
        self._made = None

    def _engine(self) -> Any:
        if self._made is None:
            from rapidocr import RapidOCR

            quiet = {"Global.log_level": "critical", "Global.use_cls": False, "Global.return_word_box": True}
            alone = {f"EngineConfig.onnxruntime.{part}_op_num_threads": 1 for part in ("intra", "inter")}
            self._made = RapidOCR(params=quiet | alone)
            logging.getLogger("RapidOCR").disabled = True
        return self._made

    def _single(self, image: Image, regions: Sequence[Box]) -> list[list[ReadLine]]:
        """One line or none for each region, all of them recognised together."""
        pictures = [_blue_first(image, region, MARGIN) for region in regions]
        if not pictures:
            return []
        read = self._engine().recognize_txt(pictures)
        lines = []
        for region, score, info, picture in zip(regions, read.scores, read.word_results, pictures, strict=True):
            words = _words(info, region, picture.shape[1], score) if score >= LEAST_CONFIDENCE else ()
            lines.append([ReadLine(words)] if words else [])
        return lines

    def _many(self, image: Image, region: Box) -> list[ReadLine]:
        """The lines that detection finds in a region, from top to bottom."""
        read = self._engine()(_blue_first(image, region, 0), use_cls=False)
        lines = []
        for line in read.word_results if getattr(read, "txts", None) else ():
            words = tuple(_word(text, corners, score, region) for text, score, corners in line if text.strip())
            if words:
                lines.append(ReadLine(words))
        return lines


def _blue_first(image: Image, region: Box, margin: int) -> Image:
    x, y, width, height = region
    near = max(x - margin, 0), max(y - margin, 0)
    part = pixels_of(image, (*near, x + width + margin - near[0], y + height + margin - near[1]))
    return np.ascontiguousarray(part[..., ::-1])


def _words(info: Any, region: Box, width: int, score: float) -> tuple[ReadWord, ...]:
    """Words with boxes from the columns in which their letters were recognised, `width` pixels in all."""
    x, y, wide, height = region
    column, start = width / max(info.line_txt_len, 1), min(MARGIN, x)
    boxes = []
    for columns in info.word_cols:
        left = min(max(int(columns[0] * column) - start, 0), wide - 1)
        right = min(int((columns[-1] + 1) * column) - start, wide)
        boxes.append((left, 0, max(right - left, 1), height))
    placed = [(x + left, y, across, high) for left, _, across, high in widened(boxes, wide, height)]
    words = ("".join(letters) for letters in info.words)
    return tuple(ReadWord(word, box, float(score)) for word, box in zip(words, placed, strict=True))


def _word(text: str, corners: Sequence[Sequence[float]], score: float, region: Box) -> ReadWord:
    across, down = [int(corner[0]) for corner in corners], [int(corner[1]) for corner in corners]
    box = (region[0] + min(across), region[1] + min(down), max(across) - min(across), max(down) - min(down))
    return ReadWord("".join(text.split()), box, float(score))
