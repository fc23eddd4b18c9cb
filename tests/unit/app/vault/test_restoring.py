"""A vault of Ebb's read back: as it was, with what was done to its files as revisions, notes and proposals."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app import Ebb
from app.vault.note import Note
from app.vault.wanted import Wanted
from core.errors import MemoryNotFound
from tests.unit.app.vault.scene import NOON, edit, export, files, furnish, note_of, take_back, told


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    """A memory in which nothing happens behind."""
    with Ebb.open(home, background=False) as opened:
        yield opened


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Where the vault is."""
    return tmp_path / "vault"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Ebb]:
    """Another, empty memory."""
    with Ebb.open(tmp_path / "other", background=False) as opened:
        yield opened


def remarks(report: object) -> list[str]:
    """What an import remarked."""
    return [one.text for one in report.remarks]  # type: ignore[attr-defined]


def test_an_empty_memory_becomes_the_one_that_was_exported(ebb: Ebb, empty: Ebb, vault: Path) -> None:
    furnish(ebb)
    ebb.settle()
    export(ebb, vault)
    report = take_back(empty, vault)
    assert (report.format, report.added, report.known, report.skipped) == ("ebb-vault", 7, 0, ())
    assert told(empty) == told(ebb)


def test_what_came_back_is_exported_to_the_same_bytes_and_found_by_its_words(
    ebb: Ebb, empty: Ebb, vault: Path, tmp_path: Path
) -> None:
    home, _, _ = furnish(ebb)
    ebb.settle()
    export(ebb, vault)
    take_back(empty, vault)
    empty.settle()
    assert told(empty) == told(ebb), "the steps behind find nothing to change"
    export(empty, tmp_path / "again")
    first, second = (
        {name: data for name, (data, _) in files(root).items() if not name.startswith(".ebb")}
        for root in (vault, tmp_path / "again")
    )
    assert len(first) > 7 and first == second
    assert empty.search("harbour")[0].memory.id == home


def test_importing_twice_and_exporting_between_changes_nothing(ebb: Ebb, vault: Path) -> None:
    furnish(ebb)
    export(ebb, vault)
    before, there = told(ebb), files(vault)
    report = take_back(ebb, vault)
    assert (report.added, report.known, report.remarks, report.skipped) == (0, 7, (), ())
    assert export(ebb, vault).changed == 0
    assert take_back(ebb, vault).added == 0
    assert (told(ebb), files(vault)) == (before, there)


def test_turns_of_a_conversation_come_back_in_their_order(ebb: Ebb, empty: Ebb, vault: Path) -> None:
    ids = [ebb.add(f"Turn {n}", kind="chat", source={"thread": "t", "author": "Ana"}) for n in (3, 1, 2)]
    export(ebb, vault)
    take_back(empty, vault)
    with_neighbour = empty.search("Turn 3", limit=3)
    assert [memory.id for memory in sorted(empty.select(), key=lambda one: one.id)] == ids
    assert with_neighbour[0].memory.id == ids[0]
    assert ids == [id for (id,) in empty.exchange.store.read(lambda c: c.execute("SELECT id FROM memories").fetchall())]


def test_what_was_merged_away_stays_superseded(ebb: Ebb, empty: Ebb, vault: Path) -> None:
    a, b = ebb.add("I live in Porto, by the river."), ebb.add("I live in Porto, right by the river.")
    ebb.settle()
    ebb.decay.merge(a, b)
    export(ebb, vault)
    take_back(empty, vault)
    empty.settle()
    assert (empty.get(a).state, empty.get(b).state) == (ebb.get(a).state, "superseded")


def test_edits_in_the_vault_come_back_as_one_revision(ebb: Ebb, vault: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)

    def change(text: str) -> str:
        text = text.replace("by the harbour", "by the station").replace('title: "Home"', 'title: "Flat"')
        return (
            text.replace('  - "casa"\n', "").replace('"garden"', '"New Tag"').replace("pinned: true", "pinned: false")
        )

    edit(note_of(vault, home), change)
    report = take_back(ebb, vault)
    memory = ebb.get(home)
    assert memory.text.startswith("We live by the station") and memory.title == "Flat"
    assert memory.tags == ("new-tag",) and not memory.pinned
    assert [(one.why, sorted(one.after)) for one in ebb.history(home)] == [
        ("edited in the vault", ["tags", "text", "title"])
    ]
    assert remarks(report) == ["taken over as a revision: title, text, tags, pin"]
    assert take_back(ebb, vault).remarks == ()
    assert export(ebb, vault).edited == []


def test_links_are_made_and_taken_away_in_the_vault(ebb: Ebb, vault: Path) -> None:
    home, plan, other = furnish(ebb)
    export(ebb, vault)

    def change(text: str) -> str:
        lines = [line for line in text.split("\n") if "because" not in line]
        return "\n".join(lines).rstrip("\n") + "\n- [[Plan]] manual: by hand\n"

    edit(note_of(vault, home), change)
    take_back(ebb, vault)
    made = {(link.id, link.kind, link.why) for link in ebb.links(home) if link.direction == "out"}
    assert (plan, "manual", "by hand") in made
    assert other not in {id for id, _, _ in made}
    assert (plan, "mentions", "mentions [[Plan]]") in made, "what the text says stays linked"
    export(ebb, vault)
    assert take_back(ebb, vault).remarks == ()


def test_an_edited_time_of_occurrence_is_a_revision_that_can_be_undone(ebb: Ebb, vault: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)
    edit(note_of(vault, home), lambda text: text.replace("occurred: 2024-05-08T12:00:00Z", "occurred: 2023-01-02"))
    assert remarks(take_back(ebb, vault)) == ["taken over as a revision: time"]
    assert f"{ebb.get(home).occurred_at:%Y-%m-%d}" == "2023-01-02"
    assert [(one.why, list(one.after)) for one in ebb.history(home)] == [("edited in the vault", ["occurred_at"])]
    assert (export(ebb, vault).edited, take_back(ebb, vault).remarks) == ([], ())
    ebb.undo(home, 1)
    assert ebb.get(home).occurred_at == NOON
    export(ebb, vault)
    assert "occurred: 2024-05-08T12:00:00Z" in note_of(vault, home).read_text()


@pytest.mark.parametrize("accept", [True, False])
def test_a_time_that_both_changed_is_decided_without_touching_the_rest(ebb: Ebb, vault: Path, accept: bool) -> None:
    home, _, _ = furnish(ebb)
    seq = ebb.exchange.lookback.seq(home)
    export(ebb, vault)
    ebb.exchange.keeping.edit(seq, occurred_at=NOON + timedelta(days=1), title="Newer")
    edit(note_of(vault, home), lambda text: text.replace("occurred: 2024-05-08", "occurred: 2023-01-02"))
    take_back(ebb, vault)
    (conflict,) = ebb.truth.conflicts()
    ebb.truth.decide(conflict.number, accept)
    assert (ebb.get(home).title, ebb.get(home).occurred_at.year) == ("Newer", 2023 if accept else 2024)


def test_an_edited_reason_of_a_link_is_taken_over(ebb: Ebb, vault: Path) -> None:
    home, _, other = furnish(ebb)
    export(ebb, vault)
    edit(note_of(vault, home), lambda text: re.sub(r"manual: because.* %%", "manual: for another reason %%", text))
    assert remarks(take_back(ebb, vault)) == ["taken over as a revision: links"]
    assert [link.why for link in ebb.links(home) if link.id == other] == ["for another reason"]
    assert (export(ebb, vault).edited, take_back(ebb, vault).remarks) == ([], ())
    ebb.link(home, other, "ours")
    edit(note_of(vault, home), lambda text: text.replace("for another reason", "theirs"))
    (told,) = remarks(take_back(ebb, vault))
    assert told.endswith("was changed here too and stays; the vault says: theirs")
    assert [link.why for link in ebb.links(home) if link.id == other] == ["ours"]


def test_properties_that_are_no_persons_to_edit_stay_and_are_written_as_they_were(ebb: Ebb, vault: Path) -> None:
    _, _, other = furnish(ebb)
    export(ebb, vault)
    before = note_of(vault, other).read_bytes()
    edit(note_of(vault, other), lambda text: text.replace('kind: "note"', 'kind: "fact"').replace("paper", "stone"))
    assert remarks(take_back(ebb, vault)) == ["what an edit does not change: kind, source"]
    assert (ebb.get(other).kind, ebb.get(other).source.app, ebb.history(other)) == ("note", "paper", [])
    export(ebb, vault)
    assert note_of(vault, other).read_bytes() == before


def test_a_name_typed_into_the_text_is_linked(ebb: Ebb, vault: Path) -> None:
    _, plan, other = furnish(ebb)
    export(ebb, vault)
    edit(note_of(vault, other), lambda text: text.replace("with a lantern", "with the [[Plan]]"))
    take_back(ebb, vault)
    assert [link.kind for link in ebb.links(other) if link.id == plan] == ["mentions"]


def test_parts_that_only_one_side_changed_are_joined(ebb: Ebb, vault: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)
    ebb.edit(home, text="Changed here.", tags=["casa", "garden", "mine"])
    edit(
        note_of(vault, home),
        lambda text: text.replace('title: "Home"', 'title: "Flat"').replace('  - "casa"\n', '  - "theirs"\n'),
    )
    take_back(ebb, vault)
    memory = ebb.get(home)
    assert (memory.text, memory.title, memory.tags) == ("Changed here.", "Flat", ("garden", "mine", "theirs"))
    assert ebb.truth.conflicts() == []
    export(ebb, vault)
    assert "Changed here." in note_of(vault, home).read_text(), "what was taken in is written anew"


@pytest.mark.parametrize("accept", [True, False])
def test_a_text_that_both_changed_is_kept_twice_until_it_is_decided(ebb: Ebb, vault: Path, accept: bool) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)
    ebb.edit(home, text="Changed here.")
    edit(note_of(vault, home), lambda text: text.replace("by the harbour", "by the station"))
    theirs = ebb.get(home).text
    report = take_back(ebb, vault)
    assert remarks(report) == ["changed here and in the vault: text; both are kept (ebb conflicts)"]
    assert ebb.get(home).text == "Changed here."
    (conflict,) = ebb.truth.conflicts()
    assert (conflict.kind, conflict.a.id) == ("edited", home)
    assert conflict.b.text.startswith("We live by the station")
    take_back(ebb, vault)
    assert len(ebb.truth.conflicts()) == 1, "twice asks once"
    ebb.truth.decide(conflict.number, accept)
    assert ebb.get(home).text.startswith("We live by the station") is accept
    assert (ebb.get(home).text == theirs) is not accept
    assert ebb.get(conflict.b.id).state == "forgotten"
    ebb.truth.decide(conflict.number, not accept)
    assert ebb.get(home).text.startswith("We live by the station") is not accept


def test_a_deleted_file_is_a_proposal_and_never_a_deletion(ebb: Ebb, vault: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)
    note_of(vault, home).unlink()
    report = take_back(ebb, vault)
    assert remarks(report) == ["deleted from the vault; shall it be forgotten? (ebb conflicts)"]
    assert ebb.get(home).state == "vivid"
    (conflict,) = ebb.truth.conflicts()
    assert (conflict.kind, conflict.a.id, conflict.b.id) == ("deleted", home, home)
    ebb.truth.decide(conflict.number, True)
    assert ebb.get(home).state == "forgotten"
    ebb.truth.decide(conflict.number, False)
    assert ebb.get(home).state == "vivid"


def test_a_deletion_that_was_declined_is_written_again(ebb: Ebb, vault: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)
    note_of(vault, home).unlink()
    take_back(ebb, vault)
    (conflict,) = ebb.truth.conflicts()
    ebb.truth.decide(conflict.number, False)
    assert export(ebb, vault).written == 1, "by the next export itself"
    note_of(vault, home).unlink()
    assert take_back(ebb, vault).remarks == ()
    assert export(ebb, vault).written == 1
    note_of(vault, home).unlink()
    take_back(ebb, vault)
    assert ebb.truth.conflicts() == [], "and not asked again before it has been seen again"


def test_a_file_that_comes_back_needs_no_decision(ebb: Ebb, vault: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)
    path = note_of(vault, home)
    kept = path.read_bytes()
    path.unlink()
    take_back(ebb, vault)
    (vault / "elsewhere").mkdir()
    (vault / "elsewhere" / path.name).write_bytes(kept)
    report = take_back(ebb, vault)
    assert (ebb.truth.conflicts(), report.remarks, report.added) == ([], (), 0)


def test_a_vault_that_is_hardly_there_proposes_nothing(ebb: Ebb, vault: Path) -> None:
    for number in range(30):
        ebb.add(f"Note {number}")
    export(ebb, vault)
    for path in sorted(vault.rglob("Note*.md"))[:25]:
        path.unlink()
    report = take_back(ebb, vault)
    assert ebb.truth.conflicts() == []
    assert remarks(report) == [
        "notes that are gone from the vault, which seems not to be whole; nothing is proposed: 25"
    ]


def test_a_new_file_becomes_a_note_and_gets_its_id_by_the_next_export(ebb: Ebb, vault: Path) -> None:
    furnish(ebb)
    export(ebb, vault)
    (vault / "Ideas").mkdir()
    path = vault / "Ideas" / "Boat.md"
    path.write_text("---\ncolour: blue\ntags: [sea]\n---\nA boat, as in [[Home]]. #wood\n")
    report = take_back(ebb, vault)
    assert (report.added, report.linked) == (1, 1)
    (id,) = [id for id in report.ids if ebb.get(id).title == "Boat"]
    memory = ebb.get(id)
    assert (memory.text, memory.tags) == ("A boat, as in [[Home]]. #wood", ("sea", "wood"))
    export(ebb, vault)
    written = path.read_text()
    assert f'ebb-id: "{id}"' in written and "colour: blue" in written and "A boat, as in [[Home]]. #wood" in written
    again = take_back(ebb, vault)
    assert (again.added, again.remarks) == (0, ())
    assert sum("A boat" in one.read_text() for one in vault.rglob("*.md")) == 1


def test_what_is_written_on_a_days_page_is_a_note_of_that_day(ebb: Ebb, vault: Path) -> None:
    furnish(ebb)
    export(ebb, vault)
    page = next(path for path in vault.rglob("2024-05-08.md"))
    edit(page, lambda text: text + "\nBread was burnt. #kitchen\n")
    report = take_back(ebb, vault)
    assert report.added == 1
    (id,) = [id for id in report.ids if ebb.get(id).source.app == "daily note"]
    assert (ebb.get(id).text, ebb.get(id).tags) == ("Bread was burnt. #kitchen", ("kitchen",))
    assert ebb.get(id).occurred_at.astimezone().date().isoformat() == "2024-05-08"
    edit(page, lambda text: text.replace("burnt", "good"))
    again = take_back(ebb, vault)
    assert (again.added, ebb.get(id).text) == (0, "Bread was good. #kitchen")
    assert len(ebb.history(id)) == 1


def test_pages_that_ebb_makes_are_no_notes(ebb: Ebb, empty: Ebb, vault: Path) -> None:
    furnish(ebb)
    export(ebb, vault)
    for name in ("manifest.jsonl", "state.jsonl"):
        (vault / ".ebb" / name).unlink()
    assert take_back(empty, vault).added == 7


def test_a_vault_without_its_list_of_files_comes_back_with_sensible_figures(
    ebb: Ebb, empty: Ebb, tmp_path: Path
) -> None:
    home, plan, other = furnish(ebb)
    vault = tmp_path / "vault"
    export(ebb, vault)
    bare = tmp_path / "bare"
    for path in vault.rglob("*.md"):
        copy = bare / path.relative_to(vault)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    report = take_back(empty, bare)
    assert (report.format, report.added) == ("ebb-vault", 7)
    ours, back = ebb.get(home), empty.get(home)
    assert (back.text, back.title, back.tags, back.pinned) == (ours.text, ours.title, ours.tags, ours.pinned)
    assert (back.created_at, back.occurred_at) == (ours.created_at, ours.occurred_at)
    assert back.stability_days > 1
    assert {(link.id, link.kind) for link in back.links} == {(plan, "mentions"), (other, "manual")}
    assert take_back(empty, bare).added == 0


def test_an_older_copy_without_the_list_changes_nothing(ebb: Ebb, tmp_path: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, tmp_path / "vault")
    old = note_of(tmp_path / "vault", home).read_bytes()
    ebb.edit(home, text="Newer words.")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "x.md").write_bytes(old)
    take_back(ebb, tmp_path / "old")
    assert (ebb.get(home).text, ebb.truth.conflicts()) == ("Newer words.", [])


def test_one_note_of_a_vault_can_be_taken_back_alone(ebb: Ebb, vault: Path) -> None:
    home, plan, _ = furnish(ebb)
    export(ebb, vault)
    for id in (home, plan):
        edit(note_of(vault, id), lambda text: text.replace("is --- simple", "is long").replace("harbour", "station"))
    take_back(ebb, note_of(vault, plan))
    assert "is long" in ebb.get(plan).text
    assert "harbour" in ebb.get(home).text
    assert ebb.truth.conflicts() == []


def test_a_copied_note_is_left_out_with_a_word(ebb: Ebb, vault: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)
    original = note_of(vault, home)
    (vault / "A copy.md").write_text(original.read_text().replace("harbour", "station"))
    report = take_back(ebb, vault)
    assert "harbour" in ebb.get(home).text
    assert [(one.file, "bears the ebb-id" in one.reason) for one in report.skipped] == [("A copy.md", True)]


def test_a_note_that_was_emptied_keeps_its_memory(ebb: Ebb, vault: Path) -> None:
    _, _, other = furnish(ebb)
    export(ebb, vault)
    edit(note_of(vault, other), lambda text: text[: text.rindex("---\n") + 4])
    report = take_back(ebb, vault)
    assert "lantern" in ebb.get(other).text
    assert [one.reason for one in report.skipped] == ["There is nothing to remember: the text is empty"]


def test_edits_of_a_forgotten_memory_stay_in_the_file(ebb: Ebb, vault: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)
    edit(note_of(vault, home), lambda text: text.replace("harbour", "station"))
    ebb.forget([home])
    report = take_back(ebb, vault)
    assert ebb.get(home).state == "forgotten"
    assert remarks(report) == ["its memory was forgotten; what was edited stays in the file"]


def test_nothing_of_a_redacted_vault_comes_back_into_its_memory(ebb: Ebb, vault: Path) -> None:
    home, _, _ = furnish(ebb)

    def redact(note: Note) -> Note:
        return Note(
            note.id, note.kind, note.title, note.text.replace("Ana", "Person 1"), note.created_at, note.occurred_at,
            note.tags, edges=note.edges,
        )  # fmt: skip

    export(ebb, vault, Wanted(redact=redact, redaction="persons"))
    edit(note_of(vault, home), lambda text: text.replace("harbour", "station"))
    report = take_back(ebb, vault)
    assert "with Ana" in ebb.get(home).text and "harbour" in ebb.get(home).text
    assert "the vault is redacted; its edits stay there" in remarks(report)


def test_a_dry_run_counts_and_touches_nothing(ebb: Ebb, empty: Ebb, vault: Path) -> None:
    home, plan, _ = furnish(ebb)
    export(ebb, vault)
    edit(note_of(vault, home), lambda text: text.replace("harbour", "station"))
    note_of(vault, plan).unlink()
    (vault / "New.md").write_text("New words.")
    before, there = told(ebb), files(vault)
    report = take_back(ebb, vault, dry_run=True)
    assert remarks(report) == ["notes that were edited: 1", "new files: 1", "notes that were deleted: 1"]
    assert (told(ebb), files(vault), ebb.truth.conflicts()) == (before, there, [])
    other = take_back(empty, vault, dry_run=True)
    assert (other.added, empty.count(), other.by_kind) == (6, 0, {"note": 2, "chat": 4})


def test_an_import_that_was_stopped_goes_on_with_its_links(
    ebb: Ebb, empty: Ebb, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.vault.restoring.BATCH", 2)
    furnish(ebb)
    ebb.settle()
    export(ebb, vault)
    stopped = 0
    for number in range(1, 40):
        asked = iter(range(number))
        report = take_back(empty, vault, cancelled=lambda asked=asked: next(asked, None) is None)
        stopped += report.cancelled
        if not report.cancelled:
            break
    assert stopped > 5
    assert told(empty) == told(ebb)


def test_rubbish_beside_the_notes_costs_figures_and_no_words(ebb: Ebb, empty: Ebb, vault: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)
    (vault / ".ebb" / "state.jsonl").write_text(
        f'{{"id": "{home}", "stability": "long", "bonds": [[1]]}}\nno json\n{{"id": 3}}\n[]\n'
    )
    report = take_back(empty, vault)
    assert report.added == 6
    assert [one.reason for one in report.skipped] == ["its 'stability' is not what Ebb writes"]


def test_nothing_outside_the_vault_is_read(ebb: Ebb, vault: Path, tmp_path: Path) -> None:
    furnish(ebb)
    export(ebb, vault)
    (tmp_path / "secret.md").write_text("A secret.")
    (vault / "link.md").symlink_to(tmp_path / "secret.md")
    Path(os.fsdecode(os.fsencode(vault) + b"/\xff.md")).write_text("Words under a name that is none.")
    report = take_back(ebb, vault)
    assert report.added == 0
    assert [one.reason for one in report.skipped] == ["a link that leads out of the folder", "its name is not UTF-8"]


def test_an_erased_memory_of_another_home_is_unknown_there(ebb: Ebb, empty: Ebb, vault: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)
    note_of(vault, home).unlink()
    take_back(empty, vault)
    with pytest.raises(MemoryNotFound):
        empty.get(home)
    assert empty.truth.conflicts() == []
