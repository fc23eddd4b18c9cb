"""A picture as PNG or SVG, drawn by matplotlib without a display.

Names are text, never markup: mathtext is off, so a `$` is a dollar.
"""

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from core.graph.kinds import Look, look_of
from core.graph.labels import LINE, SIZE, written
from core.graph.picture import HEIGHT, WIDTH, Picture, anchor, opacity
from core.text.sanitise import shown_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK, _QUIET, _PAPER = "#25313a", "#66717a", "#fbf9f5"
_NODE, _MIDDLE, _TINT, _LINK = "#1d6b80", "#96600c", "#e6eceb", "#9fb4ba"
_GROUND: Final = {"facecolor": _PAPER, "alpha": 0.7, "linewidth": 0, "pad": 0.6}
"""What names are written on, so that lines do not run through them."""
_ALIGN: Final = {"right": "left", "left": "right", "below": "center", "above": "center"}
_TITLE = 48
"""Cells of the title, which shares its line with the notes."""
_DPI = 160
_UNIT = 72 / 100
"""Points in one unit of the field, which is drawn at 100 units an inch."""
_HEAD, _FOOT = 46.0, 62.0
"""Heights of the title above the field and of the legend below it."""
_FONTS: Final = (
    "DejaVu Sans",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Hiragino Sans",
    "PingFang SC",
    "Arial Unicode MS",
    "Microsoft YaHei",
    "Droid Sans Fallback",
)
"""Asked one after the other for each letter, as far as this machine has them."""


def draw(picture: Picture, file: Path, format: str) -> None:
    """Write the picture to `file` as "png" or "svg"."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib as mpl

    with warnings.catch_warnings(), mpl.rc_context():
        warnings.simplefilter("ignore")  # letters that no font here has become boxes, which needs no words
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "ebb", "font.family": _fonts()})
        metadata: dict[str, Any] = {"Date": None, "Creator": "Ebb"} if format == "svg" else {"Software": "Ebb"}
        _figure(picture).savefig(file, format=format, dpi=_DPI, metadata=metadata, facecolor=_PAPER)


def _fonts() -> list[str]:
    from matplotlib.font_manager import fontManager

    known = {font.name for font in fontManager.ttflist}
    return [name for name in _FONTS if name in known] or ["sans-serif"]


def _figure(picture: Picture) -> "Figure":
    from matplotlib.figure import Figure

    height = _HEAD + HEIGHT + _FOOT
    figure = Figure(figsize=(WIDTH / 100, height / 100))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(HEIGHT + _FOOT, -_HEAD))
    axes.axis("off")
    _lines(axes, picture)
    _bubbles(axes, picture)
    _dots(axes, picture)
    _names(axes, picture)
    _head(axes, picture)
    _legend(axes, picture)
    return figure


def _text(axes: "Axes", x: float, y: float, words: str, *, size: float = SIZE, color: str = _INK, **rest: Any) -> None:
    axes.text(x, y, words, fontsize=size * _UNIT, color=color, parse_math=False, va="center", zorder=5, **rest)


def _lines(axes: "Axes", picture: Picture) -> None:
    from matplotlib.collections import LineCollection

    for kind in ["", *picture.kinds]:
        lines = [line for line in picture.lines if line.kind == kind]
        if not lines:
            continue
        widths = [(0.5 + 1.6 * line.strength) * (2.4 if not kind else 1.0) for line in lines]
        drawn = LineCollection(
            [(line.ends[:2], line.ends[2:]) for line in lines],
            colors=look_of(kind).light if kind else _LINK,
            linewidths=widths,
            linestyles=[_style(look_of(kind))],
            alpha=[0.3 + 0.55 * line.strength for line in lines],
            zorder=1,
        )
        axes.add_collection(drawn)


def _style(look: Look) -> Any:
    return (0, look.dashes) if look.kind and look.dashes else "solid"


def _bubbles(axes: "Axes", picture: Picture) -> None:
    from matplotlib.patches import Circle

    for bubble in picture.bubbles:
        axes.add_patch(Circle((bubble.x, bubble.y), bubble.radius, facecolor=_TINT, edgecolor=_LINK, lw=0.8, zorder=2))


def _dots(axes: "Axes", picture: Picture) -> None:
    """Paper below each, so that no line shows through; hollow where the memory is superseded."""
    from matplotlib.patches import Circle

    for number, dot in enumerate(picture.dots):
        place, hollow = (dot.x, dot.y), dot.node.state == "superseded"
        color = _MIDDLE if number == picture.middle else _NODE
        axes.add_patch(Circle(place, dot.radius, facecolor=_PAPER, edgecolor=_PAPER, lw=1.0, zorder=3))
        face = "none" if hollow else color
        shade = opacity(dot.node)
        axes.add_patch(Circle(place, dot.radius, facecolor=face, edgecolor=color, lw=1.0, alpha=shade, zorder=4))


def _names(axes: "Axes", picture: Picture) -> None:
    for dot in picture.dots:
        if dot.side:
            x, y = anchor(dot)
            _text(axes, x, y, written(dot.node.label), ha=_ALIGN[dot.side], bbox=_GROUND)
    for bubble in picture.bubbles:
        for number, words in enumerate(bubble.lines):
            y = bubble.at[1] + SIZE * LINE * number
            color, weight = (_QUIET, "normal") if number else (_INK, "bold")
            _text(axes, bubble.at[0], y, words, ha="center", bbox=_GROUND, color=color, weight=weight)


def _head(axes: "Axes", picture: Picture) -> None:
    _text(axes, 24, -24, shown_line(picture.title, _TITLE), size=17, weight="bold")
    _text(axes, WIDTH - 24, -24, " · ".join(picture.notes), color=_QUIET, ha="right")


def _legend(axes: "Axes", picture: Picture) -> None:
    y = HEIGHT + _FOOT / 2
    x = 24.0
    for kind, width in _kind_widths(picture):
        look = look_of(kind)
        axes.plot([x, x + 34], [y, y], color=look.light, lw=1.8, ls=_style(look), zorder=5)
        _text(axes, x + 40, y, kind)
        x += width
    _text(axes, WIDTH - 24, y, picture.legend, color=_QUIET, ha="right")


def _kind_widths(picture: Picture) -> Iterator[tuple[str, float]]:
    for kind in picture.kinds:
        shown = written(kind)
        yield shown, 40 + len(shown) * 6.4 + 18
