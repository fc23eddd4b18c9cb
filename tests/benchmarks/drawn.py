"""Windows drawn with real fonts for the benchmark of changes: text, and everything that moves without being news."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.screen.frame import Pixels, Rect

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
WIDTH, HEIGHT = 1920, 1080
WORDS = (
    "the of and to in is that it was for on are as with his they at be this from have or by one had not but what all "
    "were when we there can an your which their said if do will each about how up out them then she many some so these "
    "would other into has more her two like him see time could no make than first been its who now people my made over "
    "did down only way find use may water long little very after words called just where most know invoice meeting "
    "deadline Thursday budget reply terminal build failed passed warning error 404 2026 17:30 €120 #4821 v1.9 ok"
).split()
THEMES = (((255, 255, 255), (20, 20, 20)), ((30, 30, 30), (212, 212, 212)), ((253, 246, 227), (101, 123, 131)))
SANS = ("DejaVuSans.ttf", "DejaVuSansMono.ttf", "DejaVuSerif.ttf", "DejaVuSans-Bold.ttf")


@cache
def font(name: str, size: int) -> Any:
    """A TrueType font, by its file's name, from the system or from matplotlib."""
    import matplotlib

    return ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name), size)


@dataclass
class Screen:
    """A window's picture that can be drawn on."""

    theme: tuple[tuple[int, int, int], tuple[int, int, int]] = THEMES[0]
    width: int = WIDTH
    height: int = HEIGHT
    image: Any = None

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.width, self.height), self.theme[0])
        self.draw = ImageDraw.Draw(self.image)

    def text(self, x: int, y: int, text: str, face: Any, colour: Any = None) -> Rect:
        """Draw a line; the rectangle around its ink."""
        self.draw.text((x, y), text, font=face, fill=colour or self.theme[1])
        left, top, right, bottom = self.draw.textbbox((x, y), text, font=face)
        return Rect(int(left), int(top), int(right - left), int(bottom - top))

    def wipe(self, rect: Rect, colour: Any = None) -> None:
        """Paint a rectangle in the background's colour."""
        self.draw.rectangle((rect.x, rect.y, rect.right - 1, rect.bottom - 1), fill=colour or self.theme[0])

    def pixels(self) -> Pixels:
        """As a screen gives them."""
        rgb = np.asarray(self.image)
        out = np.empty((*rgb.shape[:2], 4), dtype=np.uint8)
        out[..., :3], out[..., 3] = rgb[..., ::-1], 255
        return out


def sentence(rng: random.Random, least: int = 3, most: int = 14) -> str:
    """A line of words."""
    return " ".join(rng.choices(WORDS, k=rng.randint(least, most)))


def film(rng: random.Random, screen: Screen, rect: Rect, number: int) -> None:
    """One picture of a film: noise on a moving gradient."""
    ramp = (np.add.outer(np.arange(rect.height), np.arange(rect.width)) + 7 * number) % 256
    noise = np.random.default_rng(rng.randrange(2**32)).integers(0, 30, (rect.height, rect.width))
    picture = np.repeat(((ramp + noise) % 256).astype(np.uint8)[..., None], 3, axis=2)
    screen.image.paste(Image.fromarray(picture), (rect.x, rect.y))


Painter = Callable[[Screen, random.Random, float], None]


def clock(screen: Screen, rng: random.Random, now: float, form: str = "%H:%M:%S", x: int = 1700) -> None:
    """A clock in a status bar, with other text in the same row."""
    face = font("DejaVuSans.ttf", 13)
    screen.wipe(Rect(0, 1050, WIDTH, 30), (60, 60, 80))
    screen.text(20, 1056, "main  ready  Ln 12, Col 8  UTF-8", face, (230, 230, 230))
    screen.text(x, 1056, (START + timedelta(seconds=now)).strftime(form), face, (230, 230, 230))


def minutes(screen: Screen, rng: random.Random, now: float) -> None:
    """A clock that shows minutes."""
    clock(screen, rng, now, "%a %d %b %H:%M")


def near_clock(screen: Screen, rng: random.Random, now: float) -> None:
    """A clock with seconds right beside the text."""
    clock(screen, rng, now, x=270)


def caret(screen: Screen, rng: random.Random, now: float, width: int = 1, blink: float = 0.53) -> None:
    """A caret after a word on the page."""
    on = int(now / blink) % 2
    screen.wipe(Rect(618, 402, width, 16), screen.theme[1] if on else screen.theme[0])


def block(screen: Screen, rng: random.Random, now: float) -> None:
    """A terminal's caret, a block that inverts a letter."""
    face = font("DejaVuSansMono.ttf", 14)
    on = int(now / 0.6) % 2
    screen.wipe(Rect(300, 600, 9, 17), screen.theme[on])
    screen.draw.text((300, 600), "g", font=face, fill=screen.theme[1 - on])


def spinner(screen: Screen, rng: random.Random, now: float) -> None:
    """A spinner of letters and one that is drawn."""
    face = font("DejaVuSansMono.ttf", 14)
    screen.wipe(Rect(500, 700, 12, 20))
    screen.text(500, 700, "|/-\\"[int(now / 0.13) % 4], face)
    screen.wipe(Rect(900, 700, 40, 40))
    angle = int(now * 400) % 360
    screen.draw.arc((902, 702, 936, 736), angle, angle + 270, fill=screen.theme[1], width=4)


def progress(screen: Screen, rng: random.Random, now: float) -> None:
    """A bar that fills, with its per cent beside it."""
    part = now / 7 % 99 + 1
    screen.wipe(Rect(300, 800, 400, 20))
    screen.wipe(Rect(300, 802, int(3 * part), 14), (80, 160, 240))
    screen.text(610, 802, f"{part:.0f} %", font("DejaVuSans.ttf", 13))


def movie(screen: Screen, rng: random.Random, now: float) -> None:
    """A film of 640 × 360."""
    film(rng, screen, Rect(1200, 300, 640, 360), int(now * 25))


def slow(screen: Screen, rng: random.Random, now: float) -> None:
    """A film of which a picture is seen every second and a half."""
    film(random.Random(int(now / 1.5)), screen, Rect(1200, 300, 640, 360), int(now / 1.5))


def ball(screen: Screen, rng: random.Random, now: float) -> None:
    """A ball that wanders over a plain area."""
    screen.wipe(Rect(1200, 300, 640, 360), (10, 40, 90))
    x, y = 1220 + int(now * 37) % 560, 320 + int(now * 23) % 280
    screen.draw.ellipse((x, y, x + 50, y + 50), fill=(240, 200, 40))


def hover(screen: Screen, rng: random.Random, now: float) -> None:
    """A highlight that goes from row to row of a list under the mouse."""
    face = font("DejaVuSans.ttf", 14)
    at = random.Random(int(now / 2)).randrange(20)
    for row in range(20):
        words = sentence(random.Random(row), 2, 6)
        screen.wipe(Rect(60, 100 + 28 * row, 500, 28), (205, 225, 250) if row == at else screen.theme[0])
        screen.text(70, 105 + 28 * row, words, face)
