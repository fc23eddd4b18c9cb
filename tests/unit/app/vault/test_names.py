"""Names of files are readable, allowed everywhere, and each is given once."""

from unicodedata import category, normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vault.names import LONGEST, Names, folder, safe, stem, wanted
from core.store.exporting import Head

AWKWARD = st.text(st.characters(codec="utf-8") | st.sampled_from('[]#^|\\/:*?"<>%. \u202e\x00\n'))


def head(**parts: str) -> Head:
    given = {"id": "01AAAAAAAAAAAAAAAAAAAAAAAA", "kind": "note", "title": "", "opening": "", "app": "", "uri": ""}
    return Head(**{**given, "author": "", "occurred_at": 1740820442000000, **parts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Garden plan", "Garden plan"),
        ("Note: what? A/B [x] #1", "Note - what A-B x 1"),
        ("09:14 train", "09-14 train"),
        ("...hidden.", "hidden"),
        ("CON", "CON_"),
        ("nul.txt", "nul.txt_"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("Cafe\u0301", "Café"),
        ("100%% sure", "100% sure"),
        ("  many   blanks ", "many blanks"),
        ("Ünï 漢字 🍅", "Ünï 漢字 🍅"),
        ("???", ""),
    ],
)
def test_a_title_becomes_a_name_that_one_can_read(title: str, name: str) -> None:
    assert safe(title) == name


@settings(max_examples=150, deadline=None)
@given(AWKWARD)
def test_whatever_a_title_holds_its_name_is_allowed_on_every_system(title: str) -> None:
    name = safe(title)

    assert not set(name) & set('[]#^|\\/:*?"<>')
    assert all(category(char)[0] != "C" for char in name)
    assert len(name.encode()) <= LONGEST + 1
    assert name == normalize("NFC", name) == name.strip(" .")
    assert "%%" not in name
    assert safe(name) == name


def test_a_long_title_is_cut_between_characters() -> None:
    assert len(safe("漢" * 300).encode()) <= LONGEST
    assert set(safe("漢" * 300)) == {"漢"}


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"title": "Plan", "opening": "Text"}, "Plan"),
        ({"opening": "\n## Buy **milk** and [[bread]]\nand more"}, "Buy milk and bread"),
        ({"opening": "word " * 40}, " ".join(["word"] * 12)),
        ({"kind": "chat", "author": "Anna", "opening": "Hi there"}, "Anna - Hi there"),
        ({"title": "A title", "app": "markdown", "uri": "vault/The%20plan.md"}, "The plan"),
        ({"opening": "…"}, "Note 2025-03-01 0914"),
    ],
)
def test_what_a_file_is_called_after(parts: dict[str, str], name: str) -> None:
    assert wanted(head(**parts)) == name


def test_notes_lie_by_kind_and_year_and_what_is_many_by_month() -> None:
    assert folder(head()) == "Notes/2025"
    assert folder(head(kind="chat")) == "Chats/2025/03"


def test_a_name_is_given_once_whatever_its_case() -> None:
    given = Names(["Index"])

    assert given.given("Plan", "01AAAAAAAAAAAAAAAAAAAABCDE") == "Plan"
    assert given.given("plan", "01AAAAAAAAAAAAAAAAAAAABCDE") == "plan ABCDE"
    assert given.given("PLAN", "01AAAAAAAAAAAAAAAAAAAABCDE") == "PLAN AAAABCDE"
    assert given.given("INDEX", "") == "INDEX 2"
    assert given.given("index", "") == "index 3"


def test_a_stem_is_the_name_without_folder_and_ending() -> None:
    assert stem("Notes/2025/a.b.md") == "a.b"
