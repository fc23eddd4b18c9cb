"""ChatGPT exports: real trees, odd parts, and hostile ones."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.importing import chatgpt
from app.importing.items import Item, Remark, Skipped
from app.importing.turns import MOST_LISTED

START = 1_740_000_000.0


def message(role: str, *parts: Any, **more: Any) -> dict[str, Any]:
    content = {"content_type": more.pop("content_type", "text"), "parts": list(parts)}
    return {"author": {"role": role}, "content": content, "metadata": {}, "recipient": "all"} | more


def conversation(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A conversation without branches; its nodes are n0 (the empty root), n1, n2…"""
    mapping: dict[str, Any] = {"n0": {"id": "n0", "message": None, "parent": None, "children": ["n1"]}}
    for number, given in enumerate(messages, 1):
        spoken = {"id": f"m{number}", "create_time": START + number} | given
        mapping[f"n{number}"] = {"id": f"n{number}", "message": spoken, "parent": f"n{number - 1}", "children": []}
    talk = {"title": "Talk", "conversation_id": "c1", "create_time": START, "current_node": f"n{len(messages)}"}
    return talk | {"mapping": mapping} | more


def written(folder: Path, content: Any, name: str = "conversations.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def turns(path: Path) -> list[Item]:
    return [found for found in chatgpt.read(path) if isinstance(found, Item)]


def texts(path: Path) -> list[str]:
    return [item.text for item in turns(path)]


def reasons(path: Path) -> list[str]:
    return [found.reason for found in chatgpt.read(path) if isinstance(found, Skipped)]


HELLO = conversation(message("user", "Hello"), message("assistant", "Good day"))


def test_turns_become_chat_memories_of_one_thread_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, [HELLO])
    asked, answered = turns(path)
    assert asked == Item(
        text="Hello",
        kind="chat",
        title="Talk",
        occurred_at=datetime.fromtimestamp(START + 1, UTC),
        source={
            "app": "chatgpt",
            "uri": "chatgpt:c1/m1",
            "thread": "chatgpt:c1",
            "file": str(path),
            "author": "You",
            "title": "Talk",
        },
    )
    assert (answered.text, answered.source["author"]) == ("Good day", "ChatGPT")


def test_a_zip_a_folder_a_list_and_a_single_conversation_read_the_same(tmp_path: Path) -> None:
    written(tmp_path, [HELLO])
    zipped = tmp_path / "export.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("export/conversations.json", json.dumps([HELLO]))
        file.writestr("export/user.json", json.dumps({"mapping": "not this"}))
    single = written(tmp_path, HELLO, "one.json")
    for path in (tmp_path, tmp_path / "conversations.json", zipped, single):
        assert chatgpt.recognises(path)
        assert texts(path) == ["Hello", "Good day"]
        assert not reasons(path)


def test_an_export_in_several_files_is_read_once_and_whole(tmp_path: Path) -> None:
    written(tmp_path, [HELLO], "conversations-000.json")
    written(tmp_path, [HELLO, conversation(message("user", "More"), conversation_id="c2")], "conversations-001.json")
    assert texts(tmp_path) == ["Hello", "Good day", "More"]


def test_other_programs_files_are_not_recognised(tmp_path: Path) -> None:
    assert not chatgpt.recognises(written(tmp_path, [{"uuid": "x", "chat_messages": []}]))
    assert not chatgpt.recognises(written(tmp_path, '"mapping"', "note.md"))
    assert not chatgpt.recognises(written(tmp_path, "PK\x03\x04", "broken.zip"))
    assert not chatgpt.recognises(tmp_path / "nowhere.json")


def test_only_the_active_branch_is_read_and_the_others_are_counted(tmp_path: Path) -> None:
    talk = conversation(message("user", "Question"), message("assistant", "Second answer"), message("user", "Thanks"))
    first = message("assistant", "First answer", id="b1", create_time=START)
    talk["mapping"]["b1"] = {"id": "b1", "message": first, "parent": "n1", "children": []}
    path = written(tmp_path, [talk])
    assert texts(path) == ["Question", "Second answer", "Thanks"]
    (remark,) = [found for found in chatgpt.read(path) if isinstance(found, Remark)]
    assert remark.text.endswith(": 1")


@pytest.mark.parametrize("current", [None, "gone", 7, ["n2"]])
def test_without_a_current_node_the_latest_leaf_ends_the_branch(tmp_path: Path, current: Any) -> None:
    talk = conversation(message("user", "Question"), message("assistant", "Answer"), current_node=current)
    early = message("assistant", "Early", create_time=START - 50)
    talk["mapping"]["zz"] = {"id": "zz", "message": early, "parent": "n1", "children": []}
    assert texts(written(tmp_path, [talk])) == ["Question", "Answer"]


def test_what_nobody_said_to_the_person_is_left_out(tmp_path: Path) -> None:
    talk = conversation(
        message("system", "You are helpful"),
        message("user", "My profile", metadata={"is_visually_hidden_from_conversation": True}),
        message("user", "Draw the bay"),
        message("assistant", '{"prompt": "bay"}', recipient="dalle.text2im"),
        message("assistant", "print(1)", content_type="code"),
        message("assistant", "Hm", content_type="thoughts"),
        message("tool", "1"),
        message("assistant", "", "  \n"),
        message("assistant", "Here it is"),
    )
    assert texts(written(tmp_path, [talk])) == ["Draw the bay", "Here it is"]


def test_pictures_leave_a_placeholder_beside_words_and_nothing_alone(tmp_path: Path) -> None:
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x"}
    talk = conversation(
        message("user", picture, "What is this?", content_type="multimodal_text"),
        message("user", picture, content_type="multimodal_text"),
        message(
            "user", {"content_type": "audio_transcription", "text": "Spoken words"}, content_type="multimodal_text"
        ),
        message("assistant", "A gull.\ue200cite\ue202turn0search1\ue201 Surely."),
    )
    assert texts(written(tmp_path, [talk])) == ["[image]\n\nWhat is this?", "Spoken words", "A gull. Surely."]


def test_missing_times_and_ids_are_made_up_for_the_same_way_each_time(tmp_path: Path) -> None:
    talk = conversation(
        message("user", "One", create_time=None, id=None),
        message("assistant", "Two", create_time="1740000100.5"),
        message("user", "Three", create_time=float("nan")),
        conversation_id=None,
        title=None,
    )
    path = written(tmp_path, [talk])
    one, two, three = turns(path)
    assert one.occurred_at == datetime.fromtimestamp(START, UTC)
    assert two.occurred_at == three.occurred_at == datetime.fromtimestamp(1740000100.5, UTC)
    assert one.title is None
    assert one.source["uri"].endswith("/n1")
    assert len(one.source["thread"]) > len("chatgpt:")
    talk["mapping"]["n4"] = {"id": "n4", "message": message("user", "Four"), "parent": "n3"}
    assert turns(written(tmp_path, [talk | {"current_node": "n4"}]))[0].source == one.source


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("7", "it has no tree of messages"),
        ('{"title": "T", "mapping": []}', "“T”: it has no tree of messages"),
        ('{"mapping": null}', "it has no tree of messages"),
        ('{"mapping": {"a": {"parent": "b"}, "b": {"parent": "a"}}, "current_node": "a"}', "runs in a circle"),
        ('{"mapping": ' + "[" * 200_000 + "]" * 200_000 + "}", "nested too deeply"),
        ('{"mapping": {"x": nope, "y": "}]\\""}}', "it is no valid JSON"),
        ("NOPE", "it is no valid JSON"),
    ],
)
def test_a_broken_conversation_is_skipped_and_the_rest_goes_in(tmp_path: Path, broken: str, reason: str) -> None:
    path = written(tmp_path, f"[{json.dumps(HELLO)}, {broken}, {json.dumps(HELLO | {'conversation_id': 'c2'})}]")
    assert texts(path) == ["Hello", "Good day"] * 2
    (told,) = reasons(path)
    assert told.startswith("conversation 2") and reason in told


def test_wrong_types_anywhere_in_a_tree_break_nothing(tmp_path: Path) -> None:
    odd: list[Any] = [None, 7, "x", [], {}, [[]], {"role": []}, {"parts": 7}, {"parts": [None, 7, {}, [], {"text": 1}]}]
    odd.append({"parts": ["\ue200citeturn0\ue201"], "content_type": []})
    for number, value in enumerate(odd):
        talk = conversation(message("user", "Fine"), message("assistant", "End"))
        talk["mapping"]["n1"]["message"] |= {"metadata": value, "id": value, "create_time": value, "recipient": value}
        for extra in ("author", "content", "message", "parent"):
            node = {"message": message("user", "x") | {extra: value}, "parent": "n0", extra: value}
            talk["mapping"][f"odd{extra}"] = node
        talk["mapping"]["plain"] = value
        path = written(tmp_path, [talk | {"title": value, "conversation_id": value}], f"{number}.json")
        assert texts(path) == ["Fine", "End"], value


def test_a_file_that_ends_too_early_gives_what_is_whole(tmp_path: Path) -> None:
    whole = json.dumps([HELLO, HELLO | {"conversation_id": "c2"}])
    path = written(tmp_path, whole[:-40])
    assert texts(path) == ["Hello", "Good day"]
    assert reasons(path) == ["conversation 2: it is no valid JSON", "conversation 3: the file ends too early"]


def test_thousands_of_broken_conversations_are_counted_and_not_listed(tmp_path: Path) -> None:
    told = reasons(written(tmp_path, [7] * 5000))
    assert len(told) == MOST_LISTED + 1
    assert told[-1] == "more conversations that cannot be read: 4,900"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("conversations.json", "w") as member:
        member.write(b'[{"mapping": "')
        for _ in range(40):
            member.write(b"0" * 1024 * 1024)
    (reason,) = reasons(path)
    assert reason.endswith("as a zip bomb does")


def test_a_damaged_zip_is_skipped_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("conversations.json", json.dumps([HELLO] * 50))
    whole = path.read_bytes()
    path.write_bytes(whole[:60] + bytes(20) + whole[80:])
    assert "damaged" in reasons(path)[0]
    path.write_bytes(whole[: len(whole) // 2])
    assert reasons(path) == ["the zip is damaged"]


def test_names_that_climb_out_of_a_zip_are_refused_and_write_nothing(tmp_path: Path) -> None:
    path = tmp_path / "in" / "x.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("../conversations.json", json.dumps([HELLO]))
    assert texts(path) == []
    assert reasons(path) == ["its name leads out of the zip"]
    assert sorted(found.name for found in tmp_path.rglob("*")) == ["in", "x.zip"]


def test_branches_are_threads_of_their_own_where_all_are_asked_for(tmp_path: Path) -> None:
    talk = conversation(message("user", "Question"), message("assistant", "Second answer"))
    for node, parent, role, text in (("b1", "n1", "assistant", "First answer"), ("b2", "b1", "user", "Thanks")):
        talk["mapping"][node] = {"message": message(role, text, id=node, create_time=START), "parent": parent}
    talk["mapping"]["c1"] = {"message": message("user", "Edited", id="c1"), "parent": "n0"}
    path = written(tmp_path, [talk])
    whole = [found for found in chatgpt.read_all(path) if isinstance(found, Item)]
    assert [(item.text, item.source["thread"]) for item in whole] == [
        ("Question", "chatgpt:c1"),
        ("Second answer", "chatgpt:c1"),
        ("First answer", "chatgpt:c1#b1"),
        ("Thanks", "chatgpt:c1#b1"),
        ("Edited", "chatgpt:c1#c1"),
    ]
    assert whole[:2] == turns(path)
    assert not [found for found in chatgpt.read_all(path) if isinstance(found, Remark)]


def test_what_was_handed_in_is_named(tmp_path: Path) -> None:
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-1"}
    files = {"attachments": [{"id": "file-1", "name": "gull.jpg"}, {"id": "file-2", "name": "report.pdf"}]}
    talk = conversation(
        message("user", picture, "What is this?", content_type="multimodal_text", metadata=files),
        message("user", picture, content_type="multimodal_text", metadata={"attachments": files["attachments"][:1]}),
    )
    assert texts(written(tmp_path, [talk])) == [
        "[image gull.jpg]\n\nWhat is this?\n\n[file report.pdf]",
        "[image gull.jpg]",
    ]
