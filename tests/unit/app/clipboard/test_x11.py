"""The clipboard of a real X server, with programs that copy, lie, stay silent and never end."""

import os
from collections.abc import Iterator

import pytest

from app.capture.desktop.seam import DesktopGone, NoDesktop
from app.clipboard.clips import LONGEST, Clip
from app.clipboard.seam import find_clipboard
from app.clipboard.x11 import X11Clipboard
from tests.desktop.copying import Copier, copier
from tests.desktop.stage import Cast, Screens, needs_screens, screens

pytestmark = needs_screens
SOON = 5.0
PIECE = 65536


@pytest.fixture
def clipboard(shown: Screens) -> Iterator[X11Clipboard]:
    """The clipboard of the module's display."""
    opened = X11Clipboard(shown.display)
    yield opened
    opened.close()


@pytest.fixture
def other(shown: Screens) -> Iterator[Copier]:
    """A program that copies."""
    with copier(shown.environment) as started:
        yield started


def copied(clipboard: X11Clipboard) -> Clip:
    """The next copy."""
    clip = clipboard.next(SOON)
    assert clip is not None
    return clip


def test_a_copied_text_arrives_to_the_last_character(clipboard: X11Clipboard, other: Copier) -> None:
    text = "Grüße aus Ōsaka \u202e\r\n\ttabs, 🦊 and a last line without end"
    other.copy(text)
    assert copied(clipboard).text == text


def test_nothing_arrives_where_nothing_is_copied(clipboard: X11Clipboard) -> None:
    assert clipboard.next(0.05) is None


def test_what_was_copied_before_is_not_asked_for(shown: Screens, other: Copier) -> None:
    other.copy("from before the watching")
    opened = X11Clipboard(shown.display)
    assert opened.next(0.1) is None
    opened.close()


def test_the_window_with_the_keyboard_is_named(clipboard: X11Clipboard, other: Copier, actors: Cast) -> None:
    actors.editor().front()
    other.copy("a line from the editor")
    clip = copied(clipboard)
    assert (clip.app, clip.title) == ("editor", "notes.txt - Editor")


def test_what_a_password_manager_marks_is_never_read(clipboard: X11Clipboard, other: Copier) -> None:
    other.copy(formats={"UTF8_STRING": "hunter2 of mine", "x-kde-passwordManagerHint": "secret"})
    clip = copied(clipboard)
    assert (clip.text, clip.left_out) == ("", "marked as a password")


def test_a_long_text_arrives_in_parts(clipboard: X11Clipboard, other: Copier) -> None:
    text = "".join(f"line {number}\n" for number in range(18_000))
    assert len(text) < LONGEST
    other.copy(text, how="parts")
    assert copied(clipboard).text == text


@pytest.mark.parametrize("how", ["whole", "parts", "endless"])
def test_a_text_without_measure_is_left_out(clipboard: X11Clipboard, other: Copier, how: str) -> None:
    other.copy("a" * (PIECE if how == "endless" else 4 * LONGEST + 8), how=how)
    assert copied(clipboard).left_out == "too long"


def test_a_program_that_never_answers_holds_nothing_up(
    clipboard: X11Clipboard, other: Copier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.clipboard.x11.ANSWER_SECONDS", 0.1)
    other.copy("never told", how="silent")
    assert copied(clipboard).left_out == "not to be read"
    other.copy("told again")
    assert copied(clipboard).text == "told again"


def test_a_copied_picture_is_no_text(clipboard: X11Clipboard, other: Copier) -> None:
    other.copy(formats={"image/png": "not looked at"})
    assert clipboard.next(0.3) is None


def test_a_display_that_goes_away_is_said() -> None:
    with screens(manager=False) as own:
        opened = X11Clipboard(own.display)
        own.kill()
        with pytest.raises(DesktopGone):
            opened.next(SOON)
        opened.close()


def test_without_a_display_that_is_said_with_what_to_do() -> None:
    with pytest.raises(NoDesktop, match="desktop session"):
        find_clipboard({})
    with pytest.raises(NoDesktop, match="no display :4711"):
        find_clipboard({"DISPLAY": ":4711"})
    with pytest.raises(NoDesktop, match="wl-clipboard"):
        find_clipboard({"WAYLAND_DISPLAY": "wayland-7", "PATH": os.devnull})
