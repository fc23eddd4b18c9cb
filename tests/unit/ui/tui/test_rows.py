"""What a row says of a memory reads as a person would say it."""

from app import Ebb
from core.memory import Source
from ui.tui.rows import bare, opening, source_of


def test_where_a_memory_came_from_names_no_address_of_our_own() -> None:
    turn = Source(app="ebb", author="You", thread="ebb-chat:01M8", uri="ebb-chat:01M8/1")
    assert source_of(turn) == "You · ebb"
    page = Source(app="firefox", title="Tides", uri="https://example.org/tides")
    assert source_of(page) == "firefox · Tides · https://example.org/tides"


def test_a_line_reads_without_the_signs_of_markdown() -> None:
    assert bare("## The **boat** at [Larvik](http://x), see [[a|Anna]]") == "The boat at Larvik, see Anna"
    assert [bare(line) for line in ("- [ ] plums", "- [x] sugar", "[ ]", "a [ ] b")] == [
        "☐ plums",
        "☑ sugar",
        "[ ]",
        "a [ ] b",
    ]


def test_rows_of_tables_and_rules_read_as_words(ebb: Ebb) -> None:
    table = ebb.add("---\n| day | gas |\n|:--|--:|\n| Mon | 4 |")
    assert opening(ebb.get(table)) == ("day · gas", "Mon · 4")
    assert opening(ebb.get(ebb.add(":-|"))) == (":-|", "")
