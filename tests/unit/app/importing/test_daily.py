"""Daily notes: the vault's own format of file names is understood."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.importing import daily, markdown
from tests.unit.app.importing.gathered import items, written

NOON = datetime(2021, 3, 5, 12).astimezone(UTC)


@pytest.mark.parametrize(
    ("format", "name"),
    [
        ("YYYY-MM-DD", "2021-03-05"),
        ("DD.MM.YYYY", "05.03.2021"),
        ("YYYY/MM/YYYY-MM-DD dddd", "2021/03/2021-03-05 Friday"),
        ("MMMM Do, YYYY", "March 5th, 2021"),
        ("D MMM YYYY", "5 Mar 2021"),
        ("[Log] YYYYMMDD", "Log 20210305"),
        ("", "2021-03-05"),
    ],
)
def test_a_day_is_read_by_the_format_of_the_settings(format: str, name: str) -> None:
    assert daily.days({"format": format, "folder": "Journal/"})(f"Journal/{name}") == NOON


@pytest.mark.parametrize("name", ["2021-13-05", "2021-03", "x", "2021-03-05 more", "other/2021-03-05"])
def test_other_names_are_no_day(name: str) -> None:
    assert daily.days({"format": "YYYY-MM-DD"})(name) is None


def test_a_format_without_a_day_and_one_that_is_hostile_give_none() -> None:
    assert daily.days({"format": "[Week] ww"})("Week 12") is None
    assert daily.days({"format": "YYYY D M" + "dddd" * 20})("2021 5 3" + "a" * 190) is None
    assert daily.days({"format": ["YYYY"], "folder": 7})("2021-03-05") == NOON


def test_a_vault_s_daily_notes_get_their_day(tmp_path: Path) -> None:
    written(tmp_path / ".obsidian/daily-notes.json", json.dumps({"folder": "Days", "format": "DD.MM.YYYY"}))
    written(tmp_path / "Days/05.03.2021.md", "dug the garden")
    assert items(markdown.read, tmp_path)[0].occurred_at == NOON


@pytest.mark.parametrize("content", ["[", "[]", "{" * 100_000, '"x"', "\xff"])
def test_settings_that_cannot_be_read_are_as_good_as_none(tmp_path: Path, content: str) -> None:
    written(tmp_path / daily.SETTINGS, content)
    assert daily.settings(tmp_path) == {}
