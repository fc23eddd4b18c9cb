"""jrnl's journals: the text file and the JSON export."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from app.importing import jrnl
from app.importing.readers import reader
from tests.unit.app.importing.gathered import items, remarks, skipped, written

TWO = (
    "[2024-05-03 10:15] Planted tomatoes. Ida helped @garden @ida\nSecond line\n\n  indented\n\n"
    "[2024-05-04 09:00:30 PM] * A walk by the sea!\n[not a date] stays\n"
)


def test_each_entry_becomes_a_note_with_its_time_title_and_tags(tmp_path: Path) -> None:
    path = written(tmp_path / "journal.txt", TWO)
    first, second = items(jrnl.read, path)
    assert first.text == "Planted tomatoes. Ida helped @garden @ida\nSecond line\n\n  indented"
    assert (first.title, first.tags, first.kind) == ("Planted tomatoes.", ("garden", "ida"), "note")
    assert first.occurred_at == datetime(2024, 5, 3, 10, 15).astimezone()
    assert second.text == "A walk by the sea!\n[not a date] stays"
    assert (second.title, second.tags) == ("A walk by the sea!", ("starred",))
    assert second.occurred_at == datetime(2024, 5, 4, 21, 0, 30).astimezone()


def test_a_journal_is_recognised_and_a_note_is_not(tmp_path: Path) -> None:
    assert reader(written(tmp_path / "journal.txt", TWO)).name == "jrnl"
    assert reader(written(tmp_path / "note.txt", "See [2024-05-03 10:15] there")).name == "markdown"
    assert reader(written(tmp_path / "export.json", json.dumps({"tags": {}, "entries": [ENTRY]}))).name == "jrnl"


ENTRY = {"title": "Planted.", "body": "Ida helped", "date": "2024-05-03", "time": "10:15", "tags": ["@garden"]}


def test_the_json_export_gives_the_same(tmp_path: Path) -> None:
    path = written(tmp_path / "x.json", json.dumps({"tags": {}, "entries": [ENTRY | {"starred": True}]}))
    (item,) = items(jrnl.read, path)
    assert (item.text, item.title, item.tags) == ("Planted.\nIda helped", "Planted.", ("garden", "starred"))
    assert item.occurred_at == datetime(2024, 5, 3, 10, 15).astimezone()


def test_the_address_is_the_time_so_that_a_grown_journal_adds_only_what_is_new(tmp_path: Path) -> None:
    path = written(tmp_path / "journal.txt", TWO)
    before = [item.source["uri"] for item in items(jrnl.read, path)]
    written(path, "[2024-01-01 08:00] Earlier\n\n" + TWO)
    assert [item.source["uri"] for item in items(jrnl.read, path)][1:] == before


def test_entries_of_one_minute_have_an_address_each(tmp_path: Path) -> None:
    path = written(tmp_path / "journal.txt", "[2024-05-03 10:15] One\n[2024-05-03 10:15] Two\n")
    addresses = [item.source["uri"].split("#")[1] for item in items(jrnl.read, path)]
    assert len(set(addresses)) == 2 and addresses[1] == f"{addresses[0]}-2"


def test_old_journals_without_brackets_are_read_when_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path / "journal.txt", "2013-06-09 15:39 My title.\nWords\n\n09/06/2014 15:39 Next\n")
    assert [item.title for item in items(jrnl.read, path)] == ["My title.", "Next"]


def test_an_address_with_an_at_sign_is_no_tag(tmp_path: Path) -> None:
    path = written(tmp_path / "journal.txt", "[2024-05-03 10:15] Wrote ida@example.org and @jonah.\n")
    assert items(jrnl.read, path)[0].tags == ("jonah",)


def test_what_stands_before_the_first_entry_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "journal.txt", "Preface\n" + TWO)
    assert len(items(jrnl.read, path)) == 2
    assert remarks(jrnl.read, path) == ["what stands before the first entry was left out"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"gAAAA" + bytes(range(256)), "not a text file; decrypt an encrypted journal first (`jrnl --decrypt`)"),
        (b"just words", "it holds no journal entries"),
        (b'{"entries": 7}', "it is no jrnl export"),
        (b'{"entries": [', "it is no jrnl export"),
        (b"{" * 100_000, "it is no jrnl export"),
        (b'{"entries": [1, {"title": "x"}, {"date": 5}]}', "entries that cannot be read: 3"),
    ],
)
def test_what_is_no_journal_is_one_line(tmp_path: Path, content: bytes, reason: str) -> None:
    path = written(tmp_path / "x.txt", content)
    assert items(jrnl.read, path) == []
    assert skipped(jrnl.read, path) == {"x.txt": reason}


def test_an_impossible_time_begins_no_entry(tmp_path: Path) -> None:
    path = written(tmp_path / "x.txt", "[2024-05-03 10:15] One\n[2024-99-03 10:15] still one\n")
    assert [item.text for item in items(jrnl.read, path)] == ["One\n[2024-99-03 10:15] still one"]
