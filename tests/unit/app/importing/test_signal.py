"""Signal's messages in each of the forms that programs write them."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.importing import signal
from app.importing.items import Item, Reached, Remark, Skipped
from app.importing.readers import reader

START = 1_577_186_580_000
LONG = """Conversation: Anna Berg (+4712345678)

From: Anna Berg (+4712345678)
Type: incoming
Sent: Tue, 24 Dec 2019 12:23:00 +0100
Received: Tue, 24 Dec 2019 12:23:01 +0100
Attachment: plan.png (image/png, 1234 bytes)
Attachment: no filename (audio/aac, 99 bytes)
Reaction: 👍 from You

Merry
Christmas

From: You
Type: outgoing
Sent: Tue, 24 Dec 2019 12:24:00 +0100

> From: Anna Berg (+4712345678)
> Sent: Tue, 24 Dec 2019 12:23:00 +0100
>
> Merry

And to you

Type: keychange
Sent: Tue, 24 Dec 2019 12:25:00 +0100
Received: Tue, 24 Dec 2019 12:25:00 +0100

"""


def written(folder: Path, content: str, name: str = "Anna.txt") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def turns(path: Path) -> list[Item]:
    return [found for found in signal.read(path) if isinstance(found, Item)]


def said(path: Path) -> list[tuple[str, str]]:
    return [(item.source["author"], item.text) for item in turns(path)]


def remarks(path: Path) -> list[str]:
    return [found.text for found in signal.read(path) if isinstance(found, Remark)]


def test_a_message_becomes_a_chat_memory_with_author_thread_time_and_place(tmp_path: Path) -> None:
    path = written(tmp_path, "[2019-12-24, 12:23] Anna Berg: Hello\nyou\n[2019-12-24, 12:23] Ben: Hi: there\n")
    assert reader(path).name == "signal"
    first, second = turns(path)
    assert first == Item(
        text="Hello\nyou",
        kind="chat",
        occurred_at=datetime(2019, 12, 24, 12, 23).astimezone(UTC),
        source={
            "app": "signal",
            "uri": "signal:Anna/2019-12-24, 12:23",
            "thread": "signal:Anna",
            "file": str(path),
            "author": "Anna Berg",
            "title": "Anna",
        },
    )
    assert (second.source["author"], second.text) == ("Ben", "Hi: there")
    assert second.source["uri"] == "signal:Anna/2019-12-24, 12:23/2"


def test_chats_in_folders_are_called_by_their_folders(tmp_path: Path) -> None:
    text = "[2019-12-24 12:23:45] Anna: Look\n> quoted\n![plan.png](./media/plan.png)  \n"
    text += "[2019-12-24 12:24:45] Ben: (This message was deleted)\n"
    written(tmp_path, text, "export/Anna/chat.md")
    written(tmp_path, text, "export/Trip/chat.md")
    zipped = tmp_path / "export.zip"
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr("Anna/chat.md", text)
        file.writestr("Trip/chat.md", text)
    for path in (tmp_path / "export", zipped):
        assert reader(path).name == "signal"
        assert [item.source["thread"] for item in turns(path)] == ["signal:Anna", "signal:Trip"]
        assert turns(path)[0].text == "Look\n> quoted\n![plan.png](./media/plan.png)  "
        assert remarks(path) == ["lines of the program itself were left out: 1"] * 2


def test_the_long_text_of_sigtop_is_read_with_its_files(tmp_path: Path) -> None:
    path = written(tmp_path, LONG, "chat with anna.txt")
    assert reader(path).name == "signal"
    first, second = turns(path)
    assert first.text == "[image plan.png]\n[audio no filename]\nMerry\nChristmas"
    assert first.occurred_at == datetime(2019, 12, 24, 11, 23, tzinfo=UTC)
    assert (first.source["author"], first.source["thread"]) == ("Anna Berg", "signal:Anna Berg")
    assert second.source["author"] == "You"
    assert second.text.startswith("> From: Anna Berg") and second.text.endswith("\n\nAnd to you")
    assert remarks(path) == ["lines of the program itself were left out: 1"]


def test_the_short_text_of_sigtop_is_read_and_told_from_a_journal(tmp_path: Path) -> None:
    path = written(tmp_path, "2019-12-24 12:23 Anna: Hello\n2019-12-24 12:24 You: [edited] Hi\nthere\n")
    assert reader(path).name == "signal"
    assert said(path) == [("Anna", "Hello"), ("You", "[edited] Hi\nthere")]
    journal = written(tmp_path, "2019-12-24 12:23 Dinner: a goose\n\n2019-12-25 09:00 Slept long\n", "journal.txt")
    assert not signal.recognises(journal)


def test_the_json_lines_of_signal_cli_are_told_apart_by_chat(tmp_path: Path) -> None:
    anna = {"source": "+47", "sourceName": "Anna", "timestamp": START}
    group = {"groupId": "abc", "groupName": "Trip"}
    picture = [
        {"contentType": "image/jpeg", "filename": "a.jpg", "id": "x"},
        {"contentType": "image/png", "id": "y.png"},
    ]
    envelopes: list[dict[str, Any]] = [
        anna | {"dataMessage": {"timestamp": START, "message": "Hello"}},
        anna | {"dataMessage": {"timestamp": START + 1, "message": "All", "groupInfo": group, "attachments": picture}},
        {"syncMessage": {"sentMessage": {"destination": "+47", "timestamp": START + 2, "message": "Hi"}}},
        anna | {"receiptMessage": {"when": START}},
        anna | {"dataMessage": {"timestamp": START + 3, "reaction": {"emoji": "👍"}}},
    ]
    path = written(tmp_path, "\n".join(json.dumps({"envelope": one, "account": "+1"}) for one in envelopes), "log.json")
    assert reader(path).name == "signal"
    assert [(item.source["thread"], item.source["author"], item.text) for item in turns(path)] == [
        ("signal:Anna", "Anna", "Hello"),
        ("signal:Trip", "Anna", "All\n[image a.jpg]\n[image y.png]"),
        ("signal:+47", "You", "Hi"),
    ]
    assert turns(path)[0].occurred_at == datetime.fromtimestamp(START / 1000, UTC)
    assert remarks(path) == ["lines of the program itself were left out: 2"]


def test_the_json_lines_of_signal_export_are_read(tmp_path: Path) -> None:
    line: dict[str, Any] = {"date": "2019-12-24T12:23:45", "sender": "Anna", "body": "Look", "quote": "> See\n"}
    line |= {"attachments": [{"name": "a.jpg", "path": "media/a.jpg"}]}
    path = written(tmp_path, json.dumps(line) + "\nnot json\n" + json.dumps(line | {"body": "Two"}), "Anna/data.json")
    assert reader(path).name == "signal"
    assert said(path) == [("Anna", "> See\nLook\n[image a.jpg]"), ("Anna", "> See\nTwo\n[image a.jpg]")]
    assert {item.source["thread"] for item in turns(path)} == {"signal:Anna"}


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [[]], [None, 7, {"filename": 1}], 1e300])
def test_wrong_types_anywhere_break_nothing(tmp_path: Path, value: Any) -> None:
    whole = {"envelope": {"source": "+1", "dataMessage": {"timestamp": START, "message": "Fine"}}}
    odd: list[Any] = [{"envelope": value}, value]
    for key in ("timestamp", "message", "groupInfo", "attachments", "reaction"):
        odd.append({"envelope": {"source": value, "dataMessage": {"timestamp": START, "message": "x", key: value}}})
    odd.append({"envelope": {"syncMessage": {"sentMessage": value}, "sourceName": value}})
    path = written(tmp_path, "\n".join(json.dumps(one) for one in (whole, *odd, whole)), "log.jsonl")
    texts = [item.text for item in turns(path)]
    assert (texts[0], texts[-1]) == ("Fine", "Fine")


def test_progress_goes_up_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "".join(f"[2019-12-24, 12:23] Anna: {number}\n" for number in range(2000)))
    reached = [found for found in signal.read(path) if isinstance(found, Reached)]
    assert reached[0].done < reached[1].done < reached[-1].done == reached[-1].total == path.stat().st_size


def test_what_is_no_chat_is_said_to_be_none(tmp_path: Path) -> None:
    path = written(tmp_path, "Dear diary,\n[2019-12-24, 12:23] Anna: Hello\n")
    assert not signal.recognises(path)
    reasons = [found.reason for found in signal.read(path) if isinstance(found, Skipped)]
    assert reasons == ["not a form of Signal chat that Ebb knows"]
    assert not signal.recognises(written(tmp_path, "[2019-12-24 12:23:45] Anna: WhatsApp writes so\n"))
    assert not signal.recognises(written(tmp_path, "", "empty.txt"))
