"""Views hold the pixels of their own window alone, however windows lie over each other and over monitors."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.screen.frame import Pixels, Rect, Scene, Shot, Window
from core.screen.views import LEAST_PIXELS, consumed, views

AT = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LEFT, RIGHT = Rect(-120, -20, 120, 90), Rect(0, 0, 110, 100)
rects = st.builds(Rect, st.integers(-160, 120), st.integers(-90, 110), st.integers(0, 220), st.integers(0, 190))
windows = st.lists(st.tuples(rects, st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=6)


def colour(index: int) -> int:
    return 10 + index


def drawn(scene: list[Window], monitor: Rect) -> Pixels:
    """The monitor as the screen would show it: the lowest window first; one that can be seen through mixes in."""
    screen = np.zeros((monitor.height, monitor.width, 4), dtype=np.uint8)
    screen[..., :3] = 5
    for index, window in reversed(list(enumerate(scene))):
        part = window.rect.meet(monitor)
        if part is not None:
            own = screen[part.y - monitor.y : part.bottom - monitor.y, part.x - monitor.x : part.right - monitor.x]
            own[..., :3] = colour(index)
            if not (window.translucent or window.popup):
                own[..., 3] = 0
            own[..., 3] |= 1 << index  # whose light is in it
    return screen


def placed(*found: tuple[Rect, bool, bool, bool]) -> list[Window]:
    return [
        Window(str(index), "app", "title", rect, popup=popup, translucent=translucent)
        for index, (rect, _, popup, translucent) in enumerate(found)
    ]


def scene_of(scene: list[Window]) -> Scene:
    shots = tuple(Shot(name, rect, drawn(scene, rect)) for name, rect in (("left", LEFT), ("right", RIGHT)))
    return Scene(AT, shots, tuple(scene))


@settings(max_examples=200)
@given(windows)
def test_no_pixel_of_a_forbidden_window_is_ever_in_a_view(found: list[tuple[Rect, bool, bool, bool]]) -> None:
    placed_windows = placed(*found)
    may = {str(index): may_be for index, (_, may_be, _, _) in enumerate(found)}
    forbidden = sum(1 << index for index, (_, may_be, _, _) in enumerate(found) if not may_be)
    for view in views(scene_of(placed_windows), lambda window: may[window.id]):
        assert may[view.window.id]
        shown = view.pixels[view.pixels[..., :3].any(axis=-1)]
        assert (shown[..., :3] == colour(int(view.window.id))).all()
        assert not (shown[..., 3] & forbidden).any()


@settings(max_examples=200)
@given(windows)
def test_views_that_are_consumed_one_by_one_are_the_same(found: list[tuple[Rect, bool, bool, bool]]) -> None:
    may = {str(index): may_be for index, (_, may_be, _, _) in enumerate(found)}
    scene = scene_of(placed(*found))
    wanted = views(scene, lambda window: may[window.id])
    for got, one in zip(consumed(scene, lambda window: may[window.id]), wanted, strict=True):
        assert (got.window, got.monitor, got.rect, got.covered) == (
            one.window,
            one.monitor,
            one.rect,
            one.covered,
        )
        assert (got.pixels == one.pixels).all()
        assert np.shares_memory(got.pixels, next(shot for shot in scene.shots if shot.monitor == one.monitor).pixels)


@given(windows)
def test_a_view_shows_all_of_a_window_that_nothing_covers(found: list[tuple[Rect, bool, bool, bool]]) -> None:
    scene = placed(*((rect, True, False, False) for rect, *_ in found))
    seen = {(view.window.id, view.monitor): view for view in views(scene_of(scene), lambda window: True)}
    for monitor, rect in (("left", LEFT), ("right", RIGHT)):
        screen = drawn(scene, rect)[..., 0]
        for index, window in enumerate(scene):
            showing = int((screen == colour(index)).sum())
            view = seen.get((window.id, monitor))
            assert (view is not None) == (showing >= LEAST_PIXELS)
            assert view is None or int((view.pixels[..., 0] == colour(index)).sum()) == showing


@given(windows)
def test_what_is_black_is_listed_and_lies_within_the_view(found: list[tuple[Rect, bool, bool, bool]]) -> None:
    may = {str(index): may_be for index, (_, may_be, _, _) in enumerate(found)}
    for view in views(scene_of(placed(*found)), lambda window: may[window.id]):
        assert view.pixels.shape == (view.rect.height, view.rect.width, 4)
        black = ~view.pixels[..., :3].any(axis=-1)
        listed = np.zeros_like(black)
        for rect in view.covered:
            assert rect.meet(Rect(0, 0, view.rect.width, view.rect.height)) == rect
            listed[rect.y : rect.bottom, rect.x : rect.right] = True
        assert (black == listed).all()


def test_a_window_over_two_monitors_gives_a_view_on_each() -> None:
    scene = scene_of(placed((Rect(-100, 0, 200, 100), True, False, False)))
    found = views(scene, lambda window: True)
    assert [(view.monitor, view.rect) for view in found] == [
        ("left", Rect(-100, 0, 100, 70)),
        ("right", Rect(0, 0, 100, 100)),
    ]


def test_a_private_window_on_the_second_monitor_is_in_no_view_and_costs_the_first_one_nothing() -> None:
    editor, private = (LEFT, True, False, False), (RIGHT, False, False, False)
    found = views(scene_of(placed(private, editor)), lambda window: window.id == "1")
    assert [view.monitor for view in found] == ["left"]
    assert found[0].covered == ()


def test_what_shows_through_a_window_is_not_kept_where_a_forbidden_one_lies_below() -> None:
    glass, private = (Rect(0, 0, 100, 90), True, False, True), (Rect(50, 0, 50, 90), False, False, False)
    (view,) = views(scene_of(placed(glass, private)), lambda window: window.id == "0")
    assert view.covered == (Rect(50, 0, 50, 90),)
    assert (view.pixels[:, 50:] == 0).all()


def test_a_covered_view_leaves_the_shot_as_it_was() -> None:
    scene = scene_of(placed((Rect(0, 0, 50, 50), False, False, False), (Rect(0, 0, 200, 200), True, False, False)))
    before = [shot.pixels.copy() for shot in scene.shots]
    assert views(scene, lambda window: window.id == "1")
    assert all((shot.pixels == one).all() for shot, one in zip(scene.shots, before, strict=True))


def test_a_shot_that_is_not_as_large_as_it_says_gives_nothing() -> None:
    window = Window("1", "app", "title", RIGHT)
    dense = Shot("right", RIGHT, np.ones((RIGHT.height * 2, RIGHT.width * 2, 4), dtype=np.uint8))
    assert views(Scene(AT, (dense,), (window,)), lambda one: True) == []


def test_a_monitor_that_repeats_another_gives_no_second_view() -> None:
    window = Window("1", "app", "title", RIGHT)
    shot = Shot("right", RIGHT, np.ones((RIGHT.height, RIGHT.width, 4), dtype=np.uint8))
    found = views(Scene(AT, (shot, Shot("copy", shot.rect, shot.pixels)), (window,)), lambda one: True)
    assert [view.monitor for view in found] == ["right"]


@pytest.mark.parametrize(("width", "count"), [(19, 0), (20, 1)])
def test_a_view_that_shows_next_to_nothing_is_left_out(width: int, count: int) -> None:
    scene = scene_of(placed((Rect(0, 0, width, 100), True, False, False)))
    assert len(views(scene, lambda window: True)) == count


def test_each_window_is_asked_about_once() -> None:
    asked: list[str] = []
    scene = scene_of(placed((LEFT, True, False, False), (RIGHT, True, False, False)))

    def asking(window: Window) -> bool:
        asked.append(window.id)
        return True

    views(scene, asking)
    assert asked == ["0", "1"]
