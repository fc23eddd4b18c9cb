"""One picture read once more, on demand, by an engine that takes longer and is more exact."""

from typing import TYPE_CHECKING

from core.errors import BadInput

if TYPE_CHECKING:
    from app.config import Capture
    from app.screens.browsing import Screens
    from core.screen.frame import Line


def reread(screens: "Screens", frame: int, capture: "Capture", engine: str = "rapidocr") -> "list[Line]":
    """Read the whole picture of a frame, secrets masked; boxes are relative to the picture. Nothing is stored.

    Raises: BadInput where no picture is kept, ModelMissing where the engine is not installed.
    """
    from app.screens.engines import find_reader
    from core.screen.frame import Rect
    from core.screen.secrets import mask
    from core.screen.strips import Strips

    picture = screens.picture(frame)
    if picture is None:
        raise BadInput(f"No picture of frame {frame} is kept.", "Its text is: 'ebb show' prints it.")
    import numpy as np

    reader = find_reader(capture, engine=engine)
    try:
        image = np.asarray(picture.convert("RGB"))
        lines = Strips(reader).read(image, [Rect(0, 0, image.shape[1], image.shape[0])])
    finally:
        reader.close()
    return mask(lines)[0] if capture.secrets else lines
