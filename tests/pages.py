"""Pictures of pages of text as programs show them, drawn with real fonts, and what stands on them line by line."""

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.screen.frame import Pixels, Rect

FONTS = (
    "DejaVuSans.ttf",
    "DejaVuSansMono.ttf",
    "DejaVuSerif.ttf",
    "LiberationSans-Regular.ttf",
    "NimbusSans-Regular.otf",
)
FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))
THEMES = {
    "light": ((255, 255, 255), (24, 24, 24), (240, 240, 240)),
    "dark": ((30, 30, 30), (212, 212, 212), (37, 37, 38)),
}
"""Background, text and side bar, in red, green and blue."""
VOCABULARY = (
    "the boat was moored at the pier while rain came in from the west and nobody had yet repaired its engine so we "
    "agreed to meet again on Thursday with tools oil and two new filters Please send your invoice before noon as our "
    "accountant leaves early this week Quarterly figures show that revenue rose by seven percent although costs for "
    "energy transport and rent increased too A second reviewer asked whether every sample had been measured twice "
    "under identical conditions def return import class while yield raise index window buffer cursor branch release"
).split()


@dataclass(frozen=True, slots=True)
class Page:
    """A picture, (height, width, 4) as a screen gives it, and its lines from top to bottom, column by column."""

    pixels: Pixels
    lines: tuple[tuple[str, Rect], ...]

    @property
    def text(self) -> str:
        """All its lines."""
        return "\n".join(text for text, _ in self.lines)


@cache
def font_file(name: str = "DejaVuSans.ttf") -> Path | None:
    """Where a font lies on this machine, or None."""
    return next((path for folder in FOLDERS if folder.is_dir() for path in folder.rglob(name)), None)


def sentence(chance: random.Random, words: int) -> str:
    """Some words, now and then a number, a date or an amount, as they stand in letters and tables."""
    said = [chance.choice(VOCABULARY) for _ in range(words)]
    if chance.random() < 0.4:
        said[chance.randrange(words)] = chance.choice(
            (f"{chance.randrange(10, 99999)}", f"{chance.randrange(1, 999)}.{chance.randrange(10, 99)}")
        )
    return " ".join(said)


def page(
    seed: int,
    *,
    size: tuple[int, int] = (1920, 1080),
    points: int = 14,
    theme: str = "light",
    columns: int = 2,
    font: str = "DejaVuSans.ttf",
    most: int = 1000,
) -> Page:
    """Draw a window: a side bar of short lines if there are two columns, text beside it, at most so many lines each."""
    chance = random.Random(seed)
    background, ink, side = THEMES[theme]
    image = Image.new("RGB", size, background)
    pen = ImageDraw.Draw(image)
    file = font_file(font) or font_file()
    letters = ImageFont.truetype(str(file), points)
    bar = size[0] // 6 if columns > 1 else 0
    pen.rectangle((0, 0, bar, size[1]), fill=side if bar else background)
    step = round(points * 1.5)
    lines = []
    for left, words in ((12, 2), (bar + 24, 9)) if bar else ((24, 9),):
        for number, top in enumerate(range(points, size[1] - 2 * step, step)):
            if number >= most:
                break
            if number % 7 == 6:
                continue
            text = sentence(chance, words if words < 3 else chance.randrange(3, words))
            pen.text((left, top), text, font=letters, fill=ink)
            x, y, right, bottom = (round(edge) for edge in pen.textbbox((left, top), text, font=letters))
            lines.append((text, Rect(x, y, right - x, bottom - y)))
    return Page(screen_pixels(image), tuple(lines))


def screen_pixels(image: Image.Image) -> Pixels:
    """A picture in the order in which screens give it."""
    colours = np.asarray(image.convert("RGB"))
    pixels: Pixels = np.zeros((*colours.shape[:2], 4), np.uint8)
    pixels[..., :3] = colours[..., ::-1]
    return pixels
