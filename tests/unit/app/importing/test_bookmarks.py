"""Bookmarks: the HTML that browsers export, the JSON of Chrome and Firefox, and Firefox's database."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.importing import bookmarks
from app.importing.readers import reader
from tests.unit.app.importing.gathered import items, remarks, skipped, written

HTML = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
    <DT><H3 ADD_DATE="1700000000" PERSONAL_TOOLBAR_FOLDER="true">Bookmarks bar</H3>
    <DL><p>
        <DT><H3>Cooking</H3>
        <DL><p>
            <DT><A HREF="https://soup.example/?a=1&amp;b=2" ADD_DATE="1714723200" TAGS="winter,hot">Soup &amp; bread</A>
            <DD>The one that
Ida made
        </DL><p>
        <DT><A HREF="javascript:alert(1)">Run me</A>
    </DL><p>
    <DT><A HREF="https://plain.example/">https://plain.example/</A>
</DL>
"""
MICROSECONDS = 1_714_723_200_000_000


def test_the_html_gives_titles_addresses_words_and_folders(tmp_path: Path) -> None:
    path = written(tmp_path / "bookmarks.html", HTML)
    assert reader(path).name == "bookmarks"
    soup, plain = items(bookmarks.read, path)
    assert soup.text == "Soup & bread\nhttps://soup.example/?a=1&b=2\n\nThe one that\nIda made"
    assert (soup.kind, soup.title, soup.tags) == ("document", "Soup & bread", ("cooking", "winter", "hot"))
    assert soup.occurred_at == datetime(2024, 5, 3, 8, tzinfo=UTC)
    assert soup.source["uri"] == "https://soup.example/?a=1&b=2"
    assert plain.tags == ()
    assert remarks(bookmarks.read, path) == ["bookmarks that lead to no page, such as scripts, which were left out: 1"]


def test_chrome_s_file_gives_the_same(tmp_path: Path) -> None:
    added = str(MICROSECONDS + 11_644_473_600_000_000)
    page = {"type": "url", "name": "Soup", "url": "https://soup.example/", "date_added": added}
    folder = {"type": "folder", "name": "Cooking", "children": [page, 7, {"type": "url"}]}
    roots = {"bookmark_bar": {"name": "Bookmarks bar", "children": [folder]}, "other": {"children": None}, "x": 7}
    path = written(tmp_path / "Bookmarks", json.dumps({"checksum": "x", "roots": roots, "version": 1}))
    assert reader(path).name == "bookmarks"
    (item,) = items(bookmarks.read, path)
    assert (item.text, item.tags) == ("Soup\nhttps://soup.example/", ("cooking",))
    assert item.occurred_at == datetime(2024, 5, 3, 8, tzinfo=UTC)


def test_firefox_s_json_gives_the_same(tmp_path: Path) -> None:
    kind = "text/x-moz-place"
    page = {"type": kind, "title": "Soup", "uri": "https://soup.example/", "dateAdded": MICROSECONDS, "tags": "winter"}
    folder = {"type": f"{kind}-container", "title": "Cooking", "children": [page]}
    root = {"type": f"{kind}-container", "root": "placesRoot", "title": "", "children": [folder]}
    path = written(tmp_path / "bookmarks.json", json.dumps(root))
    assert reader(path).name == "bookmarks"
    (item,) = items(bookmarks.read, path)
    assert (item.title, item.tags) == ("Soup", ("cooking", "winter"))
    assert item.occurred_at == datetime(2024, 5, 3, 8, tzinfo=UTC)


def places(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(
            "CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT, title TEXT, visit_count INTEGER DEFAULT 0,"
            " hidden INTEGER DEFAULT 0, last_visit_date INTEGER);"
            "CREATE TABLE moz_bookmarks (id INTEGER PRIMARY KEY, type INTEGER, fk INTEGER, parent INTEGER, title TEXT,"
            " dateAdded INTEGER, guid TEXT);"
            "INSERT INTO moz_places VALUES (1, 'https://soup.example/', 'Soup', 3, 0, 1714723200000000);"
        )
        rows: list[tuple[Any, ...]] = [
            (1, 2, None, 0, "", 0, "root________"),
            (2, 2, None, 1, "menu", 0, "menu________"),
            (3, 2, None, 1, "tags", 0, "tags________"),
            (4, 2, None, 2, "Cooking", 0, "abc"),
            (5, 1, 1, 4, "My soup", MICROSECONDS, "def"),
            (6, 2, None, 3, "Winter", 0, "ghi"),
            (7, 1, 1, 6, None, 0, "jkl"),
            (8, 1, 99, 4, "gone", 0, "mno"),
        ]
        base.executemany("INSERT INTO moz_bookmarks VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return path


def test_firefox_s_database_gives_folders_and_tags(tmp_path: Path) -> None:
    path = places(tmp_path / "places.sqlite")
    for form in (path, tmp_path):
        (item,) = items(bookmarks.read, form)
        assert (item.text, item.tags) == ("My soup\nhttps://soup.example/", ("cooking", "winter"))
        assert item.occurred_at == datetime(2024, 5, 3, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"SQLite format 3\0 and no more", "the file is damaged, or no history of a browser"),
        (b"mozLz40\0abc", "Firefox has packed it; export the bookmarks as HTML or JSON in its library"),
        (b'{"roots": ', "it is no valid JSON"),
        (b"{" * 100_000, "it is no valid JSON"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, content: bytes, reason: str) -> None:
    path = written(tmp_path / "Bookmarks", content)
    assert items(bookmarks.read, path) == []
    assert skipped(bookmarks.read, path) == {"Bookmarks": reason}


def test_a_deep_and_broken_tree_is_read_to_its_end(tmp_path: Path) -> None:
    html = (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>" + "<DT><H3>f<DL>" * 5_000 + '<A HREF="https://x.org">x' + "</DL>" * 9_999
    )
    (item,) = items(bookmarks.read, written(tmp_path / "x.html", html))
    assert item.title == "x"
