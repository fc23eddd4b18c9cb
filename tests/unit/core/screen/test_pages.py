"""What a browser's tool bar says, and for how long it holds."""

from dataclasses import replace

from app.config import Capture
from core.screen.frame import Line, Rect, Window
from core.screen.pages import Pages, tool_bar
from core.screen.rules import OPEN, Rules

BROWSER = Window("1", "google-chrome", "News - Google Chrome", Rect(0, 100, 800, 900))
FULL = BROWSER.rect


def lines(*texts: str, y: int = 40) -> list[Line]:
    return [Line(text, Rect(10, y, 300, 16)) for text in texts]


def test_what_the_tool_bar_said_holds_for_frames_that_do_not_show_it() -> None:
    pages = Pages(Rules.of(Capture(exclude_urls=("bank.example",))))
    assert pages.judge(BROWSER, FULL, lines("< > bank.example/home")).rule == "url pattern bank.example"
    assert not pages.judge(BROWSER, FULL, lines("Your balance", y=500)).allowed
    assert not pages.judge(replace(BROWSER, title="Other - Google Chrome"), FULL, lines("x", y=500)).allowed
    assert pages.judge(BROWSER, FULL, lines("< > news.example/today")).allowed
    assert pages.judge(BROWSER, FULL, lines("More news", y=500)).allowed


def test_a_private_window_that_only_its_tool_bar_names_stays_private() -> None:
    pages = Pages(Rules.of(Capture()))
    assert pages.judge(BROWSER, FULL, lines("news.example", "Incognito")).rule == "private window"
    assert pages.judge(BROWSER, FULL, lines("anything", y=500)).rule == "private window"
    assert pages.judge(replace(BROWSER, id="2"), FULL, lines("anything", y=500)).rule == OPEN


def test_a_page_whose_address_nobody_read_is_unknown_where_addresses_matter() -> None:
    pages = Pages(Rules.of(Capture(exclude_urls=("bank.example",))))
    assert pages.judge(BROWSER, FULL, lines("Your balance", y=500)).rule == "unknown window: no address read"
    assert pages.judge(BROWSER, FULL, lines("news.example/today")).allowed
    turned = replace(BROWSER, title="Bank - Google Chrome")
    assert not pages.judge(turned, FULL, lines("Your balance", y=500)).allowed
    assert Pages(Rules.of(Capture(exclude_urls=("x.example",), unknown="keep"))).judge(BROWSER, FULL, []).allowed


def test_a_page_that_merely_writes_about_an_address_is_let_in() -> None:
    pages = Pages(Rules.of(Capture(exclude_urls=("bank.example",))))
    assert pages.judge(BROWSER, FULL, lines("news.example") + lines("see bank.example", y=600)).allowed


def test_a_view_of_a_windows_lower_part_has_no_tool_bar() -> None:
    text = lines("bank.example")
    assert tool_bar(BROWSER, FULL, text) == text
    assert tool_bar(BROWSER, Rect(0, 600, 800, 400), text) == []


def test_programs_that_are_no_browsers_are_judged_by_their_address_alone() -> None:
    editor = Window("1", "gedit", "notes", FULL)
    assert Pages(Rules.of(Capture(exclude_urls=("bank.example",)))).judge(editor, FULL, lines("bank.example")).allowed
