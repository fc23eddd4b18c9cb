"""A note's file holds all of it, whatever its memory says, and gives it back to the last character."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vault.note import Edge, Note, Style
from app.vault.notes import NotANote, foreign, parsed, rendered

STYLES = [Style(), Style(links="markdown"), Style(flavour="logseq"), Style(links="markdown", flavour="logseq")]
IDS = [f"01J9ZQ4M5W8T3K2V7XBDE6RFH{last}" for last in "01234567"]
AWKWARD = (
    "---", "\n---\n", "\r\n", "\r", "%% ebb:links %%", "\n%% ebb:links %%\n", "- ebb-section:: links\n", "[[x]]", "]]",
    "a: b", "- [[x]] manual: y", "%%", '"', "\\", "'", "\x1b[31m", "\u2028", "\x85", "\ufeff", "\u202e",
    "👨‍👩‍👧", "key:: value", "\n\n", " ", "\t", "#tag", "![[a.png]]", "<!--", "null", "~", "2024-01-01", "{", "*a",
    "&a",
)  # fmt: skip
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0")
TEXTS = st.lists(st.sampled_from(AWKWARD) | st.text(CHARACTERS, max_size=12), min_size=1, max_size=8).map("".join)
LINES = TEXTS.map(lambda text: " ".join(text.split()))
TIMES = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
TAGS = st.lists(LINES.filter(lambda tag: tag.strip()), max_size=4, unique=True)
NAMES = st.text(st.characters(categories=("L", "N", "S"), exclude_characters="^|$%"), min_size=1, max_size=20)
EDGES = st.builds(Edge, id=st.sampled_from(IDS), name=NAMES, kind=LINES.filter(bool), why=TEXTS)


@st.composite
def notes(draw: st.DrawFn) -> Note:
    tags = tuple(draw(TAGS))
    own = draw(st.integers(0, len(tags)))
    return Note(
        id=draw(st.sampled_from(IDS)),
        kind=draw(st.sampled_from(["note", "chat", "screen"])),
        title=draw(LINES),
        text=draw(TEXTS.filter(bool)),
        created_at=draw(TIMES),
        occurred_at=draw(TIMES),
        tags=tags[:own],
        found_tags=tags[own:],
        pinned=draw(st.booleans()),
        role=draw(st.sampled_from(["", "day"])),
        source=draw(st.dictionaries(st.sampled_from(["app", "title", "uri", "thread"]), TEXTS.filter(bool))),
        edges=tuple(draw(st.lists(EDGES, max_size=3))),
    )


def note(**parts: object) -> Note:
    at = datetime(2026, 3, 1, 9, 14, 2, 123456, tzinfo=UTC)
    whole = {"id": IDS[0], "kind": "note", "title": "Tomatoes", "text": "Sow in March.", "created_at": at}
    return Note(**{**whole, "occurred_at": at - timedelta(days=1), **parts})  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(notes(), st.sampled_from(STYLES))
def test_what_was_written_is_read_back_to_the_last_character(written: Note, style: Style) -> None:
    content = rendered(written, style, name="a name", pictures=("a b.webp",))

    assert parsed(content) == written
    assert content.encode().decode() == content


@settings(max_examples=50, deadline=None)
@given(notes())
def test_the_front_matter_of_a_note_means_the_same_to_any_yaml_reader(written: Note) -> None:
    import yaml

    content = rendered(written, name="a name")
    fields = yaml.safe_load(content.split("---\n")[1])

    assert fields["ebb-id"] == written.id
    assert fields.get("title", "") == written.title
    assert fields.get("tags", []) == [*written.tags, *written.found_tags]
    assert fields["pinned"] is written.pinned
    assert fields["created"] == written.created_at


def test_a_note_looks_as_a_person_would_write_it() -> None:
    link = Edge(IDS[1], "Garden plan", "manual", "the same bed")
    whole = note(tags=("garden",), found_tags=("vegetables",), edges=(link,), source={"app": "ebb"})

    assert rendered(whole, name="Tomatoes") == (
        f'---\nebb-id: "{IDS[0]}"\ntitle: "Tomatoes"\ntags:\n  - "garden"\n  - "vegetables"\nebb-tags:\n'
        '  - "vegetables"\nkind: "note"\ncreated: 2026-03-01T09:14:02.123456Z\noccurred: 2026-02-28T09:14:02.123456Z\n'
        'pinned: false\nsource-app: "ebb"\n---\nSow in March.\n\n%% ebb:links %%\n'
        f"- [[Garden plan]] manual: the same bed %%{IDS[1]}%%\n"
    )


def test_a_title_that_is_not_the_files_name_is_an_alias() -> None:
    assert 'aliases:\n  - "Tomatoes?"\n' in rendered(note(title="Tomatoes?"), name="Tomatoes")
    assert "aliases" not in rendered(note(), name="Tomatoes")


def test_a_link_in_markdown_leads_to_the_file() -> None:
    edge = Edge(IDS[1], "A (b) 100%", "manual", "")
    content = rendered(note(edges=(edge,)), Style(links="markdown"), addresses={IDS[1]: "../Chats/A (b) 100%.md"})

    assert "- [A (b) 100\\%](../Chats/A%20%28b%29%20100%25.md) manual" in content
    assert parsed(content).edges == (edge,)


def test_what_a_person_typed_into_the_sections_and_below_them_is_read() -> None:
    content = rendered(note(edges=(Edge(IDS[1], "One", "similar", "alike"),)))
    content += "- [[Two]]\n- [[Three|3]] because: it is near\n\nA last thought.\n"

    read = parsed(content)

    assert [(edge.id, edge.name, edge.kind, edge.why) for edge in read.edges] == [
        (IDS[1], "One", "similar", "alike"),
        ("", "Two", "manual", ""),
        ("", "Three", "because", "it is near"),
    ]
    assert read.text == "Sow in March.\n\nA last thought.\n"


def test_what_obsidian_makes_of_the_properties_is_read() -> None:
    content = (
        f"---\r\nebb-id: {IDS[0]}\r\ntitle: 2024\r\ntags: [a, 'b c']\r\nebb-tags:\r\n- b c\r\nkind: note\r\n"
        "created: 2026-03-01T09:14:02Z\r\npinned: yes\r\ncssclass: wide\r\n---\r\nText"
    )

    read = parsed(content)

    assert (read.title, read.tags, read.found_tags, read.pinned) == ("2024", ("a",), ("b c",), True)
    assert read.text == "Text"
    assert read.occurred_at == read.created_at == datetime(2026, 3, 1, 9, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize("flavour", ["obsidian", "logseq"])
def test_properties_of_the_persons_own_are_kept(flavour: str) -> None:
    line = {"obsidian": "cssclasses:\n  - wide\nRating: 5\n", "logseq": "rating:: 5\n"}[flavour]
    first = rendered(note(tags=("a",)), Style(flavour=flavour), foreign=line)

    assert foreign(first) == line
    assert parsed(first) == note(tags=("a",))
    assert rendered(note(tags=("a",)), Style(flavour=flavour), foreign=foreign(first)) == first


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("No front matter.", "no front matter"),
        ("---\ntitle: x\n---\n", "no ebb-id"),
        (f"---\nebb-id: {IDS[0]}\ncreated: soon\n---\n", "'created' is no time"),
        (f"---\nebb-id: &a {IDS[0]}\nb: *a\n---\n", "anchors"),
        ("---\nebb-id: [\n---\n", "no valid YAML"),
    ],
)
def test_what_is_no_note_is_said(content: str, why: str) -> None:
    with pytest.raises(NotANote, match=why):
        parsed(content)
