"""A few pictures of what was seen go with the notes, and leave with them."""

from pathlib import Path

import pytest

from app import Ebb
from app.vault.manifest import Manifest
from app.vault.opening import export
from app.vault.report import Report
from app.vault.wanted import wanted
from tests.unit.app.screens.scene import Desk, after, lines, window


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def seen(home: Path) -> Path:
    """A home in which one window was seen seven times, and then another one that is still open."""
    desk = Desk(home)
    for minute in range(7):
        desk.see(after(minutes=minute), lines(f"page {minute}"), shade=minute * 20)
    desk.keeping.close_episodes(after(hours=9), everything=True)
    desk.see(after(hours=2), lines("still here"), of=window("mail", "Inbox"))
    desk.close()
    return home


def write(home: Path, vault: Path, **wishes: object) -> Report:
    with Ebb.open(home, background=False) as ebb:
        return export(ebb, vault, wanted(ebb, **wishes))  # type: ignore[arg-type]


def pictures(vault: Path) -> list[Path]:
    return sorted((vault / "attachments").glob("*.webp"))


def test_an_episode_shows_a_few_of_its_pictures(seen: Path, vault: Path) -> None:
    report = write(seen, vault)

    assert (report.written, report.pictures) == (1, 4)
    (note,) = (vault / "Screens").rglob("*.md")
    assert [f"![[{path.name}]]" for path in pictures(vault)] == [
        line for line in note.read_text().splitlines() if line.startswith("![[")
    ]
    assert {path.read_bytes() for path in pictures(vault)} <= {
        path.read_bytes() for path in (seen / "screens").rglob("*.webp")
    }
    assert write(seen, vault).changed == 0


def test_pictures_stay_out_on_request_and_where_something_is_taken_out(seen: Path, tmp_path: Path) -> None:
    assert write(seen, tmp_path / "a", pictures=False).pictures == 0
    assert write(seen, tmp_path / "b", redact=["secrets"]).pictures == 0
    assert not list(tmp_path.glob("[ab]/**/*.webp"))


def test_the_pictures_of_an_erased_episode_leave_the_vault(seen: Path, vault: Path) -> None:
    write(seen, vault)
    with Ebb.open(seen, background=False) as ebb:
        (id,) = (key for key, _ in Manifest.load(vault).items() if ":" not in key)
        ebb.forget([id])

    assert write(seen, vault).removed == 1
    assert pictures(vault) == []
    assert not list(vault.rglob("*.md"))


def test_pictures_that_ebb_let_go_leave_the_vault(seen: Path, vault: Path) -> None:
    write(seen, vault)
    gone = pictures(vault)[0]
    for path in (seen / "screens").rglob("*.webp"):
        if path.read_bytes() == gone.read_bytes():
            path.unlink()

    write(seen, vault)

    assert gone not in pictures(vault)
    assert len(pictures(vault)) == 4


def test_an_episode_that_is_still_open_waits(seen: Path, vault: Path) -> None:
    write(seen, vault)
    assert "still here" not in "".join(path.read_text() for path in vault.rglob("*.md"))
    desk = Desk(seen)
    desk.keeping.close_episodes(after(hours=9), everything=True)
    desk.close()

    assert write(seen, vault).written == 1
