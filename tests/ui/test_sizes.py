"""Every room at every size a terminal may have: whole lines, help in sight, wide characters in their cells."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from app import Ebb
from tests.ui.conftest import Opening
from ui.tui.widgets.bars import SECTIONS

SIZES = ((60, 20), (80, 24), (120, 40), (300, 80), (61, 21))
WIDE = "幅の広い文字 👩‍👩‍👧 👍🏽 🇳🇴 ❤️ café עברית é"


@pytest.fixture
def wide(lived_in: Path) -> Path:
    """A home in which texts of every width stand."""
    with Ebb.open(lived_in, background=False) as ebb:
        for number in range(3):
            ebb.add(f"{WIDE} number {number}", title=f"{WIDE} {number}", tags=("幅", "emoji👍"))
    return lived_in


@pytest.mark.parametrize("room", [name for name, _ in SECTIONS])
async def test_a_room_is_whole_at_every_size(wide: Path, open_app: Opening, room: str) -> None:
    async with open_app(wide, SIZES[0], room=room) as stage:
        await stage.until(lambda: stage.app.current_mode == room)
        for width, height in SIZES:
            await stage.pilot.resize_terminal(width, height)
            await stage.until(lambda width=width: stage.app.screen.size.width == width)  # type: ignore[misc]
            await stage.until(lambda: "f1 Help" in stage.text())
            lines = stage.lines()
            assert len(lines) == height
            assert {cell_len(line) for line in lines} == {width}
            assert "12 memories" in lines[-1]
            assert "ebb" in lines[0]
