"""Draws what a terminal app shows, cell by cell, so that every column stands where a terminal would put it."""

from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import SVG_EXPORT_THEME
from textual.app import App

from tests.pages import font_file

WIDTH = 1500
"""Pixels of a picture, roughly: whole pixels go to each cell."""
ASPECT = 0.602
"""The advance of DejaVu Sans Mono, as a share of its size."""
LINE = 1.164
"""Its ascent and descent."""
SVG = """<svg viewBox="0 0 {terminal_width} {terminal_height}" xmlns="http://www.w3.org/2000/svg">
<style>.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", monospace; font-size: {char_height}px;
line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>{lines}</defs>
<rect fill="{ground}" width="100%" height="100%"/>
<g clip-path="url(#{unique_id}-clip-terminal)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""
BLOCKS = {
    "█": (0.0, 0.0, 1.0, 1.0), "▀": (0.0, 0.0, 1.0, 0.5), "▄": (0.0, 0.5, 1.0, 1.0), "▌": (0.0, 0.0, 0.5, 1.0),
    "▐": (0.5, 0.0, 1.0, 1.0), "▎": (0.0, 0.0, 0.25, 1.0), "▏": (0.0, 0.0, 0.125, 1.0), "▁": (0.0, 0.875, 1.0, 1.0),
    "▂": (0.0, 0.75, 1.0, 1.0), "▃": (0.0, 0.625, 1.0, 1.0), "▅": (0.0, 0.375, 1.0, 1.0), "▆": (0.0, 0.25, 1.0, 1.0),
    "▇": (0.0, 0.125, 1.0, 1.0), "▔": (0.0, 0.0, 1.0, 0.125), "▉": (0.0, 0.0, 0.875, 1.0), "▊": (0.0, 0.0, 0.75, 1.0),
    "▋": (0.0, 0.0, 0.625, 1.0), "▍": (0.0, 0.0, 0.375, 1.0),
}  # fmt: skip
"""Signs that fill a part of their cell: left, top, right, bottom."""

Colour = tuple[int, int, int]


def photograph(app: App[Any], path: Path) -> None:
    """Write the screen of a running app as `path`.svg, and as `path`.png where the fonts are."""
    width, height = app.size
    console = Console(
        width=width, height=height, file=StringIO(), force_terminal=True, color_system="truecolor", record=True,
        legacy_windows=False, safe_box=False,
    )  # fmt: skip
    console.print(app.screen._compositor.render_update(full=True, screen_stack=app._background_screens))
    segments = list(Segment.filter_control(console._record_buffer))
    lines = list(Segment.split_and_crop_lines(segments, width, include_new_lines=False))[:height]
    ground = _colours(lines[-1][0].style or Style())[1]
    code = SVG.replace("{ground}", "#{:02x}{:02x}{:02x}".format(*ground))
    path.with_name(f"{path.name}.svg").write_text(
        console.export_svg(title="", code_format=code, font_aspect_ratio=ASPECT), encoding="utf-8"
    )
    if font_file("DejaVuSansMono.ttf"):
        _drawn(lines, width, height).save(path.with_name(f"{path.name}.png"), compress_level=4)


def _drawn(lines: list[list[Segment]], columns: int, rows: int) -> Image.Image:
    width = round(WIDTH / columns)
    size = width / ASPECT
    height = round(size * LINE)
    image = Image.new("RGB", (columns * width, rows * height))
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        column = 0
        for segment in line:
            ink, ground = _colours(segment.style or Style())
            left, top = column * width, row * height
            cells = cell_len(segment.text)
            if not cells:
                continue
            draw.rectangle((left, top, left + cells * width - 1, top + height - 1), fill=ground)
            style = segment.style or Style()
            for under, share in ((style.underline, 0.95), (style.strike, 0.55)):
                if under:
                    line_at = top + round(height * share)
                    draw.line((left, line_at, left + cells * width - 1, line_at), fill=ink)
            for sign, at, wide in _signs(segment.text):
                place = (left + at * width, top, wide * width, height)
                _draw_sign(draw, sign, place, size, style, ink)
            column += cells
    return image


def _signs(text: str) -> Iterator[tuple[str, int, int]]:
    """Each sign with what combines with it, the cell it begins in and how many it takes."""
    at, sign, wide = 0, "", 0
    for letter in text:
        if sign and (cell_len(letter) == 0 or sign.endswith("\u200d")):
            sign += letter
            continue
        if sign.strip():
            yield sign, at, wide
        at, sign = at + wide, letter
        wide = cell_len(letter)
    if sign.strip():
        yield sign, at, wide


def _draw_sign(
    draw: ImageDraw.ImageDraw, sign: str, place: tuple[int, int, int, int], size: float, style: Style, ink: Colour
) -> None:
    left, top, width, height = place
    if sign in BLOCKS:
        x, y, right, bottom = BLOCKS[sign]
        box = (left + round(x * width), top + round(y * height), left + round(right * width) - 1)
        draw.rectangle((*box, top + round(bottom * height) - 1), fill=ink)
        return
    font = _font(_file(sign[0], bool(style.bold), bool(style.italic)), size)
    draw.text((left, top + round(size * 0.928)), sign[0], fill=ink, font=font, anchor="ls")


def _colours(style: Style) -> tuple[Colour, Colour]:
    theme = SVG_EXPORT_THEME
    ink = style.color.get_truecolor(theme) if style.color else theme.foreground_color
    ground = style.bgcolor.get_truecolor(theme, foreground=False) if style.bgcolor else theme.background_color
    first, second = (ground, ink) if style.reverse else (ink, ground)
    if style.dim:
        first = type(first)(*(round(0.6 * a + 0.4 * b) for a, b in zip(first, second, strict=True)))
    return (first[0], first[1], first[2]), (second[0], second[1], second[2])


@cache
def _file(letter: str, bold: bool, italic: bool) -> Path:
    """The font that has the letter; one without it draws a box."""
    kind = ("Bold" if bold else "") + ("Oblique" if italic else "")
    first = font_file(f"DejaVuSansMono{'-' if kind else ''}{kind}.ttf")
    second = font_file("DejaVuSans.ttf")
    assert first
    missing = bytes(_font(first, 20).getmask("\uffff"))
    return second if second and bytes(_font(first, 20).getmask(letter)) == missing else first


@cache
def _font(file: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), size)
