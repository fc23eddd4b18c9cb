"""One X server with two monitors per module; windows per test."""

from collections.abc import Iterator

import pytest

from app.capture.desktop.x11 import X11Desktop
from tests.desktop.fixtures import actors, shown
from tests.desktop.stage import Screens

__all__ = ["actors", "shown"]


@pytest.fixture
def desktop(shown: Screens) -> Iterator[X11Desktop]:
    """The desktop on the module's X server; windows settle fast, because the actors draw at once."""
    with X11Desktop(shown.display, shown.environment, settle=0.02) as opened:
        yield opened
