"""Forgetting what was seen: everything of it goes, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import Ebb
from app.capture.spool import Spool
from app.screens.browsing import Screens
from core.store import index
from core.store.filters import Filters
from tests.unit.app.screens.scene import CONFIG, Desk, after, band, line, lines, sighting, window


def _screens(desk: Desk) -> Screens:
    return Screens(desk.store, desk.home, CONFIG)


@contextmanager
def _opened(desk: Desk) -> Iterator[Ebb]:
    with Ebb.open(desk.home.root, background=False) as ebb:
        yield ebb


def _holds(root: Path, *words: str) -> list[tuple[str, str]]:
    """Which files hold which of these words."""
    files = [path for path in root.rglob("*") if path.is_file()]
    return [(path.name, word) for path in files for word in words if word.encode() in path.read_bytes()]


def _day(desk: Desk) -> None:
    """An hour in an editor, a quarter of an hour in a browser, and a chat at the end."""
    editor, browser = window(), window("firefox", "Zanzibar holidays", id="0x2")
    desk.see(after(), lines("chapter one", "quokkas live here"), of=editor)
    desk.see(
        after(minutes=2), lines("flights to Zanzibar", "hotels"), of=browser, url="https://travel.example/zanzibar"
    )
    desk.see(after(minutes=4), [line("wombats live there", 2)], of=editor, bands=[band(2)])
    desk.see(after(minutes=5), lines("a beach"), of=browser)


def test_what_was_seen_lately_goes_and_what_was_seen_before_stays(desk: Desk) -> None:
    _day(desk)
    screens = _screens(desk)
    wanted = screens.wanted(since=after(minutes=3))
    assert (len(wanted.whole), len(wanted.parts), wanted.frames, wanted.pictures) == (0, 2, 2, 2)
    erased = screens.erase(wanted)
    assert (len(erased.parts), erased.frames) == (2, 2)
    assert desk.texts() == ["chapter one\nquokkas live here", "flights to Zanzibar\nhotels"]
    assert len(desk.files()) == 2
    assert _holds(desk.home.root, "wombats", "beach") == []


def test_all_of_a_program_goes_with_every_trace(desk: Desk) -> None:
    _day(desk)
    screens = _screens(desk)
    erased = screens.erase(screens.wanted(app="Firefox"))
    assert (len(erased.whole), erased.parts, erased.frames, erased.pictures) == (1, (), 2, 2)
    assert desk.texts() == ["chapter one\nquokkas live here\nwombats live there"]
    assert _holds(desk.home.root, "Zanzibar", "zanzibar", "travel.example", "beach") == []
    assert desk.store.read(lambda c: index.matches(c, ["hotels"], Filters(), 5)) == []
    assert sorted(file.split("/")[-1].split("-")[0] for file in desk.files()) == ["1", "3"]


def test_what_also_stood_there_at_another_time_stays(desk: Desk) -> None:
    desk.see(after(), lines("always here", "only now"))
    desk.see(after(minutes=1), lines("always here", "later"))
    _screens(desk).erase(_screens(desk).wanted(until=after(seconds=30)))
    assert desk.texts() == ["always here\nlater"]


def test_the_rest_of_an_episode_bears_the_title_and_time_of_what_is_left(desk: Desk) -> None:
    desk.see(after(), lines("one"), of=window(title="Quokkas"))
    desk.see(after(seconds=5), [line("two", 4)], of=window(title="Wombats"), bands=[band(4)])
    with _opened(desk) as ebb:
        (before,) = ebb.recent()
        assert before.title == "Quokkas"
        ebb.screens.erase(ebb.screens.wanted(until=after(seconds=3)))
        (memory,) = ebb.recent()
    assert (memory.id, memory.title, memory.text, memory.occurred_at) == (before.id, "Wombats", "two", after(seconds=5))
    assert memory.source.title == "Wombats"
    assert _holds(desk.home.root, "Quokkas") == []


def test_what_was_made_from_the_words_goes_with_them(desk: Desk) -> None:
    _day(desk)
    desk.keeping.close_episodes(after(minutes=6), everything=True)
    with _opened(desk) as ebb:
        ebb.settle()
        ebb.screens.erase(ebb.screens.wanted(since=after(minutes=3)))
        assert ebb.pending() == 2, "what is left is due to be read anew"
        for memory in ebb.recent():
            assert (memory.context, memory.keywords) == ("", ())
        ebb.settle()
    assert _holds(desk.home.root, "wombat", "Wombat", "beach") == []


def test_waiting_frames_go_with_their_pixels(desk: Desk) -> None:
    spool = Spool(desk.home)
    seen = sighting(window(), after())
    kept = desk.keeping.open_frame(sighting(window("mail"), after()), "rule", spool.put(seen))
    desk.keeping.open_frame(seen, "rule", spool.put(seen))
    wanted = _screens(desk).wanted(app="editor")
    assert (wanted.whole, wanted.frames, wanted.waiting) == ((), 1, 1)
    _screens(desk).erase(wanted)
    assert [one.id for one in desk.keeping.waiting()] == [kept]
    assert len(spool.ids()) == 1
    spool.clear()


def test_what_is_seen_between_looking_and_agreeing_goes_too(desk: Desk) -> None:
    wanted = _screens(desk).wanted(since=after())
    assert not wanted
    desk.see(after(seconds=1), lines("meanwhile"))
    _screens(desk).erase(wanted)
    assert (desk.texts(), desk.files()) == ([], [])


def test_the_log_of_what_was_skipped_goes_too(desk: Desk) -> None:
    desk.keeping.skip("private window", "firefox", after())
    desk.keeping.skip("private window", "chromium", after())
    desk.keeping.flush()
    screens = _screens(desk)
    screens.erase(screens.wanted(app="firefox"))
    assert [one.app for one in screens.skipped(after().astimezone().date())] == ["chromium"]


def test_a_memory_of_the_screen_is_erased_by_its_id_while_a_note_can_come_back(desk: Desk) -> None:
    _day(desk)
    with _opened(desk) as ebb:
        note = ebb.add("a note")
        seen = [memory.id for memory in ebb.recent() if memory.kind == "screen"]
        assert set(ebb.forget([note, *seen])) == {note, *seen}
        assert ebb.recent() == []
        assert ebb.restore([note]) == [note]
    assert (desk.texts(), desk.files()) == ([], [])


def test_nothing_of_others_goes_where_only_some_memories_are_meant(desk: Desk) -> None:
    _day(desk)
    screens = _screens(desk)
    assert not screens.wanted(ids=[])
    (editor, browser) = screens.episodes(after().astimezone().date())
    screens.erase(screens.wanted(ids=[editor.memory], since=after(minutes=3)))
    assert desk.texts() == ["chapter one\nquokkas live here", "flights to Zanzibar\nhotels\na beach"]
    screens.erase(screens.wanted(ids=[browser.memory], app="editor"))
    assert len(desk.texts()) == 2
