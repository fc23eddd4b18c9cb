"""Pictures on disk: one WebP file for each frame that has one, never half of one, readable by its owner alone.

A file's name begins with the number of its frame, so that every file can be traced to its row.
"""

import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.home import FILE_MODE, FOLDER_MODE, Home, unwritable
from core.clock import from_micros
from core.screen.frame import Pixels
from core.screen.stacking import laid, stacked

if TYPE_CHECKING:
    from PIL.Image import Image

    from core.store.frames import Frame

LOSSLESS_BYTES = 350_000
"""A picture that is larger without loss is kept with some: text pages stay below, photographs do not."""
LOSSY_QUALITY = 55
LOSSLESS_EFFORT = 40
"""Of 100: a page of text of 1920x1080 takes 152 kB and 0.13 s of CPU; with 20 it takes 186 kB and 0.1 s."""
_GRID = 16
"""Pixels between those that are looked at to tell photographs."""
_COLOURFUL = 0.4
"""The share of different colours among these from which a picture is a photograph, and not tried without loss."""
_SUFFIX, _PART = ".webp", ".part"
_NAME = re.compile(r"\d{4}/\d\d/\d\d/(\d{1,18})-\d{6}\.webp(?:\.part)?")


def path_of(frame: int, at: int) -> str:
    """Where a frame's picture lies in the folder of screens: by its day in UTC, by number and time; `at` in micros."""
    moment = from_micros(at)
    return f"{moment:%Y/%m/%d}/{frame}-{moment:%H%M%S}{_SUFFIX}"


def names_of(frame: int, at: int) -> tuple[str, str]:
    """What a frame's picture is called, whole and while it is being written; `at` in microseconds."""
    file = path_of(frame, at)
    return file, file + _PART


def packed(pixels: Pixels) -> bytes:
    """A picture (height, width, 4), blue first, as WebP: without loss unless that is large."""
    from PIL import Image

    height, width = pixels.shape[:2]
    image = Image.frombuffer("RGB", (width, height), pixels.tobytes(), "raw", "BGRX", 0, 1)
    if _is_photograph(pixels):
        return _saved(image, lossless=False, quality=LOSSY_QUALITY, method=4)
    data = _saved(image, lossless=True, quality=LOSSLESS_EFFORT, method=2)
    if len(data) <= LOSSLESS_BYTES:
        return data
    return min(data, _saved(image, lossless=False, quality=LOSSY_QUALITY, method=4), key=len)


def _is_photograph(pixels: Pixels) -> bool:
    """Whether a large picture has so many colours that packing it without loss only takes time."""
    import numpy as np

    if pixels.shape[0] * pixels.shape[1] * 3 <= LOSSLESS_BYTES:
        return False
    sample = pixels[::_GRID, ::_GRID, :3].reshape(-1, 3)
    return len(np.unique(sample, axis=0)) > _COLOURFUL * len(sample)


def _saved(image: "Image", *, lossless: bool, quality: int, method: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", lossless=lossless, quality=quality, method=method)
    return out.getvalue()


def write(home: Home, file: str, data: bytes) -> None:
    """Put a picture into the folder of screens, whole or not at all. Raises: DiskFull, ReadOnlyHome."""
    path = home.screens / file
    passing = path.with_name(path.name + _PART)
    try:
        _make(path.parent, home.screens)
        handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.replace(passing, path)
    except OSError as error:
        with suppress(OSError):
            passing.unlink()
        raise unwritable(home, error) from error


def remove(home: Home, files: Iterable[str]) -> list[str]:
    """Delete pictures, and the folders that this empties; returns those that are gone now. Others stay to be tried."""
    gone = []
    for file in files:
        path = home.screens / file
        try:
            path.unlink(missing_ok=True)
        except OSError:
            continue
        gone.append(file)
        for folder in list(Path(file).parents)[:-1]:
            with suppress(OSError):
                (home.screens / folder).rmdir()
    return gone


def frame_of(file: str) -> int | None:
    """The number of the frame that a file, whole or half, belongs to; None if it is none of ours."""
    found = _NAME.fullmatch(file)
    return int(found[1]) if found else None


def on_disk(home: Home) -> Iterator[tuple[str, int]]:
    """Every file in the folder of screens, whole or half, as (file, bytes)."""
    for folder, _, names in os.walk(home.screens):
        for name in names:
            path = Path(folder, name)
            with suppress(OSError):
                yield path.relative_to(home.screens).as_posix(), path.stat().st_size


def composed(home: Home, chain: Sequence["Frame"]) -> Pixels | None:
    """The window as the last of these frames shows it, (height, width, 3), red first; `chain` is oldest first.

    Where no whole picture lies below, everything beside the bands is black. None without any picture.
    """
    import numpy as np

    last = chain[-1]
    found = False
    picture = np.zeros((last.rect.height, last.rect.width, 3), np.uint8)
    for frame in chain:
        pixels = load(home, frame.file) if frame.file else None
        if pixels is None:
            continue
        found = True
        if frame.key and pixels.shape == picture.shape:
            picture = pixels.copy()
        elif not frame.key:
            laid(picture, pixels, frame.bands)
    return picture if found else None


def load(home: Home, file: str) -> Pixels | None:
    """A picture's pixels (height, width, 3), red first; None if it is gone or damaged."""
    import numpy as np
    from PIL import Image

    try:
        with Image.open(home.screens / file) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def to_keep(frame: "Frame", picture: Pixels) -> Pixels:
    """What of a picture is kept for a frame: all of it for a whole one, else its bands stacked."""
    return picture if frame.key else stacked(picture, frame.bands)


def _make(folder: Path, root: Path) -> None:
    """Make a day's folder and those above it, each for the owner alone."""
    if folder.is_dir():
        return
    if folder != root:
        _make(folder.parent, root)
    with suppress(FileExistsError):
        folder.mkdir(FOLDER_MODE)
