"""What shells left becomes memories, once, whatever comes between."""

import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from app.home import Home
from app.shell.taking import WAITING, is_waiting, lock_of, spool, take

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=2)
Leave = Callable[..., Path]


@pytest.fixture
def leave(ebb: Ebb) -> Leave:
    """Give a function that leaves commands in the spool, as a shell does."""

    def write(*texts: str, at: datetime = NOON, file: str = "zsh-1-2", folder: str = "/work") -> Path:
        place = spool(Home(Path(ebb.home))) / file
        with place.open("ab") as opened:
            for text in texts:
                opened.write(f"{at.timestamp():.0f}\0000\0000\0{folder}\0{text}\0\n".encode())
        return place

    return write


def test_a_stretch_of_work_becomes_one_document(ebb: Ebb, leave: Leave) -> None:
    leave("ls", "make test", "git push")
    (id,) = take(ebb, now=LATER)
    memory = ebb.get(id)
    assert (memory.text, memory.kind, memory.title) == ("make test\ngit push", "document", "Commands in /work")
    assert (memory.tags, memory.occurred_at, memory.source.app) == (("shell",), NOON, "zsh")
    assert not is_waiting(Home(Path(ebb.home)))


def test_what_is_not_over_waits_without_its_secrets(ebb: Ebb, leave: Leave) -> None:
    leave("make test", "mysql -phunter2")
    assert take(ebb, now=NOON + timedelta(minutes=1)) == []
    left = {file.name: file.read_text() for file in spool(Home(Path(ebb.home))).iterdir()}
    assert list(left) == [WAITING]
    assert "hunter2" not in left[WAITING]
    leave("git push", at=NOON + timedelta(minutes=2))
    (id,) = take(ebb, now=LATER)
    assert ebb.get(id).text == "make test\nmysql -p[password]\ngit push"


def test_all_can_be_taken_at_once(ebb: Ebb, leave: Leave) -> None:
    leave("make test")
    assert len(take(ebb, everything=True, now=NOON)) == 1


def test_taking_cut_short_before_the_files_go_doubles_nothing(
    ebb: Ebb, leave: Leave, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave("make test")
    leave("git push", at=LATER, file="bash-7-8")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            take(ebb, now=LATER)
    take(ebb, everything=True, now=LATER)
    assert sorted(memory.text for memory in ebb.recent()) == ["git push", "make test"]


def test_while_one_process_takes_another_leaves_it_alone(ebb: Ebb, leave: Leave) -> None:
    leave("make test")
    with lock_of(Home(Path(ebb.home))).held():
        assert take(ebb, now=LATER) == []
    assert len(take(ebb, now=LATER)) == 1


def test_the_spool_is_for_its_owner_alone(ebb: Ebb) -> None:
    assert stat.S_IMODE(spool(Home(Path(ebb.home))).stat().st_mode) == 0o700


def test_links_in_the_spool_are_not_followed(ebb: Ebb, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("1\0000\0000\0/work\0make\0\n")
    os.symlink(other, spool(Home(Path(ebb.home))) / "zsh-9-9")
    assert take(ebb, everything=True, now=LATER) == []
    assert other.exists()
