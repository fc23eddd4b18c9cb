"""One beat of the capture daemon: what is in the way, a look at the screens, what is new, the heartbeat."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.capture import obstacles
from app.capture.child import Reader
from app.capture.control import control
from app.capture.deposit import Deposit
from app.capture.desktop.seam import Desktop, DesktopGone, NoDesktop, Unsettled
from app.capture.health import ENDED
from app.capture.obstacles import Obstacle
from app.capture.pace import Pace, Pause
from app.capture.settings import Current
from app.capture.state import DaemonState, read_reader, write_daemon
from app.capture.usage import Usage, give_back
from core.errors import EbbError

if TYPE_CHECKING:
    from app.capture.spool import Spool
    from app.home import Home
    from app.screens.keeping import Keeping
    from core.screen.changes import Changes
    from core.screen.frame import Scene
    from core.screen.rules import Decision, Rules

GAP = timedelta(seconds=60)
"""A beat that comes so much later than the last one means that the machine slept, or the clock was set."""
CLOSING_EVERY = timedelta(seconds=30)
MAKING_ROOM_EVERY = timedelta(hours=1)
LIGHTER_EVERY = timedelta(seconds=30)
HEARTBEAT_EVERY = timedelta(seconds=2)
UNSETTLED_IS_TROUBLE = timedelta(seconds=10)
UNSETTLED = Pause(0.3, 0.3)


@dataclass(slots=True)
class Parts:
    """What a beat works with."""

    home: "Home"
    spool: "Spool"
    keeping: "Keeping"
    changes: "Changes"
    find: Callable[[], Desktop]
    desktop: Desktop | None = None
    reader: Reader = field(init=False)
    deposit: Deposit = field(init=False)
    settings: Current = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.home)
        self.deposit = Deposit(self.spool, self.keeping)
        self.settings = Current(self.home)


class Beat:
    """The daemon's step. Everything that it meets ends up in the heartbeat; it raises nothing that was foreseen."""

    def __init__(self, parts: Parts, now: datetime) -> None:
        self._parts = parts
        self._pace = Pace()
        self._usage = Usage()
        self._rules: dict[tuple[str, str], str] = {}
        self._last = now
        self._settled_at = now
        self._closed_at = now
        self._roomy_at: datetime | None = None
        self._light_at: datetime | None = None
        self._written_at: datetime | None = None
        self._written: tuple[str, tuple[str, ...], int] | None = None
        self.woken = True
        self.state = DaemonState(os.getpid(), now, now)

    def beat(self, now: datetime) -> Pause:
        """Do one step and say how long to wait; then set `woken` to whether something moved meanwhile."""
        self._notice_gap(now)
        found = self._obstacle(now) or self._look(now)
        obstacle = found if isinstance(found, Obstacle) else None
        pause = self._pace.resting() if isinstance(found, Obstacle) else found
        if obstacle is not None:
            self._hold_nothing(now)
        self._parts.reader.tend(now, waiting=bool(self._parts.spool.ids()))
        self._close_episodes(now)
        self._make_room(now)
        self._give_back(now)
        self._heartbeat(now, obstacle)
        return pause

    def stop(self, now: datetime) -> None:
        """Keep what had not settled yet, end the reader and let go of the desktop."""
        self._hold_nothing(now)
        self._try(lambda: self._parts.keeping.close_episodes(now, everything=True))
        self._parts.reader.stop()
        if not self._parts.spool.ids():
            self._parts.spool.clear()
        self._let_go()
        self._write(now, ENDED, ())

    def _obstacle(self, now: datetime) -> Obstacle | None:
        """What is in the way, after opening the desktop if need be."""
        parts = self._parts
        wanted = control(parts.home)
        self.state = replace(self.state, paused_until=wanted.until if wanted.holds(now) else None)
        try:
            if parts.settings.refresh():
                parts.reader.renew()
            found = obstacles.before_the_desktop(parts.home, wanted, parts.settings.capture, parts.spool, now)
            if found is None and not parts.deposit.flush():
                found = Obstacle("trouble", parts.deposit.trouble or "")
            if found is not None:
                return found
            parts.desktop = parts.desktop or parts.find()
            return obstacles.on_the_desktop(parts.desktop, parts.settings.capture)
        except (DesktopGone, NoDesktop) as error:
            return self._gone(error)
        except EbbError as error:  # settings that cannot be read: what they would forbid is not known
            return Obstacle("trouble", f"Nothing is captured: {error}")

    def _look(self, now: datetime) -> Obstacle | Pause:
        """Look at the screens and hand on what is new."""
        parts = self._parts
        assert parts.desktop is not None
        rules = parts.settings.rules
        assert rules is not None
        before = parts.deposit.kept
        try:
            self._take(parts.desktop, rules)
        except Unsettled:
            late = now - self._settled_at > UNSETTLED_IS_TROUBLE
            return Obstacle("trouble", "The windows never hold still.") if late else UNSETTLED
        except DesktopGone as error:
            return self._gone(error)
        self._settled_at = now
        self.state = replace(self.state, seen=self.state.seen + 1, last_frame_at=now, kept=parts.deposit.kept)
        capture = parts.settings.capture
        return self._pace.after(
            capture.interval,
            moving=parts.changes.moving or parts.deposit.kept > before,
            woken=self.woken,
            slower=capture.battery == "slower" and obstacles.on_battery(),
        )

    def _take(self, desktop: Desktop, rules: "Rules") -> None:
        """Hand on what is new in the windows that may be seen, and note those that may not.

        Raises: Unsettled, DesktopGone.
        """
        parts = self._parts
        seen: set[tuple[str, str]] = set()
        decisions: dict[str, Decision] = {}
        barred: dict[str, tuple[str, str]] = {}
        at = None
        for scene in desktop.scenes(parts.settings.capture.monitors):
            at, decided = scene.at, rules.decisions(scene)
            decisions.update(decided)
            seen |= self._see(scene, decided)
            for window in scene.windows:
                if not decided[window.id].allowed:
                    barred[window.id] = (decided[window.id].rule, window.app)
            del scene  # the next one takes its room
        if at is not None:
            for rule, app in barred.values():
                parts.deposit.skip(rule, app, at)
            for key in parts.changes.keys() - seen:
                self._leave(key, decisions.get(key[0]), at)

    def _see(self, scene: "Scene", decisions: "Mapping[str, Decision]") -> set[tuple[str, str]]:
        """Hand on what is new in a scene; returns the windows, with their monitors, that were looked at."""
        from core.screen.rules import allowed
        from core.screen.views import consumed

        parts = self._parts
        seen = set()
        for view in consumed(scene, partial(allowed, decisions)):
            key = (view.window.id, view.monitor)
            seen.add(key)
            self._rules[key] = decisions[view.window.id].rule
            if sighting := parts.changes.look(view, scene.at):
                parts.deposit.put(sighting, self._rules[key])
                self._light_at = None if sighting.key else self._light_at
        return seen

    def _leave(self, key: tuple[str, str], decision: "Decision | None", at: datetime) -> None:
        """A window shows no longer: what was new in it is kept, unless it has become one that may not be seen."""
        parts = self._parts
        if decision is not None and not decision.allowed:
            parts.changes.forget(key)
        elif sighting := parts.changes.leave(key, at):
            parts.deposit.put(sighting, self._rules[key])

    def _hold_nothing(self, now: datetime) -> None:
        """Hand on what has not settled yet: nobody looks at it for a while."""
        for key in set(self._parts.changes.keys()):
            self._leave(key, None, now)
        self.state = replace(self.state, kept=self._parts.deposit.kept)

    def _gone(self, error: EbbError) -> Obstacle:
        """The desktop is there no longer; it is looked for again at the next beat."""
        self._let_go()
        return Obstacle("trouble", f"The desktop is gone: {error.message}")

    def _let_go(self) -> None:
        desktop, self._parts.desktop = self._parts.desktop, None
        if desktop is not None:
            desktop.close()

    def _notice_gap(self, now: datetime) -> None:
        """After sleep, or when the clock was set, what went on before is over."""
        if not timedelta(0) <= now - self._last <= GAP:
            self._parts.changes = type(self._parts.changes)()
            self._try(lambda: self._parts.keeping.close_episodes(max(now, self._last)))
            self._settled_at = self._closed_at = now
        self._last = now

    def _close_episodes(self, now: datetime) -> None:
        if now - self._closed_at >= CLOSING_EVERY:
            self._closed_at = now
            self._try(lambda: self._parts.keeping.close_episodes(now))

    def _give_back(self, now: datetime) -> None:
        """Now and then take as little memory as possible: a look needs much more for a moment."""
        if self._light_at is None or now - self._light_at >= LIGHTER_EVERY:
            self._light_at = now
            give_back()

    def _make_room(self, now: datetime) -> None:
        if self._roomy_at is None or now - self._roomy_at >= MAKING_ROOM_EVERY:
            self._roomy_at = now
            self._try(lambda: self._parts.keeping.keep_within_budget(now))

    def _try(self, work: Callable[[], object]) -> None:
        """Do what is tried again later anyway; what keeps it from being done shows elsewhere."""
        with suppress(EbbError):
            work()

    def _heartbeat(self, now: datetime, obstacle: Obstacle | None) -> None:
        word = obstacle.state if obstacle else "looking"
        troubles = (obstacle.sentence if obstacle else None, self._parts.reader.trouble, self._parts.deposit.trouble)
        problems = tuple(dict.fromkeys(one for one in troubles if one))
        due = self._written_at is None or not timedelta(0) <= now - self._written_at < HEARTBEAT_EVERY
        if due or (word, problems, self.state.kept) != self._written:
            self._write(now, word, problems)

    def _write(self, now: datetime, word: str, problems: tuple[str, ...]) -> None:
        parts = self._parts
        reader = read_reader(parts.home)
        percent = self._usage.percent((reader.pid, reader.cpu_seconds) if reader else None)
        self.state = replace(
            self.state, at=now, state=word, problems=problems, cpu_percent=percent, reader=parts.reader.pid
        )
        self._written_at, self._written = now, (word, problems, self.state.kept)
        with suppress(OSError):  # on a full disk the last heartbeat grows old, which shows
            write_daemon(parts.home, self.state)
