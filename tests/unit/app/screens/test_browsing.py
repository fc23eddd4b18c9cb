"""Looking back at what was seen: days, lanes, pictures put together, words on them, and why they were let in."""

from datetime import timedelta

import numpy as np
import pytest

from app.screens.browsing import Screens
from core.screen.frame import Rect
from tests.unit.app.screens.scene import CONFIG, LINE, NOW, Desk, after, band, line, lines, sighting, window

DAY = NOW.astimezone().date()


@pytest.fixture
def screens(desk: Desk) -> Screens:
    """The questions to what the desk has kept."""
    return Screens(desk.store, desk.home, CONFIG)


def test_days_count_their_episodes_newest_first(desk: Desk, screens: Screens) -> None:
    desk.see(NOW - timedelta(days=3), lines("old"))
    desk.see(after(), lines("one"))
    desk.see(after(), lines("two"), of=window("mail", "Inbox"))
    assert screens.days() == [(DAY, 2), (DAY - timedelta(days=3), 1)]


def test_a_day_has_a_lane_for_each_program(desk: Desk, screens: Screens) -> None:
    desk.see(after(), lines("one"))
    desk.see(after(minutes=1), lines("two"), of=window("mail", "Inbox"))
    desk.see(after(minutes=30), lines("three"))
    desk.keeping.open_frame(sighting(window("slack", "waits"), after()), "rule", "S")
    editor, mail = screens.strip(DAY)
    assert (editor.app, len(editor.episodes), mail.app, len(mail.episodes)) == ("editor", 2, "mail", 1)
    first = editor.episodes[0]
    assert (first.title, first.from_at, first.until_at) == ("notes.txt - Editor", after(), after())
    assert (first.frames, first.pictures, first.open) == (1, 1, True)
    assert first.bytes == (desk.home.screens / desk.files()[0]).stat().st_size


def test_a_picture_is_put_together_from_what_changed(desk: Desk, screens: Screens) -> None:
    whole = desk.see(after(), lines("page"), shade=200)
    bands = desk.see(after(seconds=1), [], bands=[band(2), Rect(100, 100, 50, 20)], shade=50)
    later = desk.see(after(seconds=2), [], bands=[band(2)], shade=90)
    first, second, third = (screens.picture(frame) for frame in (whole, bands, later))
    assert first is not None and second is not None and third is not None
    assert np.all(np.asarray(first) == 200)
    pixels = np.asarray(second)
    assert pixels.shape == (200, 400, 3)
    assert np.all(pixels[40:60] == 50) and np.all(pixels[100:120, 100:150] == 50)
    assert np.all(pixels[:40] == 200) and np.all(pixels[100:120, 150:] == 200)
    assert np.all(np.asarray(third)[40:60] == 90) and np.all(np.asarray(third)[100:120, 100:150] == 50)


def test_without_the_whole_picture_the_bands_stand_on_black(desk: Desk, screens: Screens) -> None:
    desk.see(after(), lines("page"))
    bands = desk.see(after(seconds=1), [], bands=[band(2)], shade=50)
    (desk.home.screens / desk.files()[0]).unlink()
    picture = screens.picture(bands)
    assert picture is not None
    assert np.all(np.asarray(picture)[40:60] == 50) and np.all(np.asarray(picture)[:40] == 0)


def test_windows_and_monitors_do_not_mix(desk: Desk, screens: Screens) -> None:
    desk.see(after(), lines("left"), shade=10)
    desk.see(after(), lines("right"), shade=20, monitor="two")
    desk.see(after(), lines("other"), shade=30, of=window("mail", "Inbox", id="0x2"))
    changed = desk.see(after(seconds=1), [], bands=[band(0)], shade=99)
    picture = screens.picture(changed)
    assert picture is not None
    assert picture.getpixel((0, 199)) == (10, 10, 10)
    assert [one.text for one in screens.lines(changed)] == []
    assert [one.text for one in screens.lines(1)] == ["left"]


def test_there_is_no_picture_of_what_is_unknown_waits_or_is_damaged(desk: Desk, screens: Screens) -> None:
    waits = desk.keeping.open_frame(sighting(window(), after()), "rule", "S")
    damaged = desk.see(after(seconds=1), lines("one"))
    (desk.home.screens / desk.files()[0]).write_bytes(b"no picture")
    assert [screens.picture(frame) for frame in (999, waits, damaged)] == [None] * 3


def test_the_words_of_a_frame_are_those_that_the_window_showed(desk: Desk, screens: Screens) -> None:
    desk.see(after(), lines("top", "middle", "bottom"))
    changed = desk.see(after(seconds=1), [line("changed", 1)], bands=[band(1)])
    assert [one.text for one in screens.lines(changed)] == ["top", "changed", "bottom"]
    again = desk.see(after(seconds=2), lines("top", "middle", "bottom"))
    assert [one.text for one in screens.lines(again)] == ["top", "middle", "bottom"], "repeats stand on it too"


def test_a_hit_is_marked_where_its_words_stand(desk: Desk, screens: Screens) -> None:
    frame = desk.see(after(), lines("nothing here", "the hedgehogs sleep"))
    (episode,) = screens.episodes(DAY)
    ((found, mark),) = screens.boxes(episode.memory, "hedgehog")
    assert (found, mark) == (frame, Rect(8 + 4 * 8, LINE + 2, 9 * 8, LINE - 4))
    later = desk.see(after(seconds=1), [line("unrelated", 5)], bands=[band(5)])
    assert screens.marks(later, "hedgehog") == [mark]
    assert screens.marks(later, "walrus") == []


def test_frames_come_in_order_of_an_episode_or_of_a_day(desk: Desk, screens: Screens) -> None:
    numbers = [desk.see(after(minutes=minute), lines(f"at {minute}")) for minute in range(3)]
    numbers.append(desk.see(after(minutes=3), lines("mail"), of=window("mail", "Inbox")))
    first = screens.episodes(DAY)[0]
    assert [one.id for one in screens.frames(first.id)] == numbers[:3]
    seen = screens.frames(DAY)
    assert [(one.id, one.app) for one in seen] == list(zip(numbers, ["editor"] * 3 + ["mail"], strict=True))
    assert {one.memory for one in seen[:3]} == {first.memory}
    assert (seen[0].width, seen[0].height, seen[0].pictured) == (400, 200, True)


def test_the_frame_nearest_to_a_moment_is_found(desk: Desk, screens: Screens) -> None:
    early, late = desk.see(after(), lines("one")), desk.see(after(minutes=2), lines("two"))
    near = [screens.nearest(after(seconds=at)) for at in (10, 70, 400)]
    assert [one.id if one else None for one in near] == [early, late, late]
    assert screens.nearest(after(minutes=60)) is None


def test_every_frame_says_which_rule_let_it_in(desk: Desk, screens: Screens) -> None:
    frame = desk.see(after(), lines("one"), rule="allowed: only_apps editor")
    (episode,) = screens.episodes(DAY)
    for id in (episode.memory, str(frame)):
        (why,) = screens.why(id)
        assert (why.rule, why.reader, why.masked) == ("allowed: only_apps editor", "test", 0)
    assert screens.why("999") == screens.why("01ARZ3NDEKTSV4RRFFQ69G5FAV") == []


def test_what_was_skipped_is_told_by_day(desk: Desk, screens: Screens) -> None:
    desk.keeping.skip("private window", "firefox", after())
    desk.keeping.flush()
    (skip,) = screens.skipped(DAY)
    assert (skip.rule, skip.app, skip.first_at, skip.looks) == ("private window", "firefox", after(), 1)
    assert screens.skipped(DAY - timedelta(days=1)) == []


def test_what_a_killed_daemon_left_open_ends_once_it_is_over(desk: Desk, screens: Screens) -> None:
    desk.see(after(), lines("one"))
    for minutes, still in ((10, True), (30, False)):
        screens.end_past(after(minutes=minutes))
        assert screens.episodes(DAY)[0].open is still


def test_a_memory_that_was_not_seen_is_no_episode(desk: Desk, screens: Screens) -> None:
    assert screens.episode("01ARZ3NDEKTSV4RRFFQ69G5FAV") is None
    assert screens.of_memories([]) == {}
    assert screens.boxes("01ARZ3NDEKTSV4RRFFQ69G5FAV", "x") == []
