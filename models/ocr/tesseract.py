"""Tesseract through tesserocr, in this process: line by line, light on dark turned round, small text enlarged."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import NoReader
from models.ocr.contrast import Grey, dark_on_white, grey_of
from models.ocr.lines import Box, Image, ReadLine, ReadWord, pixels_of, widened
from models.ocr.spaces import mended

MARGIN = 8
"""Pixels of background round what is read: Tesseract misses letters that touch an edge."""
LINE_HEIGHT = 44
"""Pixels up to which a region is taken as one line."""
BLANK = 16
"""Difference of brightness, of 255, below which there is nothing to read: Tesseract makes something up."""
ENLARGED = ((12, 2.0), (20, 1.5))
"""Below so many pixels of height a line is enlarged so much: a fifth of the errors in letters of 9 pixels (.055 to
.006), half of them in letters of 14, for 1.6 and 1.4 times the time."""
RIM = 2
"""Rows above and below a line that say what its background is."""
DOTS_PER_INCH = 96


class Tesseract:
    """An engine over the data of one folder. Raises: NoReader where the data cannot be loaded."""

    def __init__(self, folder: Path, languages: Sequence[str]) -> None:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # more threads take more of the machine and are no faster
        import tesserocr

        self._tesserocr = tesserocr
        try:
            self._api: Any = tesserocr.PyTessBaseAPI(path=f"{folder}{os.sep}", lang="+".join(languages))
        except RuntimeError as error:
            raise NoReader(
                f"Tesseract cannot load its data in {folder}.", "Install the data again, or set capture.reader."
            ) from error
        version = tesserocr.tesseract_version().split()[1]
        self.name = f"tesseract {version} {'+'.join(languages)}"

    def read(self, image: Image, regions: Sequence[Box]) -> list[ReadLine]:
        """Read each region, in order; one up to 44 pixels high is taken as a single line."""
        return [line for region in regions for line in self._read(image, region)]

    def close(self) -> None:
        """Free the engine; idempotent."""
        self._api.End()

    def _read(self, image: Image, region: Box) -> list[ReadLine]:
        height, part = region[3], pixels_of(image, region)
        if not part.size or np.ptp(part) < BLANK:
            return []
        modes = self._tesserocr.PSM
        scale = next((times for below, times in ENLARGED if height < below), 1.0)
        ready = _ready(image, region, scale)
        self._api.SetPageSegMode(modes.SINGLE_LINE if height <= LINE_HEIGHT else modes.AUTO)
        self._api.SetImageBytes(ready.tobytes(), ready.shape[1], ready.shape[0], 1, ready.shape[1])
        self._api.SetSourceResolution(round(DOTS_PER_INCH * scale))
        if not self._api.Recognize():
            return []
        lines = self._lines()
        if height <= LINE_HEIGHT:
            lines = (mended(words, ready, height * scale) for words in lines)
        return [_placed(words, region, scale) for words in lines]

    def _lines(self) -> Iterator[list[ReadWord]]:
        """The words of each line, boxes in pixels of the picture that Tesseract was given."""
        word_level, line_level = self._tesserocr.RIL.WORD, self._tesserocr.RIL.TEXTLINE
        line: list[ReadWord] = []
        steps = self._api.GetIterator()
        for step in self._tesserocr.iterate_level(steps, word_level) if steps else ():
            if step.Empty(word_level):
                continue
            if line and step.IsAtBeginningOf(line_level):
                yield line
                line = []
            left, top, right, bottom = step.BoundingBox(word_level)
            text = "".join(step.GetUTF8Text(word_level).split())
            if text:
                box = (left, top, right - left, bottom - top)
                line.append(ReadWord(text, box, step.Confidence(word_level) / 100))
        if line:
            yield line


def _ready(image: Image, region: Box, scale: float) -> Grey:
    """The picture in dark grey on white, with a margin, enlarged."""
    from PIL import Image as pictures

    x, y, width, height = region
    above = min(RIM, y)
    grey = grey_of(pixels_of(image, (x, y - above, width, above + height + RIM)))
    rim = np.concatenate((grey[:above], grey[above + height :])) if height <= LINE_HEIGHT else None
    ink = dark_on_white(grey[above : above + height], rim)
    framed = np.pad(ink, MARGIN, constant_values=255)
    if scale == 1:
        return framed
    size = (round(framed.shape[1] * scale), round(framed.shape[0] * scale))
    return np.asarray(pictures.fromarray(framed).resize(size, pictures.Resampling.BICUBIC))


def _placed(words: Sequence[ReadWord], region: Box, scale: float) -> ReadLine:
    """A line with its boxes where they are in the whole picture, none of them outside the region."""
    x, y, width, height = region
    moved = [(word.text, _box(word.box, width, height, scale), word.confidence) for word in words]
    boxes = widened([box for _, box, _ in moved], width, height) if height <= LINE_HEIGHT else [b for _, b, _ in moved]
    placed = [
        ReadWord(text, (x + box[0], y + box[1], box[2], box[3]), confidence)
        for (text, _, confidence), box in zip(moved, boxes, strict=True)
    ]
    return ReadLine(tuple(placed))


def _box(box: Box, width: int, height: int, scale: float) -> Box:
    """A box in the region's own pixels."""
    left, top = (
        min(max(int(edge / scale) - MARGIN, 0), most - 1) for edge, most in ((box[0], width), (box[1], height))
    )
    right = min(int(np.ceil((box[0] + box[2]) / scale)) - MARGIN, width)
    bottom = min(int(np.ceil((box[1] + box[3]) / scale)) - MARGIN, height)
    return left, top, max(right - left, 1), max(bottom - top, 1)
