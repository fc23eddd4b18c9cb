"""The room of screens: days in lanes, pictures beside their text, places where words were, the state of capturing."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from textual.geometry import Size

from app.capture.health import Health
from core.screen.frame import Rect
from tests.pages import font_file
from tests.ui.seen import WINDOWS, see_screens
from tests.ui.stage import Stage
from ui.tui.screens.screens import ScreensScreen, told
from ui.tui.seeing import drawn
from ui.tui.widgets.indicator import indicated
from ui.tui.widgets.picture import Picture, fitted, kind_of, shades_of, strips_of

Opening = Callable[..., AbstractAsyncContextManager[Stage]]

HEALTH = Health(
    state="capturing",
    running=True,
    pid=1,
    paused=False,
    last_frame_at=datetime(2026, 3, 2, 9, 0, 0, tzinfo=UTC),
    frames_seen=9,
    frames_kept=3,
    pending_ocr=0,
    cpu_percent=0.4,
    bytes_today=1_500_000,
    problems=(),
    at=datetime(2026, 3, 2, 9, 0, 3, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two days of screens; copy it, never open it."""
    if font_file() is None:
        pytest.skip("no font to draw pages with")
    home = tmp_path_factory.mktemp("watched") / "home"
    see_screens(home)
    return home


@pytest.fixture
def seen(watched: Path, home: Path) -> Path:
    """A copy of the watched home for one test."""
    shutil.copytree(watched, home)
    return home


def room_of(stage: Stage) -> ScreensScreen:
    """The room, which must be the one on top."""
    assert isinstance(stage.app.screen, ScreensScreen)
    return stage.app.screen


async def entered(stage: Stage, *words: str) -> ScreensScreen:
    """Go to the room and wait for the newest picture."""
    await stage.press("escape", "alt+8")
    await stage.sees(*words)
    room = room_of(stage)
    await stage.until(lambda: room.text.lines)
    return room


async def test_the_newest_picture_stands_beside_the_text_that_was_read_off_it(seen: Path, open_app: Opening) -> None:
    async with open_app(seen) as stage:
        room = await entered(stage, "27/27", "ssh")
        assert all(app in stage.text() for app, _, _ in WINDOWS)
        assert "▀" in stage.text()
        assert len(room.text.lines) > 10


async def test_arrows_walk_from_picture_to_picture_and_from_window_to_window(seen: Path, open_app: Opening) -> None:
    async with open_app(seen) as stage:
        room = await entered(stage, "27/27")
        await stage.press("left")
        await stage.sees("26/27", "ssh")
        await stage.press("up")
        await stage.sees("24/27", "boat.py")
        assert room.moment is not None
        day = room.moment.at.astimezone().date()
        await stage.press("pageup")
        await stage.until(lambda: room.moment is not None and room.moment.at.astimezone().date() < day)
        await stage.press("right")
        await stage.until(lambda: room.moment is not None and room.moment.at.astimezone().date() == day)


async def test_words_that_were_on_the_screen_are_found_and_framed(seen: Path, open_app: Opening) -> None:
    async with open_app(seen) as stage:
        room = await entered(stage, "27/27")
        word = next(word for line in room.text.lines for word in line.text.split() if word.isalpha() and len(word) > 6)
        await stage.press("slash")
        await stage.sees("Find on the screens")
        await stage.type(word)
        await stage.press("enter")
        await stage.sees(f"“{word}” 1/")
        await stage.until(lambda: any(line.spans and line.boxes for line in room.text.lines))
        await stage.press("n")
        await stage.sees(f"“{word}” 2/")
        await stage.press("escape")
        await stage.gone(f"“{word}”")


async def test_words_that_were_never_on_the_screen_are_said_not_to_have_been(seen: Path, open_app: Opening) -> None:
    async with open_app(seen) as stage:
        await entered(stage, "27/27")
        await stage.press("slash")
        await stage.type("xylophone")
        await stage.press("enter")
        await stage.sees("“xylophone” was not on the screen")


async def test_a_window_is_erased_only_after_a_yes(seen: Path, open_app: Opening) -> None:
    async with open_app(seen) as stage:
        await entered(stage, "27/27")
        await stage.press("f")
        await stage.sees("Erase xterm: ssh?")
        await stage.press("n")
        await stage.gone("Erase xterm")
        assert "27/27" in stage.text()
        await stage.press("f")
        await stage.press("y")
        await stage.sees("Erased.", "24/24")


async def test_a_memory_of_the_screen_leads_to_its_pictures_and_back(seen: Path, open_app: Opening) -> None:
    async with open_app(seen) as stage:
        await entered(stage, "27/27")
        await stage.press("enter")
        await stage.sees("xterm")
        await stage.until(lambda: not isinstance(stage.app.screen, ScreensScreen))
        await stage.press("v")
        await stage.sees("25/27")
        await stage.press("escape")
        await stage.until(lambda: not isinstance(stage.app.screen, ScreensScreen))


async def test_the_line_of_text_that_is_chosen_is_framed_in_the_picture(seen: Path, open_app: Opening) -> None:
    async with open_app(seen) as stage:
        room = await entered(stage, "27/27")
        before = room.query_one(Picture)._image
        await stage.press("tab", "down")
        await stage.until(lambda: room.query_one(Picture)._image is not before)


async def test_an_empty_memory_says_how_to_begin(home: Path, open_app: Opening) -> None:
    async with open_app(home) as stage:
        await stage.press("escape", "alt+8")
        await stage.sees("Nothing of the screen is remembered", "Capture in Settings starts it")


async def test_the_keys_below_are_those_that_do_something_now(seen: Path, open_app: Opening) -> None:
    async with open_app(seen, (200, 60)) as stage:
        room = await entered(stage, "27/27")
        assert all(key in stage.lines()[-2] for key in ("← Earlier", "/ Find", "tab Text", "z Large"))
        assert "Next hit" not in stage.lines()[-2]
        word = next(word for line in room.text.lines for word in line.text.split() if word.isalpha() and len(word) > 6)
        await stage.press("slash")
        await stage.sees("enter finds them")
        await stage.type(word)
        await stage.press("enter")
        await stage.sees("n Next hit")
        await stage.press("tab")
        await stage.sees("tab Day")
        await stage.press("z")
        await stage.sees("z Text")
        await stage.gone("tab Day")


async def test_without_pictures_no_key_of_the_room_is_offered(home: Path, open_app: Opening) -> None:
    async with open_app(home) as stage:
        await stage.press("escape", "alt+8")
        await stage.sees("9 leads to Settings, where Capture is")
        assert not any(key in stage.lines()[-2] for key in ("Earlier", "Find", "Text", "Large", "Forget"))
        assert "^n Remember" in stage.lines()[-2]


async def test_a_capture_that_died_is_an_alarm_in_every_room(seen: Path, open_app: Opening) -> None:
    (seen / "capture-wanted.json").write_text(json.dumps({"wanted": True, "paused": False, "until": None}))
    async with open_app(seen) as stage:
        await stage.sees("▲ not recording")
        await stage.press("escape", "alt+8")
        await stage.sees("ebb capture start")
        await stage.press("f9")
        await stage.sees("is paused")


async def test_capturing_is_paused_from_a_dialogue_too(seen: Path, open_app: Opening) -> None:
    (seen / "capture-wanted.json").write_text(json.dumps({"wanted": True, "paused": False, "until": None}))
    async with open_app(seen) as stage:
        await stage.press("ctrl+n")
        await stage.type("half a sentence")
        await stage.press("f9")
        await stage.until(lambda: json.loads((seen / "capture-wanted.json").read_text())["paused"])
        assert "half a sentence" in stage.text()


@pytest.mark.parametrize(
    ("health", "sign", "ink"),
    [
        (HEALTH, "●", "on"),
        (replace(HEALTH, state="paused", problems=("Paused.",)), "‖", "rest"),
        (replace(HEALTH, state="idle", problems=("Idle.",)), "◌", "rest"),
        (replace(HEALTH, state="trouble", problems=("The reader does not respond.",)), "▲", "alarm"),
        (replace(HEALTH, state="capturing", last_frame_at=None), "▲", "alarm"),
    ],
)
def test_it_is_green_only_while_frames_come(health: Health, sign: str, ink: str) -> None:
    shown = indicated(health)
    assert shown is not None
    assert (shown.sign, shown.ink) == (sign, ink)
    assert told(health)[1] == (health.state == "trouble")


def test_where_the_screen_was_never_captured_nothing_is_indicated() -> None:
    assert indicated(None) is None


@pytest.mark.parametrize(
    ("environment", "kind"),
    [
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "sixel"),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux"}, "blocks"),
        ({"TERM": "xterm-256color"}, "blocks"),
        ({"TERM": "xterm-256color", "EBB_PICTURES": "sixel"}, "sixel"),
    ],
)
def test_pictures_are_drawn_as_the_terminal_can(environment: dict[str, str], kind: str) -> None:
    assert kind_of(environment) == kind


def test_half_blocks_show_two_pixels_in_each_cell() -> None:
    image = Image.new("RGB", (2, 2), (255, 0, 0))
    image.putpixel((1, 1), (0, 0, 255))
    (line,) = strips_of(image, Size(2, 1))
    assert [(segment.text, str(segment.style)) for segment in line] == [
        ("▀", "#ff0000 on #ff0000"),
        ("▀", "#ff0000 on #0000ff"),
    ]


def test_without_colours_a_picture_is_drawn_in_shades() -> None:
    image = Image.new("RGB", (4, 2), "#202020")
    image.paste((90, 90, 90), (2, 0, 4, 2))
    assert [strip.text for strip in shades_of(image, Size(4, 2))] == ["  ██", "  ██"]


def test_an_image_keeps_its_proportions_in_any_room() -> None:
    assert fitted((1920, 1080), Size(80, 40), (1, 2)) == (80, 22)
    assert fitted((100, 2000), Size(80, 40), (1, 2)) == (4, 40)


def test_frames_are_drawn_around_what_was_found() -> None:
    image = drawn(Image.new("RGB", (100, 100)), [Rect(10, 10, 20, 10)], None, (100, 100))
    assert image.getpixel((9, 15)) != (0, 0, 0)
    assert image.getpixel((50, 50)) == (0, 0, 0)


@pytest.mark.parametrize(("kind", "mark"), [("kitty", "\x1b_G"), ("sixel", "\x1bP")])
async def test_graphics_reach_terminals_that_have_them(
    seen: Path,
    open_app: Opening,
    kind: str,
    mark: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("EBB_PICTURES", kind)
    before = dict(os.environ)

    def drawn_by(stage: Stage) -> str:
        strips = stage.app.screen._compositor.render_strips()
        return "".join(segment.text for strip in strips for segment in strip)

    async with open_app(seen) as stage:
        room = await entered(stage, "27/27")
        picture = room.query_one(Picture)
        await stage.until(lambda: picture._image is not None and "▀" not in stage.text())
        sent = ""
        if kind == "sixel":
            await stage.until(lambda: mark in drawn_by(stage))
            sent = drawn_by(stage)
    assert mark in sent + capfd.readouterr().out
    assert dict(os.environ) == before
