"""Frames as they wait, are read, and become memories."""

from dataclasses import replace
from datetime import timedelta

from PIL import Image

from app.home import Home
from app.screens.keeping import Keeping
from core.screen.frame import Line, Rect
from core.store import due, index, vectors
from core.store.filters import Filters
from tests.unit.app.screens.scene import (
    CONFIG,
    NOW,
    Desk,
    after,
    band,
    line,
    lines,
    painted,
    sighting,
    window,
    with_capture,
)


def test_a_frame_waits_with_all_that_reading_it_needs(desk: Desk) -> None:
    seen = sighting(window(), after(), [band(2), band(5, 2)])
    number = desk.keeping.open_frame(seen, "allowed: no rule against it", "SPOOL")
    (waits,) = desk.keeping.waiting()
    assert (waits.id, waits.at, waits.app, waits.title) == (number, after(), "editor", "notes.txt - Editor")
    assert (waits.bands, waits.rect, waits.spool) == ((band(2), band(5, 2)), seen.view.rect, "SPOOL")
    assert waits.orphan, "there is no whole picture that its bands lie over"


def test_frames_wait_oldest_first_and_those_that_failed_last(desk: Desk) -> None:
    first, second, third = (
        desk.keeping.open_frame(sighting(window(), after(seconds=at)), "rule", f"S{at}") for at in range(3)
    )
    assert not desk.keeping.fail(first)
    assert [one.id for one in desk.keeping.waiting()] == [second, third, first]
    assert [one.id for one in desk.keeping.waiting(2)] == [second, third]
    assert desk.keeping.fail(first), "twice is enough"
    assert desk.keeping.waiting_count() == 2


def test_a_read_frame_is_a_memory_that_is_found_at_once(desk: Desk) -> None:
    desk.see(after(), lines("the hedgehog sleeps", "until spring"))
    assert desk.texts() == ["the hedgehog sleeps\nuntil spring"]
    assert desk.store.read(lambda c: len(index.matches(c, ["hedgehog"], Filters(), 10))) == 1
    assert desk.keeping.waiting() == []


def test_its_picture_is_a_private_webp_file(desk: Desk) -> None:
    desk.see(after(), lines("some words"))
    (file,) = desk.files()
    assert file == "2026/03/02/1-090000.webp"
    path = desk.home.screens / file
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with Image.open(path) as image:
        assert image.format == "WEBP"
        assert image.getpixel((3, 3)) == (200, 200, 200)


def test_without_pictures_only_the_text_is_kept(desk: Desk) -> None:
    desk.keeping = Keeping(desk.store, desk.home, with_capture(pictures=False))
    desk.see(after(), lines("some words"))
    assert (desk.texts(), desk.files()) == (["some words"], [])


def test_a_frame_without_words_keeps_its_picture_and_makes_no_memory(desk: Desk) -> None:
    desk.see(after())
    assert (desk.texts(), len(desk.files())) == ([], 1)


def test_typing_makes_one_memory_with_the_newest_words(desk: Desk) -> None:
    desk.see(after(), lines("Dear Ana,", "I w"))
    desk.see(after(seconds=4), [line("I write to", 1)], bands=[band(1)])
    desk.see(after(seconds=8), [line("I write to you", 1), line("from Rome", 2)], bands=[band(1, 2)])
    assert desk.texts() == ["Dear Ana,\nI write to you\nfrom Rome"]


def test_a_whole_picture_is_read_wholly_whatever_of_it_is_new(desk: Desk) -> None:
    desk.see(after(), lines("Dear Ana,", "I write to"))
    seen = sighting(window(), after(seconds=4))
    number = desk.keeping.open_frame(replace(seen, bands=(band(5),)), "rule", "S")
    read = [*lines("Dear Ana,", "I write to you"), line("at last", 5)]
    assert desk.keeping.finish(number, read, seen.view.pixels, reader="test", masked=0)
    assert desk.texts() == ["Dear Ana,\nI write to you\nat last"]


def test_two_hours_in_an_editor_are_a_handful_of_memories(desk: Desk) -> None:
    files = ("main.py - Editor", "test_main.py - Editor", "README.md - Editor")
    for minute in range(120):
        title = ("● " if minute % 2 else "") + files[minute // 3 % 3]
        texts = lines(f"def function_{minute}(): pass", first=minute % 10)
        desk.see(after(minutes=minute), texts, of=window(title=title), bands=[band(minute % 10)] if minute else ())
    assert len(desk.texts()) <= 6
    assert sum(text.count("function_") for text in desk.texts()) == 120


def test_nothing_behind_sees_an_episode_before_it_is_over(desk: Desk) -> None:
    desk.see(after(), lines("some words"))
    assert desk.store.read(lambda c: due.count(c, "model")) == 0
    assert desk.store.read(lambda c: vectors.due(c, "model", 10)) == []
    assert desk.keeping.close_episodes(after(minutes=1)) == 0
    assert desk.keeping.close_episodes(after(minutes=21)) == 1
    assert desk.store.read(lambda c: due.count(c, "model")) == 1


def test_an_episode_that_ended_is_given_to_a_process_behind_but_not_too_often(desk: Desk) -> None:
    started: list[Home] = []
    keeping = desk.keeping = Keeping(desk.store, desk.home, CONFIG, behind=started.append)
    for minute in (0, 30, 60):
        desk.see(after(minutes=minute), lines(f"at {minute}"))
        assert keeping.close_episodes(after(minutes=minute), everything=True) == 1
    assert started == [desk.home]


def test_the_episode_of_a_window_that_is_gone_ends(desk: Desk) -> None:
    desk.see(after(), lines("one"), of=window(id="0x1"))
    desk.see(after(), lines("two"), of=window("mail", "Inbox", id="0x2"))
    assert desk.keeping.close_episodes(after(), "0x2") == 1
    assert desk.keeping.close_episodes(after(), "0x2") == 0


def test_the_address_of_a_page_comes_to_its_memory(desk: Desk) -> None:
    desk.see(after(), lines("a page"), of=window("firefox", "Garden"))
    desk.see(after(seconds=5), lines("more of it"), of=window("firefox", "Garden"), url="https://garden.example/a")
    uri = desk.store.read(lambda c: c.execute("SELECT uri FROM memories").fetchone()[0])
    assert uri == "https://garden.example/a"


def test_what_the_person_edited_stays_and_nothing_is_added_to_it(desk: Desk) -> None:
    from app import Ebb

    desk.see(after(), lines("what was read"))
    with Ebb.open(desk.home.root, background=False) as ebb:
        (memory,) = ebb.recent()
        ebb.edit(memory.id, text="what it really said")
    desk.see(after(seconds=5), lines("what comes next"))
    assert desk.texts() == ["what it really said", "what comes next"]


def test_a_frame_that_must_not_be_kept_leaves_nothing_on_the_disk(desk: Desk) -> None:
    desk.see(after(), lines("allowed"))
    hidden = sighting(window("firefox", "Zanzibar Savings Bank"), after(seconds=3))
    number = desk.keeping.open_frame(hidden, "rule", "S")
    desk.keeping.drop(number)
    assert desk.keeping.waiting() == []
    for path in desk.home.root.rglob("*"):
        if path.is_file():
            assert b"Zanzibar" not in path.read_bytes(), path


def test_a_secret_in_a_title_does_not_stay(desk: Desk) -> None:
    card = "4111 1111 1111 1111"
    desk.see(after(), lines("paid"), of=window("firefox", f"Paid with {card} - Shop"))
    titles = desk.store.read(lambda c: c.execute("SELECT title FROM memories").fetchall())
    assert titles == [("Paid with [card] - Shop",)]
    for path in desk.home.root.rglob("*"):
        assert path.is_dir() or card.encode() not in path.read_bytes(), path


def test_bands_over_a_picture_that_was_dropped_are_orphans(desk: Desk) -> None:
    desk.see(after(), lines("an earlier page"))
    dropped = desk.keeping.open_frame(sighting(window(), after(seconds=1)), "rule", "A")
    desk.keeping.open_frame(sighting(window(), after(seconds=2), [band(1)]), "rule", "B")
    assert [one.orphan for one in desk.keeping.waiting()] == [False, False]
    desk.keeping.drop(dropped)
    assert [one.orphan for one in desk.keeping.waiting()] == [True]


def test_a_frame_that_was_forgotten_meanwhile_leaves_no_file(desk: Desk) -> None:
    number = desk.keeping.open_frame(sighting(window(), after()), "rule", "S")
    desk.store.write(lambda c: c.execute("DELETE FROM frames"))
    assert not desk.keeping.finish(number, lines("words"), painted(1), reader="test", masked=0)
    assert (desk.texts(), desk.files()) == ([], [])


def test_a_frame_is_finished_once(desk: Desk) -> None:
    number = desk.see(after(), lines("words"))
    assert not desk.keeping.finish(number, lines("other words"), painted(1), reader="test", masked=0)
    assert desk.texts() == ["words"]


def test_bands_come_stacked_or_in_their_whole_picture(desk: Desk) -> None:
    desk.see(after(), lines("a page"))
    bands = [band(1), Rect(0, 100, 50, 40)]
    for at, picture in ((1, painted(90)), (2, painted(90)[:60])):
        number = desk.keeping.open_frame(sighting(window(), after(seconds=at), bands), "rule", f"S{at}")
        assert desk.keeping.finish(number, [], picture, reader="test", masked=0)
    sizes = set()
    for file in desk.files()[1:]:
        with Image.open(desk.home.screens / file) as image:
            sizes.add(image.size)
    assert sizes == {(400, 60)}


def test_hostile_words_are_stored_as_one_line_of_text(desk: Desk) -> None:
    evil = "a\x00b\nc '); DROP TABLE memories; -- \x1b]0;x\x07"
    desk.see(after(), [Line(evil, Rect(0, 0, 10, 10), (), 0.9)], of=window("e\x00vil", evil + "../../x"))
    (text,) = desk.texts()
    assert "\n" not in text and "\x00" not in text
    assert desk.files() == ["2026/03/02/1-090000.webp"]


def test_what_is_skipped_is_counted_by_day_rule_and_program(desk: Desk) -> None:
    for second in range(5):
        desk.keeping.skip("app pattern keepass*", "keepassxc", after(seconds=second))
    desk.keeping.skip("private window", "firefox", after())
    desk.keeping.flush()
    desk.keeping.skip("private window", "firefox", after(seconds=9))
    desk.keeping.flush()
    rows = desk.store.read(lambda c: c.execute('SELECT "rule", app, looks, last_at - first_at FROM skips').fetchall())
    assert sorted(rows) == [
        ("app pattern keepass*", "keepassxc", 5, 4_000_000),
        ("private window", "firefox", 2, 9_000_000),
    ]


def test_the_figures_count_since_the_local_day_began(desk: Desk) -> None:
    desk.see(NOW - timedelta(days=2), lines("old"))
    desk.see(after(), lines("new"))
    desk.keeping.open_frame(sighting(window(), after(seconds=1)), "rule", "S")
    figures = desk.keeping.figures(after(seconds=2))
    assert (figures.kept_today, figures.waiting) == (2, 1)
    assert figures.bytes_today == (desk.home.screens / desk.files()[-1]).stat().st_size


def test_bands_after_a_picture_that_was_dropped_are_laid_over_none(desk: Desk) -> None:
    desk.see(after(), lines("an earlier page"))
    desk.keeping.drop(desk.keeping.open_frame(sighting(window(), after(seconds=1)), "rule", "A"))
    desk.keeping.open_frame(sighting(window(), after(seconds=2), [band(1)]), "rule", "B")
    assert [one.orphan for one in desk.keeping.waiting()] == [True]
    desk.keeping.open_frame(sighting(window(), after(seconds=3)), "rule", "C")
    desk.keeping.open_frame(sighting(window(), after(seconds=4), [band(1)]), "rule", "D")
    assert [one.orphan for one in desk.keeping.waiting()] == [True, False, False]


def test_an_episode_is_not_called_after_a_frame_that_was_dropped(desk: Desk) -> None:
    desk.keeping.open_frame(sighting(window(title="Zanzibar Bank"), after()), "rule", "A")
    desk.see(after(seconds=2), lines("words"), of=window(title="Garden"), bands=[band(0)])
    desk.keeping.drop(1)
    assert desk.store.read(lambda c: c.execute("SELECT title FROM memories").fetchall()) == [("Garden",)]
    for path in desk.home.root.rglob("*"):
        assert path.is_dir() or b"Zanzibar" not in path.read_bytes(), path


def test_a_secret_in_a_title_or_an_address_is_masked_before_anything_is_stored(desk: Desk) -> None:
    seen = window(title="Paid with 4111 1111 1111 1111 - Shop", url="https://shop.example/?password=tr0ub4dor-and-3")
    desk.keeping.open_frame(sighting(seen, after()), "rule", "S")
    stored = desk.store.read(
        lambda c: c.execute("SELECT e.title, e.url, f.title FROM screen_episodes e, frames f").fetchone()
    )
    assert stored[0] == stored[2] == "Paid with [card] - Shop"
    assert "tr0ub4dor" not in stored[1]


def test_an_ordinary_title_is_stored_as_it_is(desk: Desk) -> None:
    desk.keeping.open_frame(sighting(window(title="Inbox (12) - ida@example.org - Mail"), after()), "rule", "S")
    assert desk.keeping.waiting()[0].title == "Inbox (12) - ida@example.org - Mail"
