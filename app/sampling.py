"""The sample memory: something to try Ebb on, in a home of its own beside the person's, which can be thrown away."""

from collections.abc import Callable
from pathlib import Path

from app.home import Home
from core.errors import BadInput

SUFFIX = "-sample"
MARK = "this-is-a-sample"
"""A file in the sample's home without which nothing is ever thrown away."""

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


def home_of(home: Path) -> Path:
    """Where the sample of this home lies: beside it."""
    return home.with_name(home.name + SUFFIX)


def filled(home: Path, progress: Progress, cancelled: Cancelled) -> Path:
    """Make the sample of this home, or go on where it was cut off; returns its home.

    Raises: BadInput where the folder is in use for something else; what importing raises.
    """
    from app.ebb import Ebb
    from app.home import prepare
    from app.importing.run import imported

    place = home_of(home)
    mark = place / MARK
    if place.exists() and not mark.exists():
        raise BadInput(f"There is something else at {place}.", "Move it away, then try again.")
    prepare(Home(place))
    mark.touch(0o600)
    sample = Path(__file__).with_name("sample")
    with Ebb.open(place, background=False) as ebb:
        for part in (sample / "vault", sample / "conversations.json"):
            imported(ebb, part, progress=progress, cancelled=cancelled)
        ebb.settle(progress, cancelled)
    return place


def thrown_away(place: Path) -> None:
    """Remove a sample's home; anything that is not marked as one stays."""
    import shutil

    if place.name.endswith(SUFFIX) and (place / MARK).is_file() and not place.is_symlink():
        shutil.rmtree(place)
