"""Notes and vaults: what becomes of a file's name, fields, words and tags."""

import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import Ebb
from app.importing import markdown
from app.importing.items import Item, Remark, Skipped
from app.importing.run import imported


def note(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def items(path: Path) -> list[Item]:
    return [found for found in markdown.read(path) if isinstance(found, Item)]


def skipped(path: Path) -> dict[str, str]:
    return {Path(found.file).name: found.reason for found in markdown.read(path) if isinstance(found, Skipped)}


def remarks(path: Path) -> list[str]:
    return [found.text for found in markdown.read(path) if isinstance(found, Remark)]


def only(path: Path) -> Item:
    (item,) = items(path)
    return item


def test_front_matter_gives_title_tags_and_time_and_leaves_the_body_as_it_was(tmp_path: Path) -> None:
    body = "First line\n\n  indented,   spaced\n\ttab `code` *stays*\n"
    content = f"---\ntitle: Boiler\ntags: [flat, '#Heating']\ndate: 2025-02-14T08:30:00Z\n---\n{body}"
    item = only(note(tmp_path, "x.md", content))
    assert item.text == body.rstrip("\n")
    assert item.title == "Boiler"
    assert item.tags == ("flat", "heating")
    assert item.occurred_at == datetime(2025, 2, 14, 8, 30, tzinfo=UTC)
    assert item.kind == "note"


def test_fields_that_ebb_has_no_place_for_stay_in_the_text(tmp_path: Path) -> None:
    item = only(note(tmp_path, "x.md", "---\ntitle: Book\nauthor: Lena Marsh\nrooms: [a, b]\n---\nGood."))
    assert item.text == "author: Lena Marsh\nrooms: a, b\n\nGood."


def test_the_title_is_the_first_heading_where_no_field_names_one(tmp_path: Path) -> None:
    content = "Some words\n```\n# not this\n```\n# The [[real]] **one** #\n# Second\n"
    assert only(note(tmp_path, "x.md", content)).title == "The real **one**"


def test_the_title_is_the_file_name_where_nothing_else_names_one(tmp_path: Path) -> None:
    assert only(note(tmp_path, "Meter readings.txt", "18,204")).title == "Meter readings"


def test_logseq_names_and_properties_are_understood(tmp_path: Path) -> None:
    name = "Whiteboard___Action Bar___What%3F.md"
    content = "alias:: bar, the bar\ntags:: [[Big tool]], #drawing\n\n- # Usage\n- see [[Tool]]\n"
    item = only(note(tmp_path, name, content))
    assert item.title == "Whiteboard/Action Bar/What?"
    assert item.tags == ("big-tool", "drawing")
    assert {"bar", "the bar", "Whiteboard/Action Bar/What?"} <= set(item.names)
    assert item.text == content.strip("\n")


def test_a_logseq_title_property_wins_over_the_file_name(tmp_path: Path) -> None:
    assert only(note(tmp_path, "a.md", "title:: Custom name\n\n- words")).title == "Custom name"


@pytest.mark.parametrize("name", ["2021_03_15.md", "2021-03-15.md"])
def test_a_journal_file_is_dated_by_its_name(tmp_path: Path, name: str) -> None:
    item = only(note(tmp_path, name, "- dug the garden"))
    assert item.title == "2021-03-15"
    assert item.occurred_at == datetime(2021, 3, 15, 12).astimezone(UTC)


def test_a_note_without_any_date_takes_the_file_s_time(tmp_path: Path) -> None:
    path = note(tmp_path, "x.md", "words")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert only(path).occurred_at == datetime.fromtimestamp(1_700_000_000, UTC)


def test_inline_tags_are_found_outside_code_addresses_links_and_headings(tmp_path: Path) -> None:
    content = (
        "# Heading #no1x\n#yes, (#also) and #deep/er-one. #[[two words]] #YES\n"
        "`#code` https://example.org/#frag [a](#anchor) &#39; #123 #1a2b3c c#sharp\n"
        "```\n#fenced\n```\n[[page#part]] [[#Heading here]] #ümlaut\n"
    )
    assert only(note(tmp_path, "x.md", content)).tags == ("yes", "also", "deep/er-one", "two-words", "ümlaut")


def test_links_are_collected_outside_code(tmp_path: Path) -> None:
    content = (
        "[[Ida]] [[Jonah|my nephew]] [[Boiler#Parts]] `[[no]]` [plan](notes/The%20plan.md) [web](https://a.b/c.md)"
    )
    assert only(note(tmp_path, "x.md", content)).links == ("Ida", "Jonah", "Boiler", "The plan")


def test_a_vault_is_read_in_order_without_hidden_and_backup_folders(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    note(root, "b.md", "b")
    note(root, "a/z.markdown", "z")
    note(root, "a/y.txt", "y")
    note(root, "logseq/config.edn", "{}")
    for name in (".obsidian/x.md", ".trash/x.md", ".git/x.md", "logseq/bak/x.md", ".hidden.md", "picture.png", "x.pdf"):
        note(root, name, "never")
    assert [item.source["uri"] for item in items(root)] == ["vault/b.md", "vault/a/y.txt", "vault/a/z.markdown"]


def test_a_folder_called_logseq_that_is_not_logseq_s_own_is_read(tmp_path: Path) -> None:
    note(tmp_path, "logseq/howto.md", "words")
    assert len(items(tmp_path)) == 1


def test_one_note_of_a_vault_has_the_address_it_has_with_the_whole_vault(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    (root / ".obsidian").mkdir(parents=True)
    path = note(root, "deep/er/x.md", "words")
    assert (
        only(path).source["uri"]
        == only(root).source["uri"]
        == only(root / "deep").source["uri"]
        == "vault/deep/er/x.md"
    )
    assert only(path).source["file"] == str(path)


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    secret = note(tmp_path, "secret/key.md", "do not read")
    root = tmp_path / "vault"
    note(root, "x.md", "words")
    (root / "leak.md").symlink_to(secret)
    (root / "leaks").symlink_to(secret.parent)
    (root / "loop").symlink_to(root)
    (root / "again.md").symlink_to(root / "x.md")
    assert [item.text for item in items(root)] == ["words"]
    assert skipped(root) == dict.fromkeys(("leak.md", "leaks"), "a link that leads out of the folder")


def test_a_pipe_with_a_note_s_name_is_skipped_and_never_opened(tmp_path: Path) -> None:
    note(tmp_path, "x.md", "words")
    os.mkfifo(tmp_path / "pipe.md")
    assert skipped(tmp_path) == {"pipe.md": "not a regular file"}
    assert skipped(tmp_path / "pipe.md") == {"pipe.md": "not a regular file"}


def test_what_cannot_become_a_note_is_skipped_with_its_reason(tmp_path: Path) -> None:
    note(tmp_path, "empty.md", "")
    note(tmp_path, "stub.md", "---\ntitle: Only a title\n---\n-\n")
    note(tmp_path, "invisible.md", "\u200b\u200b\n")
    note(tmp_path, "binary.md", bytes(range(256)) * 8)
    note(tmp_path, "large.md", b"a" * (markdown.LARGEST + 1))
    note(tmp_path, "good.md", "good")
    assert [item.text for item in items(tmp_path)] == ["good"]
    assert skipped(tmp_path) == {
        "binary.md": "not a text file",
        "empty.md": "it holds no text",
        "invisible.md": "it holds no text",
        "large.md": "larger than 8 MB",
        "stub.md": "it holds no text",
    }


def test_a_file_that_is_gone_when_its_turn_comes_is_skipped(tmp_path: Path) -> None:
    note(tmp_path, "a.md", "first")
    second = note(tmp_path, "b.md", "second")
    found = markdown.read(tmp_path)
    next(found)
    second.unlink()
    assert list(found) == [Skipped(str(second), "it cannot be opened (No such file or directory)")]


def test_old_and_marked_encodings_are_read(tmp_path: Path) -> None:
    latin = note(tmp_path, "latin.md", "Käse für Zoë".encode("latin-1"))
    assert only(latin).text == "Käse für Zoë"
    assert remarks(latin) == ["it is not UTF-8; read as Windows-1252"]
    assert only(note(tmp_path, "wide.txt", "Käse".encode("utf-16"))).text == "Käse"
    assert only(note(tmp_path, "marked.md", "---\ntitle: T\n---\nKäse".encode("utf-8-sig"))).title == "T"


def test_broken_utf8_keeps_what_can_be_read_and_says_so(tmp_path: Path) -> None:
    path = note(tmp_path, "x.md", "Käse ".encode() + b"\xff\xfe\xfd und Brot")
    assert "Käse" in only(path).text and "und Brot" in only(path).text
    assert remarks(path) == ["3 characters could not be read"]


def test_windows_line_ends_hide_no_front_matter(tmp_path: Path) -> None:
    item = only(note(tmp_path, "x.md", "---\r\ntitle: T\r\n---\r\nOne\r\nTwo\r\n"))
    assert (item.title, item.text) == ("T", "One\nTwo")


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: [unclosed", "its front matter is no valid YAML"),
        ("title: Tide: the room", "its front matter is no valid YAML"),
        ("a: &a [x, x]\nb: [*a, *a]", "its front matter uses YAML anchors"),
        ("a: " + "[" * 5000, "its front matter is nested too deeply"),
        ("? [a, b]\n: c", "its front matter is no valid YAML"),
        ("x: " + "y" * 70_000, "its front matter is longer than 64 KB"),
    ],
)
def test_front_matter_that_cannot_be_used_is_kept_as_text_and_remarked(tmp_path: Path, front: str, reason: str) -> None:
    content = f"---\n{front}\n---\nThe body."
    path = note(tmp_path, "x.md", content)
    assert only(path).text == content
    assert remarks(path) == [f"{reason}; kept as text"]


def test_yaml_cannot_name_python_objects(tmp_path: Path) -> None:
    item = only(note(tmp_path, "x.md", "---\ntitle: !!python/object/apply:os.system ['true']\n---\nBody"))
    assert (item.title, item.text) == ("x", "Body")


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    content = "---\nJust words\n---\nmore"
    assert only(note(tmp_path, "x.md", content)).text == content


def test_numbers_and_words_stay_what_was_written(tmp_path: Path) -> None:
    item = only(note(tmp_path, "x.md", "---\ntitle: 007\ntags: [2024, yes, on]\n---\nBody"))
    assert (item.title, item.tags) == ("007", ("2024", "yes", "on"))


def test_a_name_that_is_no_utf8_gives_valid_text(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/bad\xff.md"
    try:
        with open(folder, "wb") as file:
            file.write(b"words")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    item = only(tmp_path)
    assert item.title == "bad\ufffd"
    assert item.source["uri"].endswith("bad\ufffd.md")
    item.source["file"].encode()


def test_hostile_text_is_read_in_linear_time(tmp_path: Path) -> None:
    for number, piece in enumerate(
        ("[[", "(#1", "``a`", "](", "#[[", "- ", "a.", "[[a|", "](<", "x:: ", "\\`", "![[a|", "![a](")
    ):
        note(tmp_path, f"{number}.md", "x " + piece * 200_000)
    assert len(items(tmp_path)) == 13


def test_a_heading_in_bold_gives_a_plain_title(tmp_path: Path) -> None:
    assert only(note(tmp_path, "x.md", "# **Big plan** ##")).title == "Big plan"


OBSIDIAN = """---
aliases: [The boat, Ida's boat]
tags:
  - sea/boats
  - Summer 2024
---
> [!note]- Folded callout
> with ==marks== and %% a comment %%

The mast is 9 m. ^mast
![[mast.png|300]] ![[Sails#Jib]] ![map](maps/bay.jpg) ![web](https://x.org/a.png)
See [[Boats/Sails|sails]], [[Harbour#^fee]] and [[#^mast]]. #sea/boats/old
"""


def obsidian(root: Path) -> Path:
    (root / ".obsidian").mkdir(parents=True)
    note(root, "Boats/Boat.md", OBSIDIAN)
    note(root, "Boats/Sails.md", "## Jib\nSmall. [[the boat]]")
    note(root, "Old/Sails.md", "Torn.")
    note(root, "Harbour.md", "It costs 12. ^fee")
    note(root, "mast.png", b"\x89PNG")
    note(root, "manual.pdf", b"%PDF-1.4")
    return root


def test_an_obsidian_note_keeps_every_character_and_gives_its_names_tags_and_links(tmp_path: Path) -> None:
    (item,) = (item for item in items(obsidian(tmp_path / "vault")) if item.title == "Boat")
    assert item.text == OBSIDIAN.split("---\n", 2)[2].rstrip("\n")
    assert item.tags == ("sea/boats", "summer-2024", "sea/boats/old")
    assert item.names == ("Boat", "Boats/Boat", "The boat", "Ida's boat")
    assert item.links == ("Sails", "Boats/Sails", "Harbour")


def test_what_lies_beside_the_notes_is_told(tmp_path: Path) -> None:
    assert remarks(obsidian(tmp_path / "vault")) == [
        "attachments that the notes name and that stay where they are: 2",
        "files beside the notes that --from pdf takes in: 1",
    ]


def test_the_links_of_a_vault_find_their_notes_by_name_folder_and_alias(tmp_path: Path) -> None:
    with Ebb.open(tmp_path / "home") as ebb:
        report = imported(ebb, obsidian(tmp_path / "vault"))
        by_uri = {ebb.get(id).source.uri: id for id in report.ids}
        boat = by_uri["vault/Boats/Boat.md"]
        linked = {link.id for link in ebb.links(boat) if link.kind == "mentions" and link.direction == "out"}
        assert {by_uri["vault/Boats/Sails.md"], by_uri["vault/Harbour.md"]} <= linked
        assert boat in {link.id for link in ebb.links(by_uri["vault/Boats/Sails.md"]) if link.direction == "out"}


def test_a_zip_of_a_vault_gives_the_memories_that_the_vault_gives(tmp_path: Path) -> None:
    root = obsidian(tmp_path / "vault")
    with zipfile.ZipFile(tmp_path / "backup.zip", "w") as file:
        for path in root.rglob("*.*"):
            if path.is_file():
                file.write(path, path.relative_to(tmp_path))
    with Ebb.open(tmp_path / "home") as ebb:
        assert imported(ebb, root).added == 4
        again = imported(ebb, tmp_path / "backup.zip")
        assert (again.format, again.added, again.known) == ("markdown", 0, 4)


def test_text_that_is_not_markdown_is_taken_as_it_stands(tmp_path: Path) -> None:
    item = only(note(tmp_path, "page.org", "# a comment #tag\n* Heading\nSee [[Boat]]"))
    assert (item.title, item.tags, item.links) == ("page", (), ("Boat",))
