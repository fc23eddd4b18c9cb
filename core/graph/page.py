"""A picture as one HTML file that asks nothing of any network: inline SVG, and a script to move about in it.

Its Content-Security-Policy allows this one style sheet and this one script, by their hashes, and nothing else. All that
comes from memories is escaped. Without scripts the picture and its legend are all there.
"""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from pathlib import Path

from core.graph.kinds import look_of
from core.graph.labels import LINE, SIZE, written
from core.graph.picture import HEIGHT, WIDTH, Bubble, Dot, Line, Picture, anchor, opacity
from core.text.sanitise import shown_line

_HERE = Path(__file__).parent


def page(picture: Picture) -> str:
    """The whole document."""
    style = _HERE.joinpath("page.css").read_text("utf-8") + _kind_styles(picture)
    script = _HERE.joinpath("page.js").read_text("utf-8")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(picture.title)} · Ebb</title>",
            f"<style>{style}</style>\n</head>\n<body>",
            f"<header><h1>{_text(picture.title)}</h1><p>{_text(' · '.join(picture.notes))}</p>{_TOOLS}</header>",
            f"<main>{_svg(picture)}</main>",
            f'<footer><div class="legend">{"".join(_legend(picture))}</div>',
            f'<p id="told" aria-live="polite">{_text(picture.legend)}</p></footer>',
            f"<script>{script}</script>\n</body>\n</html>\n",
        ]
    )


_TOOLS = (
    '<div class="tools"><input type="search" id="find" placeholder="Find a memory" aria-label="Find a memory">'
    '<label>Strength from <input type="range" id="least" min="0" max="1" step="0.05" value="0"></label>'
    '<button type="button" id="reset">Whole picture</button></div>'
)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _text(words: str) -> str:
    return escape(shown_line(words), quote=True)


def _kind_styles(picture: Picture) -> str:
    """Colour and line of each kind, by its place in the picture's list of kinds."""
    looks = [look_of(kind) for kind in picture.kinds]
    light = "".join(
        f".k{number}{{stroke:{look.light};stroke-dasharray:{' '.join(map(str, look.dashes)) or 'none'}}}\n"
        for number, look in enumerate(looks)
    )
    dark = "".join(f".k{number}{{stroke:{look.dark}}}\n" for number, look in enumerate(looks))
    return f"{light}@media (prefers-color-scheme: dark){{\n{dark}}}\n"


def _svg(picture: Picture) -> str:
    parts = [
        f'<svg id="picture" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{_text(picture.title)}">',
        *(_line(line, picture) for line in picture.lines),
        *(_bubble(bubble) for bubble in picture.bubbles),
        *(_dot(number, dot, number == picture.middle) for number, dot in enumerate(picture.dots)),
        *(_name(number, dot) for number, dot in enumerate(picture.dots) if dot.side),
        *(text for bubble in picture.bubbles for text in _words(bubble)),
        "</svg>",
    ]
    return "\n".join(parts)


def _line(line: Line, picture: Picture) -> str:
    look = f"k{picture.kinds.index(line.kind)}" if line.kind else "flow"
    width = (0.6 + 2.2 * line.strength) * (2.4 if picture.bubbles else 1.0)
    x1, y1, x2, y2 = line.ends
    reason = " · ".join(part for part in (line.kind, f"{line.strength:.2f}", line.why) if part)
    return (
        f'<line class="line {look}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke-width="{width:.1f}"'
        f' stroke-opacity="{0.35 + 0.55 * line.strength:.2f}" data-a="{line.a}" data-b="{line.b}"'
        f' data-between="{"bubbles" if picture.bubbles else "dots"}" data-kind="{_text(line.kind)}"'
        f' data-strength="{line.strength:.3f}"><title>{_text(reason)}</title></line>'
    )


def _bubble(bubble: Bubble) -> str:
    about = f"{bubble.words} · {bubble.size:,} memories · {bubble.hub}"
    return (
        f'<circle class="bubble" cx="{bubble.x:.1f}" cy="{bubble.y:.1f}" r="{bubble.radius:.1f}">'
        f"<title>{_text(about)}</title></circle>"
    )


def _dot(number: int, dot: Dot, middle: bool) -> str:
    node, where = dot.node, f'cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{dot.radius:.1f}"'
    look = "dot" + " middle" * middle + " hollow" * (node.state == "superseded")
    about = (
        f"{node.name} · {node.kind} of {node.occurred_at.astimezone():%Y-%m-%d} · {node.state} · {node.degree:,} linked"
    )
    return (
        f'<circle class="ground" {where}/><circle class="{look}" {where} fill-opacity="{opacity(node):.2f}"'
        f' stroke-opacity="{opacity(node):.2f}" data-n="{number}"><title>{_text(about)}</title></circle>'
    )


def _name(number: int, dot: Dot) -> str:
    x, y = anchor(dot)
    words = _text(written(dot.node.label))
    return f'<text class="{dot.side}" x="{x:.1f}" y="{y:.1f}" data-of="{number}">{words}</text>'


def _words(bubble: Bubble) -> Iterator[str]:
    x, y = bubble.at
    for number, words in enumerate(bubble.lines):
        look = "under" if number else "words"
        yield f'<text class="{look}" x="{x:.1f}" y="{y + number * SIZE * LINE:.1f}">{_text(words)}</text>'


def _legend(picture: Picture) -> Iterator[str]:
    for number, kind in enumerate(picture.kinds):
        yield (
            f'<label title="{_text(look_of(kind).about)}"><input type="checkbox" checked value="{_text(kind)}">'
            '<svg viewBox="0 0 34 10" aria-hidden="true">'
            f'<line class="k{number}" x1="0" y1="5" x2="34" y2="5" stroke-width="2.5"/></svg>{_text(kind)}</label>'
        )
