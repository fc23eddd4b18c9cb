"""A vault holds what is remembered or what was asked for of it, and follows its changes."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import Ebb
from app.vault.export import exported
from app.vault.manifest import FOLDER
from app.vault.note import Style
from app.vault.notes import parsed
from app.vault.opening import export
from app.vault.states import States
from app.vault.wanted import Wanted, wanted
from core.decay.grades import Event
from tests.unit.app.vault.standing import Write, files, note_of


def test_every_memory_becomes_a_note_that_says_all_of_it(ebb: Ebb, vault: Path, write: Write) -> None:
    at = datetime(2025, 3, 1, 9, 14, 2, 123456, tzinfo=UTC)
    plan = ebb.add("---\r\nThe plan\r\n", title="Garden: plan?")
    sown = ebb.add("Sow [[them]] in March", title="Tomatoes", tags=["garden"], occurred_at=at, source={"uri": "a/b"})
    ebb.link(sown, plan, "the same ]] bed")
    ebb.pin(sown)

    report = write()

    assert (report.written, report.memories) == (2, 2)
    note = parsed((vault / "Notes/2025/Tomatoes.md").read_bytes().decode())
    assert (note.id, note.title, note.text, note.tags) == (sown, "Tomatoes", "Sow [[them]] in March", ("garden",))
    assert (note.occurred_at, note.pinned, note.source) == (at, True, {"uri": "a/b"})
    assert [(one.id, one.name, one.kind, one.why) for one in note.edges] == [
        (plan, "Garden - plan", "manual", "the same ]] bed")
    ]
    assert parsed(note_of(vault, plan).read_bytes().decode()).text == "---\r\nThe plan\r\n"


def test_one_call_writes_everything_as_the_settings_say(ebb: Ebb, vault: Path) -> None:
    ebb.add("Text", title="One")

    report = exported(ebb, vault)

    assert str(report) == "Wrote notes: 1 new, 0 changed, 0 as before; 2 pages."
    assert (vault / "Index.md").exists()


def test_a_second_run_touches_no_file_at_all(ebb: Ebb, vault: Path, write: Write) -> None:
    ebb.add("Anna and Boris met.", kind="chat", source={"author": "Anna", "thread": "t"})
    ebb.add("Tomatoes", title="Tomatoes")
    ebb.settle()
    write()
    before = files(vault)

    report = write()

    assert files(vault) == before
    assert (report.unchanged, report.changed, report.pages) == (2, 0, 0)


def test_only_the_note_of_what_changed_is_written_anew(ebb: Ebb, vault: Path, write: Write) -> None:
    changed, other = ebb.add("First"), ebb.add("Second")
    write()
    before = files(vault)
    ebb.edit(changed, text="First, better")

    report = write()

    assert (report.updated, report.unchanged) == (1, 1)
    assert parsed(note_of(vault, changed).read_text()).text == "First, better"
    path = note_of(vault, other).relative_to(vault).as_posix()
    assert files(vault)[path] == before[path]


@pytest.mark.parametrize(
    "change",
    [
        lambda ebb, id, other: ebb.edit(id, tags=["new"]),
        lambda ebb, id, other: ebb.edit(id, title="New"),
        lambda ebb, id, other: ebb.pin(id),
        lambda ebb, id, other: ebb.link(id, other, "why"),
    ],
    ids=["tags", "title", "pin", "link"],
)
def test_whatever_a_note_shows_makes_it_current_again(
    ebb: Ebb, vault: Path, write: Write, change: Callable[[Ebb, str, str], object]
) -> None:
    id, other = ebb.add("First"), ebb.add("Second")
    write()
    before = note_of(vault, id).read_bytes()
    change(ebb, id, other)

    assert write().updated == 1
    assert note_of(vault, id).read_bytes() != before


def test_a_file_keeps_its_name_when_its_title_changes(ebb: Ebb, vault: Path, write: Write) -> None:
    id = ebb.add("Text", title="Old")
    write()
    ebb.edit(id, title="New")
    write()

    assert note_of(vault, id).name == "Old.md"
    assert 'aliases:\n  - "New"\n' in note_of(vault, id).read_text()


def test_a_recall_changes_the_state_beside_the_notes_and_no_note(ebb: Ebb, vault: Path, write: Write) -> None:
    id = ebb.add("Text")
    write()
    before = files(vault)
    ebb.decay.recalled(id, Event.OPENED)

    write()

    after = files(vault)
    assert {path for path in after if after[path] != before[path]} == {f"{FOLDER}/state.jsonl"}
    assert dict(States(vault).of([id]))[id]["recall_count"] == 1


def test_a_slice_holds_what_was_asked_for_and_links_only_within_it(ebb: Ebb, vault: Path) -> None:
    kept, other = ebb.add("In", title="In", tags=["a"]), ebb.add("Out", title="Secret plan")
    ebb.link(kept, other, "why")

    export(ebb, vault, wanted(ebb, tags=["a"]))

    text = "".join(path.read_text() for path in vault.rglob("*") if path.is_file() and path.suffix == ".md")
    assert note_of(vault, kept).exists()
    assert "\n- Secret plan manual: why %%elsewhere%%\n" in text and text.count("Secret plan") == 1
    assert other not in text


def test_a_slice_leaves_the_rest_of_a_whole_vault_as_it_is(ebb: Ebb, vault: Path, write: Write) -> None:
    ebb.add("In", tags=["a"])
    ebb.add("Out")
    write()
    before = files(vault)

    report = export(ebb, vault, wanted(ebb, tags=["a"]))

    assert (report.memories, report.removed) == (1, 0)
    assert files(vault) == before


def test_a_query_chooses_what_recall_finds(ebb: Ebb, vault: Path) -> None:
    ebb.add("Sow tomatoes in March", title="Tomatoes")
    ebb.add("The train leaves at nine", title="Train")

    export(ebb, vault, wanted(ebb, query="train"))

    assert (vault / "Index.md").exists()
    assert [path.stem for path in (vault / "Notes").rglob("*.md")] == ["Train"]


def test_what_is_redacted_stands_nowhere(ebb: Ebb, vault: Path) -> None:
    ebb.add("Grace Adeyemi called.", title="Grace Adeyemi", source={"author": "Grace Adeyemi"}, kind="chat")
    ebb.add("Grace Adeyemi called again.", kind="chat", source={"author": "Grace Adeyemi"})
    ebb.settle()

    export(ebb, vault, wanted(ebb, redact=["Grace Adeyemi"]))

    paths = [path for path in vault.rglob("*")]
    assert len([path for path in paths if path.suffix == ".md"]) >= 2
    for path in paths:
        assert "adeyemi" not in str(path).lower()
        assert not path.is_file() or b"deyemi" not in path.read_bytes()


def test_a_dry_run_counts_and_writes_nothing(ebb: Ebb, vault: Path, write: Write) -> None:
    ebb.add("Text")

    assert write(dry_run=True).written == 1
    assert not vault.exists()
    write()
    before = files(vault)
    ebb.add("More")
    assert write(dry_run=True).written == 1
    assert files(vault) == before


def test_links_in_markdown_lead_from_file_to_file(ebb: Ebb, vault: Path, write: Write) -> None:
    one = ebb.add("One", title="One (1)")
    two = ebb.add("Two", title="Two", occurred_at=datetime(2020, 1, 1, 12, tzinfo=UTC))
    ebb.link(two, one, "")
    write(style=Style(links="markdown"))

    line = next(line for line in note_of(vault, two).read_text().splitlines() if line.startswith("- ["))
    address = line.split("](")[1].split(") ")[0]
    from urllib.parse import unquote

    assert (note_of(vault, two).parent / unquote(address)).resolve() == note_of(vault, one).resolve()


def test_logseq_gets_pages_and_journals(ebb: Ebb, vault: Path, write: Write) -> None:
    id = ebb.add("Text", title="Page", tags=["a b"], occurred_at=datetime(2020, 1, 1, 12, tzinfo=UTC))
    write(style=Style(flavour="logseq"))

    assert parsed((vault / "pages/Page.md").read_text()).id == id
    assert "[[Page]]" in (vault / "journals/2020_01_01.md").read_text()
    assert write(style=Style(flavour="logseq")).unchanged == 1


def test_stopping_keeps_what_is_written_and_the_next_run_goes_on(ebb: Ebb, vault: Path) -> None:
    ebb.add_many({"text": f"Memory {number}", "title": f"Memory {number}"} for number in range(1200))
    seen: list[int] = []

    report = export(ebb, vault, Wanted(), lambda done, total: seen.append(done), lambda: bool(seen))

    assert report.cancelled
    assert (report.written, seen) == (500, [500])
    rest = export(ebb, vault, Wanted())
    assert (rest.written, rest.unchanged) == (700, 500)
