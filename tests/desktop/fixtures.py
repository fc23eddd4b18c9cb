"""Fixtures over `tests.desktop.stage`: import them into a conftest; one X server per module, its windows per test."""

from collections.abc import Iterator

import pytest

from tests.desktop.stage import Cast, Screens, cast, screens


@pytest.fixture(scope="module")
def shown() -> Iterator[Screens]:
    """A desktop of two monitors with openbox, for a module."""
    with screens() as started:
        yield started


@pytest.fixture
def actors(shown: Screens) -> Iterator[Cast]:
    """The windows of one test, closed behind it."""
    with cast(shown) as opened:
        yield opened
