"""Saved searches: a name stands for a line, in a file that people can read."""

import stat
from pathlib import Path

import pytest

from app.saved import FILE, Saved, expanded, named
from core.errors import BadInput


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    """The saved searches of an empty home."""
    return Saved(tmp_path)


def test_a_line_is_saved_under_a_plain_name_and_read_again(saved: Saved, tmp_path: Path) -> None:
    assert saved.all() == {}
    assert saved.save("Roof, offers!", ' kind:note  since:"last week" \\o/ ') == ("roof-offers", None)
    assert saved.save("roof-offers", "roof") == ("roof-offers", 'kind:note since:"last week" \\o/')
    saved.save("日記", "#日記")
    assert Saved(tmp_path).all() == {"roof-offers": "roof", "日記": "#日記"}
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert saved.remove("roof-offers") == "roof"
    assert saved.remove("roof-offers") is None


def test_a_name_stands_for_its_line_wherever_it_is_used_and_other_names_stay() -> None:
    searches = {"roof": "roof kind:chat", "both": "@roof #house", "loop": "@loop x"}
    assert expanded("@roof by:ana", searches) == "roof kind:chat by:ana"
    assert expanded("@both", searches) == "roof kind:chat #house"
    assert expanded("mail ana@roof @ana", searches) == "mail ana@roof @ana"
    assert expanded("@loop", searches).count("x") == 3


@pytest.mark.parametrize("words", ["", "  ", "?!", "-"])
def test_a_name_without_letters_is_refused(words: str) -> None:
    with pytest.raises(BadInput):
        named(words)


def test_nothing_and_a_line_that_names_itself_are_refused(saved: Saved) -> None:
    with pytest.raises(BadInput):
        saved.save("roof", " ")
    with pytest.raises(BadInput):
        saved.save("roof", "@roof x")


def test_a_broken_file_is_named_and_left_as_it_is(saved: Saved, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("roof = ", encoding="utf-8")
    with pytest.raises(BadInput, match="searches"):
        saved.save("boat", "boat")
    assert (tmp_path / FILE).read_text(encoding="utf-8") == "roof = "
