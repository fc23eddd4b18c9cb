"""A small real memory, the app opened on a copy of it, and an hour of the day that is far from midnight."""

import os
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from tests.ui.stage import Stage
from ui.tui.app import EbbApp

NOW = datetime.now(UTC)
TODAY = NOW.date()
"""The local day of NOW where these tests run."""
NOON = NOW.hour - 12
"""Hours that the clock on the wall is behind Greenwich where these tests run: NOW is about noon of TODAY there.

What came in today is still of today at the end of each test, whenever that is begun.
"""
NOTES = (
    ("The boat", "The boat is moored at **Larvik**, berth 14.\nThe key hangs behind the oilskins.", ("boat",), 0),
    ("", "Buy oat milk and stamps", ("errand",), 0),
    ("Roof", "Three offers for the roof: 14,200, 15,900 and 17,000. We take the middle one.", ("house",), 1),
    ("", "Marta wants to leave on the Thursday ferry.", (), 2),
    ("長い題名", "幅の広い文字と latin letters", ("日本語",), 3),
    ("", "The number of the locker was 212.", (), 30),
    ("Garden", "The apple tree was planted in 2019 beside the shed.", (), 60),
    ("", "Ola's birthday is on the ninth of June.", (), 90),
    ("Tide", "High tide at Larvik is two hours before Oslo.", (), 400),
)


def put_clock_back(hours: int) -> None:
    """Let the clock on the wall of this process be so many hours behind Greenwich."""
    os.environ["TZ"] = f"HERE{hours:+d}"
    time.tzset()


@pytest.fixture(scope="module", autouse=True)
def _far_from_midnight() -> Iterator[None]:
    """Run the tests where it is about noon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "")  # so that in the end it is again what it was
        put_clock_back(NOON)
        yield
    time.tzset()


@pytest.fixture
def let_midnight_pass() -> Iterator[Callable[[], None]]:
    """Until this is called it is about noon; from then on it is the night that follows, by the clock on the wall."""
    noon = (NOON + 24) % 24
    put_clock_back(noon)
    yield lambda: put_clock_back(noon - 13)
    put_clock_back(NOON)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with nine memories, embedded, two of them linked; copy it, never open it."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    with Ebb.open(home, background=False) as ebb:
        ids = [
            ebb.add(text, title=title or None, tags=tags, occurred_at=NOW - timedelta(days=days))
            for title, text, tags, days in NOTES
        ]
        ebb.link(ids[0], ids[8], "both at Larvik")
        ebb.settle()
    return home


@pytest.fixture
def lived_in(furnished: Path, home: Path) -> Path:
    """A copy of the furnished home for one test."""
    shutil.copytree(furnished, home)
    return home


Opening = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def open_app() -> Opening:
    """Opens the app on a home, of the size that is asked for, and closes both again."""

    @asynccontextmanager
    async def opening(
        home: Path, size: tuple[int, int] = (120, 40), ready: bool = True, room: str = "search"
    ) -> AsyncIterator[Stage]:
        app = EbbApp(lambda: Ebb.open(home, background=False), room)
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                stage = Stage(app, pilot)
                if ready:
                    await stage.until(lambda: app.status is not None and "opening" not in stage.text())
                yield stage
        finally:
            app.close_memory()

    return opening
