"""Pictures: what is in them, what is left out and said so, and that hostile names stay text in every format."""

import re
import warnings
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from core.graph import drawing
from core.graph.drawing import of_whole
from core.graph.page import page
from core.graph.picture import Picture
from core.graph.plot import draw
from tests.unit.core.graph.scene import cliques, linked, naming, network

HOSTILE = (
    '<script>alert("1")</script> </title></style>',
    "\x1b]0;owned\x07\x1b[31mred",
    r"$x^2$ $\frac{1}{$ {y} $$",
    "\u202eשלום עולם\u202c مرحبا",
    "長い題名 👩‍👩‍👧 zero\u200bwidth",
    "&amp; ' onload=x \" ]]> -->",
)


class Attributes(HTMLParser):
    """Notes the names of all tags and attributes, as a browser would read them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)


def picture(path: Path, titles: tuple[str, ...] = HOSTILE) -> Picture:
    """A picture of memories in a ring."""
    count = len(titles)
    joined = [(n, n % count + 1, ("similar", "<b>kind</b>")[n % 2], 0.5) for n in range(1, count + 1)]
    store = linked(path, titles, joined)
    return of_whole(network(store), naming(store))


def test_every_linked_memory_is_a_dot_and_those_without_links_are_counted(tmp_path: Path) -> None:
    store = linked(tmp_path, "abcd", [(1, 2, "similar", 0.5), (2, 3, "time", 0.5)])
    made = of_whole(network(store), naming(store))
    assert sorted(dot.node.name for dot in made.dots) == ["a", "b", "c"]
    assert made.kinds == ["similar", "time"]
    assert made.notes == ("4 memories", "2 links", "1 without links not drawn")


def test_too_many_memories_are_gathered_into_communities_and_nothing_is_lost_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "SINGLE", 20)
    monkeypatch.setattr(drawing, "_DOTS", 24)
    monkeypatch.setattr(drawing, "BUBBLES", 6)
    store = linked(tmp_path, [f"m{n}" for n in range(72)], cliques(8, 9))
    stages: list[int] = []
    made = of_whole(network(store), naming(store), stages.append)
    assert stages == [1, 2, 3]
    assert 1 < len(made.bubbles) <= 6
    assert sum(bubble.size for bubble in made.bubbles) == 72
    assert f"{len(made.bubbles)} communities" in made.notes
    assert f"{len(made.dots)} memories are dots" in made.notes
    assert all(not line.kind for line in made.lines)


def test_an_empty_memory_is_an_empty_picture_that_says_so(tmp_path: Path) -> None:
    store = linked(tmp_path, [], [])
    made = of_whole(network(store), naming(store))
    assert (made.dots, made.lines, made.notes) == ((), (), ("0 memories", "0 links"))
    for format in ("png", "svg"):
        draw(made, tmp_path / f"empty.{format}", format)
        assert (tmp_path / f"empty.{format}").stat().st_size > 500
    assert "0 memories" in page(made)


def test_png_and_svg_show_hostile_names_as_they_are_and_complain_of_nothing(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = picture(tmp_path)
        for format in ("png", "svg"):
            draw(made, tmp_path / f"graph.{format}", format)
    assert (tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")
    svg = ElementTree.parse(tmp_path / "graph.svg")
    names = {element.tag.rpartition("}")[2] for element in svg.iter()}
    words = "".join(svg.getroot().itertext())
    assert "script" not in names
    assert r"$x^2$ $\frac{1}{$ {y} $$" in words
    assert "red" in words
    assert not re.search("[\x00-\x08\x1b\u200b\u202e]", words)


def test_the_page_asks_nothing_of_the_network_and_its_policy_allows_its_own_script_alone(tmp_path: Path) -> None:
    html = page(picture(tmp_path))
    assert "<b>kind" not in html
    assert html.count("<script>") == html.count("</script>") == 1
    assert html.count("</style>") == 1
    assert "default-src 'none'; style-src 'sha256-" in html
    assert not re.search(r"https?:|url\(|@import|fetch|XMLHttp|innerHTML|eval", html)
    parser = Attributes()
    parser.feed(html)
    assert parser.tags >= {"svg", "line", "circle", "script"}
    assert not [name for name in parser.names if name.startswith("on") or name in {"style", "src", "href"}]
    assert not re.search("[\x00-\x08\x1b\u200b\u202e]", html)


def test_the_page_is_a_whole_picture_without_its_script(tmp_path: Path) -> None:
    made = picture(tmp_path)
    html = page(made)
    drawn = re.search(r"<svg id=\"picture\".*?</svg>", html, re.DOTALL)
    assert drawn
    tree = ElementTree.fromstring(drawn[0])
    dots = [one for one in tree.iter("circle") if one.get("data-n")]
    lines = list(tree.iter("line"))
    assert (len(dots), len(lines)) == (len(made.dots), len(made.lines))
    assert any('<script>alert("1")' in (one.findtext("title") or "") for one in dots)
    assert {line.get("data-kind") for line in lines} == {"similar", "<b>kind</b>"}


def test_superseded_memories_are_hollow_and_the_middle_stands_out(tmp_path: Path) -> None:
    store = linked(tmp_path, "ab", [(2, 1, "supersedes", 1.0)])
    store.write(
        lambda connection: connection.execute(
            "UPDATE memories SET status = 'superseded', known_until = 1 WHERE seq = 1"
        )
    )
    html = page(of_whole(network(store), naming(store)))
    assert html.count('class="dot hollow"') == 1
    assert html.count('class="dot"') == 1
