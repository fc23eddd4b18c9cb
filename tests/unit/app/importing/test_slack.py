"""Slack exports: names for ids, threads, bots, files, and what Slack itself says."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.importing import slack
from app.importing.items import Item, Reached, Remark, Skipped
from app.importing.readers import reader

USERS = [
    {"id": "U1", "name": "anna", "profile": {"real_name": "Anna Berg", "display_name": "anni"}},
    {"id": "U2", "name": "ben", "profile": {"real_name": "", "display_name": ""}},
]
CHANNELS = [{"id": "C1", "name": "general", "members": ["U1", "U2"]}]
DIRECT = [{"id": "D1", "members": ["U1", "U2"]}]
DAY = "2024-05-01.json"


def message(number: int, text: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U1", "text": text, "ts": f"171455000{number}.000100"} | more


def export(folder: Path, *messages: Any, channel: str = "general") -> Path:
    root = folder / "export"
    (root / channel).mkdir(parents=True, exist_ok=True)
    for name, content in (("users", USERS), ("channels", CHANNELS), ("dms", DIRECT)):
        (root / f"{name}.json").write_text(json.dumps(content))
    (root / channel / DAY).write_text(json.dumps(list(messages)))
    return root


def turns(path: Path) -> list[Item]:
    return [found for found in slack.read(path) if isinstance(found, Item)]


def texts(folder: Path, *messages: dict[str, Any]) -> list[str]:
    return [item.text for item in turns(export(folder, *messages))]


def test_a_message_becomes_a_chat_memory_with_author_thread_time_and_place(tmp_path: Path) -> None:
    root = export(tmp_path, message(1))
    assert turns(root) == [
        Item(
            text="Hello",
            kind="chat",
            occurred_at=datetime.fromtimestamp(1714550001.0001, UTC),
            source={
                "app": "slack",
                "uri": "slack:general/1714550001.000100",
                "thread": "slack:general",
                "file": str(root / "general" / DAY),
                "author": "Anna Berg",
                "title": "#general",
            },
        )
    ]


def test_a_zip_with_and_without_a_folder_around_it_reads_as_the_folder_does(tmp_path: Path) -> None:
    root = export(tmp_path, message(1), message(2, user="U2"))
    expected = [(item.source["uri"], item.source["author"]) for item in turns(root)]
    assert [author for _, author in expected] == ["Anna Berg", "ben"]
    for name, inside in (("a.zip", ""), ("b.zip", "My team export/")):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as file:
            for part in sorted(root.rglob("*.json")):
                file.write(part, inside + part.relative_to(root).as_posix())
        assert reader(path).name == "slack"
        assert [(item.source["uri"], item.source["author"]) for item in turns(path)] == expected
    assert reader(root).name == "slack"


def test_ids_of_people_and_channels_and_links_become_words(tmp_path: Path) -> None:
    text = (
        "<@U1> &amp; <@U2|x> in <#C1> or <#C9|other>: <https://a.org/x|the page>, <https://b.org>, <mailto:a@b.c|a@b.c>"
    )
    assert texts(tmp_path, message(1, f"{text} <!here> <!subteam^S1|@team> <@U9> 1 < 2 > 0")) == [
        "@Anna Berg & @ben in #general or #other: the page (https://a.org/x), https://b.org, a@b.c "
        "@here @team @U9 1 < 2 > 0"
    ]


def test_a_reply_shares_a_thread_with_what_it_answers(tmp_path: Path) -> None:
    asked = message(1, "Who comes?", thread_ts="1714550001.000100", reply_count=1)
    answer = message(3, "I", user="U2", thread_ts="1714550001.000100")
    threads = [item.source["thread"] for item in turns(export(tmp_path, asked, message(2), answer))]
    assert threads == ["slack:general/1714550001.000100", "slack:general", "slack:general/1714550001.000100"]


def test_direct_messages_are_called_by_who_takes_part(tmp_path: Path) -> None:
    (item,) = turns(export(tmp_path, message(1), channel="D1"))
    assert item.source["thread"] == "slack:Anna Berg, ben"


def test_what_slack_itself_says_is_left_out_and_counted(tmp_path: Path) -> None:
    root = export(
        tmp_path,
        message(1, "<@U1> has joined the channel", subtype="channel_join"),
        message(2, "set the topic", subtype="channel_topic"),
        message(3, ""),
        message(4, "Shared with the channel", subtype="thread_broadcast"),
    )
    found = list(slack.read(root))
    assert [item.text for item in found if isinstance(item, Item)] == ["Shared with the channel"]
    assert [remark.text for remark in found if isinstance(remark, Remark)] == [
        "lines of the program itself were left out: 2",
        "turns left out because they held only media that the export does not name: 1",
    ]


def test_a_bot_says_what_it_shows_and_has_a_name(tmp_path: Path) -> None:
    shown: dict[str, Any] = {
        "pretext": "New commit",
        "title": "Fix",
        "text": "<https://a.org|a1>: fixed",
        "fallback": "no",
    }
    shown |= {"fields": [{"title": "Branch", "value": "main"}]}
    bots: list[dict[str, Any]] = [
        {"bot_profile": {"name": "GitHub"}},
        {"username": "travis"},
        {"bot_id": "B1"},
    ]
    said = [
        message(number, "", subtype="bot_message", attachments=[shown if number else {"fallback": "Only this"}]) | bot
        for number, bot in enumerate(bots)
    ]
    items = turns(export(tmp_path, *({key: one[key] for key in one if key != "user"} for one in said)))
    assert [item.source["author"] for item in items] == ["GitHub", "travis", "B1"]
    assert items[0].text == "Only this"
    assert items[1].text == "New commit\nFix\na1 (https://a.org): fixed\nBranch: main"


def test_a_preview_of_a_link_is_not_taken_for_something_said(tmp_path: Path) -> None:
    preview = {"from_url": "https://a.org", "title": "A page", "text": "All about it"}
    assert texts(tmp_path, message(1, "<https://a.org>", attachments=[preview])) == ["https://a.org"]


def test_files_are_named(tmp_path: Path) -> None:
    files = [{"name": "plan.png", "mimetype": "image/png"}, {"title": "Notes"}, {}]
    assert texts(tmp_path, message(1, "See", files=files), message(2, "", files=files[:1])) == [
        "See\n[image plan.png]\n[file Notes]",
        "[image plan.png]",
    ]


def test_a_broken_message_and_a_broken_day_cost_only_themselves(tmp_path: Path) -> None:
    root = export(tmp_path, message(1))
    (root / "general" / "2024-05-02.json").write_text(f"[{{oops}}, {json.dumps(message(2, 'Fine'))}]")
    (root / "general" / "2024-05-03.json").write_bytes(b"\xff\xfe\x00")
    found = list(slack.read(root))
    assert [item.text for item in found if isinstance(item, Item)] == ["Hello", "Fine"]
    assert [Path(one.file).name for one in found if isinstance(one, Skipped)] == ["2024-05-02.json", "2024-05-03.json"]
    reached = [one for one in found if isinstance(one, Reached)]
    assert reached[-1].done == reached[-1].total > 0


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [[]], [None, 7, {"user": 1}], {"text": 1, "name": 1}])
def test_wrong_types_anywhere_break_nothing(tmp_path: Path, value: Any) -> None:
    keys = ("type", "subtype", "user", "text", "ts", "thread_ts", "attachments", "files", "file", "bot_profile")
    root = export(tmp_path, message(1), value, *(message(2) | {key: value} for key in keys), message(3, "End"))
    (root / "users.json").write_text(json.dumps([*USERS, value, {"id": value, "profile": value}]))
    (root / "mpims.json").write_text(json.dumps([value, {"id": value, "members": value}]))
    items = turns(root)
    assert (items[0].text, items[-1].text, items[-1].source["author"]) == ("Hello", "End", "Anna Berg")


def test_a_folder_of_journals_is_no_slack_export(tmp_path: Path) -> None:
    (tmp_path / "days").mkdir()
    (tmp_path / "days" / DAY).write_text("[]")
    assert not slack.recognises(tmp_path)
    (tmp_path / "users.json").write_text("[]")
    assert not slack.recognises(tmp_path)
    assert not slack.recognises(tmp_path / "users.json")
