"""Instagram's and Messenger's JSON: mended characters, the order of time, and media."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.importing import instagram
from app.importing.items import Item, Reached, Remark, Skipped
from app.importing.readers import reader

START = 1_577_186_580_000


def garbled(text: str) -> str:
    """The text as Meta writes it: each byte of UTF-8 a character."""
    return text.encode().decode("latin-1")


def message(number: int, content: str | None = "Hello", **more: Any) -> dict[str, Any]:
    said = {} if content is None else {"content": garbled(content)}
    return {"sender_name": garbled("Jörg"), "timestamp_ms": START + number} | said | more


def chat(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"messages": list(messages), "title": garbled("Jörg 🙂"), "thread_path": "inbox/joerg_12"} | more


def written(folder: Path, content: Any, name: str = "message_1.json") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def turns(path: Path) -> list[Item]:
    return [found for found in instagram.read(path) if isinstance(found, Item)]


def test_a_message_becomes_a_chat_memory_with_its_characters_mended(tmp_path: Path) -> None:
    path = written(tmp_path, chat(message(5, "Schöne Grüße 🎄")))
    assert turns(path) == [
        Item(
            text="Schöne Grüße 🎄",
            kind="chat",
            occurred_at=datetime.fromtimestamp((START + 5) / 1000, UTC),
            source={
                "app": "instagram",
                "uri": f"instagram:joerg_12/{START + 5}",
                "thread": "instagram:joerg_12",
                "file": str(path),
                "author": "Jörg",
                "title": "Jörg 🙂",
            },
        )
    ]


def test_what_is_right_already_is_not_mended(tmp_path: Path) -> None:
    path = written(
        tmp_path, {"messages": [{"sender_name": "Ω", "timestamp_ms": START, "content": "naïve Ω"}]}, "x.json"
    )
    (item,) = turns(path)
    assert (item.text, item.source["author"], item.source["thread"]) == ("naïve Ω", "Ω", "instagram:x")


def test_a_chat_in_several_files_comes_oldest_first(tmp_path: Path) -> None:
    root = tmp_path / "your_instagram_activity" / "messages" / "inbox"
    written(root / "a_1", chat(message(9, "9"), message(8, "8")), "message_1.json")
    written(root / "a_1", chat(message(2, "2"), message(1, "1")), "message_10.json")
    written(root / "a_1", chat(message(5, "5"), message(5, "5"), message(4, "4")), "message_2.json")
    written(root / "b_2", chat(message(3, "3"), thread_path="inbox/b_2"), "message_1.json")
    zipped = tmp_path / "export.zip"
    with zipfile.ZipFile(zipped, "w") as file:
        for part in root.rglob("*.json"):
            file.write(part, part.relative_to(tmp_path).as_posix())
    for path in (tmp_path, zipped):
        assert reader(path).name == "instagram"
        assert [item.text for item in turns(path)] == ["1", "2", "4", "5", "5", "8", "9", "3"]
        assert len({item.source["uri"] for item in turns(path)}) == 8
    reached = [found for found in instagram.read(tmp_path) if isinstance(found, Reached)]
    assert reached[-1].done == reached[-1].total > 0


def test_messenger_is_told_by_its_folder(tmp_path: Path) -> None:
    path = written(tmp_path / "your_facebook_activity" / "messages" / "inbox" / "a_1", chat(message(1)))
    assert turns(path)[0].source["app"] == "messenger"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"photos": [{"uri": "x/photos/1.jpg"}, {"uri": "x/photos/2.jpg"}]}, "[image 1.jpg]\n[image 2.jpg]"),
        ({"content": "See", "audio_files": [{"uri": "x/audio/1.mp4"}]}, "See\n[audio 1.mp4]"),
        ({"content": "You sent an attachment.", "share": {"link": "https://a.org/x"}}, "https://a.org/x"),
        ({"content": "https://a.org/x", "share": {"link": "https://a.org/x"}}, "https://a.org/x"),
    ],
)
def test_media_and_links_are_named(tmp_path: Path, more: dict[str, Any], expected: str) -> None:
    path = written(tmp_path, chat(message(1, None) | more))
    assert [item.text for item in turns(path)] == [expected]


def test_what_the_program_itself_says_is_left_out_and_counted(tmp_path: Path) -> None:
    own = ["Liked a message", "Reacted 😀 to your message ", "Anna created a poll: When?", "Anna sent a photo."]
    path = written(tmp_path, chat(*(message(1, text) for text in own), message(2, None), message(3, "I liked it")))
    found = list(instagram.read(path))
    assert [item.text for item in found if isinstance(item, Item)] == ["I liked it"]
    assert [remark.text for remark in found if isinstance(remark, Remark)] == [
        "turns left out because they held only media that the export does not name: 1",
        "lines of the program itself were left out: 4",
    ]


@pytest.mark.parametrize("content", ["{", '{"messages": ', "[" * 100_000, '{"title": "x"}', "7"])
def test_a_broken_file_is_skipped_and_the_others_go_in(tmp_path: Path, content: str) -> None:
    written(tmp_path / "a_1", content)
    written(tmp_path / "b_2", chat(message(1)))
    found = list(instagram.read(tmp_path))
    assert len([item for item in found if isinstance(item, Item)]) == 1
    assert len([one for one in found if isinstance(one, Skipped)]) == 1


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [[]], [None, 7, {"uri": 1}], 1e300, True])
def test_wrong_types_anywhere_break_nothing(tmp_path: Path, value: Any) -> None:
    keys = ("sender_name", "timestamp_ms", "content", "photos", "videos", "share", "is_unsent")
    path = written(tmp_path, chat(value, *(message(2) | {key: value} for key in keys), message(3, "End")))
    assert "End" in [item.text for item in turns(path)]


def test_other_programs_files_are_not_recognised(tmp_path: Path) -> None:
    assert not instagram.recognises(written(tmp_path, {"messages": [{"id": 1, "from_id": "x"}]}))
    assert not instagram.recognises(written(tmp_path, '"sender_name" "timestamp_ms"', "note.md"))
