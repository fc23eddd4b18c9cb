"""Real windows on a real X server: whose they are, what they cover, and what happens when they move or go."""

import os
import random
import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from app.capture.desktop.seam import DesktopGone, NoDesktop, Unsettled, find_desktop
from app.capture.desktop.x11 import X11Desktop
from core.screen.frame import Rect, Scene, Window
from tests.desktop.stage import Actor, Cast, Screens, cast, needs_screens, screens, wait_for

pytestmark = needs_screens


def seen(scene: Scene, actor: Actor) -> Window:
    """The actor's window in the scene."""
    return next(window for window in scene.windows if window.id == str(actor.number))


def part(scene: Scene, rect: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """The colours of a part of one monitor, (height, width, 3)."""
    wanted = Rect(*rect)
    shot = next(shot for shot in scene.shots if wanted.meet(shot.rect) == wanted)
    x, y, width, height = wanted.moved(-shot.rect.x, -shot.rect.y)
    return shot.pixels[y : y + height, x : x + width, :3]


def test_windows_come_topmost_first_with_program_title_place_and_process(desktop: X11Desktop, actors: Cast) -> None:
    page = actors.page((100, 100, 600, 400))
    editor = actors.editor((300, 200, 500, 300), pid=4242)
    editor.front()
    before = datetime.now(UTC)
    scene = desktop.scene()
    assert [window.id for window in scene.windows] == [str(editor.number), str(page.number)]
    top, below = scene.windows
    assert (top.app, top.title, top.pid, top.active, top.popup) == ("editor", "notes.txt - Editor", 4242, True, False)
    assert (below.app, below.title, below.active) == ("firefox", "Tide tables - Mozilla Firefox", False)
    assert top.rect.meet(Rect(300, 200, 500, 300)) == Rect(300, 200, 500, 300)
    assert before <= scene.at <= datetime.now(UTC)
    page.front()
    assert [window.id for window in desktop.scene().windows] == [str(page.number), str(editor.number)]


def test_monitors_can_be_seen_one_after_the_other_in_the_room_of_one(desktop: X11Desktop, actors: Cast) -> None:
    actors.editor((40, 60, 500, 300))
    actors.page((2000, 60, 500, 300))
    whole, rooms = desktop.scene(), []
    at_once = {shot.monitor: shot.pixels.copy() for shot in whole.shots}
    del whole
    for scene in desktop.scenes():
        (shot,) = scene.shots
        assert np.array_equal(shot.pixels, at_once.pop(shot.monitor))
        assert len(scene.windows) == 2
        rooms.append(shot.pixels.__array_interface__["data"][0])
        del scene, shot
    assert at_once == {} and rooms[0] == rooms[1]


def test_what_is_drawn_on_the_first_monitor_while_the_second_is_seen_is_not_missed(
    desktop: X11Desktop, actors: Cast
) -> None:
    editor = actors.editor((40, 60, 500, 300))
    for _ in desktop.scenes():  # what was drawn so far is known
        pass
    following = desktop.scenes()
    next(following)
    editor.type("between the two")
    next(following)
    assert desktop.wait(5.0)


def test_pixels_change_where_a_window_was_written_in_and_nowhere_else(desktop: X11Desktop, actors: Cast) -> None:
    editor = actors.editor((2000, 200, 500, 300))
    before = desktop.scene()
    editor.type("one line")
    after = desktop.scene()
    changed = [np.argwhere((a.pixels != b.pixels).any(axis=2)) for a, b in zip(before.shots, after.shots, strict=True)]
    assert len(changed[0]) == 0
    rows, columns = changed[1].min(axis=0), changed[1].max(axis=0)
    assert (rows >= (200, 80)).all()
    assert (columns < (200 + 60, 80 + 200)).all()


def test_every_monitor_is_seen_and_some_can_be_chosen_by_name_or_number(desktop: X11Desktop, actors: Cast) -> None:
    private = actors.private((2100, 300, 500, 300), ["Gifts"])
    scene = desktop.scene()
    assert [(shot.monitor, shot.rect) for shot in scene.shots] == [
        ("LEFT", Rect(0, 0, 1920, 1080)),
        ("RIGHT", Rect(1920, 0, 1920, 1080)),
    ]
    assert all(shot.pixels.shape == (1080, 1920, 4) and shot.pixels.dtype == np.uint8 for shot in scene.shots)
    assert "Private Browsing" in seen(scene, private).title
    assert (part(scene, (2540, 560, 20, 20)) == 255).all()
    assert [shot.monitor for shot in desktop.scene(["right"]).shots] == ["RIGHT"]
    assert [shot.monitor for shot in desktop.scene(["1"]).shots] == ["LEFT"]
    assert desktop.scene(["attic"]).shots == ()


def test_a_changed_title_is_told_and_an_address_in_it_found(desktop: X11Desktop, actors: Cast) -> None:
    page = actors.page((100, 100, 600, 400))
    assert seen(desktop.scene(), page).url is None
    page.title("Ferry (https://tide.example/larvik?d=1) — Firefox")
    window = seen(desktop.scene(), page)
    assert (window.title, window.url) == (
        "Ferry (https://tide.example/larvik?d=1) — Firefox",
        "https://tide.example/larvik?d=1",
    )


def test_windows_that_were_hidden_or_closed_or_lie_off_the_screen_are_not_there(
    desktop: X11Desktop, actors: Cast
) -> None:
    editor, page = actors.editor(), actors.page()
    off = actors.window("Off", "off", (5000, 100, 300, 200), popup=True)
    editor.hide()
    assert [window.id for window in desktop.scene().windows] == [str(page.number)]
    editor.show()
    off.move((200, 100, 300, 200))
    shown = {window.id for window in desktop.scene().windows}
    assert shown == {str(page.number), str(editor.number), str(off.number)}
    page.close()
    off.close()
    assert [window.id for window in desktop.scene().windows] == [str(editor.number)]


def test_a_moved_window_is_where_it_was_moved(desktop: X11Desktop, actors: Cast) -> None:
    editor = actors.editor((100, 100, 400, 300))
    first = seen(desktop.scene(), editor).rect
    editor.move((900, 500, 640, 480))
    second = seen(desktop.scene(), editor).rect
    assert (second.x - first.x, second.y - first.y) == (800, 400)
    assert (second.width - first.width, second.height - first.height) == (240, 180)


def test_a_menu_passes_as_the_window_that_it_belongs_to(desktop: X11Desktop, actors: Cast) -> None:
    private = actors.private((100, 100, 800, 500))
    actors.page((900, 100, 800, 500))
    opened = actors.menu(private, (200, 200, 200, 100))
    menu = seen(desktop.scene(), opened)
    assert menu.popup
    assert (menu.app, menu.title) == ("firefox", "Gifts for Ida — Mozilla Firefox Private Browsing")


def test_a_menu_that_may_be_of_a_private_window_or_of_another_is_nobodys(desktop: X11Desktop, actors: Cast) -> None:
    page = actors.page((900, 100, 800, 500))
    menu = actors.window("firefox", "", (200, 200, 200, 100), popup=True)
    assert seen(desktop.scene(), menu).title == seen(desktop.scene(), page).title
    actors.private((100, 100, 600, 500))
    assert seen(desktop.scene(), menu).app == ""


def test_a_window_without_a_name_for_its_program_is_nobodys(desktop: X11Desktop, actors: Cast) -> None:
    untold = actors.window(None, "Untold", (100, 100, 300, 200))
    assert seen(desktop.scene(), untold).app == ""


def test_bytes_that_are_no_text_in_a_title_do_no_harm(desktop: X11Desktop, actors: Cast) -> None:
    editor = actors.editor()
    editor.title("\x1b]0;gone\x07" + "long " * 5000)
    title = seen(desktop.scene(), editor).title
    assert title.startswith("\x1b]0;gone")
    assert len(title) <= 1024


def test_title_bars_are_black_and_what_lies_over_them_is_not(desktop: X11Desktop, actors: Cast) -> None:
    below = actors.page((100, 200, 800, 500))
    scene = desktop.scene()
    x, y, width, _ = seen(scene, below).rect
    assert y < 200
    assert (part(scene, (x, y, width, 200 - y)) == 0).all()
    above = actors.window("Over", "over", (300, 150, 200, 200), popup=True)
    scene = desktop.scene()
    assert (part(scene, (300, y, 200, 200 - y)) == 255).all()
    assert (part(scene, (x, y, 300 - x, 200 - y)) == 0).all()
    assert seen(scene, above).rect == Rect(300, 150, 200, 200)


def test_a_window_with_a_hole_counts_as_translucent(desktop: X11Desktop, actors: Cast) -> None:
    eye = actors.window("Eyes", "eyes", (100, 100, 300, 200), popup=True)
    assert not seen(desktop.scene(), eye).translucent
    eye.shape([(0, 0, 300, 50), (0, 150, 300, 50)])
    assert seen(desktop.scene(), eye).translucent
    eye.shape([(2, 0, 296, 2), (0, 2, 300, 198)])
    assert not seen(desktop.scene(), eye).translucent


def test_a_faint_window_is_translucent_where_windows_are_mixed(
    desktop: X11Desktop, actors: Cast, shown: Screens
) -> None:
    from Xlib import X
    from Xlib.display import Display

    editor = actors.editor()
    editor.put("_NET_WM_WINDOW_OPACITY", 0xC0000000)
    assert not seen(desktop.scene(), editor).translucent
    mixer = Display(shown.display)
    owner = mixer.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    owner.set_selection_owner(mixer.intern_atom("_NET_WM_CM_S0"), X.CurrentTime)
    mixer.sync()
    assert seen(desktop.scene(), editor).translucent
    mixer.close()


def test_the_shadow_that_a_program_draws_around_itself_is_not_its_own(desktop: X11Desktop, actors: Cast) -> None:
    window = actors.window("Files", "files", (100, 100, 300, 200), popup=True)
    window.put("_GTK_FRAME_EXTENTS", 10, 12, 8, 20)
    assert seen(desktop.scene(), window).rect == Rect(110, 108, 278, 172)


def test_windows_that_never_rest_are_not_looked_at(desktop: X11Desktop, actors: Cast) -> None:
    editor, over = actors.editor(), threading.Event()

    def drag() -> None:
        place = 0
        while not over.is_set():
            place = (place + 1) % 200
            editor.move((100 + place, 100, 400, 300))

    dragging = threading.Thread(target=drag)
    dragging.start()
    try:
        with pytest.raises(Unsettled):
            desktop.scene()
    finally:
        over.set()
        dragging.join()
    assert seen(desktop.scene(), editor).app == "editor"


def test_each_pixel_belongs_to_the_window_that_is_said_to_show_it_however_windows_move(shown: Screens) -> None:
    rng, over = random.Random(4), threading.Event()
    with cast(shown) as dancers, X11Desktop(shown.display, settle=0.0) as desktop:
        colours = {f"w{n}": (40 * n, 255 - 30 * n, 100 + 20 * n) for n in range(1, 6)}
        places = [(rng.randrange(1500), rng.randrange(600), 400, 300) for _ in colours]
        windows = [
            dancers.window(app, app, place, popup=True, ground=colour)
            for (app, colour), place in zip(colours.items(), places, strict=True)
        ]

        def dance() -> None:
            while not over.wait(rng.random() * 0.04):
                windows[rng.randrange(len(windows))].move((rng.randrange(1500), rng.randrange(600), 400, 300))
                windows[rng.randrange(len(windows))].front()

        dancing = threading.Thread(target=dance)
        dancing.start()
        try:
            looks = [look for look in (quiet_look(desktop) for _ in range(40)) if look]
        finally:
            over.set()
            dancing.join()
        assert len({look.windows for look in looks}) > 5
        for look in looks:
            expected = np.zeros((1080, 1920, 3), np.uint8)
            for window in reversed(look.windows):
                x, y, width, height = window.rect
                expected[y : y + height, x : x + width] = colours[window.app][::-1]
            assert (look.shots[0].pixels[:, :, :3] == expected).all()


def quiet_look(desktop: X11Desktop) -> Scene | None:
    """A scene of the left monitor with pixels of its own, or None while the windows move too fast."""
    try:
        scene = desktop.scene(["LEFT"])
    except Unsettled:
        return None
    return replace(scene, shots=tuple(replace(shot, pixels=shot.pixels.copy()) for shot in scene.shots))


def test_pixels_that_are_still_held_are_never_written_over(desktop: X11Desktop, actors: Cast) -> None:
    editor = actors.editor((100, 100, 400, 300))
    held = part(desktop.scene(), (100, 100, 400, 300))
    copy = held.copy()
    editor.type("something else")
    for _ in range(5):
        latest = desktop.scene()
    assert (held == copy).all()
    assert (part(latest, (100, 100, 400, 300)) != copy).any()


def test_a_movement_of_the_person_ends_idleness(desktop: X11Desktop, actors: Cast) -> None:
    wait_for(lambda: (desktop.idle_seconds() or 0) > 0.05, "idling")
    actors.nudge()
    idle = desktop.idle_seconds()
    assert idle is not None
    assert idle < 0.05


def test_a_lockers_window_and_a_saved_screen_lock(desktop: X11Desktop, actors: Cast, shown: Screens) -> None:
    from Xlib import X
    from Xlib.display import Display

    actors.editor()
    assert not desktop.locked()
    locker = actors.locker()
    assert desktop.locked()
    locker.close()
    assert not desktop.locked()
    saver = Display(shown.display)
    saver.force_screen_saver(X.ScreenSaverActive)
    saver.sync()
    assert desktop.locked()
    saver.force_screen_saver(X.ScreenSaverReset)
    saver.sync()
    saver.close()
    assert not desktop.locked()


def test_waiting_ends_when_something_is_drawn_or_somebody_wakes_it(desktop: X11Desktop, actors: Cast) -> None:
    editor = actors.editor()
    desktop.scene()
    assert not desktop.wait(0.05)
    editor.type("x")
    assert desktop.wait(10)
    assert desktop.wait(10), "news stays news until it was looked at"
    desktop.scene()
    editor.hide()
    assert desktop.wait(10)
    desktop.scene()
    ear, mouth = os.pipe()
    os.write(mouth, b"!")
    assert not desktop.wait(60, ear)
    os.close(ear)
    os.close(mouth)


def test_a_display_that_dies_is_gone_for_every_question() -> None:
    with screens() as mortal, cast(mortal) as actors:
        actors.editor()
        with find_desktop({"DISPLAY": mortal.display}) as desktop:  # type: ignore[attr-defined]
            assert desktop.name == "X11"
            assert desktop.scene().windows
            mortal.kill()
            for ask in (desktop.scene, desktop.idle_seconds, desktop.locked, lambda: desktop.wait(60)):
                with pytest.raises(DesktopGone):
                    ask()


def test_without_a_window_manager_windows_are_seen_all_the_same() -> None:
    with screens([(800, 600)], manager=False) as bare, cast(bare) as actors, X11Desktop(bare.display) as desktop:
        editor = actors.editor((10, 20, 300, 200))
        window = seen(desktop.scene(), editor)
        assert (window.app, window.rect) == ("editor", Rect(10, 20, 300, 200))


@pytest.mark.parametrize(("settle", "leaks"), [(0.0, True), (0.25, False)])
def test_what_a_closed_window_left_behind_is_given_time_to_be_drawn_over(settle: float, leaks: bool) -> None:
    from Xlib import X
    from Xlib.display import Display

    with (
        screens([(800, 600)], manager=False) as bare,
        cast(bare) as actors,
        X11Desktop(bare.display, None, settle) as desktop,
    ):
        program, over = Display(bare.display), threading.Event()
        screen = program.screen()
        lazy = screen.root.create_window(0, 0, 400, 300, 0, screen.root_depth, background_pixmap=X.NONE)
        lazy.change_attributes(event_mask=X.ExposureMask)
        pen = lazy.create_gc(foreground=screen.white_pixel)
        lazy.map()
        lazy.fill_rectangle(pen, 0, 0, 400, 300)
        program.sync()
        secret = actors.window("KeePass", "secret", (50, 50, 200, 200), popup=True, ground=(200, 0, 0))

        def draw_late() -> None:
            program.next_event()
            over.wait(60 if leaks else 0.02)
            lazy.fill_rectangle(pen, 0, 0, 400, 300)
            program.sync()

        desktop.scene()
        while program.pending_events():
            program.next_event()
        drawing = threading.Thread(target=draw_late)
        drawing.start()
        secret.close()
        scene = desktop.scene()
        over.set()
        drawing.join()
        program.close()
        assert [window.rect.width for window in scene.windows] == [400]
        assert bool((scene.shots[0].pixels[:, :, 2] == 200).any()) == leaks


def test_a_program_that_is_named_only_after_its_frame_shows_is_known_from_then_on() -> None:
    from Xlib import X
    from Xlib.display import Display

    with screens([(800, 600)], manager=False) as bare, X11Desktop(bare.display, settle=0.02) as desktop:
        manager = Display(bare.display)
        screen = manager.screen()
        frame = screen.root.create_window(10, 10, 300, 220, 0, screen.root_depth, override_redirect=True)
        client = frame.create_window(0, 20, 300, 200, 0, screen.root_depth, background_pixel=screen.white_pixel)
        client.map()
        frame.map()
        manager.sync()
        assert [window.app for window in desktop.scene().windows] == [""]
        client.set_wm_class("editor", "Editor")
        client.set_wm_name("notes")
        client.change_property(manager.intern_atom("WM_STATE"), manager.intern_atom("WM_STATE"), 32, [1, X.NONE])
        manager.sync()
        scene = desktop.scene()
        (window,) = scene.windows
        assert (window.app, window.title, window.popup) == ("editor", "notes", False)
        assert window.rect == Rect(10, 10, 300, 220)
        assert (part(scene, (10, 10, 300, 20)) == 0).all()
        assert (part(scene, (10, 30, 300, 200)) == 255).all()
        manager.close()


@pytest.mark.skipif(not shutil.which("xterm"), reason="not installed: xterm")
def test_a_program_of_others_is_seen_as_it_calls_itself(desktop: X11Desktop, shown: Screens) -> None:
    command = ["xterm", "-T", "tides", "-e", "cat"]
    with subprocess.Popen(command, env=shown.environment, stderr=subprocess.DEVNULL) as xterm:
        try:
            wait_for(lambda: any(window.title == "tides" for window in desktop.scene().windows), "xterm")
            (window,) = desktop.scene().windows
            assert (window.app, window.pid, window.popup) == ("xterm", xterm.pid, False)
        finally:
            xterm.terminate()


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":987"}, {"DISPLAY": "nonsense"}, {"DISPLAY": ""}])
def test_where_there_is_no_display_one_line_says_so(environment: dict[str, str]) -> None:
    with pytest.raises(NoDesktop) as told:
        find_desktop(environment)
    assert told.value.hint
    assert "\n" not in str(told.value)
