"""Keys written into config.toml: what is there stays, comments too, however it is written."""

import stat
from pathlib import Path

import pytest

from app.adjusting import set_keys, set_value
from app.config import load

WRITTEN = [
    "",
    '# mine\n[app]\ntheme = "dark" # nice\n',
    '# a\n[app.keys] # b\n# c\n"search.why" = "#" # d # e\n\n[decay]\ncurve = "fsrs"\n',
    '[app]\nkeys = { "search.why" = "x" } # own\n',
    "[app.keys]\n'search.why' = 'x'\n[sleep]\nwhen = \"never\"\n",
    '[app]\nkeys."search.why" = "x"\n',
    "[app]\n[app.keys]",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_keys_are_written_and_given_back_and_everything_else_stays(home: Path, text: str) -> None:
    home.mkdir()
    file = home / "config.toml"
    file.write_text(text)
    was = load(file)
    before = set_keys(home, {"search.why": "w", "memories.pin": "ctrl+e"})
    assert load(file).app.keys == {**(was.app.keys or {}), "search.why": "w", "memories.pin": "ctrl+e"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    comments = [line.partition(" # ")[2] for line in text.splitlines()]
    assert all(comment in file.read_text() for comment in comments)
    assert set_keys(home, before) == {"search.why": "w", "memories.pin": "ctrl+e"}
    now = load(file)
    assert (now.app.keys or {}) == (was.app.keys or {})
    assert (now.app.theme, now.decay, now.sleep) == (was.app.theme, was.decay, was.sleep)


def test_taking_out_what_is_not_there_writes_nothing(home: Path) -> None:
    assert set_keys(home, {"search.why": None}) == {"search.why": None}
    assert not (home / "config.toml").exists()


def test_a_setting_that_is_changed_keeps_the_comment_behind_it(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('[app]\ntheme = "dark" # not "light"\n')
    set_value(home, "app.theme", "contrast")
    assert (home / "config.toml").read_text() == '[app]\ntheme = "contrast" # not "light"\n'
