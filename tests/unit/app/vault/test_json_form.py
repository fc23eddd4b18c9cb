"""Everything as JSON lines and back: into an empty memory as it was, into another one by id."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import Ebb
from app.vault import json_form
from app.vault.note import Note
from core.errors import BadInput
from tests.unit.app.vault.scene import files, furnish, take_back, told


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    """A memory in which nothing happens behind."""
    with Ebb.open(home, background=False) as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Ebb]:
    """Another, empty memory."""
    with Ebb.open(tmp_path / "other", background=False) as opened:
        yield opened


def lived_in(ebb: Ebb) -> tuple[str, str, str]:
    """A memory with revisions, recalls, aliases, derived memories, proposals, a conversation."""
    home, plan, other = furnish(ebb)
    ebb.settle()
    ebb.edit(plan, text="The plan is long.", title="The plan", tags=["work"])
    ebb.unlink(plan, other)
    ebb.add("I live in Porto.")
    ebb.add("I live in Lisbon now, I moved.")
    ebb.settle()
    ebb.levels.sleep()
    ebb.chats.begin().say("Where does Ana live?")
    ebb.settle()
    return home, plan, other


def rewritten(path: Path, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Path:
    """A copy of a file, its lines changed, or left out for None."""
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    kept = [one for line in lines if (one := change(line)) is not None]
    copy = path.with_name("changed.jsonl")
    copy.write_text("".join(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n" for line in kept))
    return copy


def test_an_empty_memory_becomes_the_one_that_was_exported_to_the_last_byte(
    ebb: Ebb, empty: Ebb, tmp_path: Path
) -> None:
    _, plan, _ = lived_in(ebb)
    written = json_form.write(ebb, tmp_path / "out")
    report = take_back(empty, tmp_path / "out")
    assert (report.format, report.added, report.skipped, report.remarks) == (
        "ebb-json",
        written.counts["memory"],
        (),
        (),
    )
    json_form.write(empty, tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out" / "ebb.jsonl").read_bytes()
    assert told(empty) == told(ebb)
    assert [one.to_json() for one in empty.history(plan)] == [one.to_json() for one in ebb.history(plan)]
    assert {"revision", "recall", "link", "mention", "name", "talk", "time", "run", "span"} <= written.counts.keys()


def test_the_steps_behind_change_nothing_of_what_came_back(ebb: Ebb, empty: Ebb, tmp_path: Path) -> None:
    lived_in(ebb)
    json_form.write(ebb, tmp_path / "out")
    take_back(empty, tmp_path / "out")
    before = told(empty)
    empty.settle()
    assert told(empty) == before
    assert [one.value for one in empty.truth.timeline("self", "lives in")] == ["Porto", "Lisbon"]


def test_a_second_export_touches_nothing_and_a_second_import_adds_nothing(ebb: Ebb, empty: Ebb, tmp_path: Path) -> None:
    lived_in(ebb)
    assert json_form.write(ebb, tmp_path / "out").changed
    before = files(tmp_path / "out")
    assert not json_form.write(ebb, tmp_path / "out").changed
    assert files(tmp_path / "out") == before
    assert (tmp_path / "out" / "ebb.jsonl").stat().st_mode & 0o777 == 0o600
    count = take_back(empty, tmp_path / "out").added
    again = take_back(empty, tmp_path / "out" / "ebb.jsonl")
    assert (again.added, again.known, again.linked, again.remarks) == (0, count, 0, ())
    json_form.write(empty, tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out" / "ebb.jsonl").read_bytes()


def test_a_file_is_joined_with_another_memory_by_id(ebb: Ebb, empty: Ebb, tmp_path: Path) -> None:
    home, plan, other = furnish(ebb)
    json_form.write(ebb, tmp_path / "out")
    mine = empty.add("Only here.")
    take_back(empty, tmp_path / "out")
    ebb.edit(home, text="Changed there.")
    empty.edit(plan, text="Changed here.")
    new = ebb.add("New there.")
    ebb.link(new, other, "both")
    json_form.write(ebb, tmp_path / "out")
    report = take_back(empty, tmp_path / "out")
    assert (report.added, empty.get(home).text, empty.get(plan).text) == (1, "Changed there.", "Changed here.")
    assert empty.get(mine).text == "Only here."
    assert [(link.id, link.why) for link in empty.links(new)] == [(other, "both")]
    assert [one.why for one in empty.history(home)] == ["changed later in ebb.jsonl", "edited"]


def test_links_that_were_taken_apart_here_stay_apart(ebb: Ebb, empty: Ebb, tmp_path: Path) -> None:
    home, _, other = furnish(ebb)
    json_form.write(ebb, tmp_path / "out")
    take_back(empty, tmp_path / "out")
    empty.unlink(home, other)
    take_back(empty, tmp_path / "out")
    assert other not in {link.id for link in empty.links(home)}


def test_what_was_forgotten_stays_out(ebb: Ebb, tmp_path: Path) -> None:
    home, _, _ = furnish(ebb)
    ebb.forget([home])
    json_form.write(ebb, tmp_path / "out")
    assert "harbour" not in (tmp_path / "out" / "ebb.jsonl").read_text()


def test_a_part_holds_things_as_they_stand_and_nothing_of_others(ebb: Ebb, empty: Ebb, tmp_path: Path) -> None:
    home, plan, other = lived_in(ebb)
    written = json_form.write(ebb, tmp_path / "part.json", chosen={home, plan})
    text = written.path.read_text()
    assert other not in text and "simple" not in text and "lantern" not in text
    assert written.counts["memory"] == 2 and "revision" not in written.counts
    assert take_back(empty, written.path).added == 2
    assert {link.id for link in empty.links(home)} == {plan}


def test_a_redacted_file_says_no_more_than_its_notes(ebb: Ebb, empty: Ebb, tmp_path: Path) -> None:
    home, _, other = lived_in(ebb)
    ebb.link(home, other, "Ana knows why")

    def redact(note: Note) -> Note:
        def without(text: str) -> str:
            return text.replace("Ana", "Somebody")

        edges = tuple(replace(edge, why=without(edge.why)) for edge in note.edges)
        source = {part: without(value) for part, value in note.source.items()}
        return replace(note, text=without(note.text), title=without(note.title), source=source, edges=edges)

    written = json_form.write(ebb, tmp_path / "shared.json", redact=redact)
    assert "Ana" not in written.path.read_text()
    assert written.counts.keys() == {"memory", "link"}
    take_back(empty, written.path)
    assert "with Somebody" in empty.get(home).text
    assert "Somebody knows why" in {link.why for link in empty.links(home)}
    empty.settle()
    assert empty.search("harbour")[0].memory.id == home


def test_a_dry_run_and_a_cancelled_one_leave_the_folder_alone(ebb: Ebb, empty: Ebb, tmp_path: Path) -> None:
    furnish(ebb)
    dry = json_form.write(ebb, tmp_path / "out", dry_run=True)
    assert (dry.counts["memory"], (tmp_path / "out").exists()) == (7, False)
    stopped = json_form.write(ebb, tmp_path / "out", cancelled=lambda: True)
    assert stopped.cancelled and list((tmp_path / "out").iterdir()) == []
    json_form.write(ebb, tmp_path / "out")
    assert take_back(empty, tmp_path / "out", dry_run=True).added == 7
    assert empty.count() == 0


def test_an_import_that_was_stopped_goes_on(
    ebb: Ebb, empty: Ebb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.vault.json_reading.BATCH", 3)
    lived_in(ebb)
    json_form.write(ebb, tmp_path / "out")
    stopped = 0
    for number in range(1, 60):
        asked = iter(range(number))
        report = take_back(empty, tmp_path / "out", cancelled=lambda asked=asked: next(asked, None) is None)
        stopped += report.cancelled
        if not report.cancelled:
            break
    assert stopped > 10
    json_form.write(empty, tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out" / "ebb.jsonl").read_bytes()


def test_broken_lines_are_counted_and_the_rest_goes_in(ebb: Ebb, empty: Ebb, tmp_path: Path) -> None:
    furnish(ebb)
    path = json_form.write(ebb, tmp_path / "out").path
    lines = path.read_text().splitlines()
    lines[2:2] = [
        "{",
        "[]",
        '{"type":"dream"}',
        '{"type":"memory","id":3}',
        '{"type":"link","source":1}',
        "[" * 100_000,
    ]
    path.write_text("\n".join(lines[:-1]) + "\n")
    report = take_back(empty, path)
    assert report.added == 7
    assert sorted(one.reason for one in report.skipped) == [
        "a line is no JSON object (3)",
        "a link that cannot be read: its 'source' is not what Ebb writes (1)",
        "a memory that cannot be read: its 'tags' is not what Ebb writes (1)",
        "a record of a type that this Ebb does not know (1)",
    ]
    assert [one.text for one in report.remarks] == ["the file breaks off before its end; what it holds was read"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "virus"), ("created_at", "soon"), ("created_at", 3), ("stability_days", "1"), ("stability_days", -1),
        ("difficulty", 1e300), ("importance", True), ("recall_count", 1 << 70), ("tags", "x"), ("tags", [[1, 2]]),
        ("id", "../../etc/passwd"), ("id", "01ARZ3NDEKTSV4RRFFQ69G5FAv"), ("text", ["x"]), ("text", " \n"),
        ("source", {"password": "x"}), ("fingerprint", "zz"), ("keywords", {"a": 1}), ("valid_from", 5),
    ],
)  # fmt: skip
def test_a_value_that_ebb_never_writes_is_refused(
    ebb: Ebb, empty: Ebb, tmp_path: Path, column: str, value: object
) -> None:
    ebb.add("One.")
    path = json_form.write(ebb, tmp_path / "out").path
    changed = rewritten(path, lambda line: {**line, column: value} if line["type"] == "memory" else line)
    report = take_back(empty, changed)
    assert (report.added, len(report.skipped)) == (0, 1)


@pytest.mark.parametrize(
    ("before", "fine"),
    [
        ({"text": "x"}, True),
        ({"seq": 1}, False),
        ({"text": 3}, False),
        ({"status": "gone"}, False),
        ({"tags": "x"}, False),
    ],
)
def test_a_revision_may_hold_only_what_undoing_it_can_set(
    ebb: Ebb, empty: Ebb, tmp_path: Path, before: dict[str, object], fine: bool
) -> None:
    id = ebb.add("One.")
    ebb.edit(id, text="Two.")
    path = json_form.write(ebb, tmp_path / "out").path
    changed = rewritten(path, lambda line: {**line, "before": before} if line["type"] == "revision" else line)
    report = take_back(empty, changed)
    assert (len(report.skipped), len(empty.history(id))) == ((0, 1) if fine else (1, 0))


def test_a_file_of_a_newer_ebb_is_refused(empty: Ebb, tmp_path: Path) -> None:
    path = tmp_path / "new.jsonl"
    path.write_text('{"type":"ebb","format":2}\n')
    with pytest.raises(BadInput, match="another Ebb"):
        take_back(empty, path)


def test_a_folder_that_cannot_be_written_is_said_plainly(ebb: Ebb, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="cannot be written"):
        json_form.write(ebb, tmp_path / "file" / "out")
