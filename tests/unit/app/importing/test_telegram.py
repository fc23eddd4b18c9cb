"""Telegram's JSON exports, of one chat and of an account; and the HTML one, which is refused."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.importing import elements, telegram
from app.importing.items import Item, Reached, Remark, Skipped
from app.importing.readers import reader

START = 1_544_006_350


def message(number: int, text: Any = "Hello", **more: Any) -> dict[str, Any]:
    spoken = {"id": number, "type": "message", "date_unixtime": str(START + number), "from": "Anna", "text": text}
    return spoken | {"text_entities": []} | more


def chat(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "Trip", "type": "private_group", "id": 77} | more | {"messages": list(messages)}


def written(folder: Path, content: Any, name: str = "result.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))
    return path


def turns(path: Path) -> list[Item]:
    return [found for found in telegram.read(path) if isinstance(found, Item)]


def text_of(folder: Path, **more: Any) -> list[str]:
    return [item.text for item in turns(written(folder, chat(message(1, **more))))]


def remarks(path: Path) -> list[str]:
    return [found.text for found in telegram.read(path) if isinstance(found, Remark)]


def test_a_message_becomes_a_chat_memory_with_author_thread_time_and_place(tmp_path: Path) -> None:
    path = written(tmp_path, chat(message(5)))
    assert turns(path) == [
        Item(
            text="Hello",
            kind="chat",
            occurred_at=datetime.fromtimestamp(START + 5, UTC),
            source={
                "app": "telegram",
                "uri": "telegram:77/5",
                "thread": "telegram:77",
                "file": str(path),
                "author": "Anna",
                "title": "Trip",
            },
        )
    ]


def test_one_chat_an_account_a_folder_and_a_zip_read_the_same(tmp_path: Path) -> None:
    single = written(tmp_path, chat(message(1), message(2)))
    account = {"about": "…", "contacts": {"list": [{"name": "No"}]}, "chats": {"list": [chat(message(1), message(2))]}}
    whole = written(tmp_path, account, "account.json")
    zipped = tmp_path / "export.zip"
    with zipfile.ZipFile(zipped, "w") as file:
        file.write(single, "ChatExport_2024/result.json")
    for path in (single, whole, tmp_path, zipped):
        assert reader(path).name == "telegram"
        assert [item.source["uri"] for item in turns(path)] == ["telegram:77/1", "telegram:77/2"]
        assert {item.source["title"] for item in turns(path)} == {"Trip"}


def test_each_chat_of_an_account_is_a_thread_of_its_own(tmp_path: Path) -> None:
    chats = [chat(message(1), id=1, name="A {b"), chat(id=2), chat(message(1), id=3, name=None)]
    chats.append({"type": "saved_messages", "messages": [message(1)]})
    path = written(tmp_path, {"chats": {"list": chats}})
    assert [(item.source["thread"], item.source.get("title")) for item in turns(path)] == [
        ("telegram:1", "A {b"),
        ("telegram:3", None),
        ("telegram:Saved Messages", "Saved Messages"),
    ]


def test_formatted_runs_are_one_text_with_the_addresses_of_links(tmp_path: Path) -> None:
    runs: list[Any] = ["See ", {"type": "bold", "text": "this"}, {"type": "plain", "text": "!"}, " "]
    runs += [{"type": "text_link", "text": "here", "href": "https://example.org/x"}]
    assert text_of(tmp_path, text=runs) == ["See this! here (https://example.org/x)"]
    runs = [{"type": "bold", "text": "Link:"}, {"type": "link", "text": "https://example.org"}]
    assert text_of(tmp_path, text=runs) == ["Link: https://example.org"]
    assert text_of(tmp_path, text="", text_entities=[{"type": "plain", "text": "Only there"}]) == ["Only there"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"photo": "photos/photo_1.jpg"}, "[image photo_1.jpg]"),
        ({"photo": "photos/photo_1.jpg", "text": "Look"}, "[image photo_1.jpg]\nLook"),
        ({"file": "files/a.pdf", "mime_type": "application/pdf"}, "[file a.pdf]"),
        ({"file": "(File not included.)", "file_name": "a.mp3", "media_type": "audio_file"}, "[audio a.mp3]"),
        ({"file": "(File exceeds …)", "media_type": "voice_message", "text": "Listen"}, "[voice message]\nListen"),
        ({"forwarded_from": "Ben", "text": "News"}, "[forwarded from Ben]\nNews"),
        ({"poll": {"question": "When?", "answers": [{"text": "Now"}, {}]}}, "[poll When?]\n- Now\n- "),
        ({"location_information": {"latitude": 59.9, "longitude": 10.7}}, "[location 59.9, 10.7]"),
        ({"contact_information": {"first_name": "Ben", "phone_number": "+47 1"}}, "[contact Ben +47 1]"),
    ],
)
def test_media_is_named(tmp_path: Path, more: dict[str, Any], expected: str) -> None:
    assert text_of(tmp_path, **({"text": ""} | more)) == [expected]


def test_service_messages_and_nameless_media_are_left_out_and_counted(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        chat(
            message(1, type="service", action="invite_members", text=""),
            message(2, "", file="(File not included.)", media_type="sticker", sticker_emoji="🙂"),
            message(3, "", photo="(File not included.)"),
            message(4, ""),
            message(5),
        ),
    )
    assert [item.text for item in turns(path)] == ["Hello"]
    assert remarks(path) == [
        "lines of the program itself were left out: 1",
        "turns left out because they held only media that the export does not name: 2",
    ]


def test_who_has_gone_has_a_name_all_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, chat(message(1) | {"from": None}))
    assert turns(path)[0].source["author"] == "Deleted Account"


def test_a_broken_message_costs_only_itself(tmp_path: Path) -> None:
    whole = json.dumps(chat(message(1), message(2), message(3)))
    path = written(tmp_path, whole.replace('"id": 2,', '"id": nope,'))
    assert [item.source["uri"] for item in turns(path)] == ["telegram:77/1", "telegram:77/3"]
    reasons = [found.reason for found in telegram.read(path) if isinstance(found, Skipped)]
    assert reasons == ["message 2: it is no valid JSON"]


def test_wrong_types_anywhere_break_nothing(tmp_path: Path) -> None:
    odd: list[Any] = [None, 7, "x", [], {}, [[]], [None, 7, {}], {"text": 1}, 1e400]
    keys = ["id", "type", "date_unixtime", "date", "from", "text", "text_entities", "photo", "file", "poll"]
    keys += ["media_type", "forwarded_from", "location_information", "contact_information", "file_name"]
    for value in odd:
        broken = [message(2) | {key: value} for key in keys]
        path = written(tmp_path, chat(message(1), *broken, message(3, "End"), name=value, id=value))
        assert turns(path)[0].text == "Hello"
        assert turns(path)[-1].text == "End"


def test_a_large_file_is_read_in_pieces_and_tells_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elements, "PIECE", 5000)
    path = written(tmp_path, chat(*(message(number, f"Wörter 🙂 {number}") for number in range(2000))))
    assert [item.text for item in turns(path)] == [f"Wörter 🙂 {number}" for number in range(2000)]
    reached = [found for found in telegram.read(path) if isinstance(found, Reached)]
    assert len(reached) == 6
    assert reached[0].done < reached[1].done < reached[-1].done == reached[-1].total == path.stat().st_size


def test_the_html_export_is_refused_with_what_to_do(tmp_path: Path) -> None:
    page = tmp_path / "messages.html"
    page.write_text('<!DOCTYPE html><html><body><div class="page_wrap">…</div></body></html>')
    for path in (page, tmp_path):
        assert reader(path).name == "telegram"
        (told,) = [found for found in telegram.read(path) if isinstance(found, Skipped)]
        assert "Machine-readable JSON" in told.reason
    written(tmp_path, chat(message(1)))
    assert len(turns(tmp_path)) == 1


def test_other_programs_files_are_not_recognised(tmp_path: Path) -> None:
    assert not telegram.recognises(written(tmp_path, {"messages": [{"sender_name": "x", "timestamp_ms": 1}]}))
    assert not telegram.recognises(written(tmp_path, '{"messages": 1, "from_id": 2}', "note.md"))
    assert not telegram.recognises(tmp_path / "nowhere.json")
