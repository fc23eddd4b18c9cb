"""A browser's history: each page with a title once, without what logs somebody in."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.importing import history
from app.importing.readers import reader
from tests.unit.app.importing.gathered import items, remarks, skipped, written

UNIX = 1_714_723_200
MAY = datetime(2024, 5, 3, 8, tzinfo=UTC)


def made(path: Path, script: str, *rows: tuple[object, ...]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(script)
        table = script.split("CREATE TABLE ")[1].split(maxsplit=1)[0]
        for row in rows:
            base.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    return path


CHROME = "CREATE TABLE urls (id INTEGER PRIMARY KEY, url, title, visit_count, typed_count, last_visit_time, hidden);"
AT = (UNIX + 11_644_473_600) * 1_000_000


def chrome(path: Path, *pages: tuple[object, object]) -> Path:
    return made(path, CHROME, *((n, url, title, 1, 0, AT, 0) for n, (url, title) in enumerate(pages, 1)))


def test_chrome_s_pages_become_memories(tmp_path: Path) -> None:
    path = chrome(tmp_path / "History", ("https://x.org/a?q=cats", "Cats \u2013 X"), ("https://x.org/b", ""))
    assert reader(path).name == reader(tmp_path).name == "history"
    (item,) = items(history.read, path)
    assert (item.text, item.title, item.kind) == ("Cats – X\nhttps://x.org/a?q=cats", "Cats – X", "document")
    assert item.occurred_at == MAY
    assert remarks(history.read, path) == ["pages without a title, which were left out: 1"]


def test_firefox_s_and_safari_s_pages_become_memories(tmp_path: Path) -> None:
    places = "CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url, title, visit_count, hidden, last_visit_date);"
    firefox = made(tmp_path / "f/places.sqlite", places, (1, "https://x.org/", "X", 1, 0, UNIX * 1_000_000))
    visits = "CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item, visit_time, title);"
    safari = made(tmp_path / "s/History.db", visits, (1, 1, 0, "old"), (2, 1, UNIX - 978_307_200.0, "X"))
    made(safari, "CREATE TABLE history_items (id INTEGER PRIMARY KEY, url);", (1, "https://x.org/"))
    for path in (firefox, safari):
        assert reader(path).name == "history"
        (item,) = items(history.read, path)
        assert (item.text, item.occurred_at) == ("X\nhttps://x.org/", MAY)


def test_a_page_that_was_visited_under_many_addresses_is_one(tmp_path: Path) -> None:
    path = chrome(
        tmp_path / "History", *((f"https://x.org/a?from={n}", "A") for n in range(5)), ("https://x.org/b", "A")
    )
    assert len(items(history.read, path)) == 2


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://ida:pass@x.org/a", "https://x.org/a"),
        ("https://x.org/in?q=cats&access_token=abcdef&n=1", "https://x.org/in?q=cats&n=1"),
        ("https://x.org/in?code=12345#id_token=abc", "https://x.org/in"),
        ("https://x.org/find?keywords=cats&zipcode=123", "https://x.org/find?keywords=cats&zipcode=123"),
        ("https://x.org/reset/ghp_16C7e42F292c6912E7710c838347Ae178B4a", "https://x.org/reset/[token]"),
    ],
)
def test_what_logs_somebody_in_is_not_remembered(tmp_path: Path, address: str, kept: str) -> None:
    (item,) = items(history.read, chrome(tmp_path / "History", (address, "Title")))
    assert item.source["uri"] == kept
    assert item.text == f"Title\n{kept}"


@pytest.mark.parametrize("address", ["chrome://settings", "file:///tmp/x", "data:text/html,x", "http://[", "", None, 7])
def test_what_is_no_web_page_is_left_out(tmp_path: Path, address: object) -> None:
    assert items(history.read, chrome(tmp_path / "History", (address, "Title"))) == []


def test_a_history_that_the_browser_holds_locked_is_read_and_left_untouched(tmp_path: Path) -> None:
    path = chrome(tmp_path / "History", ("https://x.org/a", "A"))
    before = path.read_bytes()
    locked, done = threading.Event(), threading.Event()

    def browser() -> None:
        with closing(sqlite3.connect(path)) as base:
            base.execute("BEGIN EXCLUSIVE")
            locked.set()
            done.wait(60)

    thread = threading.Thread(target=browser)
    thread.start()
    locked.wait(60)
    try:
        assert len(items(history.read, path)) == 1
    finally:
        done.set()
        thread.join()
    assert path.read_bytes() == before


def test_what_stands_only_in_the_log_is_read_too(tmp_path: Path) -> None:
    path = chrome(tmp_path / "History")
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("INSERT INTO urls VALUES (1, 'https://x.org/', 'X', 1, 0, ?, 0)", (AT,))
        base.commit()
        assert [item.title for item in items(history.read, path)] == ["X"]


def test_odd_values_cost_only_themselves(tmp_path: Path) -> None:
    odd: list[tuple[object, ...]] = [
        (n, f"https://x.org/{n}", "T", 1, 0, at, 0) for n, at in enumerate([None, "x", b"\0", -5, 2**62, 1e300])
    ]
    odd += [(90, b"\xff\xfe", b"\xff", 1, 0, AT, 0), (91, "https://x.org/y", "\x1b[31mRed", 1, 0, AT, 0)]
    path = made(tmp_path / "History", CHROME, *odd)
    assert len(items(history.read, path)) == 7
    assert items(history.read, path)[-1].title == "Red"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("CREATE TABLE history_items (id); CREATE TABLE x (last_visit_time);", "it is no history of a browser"),
        ("CREATE TABLE x (last_visit_time); CREATE VIEW urls AS SELECT 1;", "it is no history of a browser"),
        (
            "CREATE TABLE urls (id INTEGER PRIMARY KEY, last_visit_time);",
            "the file is damaged, or no history of a browser",
        ),
    ],
)
def test_other_databases_are_one_line(tmp_path: Path, script: str, reason: str) -> None:
    path = made(tmp_path / "History", script)
    assert items(history.read, path) == []
    assert skipped(history.read, path) == {"History": reason}


def test_a_damaged_file_is_one_line(tmp_path: Path) -> None:
    path = chrome(tmp_path / "History", *((f"https://x.org/{n}", f"Page {n}" * 50) for n in range(500)))
    path.write_bytes(path.read_bytes()[:9_000])
    assert skipped(history.read, path) == {"History": "the file is damaged, or no history of a browser"}
    assert not history.recognises(written(tmp_path / "x", b"SQLite format 3\0"))
