"""Importing into a real memory: twice adds nothing, what is bad is listed, links find their notes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from app import Ebb
from app.importing import markdown, run
from app.importing.readers import names, reader
from app.importing.run import imported
from core.errors import BadInput

SAMPLE = Path(app.__file__).parent / "sample"


@pytest.fixture
def ebb(tmp_path: Path) -> Iterator[Ebb]:
    with Ebb.open(tmp_path / "home", background=False) as opened:
        yield opened


def vault(tmp_path: Path, **notes: str) -> Path:
    root = tmp_path / "vault"
    root.mkdir(exist_ok=True)
    for name, text in notes.items():
        (root / f"{name}.md").write_text(text)
    return root


def test_the_same_folder_twice_adds_nothing_even_if_it_was_touched_or_moved(ebb: Ebb, tmp_path: Path) -> None:
    root = vault(tmp_path, one="First", two="Second")
    first = imported(ebb, root)
    (root / "one.md").touch()
    (tmp_path / "elsewhere").mkdir()
    root = root.rename(tmp_path / "elsewhere" / "vault")
    second = imported(ebb, root)
    assert (first.added, first.known, second.added, second.known) == (2, 0, 0, 2)
    assert list(first.ids) == list(second.ids)
    assert ebb.count() == 2


def test_a_chat_twice_adds_nothing_and_a_longer_one_only_what_is_new(ebb: Ebb, tmp_path: Path) -> None:
    talks = json.loads((SAMPLE / "conversations.json").read_text())
    path = tmp_path / "conversations.json"
    last = talks[0]["current_node"]
    shorter = talks[0] | {"current_node": talks[0]["mapping"][last]["parent"]}
    path.write_text(json.dumps([shorter, *talks[1:]]))
    before = imported(ebb, path)
    path.write_text(json.dumps(talks))
    after = imported(ebb, path)
    assert (before.added, after.added, after.known) == (63, 1, 63)
    assert imported(ebb, path).added == 0
    assert after.by_kind == {"chat": 64}


def test_a_dry_run_shows_samples_and_adds_nothing(ebb: Ebb, tmp_path: Path) -> None:
    report = imported(ebb, vault(tmp_path, one="First", two="", three="Third"), dry_run=True)
    assert (report.added, report.ids, report.by_kind) == (2, (), {"note": 2})
    assert [item.text for item in report.samples] == ["First", "Third"]
    assert [skipped.reason for skipped in report.skipped] == ["it holds no text"]
    assert ebb.count() == 0


def test_wiki_links_find_notes_by_title_file_name_and_alias(ebb: Ebb, tmp_path: Path) -> None:
    root = vault(
        tmp_path,
        start="See [[BIG PLAN]], [[second]], [[the third]], [[nowhere]] and [[start]].",
        plan="# Big plan\nwords",
        second="---\ntitle: Another title\n---\nwords",
        third="---\naliases: [the third]\n---\nwords",
    )
    report = imported(ebb, root)
    titles = {ebb.get(id).title: id for id in report.ids}
    linked = {ebb.get(link.id).title for link in ebb.links(titles["start"]) if link.direction == "out"}
    assert linked == {"Big plan", "Another title", "third"}


def test_an_item_that_the_memory_refuses_costs_only_itself(
    ebb: Ebb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markdown, "LARGEST", 40_000_000)
    report = imported(ebb, vault(tmp_path, one="First", two="long " * 4_000_000, three="Third"))
    assert report.added == 2
    (skipped,) = report.skipped
    assert skipped.file.endswith("two.md")
    assert skipped.reason.startswith("The text has 20,000,000 characters")


def test_batches_report_progress_and_a_stop_keeps_what_is_in(
    ebb: Ebb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 2)
    root = vault(tmp_path, **{f"n{number}": f"Note {number}" for number in range(7)})
    seen: list[tuple[int, int]] = []
    report = imported(
        ebb, root, progress=lambda done, total: seen.append((done, total)), cancelled=lambda: len(seen) == 2
    )
    assert seen == [(2, 0), (4, 0)]
    assert report.cancelled
    assert ebb.count() == report.added == 4
    assert imported(ebb, root).added == 3


def test_escape_codes_in_names_and_fields_do_not_reach_titles_and_tags(ebb: Ebb, tmp_path: Path) -> None:
    root = vault(tmp_path, **{"x\x1b]52;c;AAAA\x07": "a", "y": '---\ntitle: "a\\e[31mb"\ntags: ["t\\e[0m"]\n---\nb'})
    for id in imported(ebb, root).ids:
        memory = ebb.get(id)
        assert "\x1b" not in memory.title + "".join(memory.tags)


@pytest.mark.parametrize(("path", "format"), [("nowhere", "auto"), ("vault", "docx"), ("vault", "auto")])
def test_what_cannot_be_imported_is_one_clear_sentence(ebb: Ebb, tmp_path: Path, path: str, format: str) -> None:
    (tmp_path / "vault").mkdir()
    with pytest.raises(BadInput) as caught:
        imported(ebb, tmp_path / path, format=format)
    assert caught.value.hint and "\n" not in str(caught.value)


def test_an_export_folder_beside_notes_is_told_apart(tmp_path: Path) -> None:
    root = vault(tmp_path, one="First")
    assert reader(root).name == "markdown"
    (root / "conversations.json").write_text('[{"mapping": {}}]')
    assert reader(root).name == "chatgpt"
    assert reader(root, "markdown").name == "markdown"
    assert names()[0] == "auto" and {"chatgpt", "markdown"} < set(names())


def chat(tmp_path: Path, count: int) -> Path:
    path = tmp_path / "WhatsApp Chat with Anna.txt"
    lines = (f"{1 + number // 600:02}/01/19, {number // 60 % 10 + 10}:{number % 60:02}" for number in range(count))
    path.write_text("".join(f"{line} - {('Anna', 'Ben')[n % 3 == 0]}: Turn {n}\n" for n, line in enumerate(lines)))
    return path


def test_a_report_says_who_spoke_and_when(ebb: Ebb, tmp_path: Path) -> None:
    report = imported(ebb, chat(tmp_path, 601), dry_run=True)
    assert (report.by_author, report.threads) == ({"Anna": 400, "Ben": 201}, 1)
    first, last = (at.astimezone() if at else None for at in (report.first, report.last))
    assert (f"{first:%d %H:%M}", f"{last:%d %H:%M}") == ("01 10:00", "02 10:00")
    assert report.reached == "whatsapp:Anna/02/01/19, 10:00"


def test_progress_is_in_bytes_where_the_reader_knows_how_many_there_are(ebb: Ebb, tmp_path: Path) -> None:
    path = chat(tmp_path, 1200)
    seen: list[tuple[int, int]] = []
    imported(ebb, path, dry_run=True, progress=lambda done, total: seen.append((done, total)))
    assert len(seen) == 4 and seen == sorted(seen)
    size = path.stat().st_size
    assert (seen[0], seen[-1]) == ((0, size), (size, size))


def test_an_import_that_was_stopped_goes_on_from_there(ebb: Ebb, tmp_path: Path) -> None:
    path = chat(tmp_path, 1000)
    asked = iter(range(100))
    stopped = imported(ebb, path, cancelled=lambda: next(asked) == 3)
    assert stopped.cancelled and 0 < stopped.added < 1000
    assert stopped.reached == ebb.get(stopped.ids[-1]).source.uri
    rest = imported(ebb, path)
    assert (rest.known, rest.added) == (stopped.added, 1000 - stopped.added)
    assert rest.new_from == ebb.get(rest.ids[stopped.added]).source.uri
    assert ebb.count() == 1000
    assert imported(ebb, path).new_from == ""


def test_a_reader_that_finds_little_can_be_stopped_too(ebb: Ebb, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Anna.txt"
    path.write_text("01/01/19, 10:00 - Anna: Hello\n" + "01/01/19, 10:00 - Anna: <Media omitted>\n" * 2000)
    asked = iter(range(100))
    report = imported(ebb, path, cancelled=lambda: next(asked) == 2)
    assert report.cancelled


def test_branches_are_taken_where_the_format_knows_them(ebb: Ebb, tmp_path: Path) -> None:
    talks = json.loads((SAMPLE / "conversations.json").read_text())
    node = talks[0]["current_node"]
    talks[0]["current_node"] = talks[0]["mapping"][node]["parent"]
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps(talks))
    assert imported(ebb, path).added == 63
    assert imported(ebb, path, branches=True).added == 2
    with pytest.raises(BadInput, match="branches"):
        imported(ebb, vault(tmp_path, one="First"), branches=True)
