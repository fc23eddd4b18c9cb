"""Day One's export: entries with their pictures named, their place and weather."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.importing import dayone
from app.importing.readers import reader
from tests.unit.app.importing.gathered import items, skipped, written

ENTRY: dict[str, Any] = {
    "uuid": "8F3A0C2B9D4E4F6A8B7C6D5E4F3A2B1C",
    "creationDate": "2024-05-03T08:15:00Z",
    "modifiedDate": "2024-05-04T08:15:00Z",
    "timeZone": "Europe/Berlin",
    "text": "# By the sea\n\nWe walked 3\\.5 km\\.\n\n![](dayone-moment://ABCD1234)\n",
    "tags": ["Holiday", "sea"],
    "starred": True,
    "photos": [{"identifier": "ABCD1234", "md5": "5f2ac9", "type": "jpeg"}],
    "location": {"placeName": "Strand", "localityName": "Binz", "country": "Germany", "latitude": 54.4},
    "weather": {"temperatureCelsius": 14.2, "conditionsDescription": "Cloudy"},
}


def export(path: Path, *entries: Any) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("Journal.json", json.dumps({"metadata": {"version": "1.0"}, "entries": list(entries)}))
        file.writestr("photos/5f2ac9.jpeg", b"\xff\xd8\xff")
    return path


def test_an_entry_becomes_a_note_with_everything_around_it(tmp_path: Path) -> None:
    path = export(tmp_path / "x.zip", ENTRY)
    (item,) = items(dayone.read, path)
    assert item.text == (
        "# By the sea\n\nWe walked 3.5 km.\n\n[image 5f2ac9.jpeg]"
        "\n\nPlace: Strand, Binz, Germany\nWeather: 14 °C, Cloudy"
    )
    assert (item.title, item.tags, item.kind) == ("By the sea", ("holiday", "sea", "starred"), "note")
    assert item.occurred_at == datetime(2024, 5, 3, 8, 15, tzinfo=UTC)
    assert item.source["uri"] == "dayone://view?entryId=8F3A0C2B9D4E4F6A8B7C6D5E4F3A2B1C"
    assert item.source["file"] == f"{path}/Journal.json"


def test_the_zip_the_folder_and_the_json_are_recognised(tmp_path: Path) -> None:
    path = export(tmp_path / "x.zip", ENTRY)
    zipfile.ZipFile(path).extractall(tmp_path / "out")
    for form in (path, tmp_path / "out", tmp_path / "out/Journal.json"):
        assert reader(form).name == "dayone"
        assert len(items(dayone.read, form)) == 1


def test_journals_of_one_export_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name in ("Work", "Private"):
            file.writestr(f"{name}.json", json.dumps({"entries": [ENTRY | {"uuid": name, "text": name}]}))
    assert [item.source["title"] for item in items(dayone.read, path)] == ["Private", "Work"]


def test_odd_values_cost_only_themselves(tmp_path: Path) -> None:
    odd: list[Any] = [None, 7, "x", [], {"text": 5}, {"text": None, "uuid": []}, {"text": "kept"}]
    odd += [ENTRY | {"text": "kept", field: 7} for field in ENTRY if field != "text"]
    odd += [
        {"text": "kept", "photos": [7, {"identifier": None}], "tags": [None], "weather": {"temperatureCelsius": "x"}}
    ]
    path = export(tmp_path / "x.zip", *odd)
    found = items(dayone.read, path)
    assert len(found) == 11 and all(item.text.startswith("kept") for item in found)
    assert len(skipped(dayone.read, path)) == 1


@pytest.mark.parametrize("content", ["[", "[]", '{"entries": {}}', "[" * 100_000])
def test_what_is_no_journal_is_one_line(tmp_path: Path, content: str) -> None:
    path = written(tmp_path / "x.json", content)
    assert items(dayone.read, path) == []
    assert len(skipped(dayone.read, path)) == 1
