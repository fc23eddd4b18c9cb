"""Markdown as lines: what is set, what is kept out, and that every line fits."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core.text.sanitise import shown
from ui.tui.laying import laid
from ui.tui.markdown import Target, read


def lines(text: str, width: int = 40) -> list[str]:
    """The lines that a text is set in, without the space at their ends."""
    return ["".join(piece.text for piece in line).rstrip() for line in laid(read(shown(text)).blocks, width)]


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("# One\nwords", ["One", "words"]),
        ("a\nb\n\n\n\nc", ["a", "b", "", "c"]),
        ("- a\n  - b\n    - c\n- d", ["• a", "  ◦ b", "    ▪ c", "• d"]),
        ("9. a\n10. b", ["9. a", "10. b"]),
        ("- [ ] a\n- [X] b\n- [y] c", ["☐ a", "☑ b", "• [y] c"]),
        ("> a\n>\n> > b", ["▎ a", "▎", "▎ ▎ b"]),
        ("```py\n  x = [[1]]\n```", ["py", "  x = [[1]]"]),
        ("*a* **b** ~~c~~ `d`", ["a b c d"]),
        ("|a|b|\n|-|-|\n|1|題|", ["a │ b", "──┼───", "1 │ 題"]),
        ("|a|price|\n|-|-:|\n|1|20|", ["a │ price", "──┼──────", "1 │    20"]),
        ("![x](y.png)", ["▣ x (y.png)"]),
        ("***", ["─" * 40]),
        ("-", ["•"]),
        ("", []),
    ],
)
def test_markdown_is_set_without_its_signs(text: str, set_as: list[str]) -> None:
    assert lines(text) == set_as


def test_where_a_link_leads_stands_behind_its_words() -> None:
    text = "[a](https://x.org) https://y.org. [[Tide|the tide]] [[Boat]] [p](notes/The%20plan.md) <m@x.org>"
    assert lines(text, 200) == [
        "a (https://x.org) https://y.org. the tide (Tide) Boat p (The plan) m@x.org",
    ]
    assert read(text).links == (
        Target(address="https://x.org"),
        Target(address="https://y.org"),
        Target(name="Tide"),
        Target(name="Boat"),
        Target(name="The plan"),
        Target(address="mailto:m@x.org"),
    )


def test_what_could_harm_stays_letters() -> None:
    assert lines("<script>x</script> [a](javascript:alert) &#x202e;b", 200) == [
        "<script>x</script> [a](javascript:alert) b"
    ]
    assert "\u202e" not in "".join(lines("[a](https://x.org/%E2%80%AE) &rlm;&#x1b;[2J"))


def test_a_table_gives_way_column_by_column_and_falls_apart_where_there_is_no_room() -> None:
    table = "|name|what it is|\n|-|-|\n|boat|a long description of it|"
    assert lines(table, 20) == [
        "name │ what it is",
        "─────┼──────────────",
        "boat │ a long",
        "     │ description",
        "     │ of it",
    ]
    assert lines("|a|b|c|d|\n|-|-|-|-|\n|1|2|3|4|", 8) == ["a", "b", "c", "d", "", "1", "2", "3", "4", ""]


@given(st.text(st.sampled_from("ab 題 [](){}*_`~#>-|\n1.!:\\<&;x"), max_size=200), st.integers(8, 60))
def test_every_line_fits(text: str, width: int) -> None:
    found = laid(read(shown(text)).blocks, width)
    assert all(sum(cell_len(piece.text) for piece in line) <= width for line in found)


@given(st.text(st.sampled_from("ab題 .\n"), max_size=200), st.integers(8, 60))
def test_plain_words_are_kept_to_the_letter(text: str, width: int) -> None:
    assert "".join("".join(lines(text, width)).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["[" * 20_000, "[a](" * 8_000, "![" * 8_000, "[[a" * 10_000, "*a **b " * 4_000])
def test_a_text_made_to_be_slow_is_read_all_the_same(text: str) -> None:
    before = time.process_time()
    laid(read(text).blocks, 80)
    assert time.process_time() - before < 20
