"""Desktops that list their windows anew at each look, with the real pixels of an X server."""

import itertools
import os
import sys
from collections.abc import Callable

import pytest

from app.capture.desktop.macos import MacDesktop, mac_windows
from app.capture.desktop.polled import PolledDesktop
from app.capture.desktop.seam import DesktopGone, NoDesktop, Unsettled
from core.screen.frame import Rect, Window
from tests.desktop.stage import Cast, Screens, cast, needs_screens, screens

HERE = (Window("1", "editor", "notes", Rect(100, 100, 400, 300)),)


class Listed(PolledDesktop):
    """A desktop whose windows a function lists."""

    def __init__(self, display: str, listing: Callable[[], tuple[Window, ...]]) -> None:
        super().__init__(display=display)
        self._listing = listing

    def windows(self) -> tuple[Window, ...]:
        """What the function lists."""
        return self._listing()

    def idle_seconds(self) -> float | None:
        """Nobody can tell."""
        return None

    def locked(self) -> bool:
        """Never."""
        return False


@needs_screens
def test_pixels_come_with_the_windows_that_were_there_before_and_after(shown: Screens, actors: Cast) -> None:
    actors.window("editor", "notes", (100, 100, 400, 300), popup=True)
    with Listed(shown.display, lambda: HERE) as desktop:
        scene = desktop.scene()
        assert scene.windows == HERE
        assert [shot.rect for shot in scene.shots] == [Rect(0, 0, 1920, 1080), Rect(1920, 0, 1920, 1080)]
        assert scene.shots[0].pixels[200:300, 150:400, :3].min() == 255
        assert scene.shots[1].pixels[200:300, 150:400, :3].max() == 0
        assert [shot.rect.x for shot in desktop.scene(["2"]).shots] == [1920]


@needs_screens
def test_windows_that_differ_after_the_grab_are_looked_at_again(shown: Screens) -> None:
    moved = (Window("1", "editor", "notes", Rect(120, 100, 400, 300)),)
    once = iter([HERE, moved, moved, moved])
    with Listed(shown.display, lambda: next(once)) as desktop:
        assert desktop.scene().windows == moved
    count = itertools.count()
    with (
        Listed(shown.display, lambda: (Window("1", "a", f"{next(count)}", Rect(0, 0, 9, 9)),)) as desktop,
        pytest.raises(Unsettled),
    ):
        desktop.scene()


@needs_screens
def test_a_screen_that_cannot_be_read_any_longer_is_gone() -> None:
    with screens([(640, 480)]) as mortal, cast(mortal), Listed(mortal.display, lambda: HERE) as desktop:
        mortal.kill()
        with pytest.raises(DesktopGone):
            desktop.scene()
    with pytest.raises(DesktopGone):
        desktop.scene()
    with pytest.raises(NoDesktop):
        Listed(":987", lambda: HERE)


@needs_screens
def test_waiting_takes_its_time_unless_somebody_wakes(shown: Screens) -> None:
    with Listed(shown.display, lambda: HERE) as desktop:
        assert desktop.wait(0.01)
        ear, mouth = os.pipe()
        os.write(mouth, b"!")
        assert not desktop.wait(60, ear)
        os.close(ear)
        os.close(mouth)


def test_a_list_of_quartz_windows_becomes_ours() -> None:
    def listed(number: int, owner: str, name: str | None, layer: int = 0, alpha: float = 1.0) -> dict[str, object]:
        bounds = {"X": 10.0, "Y": 20.0, "Width": 300.0, "Height": 200.5}
        told = {"kCGWindowNumber": number, "kCGWindowOwnerName": owner, "kCGWindowOwnerPID": 7, "kCGWindowLayer": layer}
        return told | {"kCGWindowBounds": bounds, "kCGWindowAlpha": alpha} | ({"kCGWindowName": name} if name else {})

    windows = mac_windows(
        [
            listed(9, "Dock", "Dock", layer=20),
            listed(8, "Spotlight", None, layer=23),
            listed(7, "Gone", "gone", alpha=0.0),
            listed(6, "Safari", "https://tide.example/ - Tides"),
            listed(5, "Terminal", "shell", alpha=0.8),
        ]
    )
    assert [(window.id, window.app, window.active, window.popup, window.translucent) for window in windows] == [
        ("8", "spotlight", False, True, False),
        ("6", "safari", True, False, False),
        ("5", "terminal", False, False, True),
    ]
    assert windows[1].url == "https://tide.example/"
    assert windows[1].rect == Rect(10, 20, 300, 200)


@pytest.mark.skipif(sys.platform == "darwin", reason="there may be a desktop on a Mac")
def test_without_its_library_a_mac_says_what_to_install() -> None:
    with pytest.raises(NoDesktop, match="pyobjc-framework-Quartz"):
        MacDesktop()
