"""The daemon's step on a desktop that the test draws: what is kept, what is left, what is in the way, what it says."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from app.capture import control, obstacles
from app.capture.beat import Beat, Parts
from app.capture.desktop.seam import Desktop, DesktopGone, NoDesktop, Unsettled
from app.capture.pace import WIDEST_GAP_SECONDS
from app.capture.spool import Spool
from app.capture.state import DaemonState, read_daemon
from app.config import Config, Work
from app.home import Home, prepare
from app.screens.keeping import Keeping, WaitingFrame
from core.errors import EbbError
from core.screen.changes import Changes
from core.screen.frame import Rect, Scene, Shot, Window
from core.store.store import Store

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
SCREEN = Rect(0, 0, 800, 600)
EDITOR = Window("0x1", "editor", "notes.txt", Rect(0, 0, 800, 600))
VAULT = Window("0x2", "keepassxc", "Passwords", Rect(0, 0, 800, 600))
FONT = ImageFont.load_default(14)


class Board:
    """A desktop with one monitor and at most one window, which shows lines of text."""

    name, note = "board", ""

    def __init__(self) -> None:
        self.window: Window | None = EDITOR
        self.lines: list[str] = ["The first line of the page"]
        self.idle: float | None = 0.0
        self.is_locked = False
        self.trouble: EbbError | None = None
        self.looks = 0
        self.closed = False

    def scene(self, monitors: Sequence[str] = ()) -> Scene:
        """The window and its pixels at this moment."""
        self.looks += 1
        if self.trouble:
            raise self.trouble
        image = Image.new("RGBA", (SCREEN.width, SCREEN.height), "white")
        for number, text in enumerate(self.lines):
            ImageDraw.Draw(image).text((20, 20 + 24 * number), text, "black", FONT)
        shot = Shot("one", SCREEN, np.array(image))
        return Scene(self.at, (shot,), (self.window,) if self.window else ())

    def scenes(self, monitors: Sequence[str] = ()) -> Iterator[Scene]:
        """The same."""
        yield self.scene(monitors)

    at = NOW

    def idle_seconds(self) -> float | None:
        """As the test says."""
        return self.idle

    def locked(self) -> bool:
        """As the test says."""
        return self.is_locked

    def wait(self, seconds: float, wake: int = -1) -> bool:
        """Nothing ever moves by itself."""
        return False

    def close(self) -> None:
        """Note it."""
        self.closed = True


class Stage:
    """A beat on a board, with a clock of its own."""

    def __init__(self, root: Path) -> None:
        self.home = prepare(Home(root))
        self.store = Store(self.home.db, synchronous="NORMAL")
        self.keeping = Keeping(self.store, self.home, Config(work=Work(background=False)))
        self.spool = Spool(self.home)
        self.board: Board | None = Board()
        self.now = NOW
        self.parts = Parts(self.home, self.spool, self.keeping, Changes(), self.find)
        self.parts.reader.tend = lambda now, *, waiting: None  # type: ignore[method-assign] # nothing is read here
        control.want(self.home, True)
        self.beater = Beat(self.parts, NOW)

    def find(self) -> Desktop:
        """The board, if there is one."""
        if self.board is None:
            raise NoDesktop("There is no board.")
        return self.board

    def beat(self, times: int = 1, seconds: float = 1.0) -> DaemonState:
        """So many beats; returns what the daemon says of itself then."""
        for _ in range(times):
            self.now += timedelta(seconds=seconds)
            if self.board:
                self.board.at = self.now
            self.beater.beat(self.now)
        return self.beater.state

    def waiting(self) -> list[WaitingFrame]:
        """The frames that wait to be read."""
        return self.keeping.waiting()

    def close(self) -> None:
        """Let go of everything."""
        self.spool.clear()
        self.store.close()


@pytest.fixture
def stage(home: Path) -> Iterator[Stage]:
    """A beat on a fresh home."""
    made = Stage(home)
    yield made
    made.close()


def board(stage: Stage) -> Board:
    """The stage's board."""
    assert stage.board
    return stage.board


def test_what_shows_first_is_kept_once_with_its_pixels_and_rule(stage: Stage) -> None:
    said = stage.beat(5)
    (frame,) = stage.waiting()
    assert frame.key and frame.rule == "allowed: no rule against it" and frame.app == "editor"
    assert stage.spool.ids() == [frame.spool]
    assert (said.state, said.seen, said.kept, said.problems) == ("looking", 5, 1, ())


def test_a_new_line_is_kept_as_its_band_alone(stage: Stage) -> None:
    stage.beat(5)
    board(stage).lines.append("And a second line below it")
    stage.beat(5)
    frames = stage.waiting()
    assert [frame.key for frame in frames] == [True, False]
    (band,) = frames[1].bands
    assert band.height < 30 and 40 <= band.y < band.bottom <= 70


def test_a_window_that_must_not_be_seen_leaves_neither_frame_nor_pixels_but_a_count(stage: Stage) -> None:
    board(stage).window = VAULT
    stage.beat(5)
    stage.keeping.flush()
    assert stage.waiting() == [] and stage.spool.ids() == []
    rows = stage.store.read(lambda connection: connection.execute("SELECT app, looks FROM skips").fetchall())
    assert [tuple(row) for row in rows] == [("keepassxc", 5)]


def test_what_had_not_settled_goes_when_the_window_becomes_one_that_must_not_be_seen(stage: Stage) -> None:
    stage.beat(5)
    board(stage).lines.append("The secret that loads before its title")
    stage.beat()
    board(stage).window = Window(EDITOR.id, "editor", "Unlock Keyring", EDITOR.rect)
    stage.beat(3)
    assert len(stage.waiting()) == 1


def test_what_had_not_settled_stays_when_the_window_closes(stage: Stage) -> None:
    stage.beat(5)
    board(stage).lines.append("A last line before it closes")
    stage.beat()
    shown = board(stage).scene().shots[0].pixels
    board(stage).window = None
    stage.beat()
    _, last = stage.waiting()
    kept = stage.spool.load(last.spool)
    assert not last.key
    for band, region in zip(kept.bands, kept.regions, strict=True):
        there = kept.pixels[region.y : region.bottom, region.x : region.right]
        np.testing.assert_array_equal(there, shown[band.y : band.bottom, band.x : band.right])


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda stage: setattr(board(stage), "is_locked", True), "locked"),
        (lambda stage: setattr(board(stage), "idle", 9999.0), "idle"),
        (lambda stage: control.pause(stage.home, None), "paused"),
        (lambda stage: stage.home.config.write_text('[capture]\nhours = ["Sun 03:00-03:01"]\n'), "resting"),
    ],
)
def test_nothing_is_looked_at_while_it_must_not_be(stage: Stage, change: Callable[[Stage], object], word: str) -> None:
    stage.beat(3)
    looks = board(stage).looks
    change(stage)
    said = stage.beat(5)
    assert said.state == word and len(said.problems) == 1
    assert board(stage).looks == looks


def test_a_desktop_that_goes_is_said_and_looked_for_again(stage: Stage) -> None:
    stage.beat(2)
    first = board(stage)
    first.trouble = DesktopGone("The board fell.")
    said = stage.beat()
    assert said.state == "trouble" and "The board fell." in said.problems[0] and first.closed
    stage.board = None
    assert "no board" in stage.beat().problems[0]
    stage.board = Board()
    assert stage.beat(2).state == "looking"


def test_windows_that_never_hold_still_are_a_problem_after_a_while(stage: Stage) -> None:
    stage.beat()
    board(stage).trouble = Unsettled("They move.")
    assert stage.beat().problems == ()
    assert "never hold still" in stage.beat(12).problems[0]


def test_settings_that_cannot_be_read_stop_the_looks_until_they_are_mended(stage: Stage) -> None:
    stage.beat(2)
    looks = board(stage).looks
    stage.home.config.write_text("[capture]\nexclude_apps = 3\n")
    said = stage.beat(2)
    assert said.state == "trouble" and "exclude_apps" in said.problems[0] and board(stage).looks == looks
    stage.home.config.write_text('[capture]\nexclude_apps = ["nothing*"]\n')
    assert stage.beat().state == "looking"


def test_a_program_that_is_excluded_while_it_runs_is_not_kept_any_more(stage: Stage) -> None:
    stage.beat(5)
    stage.home.config.write_text('[capture]\nexclude_apps = ["edit*"]\n')
    board(stage).lines.append("Something that came after that")
    stage.beat(5)
    assert len(stage.waiting()) == 1


def test_on_a_nearly_full_disk_nothing_is_looked_at(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(obstacles, "LOW_BYTES", 1 << 60)
    said = stage.beat(2)
    assert said.state == "trouble" and "nearly full" in said.problems[0] and board(stage).looks == 0


def test_while_too_much_waits_nothing_is_looked_at_and_then_it_goes_on(stage: Stage) -> None:
    stage.parts.spool = stage.parts.deposit.spool = small = Spool(stage.home, limit=10)
    assert small.has_room()
    (small.folder / "01ARZ3NDEKTSV4RRFFQ69G5FAV.pixels").write_bytes(b"0123456789")
    said = stage.beat(2)
    assert said.state == "trouble" and "waits to be read" in said.problems[0]
    small.drop("01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert stage.beat().state != "trouble"


def test_what_cannot_be_handed_on_is_held_and_handed_on_later(stage: Stage) -> None:
    stage.parts.spool = stage.parts.deposit.spool = Spool(stage.home, limit=10)
    said = stage.beat(5)
    assert "cannot be kept" in " ".join(said.problems) and stage.waiting() == []
    stage.parts.spool = stage.parts.deposit.spool = stage.spool
    assert stage.beat().kept == 1 and len(stage.waiting()) == 1


def test_after_a_sleep_of_the_machine_episodes_are_over(stage: Stage) -> None:
    stage.beat(5)
    stage.now += timedelta(hours=8)
    stage.beat()
    rows = stage.store.read(lambda connection: connection.execute("SELECT open FROM screen_episodes").fetchall())
    assert rows[0][0] == 0


def test_a_clock_that_is_set_back_does_no_harm(stage: Stage) -> None:
    stage.beat(3)
    stage.now -= timedelta(hours=2)
    board(stage).lines.append("A line after the clock was set back")
    said = stage.beat(5)
    assert said.state == "looking" and said.kept >= 1


def test_looks_that_find_nothing_new_become_rarer_in_the_daemon_too(stage: Stage) -> None:
    stage.beat(5)
    pauses = []
    for _ in range(5):
        stage.beater.woken = True
        stage.now = board(stage).at = stage.now + timedelta(seconds=1)
        pauses.append(stage.beater.beat(stage.now).least)
    assert pauses == sorted(pauses) and pauses[-1] == WIDEST_GAP_SECONDS


def test_the_heartbeat_in_the_home_is_what_the_daemon_says(stage: Stage) -> None:
    said = stage.beat(5, seconds=3)
    assert read_daemon(stage.home) == said


def test_stopping_keeps_what_had_not_settled_and_lets_go_of_the_desktop(stage: Stage) -> None:
    stage.beat(5)
    board(stage).lines.append("Typed just before the end")
    stage.beat()
    stage.beater.stop(stage.now + timedelta(seconds=1))
    assert len(stage.waiting()) == 2 and board(stage).closed
    said = read_daemon(stage.home)
    assert said and said.state == "off"
