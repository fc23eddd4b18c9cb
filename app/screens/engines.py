"""The engines that read text, as the reader of `core.ports`, with the errors a person sees."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.errors import ModelMissing
from core.screen.frame import Line, Rect, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.config import Capture
    from models.ocr import Engine, ReadLine


class EngineReader:
    """A `TextReader` over one of the engines."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    @property
    def name(self) -> str:
        """Engine, version and languages."""
        return self._engine.name

    def read(self, image: "NDArray[np.uint8]", regions: Sequence[Rect]) -> list[Line]:
        """Read regions, as `TextReader.read`."""
        return [_line(line) for line in self._engine.read(image, regions)]

    def close(self) -> None:
        """Free the engine; idempotent."""
        self._engine.close()


def find_reader(capture: "Capture", *, engine: str | None = None) -> EngineReader:
    """The reader that the settings ask for, or `engine`. Raises: ModelMissing with what installs it."""
    from models.ocr import NoReader
    from models.ocr import find_reader as find_engine

    try:
        return EngineReader(find_engine(engine or capture.reader, capture.languages))
    except NoReader as error:
        raise ModelMissing(error.message, error.hint) from error


def _line(read: "ReadLine") -> Line:
    words = tuple(Word(word.text, Rect(*word.box), word.confidence) for word in read.words)
    rect = words[0].rect
    for word in words[1:]:
        rect = rect.around(word.rect)
    confidence = sum(word.confidence for word in words) / len(words)
    return Line(" ".join(word.text for word in words), rect, words, confidence)
