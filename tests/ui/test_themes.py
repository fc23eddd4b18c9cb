"""The looks: readable, chosen by setting, terminal and NO_COLOR, and honest about what a terminal can show."""

from itertools import product
from pathlib import Path

import pytest
from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from app import Ebb
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from tests.ui.terminal import terminal
from ui.tui.app import EbbApp
from ui.tui.preferences import Preferences, preferences
from ui.tui.themes import CONTRAST, DARK, LIGHT, theme_of
from ui.tui.wall import CONSOLE
from ui.tui.widgets.bars import SECTIONS

READ = ("primary", "secondary", "accent", "foreground", "success", "warning", "error")
GROUNDS = ("background", "surface", "panel")


@pytest.mark.parametrize(("look", "least"), [(DARK, 4.5), (LIGHT, 4.5), (CONTRAST, 7.0)])
def test_every_ink_can_be_read_on_every_ground(look: Theme, least: float) -> None:
    inks = {name: getattr(look, name) for name in READ} | {"quiet": look.variables["quiet"]}
    grounds = {name: getattr(look, name) for name in GROUNDS}
    grounds |= {name: look.variables[name] for name in ("chosen", "chosen-calm")}
    for (ink, one), (ground, other) in product(inks.items(), grounds.items()):
        assert contrast(Color.parse(one), Color.parse(other)) >= least, (look.name, ink, ground)
    assert contrast(Color.parse(look.background or ""), Color.parse(look.primary)) >= least  # the open section


@pytest.mark.parametrize(
    ("look", "environment", "name"),
    [
        ("auto", {}, "ebb-dark"),
        ("auto", {"COLORFGBG": "0;15"}, "ebb-light"),
        ("auto", {"TERM": "linux"}, "ebb-sixteen"),
        ("contrast", {"TERM": "linux"}, "ebb-contrast"),
        ("light", {"NO_COLOR": "1"}, "ebb-none"),
        ("none", {}, "ebb-none"),
    ],
)
def test_the_look_follows_setting_terminal_and_no_color(look: str, environment: dict[str, str], name: str) -> None:
    assert theme_of(look, environment).name == name


def test_preferences_are_read_and_broken_ones_are_told(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    assert preferences(config).theme == "auto"
    config.write_text('[app]\ntheme = "contrast"\nstart = "ask"\n')
    found = preferences(config)
    assert (found.theme, found.start, found.problems) == ("contrast", "ask", ())
    config.write_text('[app]\ntheme = "pink"\n')
    assert "app.theme must be auto or dark" in preferences(config).problems[0]
    config.write_text("this is no TOML")
    assert preferences(config).start == "today"


async def test_no_colour_reaches_the_terminal_of_one_who_wants_none(
    lived_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = EbbApp(lambda: Ebb.open(lived_in, background=False), "settings")
    async with app.run_test() as pilot:
        await Stage(app, pilot).sees("Look", "theme")
        assert not {segment.style.color.type for segment in drawn(app) if segment.style and segment.style.color} - {
            ColorType.DEFAULT
        }
        chosen = [segment for segment in drawn(app) if segment.text.strip("▌ ") == "Look"]
        assert chosen[0].style is not None
        assert chosen[0].style.reverse
    app.close_memory()


async def test_sixteen_colours_are_the_terminals_own(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="settings") as stage:
        stage.app.wear("sixteen")
        await stage.until(lambda: stage.app.theme == "ebb-sixteen")
        await stage.pilot.pause()
        kinds = {segment.style.color.type for segment in drawn(stage.app) if segment.style and segment.style.color}
        assert kinds <= {ColorType.DEFAULT, ColorType.STANDARD}


@pytest.mark.parametrize("look", ["contrast", "sixteen", "none"])
async def test_every_room_can_be_drawn_in_every_look(lived_in: Path, open_app: Opening, look: str) -> None:
    async with open_app(lived_in) as stage:
        stage.app.wear(look)
        for room, label in SECTIONS:
            stage.app.action_go(room)
            await stage.sees("f1 Help", f" {label} ", "9 memories")
        stage.app.read(stage.app.opened().recent(1)[0].id)
        await stage.sees("vivid")


def test_the_linux_console_gets_signs_that_its_fonts_have() -> None:
    line = CONSOLE.apply([Segment("● Boat … ✦ ▸ é 東", Style())], Color(0, 0, 0))
    assert line[0].text == "* Boat . * > é 東"


def test_the_app_paints_on_the_linux_console() -> None:
    program = "from ui.tui.app import run; sys.exit(run(lambda: None))"
    environment = {"TERM": "linux", "EBB_EXIT_AFTER_PAINT": "1", "COLORTERM": ""}
    with terminal(program=program, environment=environment) as app:
        assert app.wait_for_the_end() == 0
        raw = bytes(app.raw).decode()
    assert "Write down what comes to mind" in raw.replace("\x1b[7mW\x1b[0m", "W") or "rite down what comes" in raw
    assert "…" not in raw
    assert "38;2;" not in raw


async def test_the_settings_look_is_worn_from_the_first_picture(lived_in: Path) -> None:
    app = EbbApp(lambda: Ebb.open(lived_in, background=False), "today", Preferences(theme="light"))
    assert app.theme == "ebb-light"


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours as WCAG 2 counts it, 1 to 21."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: Color) -> float:
    """The relative luminance of sRGB."""
    parts = [part / 255 for part in colour.rgb]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def drawn(app: EbbApp) -> list[Segment]:
    """What goes to the terminal, after all filters."""
    segments: list[Segment] = []
    for strip in app.screen._compositor.render_strips():
        line = list(strip)
        for one in app.get_line_filters():
            if one.enabled:
                line = one.apply(line, Color(0, 0, 0))
        segments += line
    return segments
