"""A conversation as a document that says who said what, and lets nothing that was said change its shape."""

from datetime import UTC, datetime

from core.chat.markdown import markdown
from core.chat.turn import Turn
from core.memory import Citation

AT = datetime(2024, 5, 1, 12, 30, tzinfo=UTC)


def test_turns_stand_in_order_with_their_sources() -> None:
    cited = Citation(1, "01A", "berth 14", 0, 8)
    turns = [
        Turn(1, None, "you", "Where is the boat?", AT),
        Turn(2, 1, "ebb", "At berth 14 [1]. It is red.", AT, citations=(cited,), unsupported=("It is red.",)),
    ]
    assert markdown("Where is the boat?", turns, {"01A": "The boat"}, UTC).splitlines() == [
        "# Where is the boat?",
        "",
        "## You, 2024-05-01 12:30",
        "",
        "Where is the boat?",
        "",
        "## Ebb, 2024-05-01 12:30",
        "",
        "At berth 14 [1]. It is red. *(no memory supports this)*",
        "",
        "- [1] The boat `01A`: “berth 14”",
    ]


def test_hostile_words_make_no_headings_links_or_escapes() -> None:
    cited = Citation(1, "01A", "[click](http://evil.example) <img src=x>", 0, 8)
    turns = [Turn(1, None, "ebb", "# Fake\n\x1b]0;title\x07## Also", AT, citations=(cited,))]
    document = markdown("t\n# x", turns, {}, UTC)
    assert [line for line in document.splitlines() if line.startswith("#")] == ["# t # x", "## Ebb, 2024-05-01 12:30"]
    assert "\x1b" not in document
    assert "\\[click](" in document
    assert "<img" not in document


def test_what_was_forgotten_or_stopped_is_said_so() -> None:
    turns = [
        Turn(1, None, "you", "", AT, kept="forgotten"),
        Turn(2, 1, "ebb", "", AT, kept="erased"),
        Turn(3, 2, "ebb", "Once there", AT, stopped=True),
    ]
    document = markdown("", turns, {}, UTC)
    assert all(words in document for words in ("# A conversation", "*(forgotten)*", "*(erased)*", "Once there\n\n*(st"))
