"""Claude exports: turns, documents that were handed in, branches, and what is broken."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.importing import claude, elements
from app.importing.items import Item, Reached, Remark, Skipped
from app.importing.readers import reader
from app.importing.turns import MOST_LISTED


def message(number: int, text: str = "Hello", sender: str = "human", **more: Any) -> dict[str, Any]:
    content = [{"type": "text", "text": text}] if text else []
    at = f"2025-03-01T10:00:{number:02}.000000Z"
    return {"uuid": f"m{number}", "sender": sender, "text": text, "content": content, "created_at": at} | more


def talk(*messages: Any, **more: Any) -> dict[str, Any]:
    made = {"uuid": "c1", "name": "A walk", "created_at": "2025-03-01T09:00:00Z"}
    return made | more | {"chat_messages": list(messages)}


def written(folder: Path, content: Any, name: str = "conversations.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def turns(path: Path, branches: bool = False) -> list[Item]:
    read = claude.read_all if branches else claude.read
    return [found for found in read(path) if isinstance(found, Item)]


def texts(folder: Path, *messages: Any) -> list[str]:
    return [item.text for item in turns(written(folder, [talk(*messages)]))]


def reasons(path: Path) -> list[str]:
    return [found.reason for found in claude.read(path) if isinstance(found, Skipped)]


def test_turns_become_chat_memories_of_one_thread_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, [talk(message(1), message(2, "Good day", "assistant"))])
    asked, answered = turns(path)
    assert asked == Item(
        text="Hello",
        kind="chat",
        title="A walk",
        occurred_at=datetime(2025, 3, 1, 10, 0, 1, tzinfo=UTC),
        source={
            "app": "claude",
            "uri": "claude:c1/m1",
            "thread": "claude:c1",
            "file": str(path),
            "author": "You",
            "title": "A walk",
        },
    )
    assert (answered.text, answered.source["author"]) == ("Good day", "Claude")


def test_a_zip_a_folder_a_list_and_a_single_conversation_read_the_same(tmp_path: Path) -> None:
    written(tmp_path, [talk(message(1))])
    single = written(tmp_path, talk(message(1)), "one.json")
    zipped = tmp_path / "data-2025.zip"
    with zipfile.ZipFile(zipped, "w") as file:
        file.write(tmp_path / "conversations.json", "conversations.json")
        file.writestr("users.json", "[]")
    for path in (tmp_path, tmp_path / "conversations.json", zipped, single):
        assert reader(path).name == "claude"
        assert [item.source["uri"] for item in turns(path)] == ["claude:c1/m1"]


def test_thoughts_and_tools_are_left_out_and_several_words_joined(tmp_path: Path) -> None:
    blocks = [
        {"type": "thinking", "thinking": "Hm"},
        {"type": "text", "text": "First"},
        {"type": "tool_use", "input": {"x": 1}},
        {"type": "tool_result", "content": [{"type": "text", "text": "no"}]},
        {"type": "text", "text": "Second"},
    ]
    assert texts(tmp_path, message(1, content=blocks, text="First [unsupported] Second")) == ["First\n\nSecond"]
    assert texts(tmp_path, message(1, content=[], text="Only here")) == ["Only here"]


def test_what_was_handed_in_is_named_and_its_text_is_a_document(tmp_path: Path) -> None:
    handed = [
        {"file_name": "notes.txt", "extracted_content": "All my notes"},
        {"file_name": "", "extracted_content": "Pasted"},
    ]
    path = written(tmp_path, [talk(message(1, "Read", attachments=handed, files=[{"file_name": "cat.png"}]))])
    assert [(item.kind, item.title, item.text, item.source["uri"]) for item in turns(path)] == [
        ("chat", "A walk", "[file notes.txt]\n[image cat.png]\nRead", "claude:c1/m1"),
        ("document", "notes.txt", "All my notes", "claude:c1/m1/1"),
        ("document", None, "Pasted", "claude:c1/m1/2"),
    ]


def test_a_turn_of_nothing_is_counted(tmp_path: Path) -> None:
    path = written(tmp_path, [talk(message(1, ""), message(2))])
    (remark,) = [found for found in claude.read(path) if isinstance(found, Remark)]
    assert remark.text.endswith(": 1")


def test_only_the_branch_that_was_taken_last_is_read_unless_all_are_asked_for(tmp_path: Path) -> None:
    tree = [
        message(1, "Question", parent_message_uuid="root"),
        message(2, "First answer", "assistant", parent_message_uuid="m1"),
        message(3, "Thanks for that", parent_message_uuid="m2"),
        message(4, "Second answer", "assistant", parent_message_uuid="m1"),
    ]
    path = written(tmp_path, [talk(*tree)])
    assert [item.text for item in turns(path)] == ["Question", "Second answer"]
    (remark,) = [found for found in claude.read(path) if isinstance(found, Remark)]
    assert remark.text.endswith(": 2") and "--branches" in remark.text
    whole = turns(path, branches=True)
    assert [(item.text, item.source["thread"]) for item in whole] == [
        ("Question", "claude:c1"),
        ("First answer", "claude:c1#m2"),
        ("Thanks for that", "claude:c1#m2"),
        ("Second answer", "claude:c1"),
    ]
    chosen = written(tmp_path, [talk(*tree, current_leaf_message_uuid="m3")])
    assert [item.text for item in turns(chosen)] == ["Question", "First answer", "Thanks for that"]


def test_a_tree_that_runs_in_a_circle_is_read_in_its_order(tmp_path: Path) -> None:
    assert texts(
        tmp_path, message(1, "One", parent_message_uuid="m2"), message(2, "Two", parent_message_uuid="m1")
    ) == ["One", "Two"]


@pytest.mark.parametrize("at", ["2025-03-01T10:00:07.123456+", "2025-03-01T10:00:07"])
def test_a_time_whose_zone_is_cut_off_is_in_utc(tmp_path: Path, at: str) -> None:
    (item,) = turns(written(tmp_path, [talk(message(1, created_at=at))]))
    assert item.occurred_at and item.occurred_at.replace(microsecond=0) == datetime(2025, 3, 1, 10, 0, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("7", "it has no messages"),
        ('{"chat_messages": {}}', "it has no messages"),
        ('{"chat_messages": [nope]}', "it is no valid JSON"),
        ('{"chat_messages": ' + "[" * 200_000 + "]" * 200_000 + "}", "it is nested too deeply"),
    ],
)
def test_a_broken_conversation_is_skipped_and_the_rest_goes_in(tmp_path: Path, broken: str, reason: str) -> None:
    whole = json.dumps(talk(message(1)))
    path = written(tmp_path, f"[{whole}, {broken}, {whole.replace('c1', 'c2')}]")
    assert [item.source["uri"] for item in turns(path)] == ["claude:c1/m1", "claude:c2/m1"]
    assert reasons(path) == [f"conversation 2: {reason}"]


def test_thousands_of_broken_conversations_are_counted_and_not_listed(tmp_path: Path) -> None:
    told = reasons(written(tmp_path, [7] * 3000))
    assert told[-1] == "more conversations that cannot be read: 2,900"
    assert len(told) == MOST_LISTED + 1


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [[]], [None, 7, {"text": 1}], 1e300])
def test_wrong_types_anywhere_break_nothing(tmp_path: Path, value: Any) -> None:
    keys = ("uuid", "sender", "text", "content", "attachments", "files", "created_at", "parent_message_uuid")
    odd = [talk(value, *(message(2) | {key: value} for key in keys), message(3, "End"))]
    path = written(tmp_path, [*odd, talk(message(1), uuid=value, name=value, created_at=value)])
    assert "Hello" in [item.text for item in turns(path)]


def test_a_large_file_is_read_in_pieces_and_tells_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elements, "PIECE", 1000)
    path = written(tmp_path, [talk(message(1, f"Wörter {number}"), uuid=f"c{number}") for number in range(300)])
    assert [item.text for item in turns(path)] == [f"Wörter {number}" for number in range(300)]
    reached = [found for found in claude.read(path) if isinstance(found, Reached)]
    assert reached[0].done < reached[150].done < reached[-1].done == reached[-1].total == path.stat().st_size
